/** The types of documents that a gateway has told. Pure. */

import { type DocumentType, documentTypeOf } from "../model/run/document-type.ts";
import { endpointPath } from "../model/run/endpoint-path.ts";
import type { GatewayEndpoint } from "../model/run/gateway-report.ts";
import type { KnownGateway } from "./known-gateway.ts";

/** What a gateway has told of the endpoint of this name, or of that which takes those without one of their own. */
function toldEndpoint(gateway: KnownGateway | null, name: string): GatewayEndpoint | null {
  const told = gateway?.report?.endpoints ?? [];
  return (
    told.find((endpoint) => endpoint.name === name) ??
    told.find((endpoint) => endpoint.name === DEFAULT_ENDPOINT) ??
    null
  );
}

const DEFAULT_ENDPOINT = "/default";

/** The name of the endpoint that takes what is sent to this one; undefined where the gateway has told of none. */
export function toldName(gateway: KnownGateway | null, endpoint: string): string | undefined {
  return toldEndpoint(gateway, endpointPath(endpoint))?.name;
}

/** The type of the documents that an endpoint takes; null where the gateway has not told it. */
export function inputType(gateway: KnownGateway | null, endpoint: string): DocumentType | null {
  const schema = toldEndpoint(gateway, endpoint)?.input;
  return schema ? documentTypeOf(schema) : null;
}

/**
 * The type as which the answers of an endpoint are read, as Jina's `return_type` says it: the class of this name, if the
 * gateway has told one, else that of the endpoint's answers. Null where neither is known.
 */
export function outputType(
  gateway: KnownGateway | null,
  endpoint: string,
  returnType: string,
): DocumentType | null {
  const name = returnType.trim();
  if (name !== "") {
    return toldTypes(gateway).find(({ title }) => title === name) ?? null;
  }
  const schema = toldEndpoint(gateway, endpoint)?.output;
  return schema ? documentTypeOf(schema) : null;
}

/** The types that a gateway has told for its endpoints, each name once. */
export function toldTypes(gateway: KnownGateway | null): readonly DocumentType[] {
  const byTitle = new Map<string, DocumentType>();
  for (const { input, output } of gateway?.report?.endpoints ?? []) {
    for (const type of [output, input].map((schema) => schema && documentTypeOf(schema))) {
      if (type && !byTitle.has(type.title)) {
        byTitle.set(type.title, type);
      }
    }
  }
  return [...byTitle.values()];
}
