/**
 * The sections of JCloud, the cloud that Jina once ran, in a Flow and in its executors. The engine passes over them
 * without a word, and a file may keep them.
 */
import type { BuildProblem } from "./build.ts";
import { type BuiltFlow, type Flow, GATEWAY, type ValueMap } from "./flow.ts";
import { JCLOUD } from "./jcloud.ts";
import type { Path } from "./problem.ts";

/** One problem for all such sections of a file. */
export function checkJcloud(root: ValueMap, flow: Flow, built: BuiltFlow): BuildProblem[] {
  const names = new Map(built.nodes.map(({ entry, name }) => [entry, name]));
  const places: { readonly path: Path; readonly who: string; readonly entry: number }[] = [];
  if (root.has(JCLOUD)) {
    places.push({ path: [JCLOUD], who: "the Flow", entry: -1 });
  }
  if (flow.with.has(JCLOUD)) {
    places.push({ path: ["with", JCLOUD], who: "with", entry: -1 });
  }
  for (const { index, args, deployment } of flow.entries) {
    if (args.has(JCLOUD) && deployment?.kind !== "file") {
      const within = deployment ? ["with"] : [];
      places.push({
        path: [flow.listKey, index, ...within, JCLOUD],
        who: names.get(index) ?? `entry ${index + 1}`,
        entry: index,
      });
    }
  }
  if (flow.gateway.has(JCLOUD)) {
    places.push({ path: [GATEWAY, JCLOUD], who: "the gateway", entry: -1 });
  }
  const [first, ...others] = places;
  if (!first) {
    return [];
  }
  const executor = names.get(first.entry);
  return [
    {
      entry: first.entry,
      severity: "warning",
      code: "key-unused",
      path: first.path,
      isKey: true,
      ...(executor === undefined ? {} : { executor }),
      message: `jcloud is for JCloud, the cloud that Jina once ran, which read all that stands in it. Jina 3.34 itself does not, and nothing is wrong with keeping it.${alsoAt(others.map(({ who }) => who))}`,
    },
  ];
}

function alsoAt(names: readonly string[]): string {
  if (names.length === 0) {
    return "";
  }
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const list = shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : shown[0];
  return ` It stands at ${list} too.`;
}
