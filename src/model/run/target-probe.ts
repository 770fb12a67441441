/**
 * What the page's server finds where a gateway should be, from its name to its first words in each protocol. The server
 * sends it as JSON. Each step takes three seconds at most; null is a step that was not taken, because an earlier one
 * failed or because it could tell nothing. Texts come from the target and are hostile.
 */
export interface TargetProbe {
  /** Null for an address in numbers. */
  readonly dns: DnsProbe | null;
  readonly tcp: TcpProbe | null;
  readonly tls: TlsProbe | null;
  readonly http2: Http2Probe | null;
  readonly http1: Http1Probe | null;
}

interface Timed {
  readonly ms: number;
  /** What went wrong, as a word or two of the system; "" if nothing did. */
  readonly error: string;
}

/** What the name leads to. */
export interface DnsProbe extends Timed {
  readonly addresses: readonly string[];
}

/** Whether connections are accepted. */
export interface TcpProbe extends Timed {
  /** `silent`: no answer in time, as where a firewall drops what comes. */
  readonly outcome: "open" | "refused" | "silent" | "unreachable";
}

/** What a TLS handshake shows. */
export interface TlsProbe extends Timed {
  /** Whether it speaks TLS at all. */
  readonly isSpoken: boolean;
  /** As `TLSv1.3`. */
  readonly version: string;
  /** The protocol that it chose of `h2` and `http/1.1`; "" if it chose none. */
  readonly alpn: string;
  readonly certificate: Certificate | null;
}

/** The certificate that a server shows. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** The names and addresses that it is for, as `DNS:localhost, IP Address:127.0.0.1`. */
  readonly names: string;
  /** As the certificate writes it, in GMT. */
  readonly validTo: string;
  /** Whether nobody judges it, as the server was started so for this target. */
  readonly isUnverified: boolean;
  /** Why it is not trusted, as Node's code; "" if it is, or if nobody judges it. */
  readonly distrust: string;
}

/** What comes back in HTTP/2, to calls in gRPC. */
export interface Http2Probe extends Timed {
  readonly overTls: boolean;
  readonly isSpoken: boolean;
  /** What came of gRPC's dry run; null if no answer came. */
  readonly grpc: {
    readonly httpStatus: number;
    readonly contentType: string;
    /** gRPC's number; null for an answer without one. */
    readonly status: number | null;
    readonly message: string;
  } | null;
  /** What the health service says, as `SERVING`; "" where there is none. */
  readonly health: string;
  /** The services that reflection names; empty where there is none. */
  readonly services: readonly string[];
}

/** What comes back in HTTP/1.1. */
export interface Http1Probe extends Timed {
  readonly overTls: boolean;
  /** Null if no answer came. */
  readonly status: number | null;
  readonly contentType: string;
  /** Whether the answer to `/status` is a Jina gateway's. */
  readonly isJina: boolean;
}
