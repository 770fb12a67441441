/** Results as a table for people. */
import type { Machine } from "./machine.ts";
import type { Result } from "./run.ts";
import { SLACK } from "./statistics.ts";

/** The report of all benchmarks, as text. */
export function printReport(machine: Machine, rounds: number, results: readonly Result[]): string {
  const { cpu, cores, platform, node, chromium } = machine;
  const head = `${cpu}, ${cores} cores, ${platform}, Node ${node}, Chromium ${chromium ?? "none"}; ${rounds} rounds`;
  return [head, ...results.map(printResult)].join("\n\n");
}

function printResult({ name, title, figures, ratios }: Result): string {
  const measured = table(
    ["run", "figure", "median", "least", "most"],
    figures.map(({ run, figure, median, least, most }) => [
      run,
      figure,
      ...[median, least, most].map(printNumber),
    ]),
  );
  const judged = table(
    ["ratio of medians", "is", "target", ""],
    ratios.map(({ title: what, value, target, isReached, isMet }) => [
      what,
      printNumber(value),
      target ?? "",
      target === null ? "" : isReached ? "reached" : isMet ? `missed, within ${SLACK * 100} %` : "missed",
    ]),
  );
  return [`${name}: ${title}`, measured, ...(ratios.length > 0 ? [judged] : [])].join("\n\n");
}

/** Three digits that count, and never a power of ten: 0.0621, 8.40, 216. */
export function printNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) {
    return String(value);
  }
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 8));
}

/** Columns of texts, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const isNumber = head.map((_, column) => rows.every((row) => /^-?[\d.]+$/.test(row[column]!)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join("  ")
      .trimEnd();
  return [line(head), ...rows.map(line)].join("\n");
}
