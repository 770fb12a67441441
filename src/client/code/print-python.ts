/** A request as Python with `jina.Client`, for either generation of docarray. Pure. */
import { listed } from "../../base/words.ts";
import { isReserved } from "../../model/python.ts";
import { type Doc, type DocValue, isFields } from "../../model/run/document.ts";
import { describeAddress } from "../address.ts";
import type { Generation } from "../generation.ts";
import {
  batchesOf,
  type CodeRequest,
  type EndpointTypes,
  headerNotes,
  type PrintedCode,
  variableOf,
} from "./code-request.ts";
import { printPython, quotePython } from "./print-literal.ts";
import { classesNote, printClasses } from "./python-classes.ts";

/** Fields of docarray 0.21 that its Document takes as they are in JSON. */
const PLAIN_V1 = new Set([
  "id",
  "text",
  "uri",
  "mime_type",
  "modality",
  "weight",
  "offset",
  "tags",
  "location",
]);

/** Code that sends the request and prints what comes back. */
export function printPythonCode(request: CodeRequest, generation: Generation, isAsync: boolean): PrintedCode {
  if (request.stream) {
    return printStream(request, generation);
  }
  const documents =
    generation === "v1" ? documentsV1(request.documents) : documentsV2(request.documents, request);
  if ("refused" in documents) {
    return documents;
  }
  const isGrpc = request.address.protocol === "grpc";
  const argumentsOf = [
    quotePython(request.endpoint),
    ...(request.documents.length > 0 ? ["inputs=docs"] : []),
    ...(Object.keys(request.parameters).length > 0
      ? [`parameters=${printPython(request.parameters, isAsync ? 8 : 4)}`]
      : []),
    ...(request.targetExecutor === "" ? [] : [`target_executor=${quotePython(request.targetExecutor)}`]),
    ...(request.requestSize === 100 ? [] : [`request_size=${request.requestSize}`]),
    ...(request.window === undefined ? [] : [`prefetch=${request.window}`]),
    ...(request.maxAttempts === undefined ? [] : [`max_attempts=${request.maxAttempts}`]),
    ...(request.returnResponses ? ["return_responses=True"] : []),
    ...(request.continueOnError ? ["continue_on_error=True"] : []),
    ...(request.timeoutS === undefined || request.timeoutS === 0 ? [] : [`timeout=${request.timeoutS}`]),
    ...(request.compression && isGrpc ? [`compression='${COMPRESSIONS[request.compression]}'`] : []),
    ...headersOf(request),
    ...(documents.answerClass === null ? [] : [`return_type=DocList[${documents.answerClass}]`]),
  ];
  const host = quotePython(describeAddress(request.address));
  const call = (indent: string) =>
    `client.post(\n${argumentsOf.map((one) => `${indent}    ${one},\n`).join("")}${indent})`;
  const body = isAsync
    ? [
        "async def main():",
        `    client = Client(host=${host}, asyncio=True)`,
        ...(request.returnResponses
          ? [`    async for response in ${call("    ")}:`, "        for doc in response.docs:"]
          : [`    async for part in ${call("    ")}:`, "        for doc in part:"]),
        "            print(doc)",
        "",
        "",
        "asyncio.run(main())",
      ]
    : [
        `client = Client(host=${host})`,
        `result = ${call("")}`,
        ...(request.returnResponses
          ? ["for response in result:", "    for doc in response.docs:", "        print(doc)"]
          : ["for doc in result:", "    print(doc)"]),
      ];
  const hasHeaders = (request.headerNames ?? []).length > 0;
  const lines = [
    ...(isAsync ? ["import asyncio"] : []),
    ...(hasHeaders ? ["import os"] : []),
    ...(isAsync || hasHeaders ? [""] : []),
    ...documents.imports,
    "from jina import Client",
    "",
    ...documents.lines,
    ...body,
  ];
  const notes = [
    ...documents.notes,
    ...(batchesOf(request).length > 1 ? [RESULTS_NOTE] : []),
    ...(isGrpc && request.timeoutS ? ["Over gRPC the Client's timeout is for all requests together."] : []),
    ...headerNotes(request),
  ];
  return { text: `${lines.join("\n")}\n`, notes };
}

