/** Finds the parts of large answers in a thread of its own; the bytes go back with what was found. */
import { indexAnswer } from "./answer-index.ts";
import type { Indexed, Unread } from "./answer-worker.ts";
import { indexJson } from "./json-index.ts";

addEventListener("message", ({ data }: MessageEvent<Unread>) => {
  let found: Indexed;
  let transfer: ArrayBuffer[] = [];
  try {
    if (data instanceof Uint8Array) {
      const index = indexAnswer(data);
      found = { bytes: data, index };
      transfer = [data.buffer, index.documents.buffer, index.routes.buffer];
    } else {
      const bytes = typeof data.json === "string" ? new TextEncoder().encode(data.json) : data.json;
      const index = indexJson(bytes);
      found = { bytes, index };
      transfer = index.documents ? [bytes.buffer, index.documents.buffer] : [bytes.buffer];
    }
  } catch (error) {
    found = { fault: error instanceof Error ? error.message : String(error) };
  }
  postMessage(found, { transfer });
});
