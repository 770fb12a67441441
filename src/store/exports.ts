/** The texts that are made from a Flow, or of what is wrong with one, or none yet: one chunk, loaded when the first is asked for. */
export { mendAll } from "../formats/mend.ts";
export { printMermaid } from "../formats/mermaid.ts";
export { rewrite } from "../formats/rewrite.ts";
export { printRunCommand } from "../formats/run-command.ts";
