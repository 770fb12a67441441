/** Reads Flow files in a thread of its own: takes a text, answers with the packed document. */
import { packDocument, transferredWith } from "./pack-document.ts";
import { readFlow } from "./read-flow.ts";

addEventListener("message", ({ data }: MessageEvent<string>) => {
  const packed = packDocument(readFlow(data));
  postMessage(packed, { transfer: transferredWith(packed) });
});
