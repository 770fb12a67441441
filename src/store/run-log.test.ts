import { expect, test } from "vitest";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Reply, type Status, SUCCESS } from "../model/run/reply.ts";
import type { Exchange } from "../model/run/run.ts";
import { createTestRun } from "../model/run/test-run.ts";
import { hideSecrets, secretsOf } from "./hide-secrets.ts";
import { newFile, openedFile } from "./open-file.ts";
import { runEvents } from "./run-log.ts";
import { initialState } from "./state.ts";

function exchange(endedAs: number | undefined, more: Partial<Exchange>): Exchange {
  return {
    request: { requestId: "r", endpoint: "/", documents: [], parameters: {}, targetExecutor: "" },
    state: "answered",
    roundtripMs: 12,
    reply: null,
    error: null,
    ...(endedAs !== undefined && { endedAs }),
    ...more,
  };
}

function reply(status: Status, executor = "one"): Reply {
  return {
    requestId: "r",
    endpoint: "/",
    targetExecutor: "",
    parameters: {},
    status,
    routes: [
      { executor: "gateway", startMs: 0, endMs: 1, status },
      { executor, startMs: 0, endMs: 1, status },
    ],
    documents: [{ text: "hi" }],
  };
}

const RAISED: Status = {
  code: "ERROR",
  description: "ValueError('no')",
  exception: {
    name: "ValueError",
    args: ["asked to fail"],
    stacks: ["Traceback\n", "  raise\n"],
    executor: "Mine",
  },
};

const lines = (exchanges: readonly Exchange[], from = 0) =>
  runEvents(createTestRun(exchanges, { id: 3 }), from, (text) => text).map(
    ({ event, kind, text, stack }) => `${event} ${kind} ${text}${stack ? ` | ${stack}` : ""}`,
  );

test("each request that has ended is one of good end or not, and ended in any case, in the order of the ends", () => {
  expect(
    lines([
      exchange(1, { reply: reply(SUCCESS) }),
      exchange(0, { reply: reply(RAISED) }),
      exchange(2, { state: "failed", roundtripMs: null, error: new ClientError("gateway", "It broke.") }),
      exchange(undefined, { state: "sent" }),
    ]),
  ).toEqual([
    "on_error error Request 2 of run 3: ValueError in Mine, executor one: asked to fail in 12 ms | Traceback\n  raise\n",
    "on_always info Request 2 of run 3",
    "on_done info Request 1 of run 3: 1 document in 12 ms",
    "on_always info Request 1 of run 3",
    "on_error error Request 3 of run 3: It broke.",
    "on_always info Request 3 of run 3",
  ]);
});

test("what was told is not told again, and what was given up by Stop is none of these", () => {
  const exchanges = [
    exchange(0, { reply: reply(SUCCESS) }),
    exchange(1, { reply: reply(SUCCESS) }),
    exchange(2, { state: "unknown", roundtripMs: null }),
  ];
  expect(lines(exchanges, 1)).toEqual([
    "on_done info Request 2 of run 3: 1 document in 12 ms",
    "on_always info Request 2 of run 3",
  ]);
});

test("what a gateway says is cut, and a status without an exception is told too", () => {
  const [line] = lines([
    exchange(0, { reply: reply({ code: "ERROR", description: "x".repeat(9999), exception: null }) }),
  ]);
  expect(line).toMatch(/^on_error error Request 1 of run 3: Error in executor one: x+… in 12 ms$/);
  expect(line!.length).toBeLessThan(700);
});

test("secrets of headers and variables are in no line, nor what looks like one", () => {
  const file = openedFile(newFile("f", "flow.yml", ""), {
    ...NO_VARIABLES,
    environment: new Map([
      ["API_TOKEN", "tulips-are-red"],
      ["REGION", "north-west-1"],
    ]),
  });
  const state = { ...initialState(file), headers: "authorization: Bearer daffodil-9\nx-empty:\n" };
  const said =
    "KeyError: daffodil-9 is not tulips-are-red in north-west-1, nor 'sk-abcdefghijklmnopqrstuvwx', Beare is cut";
  const hidden = hideSecrets(said, secretsOf(state));
  for (const secret of ["daffodil", "tulips", "sk-abc"]) {
    expect(hidden).not.toContain(secret);
  }
  expect(hidden).toContain("north-west-1");
  expect(hidden).toMatch(/^KeyError:/);
});
