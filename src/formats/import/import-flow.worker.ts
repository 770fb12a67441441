/** Makes Flows of long texts in a thread of its own: takes one text with its form, and answers what becomes of it. */
import type { ImportForm } from "../read/certain-form.ts";
import { importFlow } from "./import-flow.ts";
import type { Imported } from "./imported.ts";

addEventListener("message", ({ data: { text, form } }: MessageEvent<{ text: string; form: ImportForm }>) => {
  const imported: Imported = importFlow(text, form);
  postMessage(imported);
});
