/**
 * What the engine says of an entry whose `method` is an attribute of its Flow that makes no executor. It calls whatever
 * it finds under that name with all keys of the entry, and fails at the call.
 */

import type { PythonFault } from "../python-json.ts";
import methods from "./flow-methods.json" with { type: "json" };

type Method =
  | { readonly function: string; readonly keywords: readonly string[] }
  | { readonly function: string; readonly required: readonly string[]; readonly byPlace?: boolean }
  | { readonly value: string }
  | { readonly says: readonly string[] };

const METHODS: ReadonlyMap<string, Method> = new Map(Object.entries<Method>(methods));

/**
 * The engine's refusal of an entry with these keys, in their order and `method` among them; null if it has no such
 * attribute, or one whose call is no refusal.
 *
 * @param kindOf Python's type of a value that depends on what the Flow says elsewhere
 */
export function methodFault(
  name: string,
  keys: readonly string[],
  kindOf: (attribute: string) => string | undefined,
): PythonFault | null {
  const method = METHODS.get(name);
  if (!method) {
    return null;
  }
  if ("says" in method) {
    const [type = "", message = ""] = method.says;
    return { type, message };
  }
  if ("value" in method) {
    return { type: "TypeError", message: `'${kindOf(name) ?? method.value}' object is not callable` };
  }
  const called = `${method.function}()`;
  if (keys.includes("self")) {
    return { type: "TypeError", message: `${called} got multiple values for argument 'self'` };
  }
  if ("keywords" in method) {
    const unknown = keys.find((key) => !method.keywords.includes(key));
    return { type: "TypeError", message: `${called} got an unexpected keyword argument '${unknown}'` };
  }
  const missing = method.required.filter((key) => method.byPlace || !keys.includes(key));
  if (missing.length === 0) {
    return null;
  }
  const plural = missing.length > 1 ? "s" : "";
  return {
    type: "TypeError",
    message: `${called} missing ${missing.length} required positional argument${plural}: ${listed(missing)}`,
  };
}

/** Names as Python lists them. */
function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length < 2) {
    return quoted.join("");
  }
  const first = quoted.slice(0, -1);
  return `${first.join(", ")}${first.length > 1 ? "," : ""} and ${quoted.at(-1)}`;
}
