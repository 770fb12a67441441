import { useEffect, useMemo, useRef, useState } from "react";
import { chosenRow, inputsOf, madeKind, optionsOf } from "../store/export-kinds.ts";
import type { ExportThread, MadeExport } from "../store/export-thread.ts";
import { createExportWorker } from "../store/export-worker.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { useIsDark } from "../ui/use-is-dark.ts";

/** Asks the exporting thread; null if another export is wanted by then, or if our code fails, which is reported. */
type AskExport = <Answer>(
  doing: string,
  ask: (thread: ExportThread) => Promise<Answer>,
) => Promise<Answer | null>;

/** An export as the dialog shows it. */
export interface ShownExport {
  /** What was made last; null before the first, and where our code has failed. */
  readonly made: MadeExport | null;
  /** Whether another one is being made in its place. */
  readonly isMaking: boolean;
  readonly ask: AskExport;
}

/** The export that is chosen of the open file, made anew as soon as anything that it is made of changes. */
export function useExport(): ShownExport {
  const text = useOpenFile((file) => file.text);
  const given = useOpenFile((file) => file.variables);
  const texts = useOpenFile((file) => file.exportTexts);
  const places = useOpenFile((file) => file.places);
  const isDark = useIsDark();
  const ask = useExportThread();
  const question = useMemo(() => {
    const kind = madeKind(chosenRow(texts));
    return { text, given, kind, options: optionsOf(texts, { isDark, places }), inputs: inputsOf(texts) };
  }, [text, given, texts, places, isDark]);
  const [answered, setAnswered] = useState<{ readonly to: object; readonly made: MadeExport | null }>();
  useEffect(() => {
    const control = new AbortController();
    void ask("exporting the Flow", (thread) => thread.make(question, control.signal)).then((made) => {
      if (!control.signal.aborted) {
        setAnswered({ to: question, made });
      }
    });
    return () => control.abort();
  }, [ask, question]);
  return { made: answered?.made ?? null, isMaking: answered?.to !== question, ask };
}

/** Asks a thread that is ended with the dialog. */
function useExportThread(): AskExport {
  const { tools } = useDesigner();
  const thread = useRef<ExportThread>(null);
  useEffect(() => () => thread.current?.end(), []);
  return useMemo((): AskExport => {
    const asked = async <Answer>(ask: (thread: ExportThread) => Promise<Answer>): Promise<Answer | null> => {
      thread.current ??= createExportWorker();
      try {
        return await ask(thread.current);
      } catch (cause) {
        if (cause instanceof DOMException && cause.name === "AbortError") {
          return null;
        }
        throw cause;
      }
    };
    return async (doing, ask) => await tools.guard(doing, () => asked(ask), null);
  }, [tools]);
}
