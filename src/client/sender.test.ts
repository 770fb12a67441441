import { describe, expect, test } from "vitest";
import type { RandomBytes } from "../base/random.ts";
import { createHandClock, settled } from "../base/test-clock.ts";
import { createSeededRandom } from "../base/test-random.ts";
import { ClientError, type ClientErrorCode, ofUnsent } from "../model/run/client-error.ts";
import type { Doc } from "../model/run/document.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { DataRequest, SendRequest } from "../model/run/request.ts";
import type { Run } from "../model/run/run.ts";
import type { Lacks, Transport } from "../model/run/transport.ts";
import { createSender, type Sending } from "./sender.ts";
import { documentsOf } from "./test-answer.ts";

/** A transport whose openings and answers the test gives out by hand. */
interface Hand extends Transport {
  /** What has been sent, in order, with the ways to end it. */
  readonly sent: {
    request: DataRequest;
    part(reply?: Partial<Reply>): void;
    answer(reply?: Partial<Reply>): void;
    fail(error: unknown): void;
  }[];
  readonly opening: PromiseWithResolvers<void>;
  signal: AbortSignal | null;
  lacks: Lacks;
  limit: Transport["limit"];
  closed: number;
}

function createHand(): Hand {
  const opening = Promise.withResolvers<void>();
  const hand: Hand = {
    label: "hand:",
    simulated: true,
    sent: [],
    opening,
    signal: null,
    lacks: {},
    limit: null,
    closed: 0,
    open(signal) {
      hand.signal = signal;
      return opening.promise;
    },
    send(request, _signal, onPart) {
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      hand.sent.push({
        request,
        part: (reply = {}) => onPart?.(replyTo(request, reply)),
        answer: (reply = {}) => resolve(replyTo(request, reply)),
        fail: reject,
      });
      return promise;
    },
    close() {
      hand.closed++;
    },
  };
  return hand;
}

function replyTo(request: DataRequest, more: Partial<Reply> = {}): Reply {
  return { ...request, status: SUCCESS, routes: [], ...more };
}

const RAISED: Partial<Reply> = {
  status: { code: "ERROR", description: "ValueError('no')", exception: null },
};

function fault(code: ClientErrorCode): ClientError {
  return new ClientError(code, `it is ${code}`);
}

function seededBytes(seed: number): RandomBytes {
  const random = createSeededRandom(seed);
  return (count) => Uint8Array.from({ length: count }, () => random() * 256);
}

function requestFor(documents: number, requestSize: number): SendRequest {
  const docs = Array.from({ length: documents }, (_, index): Doc => ({ id: `d${index}` }));
  return { endpoint: "/x", documents: docs, parameters: { k: 1 }, targetExecutor: "a.*", requestSize };
}

function start(
  transport: Transport,
  documents: number,
  requestSize: number,
  onChange = () => {},
  clock = createHandClock(),
  more: Partial<SendRequest> = {},
) {
  return createSender({ transport, clock, random: seededBytes(1) }).send(
    { ...requestFor(documents, requestSize), ...more },
    7,
    onChange,
  );
}

/** A run in one line: its state, then one letter for each request. */
function summary({ state, exchanges }: Run): string {
  const letters = { waiting: "w", sent: "s", answered: "a", failed: "f", unknown: "u", unsent: "-" };
  return `${state} ${exchanges.map((exchange) => letters[exchange.state]).join("")}`;
}

async function opened(documents: number): Promise<{ hand: Hand; sending: Sending }> {
  const hand = createHand();
  const sending = start(hand, documents, 1);
  hand.opening.resolve();
  await settled();
  return { hand, sending };
}

