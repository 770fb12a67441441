/** What is done with the answers of the shown run. */
import { createBreaks } from "../base/breaks.ts";
import { type AnswersKind, exportAnswers } from "../model/run/export-answers.ts";
import { isActive } from "../model/run/run.ts";
import { shownOrigin, shownRun } from "./derived.ts";
import { hideSecrets, secretsSince } from "./hide-secrets.ts";
import { isOpen } from "./run-counts.ts";
import type { Tools } from "./tools.ts";

/** What hands answers out. */
export interface AnswerActions {
  /**
   * Gives the shown run's answers to the person as a file; of a run that goes on, what has come. `columns` are those of
   * CSV. Resolves when the file is handed over, or when there is no run.
   */
  exportAnswers(kind: AnswersKind, columns: readonly string[]): Promise<void>;
}

const FILES: Readonly<Record<AnswersKind, { readonly ending: string; readonly type: string }>> = {
  ndjson: { ending: ".ndjson", type: "application/x-ndjson" },
  json: { ending: ".json", type: "application/json" },
  csv: { ending: ".csv", type: "text/csv" },
  failed: { ending: "-not-answered.ndjson", type: "application/x-ndjson" },
};

/** Characters that are held before they go to the browser's own store of blobs. */
const CHUNK = 1 << 20;

/** The actions. */
export function createAnswerActions({ get, toast, ports }: Tools): AnswerActions {
  const { clock, platform } = ports;
  return {
    async exportAnswers(kind, columns) {
      const run = shownRun(get());
      if (!run) {
        return;
      }
      const { ending, type } = FILES[kind];
      const chunks: Blob[] = [];
      let texts: string[] = [];
      let length = 0;
      const flush = () => {
        chunks.push(new Blob(texts));
        texts = [];
        length = 0;
      };
      const secrets = secretsSince(get(), shownOrigin(get()));
      const hide = (said: string) => hideSecrets(said, secrets);
      const breaks = createBreaks(clock);
      for (const piece of exportAnswers(run, kind, columns, isOpen, hide)) {
        texts.push(piece);
        length += piece.length;
        if (length > CHUNK) {
          flush();
        }
        if (breaks.isDue()) {
          await breaks.take();
        }
      }
      flush();
      const fileName = `answers-${run.id}${ending}`;
      platform.download(fileName, new Blob(chunks, { type }));
      toast("info", `Downloaded ${fileName}${isActive(run) ? ": what had come until then" : ""}.`);
    },
  };
}
