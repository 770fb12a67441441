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
  /**
   * Finds out what must be known before the first request, for example the docarray generation of the gateway.
   * Throws ClientError. The sender calls it once per run, before any `send`.
   */
  open(signal: AbortSignal): Promise<void>;
  /** One request, one answer. Throws ClientError; an Executor's exception is an answer, not an error. */
  send(request: DataRequest, signal: AbortSignal): Promise<Reply>;
}
