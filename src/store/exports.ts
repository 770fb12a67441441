/** The texts that are made from a Flow, or from what is none yet: one chunk, loaded when the first is asked for. */
export { printMermaid } from "../formats/mermaid.ts";
export { rewrite } from "../formats/rewrite.ts";
export { printRunCommand } from "../formats/run-command.ts";
