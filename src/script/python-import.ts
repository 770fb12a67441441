/** What an import of a Python program makes known. */
import { isName, type Token } from "./script-tokens.ts";

interface PythonImport {
  /** The module that it is of; "" where modules themselves are imported. */
  readonly from: string;
  /** The names that are there from then on, with what they stand for: what the module calls it, or a module. */
  readonly names: readonly { readonly name: string; readonly original: string }[];
}

/** Of `from a import (B, C as D)` B, and D for C; of `import a.b as c` c for `a.b`; of `import a.b` a. */
export function readImport(tokens: readonly Token[]): PythonImport {
  const at = tokens.findIndex((token) => isName(token, "import"));
  const from = tokens
    .slice(1, at)
    .map(({ text }) => text)
    .join("");
  const names: { name: string; original: string }[] = [];
  let path = "";
  let before = "";
  for (const { kind, text } of tokens.slice(at + 1)) {
    if (kind === "name" && text !== "as") {
      if (before === "as") {
        names.splice(-1, 1, { name: text, original: path });
      } else if (before === ".") {
        path += `.${text}`;
      } else {
        path = text;
        names.push({ name: text, original: text });
      }
    }
    before = text;
  }
  return { from, names };
}