describe("1: documents go in order, requestSize to a request", () => {
  test.each([
    [250, 100, [100, 100, 50]],
    [200, 100, [100, 100]],
    [3, 100, [3]],
    [3, 1, [1, 1, 1]],
    [5, 0, [5]],
    [5, -1, [5]],
    [0, 100, [0]],
    [0, 0, [0]],
  ])("%i documents at %i", (documents, requestSize, sizes) => {
    const { exchanges } = start(createHand(), documents, requestSize).run;
    expect(exchanges.map(({ request }) => request.documents.length)).toEqual(sizes);
    expect(exchanges.flatMap(({ request }) => documentsOf(request.documents))).toEqual(
      requestFor(documents, 1).documents,
    );
  });

  test("each request has an id of its own and all the rest of what was asked for", () => {
    const { exchanges } = start(createHand(), 3, 1).run;
    expect(new Set(exchanges.map(({ request }) => request.requestId)).size).toBe(3);
    for (const { request } of exchanges) {
      expect(request.requestId).toMatch(/^[0-9a-f]{32}$/);
      expect(request).toMatchObject({ endpoint: "/x", parameters: { k: 1 }, targetExecutor: "a.*" });
    }
  });
});

describe("2: at most four requests are in flight", () => {
  test("each answer makes room for the next", async () => {
    const { hand, sending } = await opened(7);
    expect(summary(sending.run)).toBe("running sssswww");
    hand.sent[2]?.answer();
    await settled();
    expect(summary(sending.run)).toBe("running ssassww");
    hand.sent[0]?.answer();
    hand.sent[4]?.answer();
    await settled();
    expect(summary(sending.run)).toBe("running asasass");
    for (const { answer } of hand.sent) {
      answer();
    }
    const run = await sending.finished;
    expect(summary(run)).toBe("done aaaaaaa");
    expect(sending.run).toBe(run);
    expect(hand.sent.map(({ request }) => request.documents[0]?.id)).toEqual([
      "d0",
      "d1",
      "d2",
      "d3",
      "d4",
      "d5",
      "d6",
    ]);
  });

  test("the next one is prepared while others are under way, before there is room for it", async () => {
    const hand = createHand();
    const prepared: (string | undefined)[] = [];
    const sending = start({ ...hand, prepare: ({ requestId }) => prepared.push(requestId) }, 6, 1);
    hand.opening.resolve();
    await settled();
    const ids = sending.run.exchanges.map(({ request }) => request.requestId);
    expect(hand.sent.map(({ request }) => request.requestId)).toEqual(ids.slice(0, 4));
    expect(prepared).toEqual([ids[4]]);
    hand.sent[0]?.answer();
    await settled();
    expect(prepared).toEqual([ids[4], ids[5]]);
    sending.stop();
    hand.sent[1]?.answer();
    await settled();
    expect(prepared).toHaveLength(2);
    expect(hand.sent).toHaveLength(5);
  });

  test("large ones are in flight as long as they have no more than 32 MiB together, and a larger one alone", async () => {
    const hand = createHand();
    const mib = (count: number): Doc => ({ blob: new Uint8Array(count << 20) });
    // In a document within it counts as well.
    const documents = [mib(12), { chunks: [mib(12)] }, mib(12), mib(40), { text: "x" }, { text: "y" }];
    const sending = start(hand, 0, 1, () => {}, createHandClock(), { documents });
    hand.opening.resolve();
    await settled();
    expect(summary(sending.run)).toBe("running sswwww");
    hand.sent[0]?.answer();
    await settled();
    expect(summary(sending.run)).toBe("running asswww");
    hand.sent[1]?.answer();
    await settled();
    expect(summary(sending.run)).toBe("running aaswww");
    hand.sent[2]?.fail(fault("timeout"));
    await settled();
    expect(summary(await sending.finished)).toBe("failed aau---");
  });

  test("what is larger goes alone, and what comes behind it follows", async () => {
    const hand = createHand();
    const documents: Doc[] = [{ blob: new Uint8Array(40 << 20) }, { text: "x" }, { text: "y" }];
    const sending = start(hand, 0, 1, () => {}, createHandClock(), { documents, continueOnError: true });
    hand.opening.resolve();
    await settled();
    expect(summary(sending.run)).toBe("running sww");
    hand.sent[0]?.fail(fault("too-large"));
    await settled();
    expect(summary(sending.run)).toBe("running fss");
    hand.sent[1]?.answer();
    hand.sent[2]?.answer();
    expect(summary(await sending.finished)).toBe("done faa");
  });

  test("nothing is sent before the transport is open", async () => {
    const hand = createHand();
    const sending = start(hand, 2, 1);
    await settled();
    expect(summary(sending.run)).toBe("opening ww");
    expect(hand.sent).toEqual([]);
  });
});

