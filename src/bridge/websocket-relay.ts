/**
 * Carries one WebSocket between a page and a gateway. The page's is accepted in any case, so that what goes wrong towards
 * the gateway can be told in words: a browser tells a page nothing of a handshake that failed. To the gateway goes a
 * handshake made here, with the header by which a Jina gateway speaks protobuf. From then on frames pass as they are.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import {
  type BridgeErrorCode,
  FAULT_SUBPROTOCOL,
  MAX_MESSAGE_BYTES,
  RELAY_CLOSE_CODE,
  RELAY_SUBPROTOCOL,
} from "../model/run/bridge-contract.ts";
import { createCallRecord, type RelayOptions } from "./call-record.ts";
import { endSocket } from "./end-socket.ts";
import type { RelayedWebsocket } from "./guard.ts";
import type { HttpUpstream } from "./http-upstream.ts";
import { readTarget } from "./relay-target.ts";
import { createStallWatch, STALLED } from "./stall-watch.ts";
import { TOO_MANY_STREAMS } from "./stream-limit.ts";
import {
  createWebsocketGate,
  encodeCloseFrame,
  PONG_FRAME,
  type WebsocketFault,
} from "./websocket-frames.ts";
import { readHandshake } from "./websocket-handshake.ts";

/** While the page is not read it is found out by writing whether it is still there. */
const PROBE_MS = 500;

interface WebsocketRelayOptions extends RelayOptions {
  readonly upstream: HttpUpstream;
  /** How long a gateway may take for its part of the handshake. */
  readonly answerTimeoutMs: number;
}

/** The relay of one server to WebSocket gateways. */
interface WebsocketRelay {
  /** Takes over the connection of a request that has passed the guard. `early` came with its head. */
  open(call: RelayedWebsocket, request: IncomingMessage, page: Duplex, early: Buffer): void;
  /** Ends all connections. */
  close(): void;
}

/** A relay without connections. */
export function createWebsocketRelay(options: WebsocketRelayOptions): WebsocketRelay {
  const pages = new Set<Duplex>();
  return {
    open(call, request, page, early) {
      pages.add(page);
      page.once("close", () => pages.delete(page));
      const accept = readHandshake(request, page, options.clock);
      if (accept) {
        carry(call, page, accept, early, options);
      }
    },
    close() {
      for (const page of pages) {
        page.destroy();
      }
    },
  };
}

