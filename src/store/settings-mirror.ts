/**
 * Keeps the settings, the form of Send among them, in the database as well: what a page writes to the browser's storage
 * reaches the disk seconds later, and a browser that is killed loses it. Comes late.
 */
import type { Key } from "../base/database.ts";
import { partsOf, readKept } from "./kept.ts";
import { restoreSettings, SETTINGS_KEY, SETTINGS_PARTS } from "./settings.ts";
import type { Tools } from "./tools.ts";

/** Where the database has the text that the storage has. */
const MIRROR: Key = ["settings"];
/** After each change; the storage has it by then. */
const PAUSE_MS = 400;

/**
 * Takes over settings that the storage has lost, if none was changed since, and writes those of the storage to the
 * database from then on. Never rejects: what the database refuses stands in the storage all the same.
 */
export async function mirrorSettings({ get, set, subscribe, ports }: Tools): Promise<void> {
  const { database, storage, clock } = ports;
  const before = get();
  const [entry] = await database.read(MIRROR).catch(() => []);
  let mirrored = typeof entry?.value === "string" ? entry.value : null;
  const isUntouched = SETTINGS_PARTS.every((part) => get()[part] === before[part]);
  if (mirrored !== null && isUntouched && writtenMs(mirrored) > writtenMs(storage.get(SETTINGS_KEY))) {
    storage.set(SETTINGS_KEY, mirrored);
    set(restoreSettings(ports));
  }
  const write = async () => {
    const text = storage.get(SETTINGS_KEY);
    if (text !== null && text !== mirrored && (await keeps(text))) {
      mirrored = text;
    }
  };
  const keeps = (text: string) => database.write({ put: [{ key: MIRROR, value: text }] }).catch(() => false);
  const writeLater = () => clock.after(PAUSE_MS, () => void write());
  writeLater();
  let seen = get();
  subscribe(() => {
    const state = get();
    if (SETTINGS_PARTS.some((part) => state[part] !== seen[part])) {
      writeLater();
    }
    seen = state;
  });
}

/** When settings were written; those of older versions do not say, and are older. */
function writtenMs(text: string | null): number {
  const kept = readKept<{ atMs: unknown }>(text, () => true);
  const { atMs } = partsOf<{ atMs: unknown }>(kept);
  return typeof atMs === "number" ? atMs : 0;
}
