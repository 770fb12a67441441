/**
 * What the page's server says of its own faults, as ClientErrors that say what to do about them. The same for every
 * protocol that goes through it.
 */
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { BRIDGE_HEADERS, type BridgeErrorCode } from "../model/run/bridge-contract.ts";
import { type Advice, ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import { describeAddress, hostAndPort } from "./address.ts";

const OPEN_PRINTED_ADDRESS = "Open the address that `npm start` printed in the terminal, with its token.";
const START_FLOW: Advice = {
  says: "Start the Flow, and check that the port it prints is the one above.",
  offers: [{ start: true }],
};
export const SMALLER_REQUESTS = "Put fewer documents into a request: make the request size smaller.";
const NEWER_PAGE = "Page and server may be of different versions: reload the page.";

const PROTOCOLS = { grpc: "gRPC", http: "HTTP", websocket: "WebSocket" } as const;

/** What to do where something else listens than a gateway of the address's protocol. */
export function otherProtocol(address: GatewayAddress): Advice {
  const [first, second] = (["grpc", "http", "websocket"] as const)
    .filter((protocol) => protocol !== address.protocol)
    .map((protocol) => [PROTOCOLS[protocol], describeAddress({ ...address, protocol })] as const);
  return {
    says: `Check that this is the gateway's ${PROTOCOLS[address.protocol]} port. One that speaks ${first![0]} is reached as \`${first![1]}\`, one that speaks ${second![0]} as \`${second![1]}\`.`,
    offers: [{ address: first![1] }, { address: second![1] }],
  };
}

/** After silence, by what was under way. */
export const SILENCE = {
  open: "Check host and port; a firewall that drops what it does not let through looks like this too.",
  send: "Whether the Flow has worked on the request is not known; look before sending it again.",
};

interface BridgeFault {
  readonly code: ClientErrorCode;
  /** Said where the server gives no sentence, which is where it refuses in plain HTTP. */
  readonly message: string;
  /** Null where it depends on what was under way. */
  readonly advice: string | Advice | ((attempt: Attempt) => string | Advice) | null;
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
  "headers-invalid": {
    code: "input",
    message: "The page's server does not pass on these headers.",
    advice: NEWER_PAGE,
  },
  "target-not-allowed": {
    code: "target-not-allowed",
    message: "The page's server does not connect to it.",
    advice: ({ address }) =>
      `To allow it, stop the page's server and start it with \`npm start -- --allow-target ${hostAndPort(address)}\`, beside its other options.`,
  },
  "target-refused": {
    code: "target-refused",
    message: "The page's server never connects to it.",
    advice: "",
  },
  "target-own": { code: "target-own", message: "The page's server is itself there.", advice: START_FLOW },
  unreachable: { code: "unreachable", message: "Nothing answers there.", advice: START_FLOW },
  "not-grpc": {
    code: "not-a-gateway",
    message: "What answers there does not speak gRPC.",
    advice: ({ address }) => otherProtocol(address),
  },
  "not-http": {
    code: "not-a-gateway",
    message: "What answers there does not speak HTTP.",
    advice: ({ address }) => otherProtocol(address),
  },
  "not-websocket": {
    code: "not-a-gateway",
    message: "What answers there opens no WebSocket.",
    advice: ({ address }) => otherProtocol(address),
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
  readonly address: GatewayAddress;
  readonly way: Way;
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

/** The person stopped the run. */
export function stopped({ tried, stage }: Attempt, cause: unknown): ClientError {
  return new ClientError("canceled", "Stopped.", {
    tried,
    cause,
    ...(stage === "send" && { advice: SILENCE.send }),
  });
}

function isBridgeErrorCode(code: string): code is BridgeErrorCode {
  return Object.hasOwn(BRIDGE_FAULTS, code);
}

/** A fault that the page's server has stated. `sentence` is what it said of it, or "". */
export function bridgeFault(code: string, sentence: string, attempt: Attempt, cause: unknown): ClientError {
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
