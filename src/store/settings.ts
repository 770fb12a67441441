/** The settings, which are kept for all tabs: an address, colours, the form of the Send panel and the like. */
import { isSimulationNumber } from "../model/run/simulation-limits.ts";
import { readKept, type Unchecked } from "./kept.ts";
import { type Panes, readPanes } from "./panes.ts";
import { DEFAULT_FORM, type SendForm, type Theme } from "./state.ts";

/** The key of the settings in the browser's storage. */
export const SETTINGS_KEY = "jina-flow-designer.settings";
/** The form in which they are kept. */
export const SETTINGS_VERSION = 1;

/** The settings as they are kept. */
export interface KeptSettings {
  readonly version: typeof SETTINGS_VERSION;
  readonly address: string;
  readonly theme: Theme;
  readonly delayMs: number;
  readonly form: SendForm;
  /** Not kept before 0.4; they are on then. */
  readonly singleKeys?: boolean;
  /** The same. */
  readonly panes?: Panes;
}

/** The settings that a text keeps; nothing where that is not what it should be. */
export function restoreSettings(text: string | null): Partial<Omit<KeptSettings, "version">> {
  const settings = readKept<KeptSettings>(text, isKeptSettings);
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

const THEMES: readonly unknown[] = ["system", "light", "dark"] satisfies Theme[];

function isKeptSettings({ version, address, theme, delayMs, form }: Unchecked<KeptSettings>): boolean {
  return (
    version === SETTINGS_VERSION &&
    typeof address === "string" &&
    THEMES.includes(theme) &&
    isSimulationNumber("ms", delayMs) &&
    typeof form === "object" &&
    form !== null &&
    Object.values(form).every((field) => typeof field === "string")
  );
}
