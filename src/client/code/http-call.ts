/** What is posted to an HTTP gateway, and where. Pure. */

import type { Doc, Fields } from "../../model/run/document.ts";
import { endpointPath } from "../../model/run/endpoint-path.ts";
import type { Generation } from "../generation.ts";
import type { CodeRequest } from "./code-request.ts";

/** What there is to say about the path. */
export function pathNotes({ endpoint, toldName }: CodeRequest, generation: Generation): string[] {
  if (generation === "v1" || toldName === endpointPath(endpoint)) {
    return [];
  }
  return toldName === undefined
    ? ["An endpoint that no executor names itself has the path /default."]
    : [
        `The gateway tells of no endpoint ${endpoint}: what no executor names itself has the path ${toldName}.`,
      ];
}

/** With docarray 0.21 one path takes all endpoints; later ones have a path each, and `/default` for the rest. */
export function httpCall(
  { endpoint, toldName, parameters, targetExecutor }: CodeRequest,
  documents: readonly Doc[],
  generation: Generation,
): { readonly path: string; readonly body: Fields } {
  const path = endpointPath(toldName ?? endpoint);
  const given: Fields = Object.keys(parameters).length > 0 ? { parameters } : {};
  return generation === "v1"
    ? {
        path: "/post",
        body: {
          data: documents,
          ...given,
          execEndpoint: endpoint,
          ...(targetExecutor !== "" && { targetExecutor }),
        },
      }
    : {
        path: path === "/" ? "/default" : path,
        body: {
          data: documents,
          ...given,
          // It asks for an id wherever there is a header.
          ...(targetExecutor !== "" && {
            header: { request_id: "request", target_executor: targetExecutor },
          }),
        },
      };
}

/** The path of an endpoint that generates, or why there is none. */
export function streamPath(
  { endpoint }: CodeRequest,
  generation: Generation,
): { readonly path: string } | { readonly refused: string } {
  return generation === "v1"
    ? { refused: "An HTTP gateway with docarray before 0.30 streams no documents: take its gRPC port." }
    : { path: endpointPath(endpoint) };
}

/** What an HTTP gateway is not told where documents are streamed. */
export function streamNotes({ parameters, targetExecutor }: CodeRequest): string[] {
  return Object.keys(parameters).length > 0 || targetExecutor !== ""
    ? ["An HTTP gateway takes neither parameters nor a target executor for documents that are streamed."]
    : [];
}
