/** Prints the table of cells at the end of a run that had them, and lets the run fail if one is missing. */
import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { type Cell, printCells } from "./cells.ts";

/** The type of the annotations that carry cells. */
export const CELL = "cell";

/** As Playwright wants it: made once a run. */
export default class CellsReporter implements Reporter {
  private readonly cells: Cell[] = [];
  private hasFailed = false;

  onTestEnd(_test: TestCase, { annotations, status }: TestResult): void {
    const told = annotations.flatMap(({ type, description }): Cell[] =>
      type === CELL && description ? [JSON.parse(description)] : [],
    );
    this.cells.push(...told);
    this.hasFailed ||= status !== "passed" && status !== "skipped";
  }

  onEnd(): Promise<{ status?: FullResult["status"] } | undefined> {
    if (this.cells.length === 0) {
      return Promise.resolve(undefined);
    }
    const { table, missing } = printCells(this.cells);
    process.stdout.write(`\n${table}\n\n`);
    // Of a run that fails anyway, or that was asked for some of the tests alone, the table tells enough.
    const isWhole = !process.argv.some((argument) => argument === "-g" || argument.startsWith("--grep"));
    return Promise.resolve(
      missing.length > 0 && isWhole && !this.hasFailed ? { status: "failed" as const } : undefined,
    );
  }

  printsToStdio(): boolean {
    return false;
  }
}
