/** Rewriting a whole file, which holds no Flow that 3.34 would build, into one that does. */
import type { TextChange } from "../model/text-change.ts";
import { convert } from "./convert.ts";
import { wrapAsFlow } from "./convert-wrap.ts";

export interface Rewritten {
  readonly changes: readonly TextChange[];
  /** What the person should know of it, in sentences. */
  readonly notes: readonly string[];
}

/** `convert`: an old Flow to 3.34; `wrap`: a Deployment or an Executor as a Flow of one. */
export function rewrite(
  text: string,
  kind: "convert" | "wrap",
  fileName: string,
): Rewritten | { readonly refused: string } {
  return kind === "convert" ? convert(text) : wrapAsFlow(text, fileName);
}
