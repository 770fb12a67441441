/**
 * Carries one gRPC-web call to a gateway: the frames pass byte by byte, HTTP/2 trailers become the trailer frame.
 * Every answer from here is HTTP 200 in gRPC-web and ends with a trailer frame, unless the gateway dies inside a
 * frame: then the connection is cut, because nothing more can be said inside a message.
 *
 * To the gateway goes a head made here, with the metadata that a Jina gateway reads and what the person sends along
 * (`passed-headers.ts`), and no other header of the page.
 * Compression ends here: messages go to the gateway as the page asks for it, and to the page as they are. To the page go
 * the trailers, and the encoding of what could not be expanded here; other headers of a gateway would act on this server's own origin.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { OutgoingHttpHeaders } from "node:http2";
import type { Duplex } from "node:stream";
import { BRIDGE_HEADERS, CALL_RPC, RELAY_SUBPROTOCOL } from "../model/run/bridge-contract.ts";
import type { Compression } from "../model/run/request.ts";
import type { CallFault } from "./bridge-error.ts";
import type { RelayOptions } from "./call-record.ts";
import { isEncoding } from "./frame-compressor.ts";
import { GRPC_STATUS, parseGrpcTimeout } from "./grpc-web.ts";
import { createPageLeg, type PageLeg } from "./page-leg.ts";
import { HEADERS_INVALID, passedHeaders } from "./passed-headers.ts";
import { readTarget } from "./relay-target.ts";
import { createRelayedCall } from "./relayed-call.ts";
import { requestHeader } from "./request-header.ts";
import { openSocketLeg } from "./socket-leg.ts";
import { TOO_MANY_STREAMS } from "./stream-limit.ts";
import type { Target, TargetPolicy } from "./target.ts";
import type { Upstreams } from "./upstreams.ts";
import { readHandshake } from "./websocket-handshake.ts";

/** What a gateway reads of a call's metadata, and the trace context that its own instrumentation reads. */
const REQUEST_METADATA = ["__results_in_order__", "__prefetch__", "traceparent", "tracestate"];

interface GrpcRelayOptions extends RelayOptions {
  readonly upstreams: Upstreams;
}

/** The relay of one server to gRPC gateways, for calls whose head has passed the guard. */
interface GrpcRelay {
  /** Carries one call. `rpc` is `package.Service/method`. */
  carry(rpc: string, request: IncomingMessage, response: ServerResponse): void;
  /** Carries one call of `CALL_RPC` over the connection of a WebSocket; `early` came with its head. */
  open(request: IncomingMessage, page: Duplex, early: Buffer): void;
  /** Ends the connections of those. */
  close(): void;
}

/** Reads one of a call's own headers. */
type ReadHeader = (name: string) => string | undefined;

/** A relay without calls. Beyond the limit of calls at once it answers with the fault `too-many-streams`. */
export function createRelay(options: GrpcRelayOptions): GrpcRelay {
  const sockets = new Set<Duplex>();

  const start = (rpc: string, read: ReadHeader, page: PageLeg): void => {
    const head = readHead(read, options.policy);
    const call = createRelayedCall(rpc, head.kind === "call" ? head.target : null, page, options);
    if (!options.streams.enter(page.onClose)) {
      call.fail({
        code: "too-many-streams",
        grpcStatus: GRPC_STATUS.resourceExhausted,
        text: TOO_MANY_STREAMS,
      });
      return;
    }
    if (head.kind === "fault") {
      call.fail(head.fault);
    } else {
      const { target, timeoutMs, encoding, passed } = head;
      call.start(
        target,
        `/${rpc}`,
        { ...passed, ...requestHeaders(read, encoding) },
        { timeoutMs, encoding },
      );
    }
  };

  return {
    carry(rpc, request, response) {
      const page = createPageLeg(request, response, options.clock);
      start(rpc, (name) => requestHeader(request, name), page);
    },
    open(request, page, early) {
      const accept = readHandshake(request, page, options.clock);
      if (accept) {
        sockets.add(page);
        page.once("close", () => sockets.delete(page));
        accept(RELAY_SUBPROTOCOL);
        openSocketLeg(page, early, options.clock, (head, leg) =>
          start(CALL_RPC, (name) => head.get(name) ?? undefined, leg),
        );
      }
    },
    close() {
      for (const page of sockets) {
        page.destroy();
      }
    },
  };
}

type Head =
  | {
      readonly kind: "call";
      readonly target: Target;
      readonly timeoutMs: number | null;
      readonly encoding: Compression | null;
      readonly passed: Readonly<Record<string, string>>;
    }
  | { readonly kind: "fault"; readonly fault: CallFault };

function readHead(read: ReadHeader, policy: TargetPolicy): Head {
  const fault = (code: CallFault["code"], grpcStatus: number, text: string): Head => ({
    kind: "fault",
    fault: { code, grpcStatus, text },
  });
  const named = readTarget(read(BRIDGE_HEADERS.target), read(BRIDGE_HEADERS.tls), "grpc", policy);
  if (named.kind === "fault") {
    const isInvalid = named.code === "target-invalid";
    return fault(
      named.code,
      isInvalid ? GRPC_STATUS.invalidArgument : GRPC_STATUS.permissionDenied,
      named.text,
    );
  }
  const timeout = read("grpc-timeout");
  const timeoutMs = timeout === undefined ? null : parseGrpcTimeout(timeout);
  if (timeout !== undefined && timeoutMs === null) {
    return fault(
      "timeout",
      GRPC_STATUS.invalidArgument,
      "The header grpc-timeout is not a time, as 500m for half a second.",
    );
  }
  const encoding = read(BRIDGE_HEADERS.compression);
  if (encoding !== undefined && !isEncoding(encoding)) {
    const text = `The header ${BRIDGE_HEADERS.compression} is gzip, deflate or missing.`;
    return fault("headers-invalid", GRPC_STATUS.invalidArgument, text);
  }
  // Over a WebSocket it is any text, and a NUL in a value would begin another header.
  const isMetadataInvalid = REQUEST_METADATA.some((name) => !/^[\x20-\x7e]*$/.test(read(name) ?? ""));
  const passed = passedHeaders(read(BRIDGE_HEADERS.headers));
  if (!passed || isMetadataInvalid) {
    return fault("headers-invalid", GRPC_STATUS.invalidArgument, HEADERS_INVALID);
  }
  return { kind: "call", target: named.target, timeoutMs, encoding: encoding ?? null, passed };
}

/** What goes to the gateway, but for its deadline and what the page sends along. */
function requestHeaders(read: ReadHeader, encoding: Compression | null): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    "content-type":
      read("content-type") === "application/grpc-web" ? "application/grpc" : "application/grpc+proto",
    te: "trailers",
    "grpc-accept-encoding": "gzip,deflate,identity",
    ...(encoding && { "grpc-encoding": encoding }),
    "user-agent": "jina-flow-designer",
  };
  for (const name of REQUEST_METADATA) {
    const value = read(name);
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  return headers;
}
