/**
 * HTTP/1.1 connections to gateways, for HTTP and for WebSocket gateways. A name is resolved once per connection; each
 * address is checked, and only checked ones are connected to. TLS is verified as the settings of the target say,
 * which also add headers. Redirects are not followed.
 */
import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { Clock } from "../base/clock.ts";
import type { CallFault } from "./bridge-error.ts";
import { createCheckedLookup, type LookupOptions } from "./checked-lookup.ts";
import type { Target } from "./target.ts";
import type { TargetSettings } from "./target-settings.ts";
import { type HttpHistory, httpFault, noConnection } from "./upstream-fault.ts";

/** A gateway's server closes what is idle for five seconds; a request at that moment would be lost. */
const IDLE_MS = 4_000;

interface HttpUpstreamOptions extends LookupOptions {
  readonly settings: TargetSettings;
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
  /** What the request has failed of, by the error of its `error` event. */
  faultOf(error: Error): CallFault;
  /** To be called when an answer of the kind that is wanted has come: later faults are worded by it. */
  noteAnswer(): void;
}

/** The HTTP/1.1 side of one server towards its gateways. */
export interface HttpUpstream {
  open(target: Target, head: HttpHead): HttpRequest;
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
  const historyOf = (target: Target): HttpHistory => {
    const key = `${target.tls} ${target.label}`;
    const history = histories.get(key) ?? { hasAnswered: false };
    histories.set(key, history);
    return history;
  };
  return {
    open(target, { isAlone = false, ...head }) {
      const { host, port, tls } = target;
      const history = historyOf(target);
      const where = {
        ...head,
        headers: { ...head.headers, ...options.settings.headersOf(target) },
        host,
        port,
        lookup: createCheckedLookup(target, options),
      };
      const request = tls
        ? requestHttps({
            ...where,
            agent: isAlone ? false : agents.tls,
            ...options.settings.tlsOf(target),
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
      return {
        request,
        faultOf: (error) => httpFault(target, history, error, isConnected),
        noteAnswer() {
          history.hasAnswered = true;
        },
      };
    },
    close() {
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
}
