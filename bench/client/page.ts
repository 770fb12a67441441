/**
 * What the benchmark of the client measures in the browser. Served by the page's server, as the page itself is, so that
 * calls go the same way. `globalThis.bench` is called from outside.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { systemClock } from "../../src/base/clock.ts";
import { cryptoRandom } from "../../src/base/random.ts";
import { replyOf } from "../../src/client/answer.ts";
import { indexAnswer } from "../../src/client/answer-index.ts";
import { createAnswerWorker } from "../../src/client/answer-worker.ts";
import { createGrpcCallTransport } from "../../src/client/grpc-call.ts";
import { createGrpcWebTransport } from "../../src/client/grpc-web.ts";
import { createSender } from "../../src/client/sender.ts";
import { encodeMessage } from "../../src/client/wire-message.ts";
import { DocumentProtoSchema } from "../../src/gen/v1/docarray_pb.js";
import { type Doc, Tensor } from "../../src/model/run/document.ts";
import { isLongRun } from "../../src/model/run/long-run.ts";
import { median } from "../harness/statistics.ts";
import { readWithPbf } from "./read-with-pbf.mjs";

/** Where calls go, and how many documents of which size. */
export interface Load {
  readonly port: number;
  readonly token: string;
  readonly documents: number;
  readonly dimensions: number;
  readonly requestSize: number;
}

/** Rows of a table that are on screen at once. */
const ROWS = 30;
/** So often rows are read in one turn, and so many turns there are. */
const TIMES = 200;
const TURNS = 9;
/** As many requests as the client has in flight. */
const WINDOW = 4;

const { index: indexLarge } = createAnswerWorker();

function createDocuments(count: number, dimensions: number): Doc[] {
  const vector = new Uint8Array(Float32Array.from({ length: dimensions }, (_, at) => at).buffer);
  return Array.from({ length: count }, (_, index) => ({
    id: index.toString(16).padStart(32, "0"),
    text: `document ${index}`,
    embedding: new Tensor([dimensions], "<f4", vector),
  }));
}

function messageOf(documents: readonly Doc[]): Uint8Array<ArrayBuffer> {
  const request = { requestId: "0", endpoint: "/", documents, parameters: {}, targetExecutor: "" };
  return encodeMessage(request, "v1");
}

/**
 * Sends all by the client, as the page does; milliseconds from the press of Send to the end of the run. `mayCall`: a long
 * run may be one call, as the page has it; else each request is one in gRPC-web.
 */
async function sendAll(load: Load, mayCall = true): Promise<number> {
  const documents = createDocuments(load.documents, load.dimensions);
  const request = {
    endpoint: "/",
    documents,
    parameters: {},
    targetExecutor: "",
    requestSize: load.requestSize,
  };
  const options = {
    address: { kind: "gateway", protocol: "grpc", host: "127.0.0.1", port: load.port, tls: false },
    way: "bridge",
    bridge: { baseUrl: location.origin, token: load.token },
    fetch: globalThis.fetch.bind(globalThis),
    clock: systemClock,
    indexLarge,
    openSocket: (url: string, protocols: string[]) => new WebSocket(url, protocols),
  } as const;
  // As the page chooses.
  const transport =
    mayCall && isLongRun(request) ? createGrpcCallTransport(options) : createGrpcWebTransport(options);
  const begun = performance.now();
  const run = await createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
    request,
    1,
    () => {},
  ).finished;
  const ms = performance.now() - begun;
  const answered = run.exchanges.reduce((sum, { reply }) => sum + (reply?.documents.length ?? 0), 0);
  if (run.state !== "done" || answered !== load.documents) {
    const fault = run.error ?? run.exchanges.find(({ error }) => error)?.error;
    throw new Error(`${run.state}, ${answered} documents: ${fault?.message ?? ""}`);
  }
  return ms;
}

