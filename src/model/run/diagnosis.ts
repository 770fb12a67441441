/** What the connection doctor found out about the way to a gateway. Holds no token, no header and no document. */
import type { Way } from "./address.ts";

/** All probes, and what follows from them. */
export interface Diagnosis {
  /** As it was understood, as `grpc://127.0.0.1:54321`. */
  readonly address: string;
  readonly way: Way;
  readonly evidence: readonly Evidence[];
  readonly verdict: Verdict;
}

/** One probe. */
export interface Evidence {
  /** As `TCP, from the page's server`. */
  readonly probe: string;
  readonly sent: string;
  readonly seen: string;
  /** Null where nothing was measured. */
  readonly ms: number | null;
  readonly outcome: "ok" | "fault" | "skipped";
}

/** What is the matter, how sure that is, and what helps. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly certainty: Certainty;
  /** In sentences. */
  readonly says: string;
  /** Null where nothing has to be done, or nothing is known that would help. */
  readonly fix: Fix | null;
}

/** `certain`: seen. `likely`: the best explanation of what was seen. `open`: what was seen has several explanations. */
export type Certainty = "certain" | "likely" | "open";

/** What helps. */
export interface Fix {
  /** A sentence. */
  readonly says: string;
  /** What is to be copied: a command, lines for a file, or an address; "" for nothing. */
  readonly copy: string;
  /** Whether the command that starts the Flow of the open file helps. */
  readonly start?: true;
  /** The address to be used instead, if that helps. */
  readonly address?: string;
  /** The way to be taken instead, if that helps. */
  readonly way?: Way;
}

/** Closed: every end of a diagnosis. */
export type VerdictKind =
  | "works"
  /** The gateway answers, an Executor behind it does not. */
  | "not-ready"
  | "nothing-listens"
  | "no-such-name"
  | "no-route"
  /** No answer at all to a connection. */
  | "silent"
  /** Connections are accepted, and nothing known is spoken. */
  | "says-nothing"
  /** A Jina gateway of another protocol. */
  | "other-protocol"
  | "wants-tls"
  | "has-no-tls"
  | "certificate"
  /** A server, but no Jina gateway. */
  | "not-a-gateway"
  /** Something in between takes the trailers of HTTP/2 away. */
  | "no-trailers"
  /** The browser lets no page read what the gateway says. */
  | "cors-off"
  /** A WebSocket gateway that takes no JSON, which is all that a page can send it. */
  | "json-refused"
  /** The page's server gets there, the browser does not. */
  | "browser-blocks"
  | "bridge-missing"
  | "bridge-token"
  | "bridge-busy"
  | "target-not-allowed"
  /** None of these. */
  | "unknown";
