import type { StoreApi } from "zustand/vanilla";
import { createFaults, type Faults } from "./faults.ts";
import type { OpenFile } from "./open-file.ts";
import type { Ports } from "./ports.ts";
import type { RestoredWork } from "./restore.ts";
import type { DesignerState, LogEntry, LogLine, Toast } from "./state.ts";
import { endToasts } from "./toast-life.ts";

/** What every group of actions works with. */
export interface Tools extends Faults {
  readonly ports: Ports;
  /** What there was to begin with. */
  readonly work: RestoredWork;
  get(): DesignerState;
  set(change: Partial<DesignerState>): void;
  subscribe: StoreApi<DesignerState>["subscribe"];
  /** Changes parts of the open file. */
  setFile(change: Partial<OpenFile>): void;
  /** Tells screen readers. */
  say(text: string): void;
  /** Shows a message that goes by itself, and tells screen readers. */
  toast(kind: Toast["kind"], text: string, options?: ToastOptions): void;
  logLine(kind: LogLine["kind"], text: string): void;
  logLines(lines: readonly LogEntry[]): void;
}

interface ToastOptions {
  readonly canUndo?: boolean;
  readonly offer?: string | null;
  readonly otherwise?: Toast["otherwise"];
  /** A warning that offers nothing is a refusal, unless it says that it is none. */
  readonly isRefusal?: boolean;
}

/** Lines of the Log that are kept. */
export const MAX_LOG = 500;

/** The tools of a store; from then on its messages are taken away when they are out of date. */
export function createTools(store: StoreApi<DesignerState>, ports: Ports, work: RestoredWork): Tools {
  let lastToast = 0;
  let lastLine = 0;
  endToasts(store);
  const tools = {
    ports,
    work,
    get: store.getState,
    subscribe: store.subscribe,
    set: (change: Partial<DesignerState>) => store.setState(change),
    setFile: (change: Partial<OpenFile>) => store.setState(({ file }) => ({ file: { ...file, ...change } })),
    say: (text: string) => store.setState({ announcement: text }),
    toast(kind: Toast["kind"], text: string, options: ToastOptions = {}) {
      const {
        canUndo = false,
        offer = null,
        otherwise = null,
        isRefusal = kind === "warning" && offer === null,
      } = options;
      lastToast++;
      const toast = { id: lastToast, kind, text, canUndo, offer, otherwise, isRefusal };
      store.setState({ toast, announcement: text });
    },
    logLine: (kind: LogLine["kind"], text: string) => tools.logLines([{ kind, text }]),
    logLines(lines: readonly LogEntry[]) {
      const atMs = ports.clock.epochMs();
      const added = lines.map((line) => ({ atMs, number: ++lastLine, ...line }));
      store.setState((state) => ({ log: [...state.log, ...added].slice(-MAX_LOG) }));
    },
  };
  return { ...tools, ...createFaults(tools, ports.clock) };
}
