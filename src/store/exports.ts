/** What makes a text of a file: other formats of its Flow, all fixes at once, and conversions. One chunk, loaded on first use. */
export { applyAllFixes } from "../formats/convert/apply-fix.ts";
export { rewrite } from "../formats/convert/rewrite.ts";
export { printMermaid } from "../formats/export/mermaid.ts";
export { sizeOfDiagram } from "../formats/export/mermaid-diagram.ts";
export { findMermaidFault } from "../formats/export/mermaid-faults.ts";
export { printMended } from "../formats/export/mermaid-mended.ts";
export { printRunCommand } from "../formats/export/run-command.ts";
export { printReport, reportOf } from "../model/legacy/conversion-report.ts";
export { runVariables } from "./run-variables.ts";
