/** A request as calls of curl, for HTTP gateways, and of grpcurl, for gRPC ones. Pure. */
import { toJson } from "@bufbuild/protobuf";
import {
  DataRequestProtoSchema as SchemaV1,
  SingleDocumentRequestProtoSchema as SingleV1,
} from "../../gen/v1/jina_pb.js";
import {
  DataRequestProtoSchema as SchemaV2,
  SingleDocumentRequestProtoSchema as SingleV2,
} from "../../gen/v2/jina_pb.js";
import type { Doc } from "../../model/run/document.ts";
import { describeAddress, hostAndPort } from "../address.ts";
import type { Generation } from "../generation.ts";
import { requestProtoV1, requestProtoV2, singleProtoV1, singleProtoV2 } from "../request-proto.ts";
import { batchesOf, type CodeRequest, headerNotes, type PrintedCode, variableOf } from "./code-request.ts";
import { httpCall, pathNotes, streamNotes, streamPath } from "./http-call.ts";
import { printJson } from "./print-literal.ts";
import { quoteShell } from "./shell-words.ts";

/** A call of curl for each request. */
export function printCurl(request: CodeRequest, generation: Generation): PrintedCode {
  if (request.address.protocol !== "http") {
    return { refused: "curl asks gateways that speak HTTP: the address is of another protocol." };
  }
  const stream = request.stream ? streamPath(request, generation) : null;
  if (stream && "refused" in stream) {
    return stream;
  }
  const calls = batchesOf(request).map((documents) => {
    const { path, body } = stream
      ? { ...stream, body: documents[0] ?? {} }
      : httpCall(request, documents, generation);
    return [
      `curl ${stream ? "-N -X GET " : ""}${quoteShell(`${describeAddress(request.address)}${path}`)}`,
      ...(stream ? ["-H 'accept: text/event-stream'"] : []),
      "-H 'content-type: application/json'",
      ...headerOptions(request),
      ...(request.timeoutS ? [`--max-time ${request.timeoutS}`] : []),
      `-d ${quoteShell(printJson(body))}`,
    ].join(" \\\n  ");
  });
  const notes = stream ? streamNotes(request) : pathNotes(request, generation);
  return { text: `${calls.join("\n\n")}\n`, notes: [...notes, ...headerNotes(request)] };
}

const STREAM = "jina.JinaSingleDocumentRequestRPC/stream_doc";

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
      `${quoteShell(hostAndPort(address))} ${request.stream ? STREAM : "jina.JinaSingleDataRequestRPC/process_single_data"}`,
    ].join(" \\\n  "),
  );
  return { text: `${calls.join("\n\n")}\n`, notes: headerNotes(request) };
}

function messageOf(request: CodeRequest, documents: readonly Doc[], generation: Generation): unknown {
  // The gateway makes an id of its own for a request without one.
  const data = { ...request, documents, requestId: "" };
  if (request.stream) {
    return generation === "v1"
      ? toJson(SingleV1, singleProtoV1(data))
      : toJson(SingleV2, singleProtoV2(data));
  }
  return generation === "v1"
    ? toJson(SchemaV1, requestProtoV1(data))
    : toJson(SchemaV2, requestProtoV2(data));
}
