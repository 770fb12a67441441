/** One layout in a process of its own: `node bench/layout/measure.ts ENGINE SHAPE EXECUTORS SEED` prints its figures. */
import { performance } from "node:perf_hooks";
import { drawnFlow, SHAPES } from "../../src/model/drawing/test-graphs.ts";
import { printFigures } from "../harness/fresh-process.ts";
import { countCrossings, countOverCards } from "./crossings.ts";
import { ENGINES } from "./engines.ts";

const [name = "", shape, executors, seed] = process.argv.slice(2);
const engine = ENGINES[name];
const drawn = SHAPES.find((one) => one === shape);
if (!engine || !drawn) {
  throw new Error(`there is no engine ${name}, or no shape ${shape}`);
}
const flow = drawnFlow(drawn, Number(executors), Number(seed));
const begun = performance.now();
const draw = await engine(flow);
const ms = performance.now() - begun;
const drawing = draw();
printFigures({
  "layout ms": ms,
  crossings: countCrossings(drawing),
  "lines over cards": countOverCards(drawing),
});
