/**
 * Carries one call to an HTTP gateway: the body of the request and that of the answer pass piece by piece, within the
 * limit of a message; an answer that is a stream of events has no limit, as it is none of one message. To the gateway
 * goes a head made here, with what the person sends along. To the page go the gateway's status, in a header, and its content type, which no browser may
 * take for a page: other headers of a gateway would act on this server's own origin.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { BRIDGE_HEADERS, type BridgeErrorCode, MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import { createCallRecord, type RelayOptions } from "./call-record.ts";
import type { RelayedHttp } from "./guard.ts";
import type { HttpUpstream } from "./http-upstream.ts";
import { createPageLeg } from "./page-leg.ts";
import { HEADERS_INVALID, passedHeaders } from "./passed-headers.ts";
import { readTargetOf } from "./relay-target.ts";
import { requestHeader } from "./request-header.ts";
import { STALLED } from "./stall-watch.ts";
import { TOO_MANY_STREAMS } from "./stream-limit.ts";
import type { Target } from "./target.ts";

const EVENT_STREAM = "text/event-stream";
const PASSED_TYPES = /^(?:application\/json|text\/plain|text\/event-stream)(?:;|$)/i;
/** What an HTML page is told apart by, and nothing shows it as one. */
const OTHER_TYPE = "application/octet-stream";

interface HttpRelayOptions extends RelayOptions {
  readonly upstream: HttpUpstream;
}

/** Carries one call whose head has passed the guard. */
type HttpRelay = (call: RelayedHttp, request: IncomingMessage, response: ServerResponse) => void;

/** The relay of one server to HTTP gateways. */
export function createHttpRelay(options: HttpRelayOptions): HttpRelay {
  return ({ method, path }, request, response) => {
    const page = createPageLeg(request, response, options.clock);
    const named = readTargetOf(request, "http", options.policy);
    // A query may hold documents, which the log is not to show.
    const { bytes, over, end } = createCallRecord(
      `${method} ${path.split("?", 1)[0]}`,
      named.kind === "target" ? named.target : null,
      options,
    );
    let letGo = () => {};

    const finish = (status: string): boolean => {
      if (!end(`status ${status}`)) {
        return false;
      }
      letGo();
      page.discard();
      return true;
    };
    const fail = (code: BridgeErrorCode, text: string): void => {
      if (!finish(code)) {
        return;
      }
      if (page.hasHead()) {
        page.cut();
        return;
      }
      page.sendHead({ "content-type": "text/plain; charset=utf-8", [BRIDGE_HEADERS.error]: code });
      page.end(Buffer.from(text));
    };
    page.onClose(() => finish("canceled"));

    if (!options.streams.enter(page.onClose)) {
      fail("too-many-streams", TOO_MANY_STREAMS);
      return;
    }
    if (named.kind === "fault") {
      fail(named.code, named.text);
      return;
    }
    const { target } = named;
    const passed = passedHeaders(requestHeader(request, BRIDGE_HEADERS.headers));
    if (!passed) {
      fail("headers-invalid", HEADERS_INVALID);
      return;
    }
    const { headers, hasBody } = requestHead(request, method);
    const up = options.upstream.open(target, { method, path, headers: { ...passed, ...headers } });
    letGo = () => up.request.destroy();

    up.request.on("error", (error) => {
      const { code, text } = up.faultOf(error);
      fail(code, text);
    });
    up.request.once("upgrade", (_answer, gateway: Duplex) => {
      gateway.destroy();
      fail("not-http", `${target.label} goes over to another protocol, though nobody asked it to.`);
    });
    up.request.once("response", (answer) => {
      up.noteAnswer();
      const type = answer.headers["content-type"] ?? "";
      const isStream = type.startsWith(EVENT_STREAM);
      const length = Number(answer.headers["content-length"] ?? 0);
      if (answer.headers["content-encoding"] !== undefined) {
        fail("not-http", `${target.label} compresses its answer, though nobody asked it to.`);
        return;
      }
      if (length > MAX_MESSAGE_BYTES && !isStream) {
        fail("too-large", tooLarge("answer", length));
        return;
      }
      page.sendHead({
        "content-type": PASSED_TYPES.test(type) ? type : OTHER_TYPE,
        [BRIDGE_HEADERS.status]: String(answer.statusCode),
        ...(options.settings.isUnverified(target) && { [BRIDGE_HEADERS.unverified]: "1" }),
      });
      answer.on("data", (chunk: Buffer) => {
        bytes.received += chunk.length;
        if (bytes.received > MAX_MESSAGE_BYTES && !isStream) {
          fail("too-large", tooLarge("answer", bytes.received));
        } else if (!over.aborted && !page.write(chunk, () => answer.resume())) {
          answer.pause();
        }
      });
      answer.once("close", () => {
        if (!answer.complete) {
          fail("interrupted", interrupted(target));
        } else if (finish(String(answer.statusCode))) {
          page.end(Buffer.alloc(0));
        }
      });
    });

    page.read(
      (chunk) => {
        bytes.sent += chunk.length;
        if (bytes.sent > MAX_MESSAGE_BYTES) {
          fail("too-large", tooLarge("request", bytes.sent));
        } else if (
          hasBody &&
          !over.aborted &&
          !up.request.write(chunk) &&
          page.hold(up.request.writableLength)
        ) {
          up.request.once("drain", page.resume);
        }
        // All of the upload is one message.
        return false;
      },
      () => {
        if (!over.aborted) {
          up.request.end();
        }
      },
      () => fail("timeout", STALLED),
    );
  };
}

/** A read has a body only where its length is given: without one, what follows would be taken for another request. */
function requestHead(
  request: IncomingMessage,
  method: string,
): { headers: Record<string, string>; hasBody: boolean } {
  const length = request.headers["content-length"];
  const isStream = request.headers.accept === EVENT_STREAM;
  const hasBody = method !== "GET" || (length !== undefined && length !== "0");
  return {
    hasBody,
    headers: {
      accept: isStream ? EVENT_STREAM : "application/json",
      "user-agent": "jina-flow-designer",
      ...(hasBody && {
        "content-type": "application/json",
        ...(length === undefined ? { "transfer-encoding": "chunked" } : { "content-length": length }),
      }),
    },
  };
}

function tooLarge(what: "request" | "answer", bytes: number): string {
  const mib = (count: number) => Math.ceil(count / (1 << 20));
  return `The ${what} has ${mib(bytes)} MiB or more; this server relays up to ${mib(MAX_MESSAGE_BYTES)} MiB.`;
}

function interrupted(target: Target): string {
  return `${target.label} broke off in the middle of its answer.`;
}
