/** What gateways take in one request, and what there is of it before anything is sent. Pure. */
import type { Address } from "./address.ts";
import type { GatewayReport } from "./gateway-report.ts";
import type { Transport } from "./transport.ts";

/** The most documents of one request, and a sentence on why; null for no limit. */
export type RequestLimit = Transport["limit"];

/** Jina's `stream_doc` takes one document. */
export const ONE_DOCUMENT = {
  documents: 1,
  why: "A request holds one document: an endpoint that generates takes no more.",
} as const;

/** What an HTTP gateway gives back of one request, where it runs docarray from 0.30 on. */
const HTTP_BATCH = {
  documents: 100,
  why: "A request holds 100 documents: of more, this HTTP gateway would drop the rest without a word.",
} as const;

/** How many documents go into one request where so many are asked for, 0 for all of them; Infinity for all. */
export function documentsPerRequest(asked: number, limit: RequestLimit): number {
  const wanted = asked > 0 ? Math.ceil(asked) : Number.POSITIVE_INFINITY;
  return Math.min(wanted, limit?.documents ?? Number.POSITIVE_INFINITY);
}

/** Whether more are asked for in one request than the limit lets in, as where all are. */
export function isOverLimit(asked: number, limit: RequestLimit): limit is NonNullable<RequestLimit> {
  return documentsPerRequest(asked, limit) < documentsPerRequest(asked, null);
}

/** The limit of an HTTP gateway's endpoint; `generation`: of docarray, null where it is not known. */
export function httpLimit(isGenerator: boolean, generation: GatewayReport["generation"]): RequestLimit {
  return isGenerator ? ONE_DOCUMENT : generation === "v2" ? HTTP_BATCH : null;
}

/** The limit of an endpoint, as far as it is known; `report`: what the gateway has told, null where it has not. */
export function knownLimit(
  address: Address,
  endpoint: string,
  isStream: boolean,
  report: GatewayReport | null,
): RequestLimit {
  if (address.kind === "simulator" || address.protocol !== "http") {
    const canStream = address.kind === "simulator" || address.protocol === "grpc";
    return isStream && canStream ? ONE_DOCUMENT : null;
  }
  return httpLimit(isGenerator(report, endpoint), report?.generation ?? null);
}

/** Whether the gateway has told that an endpoint generates: it takes one document, and answers with a stream. */
export function isGenerator(report: GatewayReport | null, endpoint: string): boolean {
  return report?.endpoints?.some((one) => one.isGenerator && one.name === endpoint) === true;
}
