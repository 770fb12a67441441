/**
 * HTTP/2 connections to gateways: one per target, shared by its calls, kept while it is used and for a minute after.
 * A name is resolved once per connection; each address is checked, and only checked ones are connected to. TLS is
 * verified as the settings of the target say, which also add headers.
 */
import { type ClientHttp2Stream, constants, type Http2Session, type OutgoingHttpHeaders } from "node:http2";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { Http2SessionManager } from "@connectrpc/connect-node";
import type { Clock } from "../base/clock.ts";
import { createCheckedLookup, type LookupOptions } from "./checked-lookup.ts";
import type { Target } from "./target.ts";
import type { TargetSettings } from "./target-settings.ts";
import {
  closedDuringConnect,
  noConnection,
  noHttp2,
  silentHttp2,
  type TargetHistory,
} from "./upstream-fault.ts";

/** Flow-control window of a stream and of a connection, in bytes: with HTTP/2's 64 KiB a distant gateway crawls. */
const WINDOW_BYTES = 16 << 20;
/** As many bytes of an answer come in one frame; with HTTP/2's 16 KiB there are many. */
const FRAME_BYTES = 1 << 20;
const IDLE_MS = 60_000;
/** How long a canceled stream may wait for its cancellation to get through to the gateway. */
const CANCEL_MS = 400;

interface UpstreamOptions extends LookupOptions {
  readonly settings: TargetSettings;
  readonly clock: Clock;
  /** How long connecting may take, TLS included, and after that the first HTTP/2 frame. */
  readonly connectTimeoutMs: number;
}

/** The connections to gateways, shared by calls. */
export interface Upstreams {
  /**
   * Opens a stream for one call. Rejects with an error that `connectFault` can read if there is no connection; nothing
   * of the request was written then.
   */
  open(target: Target, path: string, headers: OutgoingHttpHeaders): Promise<ClientHttp2Stream>;
  /**
   * Ends a stream, also one to a gateway that reads nothing at all any more: a cancellation would wait behind what was
   * written before it, so such a connection is closed with its last stream.
   */
  cancel(stream: ClientHttp2Stream): void;
  /** What is known of a target since this server was started; the same object for the same target. */
  historyOf(target: Target): TargetHistory;
  /** Ends all connections with all their streams. */
  close(): void;
}

/** What is kept of a target for as long as there may be a connection to it. */
interface Upstream {
  readonly manager: Http2SessionManager;
  /** The latest one; null before the first. */
  socket: Socket | null;
}

interface Connection {
  readonly socket: Socket;
  /** How many are open. */
  streams: number;
}

