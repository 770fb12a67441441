/**
 * Typed documents of docarray 0.30 and later: what is read of a gateway's schemas, what is checked by them, and that the
 * Executor gets and the page shows what Jina's own Client with its classes and `return_type` sends and gives.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readGateway } from "../src/client/gateway-report.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import type { Protocol } from "../src/model/run/address.ts";
import { checkDocument } from "../src/model/run/check-document.ts";
import { type Doc, type DocValue, isFields, Tensor } from "../src/model/run/document.ts";
import { type DocumentType, documentTypeOf, type FieldType } from "../src/model/run/document-type.ts";
import { withBytes } from "../src/model/run/spelled-bytes.ts";
import { numbersOf } from "../src/model/run/tensor-numbers.ts";
import type { Transport } from "../src/model/run/transport.ts";
import { type StayingScript, startScript } from "./ask-script.ts";
import { type Gateways, requestOf, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

const PROTOCOLS: readonly Protocol[] = ["grpc", "http"];

/** A document with a field of each kind. */
const FULL: Doc = {
  id: "a",
  title: "one",
  count: 2,
  price: 1.5,
  fresh: true,
  colour: "green",
  link: "https://example.org/a",
  words: ["x", "y"],
  vector: [0, 0.5, 1, 2],
  tags: { n: 1, deep: { list: [1, "a", null] } },
  raw: "bytes",
  part: { name: "p", count: 3 },
  parts: [{ name: "q" }, { name: "r", count: 1 }],
};

/** Documents that are one field away from one that fits. */
const CHANGES: readonly Doc[] = [
  {},
  { title: null },
  { title: 5 },
  { title: true },
  { title: ["a"] },
  { count: 3 },
  { count: 3.0 },
  { count: 3.5 },
  { count: "7" },
  { count: " 7 " },
  { count: "7.0" },
  { count: "seven" },
  { count: true },
  { count: null },
  { count: [1] },
  { price: 3 },
  { price: "1.5e3" },
  { price: "nan" },
  { price: "much" },
  { price: false },
  { fresh: 1 },
  { fresh: 2 },
  { fresh: "yes" },
  { fresh: "On" },
  { fresh: "maybe" },
  { fresh: null },
  { colour: "red" },
  { colour: "blue" },
  { colour: null },
  { link: null },
  { link: 5 },
  { words: [] },
  { words: "x" },
  { words: [1] },
  { words: [null] },
  { vector: null },
  { vector: [1, 2, 3, 4] },
  {
    vector: [
      [1, 2],
      [3, 4],
    ],
  },
  { vector: [1, 2, 3] },
  { vector: ["a", "b", "c", "d"] },
  { vector: "x" },
  { vector: "[1, 2, 3, 4]" },
  { vector: "[[1, 2], [3, 4]]" },
  { vector: "[1, 2, 3]" },
  { vector: "[1, 2" },
  { tags: {} },
  { tags: [] },
  { tags: "x" },
  { counts: { a: 1 } },
  { counts: { a: "1" } },
  { counts: { a: 1.5 } },
  { counts: { a: "x" } },
  { counts: { a: null } },
  { raw: null },
  { raw: 5 },
  { part: null },
  { part: { name: "p" } },
  { part: {} },
  { part: { name: "p", count: "x" } },
  { part: "p" },
  { parts: [] },
  { parts: [{ name: "a" }] },
  { parts: [{}] },
  { parts: {} },
  { unknown: 1 },
];

