/**
 * The frames of WebSocket, as far as a relay has to know them: a head of two to fourteen bytes, then so many bytes of a
 * message or of a part of one. Bytes of messages pass as they are, masked or not.
 */
import { RELAY_CLOSE_CODE } from "../model/run/bridge-contract.ts";
import { createFrameWalk, type FrameWalk } from "./frame-walk.ts";

/** What a frame is. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const FINAL = 0x80;
export const MASK_BYTES = 4;
/** A control frame has no more, so a reason of closing has two bytes less. */
const MAX_CONTROL_BYTES = 125;

/** The head of one frame. */
interface FrameHead {
  readonly opcode: number;
  /** Whether its message ends with it. */
  readonly isFinal: boolean;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/**
 * The head at a place; null where it is not whole yet. What browsers send is masked, what servers send is not, and no
 * extension is spoken.
 */
export function readFrameHead(
  data: Buffer,
  at: number,
  from: "browser" | "server",
): FrameHead | "no-frame" | null {
  if (data.length - at < 2) {
    return null;
  }
  const [first, second] = [data.readUInt8(at), data.readUInt8(at + 1)];
  const isMasked = (second & 0x80) !== 0;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const headBytes = 2 + lengthBytes + (isMasked ? MASK_BYTES : 0);
  if (data.length - at < headBytes) {
    return null;
  }
  const bodyBytes =
    lengthBytes === 8
      ? data.readUInt32BE(at + 2) * 2 ** 32 + data.readUInt32BE(at + 6)
      : lengthBytes === 2
        ? data.readUInt16BE(at + 2)
        : short;
  const head = { opcode: first & 0x0f, isFinal: (first & FINAL) !== 0, headBytes, bodyBytes };
  const isFrame =
    (first & 0x70) === 0 &&
    isMasked === (from === "browser") &&
    (!isControl(head) || (head.isFinal && bodyBytes <= MAX_CONTROL_BYTES));
  return isFrame ? head : "no-frame";
}

/** Whether a frame is about the connection, and may stand between the parts of a message. */
export function isControl({ opcode }: Pick<FrameHead, "opcode">): boolean {
  return opcode >= OPCODE.close;
}

/**
 * Why a direction does not go on: a message over the limit, bytes that are no frame, or a closing by the code with which
 * this server alone closes, since a page would take its reason for the server's own.
 */
export type WebsocketFault = "too-large" | "no-frame" | "own-code";

/** Watches one direction of a WebSocket for its limits without keeping the messages. What is whole is a message here. */
interface WebsocketGate extends FrameWalk {
  fault(): WebsocketFault | null;
  /** True after a frame that closes the connection. */
  hasClosed(): boolean;
}

/** A gate for one direction. */
export function createWebsocketGate(from: "browser" | "server", maxMessageBytes: number): WebsocketGate {
  /** Of the message whose parts are coming. */
  let messageBytes = 0;
  let isInParts = false;
  let fault: WebsocketFault | null = null;
  let hasClosed = false;

  const walk = createFrameWalk((data, at) => {
    const head = readFrameHead(data, at, from);
    if (head === null) {
      return null;
    }
    if (head === "no-frame") {
      fault = "no-frame";
      return "refused";
    }
    if (head.opcode === OPCODE.close && from === "server" && head.bodyBytes >= 2) {
      const codeAt = at + head.headBytes;
      if (data.length < codeAt + 2) {
        return null;
      }
      if (data.readUInt16BE(codeAt) === RELAY_CLOSE_CODE) {
        fault = "own-code";
        return "refused";
      }
    }
    if (!isControl(head)) {
      messageBytes += head.bodyBytes;
      if (messageBytes > maxMessageBytes) {
        fault = "too-large";
        return "refused";
      }
      isInParts = !head.isFinal;
      if (head.isFinal) {
        messageBytes = 0;
      }
    }
    hasClosed ||= head.opcode === OPCODE.close;
    return head;
  });

  return {
    ...walk,
    isWhole: () => !isInParts && walk.isWhole(),
    fault: () => fault,
    hasClosed: () => hasClosed,
  };
}

/** The head of a server's frame with so many bytes of a binary message, and whether that begins and ends with it. */
export function messageHead(
  length: number,
  { isFirst, isFinal }: { readonly isFirst: boolean; readonly isFinal: boolean },
): Buffer {
  const lengthBytes = length < 126 ? 0 : length < 1 << 16 ? 2 : 8;
  const head = Buffer.alloc(2 + lengthBytes);
  head.writeUInt8((isFinal ? FINAL : 0) | (isFirst ? OPCODE.binary : OPCODE.continuation), 0);
  head.writeUInt8(lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127, 1);
  if (lengthBytes === 2) {
    head.writeUInt16BE(length, 2);
  } else if (lengthBytes === 8) {
    head.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
    head.writeUInt32BE(length >>> 0, 6);
  }
  return head;
}

/** A server's frame that closes the connection; the reason is cut where there is no room for it. */
export function encodeCloseFrame(code: number, reason: string): Buffer {
  let text = reason;
  while (Buffer.byteLength(text) > MAX_CONTROL_BYTES - 2) {
    text = [...text].slice(0, -1).join("");
  }
  const bytes = Buffer.from(text);
  const frame = Buffer.alloc(4 + bytes.length);
  frame.writeUInt8(FINAL | OPCODE.close, 0);
  frame.writeUInt8(2 + bytes.length, 1);
  frame.writeUInt16BE(code, 2);
  bytes.copy(frame, 4);
  return frame;
}

/** A server's frame that asks for nothing and may come at any time between two others. */
export const PONG_FRAME: Buffer = Buffer.from([FINAL | OPCODE.pong, 0]);
