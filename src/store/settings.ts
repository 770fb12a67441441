/** The settings, which are kept for all tabs: an address, colours, the form of the Send panel and the like. */
import type { StoreApi } from "zustand/vanilla";
import { isSimulationNumber } from "../model/run/simulation-limits.ts";
import { readKept, type Unchecked } from "./kept.ts";
import { withoutSecrets } from "./kept-requests.ts";
import { type Panes, readPanes } from "./panes.ts";
import type { Ports } from "./ports.ts";
import { DEFAULT_FORM, type DesignerState, type Theme } from "./state.ts";

/** The key of the settings in the browser's storage. */
export const SETTINGS_KEY = "jina-flow-designer.settings";
const VERSION = 1;
/** Changes are gathered for this long before they are written. */
const PAUSE_MS = 250;

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

/** What is kept of the settings; nothing where that is not what it should be. */
export function restoreSettings({ storage }: Pick<Ports, "storage">): Partial<DesignerState> {
  const settings = readKept<KeptSettings>(storage.get(SETTINGS_KEY), isKeptSettings);
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

/** Writes settings that change, some time after; the function it returns writes at once. */
export function keepSettings(
  store: StoreApi<DesignerState>,
  { storage, clock }: Pick<Ports, "storage" | "clock">,
  failed: (cause: unknown) => void,
): () => void {
  let kept = settingsOf(store.getState());
  let isScheduled = false;
  const write = () => {
    isScheduled = false;
    const settings = settingsOf(store.getState());
    if (SETTINGS_PARTS.some((part) => settings[part] !== kept[part])) {
      kept = settings;
      try {
        storage.set(SETTINGS_KEY, JSON.stringify({ ...settings, atMs: clock.epochMs() }));
      } catch (cause) {
        failed(cause);
      }
    }
  };
  store.subscribe(() => {
    if (!isScheduled) {
      isScheduled = true;
      clock.after(PAUSE_MS, write);
    }
  });
  return write;
}

/** The parts of the state that settings are. */
export const SETTINGS_PARTS = ["address", "theme", "delayMs", "form", "singleKeys", "panes"] as const;

function settingsOf(state: Pick<DesignerState, (typeof SETTINGS_PARTS)[number]>): KeptSettings {
  const { address, theme, delayMs, form, singleKeys, panes } = state;
  return { version: VERSION, address: withoutSecrets(address), theme, delayMs, form, singleKeys, panes };
}

const THEMES: readonly unknown[] = ["system", "light", "dark"] satisfies Theme[];

function isKeptSettings({ version, address, theme, delayMs, form }: Unchecked<KeptSettings>): boolean {
  return (
    version === VERSION &&
    typeof address === "string" &&
    THEMES.includes(theme) &&
    isSimulationNumber("ms", delayMs) &&
    typeof form === "object" &&
    form !== null &&
    Object.values(form).every((field) => typeof field === "string")
  );
}
