/** What is half typed into fields of arguments: kept with the file until it is taken, over a reload too. */
import type { Path } from "../model/path.ts";

/** Where a value of an argument stands: of one owner or of several at once, and the way to it. */
export interface ArgumentPlace {
  /** Executors by name, `gateway` for the section of that name, and null for the Flow's `with`. */
  readonly owners: readonly (string | null)[];
  /** The argument's key, and keys and positions in its value. */
  readonly way: Path;
}

/** What is typed into a field and not yet taken. */
export interface FieldDraft {
  /** What the field showed when it was typed: a draft of another value counts for nothing. */
  readonly of: string;
  readonly text: string;
  /** Why it was refused; null before it was asked for. */
  readonly error: string | null;
}

/** By `draftKey`, the latest last. */
export type Drafts = ReadonlyMap<string, FieldDraft>;

/** Of more, the oldest go. */
const MAX_DRAFTS = 200;

/** The key of a field's draft. */
export function draftKey({ owners, way }: ArgumentPlace): string {
  return JSON.stringify([owners, ...way]);
}

/** The drafts with one in its place; null takes it away. */
export function withDraft(drafts: Drafts, key: string, draft: FieldDraft | null): Drafts {
  const others = [...drafts].filter(([other]) => other !== key);
  return draft || others.length < drafts.size
    ? new Map([...others, ...(draft ? [[key, draft] as const] : [])].slice(-MAX_DRAFTS))
    : drafts;
}

/** The drafts after executors got other names: what they are called now, by what they were called. */
export function renamedDrafts(drafts: Drafts, renames: ReadonlyMap<string, string>): Drafts {
  if (renames.size === 0 || drafts.size === 0) {
    return drafts;
  }
  const renamed = (key: string) => {
    const [owners, ...way]: readonly unknown[] = JSON.parse(key);
    const now = (owner: unknown) => (typeof owner === "string" ? (renames.get(owner) ?? owner) : owner);
    return Array.isArray(owners) ? JSON.stringify([owners.map(now), ...way]) : key;
  };
  return [...drafts.keys()].some((key) => renamed(key) !== key)
    ? new Map([...drafts].map(([key, draft]) => [renamed(key), draft]))
    : drafts;
}

/** Drafts of any kept value; what is none is left out. */
export function readDrafts(kept: unknown): Drafts {
  const pairs: readonly unknown[] = Array.isArray(kept) ? kept : [];
  return new Map(pairs.flatMap((pair) => (isDraftPair(pair) ? [pair] : [])));
}

function isDraftKey(key: unknown): boolean {
  try {
    return typeof key === "string" && Array.isArray(JSON.parse(key));
  } catch {
    return false;
  }
}

function isDraftPair(pair: unknown): pair is readonly [string, FieldDraft] {
  if (!Array.isArray(pair) || !isDraftKey(pair[0])) {
    return false;
  }
  const { of, text, error }: Partial<Record<keyof FieldDraft, unknown>> = pair[1] ?? {};
  return typeof of === "string" && typeof text === "string" && (error === null || typeof error === "string");
}
