/**
 * Our exports of one Flow, in a process of their own: `node bench/exports/measure.ts EXECUTORS KIND…` prints the figures
 * of these kinds. The drawing's text takes so little that it is made five times.
 */
import { performance } from "node:perf_hooks";
import { exportFlow } from "../../src/formats/export/export-flow.ts";
import { readFlow } from "../../src/formats/read/read-flow.ts";
import { printFigures } from "../harness/fresh-process.ts";
import { median } from "../harness/statistics.ts";
import { imageFlowText } from "./flow-text.ts";

const GIVEN = { gatewayImage: "jina", portSeed: 50_000, home: "/home/user", cwd: "/cwd" };

/** What is measured. */
export type MeasuredKind = "mermaid" | "kubernetes" | "svg";

const [executors, ...kinds] = process.argv.slice(2);
const document = readFlow(imageFlowText(Number(executors)), { environment: new Map() });

function milliseconds(kind: MeasuredKind): number {
  const begun = performance.now();
  const exported = exportFlow(document, kind, {}, GIVEN);
  if ("refused" in exported) {
    throw new Error(exported.refused);
  }
  return performance.now() - begun;
}

const DRAWINGS = 5;

const MEASURES: Readonly<Record<MeasuredKind, () => number>> = {
  mermaid: () => median(Array.from({ length: DRAWINGS }, () => milliseconds("mermaid"))),
  kubernetes: () => milliseconds("kubernetes"),
  svg: () => milliseconds("svg"),
};
printFigures(
  Object.fromEntries(
    Object.entries(MEASURES).flatMap(([kind, measure]) =>
      kinds.includes(kind) ? [[`${kind} ms`, measure()]] : [],
    ),
  ),
);
