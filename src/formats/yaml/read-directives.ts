/** The `%` lines before a document: its version, and the handles that tags may begin with. */
import { cut } from "../../base/words.ts";
import { pythonRepr } from "../../model/python.ts";
import { parserFault } from "./fault.ts";
import { parseDirective } from "./scan-name.ts";
import type { Scanner } from "./scanner.ts";

/** What handles stand for where no `%TAG` line says otherwise. */
export const DEFAULT_HANDLES: ReadonlyMap<string, string> = new Map([
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
]);

/** Takes the `%` lines, and gives what each handle stands for. @throws {Fault} */
export function readDirectives(scanner: Scanner): ReadonlyMap<string, string> {
  const handles = new Map<string, string>();
  let hasVersion = false;
  while (scanner.peek().kind === "<directive>") {
    const token = scanner.next();
    const directive = parseDirective(token.value);
    if (directive.name === "YAML") {
      if (hasVersion) {
        const sentence = "A second %YAML line stands here: one is enough.";
        throw parserFault("found duplicate YAML directive", sentence, token);
      }
      hasVersion = true;
      if (directive.major !== 1) {
        const words = "found incompatible YAML document (version 1.* is required)";
        throw parserFault(words, "The %YAML line must say a version 1, such as %YAML 1.1.", token);
      }
    } else if (directive.name === "TAG") {
      if (handles.has(directive.handle)) {
        const sentence = `A second %TAG line for ${cut(directive.handle)} stands here: one is enough.`;
        throw parserFault(`duplicate tag handle ${pythonRepr(directive.handle)}`, sentence, token);
      }
      handles.set(directive.handle, directive.prefix);
    }
  }
  return new Map([...DEFAULT_HANDLES, ...handles]);
}
