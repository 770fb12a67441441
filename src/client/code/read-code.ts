/** Code that was pasted, as the form's texts: in whichever of the languages it is. Pure; nothing is ever evaluated. */
import { CodeFault } from "../../script/script-tokens.ts";
import type { ReadCode } from "./code-request.ts";
import { readJavaScript } from "./read-javascript.ts";
import { readPythonCode } from "./read-python.ts";
import { curlCommands, readShell } from "./read-shell.ts";

/** What is read; of code that cannot be told apart at all, a note alone. */
export function readCode(source: string): ReadCode {
  try {
    const commands = curlCommands(source);
    if (commands) {
      return readShell(commands);
    }
    return /\b(?:fetch|axios(?:\.\w+)?|new\s+(?:WebSocket|EventSource))\s*\(/.test(source)
      ? readJavaScript(source)
      : readPythonCode(source);
  } catch (cause) {
    if (!(cause instanceof CodeFault)) {
      throw cause;
    }
    return { notes: [`Line ${cause.line}: ${cause.message}.`] };
  }
}
