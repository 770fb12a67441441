/**
 * Reads a gRPC-web answer of one message. connect-web's own transport would copy what has come at each new piece, decode
 * the message on the page's thread, and refuse one that is compressed; how a status is written is the library's to know.
 */
import { Code, ConnectError } from "@connectrpc/connect";
import { validateTrailer } from "@connectrpc/connect/protocol-grpc";
import { trailerFlag, trailerParse, validateResponse } from "@connectrpc/connect/protocol-grpc-web";
import type { ReadPieces } from "./body-pieces.ts";
import { COMPRESSED, expandMessage } from "./expand-message.ts";
import { createFrameReader, MessageTooLarge } from "./frame-reader.ts";

interface Frame {
  readonly flag: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The bytes of its message; `moved` is told of its pieces. Throws MessageTooLarge for a frame over `maxBytes`, a RangeError
 * for a compressed message that cannot be expanded, a ConnectError for a status that is an error and for what is no answer,
 * and what reading the body throws. However it ends, nothing is read any more.
 */
export async function readAnswer(
  response: Response,
  readPieces: ReadPieces,
  maxBytes: number,
  moved: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const { message, trailers } = await readFrames(response, readPieces, maxBytes, moved);
  const { headerError } = validateResponse(response.status, response.headers);
  if (!trailers) {
    throw headerError ?? new ConnectError("missing trailer", Code.Unknown);
  }
  validateTrailer(trailerParse(trailers), response.headers);
  if (!message) {
    throw new ConnectError("missing message", Code.Unknown);
  }
  const { flag, bytes } = message;
  const plain = flag === COMPRESSED ? await expandMessage(bytes, response.headers, maxBytes) : bytes;
  if (!plain) {
    throw new MessageTooLarge(null);
  }
  return plain;
}

/** What the answer has of the two frames of a call with one answer. */
async function readFrames(
  { body }: Response,
  readPieces: ReadPieces,
  maxBytes: number,
  moved: () => void,
): Promise<{ message: Frame | null; trailers: Uint8Array | null }> {
  let message: Frame | null = null;
  let trailers: Uint8Array | null = null;
  const frames = createFrameReader(maxBytes, (flag, bytes) => {
    if (trailers) {
      throw new RangeError("there is more behind its end");
    }
    if (flag === trailerFlag) {
      trailers = bytes;
    } else if (message) {
      throw new RangeError("it has more than one message");
    } else {
      message = { flag, bytes };
    }
  });
  if (body) {
    await readPieces(body, (piece) => {
      moved();
      frames.push(piece);
    });
  }
  if (frames.rest().length > 0) {
    throw new RangeError("it ends in the middle of a frame");
  }
  return { message, trailers };
}
