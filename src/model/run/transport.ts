import type { Reply } from "./reply.ts";
import type { DataRequest } from "./request.ts";

/**
 * How requests reach something that answers as a Jina gateway does. The protocol is chosen once, when the transport
 * is made; the callers know none.
 */
export interface Transport {
  /** For people, as `grpc://127.0.0.1:54321 through the page's server` or `simulator:`. */
  readonly label: string;
  /** True for answers that no gateway gave. */
  readonly simulated: boolean;
  /** Of one that simulates: what all chance in its answers follows from. */
  readonly seed?: number;
  /** What it cannot do. What depends on the gateway is known from `open` on. */
  readonly lacks: Lacks;
  /**
   * The most documents that may be in one request; null for no limit. Known from `open` on. `why` is a sentence for
   * people.
   */
  readonly limit: { readonly documents: number; readonly why: string } | null;
  /** What is dangerous about it, a sentence for people; null or absent for nothing. Known from `open` on. */
  readonly warning?: string | null;
  /** How many requests are in flight where nobody says it; as many as a browser has room for without. */
  readonly window?: number | undefined;
  /**
   * Finds out what must be known before the first request, for example the docarray generation of the gateway.
   * Throws ClientError. The sender calls it once per run, before any `send`.
   */
  open(signal: AbortSignal): Promise<void>;
  /**
   * One request, one answer. Throws ClientError; an Executor's exception is an answer, not an error. `onPart` gets what
   * there is of an answer that comes piece by piece, each time as a reply of its own.
   */
  send(request: DataRequest, signal: AbortSignal, onPart?: (part: Reply) => void): Promise<Reply>;
  /**
   * Gets ready for a request that is likely the next to be sent. Nothing goes out yet, and what is wrong with it is told
   * by `send`.
   */
  prepare?(request: DataRequest): void;
  /** Lets go of what is kept between requests, as a connection. Nothing is sent afterwards. */
  close(): void;
}

/** What a way to a gateway may be able to do. */
export type Ability =
  /** Show the documents of a generator endpoint as they come. */
  | "streaming"
  /** Carry documents and arrays in their exact types. */
  | "binary"
  /** Compress what is sent. */
  | "compression"
  /** Send headers, which are metadata in gRPC. */
  | "headers"
  /** Reach a gateway whose certificate is from an authority that the browser does not know. */
  | "own-tls"
  /** Let the gateway know that one request is given up. */
  | "cancel"
  /** Tell which executors an answer came by, and when. */
  | "routes";

/** What a transport cannot do, each with the reason in a sentence for people. */
export type Lacks = Readonly<Partial<Record<Ability, string>>>;
