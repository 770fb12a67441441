/**
 * Hostile bytes in answers, by every transport: depth, sizes, wrong types, HTML in texts, `__proto__` in tags. Each run
 * ends, what there is of an answer can be read, and nothing of it becomes anything but data. What the page makes of
 * larger ones, `src/client/hostile.test.ts` and `e2e/hostile-answers.spec.ts` have.
 */
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { frame, respond } from "../src/bridge/test-fixtures.ts";
import { HOSTILE } from "../src/client/test-hostile.ts";
import type { Way } from "../src/model/run/address.ts";
import type { Run } from "../src/model/run/run.ts";
import {
  createFaultRig,
  createFaultyGrpc,
  createFaultyGrpcWeb,
  createFaultyHttp,
  createFaultyWebsocket,
  type FaultRig,
  type FaultyGateway,
  type HowSent,
} from "./faulty-gateways.ts";
import { serverFrame } from "./websocket-peer.ts";

vi.setConfig({ testTimeout: 60_000 });

const WAYS: Way[] = ["direct", "bridge"];
const HTML = '<img src=x onerror="globalThis.polluted = 1"><script>globalThis.polluted = 1</script>';
const deep = (open: string, close: string, depth = 100_000) => open.repeat(depth) + close.repeat(depth);

/** Documents in JSON, as text, because no object could hold all of it. */
const DOCUMENTS: readonly (readonly [name: string, json: string])[] = [
  ["tags nested 100,000 deep", `{"id":"x","tags":${deep('{"a":', "}").replace('"a":}', '"a":1}')}}`],
  ["lists nested 100,000 deep", `{"id":"x","embedding":${deep("[", "]")}}`],
  ["chunks of chunks 10,000 deep", `${'{"chunks":['.repeat(10_000)}{}${"]}".repeat(10_000)}`],
  [
    "`__proto__` in tags",
    '{"id":"x","tags":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
  ],
  ["`__proto__` as a field", '{"__proto__":{"polluted":1},"id":"x","toString":5,"hasOwnProperty":null}'],
  ["HTML in its text", `{"id":"x","text":${JSON.stringify(HTML)}}`],
  [
    "fields of wrong types",
    '{"id":{},"text":[1],"tags":5,"blob":[],"embedding":"x","scores":[{}],"chunks":{},"weight":"heavy"}',
  ],
  ["ragged arrays", '{"id":"x","embedding":[[1,2],[3],"x",null,{}],"tensor":[[],[[]]]}'],
  ["numbers that no double holds", '{"id":"x","weight":1e999,"tags":{"n":123456789012345678901234567890}}'],
  ["characters of control and half of a pair", '{"id":"x","text":"\\u0000\\u001b[31m\\ud800\\u202e"}'],
  ["50,000 tags", `{"id":"x","tags":{${Array.from({ length: 50_000 }, (_, n) => `"k${n}":${n}`).join()}}}`],
  ["a text of 8 MB", `{"id":"x","text":"${"x".repeat(8_000_000)}"}`],
  ["no object at all", '"text"'],
];

/** The rest of an answer in JSON. */
const ANSWERS: readonly (readonly [name: string, json: string])[] = [
  ["nested 100,000 deep", deep("[", "]")],
  ["that is null", "null"],
  ["that is a number", "5"],
  ["whose data is a text", '{"data":"x"}'],
  ["whose data holds anything", '{"data":[null,1,"x",[],{}]}'],
  ["whose `__proto__` has documents", '{"__proto__":{"data":[{"id":"x"}],"polluted":1},"constructor":{}}'],
  ["whose header is a list", '{"header":[],"parameters":[1],"routes":{},"data":[]}'],
  [
    "whose status has wrong types",
    '{"header":{"status":{"code":"x","description":{},"exception":[1]}},"data":[]}',
  ],
  [
    "whose exception has wrong types",
    '{"header":{"status":{"code":1,"exception":{"name":5,"args":{},"stacks":[{}]}}},"data":[]}',
  ],
  [
    "whose routes have wrong types",
    '{"routes":[null,5,{"executor":{},"startTime":[],"endTime":"never","status":7}],"data":[]}',
  ],
  ["with 100,000 routes", `{"routes":[${'{"executor":"a"},'.repeat(99_999)}{}],"data":[]}`],
  [
    "with parameters 10,000 deep",
    `{"parameters":${deep('{"a":', "}", 10_000).replace('"a":}', '"a":1}')},"data":[]}`,
  ],
  ["with `__proto__` in parameters", '{"parameters":{"__proto__":{"polluted":1}},"data":[]}'],
];

/** In protobuf, those that no JSON is like. */
const MESSAGES = [
  "tags nested 100,000 deep",
  "chunks of chunks 100,000 deep",
  "documents in documents 100,000 deep",
  "parameters nested 100,000 deep",
  "a message that ends in the middle of a document",
  "a tensor with 20,000,000 dimensions",
  "2,000,000 routes",
].map((name): readonly [string, Buffer] => {
  const made = HOSTILE.find((one) => one.name === name);
  if (!made) {
    throw new Error(`there is no hostile answer “${name}”`);
  }
  return [name, Buffer.from(made.make())];
});

let rig: FaultRig;

beforeAll(async () => {
  rig = await createFaultRig();
});