describe("3: a failure ends the sending", () => {
  test("a failed request; what is in flight still counts", async () => {
    const { hand, sending } = await opened(6);
    hand.sent[1]?.fail(fault("gateway"));
    await settled();
    expect(summary(sending.run)).toBe("draining sfssww");
    hand.sent[0]?.answer();
    hand.sent[2]?.fail(fault("too-large"));
    await settled();
    expect(summary(sending.run)).toBe("draining affsww");
    hand.sent[3]?.answer();
    const run = await sending.finished;
    expect(summary(run)).toBe("failed affa--");
    expect(run.exchanges[1]?.error?.message).toBe("it is gateway");
    expect(run.error).toBeNull();
    expect(hand.sent).toHaveLength(4);
  });

  test("an Executor's exception, which is an answer", async () => {
    const { hand, sending } = await opened(5);
    hand.sent[0]?.answer(RAISED);
    await settled();
    expect(summary(sending.run)).toBe("draining asssw");
    for (const { answer } of hand.sent) {
      answer();
    }
    const run = await sending.finished;
    expect(summary(run)).toBe("failed aaaa-");
    expect(run.exchanges[0]).toMatchObject({ reply: RAISED, error: null });
  });

  test.each<[ClientErrorCode, string]>([
    ["interrupted", "u"],
    ["timeout", "u"],
    ["canceled", "u"],
    ["bridge-missing", "u"],
    ["input", "f"],
    ["gateway", "f"],
    ["unreachable", "f"],
    ["bridge-busy", "f"],
  ])("after %s the request is %s", async (code, letter) => {
    const { hand, sending } = await opened(1);
    hand.sent[0]?.fail(fault(code));
    expect(summary(await sending.finished)).toBe(`failed ${letter}`);
  });

  test("of one that has not left the page it is known that the gateway has not worked on it", async () => {
    const { hand, sending } = await opened(1);
    hand.sent[0]?.fail(ofUnsent(fault("timeout")));
    const run = await sending.finished;
    expect(summary(run)).toBe("failed f");
    expect(run.exchanges[0]?.error).toMatchObject({ code: "timeout", message: "it is timeout" });
  });

  test("a fault of our own code ends the run too, with its cause", async () => {
    const { hand, sending } = await opened(1);
    const bug = new RangeError("a bug");
    hand.sent[0]?.fail(bug);
    expect((await sending.finished).exchanges[0]?.error).toMatchObject({ code: "protocol", cause: bug });
  });

  test("also where a transport throws at once", async () => {
    const hand = createHand();
    const throwing: Transport = {
      ...hand,
      send: () => {
        throw fault("input");
      },
    };
    const sending = start(throwing, 3, 1);
    hand.opening.resolve();
    expect(summary(await sending.finished)).toBe("failed f--");
  });

  test("an opening that fails sends nothing", async () => {
    const hand = createHand();
    const sending = start(hand, 2, 1);
    const error = fault("unreachable");
    hand.opening.reject(error);
    const run = await sending.finished;
    expect(summary(run)).toBe("failed --");
    expect(run.error).toBe(error);
    expect(hand.sent).toEqual([]);
  });
});

