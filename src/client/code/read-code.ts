/** Code that was pasted, as the form's texts: in whichever of the languages it is. Pure; nothing is ever evaluated. */

import { CodeFault } from "../../script/script-tokens.ts";
import type { ReadCode } from "./code-request.ts";
import { readJavaScript } from "./read-javascript.ts";
import { readPythonCode } from "./read-python.ts";
import { readShell } from "./read-shell.ts";

/** A line that calls curl or grpcurl: by itself, behind a prompt or an assignment, in a pipe, or by another program. */
const SHELL =
  /^[^\S\n]*(?:[\w.@~:/-]*[$%>][^\S\n]+)?(?:(?:[A-Za-z_]\w*=|(?:time|sudo|exec|command|nohup|env|watch|docker|podman|nerdctl|kubectl|echo|printf|cat|jq)\b)[^\n]*[\s|;&])?(?:[^\s'"|;&]*[\\/])?(?:grp)?curl(?:\.exe|:[\w.-]+)?\s/m;

/** A call of one of them within what only a shell has: a loop, a condition, a function, a value of a variable, xargs. */
const WITHIN_SHELL =
  /^(?:[^\n]*[;\s](?:do|then|else)[^\S\n]+|[^\n]*\|[^\S\n]*xargs\b[^\n]{0,300}[^\S\n]|[^\S\n]*(?:xargs\b[^\n]{0,300}[^\S\n]|(?:if|elif|while|until|do|then|else|!|\{|\()[^\S\n]+|\(|(?:function[^\S\n]+)?[\w-]+[^\S\n]*(?:\(\))?[^\S\n]*\{[^\S\n]+|(?:(?:export|local)[^\S\n]+)?[A-Za-z_]\w*=(?:\$\(|`)))(?:[^\s'"|;&]*[\\/])?(?:grp)?curl(?:\.exe)?[^\S\n]+(?!(?:is|in|and|or|not|if)\b|[=!<>])/m;

/** What is read; of code that cannot be told apart at all, a note alone. */
export function readCode(source: string): ReadCode {
  try {
    if (SHELL.test(source) || WITHIN_SHELL.test(source)) {
      return readShell(source);
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
