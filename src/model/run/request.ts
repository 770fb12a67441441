import type { Doc, DocumentList, DocValue } from "./document.ts";
import type { RequestInput } from "./request-input.ts";

/** What the person asked for with one press of Send: Jina's `Client.post` arguments under Jina's names. */
export interface SendRequest {
  /** Endpoint as typed; Jina adds no leading slash and neither do we. */
  readonly endpoint: string;
  readonly documents: readonly Doc[] | RequestInput;
  readonly parameters: { readonly [key: string]: DocValue };
  /** A regular expression that the engine matches from the start of each executor's name; "" hits all. */
  readonly targetExecutor: string;
  /** Documents per request; 0 or less means all in one. Jina's default is 100. */
  readonly requestSize: number;
  /** Requests in flight, Jina's `prefetch`; 4 without. */
  readonly window?: number;
  /** Whether the rest is sent after a request has failed; it is not without. */
  readonly continueOnError?: boolean;
  /** Whether a gRPC gateway is asked by `stream_doc`, as generator endpoints want it: one document a request. */
  readonly stream?: boolean;
  /** Seconds that one answer may take; 0 for ever. Without, only one that does not begin or stands still is given up. */
  readonly timeoutS?: number;
  /** What requests are compressed with, where the way can; they are not without. */
  readonly compression?: Compression;
  /** Class as which the documents that come back are read; it is not sent. */
  readonly returnType?: string;
  /** Whether answers are shown whole, instead of their documents. */
  readonly returnResponses?: boolean;
  /** How often a request is tried that never reaches the gateway; once without. */
  readonly maxAttempts?: number;
  /** Whether nothing is sent where answers do not tell which executors they came by, and when. */
  readonly needsRoutes?: boolean;
}

/** What requests to gRPC gateways can be compressed with. */
export type Compression = "gzip" | "deflate";

/** One request on the wire: a batch of the above with its own id. */
export interface DataRequest {
  /** 32 hexadecimal digits, as Jina's own. */
  readonly requestId: string;
  readonly endpoint: string;
  readonly documents: readonly Doc[];
  readonly parameters: { readonly [key: string]: DocValue };
  readonly targetExecutor: string;
}

/** A request as a run keeps it: of documents that were read as they were sent, those that were answered may be gone. */
export interface SentRequest extends Omit<DataRequest, "documents"> {
  readonly documents: DocumentList;
}
