/** What test.mjs offers to its own test. */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function countVitest(report: object | null, ok: boolean): Counts;
export function countPlaywright(report: object | null, ok: boolean): Counts;
export function vitestFailures(report: object | null): string[];
export function playwrightFailures(report: object | null): string[];
export function skipReasons(report: object | null): string[];
export function summary(counts: readonly Counts[]): { line: string; ok: boolean };