describe("4: stop", () => {
  test("once sends no more and waits", async () => {
    const { hand, sending } = await opened(6);
    sending.stop();
    expect(summary(sending.run)).toBe("draining ssssww");
    expect(hand.signal?.aborted).toBe(false);
    for (const { answer } of hand.sent) {
      answer();
    }
    expect(summary(await sending.finished)).toBe("stopped aaaa--");
    expect(hand.sent).toHaveLength(4);
  });

  test("twice gives up what is in flight, and later answers change nothing", async () => {
    const { hand, sending } = await opened(6);
    hand.sent[0]?.answer();
    await settled();
    sending.stop();
    sending.stop();
    const { run } = sending;
    expect(summary(run)).toBe("stopped auuuu-");
    expect(hand.signal?.aborted).toBe(true);
    hand.sent[1]?.answer();
    hand.sent[2]?.fail(fault("canceled"));
    await settled();
    expect(await sending.finished).toBe(run);
    expect(sending.run).toBe(run);
  });

  test("once while opening ends the run at once", async () => {
    const hand = createHand();
    const sending = start(hand, 2, 1);
    sending.stop();
    expect(summary(sending.run)).toBe("stopped --");
    expect(hand.signal?.aborted).toBe(true);
    hand.opening.resolve();
    await settled();
    expect(hand.sent).toEqual([]);
    expect((await sending.finished).error).toBeNull();
  });

  test("once while draining after a fault gives up what is in flight", async () => {
    const { hand, sending } = await opened(5);
    hand.sent[0]?.fail(fault("gateway"));
    await settled();
    sending.stop();
    expect(summary(await sending.finished)).toBe("failed fuuu-");
  });

  test("when all was sent and is answered, the run was stopped all the same", async () => {
    const { hand, sending } = await opened(2);
    sending.stop();
    hand.sent[0]?.answer();
    hand.sent[1]?.answer();
    expect(summary(await sending.finished)).toBe("stopped aa");
  });

  test("before a request fails, the run was stopped", async () => {
    const { hand, sending } = await opened(2);
    sending.stop();
    hand.sent[0]?.answer();
    hand.sent[1]?.fail(fault("gateway"));
    expect(summary(await sending.finished)).toBe("stopped af");
  });

  test("after the end does nothing", async () => {
    const { hand, sending } = await opened(1);
    hand.sent[0]?.answer();
    const run = await sending.finished;
    sending.stop();
    expect(sending.run).toBe(run);
    expect(hand.signal?.aborted).toBe(false);
  });
});

describe("5: each request has one end", () => {
  test("whatever happens in whatever order", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = createSeededRandom(seed);
      const hand = createHand();
      const sending = start(hand, 30, 1);
      hand.opening.resolve();
      let isOver = false;
      void sending.finished.then(() => {
        isOver = true;
      });
      for (let step = 0; !isOver; step++) {
        expect(step, `seed ${seed} does not end`).toBeLessThan(500);
        const one = hand.sent[Math.floor(random() * hand.sent.length)];
        const dice = random();
        if (dice < 0.9) {
          one?.answer();
        } else if (dice < 0.93) {
          one?.fail(fault("gateway"));
        } else if (dice < 0.96) {
          one?.answer(RAISED);
        } else if (dice < 0.98) {
          sending.stop();
        }
        await Promise.resolve();
      }
      const { exchanges } = await sending.finished;
      const sentIds = hand.sent.map(({ request }) => request.requestId);
      expect(new Set(sentIds).size, `seed ${seed} sends twice`).toBe(sentIds.length);
      for (const { request, state, reply, error } of exchanges) {
        expect(["answered", "failed", "unknown", "unsent"]).toContain(state);
        expect(sentIds.includes(request.requestId)).toBe(state !== "unsent");
        expect(reply !== null).toBe(state === "answered");
        expect(error !== null).toBe(state === "failed");
        expect(reply?.requestId ?? request.requestId).toBe(request.requestId);
      }
    }
  });
});

