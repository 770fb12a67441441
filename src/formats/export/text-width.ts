/**
 * How wide a text is, where no font can be asked. Widths are those of Arial in bold, which Helvetica and Liberation Sans
 * share and which regular letters stay below; of scripts that are not listed, as much as their letters may take.
 */

import { cutPlace } from "../../base/words.ts";

/** A face that every system has a font for: letters, or letters that are all equally wide. */
export type FontFace = "sans" | "mono";

/** Widths in thousandths of the font's size, each with the characters that take at most so much. */
const WIDTHS: readonly (readonly [number, string])[] = [
  [278, " ',./I\\ijl"],
  [333, "!()-:;[]`ft|"],
  [389, "*r{}"],
  [500, '"z'],
  [556, "#$0123456789J_aceksvxy"],
  [611, "+<=>^~?FLTZbdghnopqu"],
  [667, "EPSVXY"],
  [722, "&ABCDHKNRU"],
  [778, "GOQw·"],
  [889, "Mm%"],
  [1000, "@W…×"],
];
const WIDTH_OF: ReadonlyMap<string, number> = new Map(
  WIDTHS.flatMap(([width, characters]) => [...characters].map((character) => [character, width] as const)),
);
/** Marks on the letter before them, and what joins and turns letters, take no room of their own. */
const ON_OTHERS = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** Of other letters, of those from Hangul and CJK on, and of those beyond 16 bits, as emoji. */
const OTHER = 900;
const WIDE = 1050;
const WIDEST = 1400;
const MONO = 605;

const FIRST_WIDE = 0x1100;
const FIRST_WIDEST = 0x10000;
/** The ellipsis and typographic marks between the letters of Europe and those of Asia are not wide. */
const MARKS = { from: 0x2000, to: 0x2e80 } as const;

/** Characters at the end of a text that stay where it is cut: names that begin alike are told apart by their ends. */
const END = 4;
/** The share of the room that these may take, be they made of whatever. */
const MOST_AT_END = 0.6;

/** The width in pixels of a text in a font of so many pixels: none is wider in Arial, and few are narrower by much. */
export function textWidth(text: string, fontSize: number, face: FontFace): number {
  let width = 0;
  for (const character of text) {
    width += widthOf(character, face);
  }
  return (width * fontSize) / 1000;
}

/** Whether the width of all its characters is known, and not only a bound of it. */
export function isWidthKnown(text: string): boolean {
  return /^[ -~…]*$/.test(text);
}

/** The text if there is room for it, which is in pixels, else its beginning and end with an ellipsis between them. */
export function cutToWidth(text: string, fontSize: number, face: FontFace, room: number): string {
  if (text.length <= MOST_UNITS && textWidth(text, fontSize, face) <= room) {
    return text;
  }
  const end = [...text.slice(-2 * END)].slice(-END).join("");
  const last = text.slice(cutPlace(text, text.length - end.length));
  const tail = textWidth(last, fontSize, face) > room * MOST_AT_END ? "" : last;
  const left = room - textWidth(`…${tail}`, fontSize, face);
  let width = 0;
  let taken = 0;
  // A text that is longer by far is not looked at as a whole.
  for (const character of text.slice(0, MOST_UNITS)) {
    width += (widthOf(character, face) * fontSize) / 1000;
    if (width > left) {
      break;
    }
    taken += character.length;
  }
  return `${text.slice(0, cutPlace(text, taken))}…${tail}`;
}

/** More never fits on a card. */
const MOST_UNITS = 200;

function widthOf(character: string, face: FontFace): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= FIRST_WIDEST) {
    return WIDEST;
  }
  if (code >= 0x300 && ON_OTHERS.test(character)) {
    return 0;
  }
  const isWide = code >= FIRST_WIDE && !(code >= MARKS.from && code < MARKS.to);
  if (face === "mono") {
    return isWide ? 2 * MONO : MONO;
  }
  return WIDTH_OF.get(character) ?? (isWide ? WIDE : OTHER);
}
