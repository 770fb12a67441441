/** What the browser keeps is text that anything may have been done to: it is checked before it is used. */

/** The keys under which older versions kept the open file, and those that could be gone back to: `old-work.ts`. */
export const OLD_WORK_KEY = "jina-flow-designer.work";
export const OLD_FILES_KEY = "jina-flow-designer.files";
/** The key under which work is set aside that cannot be used. */
export const DAMAGED_KEY = `${OLD_WORK_KEY}.damaged`;

/** An object that came from the browser's storage: any of its parts may be missing or of another type. */
export type Unchecked<Kept> = { readonly [key in keyof Kept]?: unknown };

/** What an object that may be anything has; nothing of what is none. */
export function partsOf<Whole>(value: unknown): Unchecked<Whole> {
  return typeof value === "object" && value !== null ? value : {};
}

/** What a text keeps, if it is an object that passes; null if not. */
export function readKept<Kept>(
  text: string | null,
  isKept: (value: Unchecked<Kept>) => boolean,
): Kept | null {
  if (text === null) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && isKept(value) ? (value as Kept) : null;
  } catch {
    return null;
  }
}

/** Pixels from the gateway beyond which no card is put: the largest Flows are drawn within. */
const FURTHEST = 10_000_000;

/** Whether that may be a coordinate of a card. */
export function isCoordinate(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= FURTHEST;
}
