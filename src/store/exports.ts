/** The texts that are made from a Flow, or from what is none yet: one chunk, loaded when the first is asked for. */
export { printMermaid } from "../formats/mermaid.ts";
export { sizeOfDiagram } from "../formats/mermaid-diagram.ts";
export { findMermaidFault } from "../formats/mermaid-faults.ts";
export { printMended } from "../formats/mermaid-mended.ts";
export { rewrite } from "../formats/rewrite.ts";
export { printRunCommand } from "../formats/run-command.ts";
