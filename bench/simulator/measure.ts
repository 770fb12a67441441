/** One run in a process of its own: `node bench/simulator/measure.ts ours|floor REQUESTS` prints the figures. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { printFigures } from "../harness/fresh-process.ts";
import { questionOf, STEPS_A_REQUEST } from "./scene.ts";

const [run, requests] = process.argv.slice(2);
const count = Number(requests);
const worker =
  run === "ours"
    ? new Worker(new URL("./simulate.worker.ts", import.meta.url), { workerData: questionOf(count) })
    : new Worker(new URL("./floor.worker.ts", import.meta.url), {
        workerData: { steps: count * STEPS_A_REQUEST },
      });
const [{ ms, steps, answered }] = await once(worker, "message");
if (run === "ours" && answered !== count) {
  throw new Error(`${answered} of ${count} requests were answered`);
}
printFigures({ "steps/s": (steps / ms) * 1000, steps });