describe("a gateway with documents of its own types", () => {
  let gateways: Gateways;
  const types = new Map<Protocol, { readonly input: DocumentType; readonly seen: DocumentType }>();

  let client: StayingScript;

  beforeAll(async () => {
    client = startScript("post_typed.py", "v2");
    gateways = await startGateways("v2", ["typed", "loose"]);
    for (const protocol of PROTOCOLS) {
      const options = gateways.optionsOf(gateways.address("typed", protocol), "bridge");
      const { endpoints } = await readGateway(options, new AbortController().signal);
      const told = endpoints?.find(({ name }) => name === "/seen");
      types.set(protocol, { input: documentTypeOf(told!.input!)!, seen: documentTypeOf(told!.output!)! });
    }
  });

  afterAll(async () => {
    client?.stop();
    await gateways?.stop();
  });

  /** Opened once: many documents are sent, each by itself. */
  const transports = new Map<Protocol, Promise<Transport>>();
  const transportOf = (protocol: Protocol): Promise<Transport> => {
    const known = transports.get(protocol);
    if (known) {
      return known;
    }
    const transport = gateways.transportTo(gateways.address("typed", protocol), "bridge");
    const opened = transport.open(new AbortController().signal).then(() => transport);
    transports.set(protocol, opened);
    return opened;
  };
  const send = async (protocol: Protocol, endpoint: string, documents: readonly Doc[]) => {
    const transport = await transportOf(protocol);
    return transport.send(requestOf({ endpoint, documents }), new AbortController().signal);
  };

  /** What Jina's Client does with documents of Item, each by itself, whose answers it reads as this class. */
  const byPython = (protocol: Protocol, endpoint: string, documents: readonly Doc[], returnType: string) =>
    client.ask(
      documents.map((document) => ({
        protocol,
        port: gateways.address("typed", protocol).port,
        endpoint,
        type: "Item",
        documents: [document],
        returnType,
      })),
    ) as Promise<PythonAnswer[]>;

  test.each(PROTOCOLS)("%s tells them", (protocol) => {
    const { input, seen } = types.get(protocol)!;
    expect([input.title, seen.title]).toEqual(["Item", "Seen"]);
    expect(Object.fromEntries(input.fields.map(({ name, type }) => [name, kindOf(type)]))).toEqual({
      id: "text",
      title: "text",
      count: "integer",
      price: "number",
      fresh: "boolean",
      colour: "red|green",
      // A gateway makes its schemas anew, in which an address is a text.
      link: "text",
      words: "list of text",
      vector: "tensor 4",
      tags: "mapping of anything",
      counts: "mapping of integer",
      blobs: "mapping of bytes",
      raw: "bytes",
      part: "Part",
      parts: "list of Part",
    });
    expect(
      input.fields
        .filter(({ isRequired }) => isRequired)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["part", "title"]);
  });

  test("a document that is optional within another is told in HTTP, and in gRPC it is said why not", async () => {
    const report = (protocol: Protocol) =>
      readGateway(
        gateways.optionsOf(gateways.address("loose", protocol), "bridge"),
        new AbortController().signal,
      );
    const { endpoints } = await report("http");
    const part = documentTypeOf(endpoints![0]!.input!)?.fields.find(({ name }) => name === "part");
    expect([part && kindOf(part.type), part?.isOptional]).toEqual(["Part", true]);
    const inGrpc = await report("grpc");
    expect(inGrpc.endpoints).toBeNull();
    expect(inGrpc.endpointsNote).toContain("optional within another");
  });

  const changed = CHANGES.map((change) => ({ id: "a", title: "t", part: { name: "p" }, ...change }));

  test.each(PROTOCOLS)("%s: what is said to be refused is refused, and nothing else", async (protocol) => {
    const { input } = types.get(protocol)!;
    const outcomes = [];
    for (const document of changed) {
      const isTaken = await send(protocol, "/seen", [document]).then(
        ({ status }) => status.code === "SUCCESS",
        () => false,
      );
      outcomes.push([document, checkDocument(document, input).length === 0, isTaken]);
    }
    expect(outcomes.filter(([, isSaid, isTaken]) => isSaid !== isTaken)).toEqual([]);
  });

  test.each(PROTOCOLS)("%s: the Executor gets what Jina's Client sends", async (protocol) => {
    // Where Jina's Client itself fails with them, nothing can be compared: it spells NaN as null, and no array of texts.
    const isSpelt = ({ price, vector }: Doc) =>
      price !== "nan" && !JSON.stringify(vector ?? null).includes('"');
    const documents = [FULL, ...changed].filter((one) => protocol === "grpc" || isSpelt(one));
    const sent = await byPython(protocol, "/seen", documents, "Seen");
    const differing = [];
    for (const [index, document] of documents.entries()) {
      const { documents: seen } = sent[index]!;
      const reply = await send(protocol, "/seen", [document]).catch(() => null);
      const ours = reply?.status.code === "SUCCESS" ? documentsOf(reply.documents)[0]?.what : undefined;
      if (seen?.[0]?.what !== ours) {
        differing.push({ document, ours, python: sent[index] });
      }
    }
    expect(differing).toEqual([]);
  });

  test.each(PROTOCOLS)(
    "%s: bytes that are spelled arrive as bytes, and are refused as what they are spelled as",
    async (protocol) => {
      // JSON carries only those that are UTF-8.
      const [base64, arrived] = protocol === "grpc" ? ["AP8=", "b'\\x00\\xff'"] : ["w6k=", "b'\\xc3\\xa9'"];
      const spelled = { id: "a", title: "t", part: { name: "p" }, raw: { base64 }, blobs: { a: { base64 } } };
      const reply = await send(protocol, "/seen", [withBytes(spelled, types.get(protocol)!.input)]);
      const { what } = documentsOf(reply.documents)[0]!;
      expect(JSON.parse(String(what)).raw).toEqual({ type: "bytes", value: arrived });
      expect(JSON.stringify(JSON.parse(String(what)).blobs)).toBe(
        JSON.stringify({ a: { type: "bytes", value: arrived } }),
      );
      const isTaken = await send(protocol, "/seen", [spelled]).then(
        ({ status }) => status.code === "SUCCESS",
        () => false,
      );
      expect(isTaken).toBe(false);
    },
  );

  test.each(PROTOCOLS)("%s: answers are read as Jina's Client reads them", async (protocol) => {
    const { seen, input } = types.get(protocol)!;
    const [answer] = documentsOf((await send(protocol, "/seen", [FULL])).documents);
    const [read] = await byPython(protocol, "/seen", [FULL], "Seen");
    expect(checkDocument(answer!, seen)).toEqual([]);
    const columns = seen.fields.filter(({ name }) => name !== "id");
    const { vector, ...others } = read!.documents![0]!;
    expect(Object.fromEntries(columns.map(({ name }) => [name, plain(answer![name]!)]))).toEqual({
      ...others,
      vector: (vector as { readonly numbers: readonly number[] }).numbers,
    });
    // Neither takes it as another class.
    const [other] = await byPython(protocol, "/seen", [FULL], "Item");
    expect(other!.failed).toContain("ValidationError");
    expect(checkDocument(answer!, input).map(({ place }) => place)).toContain("title");
  });
});

interface PythonAnswer {
  readonly documents?: readonly { readonly [field: string]: unknown }[];
  readonly refused?: string;
  readonly failed?: string;
}

/** A value as the script tells it; of an array its numbers, as JSON has it. */
function plain(value: DocValue): unknown {
  if (value instanceof Tensor) {
    return numbersOf(value);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (isFields(value)) {
    const { id: _, ...fields } = value;
    return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, plain(item)]));
  }
  return value;
}

function kindOf(type: FieldType): string {
  switch (type.kind) {
    case "list":
      return `list of ${kindOf(type.item)}`;
    case "document":
      return type.type().title;
    case "tensor":
      return `tensor ${type.shape?.join("×") ?? ""}`;
    case "choice":
      return type.choices.join("|");
    case "mapping":
      return `mapping of ${type.item.kind === "any" ? "anything" : kindOf(type.item)}`;
    default:
      return type.kind;
  }
}
