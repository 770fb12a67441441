/**
 * The work to begin with: what this tab had open, else what the tab used last had, else what an older version kept.
 * Only the document that is shown is read before the first picture; `keeper.ts` brings the others.
 */
import type { Database, Entry } from "../base/database.ts";
import { randomHex } from "../base/random.ts";
import type { Storage } from "../base/storage.ts";
import { OLD_WORK_KEY, readKept } from "./kept.ts";
import { HEADS, headKey, PARTS, type ReadDocument, readDocumentParts, readHead } from "./kept-document.ts";
import { type KeptTab, readTab, TAB_KEY, TABS } from "./kept-tab.ts";
import { loadLate } from "./late.ts";
import type { FileRecord } from "./open-file.ts";
import type { Ports } from "./ports.ts";

/** The key under which a tab keeps what was not yet in the database when it was left. */
const UNWRITTEN_KEY = "jina-flow-designer.unwritten";
/** In place of a tab's id: it begins without what was kept. */
const AFRESH = "afresh";

/** What is there to begin with. */
export interface RestoredWork {
  /** The id of this tab, new with each load, since a tab that is duplicated has the id of the other one. */
  readonly tabId: string;
  /** What the tab had open that is gone on with; null for none. */
  readonly tab: KeptTab | null;
  /** The document that is shown; null for none. */
  readonly shown: Restored | null;
  /** Files of an older version, to be written in the new form. */
  readonly old: readonly FileRecord[];
  /** There was work of which nothing could be used. */
  readonly isDamaged: boolean;
  /** What was thrown on the way; a DOMException where the browser refused. */
  readonly failed?: { readonly cause: unknown };
}

/** A document that was kept. */
export interface Restored extends ReadDocument {
  /** False if it is ahead of the database: the tab was left before it was written. */
  readonly isWritten: boolean;
}

/** A tab that begins with nothing. */
export function noWork(tabId: string): RestoredWork {
  return { tabId, tab: null, shown: null, old: [], isDamaged: false };
}

/** Never rejects. */
export async function restoreWork(ports: Ports): Promise<RestoredWork> {
  const none = noWork(randomHex(ports.random));
  try {
    const own = ports.tabStorage.get(TAB_KEY);
    if (own === AFRESH) {
      return none;
    }
    const hasOld = [ports.tabStorage, ports.storage].some((area) => area.get(OLD_WORK_KEY) !== null);
    let failed: RestoredWork["failed"];
    // What the tab kept itself is there all the same.
    const refused = (cause: unknown) => {
      failed ??= { cause };
      return null;
    };
    const [entries, oldWork] = await Promise.all([
      ports.database.read([TABS], [HEADS]).catch(refused),
      hasOld ? loadLate("What reads older work", () => import("./old-work.ts")) : null,
    ]);
    const tabs = (entries ?? []).flatMap(({ key, value }) => {
      const tab = key[0] === TABS ? readTab(value) : null;
      return tab ? { id: key[1], tab } : [];
    });
    const heads = (entries ?? []).flatMap(({ key, value }) => {
      const head = key[0] === HEADS ? readHead(value) : null;
      return head ? { id: String(key[1]), ...head } : [];
    });
    const documents = heads.sort((a, b) => b.editedMs - a.editedMs).map(({ id }) => id);
    const newest = tabs.reduce<KeptTab | null>(
      (last, { tab }) => (last && last.usedMs > tab.usedMs ? last : tab),
      null,
    );
    const tab = readUnwritten(ports.tabStorage).tab ?? tabs.find(({ id }) => id === own)?.tab ?? newest;
    const old = oldWork?.readOldWork(ports) ?? { files: [], tabs: null, isDamaged: false };
    const ids = tab ? [tab.shown, ...tab.open.toReversed()] : old.files.length > 0 ? [] : documents;
    const found = await readFirst(ports, ids, refused);
    return {
      ...none,
      tab: tab ?? (old.tabs && { version: 1, open: [], shown: "", closed: [], tabs: old.tabs, usedMs: 0 }),
      shown: found.document,
      old: old.files,
      isDamaged: found.isDamaged || old.isDamaged,
      ...(failed && { failed }),
    };
  } catch (cause) {
    return { ...none, failed: { cause } };
  }
}

