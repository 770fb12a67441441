/**
 * The sections of JCloud, the cloud that Jina once ran, in a Flow and in its executors. The engine passes over them
 * without a word, and a file may keep them.
 */
import { cut, listed } from "../../base/words.ts";
import { type Flow, GATEWAY } from "../flow.ts";
import type { Path } from "../path.ts";
import type { ValueMap } from "../value.ts";
import { executorOwner, THE_GATEWAY, UNDER_WITH } from "./argument-sentences.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow } from "./built-flow.ts";
import { JCLOUD } from "./jcloud.ts";

/** One problem for all such sections of a file. */
export function checkJcloud(root: ValueMap, flow: Flow, built: BuiltFlow): BuildProblem[] {
  const names = new Map(built.nodes.map(({ entry, name }) => [entry, name]));
  // `of` as it stands behind the key, `who` by itself.
  const places: { readonly path: Path; readonly of: string; readonly who: string; readonly entry: number }[] =
    [];
  if (root.has(JCLOUD)) {
    places.push({ path: [JCLOUD], of: "at the top of the file", who: "the top of the file", entry: -1 });
  }
  if (flow.with.has(JCLOUD)) {
    places.push({ path: ["with", JCLOUD], of: UNDER_WITH.of, who: "with", entry: -1 });
  }
  for (const { index, args, deployment } of flow.entries) {
    if (args.has(JCLOUD) && deployment?.kind !== "file") {
      const within = deployment ? ["with"] : [];
      const name = names.get(index) ?? `item ${index + 1} of the list`;
      places.push({
        path: [flow.listKey, index, ...within, JCLOUD],
        of: executorOwner(name).of,
        who: cut(name, 40),
        entry: index,
      });
    }
  }
  if (flow.gateway.has(JCLOUD)) {
    places.push({ path: [GATEWAY, JCLOUD], of: THE_GATEWAY.of, who: "the gateway", entry: -1 });
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
      message: `The section jcloud ${first.of} is for JCloud, the cloud that Jina once ran: Jina 3.34 itself does not read it, and nothing is wrong with keeping it.${alsoAt(others.map(({ who }) => who))}`,
    },
  ];
}

function alsoAt(names: readonly string[]): string {
  if (names.length === 0) {
    return "";
  }
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return ` It stands at ${listed(shown, "and")} too.`;
}
