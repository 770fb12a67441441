/**
 * Has the text read whenever it is newer than its reading: always the newest text, one at a time. Before that the last
 * drawing is read, where a file is opened whose text held no Flow.
 */
import type { StoreApi } from "zustand/vanilla";
import { drawingToRead, isAhead, type OpenFile } from "./open-file.ts";
import type { Ports } from "./ports.ts";
import { type Reading, readAway } from "./reader.ts";
import type { DesignerState } from "./state.ts";

/** Reading more characters than this takes so long that it begins when typing pauses, for this time or up to twice. */
const LONG_TEXT = 500_000;
const PAUSE_MS = 200;

/**
 * Follows the text for as long as the store exists. Calls `takeReading` with what was read if its text is still the
 * newest, or that of the drawing; a reading of an older text is dropped. Calls `failed` with the reason if the page had to read itself.
 */
export function followText(
  store: StoreApi<DesignerState>,
  ports: Pick<Ports, "reader" | "clock">,
  takeReading: (reading: Reading) => void,
  failed: (cause: unknown) => void,
): void {
  let underWay: AbortController | null = null;
  const follow = () => {
    const { file } = store.getState();
    if (!isAhead(file) && drawingToRead(file) === null) {
      underWay?.abort();
      underWay = null;
    } else if (underWay === null) {
      underWay = new AbortController();
      void read(underWay.signal);
    }
  };
  const read = async (signal: AbortSignal) => {
    const { file } = store.getState();
    const text = drawingToRead(file) ?? (isTyping(file) ? await pausedText() : file.text);
    const { variables: given, places: form, shown } = store.getState().file;
    const question = { text, given, form, staying: form.kept && shown };
    const reading = signal.aborted ? null : await readAway(ports, question, signal, failed);
    if (reading === null) {
      return;
    }
    underWay = null;
    const now = store.getState().file;
    const isOf = now.variables === reading.document.surroundings.given;
    if (isOf && (now.text === text || drawingToRead(now) === text)) {
      takeReading(reading);
    } else {
      follow();
    }
  };
  const pausedText = async (): Promise<string> => {
    const { text } = store.getState().file;
    await ports.clock.sleep(PAUSE_MS);
    return store.getState().file.text === text ? text : pausedText();
  };
  store.subscribe(follow);
  follow();
}

function isTyping({ text, undo }: OpenFile): boolean {
  return text.length > LONG_TEXT && undo.at(-1)?.kind === "typing";
}
