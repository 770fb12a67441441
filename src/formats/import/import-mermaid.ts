/**
 * A mermaid flowchart, by itself or in a Markdown file, → a Flow. A chart of the engine's `Flow.plot()` gives the Flow
 * that it is of; any other one a Flow to begin with. Mermaid itself has no part in it, and nothing in the text is run.
 */
import { grouped } from "../../base/words.ts";
import { CLASSES, THEME } from "../export/mermaid.ts";
import { ChartFault } from "./chart.ts";
import { flowchartSkeleton } from "./flowchart-skeleton.ts";
import type { Imported } from "./imported.ts";
import { isPlot, plotSkeleton } from "./plot-skeleton.ts";
import { readChart } from "./read-chart.ts";

/** Characters of a text at most. */
const MAX_LENGTH = 4_000_000;

/** What the engine writes into each of its texts, which goes without saying. */
const OF_ENGINE: ReadonlySet<string> = new Set([THEME.trim(), ...CLASSES]);

/** The Flow of a flowchart. */
export function importMermaid(source: string): Imported {
  if (source.length > MAX_LENGTH) {
    return {
      refused: `This text has ${grouped(source.length)} characters; charts of up to ${grouped(MAX_LENGTH)} are read.`,
      line: null,
    };
  }
  const { text, firstLine, others } = chartIn(source.replaceAll(/\r\n?/g, "\n"));
  try {
    const chart = readChart(text, firstLine, (line) => OF_ENGINE.has(line));
    if (others > 0) {
      chart.notes.add(firstLine, "The first chart of the file is read, and no other one.");
    }
    return {
      text: isPlot(chart) ? plotSkeleton(chart) : flowchartSkeleton(chart),
      notes: chart.notes.list(),
    };
  } catch (cause) {
    if (cause instanceof ChartFault) {
      return { refused: cause.message, line: cause.line };
    }
    throw cause;
  }
}

/** The chart of a text: what stands in the first fence for mermaid, or all of it, without its front matter. */
function chartIn(text: string): { text: string; firstLine: number; others: number } {
  // Lines begin behind each of the two separators of Unicode too, which are blanks besides: they are none here.
  const fences = [...text.matchAll(/^[^\S\n\u2028\u2029]*(?:```+|~~~+|:::)[^\S\n]*\{?mermaid\b[^\n]*\n/gm)];
  const [fence] = fences;
  if (fence) {
    const from = fence.index + fence[0].length;
    const end = /^[^\S\n\u2028\u2029]*(?:```|~~~|:::)/m.exec(text.slice(from));
    return {
      text: text.slice(from, end ? from + end.index : undefined),
      firstLine: lineAt(text, from),
      others: fences.length - 1,
    };
  }
  const matter = /^\uFEFF?\s*---\n[\s\S]*?\n---\n/.exec(text)?.[0] ?? "";
  return { text: text.slice(matter.length), firstLine: lineAt(text, matter.length), others: 0 };
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let from = text.indexOf("\n"); from >= 0 && from < at; from = text.indexOf("\n", from + 1)) {
    line++;
  }
  return line;
}
