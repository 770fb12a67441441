/** What is known of the gateway of the address: what it has told, and which executors its answers came by. Pure. */
import { GATEWAY } from "../model/flow.ts";
import type { ClientError } from "../model/run/client-error.ts";
import type { Diagnosis, Evidence } from "../model/run/diagnosis.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import type { Run } from "../model/run/run.ts";
import { addressOf, type DesignerState, wayOf } from "./state.ts";

/** What was asked of one gateway, and what it told. */
export interface KnownGateway {
  /** The address as it was typed, in a line; nothing of this holds for another one. */
  readonly address: string;
  readonly isAsked: boolean;
  /** The last one; null before the first. */
  readonly report: GatewayReport | null;
  /** Why it told nothing when it was asked last; null if it did. */
  readonly fault: ClientError | null;
}

/** A test of the way to a gateway. */
export interface ConnectionTest {
  /** The address as it was typed, in a line. */
  readonly address: string;
  /** As far as it is known. */
  readonly evidence: readonly Evidence[];
  /** Null until it is there. */
  readonly diagnosis: Diagnosis | null;
  /** Why there will be none; null if there is or will be one. */
  readonly fault: ClientError | null;
}

/** What is known of the gateway of the address as it is typed now; null if it was not asked yet. */
export function knownGateway(
  state: Pick<DesignerState, "gateway" | "address" | "form">,
): KnownGateway | null {
  const { gateway } = state;
  return gateway?.address === addressOf(state) ? gateway : null;
}

/**
 * Whether the gateway of the address is known to answer but for what a run to it says: by a test since the last run
 * began, of the way that is set, or by what it has told where no run went there.
 */
export function isFoundToAnswer(
  state: Pick<DesignerState, "gateway" | "connectionTest" | "origin" | "address" | "form">,
): boolean {
  const address = addressOf(state);
  const { connectionTest: test, origin } = state;
  const isTested =
    test?.address === address &&
    test.diagnosis?.way === wayOf(state.form) &&
    test.diagnosis.verdict.kind === "works";
  const known = origin?.address === address ? null : knownGateway(state);
  const isTold = known?.fault === null && known.report?.readiness.kind === "ready";
  return isTested || isTold;
}

type Seen = Pick<DesignerState, "run" | "origin" | "runs" | "address" | "form">;

/** The runs that went to the address as it is typed now, each once. */
function ofAddress(state: Seen): Run[] {
  const { run, origin, runs } = state;
  const address = addressOf(state);
  const kept = [...runs, ...(run && origin ? [{ run, origin }] : [])];
  return [...new Set(kept.filter((one) => one.origin.address === address).map((one) => one.run))];
}

/** The executors that answers from the address came by, in the order in which they were first seen. */
export function executorsSeen(state: Seen): readonly string[] {
  return [...new Set(ofAddress(state).flatMap(executorsOf))];
}

const executors = new WeakMap<Run, readonly string[]>();

/** Those of one run, cached: each run that ends asks for those of all. */
function executorsOf(run: Run): readonly string[] {
  let known = executors.get(run);
  if (!known) {
    const names = new Set<string>();
    for (const { reply } of run.exchanges) {
      for (const { executor } of reply?.routes ?? []) {
        names.add(executor);
      }
    }
    names.delete(GATEWAY);
    known = [...names];
    executors.set(run, known);
  }
  return known;
}

/** How many requests were answered from the address, as far as its runs are kept. */
export function answeredBefore(state: Seen): number {
  return ofAddress(state)
    .flatMap((one) => one.exchanges)
    .filter(({ reply }) => reply !== null).length;
}