/** The first of these documents that can be read; `refused` is told of those that the browser does not give. */
async function readFirst(
  ports: Ports,
  ids: readonly string[],
  refused: (cause: unknown) => null,
): Promise<{ document: Restored | null; isDamaged: boolean }> {
  let isDamaged = false;
  for (const id of ids) {
    const document = await restoreDocument(ports, id).catch(refused);
    if (document && document !== "damaged") {
      return { document, isDamaged };
    }
    isDamaged ||= document === "damaged";
  }
  return { document: null, isDamaged };
}

/** A document as this tab left it; null if there is none. Rejects if the browser does not give it. */
export async function restoreDocument(
  { database, tabStorage }: Pick<Ports, "database" | "tabStorage">,
  id: string,
): Promise<Restored | "damaged" | null> {
  const unwritten = readUnwritten(tabStorage).documents.find((one) => one.file.id === id);
  const reading = readDocument(database, id);
  const kept = await (unwritten ? reading.catch(() => null) : reading);
  if (!unwritten) {
    return kept && (kept === "damaged" ? kept : { ...kept, isWritten: true });
  }
  const isWritten =
    kept &&
    kept !== "damaged" &&
    kept.revision > unwritten.revision &&
    kept.file.text === unwritten.file.text;
  if (isWritten) {
    return { ...kept, isWritten };
  }
  // What stands for a file on the disk goes through no text.
  const disk = kept && kept !== "damaged" ? kept.file.disk : null;
  const revision =
    kept && kept !== "damaged" && isEarlier(kept, unwritten) ? kept.revision : unwritten.revision;
  return { ...unwritten, revision, file: { ...unwritten.file, disk }, isWritten: false };
}

/** Whether the page was left while it wrote that: no other tab has changed anything since. */
function isEarlier(kept: ReadDocument, left: ReadDocument): boolean {
  return kept.by !== "" && kept.by === left.by && kept.revision === left.revision + 1;
}

/** A document of the database; null if there is none. */
export async function readDocument(database: Database, id: string): Promise<ReadDocument | "damaged" | null> {
  const [head, ...parts] = await database.read(headKey(id), [PARTS, id]);
  return head ? (readDocumentParts(id, head.value, parts) ?? "damaged") : null;
}

/** What a tab kept that was ahead of the database when it was left. */
interface Unwritten {
  readonly tab: KeptTab | null;
  readonly documents: readonly ReadDocument[];
}

/** What this tab kept that was ahead of the database when it was left. */
export function readUnwritten(tabStorage: Storage): Unwritten {
  const kept = readKept<KeptUnwritten>(tabStorage.get(UNWRITTEN_KEY), ({ documents }) =>
    Array.isArray(documents),
  );
  const documents = (kept?.documents ?? []).flatMap((entries: unknown) => {
    const [head, ...parts] = Array.isArray(entries) ? entries.filter(isEntry) : [];
    const read = head?.key[0] === HEADS && readDocumentParts(String(head.key[1]), head.value, parts);
    return read || [];
  });
  return { tab: readTab(kept?.tab), documents };
}

interface KeptUnwritten {
  readonly tab: KeptTab;
  /** Of each document its head with the revision that was known, and its parts. */
  readonly documents: readonly (readonly Entry[])[];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "key" in value && Array.isArray(value.key);
}

/** Keeps for a reload of this tab what is not in the database yet; null if all is. False if the browser refuses. */
export function keepUnwritten(tabStorage: Storage, unwritten: KeptUnwritten | null): boolean {
  if (unwritten === null) {
    tabStorage.remove(UNWRITTEN_KEY);
    return true;
  }
  return tabStorage.set(UNWRITTEN_KEY, JSON.stringify(unwritten));
}

/** Lets the page begin without what was kept, which stays where it is. */
export function beginAfresh(tabStorage: Storage): void {
  tabStorage.set(TAB_KEY, AFRESH);
  tabStorage.remove(UNWRITTEN_KEY);
}
