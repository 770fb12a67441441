/** A request as JavaScript, with what browsers and Node have themselves. Pure. */
import { describeAddress } from "../address.ts";
import type { Generation } from "../generation.ts";
import { batchesOf, type CodeRequest, headerNotes, type PrintedCode, variableOf } from "./code-request.ts";
import { httpCall, pathNotes } from "./http-call.ts";
import { printJson } from "./print-literal.ts";

/** Code for a module: `fetch` for HTTP, `WebSocket` for WebSocket gateways that speak JSON. */
export function printJavaScript(request: CodeRequest, generation: Generation): PrintedCode {
  switch (request.address.protocol) {
    case "grpc":
      return {
        refused: "JavaScript without libraries speaks no gRPC: take the address of the gateway's HTTP port.",
      };
    case "http":
      return {
        text: batchesOf(request)
          .map((documents) => fetchOf(request, documents, generation))
          .join("\n"),
        notes: [...pathNotes(generation), ...headerNotes(request)],
      };
    case "websocket":
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

function headersOf({ headerNames = [] }: CodeRequest): string[] {
  return headerNames.map((name) => `${JSON.stringify(name)}: process.env.${variableOf(name)}`);
}

function socketNotes({ headerNames = [] }: CodeRequest): string[] {
  return headerNames.length === 0 ? [] : ["A WebSocket of a browser sends no headers, so the code has none."];
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
