/** Rewriting a whole file, which holds no Flow that 3.34 would build, into one that does. */
import { convert, type Rewritten } from "./convert.ts";
import { wrapAsFlow } from "./wrap.ts";

/** `convert`: an old Flow to 3.34; `wrap`: a Deployment or an Executor as a Flow of one. */
export function rewrite(text: string, kind: "convert" | "wrap"): Rewritten | { readonly refused: string } {
  return kind === "convert" ? convert(text) : wrapAsFlow(text);
}