/** Jina's Client asks for streams in asyncio alone, for one document after another. */
function printStream(request: CodeRequest, generation: Generation): PrintedCode {
  const { address, parameters, targetExecutor, timeoutS, headerNames = [] } = request;
  const isGrpc = address.protocol === "grpc";
  const sent = request.documents.length > 0 ? request.documents : [{}];
  const documents = generation === "v1" ? documentsV1(sent) : documentsV2(sent, request);
  if ("refused" in documents) {
    return documents;
  }
  if (address.protocol === "websocket" || (address.protocol === "http" && generation === "v1")) {
    return {
      refused: `${address.protocol === "http" ? "An HTTP gateway with docarray before 0.30" : "A WebSocket gateway"} streams no documents: take its gRPC port.`,
    };
  }
  const hasParameters = Object.keys(parameters).length > 0;
  const hasHeaders = headerNames.length > 0 && !isGrpc;
  const lines = [
    "import asyncio",
    ...(hasHeaders ? ["import os"] : []),
    "",
    ...documents.imports,
    "from jina import Client",
    "",
    ...documents.lines,
    "async def main():",
    `    client = Client(host=${quotePython(describeAddress(address))}, asyncio=True)`,
    "    for doc in docs:",
    "        async for part in client.stream_doc(",
    `            on=${quotePython(request.endpoint)},`,
    "            inputs=doc,",
    ...(hasParameters ? [`            parameters=${printPython(parameters, 12)},`] : []),
    ...(timeoutS ? [`            timeout=${timeoutS},`] : []),
    ...(hasHeaders ? headersOf(request).map((one) => `            ${one},`) : []),
    ...(documents.answerClass === null ? [] : [`            return_type=${documents.answerClass},`]),
    "        ):",
    "            print(part)",
    "",
    "",
    "asyncio.run(main())",
  ];
  const left = [
    ...(hasParameters ? ["no parameters"] : []),
    ...(targetExecutor === "" ? [] : ["no target executor"]),
    ...(headerNames.length > 0 && isGrpc ? ["no headers"] : []),
  ];
  return {
    text: `${lines.join("\n")}\n`,
    notes: [
      ...documents.notes,
      ...(left.length > 0 ? [`Jina's Client sends ${listed(left, "and")} with stream_doc.`] : []),
      ...(hasHeaders ? headerNotes(request) : []),
    ],
  };
}

/** A gateway whose stream of requests ends after the last answer was given, in order, never ends its own. */
const RESULTS_NOTE =
  "Answers come as they are ready: with results_in_order=True, Jina's Client may wait for ever after the last one.";

const COMPRESSIONS = { gzip: "Gzip", deflate: "Deflate" } as const;

/** What is sent along: metadata in gRPC. */
function headersOf({ headerNames = [], address }: CodeRequest): string[] {
  if (headerNames.length === 0) {
    return [];
  }
  const value = (name: string) => `os.environ[${quotePython(variableOf(name))}]`;
  return address.protocol === "grpc"
    ? [`metadata=(${headerNames.map((name) => `(${quotePython(name)}, ${value(name)}),`).join(" ")})`]
    : [`headers={${headerNames.map((name) => `${quotePython(name)}: ${value(name)}`).join(", ")}}`];
}

interface PythonDocuments {
  readonly imports: readonly string[];
  /** What stands before the call: `docs`, and the class of its documents. */
  readonly lines: readonly string[];
  /** As which answers are read; null where docarray has one class alone. */
  readonly answerClass: string | null;
  readonly notes: readonly string[];
}

function documentsV1(documents: readonly Doc[]): PythonDocuments {
  if (documents.length === 0) {
    return { imports: [], lines: [], answerClass: null, notes: [] };
  }
  const isPlain = (doc: Doc) =>
    Object.entries(doc).every(([key, value]) => PLAIN_V1.has(key) && value !== null);
  const items = documents.map((doc) =>
    isPlain(doc) ? `Document(${keywordsOf(doc)})` : `Document.from_dict(${printPython(doc, 4)})`,
  );
  return {
    imports: ["from docarray import Document, DocumentArray"],
    lines: ["docs = DocumentArray([", ...items.map((item) => `    ${item},`), "])", ""],
    answerClass: null,
    notes: [],
  };
}

