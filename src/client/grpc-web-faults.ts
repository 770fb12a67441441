/**
 * Every way in which a gRPC-web call through the page's server can fail, as a ClientError that says what to do about it.
 * Knows the words in which the server states its own faults; who fails is told apart by where the status came from.
 */
import { Code, ConnectError } from "@connectrpc/connect";
import { BRIDGE_HEADERS, type BridgeErrorCode } from "../model/run/bridge-contract.ts";
import { ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import { MessageTooLarge } from "./answer-message.ts";

const OPEN_PRINTED_ADDRESS = "Open the address that `npm start` printed in the terminal, with its token.";
const START_FLOW =
  "Start the Flow with `jina flow --uses flow.yml` and check that the port it prints is the one above.";
const SMALLER_REQUESTS = "Put fewer documents into a request: make the request size smaller.";
const NEWER_PAGE = "Page and server may be of different versions: reload the page.";
const OTHER_PROTOCOL =
  "Check that this is the Flow's gRPC port. A gateway with protocol http or websocket has an address with http:// or ws://.";
/** After silence, by what was under way. */
const SILENCE = {
  open: "Check host and port; a firewall that drops what it does not let through looks like this too.",
  send: "Whether the Flow has worked on the request is not known; look before sending it again.",
};

interface BridgeFault {
  readonly code: ClientErrorCode;
  /** Said where the server gives no sentence, which is where it refuses in plain HTTP. */
  readonly message: string;
  /** Null where it depends on what was under way. */
  readonly advice: string | ((attempt: Attempt) => string) | null;
}

/** One for each code of the server: a code without its row does not compile. */
const BRIDGE_FAULTS: Readonly<Record<BridgeErrorCode, BridgeFault>> = {
  host: {
    code: "bridge-token",
    message: "The page was opened under a name that the page's server does not go by.",
    advice: OPEN_PRINTED_ADDRESS,
  },
  origin: {
    code: "bridge-token",
    message: "The page's server takes requests from its own page only, and this is another.",
    advice: OPEN_PRINTED_ADDRESS,
  },
  token: {
    code: "bridge-token",
    message: "The page's server does not know the token of this page; it makes a new one at each start.",
    advice: OPEN_PRINTED_ADDRESS,
  },
  "content-type": {
    code: "protocol",
    message: "The page's server does not take this kind of message.",
    advice: NEWER_PAGE,
  },
  "method-not-relayed": {
    code: "protocol",
    message: "The page's server does not relay this call.",
    advice: NEWER_PAGE,
  },
  "target-invalid": { code: "address", message: "The page's server cannot read this address.", advice: "" },
  "target-not-allowed": {
    code: "target-not-allowed",
    message: "The page's server does not connect to it.",
    advice: ({ target }) =>
      `To allow it, stop the page's server and start it with \`npm start -- --allow-target ${target}\`.`,
  },
  unreachable: { code: "unreachable", message: "Nothing answers there.", advice: START_FLOW },
  "not-grpc": {
    code: "not-a-gateway",
    message: "What answers there does not speak gRPC.",
    advice: OTHER_PROTOCOL,
  },
  "too-large": {
    code: "too-large",
    message: "The message is larger than the page's server relays.",
    advice: SMALLER_REQUESTS,
  },
  timeout: { code: "timeout", message: "The gateway did not answer in time.", advice: null },
  interrupted: { code: "interrupted", message: "The gateway's answer broke off.", advice: null },
  "too-many-streams": {
    code: "bridge-busy",
    message: "The page's server has as many calls open as it takes.",
    advice: "Wait until other runs have ended, or close other tabs of this page.",
  },
};

/** What was tried, for the sentences. */
export interface Attempt {
  /** Whether a request that may have had effects was under way. */
  readonly stage: "open" | "send";
  /** As the transport's label. */
  readonly tried: string;
  /** `host:port` of the gateway. */
  readonly target: string;
  /** Null where there was no limit. */
  readonly limitMs: number | null;
}

/** The page was opened without a token. */
export function noToken(tried: string): ClientError {
  return new ClientError(
    "bridge-token",
    "This page was opened without the token that the page's server asks for.",
    {
      tried,
      advice: OPEN_PRINTED_ADDRESS,
    },
  );
}

/** The request got no answer at all. */
export function noBridge(attempt: Attempt, cause: unknown): ClientError {
  return new ClientError(
    "bridge-missing",
    "The page's server, which passes requests on to gateways, does not answer.",
    {
      tried: attempt.tried,
      advice: "Is `npm start` still running? Start it again, then open the address it prints.",
      cause,
    },
  );
}

/** An answer in plain HTTP: a refusal by the page's server, or something else at its place. */
export function plainAnswer(response: Response, attempt: Attempt): ClientError {
  const code = response.headers.get(BRIDGE_HEADERS.error);
  if (code !== null) {
    return bridgeFault(code, "", attempt, null);
  }
  return new ClientError(
    "bridge-missing",
    `What serves this page does not pass requests on to gateways: it answered with HTTP status ${response.status}.`,
    {
      tried: attempt.tried,
      advice: "Start the page's server with `npm start` and open the address it prints.",
    },
  );
}

/** Whatever a call has thrown. `signal` is the caller's. */
export function failureOf(cause: unknown, attempt: Attempt, signal: AbortSignal): ClientError {
  const { tried, stage } = attempt;
  const silence = { tried, advice: SILENCE[stage], cause };
  if (signal.aborted) {
    return new ClientError("canceled", "Stopped.", stage === "send" ? silence : { tried, cause });
  }
  if (cause instanceof ClientError) {
    return cause;
  }
  if (cause instanceof RangeError) {
    return notTheMessage(cause, attempt);
  }
  const error = ConnectError.from(cause);
  if (error.cause instanceof MessageTooLarge) {
    return tooLarge(error.cause, attempt);
  }
  if (error.cause instanceof ClientError) {
    return error.cause;
  }
  // The same word in headers and trailers comes out as a list of two.
  const bridgeCode = error.metadata.get(BRIDGE_HEADERS.error)?.split(",")[0];
  if (bridgeCode !== undefined) {
    return bridgeFault(bridgeCode, error.rawMessage, attempt, error);
  }
  if (error.metadata.has("grpc-status")) {
    return gatewayFault(error, attempt);
  }
  if (error.code === Code.DeadlineExceeded) {
    return new ClientError("timeout", `No answer came within ${(attempt.limitMs ?? 0) / 1000} s.`, silence);
  }
  // Reading a body ends in a TypeError when the connection breaks, and in an AbortError in some browsers.
  if (error.cause instanceof TypeError || error.code === Code.Canceled) {
    return new ClientError("interrupted", "The connection broke off in the middle of the answer.", silence);
  }
  return notTheMessage(error, attempt);
}

/** Bytes that are not the message they should be. */
export function notTheMessage(
  cause: unknown,
  { tried, stage }: Pick<Attempt, "tried" | "stage">,
): ClientError {
  const why = cause instanceof ConnectError ? cause.rawMessage : cause instanceof Error ? cause.message : "";
  return new ClientError("protocol", `The answer is not the message it should be (${why}).`, {
    tried,
    // Before the first request was sent, it answered as a Jina gateway does.
    advice: stage === "open" ? OTHER_PROTOCOL : SILENCE.send,
    cause,
  });
}

function tooLarge({ bytes }: MessageTooLarge, { tried, stage }: Attempt): ClientError {
  const size = `${Math.ceil(bytes / (1 << 20))} MiB`;
  return stage === "open"
    ? new ClientError(
        "not-a-gateway",
        `Asked what it is, it answers with ${size}, which no Jina gateway does.`,
        {
          tried,
          advice: OTHER_PROTOCOL,
        },
      )
    : new ClientError("too-large", `The answer is a message of ${size}, more than this page takes.`, {
        tried,
        advice: SMALLER_REQUESTS,
      });
}

function isBridgeErrorCode(code: string): code is BridgeErrorCode {
  return Object.hasOwn(BRIDGE_FAULTS, code);
}

function bridgeFault(code: string, sentence: string, attempt: Attempt, cause: unknown): ClientError {
  const known: BridgeFault = isBridgeErrorCode(code)
    ? BRIDGE_FAULTS[code]
    : {
        code: "protocol",
        message: `The page's server reports “${code}”, which this page does not know.`,
        advice: NEWER_PAGE,
      };
  const advice =
    typeof known.advice === "function" ? known.advice(attempt) : (known.advice ?? SILENCE[attempt.stage]);
  return new ClientError(known.code, sentence || known.message, { tried: attempt.tried, advice, cause });
}

/** A status that the gateway, or something right before it, has given. */
function gatewayFault(error: ConnectError, { tried, stage }: Attempt): ClientError {
  const sentence = error.rawMessage || `The gateway gave the status ${Code[error.code]} and no message.`;
  const made = (code: ClientErrorCode, advice: string) =>
    new ClientError(code, sentence, { tried, advice, cause: error });
  switch (error.code) {
    case Code.Unimplemented:
      return made(
        "not-a-gateway",
        // One that has said which Jina it runs is not another kind of server.
        stage === "send"
          ? "It answers as a Jina gateway does, but lacks the call that takes documents."
          : `It speaks gRPC, but lacks the call that a Jina gateway has. ${OTHER_PROTOCOL}`,
      );
    case Code.DeadlineExceeded:
      return made("timeout", SILENCE[stage]);
    case Code.ResourceExhausted:
      // gRPC's own limit says "larger than max"; other uses of this status have nothing to do with size.
      return /larger than max/.test(sentence) ? made("too-large", SMALLER_REQUESTS) : made("gateway", "");
    case Code.Unavailable:
      return made(
        "gateway",
        "An Executor of the Flow may be down: look at the Flow's log, and start it again.",
      );
    default:
      return made("gateway", "The Flow's log says more.");
  }
}
