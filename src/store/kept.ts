/** What the browser keeps is text that anything may have been done to: it is checked before it is used. */

/** An object that came from the browser's storage: any of its parts may be missing or of another type. */
export type Unchecked<Kept> = { readonly [key in keyof Kept]?: unknown };

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

/** The places of cards, without those that are none. */
export function readPlaced(kept: unknown): Map<string, { x: number; y: number }> {
  return new Map(Array.isArray(kept) ? kept.filter(isPlaced) : []);
}

function isPlaced(pair: unknown): boolean {
  const [name, point] = Array.isArray(pair) ? pair : [];
  return typeof name === "string" && isCoordinate(point?.x) && isCoordinate(point?.y);
}

/** Pixels from the gateway beyond which no card is put: the largest Flows are drawn within. */
const FURTHEST = 10_000_000;

function isCoordinate(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= FURTHEST;
}
