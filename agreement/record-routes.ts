/**
 * Writes down what real gateways answer to the requests of ROUTED_FLOWS, for `agreement/simulator.test.ts`:
 *
 *     node agreement/record-routes.ts [v1|v2] [FLOW…]
 *
 * All Flows of both generations without names; some ten minutes each.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { askRoutes } from "./ask-routes.ts";
import type { Generation } from "./engine.ts";
import type { RoutedAnswer } from "./simulated-answers.ts";
import { ROUTED_FLOWS, routesFile } from "./simulator-flows.ts";

const [wanted, ...named] = process.argv.slice(2);
const generations: readonly Generation[] = wanted === "v1" || wanted === "v2" ? [wanted] : ["v1", "v2"];
const names = Object.keys(ROUTED_FLOWS).filter((name) => named.length === 0 || named.includes(name));

for (const generation of generations) {
  const file = routesFile(generation);
  const known: Record<string, readonly RoutedAnswer[]> = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : {};
  // One Flow at a time, so that an interruption costs one.
  for (const name of names) {
    Object.assign(known, await askRoutes([name], generation));
    writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`);
    console.error(`${generation}: ${name}`);
  }
}