describe("as the person wants it", () => {
  async function openedWith(more: Partial<SendRequest>, documents = 3) {
    const hand = createHand();
    const clock = createHandClock();
    const sending = start(hand, documents, 1, () => {}, clock, more);
    hand.opening.resolve();
    await settled();
    return { hand, clock, sending };
  }

  test("one request at a time", async () => {
    const { hand, sending } = await openedWith({ window: 1 });
    expect(summary(sending.run)).toBe("running sww");
    hand.sent[0]!.answer();
    await settled();
    expect(summary(sending.run)).toBe("running asw");
  });

  test("the rest is sent after errors, of executors and of the call", async () => {
    const { hand, sending } = await openedWith({ window: 1, continueOnError: true });
    hand.sent[0]!.answer(RAISED);
    await settled();
    hand.sent[1]!.fail(fault("gateway"));
    await settled();
    hand.sent[2]!.answer();
    expect(summary(await sending.finished)).toBe("done afa");
  });

  test("7: what never reached the gateway is tried again, so often and no more", async () => {
    const { hand, clock, sending } = await openedWith({ maxAttempts: 3 }, 1);
    hand.sent[0]!.fail(fault("unreachable"));
    await settled();
    expect([hand.sent.length, summary(sending.run)]).toEqual([1, "running s"]);
    await clock.pass(500);
    await settled();
    hand.sent[1]!.fail(fault("bridge-busy"));
    await settled();
    await clock.pass(2000);
    await settled();
    expect(hand.sent.map(({ request }) => request.requestId)).toEqual(
      Array.from({ length: 3 }, () => hand.sent[0]!.request.requestId),
    );
    hand.sent[2]!.fail(fault("unreachable"));
    expect(summary(await sending.finished)).toBe("failed f");
  });

  test("7: what may have reached it is not, nor anything after Stop", async () => {
    const { hand, sending } = await openedWith({ maxAttempts: 3 }, 1);
    hand.sent[0]!.fail(fault("interrupted"));
    expect(summary(await sending.finished)).toBe("failed u");
    const other = await openedWith({ maxAttempts: 3 }, 1);
    other.hand.sent[0]!.fail(fault("unreachable"));
    await settled();
    other.sending.stop();
    await other.clock.pass(500);
    expect(summary(await other.sending.finished)).toBe("stopped f");
    expect(other.hand.sent).toHaveLength(1);
  });

  test("7: Stop ends the wait before another try at once: it is known that nothing has gone out", async () => {
    const { hand, sending } = await openedWith({ maxAttempts: 3, continueOnError: true }, 2);
    hand.sent[0]!.fail(fault("unreachable"));
    await settled();
    sending.stop();
    await settled();
    expect(summary(sending.run)).toBe("draining fs");
    hand.sent[1]!.answer();
    expect(summary(await sending.finished)).toBe("stopped fa");
  });

  test("7: so is an opening", async () => {
    const hand = createHand();
    const clock = createHandClock();
    let opened = 0;
    const open = async () => {
      opened++;
      if (opened === 1) {
        throw fault("unreachable");
      }
    };
    const sending = start({ ...hand, open }, 1, 1, () => {}, clock, { maxAttempts: 2 });
    await settled();
    await clock.pass(500);
    await settled();
    expect([opened, summary(sending.run)]).toEqual([2, "running s"]);
  });
});

