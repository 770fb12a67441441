/** What goes of the kept files by itself, so that the browser's storage does not grow for ever. */
import type { Database } from "../base/database.ts";
import { HEADS, headKey, PARTS, readHead } from "./kept-document.ts";
import { readTab, TABS } from "./kept-tab.ts";
import { VERSIONS } from "./kept-version.ts";

/** Closed files that stay; the list of kept files says so. */
export const MOST_CLOSED = 300;
/** Characters of their texts. */
const MOST_LETTERS = 100_000_000;

/**
 * Removes the oldest of the closed files beyond the limit. Files that any tab has open, `open` among them, and files of
 * which a version has a name always stay, and so does what is changed meanwhile.
 */
export async function forgetFiles(database: Database, open: readonly string[]): Promise<void> {
  const entries = await database.read([HEADS], [TABS]);
  const isOpen = new Set(open);
  for (const { key, value } of entries) {
    for (const id of (key[0] === TABS && readTab(value)?.open) || []) {
      isOpen.add(id);
    }
  }
  let letters = 0;
  const oldest = entries
    .flatMap(({ key, value }) => {
      const head = key[0] === HEADS ? readHead(value) : null;
      const id = String(key[1]);
      return head && !isOpen.has(id) ? [{ id, ...head }] : [];
    })
    .sort((a, b) => b.editedMs - a.editedMs)
    .filter(({ length }, at) => {
      letters += length;
      return at >= MOST_CLOSED || letters > MOST_LETTERS;
    });
  if (oldest.length === 0) {
    return;
  }
  const versions = await database.read(...oldest.map(({ id }) => [VERSIONS, id]));
  const isNamed = new Set(versions.map(({ key }) => key[1]));
  for (const { id, revision } of oldest) {
    if (!isNamed.has(id)) {
      await database.write({
        unless: { key: headKey(id), holds: (value) => readHead(value)?.revision !== revision },
        remove: [
          [HEADS, id],
          [PARTS, id],
        ],
      });
    }
  }
}
