/** Requests that the page and Jina's own Client send to the same gateways, to be compared. */

import type { Protocol } from "../src/model/run/address.ts";
import { type Doc, Tensor } from "../src/model/run/document.ts";
import type { Header } from "../src/model/run/headers.ts";
import type { SendRequest } from "../src/model/run/request.ts";
import type { Generation } from "./engine.ts";

/** One of them; what it leaves out is as in `ask`. */
export interface ClientCase {
  readonly name: string;
  readonly flow: "chain" | "endpoints" | "everything";
  readonly documents: readonly Doc[];
  readonly request: Partial<Omit<SendRequest, "documents">>;
  readonly resultsInOrder?: boolean;
  readonly headers?: readonly Header[];
  /** All, unless some are named. */
  readonly generations?: readonly Generation[];
  readonly protocols?: readonly Protocol[];
}

const texts = (...items: string[]): Doc[] => items.map((text, index) => ({ id: `d${index}`, text }));
const many = (count: number) => texts(...Array.from({ length: count }, (_, index) => `document ${index}`));
const floats = (...numbers: number[]) =>
  new Tensor([numbers.length], "<f4", new Uint8Array(Float32Array.from(numbers).buffer));
const bytes = (...numbers: number[]) => Uint8Array.from(numbers);
const WHOLE = new Tensor([2], "<i8", new Uint8Array(BigInt64Array.of(1n, -7n).buffer));
/** 0.5 and -2. */
const HALF = new Tensor([2], "<f2", bytes(0x00, 0x38, 0x00, 0xc0));
const TRUTHS = new Tensor([2], "|b1", bytes(1, 0));

const ask = (
  name: string,
  documents: readonly Doc[],
  request: ClientCase["request"] = {},
  more: Partial<ClientCase> = {},
): ClientCase => ({ name, flow: "chain", documents, request, ...more });

const onEndpoints = { flow: "endpoints" } as const;
const onEverything = { flow: "everything" } as const;
const v1 = { ...onEverything, generations: ["v1"] } as const;
const v2 = { ...onEverything, generations: ["v2"] } as const;