/** The connections of one server; none is made before the first call. */
export function createUpstreams(options: UpstreamOptions): Upstreams {
  const upstreams = new Map<string, Upstream>();
  const histories = new Map<string, TargetHistory>();
  const connections = new WeakMap<Http2Session, Connection>();

  const historyOf = (target: Target): TargetHistory => {
    const url = urlOf(target);
    let history = histories.get(url);
    if (!history) {
      history = { hasSpokenHttp2: false, hasEndedAnswer: false };
      histories.set(url, history);
    }
    return history;
  };

  /** Counts a stream in, and out when it is closed; tells whether it is the first of its connection. */
  const countStream = (upstream: Upstream, stream: ClientHttp2Stream, session: Http2Session): boolean => {
    const known = connections.get(session);
    const connection = known ?? { socket: upstream.socket!, streams: 0 };
    connections.set(session, connection);
    connection.streams += 1;
    stream.once("close", () => {
      connection.streams -= 1;
    });
    return known === undefined;
  };

  const upstreamFor = (target: Target): Upstream => {
    const url = urlOf(target);
    const existing = upstreams.get(url);
    if (existing && isOpen(existing)) {
      return existing;
    }
    for (const [key, upstream] of upstreams) {
      if (!isOpen(upstream)) {
        upstreams.delete(key);
      }
    }
    const manager = new Http2SessionManager(
      url,
      { idleConnectionTimeoutMs: IDLE_MS },
      {
        settings: { initialWindowSize: WINDOW_BYTES, maxFrameSize: FRAME_BYTES, enablePush: false },
        createConnection: () => {
          upstream.socket = createSocket(target, options, historyOf(target), (reason) =>
            manager.abort(reason),
          );
          return upstream.socket;
        },
      },
    );
    const upstream: Upstream = { manager, socket: null };
    upstreams.set(url, upstream);
    return upstream;
  };

  return {
    async open(target, path, headers) {
      const upstream = upstreamFor(target);
      const stream = await upstream.manager.request(
        "POST",
        path,
        { ...headers, ...options.settings.headersOf(target) },
        { endStream: false },
      );
      const { session } = stream;
      if (session && countStream(upstream, stream, session)) {
        // The manager takes its own listener off when it replaces a session, also one whose error is still to come;
        // an error event that nobody hears would end the process. The streams report what went wrong.
        session.on("error", () => undefined);
        // Not sooner: ending the socket before the session is set up on it aborts the whole process (Node 24).
        if (target.tls && session.alpnProtocol !== "h2") {
          stream.on("error", () => undefined);
          session.destroy();
          throw noHttp2(target, "speaks TLS, but does not offer HTTP/2");
        }
        session.setLocalWindowSize(WINDOW_BYTES);
        expectSettings(session, target, options, historyOf(target));
      }
      return stream;
    },
    cancel(stream) {
      if (stream.destroyed) {
        return;
      }
      const connection = stream.session && connections.get(stream.session);
      stream.close(constants.NGHTTP2_CANCEL);
      const stopWaiting = options.clock.after(CANCEL_MS, () => {
        stream.once("close", () => {
          if (connection?.streams === 0) {
            // Destroying the session would wait until its socket has written what nobody reads.
            connection.socket.destroy();
          }
        });
        stream.destroy();
      });
      stream.once("close", stopWaiting);
    },
    historyOf,
    close() {
      for (const { manager } of upstreams.values()) {
        manager.abort();
      }
      upstreams.clear();
    },
  };
}

function isOpen({ manager }: Upstream): boolean {
  return manager.state() !== "error" && manager.state() !== "closed";
}

function urlOf(target: Target): string {
  return `${target.tls ? "https" : "http"}://${target.label}`;
}

/**
 * `fail` is called when the socket closes before it is connected: some of those closes (ECONNRESET during a TLS
 * handshake) reach the HTTP/2 session without an error, and whoever waits for the connection would wait for ever.
 */
function createSocket(
  target: Target,
  options: UpstreamOptions,
  history: TargetHistory,
  fail: (reason: Error) => void,
): Socket | TLSSocket {
  const { host, port } = target;
  const where = { host, port, lookup: createCheckedLookup(target, options) };
  const socket = target.tls
    ? connectTls({ ...where, ALPNProtocols: ["h2"], ...options.settings.tlsOf(target) })
    : connect(where);
  let reason: Error = closedDuringConnect(target, history);
  const stopWaiting = options.clock.after(options.connectTimeoutMs, () =>
    socket.destroy(noConnection(target, options.connectTimeoutMs)),
  );
  const onError = (error: Error) => {
    reason = error;
  };
  const onClose = () => {
    stopWaiting();
    // Later, so that the session's own error, if there is one, finds the manager still listening.
    setImmediate(() => fail(reason));
  };
  socket.on("error", onError);
  socket.once("close", onClose);
  socket.once(target.tls ? "secureConnect" : "connect", () => {
    stopWaiting();
    socket.off("error", onError);
    socket.off("close", onClose);
  });
  return socket;
}

/**
 * An HTTP/2 server speaks first. One that says nothing at all is something else, and calls to it would hang until
 * their deadline, if they have one.
 */
function expectSettings(
  session: Http2Session,
  target: Target,
  { clock, connectTimeoutMs }: UpstreamOptions,
  history: TargetHistory,
): void {
  const stopWaiting = clock.after(connectTimeoutMs, () =>
    session.destroy(silentHttp2(target, history, connectTimeoutMs)),
  );
  session.once("remoteSettings", () => {
    history.hasSpokenHttp2 = true;
    stopWaiting();
  });
  session.once("close", stopWaiting);
}
