/**
 * Files of up to 8 MB, each of which keeps a reader busy in a way of its own, dropped on the page: the longest task of
 * the page's main thread until the file stands there, on a wide page and on that of a phone, which draws from top to
 * bottom. What is promised is in milliseconds, so the figures themselves are judged.
 */
import { startServer } from "../e2e/fixtures.ts";
import type { Benchmark, Figures, Ratio } from "./harness/benchmark.ts";
import { LONG_FILES } from "./opening/long-files.ts";
import { measureOpening } from "./opening/measure.ts";

const ONE = "one";
/** By processor time, of which other programs take nothing. */
const LONGEST = "longest task ms";
const MOST_MS = 200;

const PAGES = { "a wide page": 1280, "a phone": 390 } as const;

export const benchmark: Benchmark = {
  title: "opening files of up to 8 MB: the longest task of the page's main thread",
  async prepare(isQuick) {
    const { url, stop } = await startServer();
    const runs = new Map<string, () => Promise<Figures>>();
    const ratios: Ratio[] = [];
    for (const [name, text] of Object.entries(LONG_FILES)) {
      for (const [page, width] of Object.entries(PAGES).slice(0, isQuick ? 1 : undefined)) {
        const run = `${name}, on ${page}`;
        runs.set(run, async () => {
          const { cpuMs, clockMs, openedMs } = await measureOpening(url, text(), width);
          return { [LONGEST]: cpuMs, "the same by the clock ms": clockMs, "opened ms": openedMs, [ONE]: 1 };
        });
        ratios.push({
          title: `${run}: ${LONGEST}`,
          of: { run, figure: LONGEST },
          to: { run, figure: ONE },
          atMost: MOST_MS,
        });
      }
    }
    return { runs, ratios, close: stop };
  },
};
