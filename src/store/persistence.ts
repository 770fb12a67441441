/**
 * Keeps the work over a reload: the document and where its cards stand for this tab, the settings for all tabs. What
 * is kept carries a version. Another version, or work without a text, is not used and set aside; of work with a text
 * that is used, whatever else may be wrong with it.
 */
import type { StoreApi } from "zustand/vanilla";
import type { Storage } from "../base/storage.ts";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import type { Direction } from "../model/drawing/geometry.ts";
import { readKept, type Unchecked } from "./kept.ts";
import { KEPT_PARTS, type KeptFile, keepFiles, packed, restoreFiles, unpacked } from "./kept-files.ts";
import { newFile, openedFile } from "./open-file.ts";
import { type PanelId, readTabs } from "./panels.ts";
import { type Panes, readPanes } from "./panes.ts";
import type { Ports } from "./ports.ts";
import { DEFAULT_FORM, type DesignerState, initialState, type Theme } from "./state.ts";

const WORK_KEY = "jina-flow-designer.work";
/** The storage key of work that could not be used. */
export const DAMAGED_KEY = `${WORK_KEY}.damaged`;
const SETTINGS_KEY = "jina-flow-designer.settings";
const VERSION = 1;
/** Changes are gathered for this long before they are written. */
const PAUSE_MS = 250;
/** What the Inspector takes as a simulated delay. */
const MAX_DELAY_MS = 60_000;
/**
 * Writing more characters than this holds the page up: it waits until nothing was typed for LONG_PAUSE_MS, and what
 * other tabs get is written when the page is left or hidden.
 */
const LONG_TEXT = 100_000;
const LONG_PAUSE_MS = 2000;

/** As it is written; what is read back may lack anything but the text. */
interface KeptWork extends KeptFile {
  readonly version: typeof VERSION;
  readonly rightTab: PanelId | null;
  readonly leftTab: PanelId | null;
  readonly bottomTab: PanelId | null;
}

interface KeptSettings {
  readonly version: typeof VERSION;
  readonly address: string;
  readonly theme: Theme;
  readonly delayMs: number;
  readonly form: DesignerState["form"];
  /** Not kept before 0.4; they are on then. */
  readonly singleKeys?: boolean;
  /** The same. */
  readonly panes?: Panes;
}

/** The state to begin with: what this tab kept, else what another one kept last, else the example. Never throws. */
export function restoreState(ports: Ports, example: { fileName: string; text: string }): Restored {
  try {
    const own = readWork(ports.tabStorage);
    const kept = own === null || own === "damaged" ? readWork(ports.storage) : own;
    const isDamaged = own === "damaged" || kept === "damaged";
    const work = kept === "damaged" ? null : kept;
    const state = work ? stateOfWork(work) : stateOfExample(example, ports.platform.roomyDirection());
    const files = restoreFiles(ports.tabStorage);
    return { state: { ...state, ...files, ...restoreSettings(ports) }, isDamaged };
  } catch (cause) {
    try {
      setWorkAside([ports.tabStorage, ports.storage]);
    } catch {
      // What cannot be read cannot be set aside.
    }
    return {
      state: stateOfExample(example, ports.platform.roomyDirection()),
      isDamaged: false,
      failed: { cause },
    };
  }
}

interface Restored {
  readonly state: DesignerState;
  /** There was work of which nothing could be used. */
  readonly isDamaged: boolean;
  /** What was thrown on the way. */
  readonly failed?: { readonly cause: unknown };
}

/** What an area keeps. What cannot be used is moved to another key, because this one is written to again. */
function readWork(area: Storage): KeptWork | null | "damaged" {
  const text = area.get(WORK_KEY);
  if (text === null) {
    return null;
  }
  const kept = readKept<KeptWork>(text, isKeptWork);
  if (kept === null) {
    area.set(DAMAGED_KEY, text);
    return "damaged";
  }
  return kept;
}

/** The file that is kept, for a page that cannot be shown; null if there is none. */
export function keptFile(areas: readonly Storage[]): { fileName: string; text: string } | null {
  const [kept] = areas.map(readWork).filter((work) => work !== null && work !== "damaged");
  return kept ? { fileName: String(kept.fileName), text: kept.text } : null;
}

/** Moves what is kept to another key of the storage, so that the page begins without it and nothing is lost. */
export function setWorkAside(areas: readonly Storage[]): void {
  for (const area of areas) {
    const text = area.get(WORK_KEY);
    if (text !== null) {
      area.set(DAMAGED_KEY, text);
      area.remove(WORK_KEY);
    }
  }
}

function stateOfWork(kept: KeptWork): DesignerState {
  const { rightTab, leftTab, bottomTab } = kept;
  return {
    ...initialState(openedFile(unpacked(kept, kept.text), NO_VARIABLES)),
    tabs: readTabs({ left: leftTab, right: rightTab, bottom: bottomTab }),
  };
}

