/** Answers a page that asks what is at a target: reads and judges the target as every relay does, and has it probed. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { BRIDGE_HEADERS, type BridgeErrorCode } from "../model/run/bridge-contract.ts";
import { createCallRecord, type RelayOptions } from "./call-record.ts";
import { createPageLeg } from "./page-leg.ts";
import { readTargetOf } from "./relay-target.ts";
import { TOO_MANY_STREAMS } from "./stream-limit.ts";
import { probeTarget, type TargetProbeOptions } from "./target-probe.ts";

/** Answers one request whose head has passed the guard. */
type ProbeRelay = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The probes of one server. */
export function createProbeRelay(options: RelayOptions & TargetProbeOptions): ProbeRelay {
  return async (request, response) => {
    const page = createPageLeg(request, response, options.clock);
    const named = readTargetOf(request, "grpc", options.policy);
    const record = createCallRecord("probe", named.kind === "target" ? named.target : null, options);
    page.onClose(() => record.end("canceled"));
    page.discard();
    const answer = (how: string, headers: Readonly<Record<string, string>>, body: string) => {
      if (record.end(how)) {
        page.sendHead(headers);
        page.end(Buffer.from(body));
      }
    };
    const fail = (code: BridgeErrorCode, text: string) =>
      answer(
        `status ${code}`,
        { "content-type": "text/plain; charset=utf-8", [BRIDGE_HEADERS.error]: code },
        text,
      );
    if (!options.streams.enter(page.onClose)) {
      fail("too-many-streams", TOO_MANY_STREAMS);
      return;
    }
    if (named.kind === "fault") {
      fail(named.code, named.text);
      return;
    }
    // A page that has gone away takes its probe with it.
    const found = await probeTarget(named.target, options, record.over).catch(() => null);
    answer("status 200", { "content-type": "application/json" }, JSON.stringify(found));
  };
}
