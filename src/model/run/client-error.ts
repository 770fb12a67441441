import type { Way } from "./address.ts";

/** Why a request got no answer. Closed: every transport maps its failures to one of these. */
export type ClientErrorCode =
  /** The address field cannot be read as one. */
  | "address"
  /** What was typed into Send cannot be made into a request. */
  | "input"
  /** Nothing answers at the target: refused, unreachable, name not found. */
  | "unreachable"
  /** Something answers, but not a Jina gateway of this protocol. */
  | "not-a-gateway"
  /** Something answers, but the browser does not let this page read it: the gateway's CORS is off. */
  | "unreadable"
  /** Our own server is not there. */
  | "bridge-missing"
  /** Our own server does not know this page's token. */
  | "bridge-token"
  /** Our own server carries as many calls as it takes; this one was not sent on. */
  | "bridge-busy"
  /** Our own server does not relay to this target; it has to be allowed at launch. */
  | "target-not-allowed"
  /** Our own server never relays to this target. */
  | "target-refused"
  /** The target is our own server. */
  | "target-own"
  /** A clock ran out, ours or the gateway's. */
  | "timeout"
  /** The person stopped the run. */
  | "canceled"
  /** A message over the size limit. */
  | "too-large"
  /** The gateway reported an error of the call itself, for example a broken pattern in `target_executor`. */
  | "gateway"
  /** The gateway works and does not take what was sent: it has no such endpoint, or a field is not as it should be. */
  | "refused"
  /** The connection ended in the middle; whether the gateway worked on the request is not known. */
  | "interrupted"
  /** Bytes that are not the message they should be. */
  | "protocol";

const LOST: ReadonlySet<ClientErrorCode> = new Set<ClientErrorCode>([
  "unreachable",
  "not-a-gateway",
  "unreadable",
  "bridge-missing",
  "bridge-token",
  "target-not-allowed",
  "target-refused",
  "target-own",
  "timeout",
  "interrupted",
  "protocol",
]);

/** Whether an error means that the gateway is not to be had, as opposed to a refusal, or to being stopped. */
export function isLost(code: ClientErrorCode): boolean {
  return LOST.has(code);
}

/** Whether testing the connection may tell more about an error. */
export function isAboutConnection(code: ClientErrorCode): boolean {
  return isLost(code) || code === "gateway" || code === "bridge-busy";
}

/** What the person can do about an error, in one or more sentences, and what of it the page can do at a press. */
export interface Advice {
  readonly says: string;
  readonly offers: readonly Offer[];
}

/** Another address for the same requests, another way, or the command that starts the Flow of the open file. */
export interface Offer {
  readonly address?: string;
  readonly way?: Way;
  readonly start?: true;
}

/** A failed call. `message` says what happened, in sentences for people; `cause` is what it was made of, if anything. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;
  /** What the person can do about it, one or more sentences; "" if nothing is known. */
  readonly advice: string;
  /** What of the advice the page can do by itself. */
  readonly offers: readonly Offer[];
  /** The executor that the gateway could not reach, or that did not answer it; null if it names none. */
  readonly executor: string | null;
  /** What was tried, as `grpc://127.0.0.1:54321 through the page's server`; "" if nothing was. */
  readonly tried: string;
  /** Whether the request is known not to have left this page. */
  readonly isUnsent: boolean;

  constructor(
    code: ClientErrorCode,
    message: string,
    more: {
      advice?: string | Advice;
      tried?: string;
      executor?: string | null;
      isUnsent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    const { advice = "" } = more;
    this.advice = typeof advice === "string" ? advice : advice.says;
    this.offers = typeof advice === "string" ? [] : advice.offers;
    this.executor = more.executor ?? null;
    this.tried = more.tried ?? "";
    this.isUnsent = more.isUnsent ?? false;
  }
}

/** The same fault, of a request that has not left this page. */
export function ofUnsent(fault: ClientError): ClientError {
  const { code, message, advice, offers, tried, executor, cause } = fault;
  return new ClientError(code, message, {
    advice: { says: advice, offers },
    tried,
    executor,
    isUnsent: true,
    cause,
  });
}
