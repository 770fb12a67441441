/**
 * Flow files drawn at random, for comparison with the engine: in the styles of yaml-styles.ts, over everything that the
 * engine looks at. About half are as people write them: of these one in six holds something that the engine refuses, and
 * most others something that it takes in a way of its own. The other half have one or two oddities, of what they say or
 * of how it is written. A seed gives the same file for ever, as long as the list of arguments stays.
 */
import { createSeededRandom } from "../src/base/test-random.ts";
import { Draft } from "./random-draft.ts";
import { Draws } from "./random-draws.ts";
import { Graph } from "./random-graph.ts";
import { oddText } from "./random-odd-text.ts";
import { withOddity } from "./random-oddities.ts";
import { writeYaml } from "./yaml-styles.ts";

/** A drawn file and the environment that it is asked with. */
export interface RandomFlow {
  readonly text: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** What is odd about a drawn file: nothing, what it says, or how it is written. */
type Oddity = "none" | "meaning" | "writing";

/** The Flow file of a seed; the same for the same seed. */
export function randomFlow(seed: number): RandomFlow {
  return drawFlow(seed).flow;
}

/** The file with its oddity: one that is written oddly may be no YAML. */
export function drawFlow(seed: number): { readonly flow: RandomFlow; readonly oddity: Oddity } {
  const random = createSeededRandom(seed);
  const draws = new Draws(random);
  const draft = random() < 0.2 ? new Graph(random).draw() : new Draft(random).draw();
  const kind = random();
  const oddity: Oddity = kind < 0.45 ? "meaning" : kind < 0.55 ? "writing" : "none";
  let { tree } = draft;
  for (let left = oddity === "meaning" ? draws.pick([1, 1, 1, 2]) : 0; left > 0; left--) {
    tree = withOddity(draws, tree);
  }
  const files = Object.entries(draft.files).map(([path, file]) => [
    path,
    writeYaml(oddity === "meaning" && draws.chance(0.3) ? withOddity(draws, file) : file, random),
  ]);
  const text = writeYaml(tree, random);
  const flow = {
    text: oddity === "writing" ? oddText(draws, text) : text,
    ...(draft.env ? { env: draft.env } : {}),
    ...(files.length > 0 ? { files: Object.fromEntries(files) } : {}),
  };
  return { flow, oddity };
}
