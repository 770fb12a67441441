import { GATEWAY } from "../flow.ts";
import type { Reply } from "./reply.ts";

/** What one answer says about where its time went, under the names that Jina's `client.profiling()` prints. */
export interface Profile {
  /** From sending to the whole answer, on the page's clock. */
  readonly roundtripMs: number;
  /** The gateway's span; null if the answer carries no route of the gateway with both times. */
  readonly serverMs: number | null;
  /** Round trip minus server. Two clocks, but only durations are compared. */
  readonly clientServerNetworkMs: number | null;
  /** The gateway's span minus the length of the union of the executors' spans that have an end. */
  readonly gatewayExecutorsNetworkMs: number | null;
  /** In the order of the routes, without the gateway. */
  readonly executors: readonly ExecutorTime[];
}

/** Times are milliseconds from the gateway's start (or the first start seen, where there is no gateway route). */
export interface ExecutorTime {
  readonly executor: string;
  readonly startMs: number | null;
  /** Null for a route without an end: one that floats, was passed by, or never got there. It has no share. */
  readonly durationMs: number | null;
  /** Part of the server's time, 0 to 1; null without an end or without a server span. */
  readonly share: number | null;
  readonly failed: boolean;
}

/** Reads the profile out of an answer's routes; null if it carries none (the transport then says so). */
export function profileOf(reply: Reply, roundtripMs: number): Profile | null {
  if (reply.routes.length === 0) {
    return null;
  }
  const gateway = reply.routes.find(({ executor }) => executor === GATEWAY);
  const others = reply.routes.filter((route) => route !== gateway);
  const serverMs =
    gateway?.startMs != null && gateway.endMs != null ? Math.max(0, gateway.endMs - gateway.startMs) : null;
  // Not by a call of Math.min with all of them: a call takes so many arguments and no more.
  const originMs =
    gateway?.startMs ??
    others.reduce(
      (first, { startMs }) => (startMs === null ? first : Math.min(first, startMs)),
      Number.POSITIVE_INFINITY,
    );

  const executors = others.map((route): ExecutorTime => {
    const durationMs =
      route.startMs !== null && route.endMs !== null ? Math.max(0, route.endMs - route.startMs) : null;
    return {
      executor: route.executor,
      startMs: route.startMs === null ? null : route.startMs - originMs,
      durationMs,
      share: durationMs === null || serverMs === null ? null : serverMs === 0 ? 0 : durationMs / serverMs,
      failed: route.status?.code === "ERROR",
    };
  });
  const busyMs = unionLength(
    others.flatMap(({ startMs, endMs }) =>
      startMs === null || endMs === null ? [] : [[startMs, endMs] as const],
    ),
  );
  return {
    roundtripMs,
    serverMs,
    clientServerNetworkMs: serverMs === null ? null : roundtripMs - serverMs,
    gatewayExecutorsNetworkMs: serverMs === null ? null : serverMs - busyMs,
    executors,
  };
}

/** Length of the union of spans; spans that overlap count once. */
export function unionLength(spans: readonly (readonly [number, number])[]): number {
  const sorted = [...spans].sort((a, b) => a[0] - b[0]);
  let length = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of sorted) {
    // A span that ends before it begins has no length, as an executor's own time has none then.
    if (to > Math.max(from, end)) {
      length += to - Math.max(from, end);
      end = to;
    }
  }
  return length;
}
