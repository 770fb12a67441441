/**
 * Our exports of one Flow, in a process of their own: `node bench/exports/measure.ts EXECUTORS` prints the figures. The
 * drawing's text takes so little that it is made five times.
 */
import { performance } from "node:perf_hooks";
import { exportFlow } from "../../src/formats/export/export-flow.ts";
import { readFlow } from "../../src/formats/read/read-flow.ts";
import { printFigures } from "../harness/fresh-process.ts";
import { median } from "../harness/statistics.ts";
import { imageFlowText } from "./flow-text.ts";

const GIVEN = { gatewayImage: "jina", portSeed: 50_000, home: "/home/user", cwd: "/cwd" };

const document = readFlow(imageFlowText(Number(process.argv[2])), { environment: new Map() });

function milliseconds(kind: "mermaid" | "kubernetes" | "svg"): number {
  const begun = performance.now();
  const exported = exportFlow(document, kind, {}, GIVEN);
  if ("refused" in exported) {
    throw new Error(exported.refused);
  }
  return performance.now() - begun;
}

const DRAWINGS = 5;

printFigures({
  "mermaid ms": median(Array.from({ length: DRAWINGS }, () => milliseconds("mermaid"))),
  "kubernetes ms": milliseconds("kubernetes"),
  "svg ms": milliseconds("svg"),
});
