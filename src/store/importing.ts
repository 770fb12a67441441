/** Flows of texts in other forms, for the import dialog: a chunk that comes when the first of them does. */
import { askWorker } from "../base/ask-worker.ts";
import { importFlow } from "../formats/import/import-flow.ts";
import url from "../formats/import/import-flow.worker.ts?worker&url";
import type { Imported } from "../formats/import/imported.ts";
import type { ImportForm } from "../formats/read/certain-form.ts";
import { READ_AT_ONCE } from "./reader.ts";

export {
  FORMS,
  formOf,
  formOfName,
  IMPORT_FORMS,
  isImportForm,
} from "../formats/import/import-flow.ts";
export type { Imported } from "../formats/import/imported.ts";
export type { ImportForm } from "../formats/read/certain-form.ts";

/** What becomes of a text. Rejects once the signal aborts, and if the other thread cannot be had. */
export async function readImport(text: string, form: ImportForm, signal: AbortSignal): Promise<Imported> {
  signal.throwIfAborted();
  return text.length <= READ_AT_ONCE
    ? importFlow(text, form)
    : askWorker(url, "What reads other forms", { text, form }, signal);
}
