/**
 * HTTP/1.1 connections to gateways, for HTTP and for WebSocket gateways. A name is resolved once per connection; each
 * address is checked, and only checked ones are connected to. TLS is verified against Node's certificate authorities.
 * Redirects are not followed.
 */
import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { Clock } from "../base/clock.ts";
import { createCheckedLookup, type LookupOptions } from "./checked-lookup.ts";
import type { Target } from "./target.ts";
import { type HttpHistory, noConnection } from "./upstream-fault.ts";

/** A gateway's server closes what is idle for five seconds; a request at that moment would be lost. */
const IDLE_MS = 4_000;

interface HttpUpstreamOptions extends LookupOptions {
  readonly clock: Clock;
  /** How long connecting may take, TLS included. */
  readonly connectTimeoutMs: number;
}

/** A request as it goes to the gateway. */
interface HttpHead {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether its connection is its own, as that of a WebSocket. */
  readonly isAlone?: boolean;
}

/** A request that was begun. */
interface HttpRequest {
  readonly request: ClientRequest;
  /** Whether there is, or was, a connection. */
  isConnected(): boolean;
}

/** The HTTP/1.1 side of one server towards its gateways. */
export interface HttpUpstream {
  /** Begins a request. Its `error` event comes with what `httpFault` can read. */
  open(target: Target, head: HttpHead): HttpRequest;
  /** What is known of a target, asked in its way; the same object for the same target. */
  historyOf(target: Target): HttpHistory;
  /** Ends the connections that are kept. */
  close(): void;
}

/** Connections are kept for four seconds after their last request. */
export function createHttpUpstream(options: HttpUpstreamOptions): HttpUpstream {
  const agents = {
    plain: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
    tls: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
  };
  const histories = new Map<string, HttpHistory>();
  return {
    open(target, { isAlone = false, ...head }) {
      const { host, port, tls } = target;
      const where = { ...head, host, port, lookup: createCheckedLookup(target, options) };
      const request = tls
        ? requestHttps({
            ...where,
            agent: isAlone ? false : agents.tls,
            ...(isIP(host) ? {} : { servername: host }),
          })
        : requestHttp({ ...where, agent: isAlone ? false : agents.plain });
      let isConnected = false;
      request.once("socket", (socket) => {
        if (!socket.connecting && request.reusedSocket) {
          isConnected = true;
          return;
        }
        const stopWaiting = options.clock.after(options.connectTimeoutMs, () =>
          request.destroy(noConnection(target, options.connectTimeoutMs)),
        );
        socket.once(tls ? "secureConnect" : "connect", () => {
          isConnected = true;
          stopWaiting();
        });
        socket.once("close", stopWaiting);
      });
      return { request, isConnected: () => isConnected };
    },
    historyOf(target) {
      const key = `${target.tls} ${target.label}`;
      const history = histories.get(key) ?? { hasAnswered: false };
      histories.set(key, history);
      return history;
    },
    close() {
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
}
