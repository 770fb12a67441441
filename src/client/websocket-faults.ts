/** Why a WebSocket closed, as ClientErrors in words. A browser tells a page a number and what the other side said. */
import { counted } from "../base/words.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { RELAY_CLOSE_CODE } from "../model/run/bridge-contract.ts";
import { type Advice, ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import { advise, BY_SERVER, executorDown, lostExecutor } from "./advice.ts";
import { type Attempt, bridgeFault, otherProtocol, SILENCE, SMALLER_REQUESTS } from "./bridge-faults.ts";

/** How a connection stood when it closed. */
interface Closing {
  readonly code: number;
  readonly reason: string;
  readonly way: Way;
  /** Whether it was ever open. */
  readonly wasOpen: boolean;
  /** Whether it may be one to a gateway that takes no JSON: JSON is what was sent, and nothing has come back. */
  readonly takesNoJson: boolean;
  /** Requests without an answer. */
  readonly inFlight: number;
}

/** With what a connection closes that neither side has closed. */
export const BROKEN_OFF = 1006;

/** The fault of what was in flight, or of the opening. */
export function closingFault(closing: Closing, attempt: Attempt): ClientError {
  const { code, reason, way, wasOpen, inFlight } = closing;
  const made = (kind: ClientErrorCode, message: string, advice: string | Advice) =>
    new ClientError(kind, message, { tried: attempt.tried, executor: lostExecutor(reason), advice });
  const lost = inFlight > 1 ? ` ${counted(inFlight, "request")} were in flight and are lost.` : "";
  if (way === "bridge" && code === RELAY_CLOSE_CODE) {
    const [name = "", ...words] = reason.split(" ");
    return bridgeFault(name, words.join(" ") + lost, attempt, null);
  }
  if (!wasOpen) {
    return way === "bridge"
      ? made(
          "bridge-missing",
          "The page's server, which passes requests on to gateways, opens no connection.",
          "Is `npm start` still running? Start it again, then open the address it prints.",
        )
      : made(
          "unreachable",
          "No WebSocket opens there; the browser does not say why.",
          unopened(attempt.address),
        );
  }
  switch (code) {
    case 1011: {
      const said = `The gateway gave up the connection${reason === "" ? "" : `: ${reason}`}${/[.!?]$/.test(reason) ? "" : "."}${lost}`;
      // Of several it is not known which one it failed at.
      return made(inFlight > 1 ? "interrupted" : "gateway", said, executorDown(reason));
    }
    case 1009:
      return made("too-large", `The message is larger than the gateway takes.${lost}`, SMALLER_REQUESTS);
    case BROKEN_OFF:
      return made(
        "interrupted",
        `The connection broke off without a reason.${lost}`,
        closing.takesNoJson
          ? advise(
              "A gateway with docarray 0.30 or later does that at once, as it takes no JSON over WebSocket. Documents that it cannot read do it too. ",
              BY_SERVER,
              ", which speaks with either.",
            )
          : SILENCE.send,
      );
    default:
      return made(
        "interrupted",
        `The gateway ended the connection (code ${code}${reason === "" ? "" : `: ${reason}`}).${lost}`,
        SILENCE.send,
      );
  }
}

/** Where the browser does not even let the page try. */
export function refusedByBrowser(cause: unknown, { tried }: Attempt): ClientError {
  return new ClientError(
    "unreachable",
    `This browser lets the page open no WebSocket there. It says: ${cause instanceof Error ? cause.message : String(cause)}`,
    { tried, advice: advise(BY_SERVER, ", which browsers do not hold back."), cause },
  );
}

function unopened(address: GatewayAddress): Advice {
  return advise(BY_SERVER, ", which can tell. ", otherProtocol(address));
}
