/**
 * Takes the messages out of a gRPC-web answer that has many, as `answer-message.ts` does with a single one, each as soon
 * as all of it has come.
 */
import { createFrameReader } from "./frame-reader.ts";

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
  let reader: ReturnType<typeof createFrameReader>;
  /** Trailers, or what connect-web refuses: from there on nothing is taken. */
  let isRest = false;

  const left = response.body?.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      start(controller) {
        reader = createFrameReader(maxBytes, (flag, message, prefix) => {
          isRest ||= flag !== 0;
          if (isRest) {
            controller.enqueue(prefix);
            controller.enqueue(message);
          } else {
            onMessage(message);
            controller.enqueue(new Uint8Array(prefix.length));
          }
        });
      },
      transform(piece) {
        moved();
        reader.push(piece);
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
