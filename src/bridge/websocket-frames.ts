/**
 * The frames of WebSocket, as far as a relay has to know them: a head of two to fourteen bytes, then so many bytes of a
 * message or of a part of one. Bytes of messages pass as they are, masked or not.
 */
import { createHash } from "node:crypto";
import { createFrameWalk, type FrameWalk } from "./frame-walk.ts";

const OPCODE_CLOSE = 8;
const OPCODE_PONG = 10;
const FINAL = 0x80;
/** A control frame has no more, so a reason of closing has two bytes less. */
const MAX_CONTROL_BYTES = 125;
const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Watches one direction of a WebSocket for its limits without keeping the messages. */
interface WebsocketGate extends FrameWalk {
  /** Why it does not go on: a message over the limit, or bytes that are no frame. */
  fault(): "too-large" | "no-frame" | null;
  /** True after a frame that closes the connection. */
  hasClosed(): boolean;
}

/** A gate for one direction; what browsers send is masked, what servers send is not. No extension is spoken. */
export function createWebsocketGate(from: "browser" | "server", maxMessageBytes: number): WebsocketGate {
  /** Of the message whose parts are coming. */
  let messageBytes = 0;
  let fault: "too-large" | "no-frame" | null = null;
  let hasClosed = false;

  const walk = createFrameWalk((data, at) => {
    if (data.length - at < 2) {
      return null;
    }
    const [first, second] = [data.readUInt8(at), data.readUInt8(at + 1)];
    const isMasked = (second & 0x80) !== 0;
    const short = second & 0x7f;
    const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
    const headBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
    if (data.length - at < headBytes) {
      return null;
    }
    const length =
      lengthBytes === 8
        ? data.readUInt32BE(at + 2) * 2 ** 32 + data.readUInt32BE(at + 6)
        : lengthBytes === 2
          ? data.readUInt16BE(at + 2)
          : short;
    const opcode = first & 0x0f;
    const isControl = opcode >= OPCODE_CLOSE;
    const isFinal = (first & FINAL) !== 0;
    if (
      (first & 0x70) !== 0 ||
      isMasked !== (from === "browser") ||
      (isControl && (!isFinal || length > MAX_CONTROL_BYTES))
    ) {
      fault = "no-frame";
      return "refused";
    }
    if (!isControl) {
      messageBytes += length;
      if (messageBytes > maxMessageBytes) {
        fault = "too-large";
        return "refused";
      }
      if (isFinal) {
        messageBytes = 0;
      }
    }
    hasClosed ||= opcode === OPCODE_CLOSE;
    return { headBytes, bodyBytes: length };
  });

  return { ...walk, fault: () => fault, hasClosed: () => hasClosed };
}

/** A server's frame that closes the connection; the reason is cut where there is no room for it. */
export function encodeCloseFrame(code: number, reason: string): Buffer {
  let text = reason;
  while (Buffer.byteLength(text) > MAX_CONTROL_BYTES - 2) {
    text = [...text].slice(0, -1).join("");
  }
  const bytes = Buffer.from(text);
  const frame = Buffer.alloc(4 + bytes.length);
  frame.writeUInt8(FINAL | OPCODE_CLOSE, 0);
  frame.writeUInt8(2 + bytes.length, 1);
  frame.writeUInt16BE(code, 2);
  bytes.copy(frame, 4);
  return frame;
}

/** A server's frame that asks for nothing and may come at any time between two others. */
export const PONG_FRAME: Buffer = Buffer.from([FINAL | OPCODE_PONG, 0]);

/** What answers the key of a handshake. */
export function acceptOf(key: string): string {
  return createHash("sha1")
    .update(key + ACCEPT_SUFFIX)
    .digest("base64");
}
