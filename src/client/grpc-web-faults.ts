/**
 * Every way in which a gRPC-web call can fail, as a ClientError that says what to do about it.
 * Who fails is told apart by where the status came from.
 */
import { Code } from "@connectrpc/connect";
import { type Advice, ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import { advise, BY_SERVER, executorDown, lostExecutor } from "./advice.ts";
import { BrokenOff } from "./body-pieces.ts";
import {
  type Attempt,
  bridgeFault,
  otherProtocol,
  SILENCE,
  SMALLER_REQUESTS,
  stopped,
} from "./bridge-faults.ts";
import { MessageTooLarge } from "./frame-reader.ts";
import { GrpcFailure } from "./grpc-status.ts";

/** Whatever a call has thrown. `signal` is the caller's. */
export function failureOf(cause: unknown, attempt: Attempt, signal: AbortSignal): ClientError {
  if (signal.aborted) {
    return stopped(attempt, cause);
  }
  if (cause instanceof ClientError) {
    return cause;
  }
  if (cause instanceof MessageTooLarge) {
    return tooLarge(cause, attempt);
  }
  if (cause instanceof GrpcFailure) {
    // Who answers without the page's server may write its header too.
    return cause.bridgeCode === null || attempt.way === "direct"
      ? gatewayFault(cause, attempt)
      : bridgeFault(cause.bridgeCode, cause.message, attempt, cause);
  }
  if (cause instanceof BrokenOff) {
    return new ClientError("interrupted", "The connection broke off in the middle of the answer.", {
      tried: attempt.tried,
      advice: SILENCE[attempt.stage],
      cause,
    });
  }
  return notTheMessage(cause, attempt);
}

/** An answer that is not in gRPC-web, from what a page has asked itself. */
export function noGrpcWeb(status: number, { tried, stage, address }: Attempt): ClientError {
  // A proxy has passed the request on, perhaps, and lost the gateway behind it.
  if (stage === "send" && status >= 502 && status <= 504) {
    return new ClientError(
      "interrupted",
      `The proxy before the gateway gave HTTP status ${status}: the gateway broke off, or is not there any more.`,
      { tried, advice: SILENCE.send },
    );
  }
  return new ClientError(
    stage === "open" ? "not-a-gateway" : "gateway",
    `What answers there does not speak gRPC-web: it gave HTTP status ${status}.`,
    {
      tried,
      advice:
        stage === "open"
          ? advise(
              BY_SERVER,
              ", or through a proxy such as Envoy with its filter grpc_web. ",
              otherProtocol(address),
            )
          : "The log of the proxy says more.",
    },
  );
}

/** Bytes that are not the message they should be. */
export function notTheMessage(
  cause: unknown,
  { tried, stage, address }: Pick<Attempt, "tried" | "stage" | "address">,
): ClientError {
  const why = cause instanceof Error ? cause.message : "";
  return new ClientError("protocol", `The answer is not the message it should be (${why}).`, {
    tried,
    // Before the first request was sent, it answered as a Jina gateway does.
    advice: stage === "open" ? otherProtocol(address) : SILENCE.send,
    cause,
  });
}

function tooLarge({ bytes }: MessageTooLarge, { tried, stage, address }: Attempt): ClientError {
  if (stage === "open") {
    const size = bytes === null ? "more than that takes" : `${Math.ceil(bytes / (1 << 20))} MiB`;
    const sentence = `Asked what it is, it answers with ${size}, which no Jina gateway does.`;
    return new ClientError("not-a-gateway", sentence, { tried, advice: otherProtocol(address) });
  }
  const sentence =
    bytes === null
      ? "The answer is a compressed message that expands to more than this page takes."
      : `The answer is a message of ${Math.ceil(bytes / (1 << 20))} MiB, more than this page takes.`;
  return new ClientError("too-large", sentence, { tried, advice: SMALLER_REQUESTS });
}

/** A status that the gateway, or something right before it, has given. */
function gatewayFault(error: GrpcFailure, { tried, stage, address }: Attempt): ClientError {
  const sentence = error.message || `The gateway gave the status ${Code[error.code]} and no message.`;
  const made = (code: ClientErrorCode, advice: string | Advice) =>
    new ClientError(code, sentence, { tried, executor: lostExecutor(sentence), advice, cause: error });
  switch (error.code) {
    case Code.Unimplemented:
      return made(
        "not-a-gateway",
        // One that has said which Jina it runs is not another kind of server.
        stage === "send"
          ? "It answers as a Jina gateway does, but lacks the call that takes documents."
          : advise("It speaks gRPC, but lacks the call that a Jina gateway has. ", otherProtocol(address)),
      );
    case Code.DeadlineExceeded:
      return made("timeout", SILENCE[stage]);
    case Code.ResourceExhausted:
      // gRPC's own limit says "larger than max"; other uses of this status have nothing to do with size.
      return /larger than max/.test(sentence) ? made("too-large", SMALLER_REQUESTS) : made("gateway", "");
    case Code.Unavailable:
      return made("gateway", executorDown(sentence));
    default:
      return made("gateway", "The Flow's log says more.");
  }
}