describe("a run", () => {
  test("carries what is known of it", () => {
    expect(start(createHand(), 1, 1).run).toMatchObject({
      id: 7,
      transport: "hand:",
      simulated: true,
      startedAtMs: 1_700_000_000_000,
      error: null,
    });
  });

  test("measures each round trip", async () => {
    const hand = createHand();
    const clock = createHandClock();
    const sending = start(hand, 2, 1, () => {}, clock);
    hand.opening.resolve();
    await settled();
    await clock.pass(30);
    hand.sent[0]?.answer();
    await settled();
    await clock.pass(15.5);
    hand.sent[1]?.fail(fault("gateway"));
    const { exchanges } = await sending.finished;
    expect(exchanges.map(({ roundtripMs }) => roundtripMs)).toEqual([30, null]);
  });

  test("is a picture of one moment, and the same one until something changes", async () => {
    const { hand, sending } = await opened(1);
    const before = sending.run;
    expect(sending.run).toBe(before);
    hand.sent[0]?.answer();
    const after = await sending.finished;
    expect(summary(before)).toBe("running s");
    expect(summary(after)).toBe("done a");
    expect(after.exchanges[0]?.request).toBe(before.exchanges[0]?.request);
  });

  test("tells of every change, the last one included", async () => {
    const hand = createHand();
    const seen: string[] = [];
    const sending = start(hand, 5, 1, () => seen.push(summary(sending.run)));
    hand.opening.resolve();
    await settled();
    for (const { answer } of hand.sent) {
      answer();
    }
    await settled();
    hand.sent[4]?.answer();
    await sending.finished;
    expect(seen).toEqual([
      "running ssssw",
      "running assss",
      "running aasss",
      "running aaass",
      "running aaaas",
      "done aaaaa",
    ]);
  });

  test("of 10,000 requests takes no time to speak of", async () => {
    const instant: Transport = {
      label: "instant:",
      simulated: true,
      lacks: {},
      limit: null,
      close() {},
      open: async () => {},
      send: async (request) => replyTo(request),
    };
    let changes = 0;
    const before = process.cpuUsage();
    const sending = start(instant, 10_000, 1, () => {
      changes++;
    });
    const run = await sending.finished;
    // The time of this process alone: a busy machine makes it no longer.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    expect(run.state).toBe("done");
    expect(run.exchanges.every(({ state }) => state === "answered")).toBe(true);
    expect(changes).toBe(10_001);
  });
});

describe("the transport", () => {
  test("is closed at the end of every run, once", async () => {
    const { hand, sending } = await opened(1);
    hand.sent[0]?.answer();
    await sending.finished;
    expect(hand.closed).toBe(1);

    const refused = createHand();
    refused.opening.reject(fault("unreachable"));
    await start(refused, 1, 1).finished;
    expect(refused.closed).toBe(1);

    const left = await opened(2);
    left.sending.stop();
    left.sending.stop();
    await left.sending.finished;
    expect(left.hand.closed).toBe(1);
    left.sending.stop();
    expect(left.hand.closed).toBe(1);
  });

  test.each([
    [250, 0, [100, 100, 50]],
    [250, 120, [100, 100, 50]],
    [250, 60, [60, 60, 60, 60, 10]],
    [80, 0, [80]],
  ])("that takes 100 documents in one request gets %i by %i as %j", async (documents, size, wanted) => {
    const hand = createHand();
    const sending = start(hand, documents, size);
    // Known only once it is open.
    hand.limit = { documents: 100, why: "It takes 100." };
    hand.opening.resolve();
    await settled();
    for (let index = 0; index < wanted.length; index++) {
      hand.sent[index]?.answer();
      await settled();
    }
    const run = await sending.finished;
    expect(run.exchanges.map(({ request }) => request.documents.length)).toEqual(wanted);
    expect(run.notes).toEqual(documents > 100 && (size === 0 || size > 100) ? ["It takes 100."] : []);
    expect(run.exchanges.flatMap(({ request }) => documentsOf(request.documents))).toEqual(
      requestFor(documents, 1).documents,
    );
  });

  test("gives an answer piece by piece, and what came of it is kept where its end does not come", async () => {
    const { hand, sending } = await opened(2);
    hand.sent[0]?.part({ documents: [{ id: "one" }] });
    expect(sending.run.exchanges[0]).toMatchObject({ state: "sent", reply: { documents: [{ id: "one" }] } });
    hand.sent[0]?.answer({ documents: [{ id: "one" }, { id: "two" }] });
    hand.sent[1]?.part({ documents: [{ id: "half" }] });
    await settled();
    hand.sent[1]?.fail(fault("interrupted"));
    const { exchanges } = await sending.finished;
    expect(exchanges.map(({ state, reply }) => [state, reply?.documents.length])).toEqual([
      ["answered", 2],
      ["unknown", 1],
    ]);
    hand.sent[1]?.part({ documents: [] });
    expect(sending.run.exchanges[1]?.reply?.documents.length).toBe(1);
  });

  test("says what it cannot do, as soon as it knows", async () => {
    const hand = createHand();
    const sending = start(hand, 1, 1);
    expect(sending.run.lacks).toEqual({});
    hand.lacks = { routes: "There are none." };
    hand.opening.resolve();
    await settled();
    expect(sending.run.lacks).toEqual({ routes: "There are none." });
  });
});

