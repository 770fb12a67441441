/**
 * Takes the messages out of a gRPC-web answer that has many, as `answer-message.ts` does with a single one, each as soon
 * as all of it has come.
 */
import { trailerFlag } from "@connectrpc/connect/protocol-grpc-web";
import { expandMessage } from "./expand-message.ts";
import { createFrameReader, MessageTooLarge } from "./frame-reader.ts";

/**
 * What is left of the answer, for connect-web, which gets an empty message in the place of each. `moved` is told of the
 * answer's pieces. Reading what is left throws MessageTooLarge for a message over `maxBytes`, and a RangeError for a
 * compressed one that cannot be expanded.
 */
export function takeMessages(
  response: Response,
  maxBytes: number,
  moved: () => void,
  onMessage: (message: Uint8Array<ArrayBuffer>) => void,
): Response {
  let reader: ReturnType<typeof createFrameReader>;
  /** What is done with the frames, one after another: expanding takes time. */
  let done: Promise<void> = Promise.resolve();
  /** From the trailers on nothing is taken. */
  let isRest = false;

  const left = response.body?.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      start(controller) {
        reader = createFrameReader(maxBytes, (flag, message, prefix) => {
          isRest ||= flag === trailerFlag;
          const isLeft = isRest;
          done = done.then(async () => {
            if (isLeft) {
              controller.enqueue(prefix);
              controller.enqueue(message);
              return;
            }
            const plain = flag === 0 ? message : await expandMessage(message, response.headers, maxBytes);
            if (!plain) {
              throw new MessageTooLarge(null);
            }
            onMessage(plain);
            controller.enqueue(new Uint8Array(prefix.length));
          });
        });
      },
      async transform(piece) {
        moved();
        try {
          reader.push(piece);
        } finally {
          // Also where the next message is refused.
          await done;
        }
      },
      flush(controller) {
        // An end in the middle of a message is connect-web's to tell.
        for (const part of reader.rest()) {
          controller.enqueue(part);
        }
      },
    }),
  );
  return left ? new Response(left, { status: response.status, headers: response.headers }) : response;
}
