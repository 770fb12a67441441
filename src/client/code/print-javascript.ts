/** A request as JavaScript, with what browsers and Node have themselves. Pure. */
import { describeAddress } from "../address.ts";
import type { Generation } from "../generation.ts";
import { batchesOf, type CodeRequest, type PrintedCode } from "./code-request.ts";
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
        notes: pathNotes(generation),
      };
    case "websocket":
      return generation === "v2"
        ? { refused: "With docarray 0.30 and later a WebSocket gateway takes no JSON: use its HTTP port." }
        : { text: socketOf(request), notes: [] };
  }
}

function fetchOf(request: CodeRequest, documents: CodeRequest["documents"], generation: Generation): string {
  const { path, body } = httpCall(request, documents, generation);
  return [
    "{",
    `  const response = await fetch(${JSON.stringify(`${describeAddress(request.address)}${path}`)}, {`,
    '    method: "POST",',
    '    headers: { "content-type": "application/json" },',
    `    body: JSON.stringify(${printJson(body, 4)}),`,
    "  });",
    "  console.log(await response.json());",
    "}",
    "",
  ].join("\n");
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
