/** Runs one workload in a thread of its own and says how many steps its executors made, and in what time. */
import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { type LoadQuestion, predictLoad } from "../../src/simulator/predict-load.ts";

const question: LoadQuestion = workerData;
const begun = performance.now();
const { executors, answered } = predictLoad(question);
const ms = performance.now() - begun;
const steps = [...executors.values()].reduce((sum, load) => sum + load.steps, 0);
parentPort?.postMessage({ ms, steps, answered });
