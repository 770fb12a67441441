/** A request as calls of curl, for HTTP gateways, and of grpcurl, for gRPC ones. Pure. */
import { toJson } from "@bufbuild/protobuf";
import { DataRequestProtoSchema as SchemaV1 } from "../../gen/v1/jina_pb.js";
import { DataRequestProtoSchema as SchemaV2 } from "../../gen/v2/jina_pb.js";
import type { Doc } from "../../model/run/document.ts";
import { describeAddress, hostAndPort } from "../address.ts";
import type { Generation } from "../generation.ts";
import * as wireV1 from "../wire-v1.ts";
import * as wireV2 from "../wire-v2.ts";
import { batchesOf, type CodeRequest, headerNotes, type PrintedCode, variableOf } from "./code-request.ts";
import { httpCall, pathNotes } from "./http-call.ts";
import { printJson } from "./print-literal.ts";

/** A call of curl for each request. */
export function printCurl(request: CodeRequest, generation: Generation): PrintedCode {
  if (request.address.protocol !== "http") {
    return { refused: "curl asks gateways that speak HTTP: the address is of another protocol." };
  }
  const calls = batchesOf(request).map((documents) => {
    const { path, body } = httpCall(request, documents, generation);
    return [
      `curl ${quoteShell(`${describeAddress(request.address)}${path}`)}`,
      "-H 'content-type: application/json'",
      ...headerOptions(request),
      ...(request.timeoutS ? [`--max-time ${request.timeoutS}`] : []),
      `-d ${quoteShell(printJson(body))}`,
    ].join(" \\\n  ");
  });
  return { text: `${calls.join("\n\n")}\n`, notes: [...pathNotes(generation), ...headerNotes(request)] };
}

/** What is sent along; the shell puts the values in. */
function headerOptions({ headerNames = [] }: CodeRequest): string[] {
  return headerNames.map((name) => `-H "${name}: $${variableOf(name)}"`);
}

/** A call of grpcurl for each request, which learns the messages from the gateway itself. */
export function printGrpcurl(request: CodeRequest, generation: Generation): PrintedCode {
  const { address } = request;
  if (address.protocol !== "grpc") {
    return { refused: "grpcurl asks gateways that speak gRPC: the address is of another protocol." };
  }
  const calls = batchesOf(request).map((documents) =>
    [
      `grpcurl${address.tls ? "" : " -plaintext"}`,
      ...headerOptions(request),
      ...(request.timeoutS ? [`-max-time ${request.timeoutS}`] : []),
      `-d ${quoteShell(JSON.stringify(messageOf(request, documents, generation)))}`,
      `${quoteShell(hostAndPort(address))} jina.JinaSingleDataRequestRPC/process_single_data`,
    ].join(" \\\n  "),
  );
  return { text: `${calls.join("\n\n")}\n`, notes: headerNotes(request) };
}

function messageOf(request: CodeRequest, documents: readonly Doc[], generation: Generation): unknown {
  // The gateway makes an id of its own for a request without one.
  const data = { ...request, documents, requestId: "" };
  return generation === "v1"
    ? toJson(SchemaV1, wireV1.encodeRequest(data))
    : toJson(SchemaV2, wireV2.encodeRequest(data));
}

/** In single quotes, unless nothing in it means anything to a shell. */
function quoteShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
