/**
 * Keeps the settings, the form of Send among them. Of those that another tab keeps as well, only what was changed here is
 * put anew. They go to the browser's storage, and a moment later to the database: what a page writes to the storage reaches
 * the disk seconds later, and a browser that is killed loses it. Comes late.
 */
import type { Key } from "../base/database.ts";
import { partsOf, readKept } from "./kept.ts";
import { withoutSecrets } from "./kept-requests.ts";
import { type KeptSettings, restoreSettings, SETTINGS_KEY, SETTINGS_VERSION } from "./settings.ts";
import { type DesignerState, initialState } from "./state.ts";
import type { Tools } from "./tools.ts";

/** Where the database has the text that the storage has. */
const IN_DATABASE: Key = ["settings"];
/** Changes are gathered for this long before they are written to the storage, and for that long to the database. */
const PAUSE_MS = 250;
const DATABASE_PAUSE_MS = 150;

/**
 * Writes settings that change; the function it returns writes at once. Takes over those of the database that the storage
 * has lost, if none was changed since.
 */
export function keepSettings(tools: Tools): () => void {
  const { get, set, subscribe, ports } = tools;
  const { database, storage, clock } = ports;
  let isScheduled = false;
  /** What all tabs were known to keep when this one wrote last. */
  let kept = settingsOf({ ...initialState(get().file), ...restoreSettings(storage.get(SETTINGS_KEY)) });
  /** The newest text, which the storage may have refused, and the one that the database has. */
  let text = storage.get(SETTINGS_KEY);
  let inDatabase: string | null = null;

  const writeToDatabase = async (): Promise<void> => {
    const next = text;
    if (next !== null && next !== inDatabase) {
      const put = [{ key: IN_DATABASE, value: next }];
      if (await database.write({ put }).catch(() => false)) {
        inDatabase = next;
      }
    }
  };
  const write = () => {
    isScheduled = false;
    const now = settingsOf(get());
    if (isSame(now, kept)) {
      return;
    }
    const theirs = restoreSettings(storage.get(SETTINGS_KEY));
    text = JSON.stringify({ ...merged(now, kept, theirs), atMs: clock.epochMs() });
    kept = now;
    try {
      storage.set(SETTINGS_KEY, text);
    } catch (cause) {
      tools.fault("keeping the settings", cause);
    }
    clock.after(DATABASE_PAUSE_MS, () => void writeToDatabase());
  };
  const schedule = () => {
    if (!isScheduled) {
      isScheduled = true;
      clock.after(PAUSE_MS, write);
    }
  };
  const takeOver = async (): Promise<void> => {
    const before = settingsOf(get());
    const [entry] = await database.read(IN_DATABASE).catch(() => []);
    inDatabase = typeof entry?.value === "string" ? entry.value : null;
    if (inDatabase !== null && isSame(settingsOf(get()), before) && writtenMs(inDatabase) > writtenMs(text)) {
      text = inDatabase;
      storage.set(SETTINGS_KEY, text);
      set(restoreSettings(text));
      kept = settingsOf(get());
    }
    await writeToDatabase();
  };

  subscribe(schedule);
  schedule();
  void takeOver();
  return write;
}

function settingsOf(
  state: Pick<DesignerState, "address" | "theme" | "delayMs" | "form" | "singleKeys" | "panes">,
): KeptSettings {
  const { address, theme, delayMs, form, singleKeys, panes } = state;
  return {
    version: SETTINGS_VERSION,
    address: withoutSecrets(address),
    theme,
    delayMs,
    form,
    singleKeys,
    panes,
  };
}

/** The settings of this tab; those that were not changed in it are as all tabs keep them by now. */
function merged(now: KeptSettings, before: KeptSettings, theirs: Partial<KeptSettings>): KeptSettings {
  return {
    ...now,
    ...unchanged(now, before, theirs),
    form: { ...now.form, ...unchanged(now.form, before.form, theirs.form ?? {}) },
  };
}

/** What others have of which nothing was changed here. */
function unchanged<Whole extends object>(now: Whole, before: Whole, theirs: Partial<Whole>): Partial<Whole> {
  const keys = Object.keys(theirs) as (keyof Whole)[];
  const same = keys.filter((key) => isSame(now[key], before[key]));
  return Object.fromEntries(same.map((key) => [key, theirs[key]])) as Partial<Whole>;
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other || typeof one !== "object" || typeof other !== "object" || !one || !other) {
    return one === other;
  }
  const [some, others] = [Object.entries(one), new Map(Object.entries(other))];
  return some.length === others.size && some.every(([key, value]) => isSame(value, others.get(key)));
}

/** When settings were written; those of older versions do not say, and are older. */
function writtenMs(text: string | null): number {
  const kept = readKept<{ atMs: unknown }>(text, () => true);
  const { atMs } = partsOf<{ atMs: unknown }>(kept);
  return typeof atMs === "number" ? atMs : 0;
}