/** `accept` answers the page's handshake, with the subprotocol that tells whether the gateway was reached. */
function carry(
  call: RelayedWebsocket,
  page: Duplex,
  accept: (protocol: string) => void,
  early: Buffer,
  options: WebsocketRelayOptions,
): void {
  const { clock } = options;
  const named = readTarget(call.target, call.tls, "websocket", options.policy);
  const { bytes, over, end } = createCallRecord(
    "WEBSOCKET",
    named.kind === "target" ? named.target : null,
    options,
  );
  const fromPage = createWebsocketGate("browser", MAX_MESSAGE_BYTES);
  const fromGateway = createWebsocketGate("server", MAX_MESSAGE_BYTES);
  let isAccepted = false;
  let letGo = () => {};
  const stall = createStallWatch(clock, () => fail("timeout", STALLED));

  const finish = (how: string): boolean => {
    if (!end(how)) {
      return false;
    }
    stall.stop();
    letGo();
    return true;
  };
  /** Ends the page's side, with a last frame where one may stand there. */
  const endPage = (last: Buffer | null): void => {
    if (last && !fromGateway.isBetweenFrames()) {
      page.destroy();
      return;
    }
    endSocket(page, clock, last ?? undefined);
  };
  const fail = (code: BridgeErrorCode, text: string): void => {
    if (finish(code)) {
      if (!isAccepted) {
        accept(FAULT_SUBPROTOCOL);
      }
      endPage(encodeCloseFrame(RELAY_CLOSE_CODE, `${code} ${text}`));
    }
  };

  page.on("error", () => undefined);
  page.once("close", () => finish("left by the page"));
  if (!options.streams.enter((leave) => page.once("close", leave))) {
    fail("too-many-streams", TOO_MANY_STREAMS);
    return;
  }
  if (named.kind === "fault") {
    fail(named.code, named.text);
    return;
  }
  const { target } = named;
  const up = options.upstream.open(target, {
    method: "GET",
    path: "/",
    isAlone: true,
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": randomBytes(16).toString("base64"),
      "sec-websocket-version": "13",
      "sec-websocket-protocol": "bytes",
      "user-agent": "jina-flow-designer",
    },
  });
  const stopWaiting = clock.after(options.answerTimeoutMs, () =>
    fail("timeout", `${target.label} did not answer within ${options.answerTimeoutMs / 1000} s.`),
  );
  letGo = () => {
    stopWaiting();
    up.request.destroy();
  };
  up.request.on("error", (error) => {
    const { code, text } = up.faultOf(error);
    fail(code, text);
  });
  up.request.once("response", ({ statusCode }) => {
    fail("not-websocket", `${target.label} opens no WebSocket: it answered with HTTP status ${statusCode}.`);
  });
  up.request.once("upgrade", (_response, gateway: Duplex, first: Buffer) => {
    stopWaiting();
    gateway.on("error", () => undefined);
    if (over.aborted) {
      gateway.destroy();
      return;
    }
    up.noteAnswer();
    isAccepted = true;
    accept(RELAY_SUBPROTOCOL);
    letGo = () => gateway.destroy();
    join(gateway, first);
  });
  up.request.end();

  /** Lets frames pass both ways. */
  const join = (gateway: Duplex, first: Buffer): void => {
    let stopProbe = () => {};
    const probe = (): void => {
      stopProbe = clock.after(PROBE_MS, () => {
        if (!over.aborted && page.isPaused()) {
          if (fromGateway.isBetweenFrames()) {
            page.write(PONG_FRAME);
          }
          probe();
        }
      });
    };
    const upload = (chunk: Buffer): void => {
      const passed = fromPage.push(chunk);
      bytes.sent += passed.length;
      if (fromPage.fault()) {
        refuse("request", fromPage.fault());
        return;
      }
      stall.moved(fromPage.isWhole());
      if (passed.length > 0 && !gateway.write(passed)) {
        page.pause();
        stall.pause();
        probe();
        gateway.once("drain", () => {
          stopProbe();
          page.resume();
          stall.resume();
        });
      }
    };
    const download = (chunk: Buffer): void => {
      const passed = fromGateway.push(chunk);
      bytes.received += passed.length;
      if (passed.length > 0 && !page.write(passed)) {
        gateway.pause();
        page.once("drain", () => gateway.resume());
      }
      if (fromGateway.fault()) {
        refuse("answer", fromGateway.fault());
      }
    };
    page.on("data", upload);
    gateway.on("data", download);
    gateway.once("close", () => {
      stopProbe();
      if (fromGateway.hasClosed()) {
        if (finish("closed by the gateway")) {
          endPage(null);
        }
      } else {
        fail("interrupted", `${target.label} broke off the connection.`);
      }
    });
    gateway.once("end", () => gateway.destroy());
    page.once("end", () => page.destroy());
    if (early.length > 0) {
      upload(early);
    }
    if (first.length > 0) {
      download(first);
    }
  };

  const refuse = (what: "request" | "answer", fault: WebsocketFault | null): void => {
    if (fault === "too-large") {
      const mib = MAX_MESSAGE_BYTES >> 20;
      fail("too-large", `The ${what} has more than ${mib} MiB, which is what this server relays.`);
    } else if (fault === "own-code") {
      fail("interrupted", `${target.label} closed the connection with a code that only this server uses.`);
    } else {
      fail("interrupted", `The ${what} holds bytes that are no frame of a WebSocket.`);
    }
  };
}