/** Documents of the gateway's own classes where it tells them, else of a class made of the documents. */
function documentsV2(
  documents: readonly Doc[],
  { types, returnType }: Pick<CodeRequest, "types" | "returnType">,
): PythonDocuments | { readonly refused: string } {
  const own = types ? ownDocuments(documents, types) : null;
  if (own && !("refused" in own)) {
    return own;
  }
  const made = madeDocuments(documents, returnType ?? "Doc");
  return own === null || "refused" in made
    ? made
    : {
        ...made,
        notes: [`The gateway's own class is not in the code, as ${own.refused}.`, ...made.notes],
      };
}

function ownDocuments(
  documents: readonly Doc[],
  types: EndpointTypes,
): PythonDocuments | { readonly refused: string } {
  const classes = printClasses(types, documents);
  if ("refused" in classes) {
    return classes;
  }
  const { typing, docarrayTyping, items } = classes;
  return {
    imports: [
      ...(typing.length > 0 ? [`from typing import ${typing.join(", ")}`, ""] : []),
      "from docarray import BaseDoc, DocList",
      ...(docarrayTyping.length > 0 ? [`from docarray.typing import ${docarrayTyping.join(", ")}`] : []),
    ],
    lines: [...classes.lines, "", ...docsOf(types.input.title, items)],
    answerClass: types.output.title,
    notes: [classesNote(types)],
  };
}

function docsOf(className: string, items: readonly string[]): string[] {
  return items.length === 0
    ? []
    : [`docs = DocList[${className}]([`, ...items.map((item) => `    ${item},`), "])", ""];
}

function madeDocuments(
  documents: readonly Doc[],
  className: string,
): PythonDocuments | { readonly refused: string } {
  const names = [...new Set(documents.flatMap((doc) => Object.keys(doc)))];
  const odd = names.find((name) => !/^[A-Za-z]\w*$/.test(name) || isReserved(name));
  if (odd !== undefined) {
    return { refused: `Python has no name for the field ${quotePython(odd)} of a document.` };
  }
  const fields = names.map((name) => ({ name, values: documents.map((doc) => doc[name] ?? null) }));
  const lines = fields
    .filter(({ name }) => name !== "id")
    .map(
      ({ name, values }) =>
        `    ${name}: ${values.includes(null) ? `Optional[${typeOf(values)}] = None` : typeOf(values)}`,
    );
  const text = lines.join("\n");
  const hasOptional = text.includes("Optional[");
  const typing = [...(/\bAny\b/.test(text) ? ["Any"] : []), ...(hasOptional ? ["Optional"] : [])];
  const docs = docsOf(
    className,
    documents.map((doc) => `${className}(${keywordsOf(doc)})`),
  );
  return {
    imports: [
      ...(typing.length > 0 ? [`from typing import ${typing.join(", ")}`, ""] : []),
      "from docarray import BaseDoc, DocList",
    ],
    lines: [
      "",
      `class ${className}(BaseDoc):`,
      ...(lines.length > 0 ? lines : documents.length > 0 ? ["    pass"] : ["    text: str = ''"]),
      "",
      "",
      ...docs,
    ],
    answerClass: className,
    notes: [
      `${className} has the fields of the documents that are sent: give it those of the answers that you want to read.`,
      ...(hasOptional ? ["A document without a field sends it as None, which an Executor may refuse."] : []),
    ],
  };
}

function keywordsOf(doc: Doc): string {
  return Object.entries(doc)
    .map(([key, value]) => `${key}=${printPython(value, 4)}`)
    .join(", ");
}

/** The Python type of a field that has these values, null left aside. */
function typeOf(values: readonly DocValue[]): string {
  const types = new Set(values.filter((value) => value !== null).map(typeOfOne));
  if (types.has("float")) {
    types.delete("int");
  }
  return types.size === 1 ? ([...types][0] ?? "Any") : "Any";
}

function typeOfOne(value: DocValue): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    default:
      return value instanceof Uint8Array ? "bytes" : isFields(value) ? "dict" : "list";
  }
}