/** All of them. */
export const CLIENT_CASES: readonly ClientCase[] = [
  // Parameters
  ask("one document", texts("hello")),
  ask("parameters and no documents", [], { parameters: { top_k: 5 } }),
  ask("neither documents nor parameters", []),
  ask("parameters of all kinds", texts("a"), {
    parameters: {
      number: 1.5,
      text: "x",
      flag: true,
      nothing: null,
      list: [1, "a", [true]],
      nested: { a: { b: 1 } },
    },
  }),
  ask("parameters for one executor", texts("a"), { parameters: { two__sleep: 0, top_k: 1 } }),
  ask("parameters under an executor's name", texts("a"), { parameters: { two: { sleep: 0 } } }),
  ask("a key of parameters that is not ASCII", texts("a"), { parameters: { "schlüssel 𝄞": "ß" } }),
  // Which executors
  ask("a target executor", texts("a"), { targetExecutor: "two" }),
  ask("a target executor as a pattern", texts("a"), { targetExecutor: "t.*" }),
  ask("a target executor that none matches", texts("a"), { targetExecutor: "nobody" }),
  // Batches
  ask("requests of two documents", texts("a", "b", "c", "d", "e"), { requestSize: 2 }),
  ask("all in one request, by a size of 0", many(30), { requestSize: 0 }),
  ask("all in one request, by a size below 0", many(30), { requestSize: -1 }),
  ask("the size of requests that nobody has set", many(120)),
  ask("one request at a time", texts("a", "b", "c"), { requestSize: 1, window: 1 }),
  // Jina's Client may hang where all answers have come before it has ended its side, so they take a while.
  ask(
    "results in order",
    texts("a", "b", "c", "d"),
    { requestSize: 1, parameters: { sleep: 0.3 } },
    { resultsInOrder: true },
  ),
  // What is handed over
  ask("documents alone", texts("a", "b"), { returnResponses: false }),
  ask("whole responses", texts("a", "b"), { returnResponses: true }),
  // Errors
  ask("an executor that raises", texts("FAIL"), { targetExecutor: "three" }),
  ask("an executor that raises at the second of three requests, which goes on", texts("a", "FAIL", "c"), {
    requestSize: 1,
    window: 1,
    continueOnError: true,
    targetExecutor: "three",
  }),
  // Endpoints
  ask("the endpoint /index", texts("a"), { endpoint: "/index" }, onEndpoints),
  ask("the endpoint /search", texts("a"), { endpoint: "/search" }, onEndpoints),
  ask("the endpoint /update", texts("a"), { endpoint: "/update" }, onEndpoints),
  ask("an endpoint of its own", texts("a"), { endpoint: "/foo" }, onEndpoints),
  ask("an endpoint without its slash", texts("a"), { endpoint: "foo" }, onEndpoints),
  ask("an endpoint that no executor has", texts("a"), { endpoint: "/nowhere" }, onEndpoints),
  ask(
    "what is returned beside documents",
    texts("a"),
    { endpoint: "/report", parameters: { k: 1 } },
    onEndpoints,
  ),
  ask(
    "an endpoint that is exposed under another path",
    texts("a"),
    { endpoint: "/shown" },
    {
      ...v1,
      protocols: ["http"],
    },
  ),
  // Texts and ids
  ask("letters of all planes", texts("é 漢字 𝄞 \u0000 \"' \\ \u202e", "<b>&amp;</b>")),
  ask("an empty text", texts("")),
  ask("ids that come twice", [
    { id: "x", text: "a" },
    { id: "x", text: "b" },
  ]),
  ask("documents without ids", [{ text: "a" }, { text: "b" }]),
  // Kinds of documents
  ask(
    "tags of all kinds",
    [
      {
        id: "x",
        text: "a",
        tags: { number: 0.5, whole: 7, flag: true, nothing: null, list: [1.5, "a"], in: { b: "c" } },
      },
    ],
    {},
    onEverything,
  ),
  ask("bytes", [{ id: "x", blob: bytes(0, 1, 254, 255) }], {}, v1),
  ask("an embedding", [{ id: "x", text: "a", embedding: floats(0.5, -1, 2) }], {}, onEverything),
  ask("a tensor of bytes", [{ id: "x", tensor: new Tensor([2, 2], "|u1", bytes(1, 2, 3, 255)) }], {}, v1),
  ask("an embedding of whole numbers", [{ id: "x", text: "a", embedding: WHOLE }], {}, onEverything),
  ask("an embedding of half floats", [{ id: "x", text: "a", embedding: HALF }], {}, onEverything),
  ask("an embedding of truths", [{ id: "x", text: "a", embedding: TRUTHS }], {}, v2),
  ask(
    "chunks and matches",
    [{ id: "x", text: "a", chunks: [{ id: "c", text: "in" }], matches: [{ id: "m", text: "like" }] }],
    {},
    v1,
  ),
  ask(
    "the other fields of docarray below 0.30",
    [
      {
        id: "x",
        uri: "a.png",
        mime_type: "image/png",
        weight: 0.5,
        modality: "m",
        offset: 1.5,
        location: [1, 2.5],
      },
    ],
    {},
    v1,
  ),
  ask(
    "numbers, truths and bytes",
    [{ id: "x", text: "a", number: 7, ratio: 0.25, flag: true, data: bytes(1, 2) }],
    {},
    v2,
  ),
  ask("lists", [{ id: "x", text: "a", items: ["a", "b"] }], {}, v2),
  ask(
    "documents in documents",
    [{ id: "x", text: "a", child: { id: "c", text: "in" }, children: [{ id: "e", text: "one" }] }],
    {},
    v2,
  ),
  // What is sent along
  ask(
    "headers",
    texts("a"),
    {},
    { headers: [{ name: "authorization", value: "Bearer x" }], protocols: ["grpc", "http"] },
  ),
  ask("compression", texts("a"), { compression: "gzip" }, { protocols: ["grpc"] }),
  // After it a gateway may answer nothing more by other ways.
  ask("a pattern that is none", texts("a"), { targetExecutor: "(" }, { protocols: ["grpc"] }),
];
