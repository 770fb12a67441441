/** Files that are no text at all, as somebody drops them by mistake. */

/** The beginnings of well-known files, read as UTF-8 or one character a byte. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ["\x89PNG", "a PNG picture"],
  ["\ufffdPNG", "a PNG picture"],
  ["PK\x03\x04", "a ZIP archive"],
  ["PK\x05\x06", "a ZIP archive"],
  ["\x1f\x8b", "a file that gzip has packed"],
  ["\x1f\ufffd", "a file that gzip has packed"],
  ["%PDF-", "a PDF document"],
];

/** Of so many characters at the beginning so many that no text has make it none. */
const BEGINNING = 1000;
const MANY_CONTROLS = 5;

/** What such a file is, in a sentence; null for a text. */
export function noTextSentence(text: string): string | null {
  const known = SIGNATURES.find(([signature]) => text.startsWith(signature));
  if (known) {
    return `This is no text file: it begins as ${known[1]} does.`;
  }
  let controls = 0;
  let hasNul = false;
  for (let at = 0; at < Math.min(text.length, BEGINNING); at++) {
    const code = text.charCodeAt(at);
    hasNul ||= code === 0;
    controls += isControl(code) ? 1 : 0;
  }
  return hasNul || controls >= MANY_CONTROLS
    ? "This is no text file, or none in UTF-8: there are characters near its beginning that no text has."
    : null;
}

/** Those that texts have, as tabs, breaks of lines and pages, and the beginnings of a terminal's colours, do not count. */
function isControl(code: number): boolean {
  return code < 9 || (code > 13 && code < 32 && code !== 27);
}
