/** The texts that are made from a Flow, or of what is wrong with one, or none yet: one chunk, loaded when the first is asked for. */
export { mendAll } from "../formats/mend.ts";
export { printMermaid } from "../formats/mermaid.ts";
export { sizeOfDiagram } from "../formats/mermaid-diagram.ts";
export { findMermaidFault } from "../formats/mermaid-faults.ts";
export { printMended } from "../formats/mermaid-mended.ts";
export { rewrite } from "../formats/rewrite.ts";
export { printRunCommand } from "../formats/run-command.ts";
export { printReport, reportOf } from "../model/conversion-report.ts";
