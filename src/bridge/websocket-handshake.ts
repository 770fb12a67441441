/** The server's part of a WebSocket's handshake. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock.ts";
import { endSocket } from "./end-socket.ts";

const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * Reads the handshake of a page. What is given accepts it with a subprotocol; null where it was none, which the page was
 * told and the connection ended for.
 */
export function readHandshake(
  { headers }: IncomingMessage,
  page: Duplex,
  clock: Clock,
): ((subprotocol: string) => void) | null {
  const key = headers["sec-websocket-key"] ?? "";
  if (!/^[\w+/]{22}==$/.test(key) || headers["sec-websocket-version"] !== "13") {
    endSocket(page, clock, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    return null;
  }
  return (subprotocol) =>
    page.write(
      [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${acceptOf(key)}`,
        `Sec-WebSocket-Protocol: ${subprotocol}`,
        "\r\n",
      ].join("\r\n"),
    );
}

/** What answers the key of a handshake. */
export function acceptOf(key: string): string {
  return createHash("sha1")
    .update(key + ACCEPT_SUFFIX)
    .digest("base64");
}