afterAll(() => rig?.stop());

/** Reads all that is there, as the panels do, and looks for what it may have done. */
function expectHarmless(run: Run): void {
  for (const { state, error, reply } of run.exchanges) {
    expect(state).toMatch(/^(?:answered|failed)$/);
    if (state === "failed") {
      expect(error?.message).toMatch(/^(?!A fault of the Designer)./);
      continue;
    }
    for (let index = 0; index < Math.min(reply!.documents.length, 5); index += 1) {
      for (const detail of ["glance", "more", "whole"] as const) {
        expect(reply!.documents.at(index, detail)).toBeTypeOf("object");
      }
    }
    expect(Array.isArray(reply!.routes)).toBe(true);
    expect(Object.getPrototypeOf(reply!.parameters)).toBe(Object.prototype);
  }
  expect((globalThis as { polluted?: unknown }).polluted).toBeUndefined();
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect((() => {}).constructor.prototype.polluted).toBeUndefined();
}

/** Asks one gateway for all of them; each takes the next answer. */
async function checkAll<Answer>(
  start: (next: () => Answer) => Promise<FaultyGateway>,
  answers: readonly (readonly [name: string, answer: Answer])[],
  how: HowSent,
  after: (name: string, run: Run) => void = () => {},
): Promise<void> {
  let current = answers[0]![1];
  const gateway = await start(() => current);
  for (const [name, answer] of answers) {
    current = answer;
    const run = await rig.sendThree(gateway, how);
    try {
      expectHarmless(run);
      after(name, run);
    } catch (cause) {
      throw new Error(`An answer with ${name}: ${String(cause)}`, { cause });
    }
  }
  await rig.expectNothingLeft(gateway);
  await gateway.close();
}

const json = { "content-type": "application/json" };
const asAnswers = [
  ...ANSWERS,
  ...DOCUMENTS.map(([name, document]) => [`a document with ${name}`, `{"data":[${document}]}`] as const),
];

/** HTML stays text, letter by letter. */
function expectHtmlAsText(name: string, run: Run): void {
  if (name.endsWith("HTML in its text")) {
    expect(run.exchanges.map(({ reply }) => reply?.documents.at(0))).toEqual(
      Array(3).fill(expect.objectContaining({ text: HTML })),
    );
  }
  if (name.endsWith("`__proto__` in tags")) {
    const { tags } = run.exchanges[0]!.reply!.documents.at(0) as { tags: object };
    expect(Object.keys(tags)).toEqual(["__proto__", "constructor"]);
  }
}

describe.each(WAYS)("JSON, %s", (way) => {
  test("over HTTP", async () => {
    await checkAll(
      (next) => createFaultyHttp((response: ServerResponse) => response.writeHead(200, json).end(next())),
      asAnswers,
      { protocol: "http", way },
      expectHtmlAsText,
    );
  });

  test("in server-sent events", async () => {
    await checkAll(
      (next) =>
        createFaultyHttp((response) =>
          response
            .writeHead(200, { "content-type": "text/event-stream" })
            .end(`event: __proto__\r\ndata: ${next()}\r\n\r\nevent: end\r\n\r\n`),
        ),
      DOCUMENTS,
      { protocol: "http", way, more: { endpoint: "/events" } },
      expectHtmlAsText,
    );
  });
});

test("JSON over WebSocket, straight from a page", async () => {
  let answered = 0;
  // With an id of its own on each answer, as gateways have it; without one that is not the first, none is taken.
  const identified = (answer: string): string => {
    answered += 1;
    return answer.replace(/^\{"data":/, `{"header":{"requestId":"${answered}"},"data":`);
  };
  await checkAll(
    (next) => createFaultyWebsocket((socket) => socket.write(serverFrame(identified(String(next()))))),
    asAnswers,
    { protocol: "websocket", way: "direct", more: { window: 1 } },
    expectHtmlAsText,
  );
});

describe("protobuf", () => {
  test("over gRPC, through the page's server", async () => {
    await checkAll((next) => createFaultyGrpc((stream) => respond(stream, [frame(next())])), MESSAGES, {
      protocol: "grpc",
      way: "bridge",
    });
  });

  test("over gRPC-web, straight from a page", async () => {
    await checkAll(
      (next) =>
        createFaultyGrpcWeb((response) =>
          response
            .writeHead(200, { "content-type": "application/grpc-web+proto" })
            .end(Buffer.concat([frame(next()), frame("grpc-status: 0\r\n", 0x80)])),
        ),
      MESSAGES,
      { protocol: "grpc", way: "direct" },
    );
  });

  test("over WebSocket, through the page's server", async () => {
    await checkAll(
      (next) =>
        createFaultyWebsocket((socket, { bytes }) =>
          // The request's own header, by which its answer is known, stands at its beginning.
          socket.write(serverFrame(Buffer.concat([headerOf(bytes), next()]))),
        ),
      MESSAGES,
      { protocol: "websocket", way: "bridge", more: { window: 1 } },
    );
  });
});

/** The first field of a request: its header, whose length takes one byte. */
function headerOf(request: Buffer): Buffer {
  expect(request.readUInt8(0)).toBe(0x0a);
  return request.subarray(0, 2 + request.readUInt8(1));
}
