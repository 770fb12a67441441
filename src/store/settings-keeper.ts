/**
 * Keeps the settings, the form of Send among them. Of those that another tab keeps as well, only what was changed here is
 * put anew. They go to the browser's storage, and a moment later to the database: what a page writes to the storage reaches
 * the disk seconds later, and a browser that is killed loses it. Settings that this page cannot read, which may be a newer
 * page's, are never written over: they stay where they are, and this page keeps its own beside them. Comes late.
 */
import type { Clock } from "../base/clock.ts";
import type { Key } from "../base/database.ts";
import { partsOf, readKept } from "./kept.ts";
import { withoutHostSecrets, withoutSecrets } from "./kept-requests.ts";
import { type KeptSettings, restoreSettings, SETTINGS_KEY, SETTINGS_VERSION } from "./settings.ts";
import { type DesignerState, initialState } from "./state.ts";
import type { Tools } from "./tools.ts";

/** Where the database has the text that the storage has. */
const IN_DATABASE: Key = ["settings"];
/** Where both have this page's own beside those that it cannot read. */
const OWN_KEY = `${SETTINGS_KEY}.own`;
const OWN_IN_DATABASE: Key = ["settings", "own"];
/** Changes are gathered for this long before they are written to the storage, and for that long to the database. */
const PAUSE_MS = 250;
const DATABASE_PAUSE_MS = 150;

/**
 * Writes settings that change; the function it returns writes at once. Takes over those of the database that the storage
 * has lost, if none was changed since. Tells once of settings that this page cannot read.
 */
export function keepSettings(tools: Tools): () => void {
  const { get, set, subscribe, ports } = tools;
  const { database, storage, clock } = ports;
  let isScheduled = false;
  const keyNow = () => (isUnread(storage.get(SETTINGS_KEY)) ? OWN_KEY : SETTINGS_KEY);
  /** What all tabs were known to keep when this one wrote last. */
  let kept = settingsOf({ ...initialState(get().file), ...restoreSettings(storage.get(SETTINGS_KEY)) });
  /** The newest text, which the storage may have refused, and the one that the database has. */
  let text = storage.get(keyNow());
  let inDatabase: string | null = null;

  const writeToDatabase = async (): Promise<void> => {
    const next = text;
    if (next !== null && next !== inDatabase) {
      const isShared = keyNow() === SETTINGS_KEY;
      if ((isShared && (await puts(IN_DATABASE, next))) || (await puts(OWN_IN_DATABASE, next))) {
        inDatabase = next;
      }
    }
  };
  /** False where the database refuses it, or has settings there that cannot be read. */
  const puts = (key: Key, value: string): Promise<boolean> =>
    database.write({ unless: { key, holds: isUnread }, put: [{ key, value }] }).catch(() => false);
  const write = () => {
    isScheduled = false;
    const now = settingsOf(get());
    if (isSame(now, kept)) {
      return;
    }
    const theirs = restoreSettings(storage.get(keyNow()));
    text = printSettings(merged(now, kept, theirs), clock);
    kept = now;
    try {
      storage.set(keyNow(), text);
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
  const use = (next: string): void => {
    text = next;
    set(restoreSettings(next));
    kept = settingsOf(get());
  };
  const takeOver = async (): Promise<void> => {
    const before = settingsOf(get());
    let isTold = keyNow() === OWN_KEY && text !== null;
    const entries = await database.read(IN_DATABASE).catch(() => []);
    isTold ||= entries.some(({ key }) => key.length === OWN_IN_DATABASE.length);
    const texts = entries.flatMap(({ value }) => (typeof value === "string" ? [value] : []));
    const unread = texts.find(isUnread);
    if (unread !== undefined && isNewer(unread, storage.get(SETTINGS_KEY))) {
      putBack(unread);
    }
    inDatabase = texts.filter((one) => !isUnread(one)).reduce(newerOf, null);
    if (inDatabase !== null && isSame(settingsOf(get()), before) && isNewer(inDatabase, text)) {
      use(inDatabase);
      storage.set(keyNow(), inDatabase);
    }
    if (keyNow() === OWN_KEY && !isTold) {
      tellOfUnread();
    }
    await writeToDatabase();
  };
  /** Gives the storage settings again that cannot be read here; those that can stand beside them from then on. */
  const putBack = (unread: string): void => {
    const own = storage.get(SETTINGS_KEY);
    storage.set(SETTINGS_KEY, unread);
    if (own !== null && !isUnread(own) && isNewer(own, storage.get(OWN_KEY))) {
      storage.set(OWN_KEY, own);
    }
  };
  const tellOfUnread = (): void => {
    text ??= printSettings(settingsOf(get()), clock);
    storage.set(OWN_KEY, text);
    const said =
      "The settings that this browser has kept are those of a newer version of this page, or damaged, and cannot be read here. They stay as they are, and this page keeps its own beside them.";
    tools.logLine("warning", said);
    tools.toast("warning", said, { isRefusal: false });
  };

  if (keyNow() === OWN_KEY && text !== null && isSame(settingsOf(get()), kept)) {
    use(text);
  }
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

/** As they are kept, with the time, and without what may be secret. */
function printSettings(settings: KeptSettings, clock: Pick<Clock, "epochMs">): string {
  const form = withoutHostSecrets(settings.form);
  return JSON.stringify({ ...settings, form, atMs: clock.epochMs() });
}

/** Whether it is a text that keeps no settings which this page can read. */
function isUnread(text: unknown): boolean {
  return typeof text === "string" && restoreSettings(text).form === undefined;
}

function newerOf(one: string | null, other: string): string {
  return one === null || isNewer(other, one) ? other : one;
}

function isNewer(text: string, than: string | null): boolean {
  return writtenMs(text) > writtenMs(than);
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
