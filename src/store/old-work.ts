/**
 * Reads the work that older versions of the page kept, as texts in the storage of tabs: 0.1 and 0.2 the open file, what
 * came after them also those that could be gone back to. All of it carries version 1.
 */

import { type RandomBytes, randomHex } from "../base/random.ts";
import type { Storage } from "../base/storage.ts";
import type { Places } from "../model/drawing/arrange.ts";
import { laidOutPlaces } from "../model/drawing/arrange.ts";
import type { Point } from "../model/drawing/geometry.ts";
import type { Points } from "../model/drawing/points.ts";
import { DAMAGED_KEY, isCoordinate, OLD_FILES_KEY, OLD_WORK_KEY, readKept, type Unchecked } from "./kept.ts";
import { isReport } from "./kept-document.ts";
import { type FileRecord, newFile } from "./open-file.ts";
import { type OpenTabs, readTabs } from "./panels.ts";
import type { Ports } from "./ports.ts";

const VERSION = 1;

interface OldWork {
  /** The file that was open first, then the others. */
  readonly files: readonly FileRecord[];
  readonly tabs: OpenTabs | null;
  /** There was work of which nothing could be used; it is set aside. */
  readonly isDamaged: boolean;
}

interface OldFile {
  readonly fileName: string;
  readonly text: string;
  /** Null if it is the text. */
  readonly savedText: string | null;
  readonly placed: readonly (readonly [string, Point])[];
  readonly kept: readonly (readonly [string, Point])[];
  readonly direction: Places["direction"];
  readonly report: unknown;
}

interface OldOpenFile extends OldFile {
  readonly version: typeof VERSION;
  readonly leftTab: unknown;
  readonly rightTab: unknown;
  readonly bottomTab: unknown;
}

interface OldFiles {
  readonly version: typeof VERSION;
  readonly before: readonly OldFile[];
  readonly after: readonly OldFile[];
}

/** What this tab kept, else what another one kept last. */
export function readOldWork({
  tabStorage,
  storage,
  random,
}: Pick<Ports, "tabStorage" | "storage" | "random">): OldWork {
  const own = readOpenFile(tabStorage);
  const kept = own === null || own === "damaged" ? readOpenFile(storage) : own;
  const isDamaged = own === "damaged" || kept === "damaged";
  const others = readKept<OldFiles>(
    tabStorage.get(OLD_FILES_KEY),
    ({ version, before, after }) => version === VERSION && Array.isArray(before) && Array.isArray(after),
  );
  const files = [
    ...(kept === null || kept === "damaged" ? [] : [kept]),
    ...(others ? [...others.before, ...others.after] : []),
  ].flatMap((file: Unchecked<OldFile> | null) => (file ? (fileOf(file, random) ?? []) : []));
  const tabs =
    kept === null || kept === "damaged"
      ? null
      : readTabs({ left: kept.leftTab, right: kept.rightTab, bottom: kept.bottomTab });
  return { files, tabs, isDamaged };
}

/** What an area keeps. What cannot be used is moved to another key. */
function readOpenFile(area: Storage): OldOpenFile | null | "damaged" {
  const text = area.get(OLD_WORK_KEY);
  if (text === null) {
    return null;
  }
  const kept = readKept<OldOpenFile>(
    text,
    (work) => work.version === VERSION && typeof work.text === "string",
  );
  if (kept === null) {
    area.set(DAMAGED_KEY, text);
    area.remove(OLD_WORK_KEY);
    return "damaged";
  }
  return kept;
}

/** Null without a text; whatever else is wrong is replaced by what a new file has. */
function fileOf(
  { fileName, text, savedText, placed, kept, direction, report }: Unchecked<OldFile>,
  random: RandomBytes,
): FileRecord | null {
  if (typeof text !== "string") {
    return null;
  }
  const points = readPoints(kept);
  return {
    ...newFile(randomHex(random), typeof fileName === "string" ? fileName : "flow.yml", text),
    savedText: typeof savedText === "string" ? savedText : text,
    places: {
      ...laidOutPlaces(direction === "down" ? "down" : "right"),
      placed: readPoints(placed),
      kept: points.length === 0 ? null : points,
    },
    report: isReport(report) ? report : null,
  };
}

function readPoints(value: unknown): Points {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const page = list.flatMap((pair) => {
    const [name, point] = Array.isArray(pair) ? pair : [];
    return typeof name === "string" && isCoordinate(point?.x) && isCoordinate(point?.y)
      ? [name, point.x, point.y]
      : [];
  });
  return page.length > 0 ? [page] : [];
}
