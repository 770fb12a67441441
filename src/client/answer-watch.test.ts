import { expect, test } from "vitest";
import { createHandClock, settled } from "../base/test-clock.ts";
import { type AnswerLimits, limitsOf, untilAborted, watchAnswer } from "./answer-watch.ts";

function start(limits: AnswerLimits) {
  const clock = createHandClock();
  const aborter = new AbortController();
  const watch = watchAnswer(clock, { stage: "send", tried: "grpc://a:1" }, limits, aborter.signal);
  const said = () => {
    const fault = watch.faultOf("other");
    return fault instanceof Error ? fault.message : fault;
  };
  return { clock, aborter, watch, said };
}

test("an answer that does not begin is given up after 30 s", async () => {
  const { clock, watch, said } = start(limitsOf(undefined));
  await clock.pass(29_999);
  expect([watch.signal.aborted, said()]).toEqual([false, "other"]);
  await clock.pass(1);
  expect([watch.signal.aborted, said()]).toEqual([true, "No answer began within 30 s."]);
});

test("one that has begun is given up once it stands still for 60 s, however long it takes otherwise", async () => {
  const { clock, watch, said } = start(limitsOf(undefined));
  for (let piece = 0; piece < 10; piece += 1) {
    watch.moved();
    await clock.pass(29_000);
  }
  expect(watch.signal.aborted).toBe(false);
  await clock.pass(31_000);
  expect(said()).toBe("The answer stood still for 60 s before its end.");
});

test("a timeout is for all of the answer, and may be longer than the others", async () => {
  const { clock, watch, said } = start(limitsOf(90));
  await clock.pass(40_000);
  watch.moved();
  await clock.pass(49_999);
  expect(watch.signal.aborted).toBe(false);
  await clock.pass(1);
  expect(said()).toBe("No answer came within 90 s.");
});

test("0 waits for ever; who stops is told nothing of clocks; no timer is left", async () => {
  const { clock, watch } = start(limitsOf(0));
  await clock.pass(1_000_000);
  watch.moved();
  await clock.pass(1_000_000);
  expect(watch.signal.aborted).toBe(false);

  const stopped = start(limitsOf(1));
  stopped.aborter.abort();
  expect([stopped.watch.signal.aborted, stopped.said()]).toEqual([true, "other"]);
  for (const one of [watch, stopped.watch]) {
    one.stop();
  }
  expect([clock.waiting(), stopped.clock.waiting()]).toEqual([0, 0]);
});

test("what is waited for ends with its signal, also one that has aborted, and nobody is told of what comes of it later", async () => {
  for (const isBefore of [true, false]) {
    const aborter = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    if (isBefore) {
      aborter.abort("gone");
    }
    const waited = untilAborted(promise, aborter.signal);
    aborter.abort("gone");
    await expect(waited).rejects.toBe("gone");
    reject(new Error("later"));
    await settled();
  }
  expect(await untilAborted(Promise.resolve(1), new AbortController().signal)).toBe(1);
});
