/** The other side of a WebSocket for tests: its handshake, its frames as bytes, and the messages of a page's. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { acceptOf } from "../src/bridge/websocket-handshake.ts";

const TEXT = 1;
const CLOSE = 8;
const MASK_BYTES = 4;

/** A whole message as it came. */
export interface WebsocketMessage {
  readonly bytes: Buffer;
  readonly isText: boolean;
}

/** Answers the handshake of a page, without extensions and subprotocols. */
export function acceptWebsocket(request: IncomingMessage, socket: Duplex): void {
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${acceptOf(request.headers["sec-websocket-key"] ?? "")}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
}

/** A message, or its closing, as one frame of a server. */
export function serverFrame(
  content: string | Buffer,
  opcode = typeof content === "string" ? TEXT : 2,
): Buffer {
  const bytes = Buffer.from(content);
  const head = Buffer.alloc(bytes.length < 126 ? 2 : bytes.length < 1 << 16 ? 4 : 10);
  head.writeUInt8(0x80 | opcode, 0);
  if (head.length === 2) {
    head.writeUInt8(bytes.length, 1);
  } else if (head.length === 4) {
    head.writeUInt8(126, 1);
    head.writeUInt16BE(bytes.length, 2);
  } else {
    head.writeUInt8(127, 1);
    head.writeBigUInt64BE(BigInt(bytes.length), 2);
  }
  return Buffer.concat([head, bytes]);
}

/** Gives the messages of a stream of frames, masked or not, and its closing as `null`. */
export function readMessages(socket: Duplex, take: (message: WebsocketMessage | null) => void): void {
  let held = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let isText = false;
  socket.on("data", (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    for (let frame = frameOf(held); frame; frame = frameOf(held)) {
      held = held.subarray(frame.end);
      if (frame.opcode === CLOSE) {
        take(null);
      } else if (frame.opcode < CLOSE) {
        isText = frame.opcode === 0 ? isText : frame.opcode === TEXT;
        parts.push(frame.content);
        if (frame.isFinal) {
          take({ bytes: Buffer.concat(parts), isText });
          parts = [];
        }
      }
    }
  });
}

/** The frame at the beginning of these bytes; null where it is not whole yet. */
function frameOf(data: Buffer) {
  if (data.length < 2) {
    return null;
  }
  const [first, second] = [data.readUInt8(0), data.readUInt8(1)];
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskBytes = second & 0x80 ? MASK_BYTES : 0;
  const from = 2 + lengthBytes + maskBytes;
  if (data.length < from) {
    return null;
  }
  const length =
    lengthBytes === 8 ? Number(data.readBigUInt64BE(2)) : lengthBytes === 2 ? data.readUInt16BE(2) : short;
  const end = from + length;
  if (data.length < end) {
    return null;
  }
  const content = Buffer.from(data.subarray(from, end));
  const mask = data.subarray(from - maskBytes, from);
  for (let index = 0; maskBytes > 0 && index < content.length; index += 1) {
    content[index] = content[index]! ^ mask[index % MASK_BYTES]!;
  }
  return { opcode: first & 0x0f, isFinal: (first & 0x80) !== 0, content, end };
}
