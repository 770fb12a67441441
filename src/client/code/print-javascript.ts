/** A request as JavaScript, with what browsers and Node have themselves. Pure. */
import type { DocValue } from "../../model/run/document.ts";
import { describeAddress } from "../address.ts";
import type { Generation } from "../generation.ts";
import { batchesOf, type CodeRequest, headerNotes, type PrintedCode, variableOf } from "./code-request.ts";
import { httpCall, pathNotes, streamNotes, streamPath } from "./http-call.ts";
import { printJson } from "./print-literal.ts";

/** Code for a module: `fetch` for HTTP, `WebSocket` for WebSocket gateways that speak JSON. */
export function printJavaScript(request: CodeRequest, generation: Generation): PrintedCode {
  switch (request.address.protocol) {
    case "grpc":
      return {
        refused: "JavaScript without libraries speaks no gRPC: take the address of the gateway's HTTP port.",
      };
    case "http":
      if (request.stream) {
        return streamsOf(request, generation);
      }
      return {
        text: batchesOf(request)
          .map((documents) => fetchOf(request, documents, generation))
          .join("\n"),
        notes: [...pathNotes(request, generation), ...headerNotes(request)],
      };
    case "websocket":
      if (request.stream) {
        return { refused: "A WebSocket gateway streams no documents: take its HTTP or gRPC port." };
      }
      return generation === "v2"
        ? { refused: "With docarray 0.30 and later a WebSocket gateway takes no JSON: use its HTTP port." }
        : { text: socketOf(request), notes: socketNotes(request) };
  }
}

function fetchOf(request: CodeRequest, documents: CodeRequest["documents"], generation: Generation): string {
  const { path, body } = httpCall(request, documents, generation);
  return [
    "{",
    `  const response = await fetch(${JSON.stringify(`${describeAddress(request.address)}${path}`)}, {`,
    '    method: "POST",',
    `    headers: { ${['"content-type": "application/json"', ...headersOf(request)].join(", ")} },`,
    ...(request.timeoutS ? [`    signal: AbortSignal.timeout(${request.timeoutS * 1000}),`] : []),
    `    body: JSON.stringify(${printJson(body, 4)}),`,
    "  });",
    "  console.log(await response.json());",
    "}",
    "",
  ].join("\n");
}

/** What a read can carry, as it has no body. */
function streamsOf(request: CodeRequest, generation: Generation): PrintedCode {
  const found = streamPath(request, generation);
  if ("refused" in found) {
    return found;
  }
  const fields = request.documents.flatMap((document) => Object.entries(document));
  const calls = batchesOf(request).map(([document = {}]) => {
    const query = new URLSearchParams(
      Object.entries(document).flatMap(([name, value]): [string, string][] =>
        isPlain(value) ? [[name, String(value)]] : [],
      ),
    );
    const url = `${describeAddress(request.address)}${found.path}${query.size > 0 ? `?${query}` : ""}`;
    return [
      "{",
      `  const response = await fetch(${JSON.stringify(url)}, {`,
      `    headers: { ${['accept: "text/event-stream"', ...headersOf(request)].join(", ")} },`,
      ...(request.timeoutS ? [`    signal: AbortSignal.timeout(${request.timeoutS * 1000}),`] : []),
      "  });",
      "  for await (const events of response.body.pipeThrough(new TextDecoderStream())) {",
      "    console.log(events);",
      "  }",
      "}",
      "",
    ].join("\n");
  });
  const isCut = fields.some(([, value]) => !isPlain(value));
  return {
    text: calls.join("\n"),
    notes: [
      ...(isCut ? ["Only fields that are texts, numbers or true and false go along, as a query."] : []),
      ...streamNotes(request),
      ...headerNotes(request),
    ],
  };
}

function isPlain(value: DocValue): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function headersOf({ headerNames = [] }: CodeRequest): string[] {
  return headerNames.map((name) => `${JSON.stringify(name)}: process.env.${variableOf(name)}`);
}

function socketNotes({ headerNames = [] }: CodeRequest): string[] {
  return [
    "Browsers have WebSocket themselves, and Node has it from version 22 on.",
    ...(headerNames.length === 0 ? [] : ["A WebSocket of a browser sends no headers, so the code has none."]),
  ];
}

function socketOf(request: CodeRequest): string {
  const batches = batchesOf(request);
  return [
    `const socket = new WebSocket(${JSON.stringify(describeAddress(request.address))});`,
    `let left = ${batches.length};`,
    "socket.onopen = () => {",
    ...batches.map(
      (documents) =>
        `  socket.send(JSON.stringify(${printJson(httpCall(request, documents, "v1").body, 2)}));`,
    ),
    "};",
    "socket.onmessage = ({ data }) => {",
    "  console.log(JSON.parse(data));",
    "  if (--left === 0) socket.close();",
    "};",
    "",
  ].join("\n");
}
