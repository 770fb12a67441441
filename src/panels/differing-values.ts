/** Two values that differ, as texts in which that can be seen. Pure. */
import { type DocValue, Excerpt, Tensor } from "../model/run/document.ts";
import { numberAtByte } from "../model/run/tensor-numbers.ts";
import { beginningOf, printValue } from "./print-value.ts";

/** Characters before the first that differs. */
const BEFORE = 20;

/** Both by their beginnings, of at most `max` characters; where these are the same, by what they differ in first. */
export function differingTexts(
  left: DocValue | undefined,
  right: DocValue | undefined,
  max: number,
): readonly [string, string] {
  const texts = [textOf(left, max), textOf(right, max)] as const;
  const [a, b] = [shownOf(left), shownOf(right)];
  if (texts[0] !== texts[1]) {
    return texts;
  }
  if (typeof a === "string" && typeof b === "string") {
    const at = firstDifference(a, b) - BEFORE;
    // Not between the halves of a character.
    const from = a.codePointAt(at - 1) === a.charCodeAt(at - 1) ? at : at - 1;
    return [`…${beginningOf(a.slice(from), max)}`, `…${beginningOf(b.slice(from), max)}`];
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    const at = firstDifference(a, b);
    return [`${texts[0]}, [${at}] is ${a[at]}`, `${texts[1]}, [${at}] is ${b[at]}`];
  }
  if (a instanceof Tensor && b instanceof Tensor) {
    const place = firstDifference(a.buffer, b.buffer);
    const [one, two] = [numberAtByte(a, place), numberAtByte(b, place)];
    return one && two
      ? [`${texts[0]}, [${one.at}] is ${one.number}`, `${texts[1]}, [${two.at}] is ${two.number}`]
      : texts;
  }
  return texts;
}

function textOf(value: DocValue | undefined, max: number): string {
  return value === undefined ? "–" : printValue(value, max);
}

function shownOf(value: DocValue | undefined): DocValue | undefined {
  return value instanceof Excerpt ? value.shown : value;
}

/** Where two of them differ first; the end of the shorter one if it is the beginning of the other. */
function firstDifference(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) {
    at += 1;
  }
  return at;
}
