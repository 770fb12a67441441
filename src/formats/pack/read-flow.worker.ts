/** Reads Flow files in a thread of its own: takes a text, answers with the packed document. */

import { readFlow } from "../read/read-flow.ts";
import { packDocument, transferredWith } from "./document.ts";

addEventListener("message", ({ data }: MessageEvent<string>) => {
  const packed = packDocument(readFlow(data));
  postMessage(packed, { transfer: transferredWith(packed) });
});
