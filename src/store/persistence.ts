/**
 * Keeps the work over a reload: the document and where its cards stand for this tab, the settings for all tabs. What
 * is kept carries a version; another version, or anything that is not what it should be, is left alone and not used.
 */
import type { StoreApi } from "zustand/vanilla";
import type { ReportRow } from "../model/conversion-report.ts";
import type { Point } from "../model/layout.ts";
import type { Ports } from "./ports.ts";
import { ahead, READ_AT_ONCE } from "./reader.ts";
import {
  type BottomTab,
  DEFAULT_FORM,
  type DesignerState,
  EMPTY_FLOW,
  initialState,
  type LeftTab,
  type Report,
  type RightTab,
  type Theme,
} from "./state.ts";

const WORK_KEY = "jina-flow-designer.work";
const SETTINGS_KEY = "jina-flow-designer.settings";
const VERSION = 1;
/** Changes are gathered for this long before they are written. */
const PAUSE_MS = 250;
/**
 * Writing more characters than this holds the page up: it waits until nothing was typed for LONG_PAUSE_MS, and what
 * other tabs get is written when the page is left or hidden.
 */
const LONG_TEXT = 100_000;
const LONG_PAUSE_MS = 2000;

interface KeptWork {
  readonly version: typeof VERSION;
  readonly fileName: string;
  readonly text: string;
  readonly savedText: string | null;
  readonly placed: readonly (readonly [string, Point])[];
  readonly rightTab: DesignerState["rightTab"];
  readonly leftTab: DesignerState["leftTab"];
  readonly bottomTab: DesignerState["bottomTab"];
  /** Absent where there is none. */
  readonly report?: Report;
}

interface KeptSettings {
  readonly version: typeof VERSION;
  readonly address: string;
  readonly theme: Theme;
  readonly delayMs: number;
  readonly form: DesignerState["form"];
}

/** The state to begin with: what this tab kept, else what another one kept last, else the example. */
export function restoreState(ports: Ports, example: { fileName: string; text: string }): DesignerState {
  const kept =
    readKept(ports.tabStorage.get(WORK_KEY), isKeptWork) ?? readKept(ports.storage.get(WORK_KEY), isKeptWork);
  const settings = readKept(ports.storage.get(SETTINGS_KEY), isKeptSettings);
  const state = kept
    ? {
        ...stateOf(kept.fileName, kept.text),
        savedText: kept.savedText ?? kept.text,
        placed: new Map(kept.placed),
        rightTab: kept.rightTab,
        leftTab: kept.leftTab,
        bottomTab: kept.bottomTab,
        report: kept.report ?? null,
      }
    : stateOf(example.fileName, example.text);
  return settings
    ? {
        ...state,
        address: settings.address,
        theme: settings.theme,
        delayMs: settings.delayMs,
        form: { ...DEFAULT_FORM, ...settings.form },
      }
    : state;
}

/** A text that takes long to read is still to be read then. */
function stateOf(fileName: string, text: string): DesignerState {
  if (text.length <= READ_AT_ONCE) {
    return initialState(fileName, text);
  }
  const empty = initialState(fileName, EMPTY_FLOW);
  return { ...empty, document: ahead(empty.document, text, []), savedText: text };
}

