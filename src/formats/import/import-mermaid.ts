/**
 * A mermaid flowchart, by itself or in a Markdown file, → a Flow. A chart of the engine's `Flow.plot()` gives the Flow
 * that it is of; any other one a Flow to begin with. Mermaid itself has no part in it, and nothing in the text is run.
 */
import { grouped } from "../../base/words.ts";
import { placeOf } from "../../model/problem.ts";
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
  const { text, firstLine, others, matterLine } = chartIn(source.replaceAll(/\r\n?/g, "\n"));
  try {
    const chart = readChart(text, firstLine, (line) => OF_ENGINE.has(line));
    if (matterLine !== null) {
      chart.notes.add(
        matterLine,
        "What stands between --- and --- is left out: it says how the drawing is called and looks.",
      );
    }
    if (others > 0) {
      chart.notes.add(firstLine, "The first chart of the file is read, and no other one.");
    }
    const plotted = isPlot(chart) ? plotSkeleton(chart) : null;
    return { text: plotted ?? flowchartSkeleton(chart), notes: chart.notes.list() };
  } catch (cause) {
    if (cause instanceof ChartFault) {
      return { refused: cause.message, line: cause.line };
    }
    throw cause;
  }
}

interface Found {
  readonly text: string;
  readonly firstLine: number;
  /** Charts of the file that are not read. */
  readonly others: number;
  /** Where front matter begins that stands before the chart; null without any. */
  readonly matterLine: number | null;
}

const MATTER = /^\uFEFF?\s*---[^\S\n]*\n(?:[\s\S]*?\n)?---[^\S\n]*(?:\n|$)/;

/** The chart of a text: what stands in the first fence for mermaid, or all of it, without its front matter. */
function chartIn(whole: string): Found {
  // Lines begin behind each of the two separators of Unicode too, which are blanks besides: they are none here.
  const fences = [...whole.matchAll(/^[^\S\n\u2028\u2029]*(?:```+|~~~+|:::)[^\S\n]*\{?mermaid\b[^\n]*\n/gm)];
  const [fence] = fences;
  const from = fence ? fence.index + fence[0].length : 0;
  const inner = whole.slice(from);
  const end = fence ? /^[^\S\n\u2028\u2029]*(?:```|~~~|:::)/m.exec(inner)?.index : undefined;
  const text = inner.slice(0, end);
  const matter = MATTER.exec(text)?.[0] ?? "";
  const matterAt = from + matter.indexOf("---");
  return {
    text: text.slice(matter.length),
    firstLine: placeOf(whole, from + matter.length).line,
    others: Math.max(0, fences.length - 1),
    matterLine: matter === "" ? null : placeOf(whole, matterAt).line,
  };
}