describe("7: documents are read as they are sent", () => {
  /** Documents whose reading the test sees; `fails`: the one in whose place there is a fault. */
  function inputOf(
    count: number,
    fails = -1,
    pause: (signal: AbortSignal) => Promise<void> = async () => {},
  ) {
    const input = {
      label: "input",
      count: null,
      reads: 0,
      isEnded: false,
      async *read(signal: AbortSignal): AsyncGenerator<Doc> {
        try {
          for (let index = 0; index < count; index += 1) {
            if (index === fails) {
              throw new ClientError("input", `line ${index + 1} is none.`);
            }
            await pause(signal);
            input.reads += 1;
            yield { id: `d${index}` };
          }
        } finally {
          input.isEnded = true;
        }
      },
    };
    return input;
  }

  async function begun(input: ReturnType<typeof inputOf>, size = 2, more: Partial<SendRequest> = {}) {
    const hand = createHand();
    const sending = start(hand, 0, size, undefined, undefined, { documents: input, ...more });
    hand.opening.resolve();
    await settled();
    return { hand, sending };
  }

  test("no further than there is room for requests", async () => {
    const input = inputOf(1000);
    const { hand, sending } = await begun(input);
    expect([input.reads, hand.sent.length, sending.run.isReading]).toEqual([8, 4, true]);
    hand.sent[1]?.answer();
    await settled();
    expect([input.reads, hand.sent.length]).toEqual([10, 5]);
    sending.stop();
    for (const one of hand.sent) {
      one.answer();
    }
    expect(summary(await sending.finished)).toBe("stopped aaaaa");
    expect(input.isEnded).toBe(true);
  });

  test("to the end: all are sent, in order, and what was answered is not kept", async () => {
    const { hand, sending } = await begun(inputOf(5), 2, { window: 1 });
    for (let index = 0; index < 3; index += 1) {
      hand.sent[index]?.answer();
      await settled();
    }
    const run = await sending.finished;
    expect([summary(run), run.isReading]).toEqual(["done aaa", undefined]);
    expect(hand.sent.flatMap(({ request }) => request.documents.map(({ id }) => id))).toEqual([
      "d0",
      "d1",
      "d2",
      "d3",
      "d4",
    ]);
    expect(run.exchanges.map(({ request }) => request.documents.length)).toEqual([2, 2, 1]);
    expect(run.exchanges[0]?.request.documents.at(0)).toMatchObject({ note: "it was not kept" });
  });

  test("what failed is kept, to be sent again", async () => {
    const { hand, sending } = await begun(inputOf(4), 2, { window: 1, continueOnError: true });
    hand.sent[0]?.answer(RAISED);
    await settled();
    hand.sent[1]?.fail(fault("gateway"));
    const run = await sending.finished;
    expect(run.exchanges.flatMap(({ request }) => documentsOf(request.documents))).toHaveLength(4);
  });

  test("none make one request without any", async () => {
    const { hand, sending } = await begun(inputOf(0));
    hand.sent[0]?.answer();
    expect(summary(await sending.finished)).toBe("done a");
    expect(hand.sent[0]?.request.documents).toEqual([]);
  });

  test("a fault before the first request: nothing is sent", async () => {
    const { hand, sending } = await begun(inputOf(5, 1));
    const run = await sending.finished;
    expect([summary(run), run.error?.message, hand.sent.length]).toEqual(["failed ", "line 2 is none.", 0]);
  });

  test("a fault later ends the run; what stands before it counts", async () => {
    const { hand, sending } = await begun(inputOf(9, 5), 2);
    hand.sent[0]?.answer();
    hand.sent[1]?.answer();
    const run = await sending.finished;
    expect([summary(run), run.notes]).toEqual([
      "failed aa",
      ["line 6 is none. What stands before it was sent."],
    ]);
  });

  test("a run that ends before all was read says how many are left, or that only reading tells", async () => {
    const left = async (
      input: ReturnType<typeof inputOf>,
      count: number | null,
      ends: "stop" | "fail" | "done",
    ) => {
      const { hand, sending } = await begun({ ...input, count: count as null }, 2, { window: 1 });
      if (ends === "stop") {
        sending.stop();
      }
      for (let index = 0; index < hand.sent.length; index += 1) {
        hand.sent[index]?.answer(ends === "fail" ? RAISED : undefined);
        await settled();
      }
      return (await sending.finished).unread;
    };
    expect(await left(inputOf(9), 9, "stop")).toBe(7);
    expect(await left(inputOf(9), null, "fail")).toBeNull();
    expect(await left(inputOf(2), 2, "stop")).toBeUndefined();
    expect(await left(inputOf(9), 9, "done")).toBeUndefined();
    // What cannot be read on is not left.
    expect(await left(inputOf(9, 5), null, "done")).toBeUndefined();
  });

  test("Stop ends a reading that waits", async () => {
    const input = inputOf(
      5,
      -1,
      (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    );
    const { sending } = await begun(input);
    sending.stop();
    expect(summary(await sending.finished)).toBe("stopped ");
    await settled();
    expect(input.isEnded).toBe(true);
  });

  test("a gateway's limit counts for what is read too", async () => {
    const hand = createHand();
    hand.limit = { documents: 3, why: "It takes 3." };
    const sending = start(hand, 0, 0, undefined, undefined, { documents: inputOf(4) });
    hand.opening.resolve();
    await settled();
    hand.sent[0]?.answer();
    hand.sent[1]?.answer();
    const run = await sending.finished;
    expect(run.exchanges.map(({ request }) => request.documents.length)).toEqual([3, 1]);
    expect(run.notes).toEqual(["It takes 3."]);
  });

  test("answers beyond 128 MiB are counted, and not kept", async () => {
    const { hand, sending } = await begun(inputOf(4), 2, { window: 1 });
    const heavy = { length: 2, byteLength: 100 << 20, at: () => ({ id: "x" }) };
    for (let index = 0; index < 2; index += 1) {
      hand.sent[index]?.answer({ documents: heavy });
      await settled();
    }
    const run = await sending.finished;
    expect(run.exchanges.map(({ reply }) => reply?.documents.length)).toEqual([2, 2]);
    expect(run.exchanges.map(({ reply }) => reply?.documents.byteLength)).toEqual([100 << 20, 0]);
    expect(run.notes).toEqual([expect.stringContaining("only their number is kept")]);
  });
});

test("a run tells how long it has been answered for, from its first request to the last answer", async () => {
  const hand = createHand();
  const clock = createHandClock();
  const sending = start(hand, 2, 1, () => {}, clock);
  await clock.pass(100);
  hand.opening.resolve();
  await settled();
  await clock.pass(30);
  expect(sending.run.spentMs).toBeUndefined();
  hand.sent[0]?.answer();
  await settled();
  expect(sending.run.spentMs).toBe(30);
  await clock.pass(12);
  hand.sent[1]?.answer();
  expect((await sending.finished).spentMs).toBe(42);
});

describe("9: with needsRoutes nothing is sent by a transport whose answers carry none", () => {
  test.each([
    ["without it", {}, "running s", 1],
    ["with it", { needsRoutes: true }, "failed -", 0],
  ])("%s", async (_name, more, wanted, sent) => {
    const hand = createHand();
    const sending = start(hand, 1, 1, () => {}, createHandClock(), { maxAttempts: 3, ...more });
    hand.lacks = { routes: "There are none." };
    hand.opening.resolve();
    await settled();
    expect(summary(sending.run)).toBe(wanted);
    expect(hand.sent).toHaveLength(sent);
    expect(sending.run.error?.message).toBe(sent > 0 ? undefined : "There are none.");
    expect(sending.run.error?.advice ?? "gRPC").toContain("gRPC");
  });
});
