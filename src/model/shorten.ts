import { cutPlace } from "../base/words.ts";

/** The beginning of a text, with an ellipsis where it was cut; what people see as one character stays whole. */
export function shorten(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, cutPlace(text, maxLength))}…`;
}