function stateOfExample(
  { fileName, text }: { fileName: string; text: string },
  direction: Direction,
): DesignerState {
  return initialState(openedFile(newFile(fileName, text, direction), NO_VARIABLES));
}

function restoreSettings(ports: Ports): Partial<DesignerState> {
  const settings = readKept<KeptSettings>(ports.storage.get(SETTINGS_KEY), isKeptSettings);
  if (!settings) {
    return {};
  }
  const { address, theme, delayMs, form, singleKeys, panes } = settings;
  return {
    address,
    theme,
    delayMs,
    form: { ...DEFAULT_FORM, ...form },
    singleKeys: singleKeys !== false,
    panes: readPanes(panes),
  };
}

/**
 * Writes what changes, some time after; the function it returns writes at once. Calls `refused` once for each file that
 * the browser does not keep, and `failed` with what was thrown.
 */
export function keepState(
  store: StoreApi<DesignerState>,
  ports: Ports,
  on: { refused(): void; failed(cause: unknown): void },
): () => void {
  let isScheduled = false;
  let refusedFile: string | null = null;
  let kept = store.getState();
  let changedMs = Number.NEGATIVE_INFINITY;
  let isOwedToOthers = false;
  const write = (isLeaving: boolean) => {
    isScheduled = false;
    try {
      keep(isLeaving);
    } catch (cause) {
      on.failed(cause);
    }
  };
  const keep = (isLeaving: boolean) => {
    const state = store.getState();
    const isWork = state.tabs !== kept.tabs || hasChanged(KEPT_PARTS, state.file, kept.file);
    const isSettings = hasChanged(SETTINGS_PARTS, state, kept);
    const isFiles = state.filesBefore !== kept.filesBefore || state.filesAfter !== kept.filesAfter;
    kept = state;
    let isKept = !isFiles || keepFiles(ports.tabStorage, state);
    if (isWork || (isLeaving && isOwedToOthers)) {
      const text = JSON.stringify(workOf(state));
      isKept = ports.tabStorage.set(WORK_KEY, text) && isKept;
      isOwedToOthers = !isLeaving && state.file.text.length > LONG_TEXT;
      if (!isOwedToOthers) {
        ports.storage.set(WORK_KEY, text);
      }
    }
    if (!isKept && refusedFile !== state.file.fileName) {
      refusedFile = state.file.fileName;
      on.refused();
    }
    if (isSettings) {
      ports.storage.set(SETTINGS_KEY, JSON.stringify(settingsOf(state)));
    }
  };
  const writeAfter = async (ms: number): Promise<void> => {
    await ports.clock.sleep(ms);
    const { text } = store.getState().file;
    const restMs = text.length > LONG_TEXT ? changedMs + LONG_PAUSE_MS - ports.clock.nowMs() : 0;
    if (isScheduled) {
      return restMs > 0 ? writeAfter(restMs) : write(false);
    }
  };
  store.subscribe(({ file }, before) => {
    if (file.text !== before.file.text) {
      changedMs = ports.clock.nowMs();
    }
    if (!isScheduled) {
      isScheduled = true;
      void writeAfter(PAUSE_MS);
    }
  });
  return () => write(true);
}

function workOf({ file, tabs }: DesignerState): KeptWork {
  const { left, right, bottom } = tabs;
  return { version: VERSION, ...packed(file), leftTab: left, rightTab: right, bottomTab: bottom };
}

const SETTINGS_PARTS = ["address", "theme", "delayMs", "form", "singleKeys", "panes"] as const;

function settingsOf(state: Pick<DesignerState, (typeof SETTINGS_PARTS)[number]>): KeptSettings {
  const { address, theme, delayMs, form, singleKeys, panes } = state;
  return { version: VERSION, address, theme, delayMs, form, singleKeys, panes };
}

function hasChanged<Whole>(parts: readonly (keyof Whole)[], now: Whole, before: Whole): boolean {
  return parts.some((part) => now[part] !== before[part]);
}

const THEMES: readonly unknown[] = ["system", "light", "dark"] satisfies Theme[];

function isKeptWork({ version, text }: Unchecked<KeptWork>): boolean {
  return version === VERSION && typeof text === "string";
}

function isKeptSettings({ version, address, theme, delayMs, form }: Unchecked<KeptSettings>): boolean {
  return (
    version === VERSION &&
    typeof address === "string" &&
    THEMES.includes(theme) &&
    typeof delayMs === "number" &&
    delayMs >= 0 &&
    delayMs <= MAX_DELAY_MS &&
    typeof form === "object" &&
    form !== null &&
    Object.values(form).every((field) => typeof field === "string")
  );
}