/** Writes what changes, some time after; the function it returns writes at once. */
export function keepState(store: StoreApi<DesignerState>, ports: Ports, onRefused: () => void): () => void {
  let isScheduled = false;
  let refusedText: string | null = null;
  let kept = store.getState();
  let changedMs = Number.NEGATIVE_INFINITY;
  let isOwedToOthers = false;
  const write = (isLeaving: boolean) => {
    isScheduled = false;
    const state = store.getState();
    const isWork =
      state.document.text !== kept.document.text || WORK_PARTS.some((part) => state[part] !== kept[part]);
    const isSettings = SETTINGS_PARTS.some((part) => state[part] !== kept[part]);
    kept = state;
    if (isWork || (isLeaving && isOwedToOthers)) {
      const { fileName, document, savedText, placed, rightTab, leftTab, bottomTab, report } = state;
      const work: KeptWork = {
        version: VERSION,
        fileName,
        text: document.text,
        savedText: savedText === document.text ? null : savedText,
        placed: [...placed],
        rightTab,
        leftTab,
        bottomTab,
        ...(report ? { report } : {}),
      };
      const text = JSON.stringify(work);
      const isKept = ports.tabStorage.set(WORK_KEY, text);
      isOwedToOthers = !isLeaving && document.text.length > LONG_TEXT;
      if (!isOwedToOthers) {
        ports.storage.set(WORK_KEY, text);
      }
      if (!isKept && refusedText !== fileName) {
        refusedText = fileName;
        onRefused();
      }
    }
    if (isSettings) {
      const { address, theme, delayMs, form } = state;
      const settings: KeptSettings = { version: VERSION, address, theme, delayMs, form };
      ports.storage.set(SETTINGS_KEY, JSON.stringify(settings));
    }
  };
  const writeAfter = async (ms: number): Promise<void> => {
    await ports.clock.sleep(ms);
    const { text } = store.getState().document;
    const restMs = text.length > LONG_TEXT ? changedMs + LONG_PAUSE_MS - ports.clock.nowMs() : 0;
    if (isScheduled) {
      return restMs > 0 ? writeAfter(restMs) : write(false);
    }
  };
  store.subscribe(({ document }, before) => {
    if (document.text !== before.document.text) {
      changedMs = ports.clock.nowMs();
    }
    if (!isScheduled) {
      isScheduled = true;
      void writeAfter(PAUSE_MS);
    }
  });
  return () => write(true);
}

const WORK_PARTS = ["fileName", "savedText", "placed", "rightTab", "leftTab", "bottomTab", "report"] as const;
const SETTINGS_PARTS = ["address", "theme", "delayMs", "form"] as const;

const LEFT_TABS: readonly unknown[] = ["palette", "outline"] satisfies LeftTab[];
const RIGHT_TABS: readonly unknown[] = ["inspector", "yaml"] satisfies RightTab[];
const BOTTOM_TABS: readonly unknown[] = [
  "problems",
  "send",
  "responses",
  "profile",
  "plot",
  "log",
] satisfies BottomTab[];
const THEMES: readonly unknown[] = ["system", "light", "dark"] satisfies Theme[];

function isKeptWork(kept: Unchecked<KeptWork>): boolean {
  const { version, fileName, text, savedText, placed, leftTab, rightTab, bottomTab, report } = kept;
  return (
    version === VERSION &&
    typeof fileName === "string" &&
    typeof text === "string" &&
    (savedText === null || typeof savedText === "string") &&
    Array.isArray(placed) &&
    placed.every(isPlaced) &&
    LEFT_TABS.includes(leftTab) &&
    RIGHT_TABS.includes(rightTab) &&
    BOTTOM_TABS.includes(bottomTab) &&
    (report === undefined || isReport(report))
  );
}

function isReport(report: unknown): boolean {
  const { fileName, rows } = (report ?? {}) as Unchecked<Report>;
  return (
    typeof fileName === "string" &&
    Array.isArray(rows) &&
    rows.every(
      (row: Unchecked<ReportRow> | null) =>
        (row?.line === null || Number.isInteger(row?.line)) &&
        typeof row?.before === "string" &&
        typeof row.text === "string",
    )
  );
}

function isPlaced(pair: unknown): boolean {
  const [name, point] = Array.isArray(pair) ? pair : [];
  return typeof name === "string" && Number.isFinite(point?.x) && Number.isFinite(point?.y);
}

function isKeptSettings({ version, address, theme, delayMs, form }: Unchecked<KeptSettings>): boolean {
  return (
    version === VERSION &&
    typeof address === "string" &&
    THEMES.includes(theme) &&
    Number.isFinite(delayMs) &&
    typeof form === "object" &&
    form !== null &&
    Object.values(form).every((field) => typeof field === "string")
  );
}

type Unchecked<Kept> = { readonly [key in keyof Kept]?: unknown };

function readKept<Kept>(text: string | null, isKept: (value: Unchecked<Kept>) => boolean): Kept | null {
  if (text === null) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && isKept(value) ? (value as Kept) : null;
  } catch {
    return null;
  }
}
