/**
 * Parameters for one executor alone, as the gateway tells them by their keys: `NAME__key` is `key` for the executor NAME
 * and nothing for others.
 */

const SEPARATOR = "__";

/** Whether a parameter is for one executor. */
export function isSpecific(key: string): boolean {
  return key.includes(SEPARATOR) && !key.startsWith(SEPARATOR) && !key.endsWith(SEPARATOR);
}

/** Which executor such a key names, and what it is called there. Of several separators the last one divides. */
export function splitSpecific(key: string): { readonly executor: string; readonly name: string } {
  const parts = key.split(SEPARATOR);
  const name = parts.pop() ?? "";
  return { executor: parts.join(""), name };
}

/** The key of a parameter for one executor; null where the gateway would take it for another one. */
export function specificKey(executor: string, name: string): string | null {
  const key = `${executor}${SEPARATOR}${name}`;
  const read = splitSpecific(key);
  return isSpecific(key) && read.executor === executor && read.name === name ? key : null;
}
