import { useEffect, useMemo, useRef, useState } from "react";
import { chosenRow, inputsOf, madeKind, optionsOf } from "../store/export-kinds.ts";
import type { ExportQuestion, ExportThread, MadeExport } from "../store/export-thread.ts";
import { createExportWorker } from "../store/export-worker.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { useIsDark } from "../ui/use-is-dark.ts";

/** Asks the exporting thread; null if what is asked for is given up, or if our code fails, which is reported. */
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

/** After a change of what is chosen or typed: the next letter, or the next step through a list, may be on its way. */
const PAUSE_MS = 200;

/**
 * The export that is chosen of the open file, made anew a moment after anything that it is made of has changed. From the
 * change on the one before is no longer the one that is chosen.
 */
export function useExport(): ShownExport {
  const { clock } = useDesigner().ports;
  const text = useOpenFile((file) => file.text);
  const given = useOpenFile((file) => file.variables);
  const texts = useOpenFile((file) => file.exportTexts);
  const places = useOpenFile((file) => file.places);
  const isDark = useIsDark();
  const ask = useExportThread();
  const asked = useMemo((): ExportQuestion => {
    const kind = madeKind(chosenRow(texts));
    return { text, given, kind, options: optionsOf(texts, { isDark, places }), inputs: inputsOf(texts) };
  }, [text, given, texts, places, isDark]);
  const [question, setQuestion] = useState(asked);
  if (question !== asked && !isSameQuestion(question, asked)) {
    setQuestion(asked);
  }
  const isFirst = useRef(true);
  const [answered, setAnswered] = useState<{ readonly to: object; readonly made: MadeExport | null }>();
  useEffect(() => {
    const control = new AbortController();
    const make = async (thread: ExportThread) => {
      if (!isFirst.current) {
        await clock.sleep(PAUSE_MS, control.signal);
      }
      isFirst.current = false;
      return await thread.make(question, control.signal);
    };
    void ask("exporting the Flow", make).then((made) => {
      if (!control.signal.aborted) {
        setAnswered({ to: question, made });
      }
    });
    return () => control.abort();
  }, [ask, question, clock]);
  return { made: answered?.made ?? null, isMaking: answered?.to !== question, ask };
}

/** Whether nothing would be made otherwise. The file is settled more often than it changes, and makes its parts anew. */
function isSameQuestion(one: ExportQuestion, other: ExportQuestion): boolean {
  return (
    one.text === other.text &&
    one.given === other.given &&
    one.kind === other.kind &&
    one.options.places === other.options.places &&
    written(one) === written(other)
  );
}

/** What is chosen and typed of a question, as one text. */
function written({
  options: { places: _, ...options },
  inputs: { hubImages, ...inputs },
}: ExportQuestion): string {
  return JSON.stringify([options, inputs, [...(hubImages ?? [])]]);
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
