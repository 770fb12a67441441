/** Sees to it that the text is read whenever the document is ahead: the newest text, one at a time. */
import type { StoreApi } from "zustand/vanilla";
import type { FlowDocument } from "../formats/read/read-flow.ts";
import type { Ports } from "./ports.ts";
import { isAhead, readAway } from "./reader.ts";
import type { DesignerState } from "./state.ts";

/** Reading more characters than this takes so long that it begins when typing pauses, for this time or up to twice. */
const LONG_TEXT = 500_000;
const PAUSE_MS = 200;

/**
 * From now on, and for as long as the store is there. `land` is told what was read if its text is still the newest;
 * what was read of an older one is dropped. `failed` is told why the page had to read itself.
 */
export function followText(
  store: StoreApi<DesignerState>,
  ports: Pick<Ports, "reader" | "clock">,
  land: (document: FlowDocument) => void,
  failed: (cause: unknown) => void,
): void {
  let underWay: AbortController | null = null;
  const follow = () => {
    const { document } = store.getState();
    if (!isAhead(document)) {
      underWay?.abort();
      underWay = null;
    } else if (underWay === null) {
      underWay = new AbortController();
      void read(underWay.signal);
    }
  };
  const read = async (signal: AbortSignal) => {
    const state = store.getState();
    const document = isTyping(state) ? await pausedDocument() : state.document;
    const result = signal.aborted ? null : await readAway(ports, document.text, signal, failed);
    if (result === null) {
      return;
    }
    underWay = null;
    if (store.getState().document === document) {
      land(result);
    } else {
      follow();
    }
  };
  const pausedDocument = async (): Promise<FlowDocument> => {
    const { document } = store.getState();
    await ports.clock.sleep(PAUSE_MS);
    return store.getState().document === document ? document : pausedDocument();
  };
  store.subscribe(follow);
  follow();
}

function isTyping({ document, undo }: DesignerState): boolean {
  return document.text.length > LONG_TEXT && undo.at(-1)?.kind === "typing";
}
