/** The beginning of a text, with an ellipsis where it was cut; characters of two code units stay whole. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) {
    return text;
  }
  return `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, "")}…`;
}
