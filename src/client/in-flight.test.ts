import { describe, expect, test } from "vitest";
import { ClientError } from "../model/run/client-error.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import { createInFlight } from "./in-flight.ts";

const requestOf = (requestId: string, ...ids: string[]): DataRequest => ({
  requestId,
  endpoint: "/",
  documents: ids.map((id) => ({ id })),
  parameters: {},
  targetExecutor: "",
});
/** An answer that is told by its endpoint. */
const replyOf = (endpoint: string, requestId = "?"): Reply => ({
  requestId,
  endpoint,
  targetExecutor: "",
  parameters: {},
  status: SUCCESS,
  routes: [],
  documents: [],
});

function start(...requests: DataRequest[]) {
  let settled = 0;
  const inFlight = createInFlight(() => {
    settled++;
  }, "ws://h:1");
  const ends = requests.map((request) =>
    inFlight.add(request).then(
      ({ requestId, endpoint }) => `${requestId} by ${endpoint}`,
      (reason: Error) =>
        `failed: ${reason.message.slice(0, 12)}${reason instanceof ClientError ? ` at ${reason.tried}` : ""}`,
    ),
  );
  return { inFlight, ends: Promise.all(ends), settled: () => settled };
}

test("documents tell a request while it is in flight", async () => {
  const { inFlight, ends } = start(requestOf("a", "1", "2"), requestOf("b", "3"));
  expect([["2"], ["9", "3"], ["9"], []].map(inFlight.isToldBy)).toEqual([true, true, false, false]);
  inFlight.answerByDocuments(replyOf("of a"), ["1"]);
  expect([["2"], ["3"]].map(inFlight.isToldBy)).toEqual([false, true]);
  inFlight.failAll(new Error("the end"));
  expect(await ends).toEqual(["a by of a", "failed: the end"]);
});

test("answers with an id find their requests, and no others", async () => {
  const { inFlight, ends, settled } = start(requestOf("a"), requestOf("b"));
  expect(inFlight.answer(replyOf("1", "b"))).toBe(true);
  expect(inFlight.answer(replyOf("2", "b"))).toBe(false);
  expect(inFlight.answer(replyOf("3", "other"))).toBe(false);
  inFlight.answer(replyOf("4", "a"));
  expect(await ends).toEqual(["a by 4", "b by 1"]);
  expect(settled()).toBe(2);
});

test("more answers than requests went out are not taken, also where requests are not waited for any more", () => {
  const { inFlight } = start(requestOf("a"), requestOf("b"));
  inFlight.fail(requestOf("b"), new Error("given up"));
  expect([inFlight.noteAnswer(), inFlight.noteAnswer()]).toEqual([null, null]);
  expect(inFlight.noteAnswer()).toMatchObject({
    code: "protocol",
    message: "The gateway sent more answers than it was sent requests.",
    tried: "ws://h:1",
  });
});

describe("answers without an id", () => {
  test("are told by their documents, some of which may be gone or new", async () => {
    const { inFlight, ends } = start(requestOf("a", "1", "2"), requestOf("b", "3"));
    inFlight.answerByDocuments(replyOf("x"), ["new", "3"]);
    inFlight.answerByDocuments(replyOf("y"), ["2"]);
    expect(await ends).toEqual(["a by y", "b by x"]);
  });

  test("that tell nothing are for the one that is left", async () => {
    const { inFlight, ends } = start(requestOf("a", "1"), requestOf("b", "2"));
    inFlight.answerByDocuments(replyOf("x"), []);
    inFlight.answerByDocuments(replyOf("y"), ["1"]);
    expect(await ends).toEqual(["a by y", "b by x"]);
  });

  test("of which more tell nothing are nobody's", async () => {
    const { inFlight, ends } = start(requestOf("a", "1"), requestOf("b", "2"));
    inFlight.answerByDocuments(replyOf("x"), []);
    inFlight.answerByDocuments(replyOf("y"), ["other"]);
    expect(await ends).toEqual(["failed: Answers came at ws://h:1", "failed: Answers came at ws://h:1"]);
    expect(inFlight.count).toBe(0);
  });

  test("leave room only for requests that they tell from the others", () => {
    const { inFlight } = start(requestOf("a", "1"));
    expect(inFlight.hasRoomFor(requestOf("b", "2"))).toBe(true);
    expect(inFlight.hasRoomFor(requestOf("b", "2", "1"))).toBe(false);
    expect(inFlight.hasRoomFor(requestOf("b"))).toBe(false);
    const alone = start(requestOf("a")).inFlight;
    expect(alone.hasRoomFor(requestOf("b", "2"))).toBe(false);
    expect(start().inFlight.hasRoomFor(requestOf("b"))).toBe(true);
  });
});

test("all that are in flight end with a connection", async () => {
  const { inFlight, ends } = start(requestOf("a"), requestOf("b"));
  inFlight.failAll(new Error("gone for ever"));
  expect(await ends).toEqual(["failed: gone for eve", "failed: gone for eve"]);
  inFlight.failAll(new Error("again"));
});
