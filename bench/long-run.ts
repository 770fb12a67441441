/**
 * Long runs on the page itself: documents of 1 kB that come back, by the hundred and one a request. What is promised of
 * them is in milliseconds and megabytes, so the figures themselves are judged.
 */
import { startServer } from "../e2e/fixtures.ts";
import type { Benchmark, Figures, Ratio } from "./harness/benchmark.ts";
import { type LongRun, measureAgain, measureLongRun, startAnsweringGateway } from "./long-run/measure.ts";

const ONE = "one";

/** With a call for each document there is a tenth of them: a call takes longer than its document. */
const RUNS: ReadonlyMap<string, LongRun> = new Map([
  ["100,000 documents, 100 a request", { documents: 100_000, requestSize: 100 }],
  ["10,000 documents, 1 a request", { documents: 10_000, requestSize: 1 }],
]);
/** How much less a quick run has. */
const QUICK = 20;

const AGAIN = "10,000 requests sent again, and what failed of them, and compared";

function most(run: string, figure: string, atMost: number): Ratio {
  return { title: `${run}: ${figure}`, of: { run, figure }, to: { run, figure: ONE }, atMost };
}

function ratiosOf(run: string): Ratio[] {
  return [
    most(run, "first row ms", 1000),
    most(run, "longest task ms", 50),
    most(run, "heap MB", 300),
    most(run, "stop ms", 100),
  ];
}

export const benchmark: Benchmark = {
  title: "long runs on the page, from the press of Send until all is answered and drawn",
  async prepare(isQuick) {
    const server = await startServer();
    const closes = [server.stop];
    const runs = new Map<string, () => Promise<Figures>>();
    for (const [name, run] of RUNS) {
      const gateway = await startAnsweringGateway(run.requestSize);
      closes.push(gateway.close);
      const asked = isQuick ? { ...run, documents: run.documents / QUICK } : run;
      runs.set(name, async () => ({
        ...(await measureLongRun(server.url, gateway.target, asked)),
        [ONE]: 1,
      }));
      if (run.requestSize === 1) {
        runs.set(AGAIN, async () => ({ ...(await measureAgain(server.url, gateway, asked)), [ONE]: 1 }));
      }
    }
    return {
      runs,
      ratios: [...[...RUNS.keys()].flatMap(ratiosOf), most(AGAIN, "longest task ms", 50)],
      async close() {
        await Promise.all(closes.map((close) => close()));
      },
    };
  },
};
