/** What the database keeps of a tab of the browser: which documents it has open, and which panels. */
import type { Key } from "../base/database.ts";
import { partsOf } from "./kept.ts";
import { type OpenTabs, readTabs } from "./panels.ts";

/** The prefix of what is kept of tabs. */
export const TABS = "tab";
/** The key in the storage of a tab under which it has its id. */
export const TAB_KEY = "jina-flow-designer.tab";

/** The key of what is kept of a tab. */
export function tabKey(id: string): Key {
  return [TABS, id];
}

/** As it is written. */
export interface KeptTab {
  readonly version: 1;
  /** Ids of documents, from left to right. */
  readonly open: readonly string[];
  readonly shown: string;
  /** Ids of documents that were closed, the latest last. */
  readonly closed: readonly string[];
  readonly tabs: OpenTabs;
  /** Since 1970. */
  readonly usedMs: number;
}

/** What was kept of a tab; null if that is none. */
export function readTab(value: unknown): KeptTab | null {
  const { version, open, shown, closed, tabs, usedMs } = partsOf<KeptTab>(value);
  const { left, right, bottom } = partsOf<OpenTabs>(tabs);
  return version === 1 && typeof shown === "string"
    ? {
        version,
        open: idsOf(open),
        shown,
        closed: idsOf(closed),
        tabs: readTabs({ left, right, bottom }),
        usedMs: typeof usedMs === "number" ? usedMs : 0,
      }
    : null;
}

function idsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}
