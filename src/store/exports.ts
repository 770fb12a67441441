/** The texts that are made from a Flow, in one chunk that is loaded when the first one is asked for. */
export { printMermaid } from "../formats/mermaid.ts";
export { printRunCommand } from "../formats/run-command.ts";
