import type { StoreApi } from "zustand/vanilla";
import type { Ports } from "./ports.ts";
import type { DesignerState, LogLine, Toast } from "./state.ts";

/** What every group of actions works with. */
export interface Tools {
  readonly ports: Ports;
  get(): DesignerState;
  set(change: Partial<DesignerState>): void;
  /** Tells screen readers. */
  say(text: string): void;
  /** Shows a message that goes by itself, and tells screen readers. */
  toast(kind: Toast["kind"], text: string, options?: { canUndo?: boolean }): void;
  logLine(kind: LogLine["kind"], text: string): void;
}

const MAX_LOG = 500;

export function createTools(store: StoreApi<DesignerState>, ports: Ports): Tools {
  let lastToast = 0;
  const tools: Tools = {
    ports,
    get: store.getState,
    set: (change) => store.setState(change),
    say: (text) => store.setState({ announcement: text }),
    toast(kind, text, { canUndo = false } = {}) {
      lastToast++;
      store.setState({ toast: { id: lastToast, kind, text, canUndo }, announcement: text });
    },
    logLine(kind, text) {
      const line: LogLine = { atMs: ports.clock.epochMs(), kind, text };
      store.setState((state) => ({ log: [...state.log.slice(-MAX_LOG + 1), line] }));
    },
  };
  return tools;
}
