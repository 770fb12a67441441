/**
 * Takes the messages out of a gRPC-web answer that has many, as `answer-message.ts` does with a single one, each as soon
 * as all of it has come.
 */
import { MessageTooLarge } from "./answer-message.ts";

const PREFIX_BYTES = 5;

/**
 * What is left of the answer, for connect-web, which gets an empty message in the place of each. `moved` is told of the
 * answer's pieces. Reading what is left throws MessageTooLarge for a message over `maxBytes`.
 */
export function takeMessages(
  response: Response,
  maxBytes: number,
  moved: () => void,
  onMessage: (message: Uint8Array<ArrayBuffer>) => void,
): Response {
  let head = new Uint8Array(PREFIX_BYTES);
  let message: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;
  /** Trailers, or what connect-web refuses: from there on nothing is taken. */
  let isRest = false;

  const left = response.body?.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        moved();
        let rest = piece;
        while (rest.length > 0 && !isRest) {
          const room = message ?? head;
          const taken = rest.subarray(0, room.length - filled);
          room.set(taken, filled);
          filled += taken.length;
          rest = rest.subarray(taken.length);
          if (filled < room.length) {
            return;
          }
          if (!message) {
            if (head[0] !== 0) {
              isRest = true;
              controller.enqueue(head);
              continue;
            }
            const length = new DataView(head.buffer).getUint32(1);
            if (length > maxBytes) {
              throw new MessageTooLarge(length);
            }
            message = new Uint8Array(length);
            filled = 0;
            if (length > 0) {
              continue;
            }
          }
          onMessage(message);
          controller.enqueue(new Uint8Array(PREFIX_BYTES));
          head = new Uint8Array(PREFIX_BYTES);
          message = null;
          filled = 0;
        }
        if (rest.length > 0) {
          controller.enqueue(rest);
        }
      },
      flush(controller) {
        // An end in the middle of a message is connect-web's to tell.
        if (message) {
          controller.enqueue(head);
          controller.enqueue(message.subarray(0, filled));
        } else if (!isRest && filled > 0) {
          controller.enqueue(head.subarray(0, filled));
        }
      },
    }),
  );
  return left ? new Response(left, { status: response.status, headers: response.headers }) : response;
}
