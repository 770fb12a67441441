import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profileOf, unionLength } from "./profile.ts";
import { type Reply, type Route, SUCCESS } from "./reply.ts";

const route = (executor: string, startMs: number | null, endMs: number | null): Route => ({
  executor,
  startMs,
  endMs,
  status: SUCCESS,
});

const replyOf = (...routes: Route[]): Reply => ({
  requestId: "0".repeat(32),
  endpoint: "/",
  targetExecutor: "",
  parameters: {},
  status: SUCCESS,
  routes,
  documents: [],
});

/** A search: two executors side by side, one before and one after them. */
const searchAt = (originMs: number) =>
  replyOf(
    ...(
      [
        ["gateway", 0, 207.7],
        ["begin", 0.2, 1.9],
        ["text", 2, 204.8],
        ["image", 2, 205.1],
        ["rank", 205.2, 207.5],
      ] as const
    ).map(([executor, startMs, endMs]) => route(executor, originMs + startMs, originMs + endMs)),
  );

describe("profileOf", () => {
  test.each([
    ["from zero", 0],
    ["since 1970", 1_795_291_410_501],
    ["since 1970, with a fraction", 1_795_291_410_501.137],
  ])("a search whose executors overlap, times %s", (_, originMs) => {
    const profile = profileOf(searchAt(originMs), 212.2)!;
    expect(profile.roundtripMs).toBe(212.2);
    expect(Math.abs(profile.serverMs! - 207.7)).toBeLessThan(0.01);
    expect(Math.abs(profile.clientServerNetworkMs! - 4.5)).toBeLessThan(0.01);
    expect(Math.abs(profile.gatewayExecutorsNetworkMs! - 0.6)).toBeLessThan(0.01);
    expect(profile.executors.map(({ executor }) => executor)).toEqual(["begin", "text", "image", "rank"]);
    for (const [index, expected] of [
      [0.2, 1.7],
      [2, 202.8],
      [2, 203.1],
      [205.2, 2.3],
    ].entries()) {
      const { startMs, durationMs, share, failed } = profile.executors[index]!;
      expect(Math.abs(startMs! - expected[0]!)).toBeLessThan(0.01);
      expect(Math.abs(durationMs! - expected[1]!)).toBeLessThan(0.01);
      expect(Math.abs(share! - expected[1]! / 207.7)).toBeLessThan(0.0001);
      expect(failed).toBe(false);
    }
  });

  test("an executor without an end has a start and nothing else, and does not count as busy", () => {
    const profile = profileOf(
      replyOf(
        route("gateway", 10, 110),
        route("a", 20, 60),
        route("floats", 60, null),
        route("never", null, null),
      ),
      120,
    )!;
    expect(profile.gatewayExecutorsNetworkMs).toBe(60);
    expect(profile.executors.slice(1)).toEqual([
      { executor: "floats", startMs: 50, durationMs: null, share: null, failed: false },
      { executor: "never", startMs: null, durationMs: null, share: null, failed: false },
    ]);
  });

  test.each([
    ["no gateway", [route("a", 100, 104), route("b", 90, 101)]],
    ["a gateway without times", [route("gateway", null, null), route("a", 100, 104), route("b", 90, 101)]],
  ])("%s: executors keep their durations, counted from the first start", (_, routes) => {
    expect(profileOf(replyOf(...routes), 20)).toEqual({
      roundtripMs: 20,
      serverMs: null,
      clientServerNetworkMs: null,
      gatewayExecutorsNetworkMs: null,
      executors: [
        { executor: "a", startMs: 10, durationMs: 4, share: null, failed: false },
        { executor: "b", startMs: 0, durationMs: 11, share: null, failed: false },
      ],
    });
  });

  test("a gateway without an end gives the origin and no server time", () => {
    const profile = profileOf(replyOf(route("gateway", 50, null), route("a", 60, 61)), 20)!;
    expect(profile.serverMs).toBeNull();
    expect(profile.executors[0]).toMatchObject({ startMs: 10, durationMs: 1, share: null });
  });

  test("an answer without routes has no profile", () => {
    expect(profileOf(replyOf(), 20)).toBeNull();
  });

  test("a server time of zero has no shares to give", () => {
    const profile = profileOf(replyOf(route("gateway", 5, 5), route("a", 5, 5)), 1)!;
    expect(profile).toMatchObject({ serverMs: 0, clientServerNetworkMs: 1, gatewayExecutorsNetworkMs: 0 });
    expect(profile.executors[0]!.share).toBe(0);
  });

  test("an end before the start is no time, neither for the executor nor for the sum", () => {
    const profile = profileOf(replyOf(route("gateway", 0, 10), route("a", 5, 3), route("b", 6, 8)), 12)!;
    expect(profile.executors.map(({ durationMs }) => durationMs)).toEqual([0, 2]);
    expect(profile.gatewayExecutorsNetworkMs).toBe(8);
  });

  test("an executor that raised is marked, with the time it took", () => {
    const failed: Route = {
      ...route("a", 1, 3),
      status: { code: "ERROR", description: "ValueError", exception: null },
    };
    const bare: Route = { ...route("b", 3, 4), status: null };
    const profile = profileOf(replyOf(route("gateway", 0, 4), failed, bare), 5)!;
    expect(profile.executors).toMatchObject([
      { failed: true, durationMs: 2, share: 0.5 },
      { failed: false, durationMs: 1, share: 0.25 },
    ]);
  });
});

describe("unionLength", () => {
  test.each([
    ["nothing", [], 0],
    [
      "one inside the other",
      [
        [0, 10],
        [2, 3],
      ],
      10,
    ],
    [
      "side by side",
      [
        [0, 4],
        [2, 6],
      ],
      6,
    ],
    [
      "touching",
      [
        [0, 4],
        [4, 6],
      ],
      6,
    ],
    [
      "apart and out of order",
      [
        [5, 6],
        [0, 1],
      ],
      2,
    ],
    ["a point", [[3, 3]], 0],
    [
      "an end before its start",
      [
        [3, 1],
        [2, 5],
      ],
      3,
    ],
  ] as [string, [number, number][], number][])("%s", (_, spans, length) => {
    expect(unionLength(spans)).toBe(length);
  });

  test("counts the whole milliseconds that any span covers", () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const covered = new Set(
          spans.flatMap(([from, to]) => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)),
        );
        expect(unionLength(spans)).toBe(covered.size);
      }),
    );
  });
});
