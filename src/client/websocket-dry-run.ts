/**
 * The dry run that a WebSocket gateway has of its own, at `/dry_run`: it answers with its state and closes, or closes
 * with the reason where an Executor cannot be reached. No endpoint of an Executor is run. Unlike what the gateway says in
 * HTTP, a page may read it, with either docarray.
 */
import { fromBinary } from "@bufbuild/protobuf";
import type { Clock } from "../base/clock.ts";
import type { OpenSocket, Socket } from "../base/socket.ts";
import { StatusProto_StatusCode, StatusProtoSchema } from "../gen/v1/jina_pb.js";
import type { GatewayAddress } from "../model/run/address.ts";
import type { Readiness } from "../model/run/gateway-report.ts";
import { shorten } from "../model/shorten.ts";
import { hostAndPort } from "./address.ts";
import { parsedJson, statusOf } from "./answer-json.ts";

/** What came of it. */
export type DryRun =
  | {
      readonly opens: true;
      readonly readiness: Readiness;
      /** Whether it answers in protobuf: a proxy before it asks it to, as no page can. */
      readonly isBinary?: true;
    }
  /** `seen` goes on after what was tried, as `does not open (1006)`. */
  | { readonly opens: false; readonly seen: string };

interface DryRunOptions {
  readonly address: GatewayAddress;
  /** The browser's WebSocket. */
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly limitMs: number;
}

/** Characters of what it says that are kept. */
const MAX_SAID = 2000;
/** The code with which a gateway closes that has failed. */
const FAILED = 1011;

/** Runs it. Never rejects: it ends as soon as the signal aborts or the time is over. */
export async function runDry(
  { address, openSocket, clock, limitMs }: DryRunOptions,
  signal: AbortSignal,
): Promise<DryRun> {
  const { promise, resolve } = Promise.withResolvers<DryRun>();
  let socket: Socket;
  try {
    socket = openSocket(`${address.tls ? "wss" : "ws"}://${hostAndPort(address)}/dry_run`, []);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    return { opens: false, seen: `is not let out by this browser (${said})` };
  }
  socket.binaryType = "arraybuffer";
  let isOpen = false;
  const unknown = (why: string): DryRun =>
    isOpen
      ? { opens: true, readiness: { kind: "unknown", why } }
      : { opens: false, seen: "does not open in time" };
  const giveUp = () => {
    resolve(unknown("Its dry run has not ended in time."));
    socket.close();
  };
  const stopWaiting = clock.after(limitMs, giveUp);
  signal.addEventListener("abort", giveUp, { once: true });
  socket.addEventListener("open", () => {
    isOpen = true;
  });
  socket.addEventListener("message", ({ data }) => {
    resolve(
      data instanceof ArrayBuffer
        ? { opens: true, readiness: readinessOfBytes(new Uint8Array(data)), isBinary: true }
        : { opens: true, readiness: readinessOf(data) },
    );
    socket.close();
  });
  // Behind it comes a closing, which says more.
  socket.addEventListener("error", () => {});
  socket.addEventListener("close", ({ code, reason }) => {
    const said = `${code}${reason === "" ? "" : ` ${reason}`}`;
    resolve(
      code === FAILED
        ? { opens: true, readiness: { kind: "not-ready", why: reason || "The gateway does not say why." } }
        : isOpen
          ? unknown(`Its dry run ended without a state (${said}).`)
          : { opens: false, seen: `does not open (${said})` },
    );
  });
  if (signal.aborted) {
    giveUp();
  }
  return promise.finally(() => {
    stopWaiting();
    signal.removeEventListener("abort", giveUp);
  });
}

const NO_STATE: Readiness = { kind: "unknown", why: "Its dry run gave no state." };

function readinessOfBytes(bytes: Uint8Array): Readiness {
  try {
    const { code, description } = fromBinary(StatusProtoSchema, bytes);
    return code === StatusProto_StatusCode.ERROR
      ? { kind: "not-ready", why: shorten(description, MAX_SAID) }
      : { kind: "ready" };
  } catch {
    return NO_STATE;
  }
}

/** The state in JSON; `{}` is how a gateway writes that all went well. */
function readinessOf(data: unknown): Readiness {
  const status = statusOf(parsedJson(String(data)));
  if (!status) {
    return NO_STATE;
  }
  return status.code === "ERROR"
    ? { kind: "not-ready", why: shorten(status.description, MAX_SAID) }
    : { kind: "ready" };
}