/** The same bytes by `fetch` alone; each answer's message is given to `read`. */
async function fetchAll(load: Load, read: (message: Uint8Array<ArrayBuffer>) => void): Promise<number> {
  const documents = createDocuments(load.documents, load.dimensions);
  const bodies: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < documents.length; from += load.requestSize) {
    const message = messageOf(documents.slice(from, from + load.requestSize));
    const body = new Uint8Array(5 + message.length);
    new DataView(body.buffer).setUint32(1, message.length);
    body.set(message, 5);
    bodies.push(body);
  }
  const begun = performance.now();
  const work = async (): Promise<void> => {
    for (let body = bodies.pop(); body; body = bodies.pop()) {
      const response = await fetch("/relay/grpc/jina.JinaSingleDataRequestRPC/process_single_data", {
        method: "POST",
        body,
        headers: {
          "content-type": "application/grpc-web+proto",
          "x-bridge-token": load.token,
          "x-bridge-target": `127.0.0.1:${load.port}`,
        },
      });
      const answer = await response.arrayBuffer();
      const length = new DataView(answer).getUint32(1);
      if (length < 1000) {
        throw new Error(`an answer of ${length} bytes`);
      }
      read(new Uint8Array(answer, 5, length));
    }
  };
  await Promise.all(Array.from({ length: WINDOW }, work));
  return performance.now() - begun;
}

function decode(message: Uint8Array<ArrayBuffer>): void {
  replyOf({ bytes: message, index: indexAnswer(message) }, "v1");
}

/** The bytes of one document alone. */
function documentBytes({ id, text, embedding }: Doc): Uint8Array {
  const { buffer, shape, dtype } = embedding as Tensor;
  const dense = { buffer, shape: [...shape], dtype };
  return toBinary(
    DocumentProtoSchema,
    create(DocumentProtoSchema, {
      id: String(id),
      content: { case: "text", value: String(text) },
      embedding: { content: { case: "dense", value: dense }, clsName: "numpy" },
    }),
  );
}

/**
 * Milliseconds that each takes, by the median of several turns: in one of them the browser moves the documents above
 * together, which takes as long as the turn itself.
 */
function timesOf(...acts: (() => void)[]): number[] {
  const times = acts.map((): number[] => []);
  for (let turn = 0; turn <= TURNS; turn += 1) {
    acts.forEach((act, at) => {
      const from = performance.now();
      for (let time = 0; time < TIMES; time += 1) {
        act();
      }
      // The first turn compiles the code.
      if (turn > 0) {
        times[at]!.push((performance.now() - from) / TIMES);
      }
    });
  }
  return times.map((all) => median(all));
}

/** A screen of rows and all rows, of one answer with so many documents. */
function readRows(load: Load): Record<string, number> {
  const documents = createDocuments(load.documents, load.dimensions);
  const message = messageOf(documents);
  const single = documents.slice(0, ROWS).map(documentBytes);
  const read = readWithPbf(single[ROWS - 1]!);
  if (read.text !== `document ${ROWS - 1}` || read.embedding?.dense?.shape[0] !== load.dimensions) {
    throw new Error("the decoder reads another document");
  }
  const begun = performance.now();
  const index = indexAnswer(message);
  const indexMs = performance.now() - begun;
  const reply = replyOf({ bytes: message, index }, "v1");
  const ours = (): void => {
    for (let row = 0; row < ROWS; row += 1) {
      reply.documents.at(row, "glance");
    }
  };
  const decoder = (): void => {
    for (const bytes of single) {
      readWithPbf(bytes);
    }
  };
  const [rowsMs = 0, decoderMs = 0] = timesOf(ours, decoder);
  const fullFrom = performance.now();
  for (let row = 0; row < reply.documents.length; row += 1) {
    reply.documents.at(row, "whole");
  }
  return {
    "index ms": indexMs,
    "rows ms": rowsMs,
    "decoder's rows ms": decoderMs,
    "all rows ms": performance.now() - fullFrom,
  };
}

/** What can be measured, by name. */
export const MEASUREMENTS = {
  client: async (load: Load) => ({ ms: await sendAll(load) }),
  "client over gRPC-web": async (load: Load) => ({ ms: await sendAll(load, false) }),
  "fetch and decode": async (load: Load) => ({ ms: await fetchAll(load, decode) }),
  fetch: async (load: Load) => ({ ms: await fetchAll(load, () => {}) }),
  rows: async (load: Load) => readRows(load),
} satisfies Record<string, (load: Load) => Promise<Record<string, number>>>;

Object.assign(globalThis, { bench: MEASUREMENTS });
