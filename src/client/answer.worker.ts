/** Finds the parts of large answers in a thread of its own; the bytes go back with what was found. */
import { indexAnswer } from "./answer-index.ts";
import type { Indexed } from "./answer-worker.ts";

addEventListener("message", ({ data: bytes }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  let found: Indexed;
  try {
    found = { bytes, index: indexAnswer(bytes) };
  } catch (error) {
    found = { fault: error instanceof Error ? error.message : String(error) };
  }
  const transfer =
    "fault" in found ? [] : [bytes.buffer, found.index.documents.buffer, found.index.routes.buffer];
  postMessage(found, { transfer });
});
