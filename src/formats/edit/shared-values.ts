/** Values that change with others, because the file says them once: by aliases, merge keys and references. */

import type { Path } from "../../model/path.ts";
import { sameValue } from "../../model/same-value.ts";
import { applyTree, orderAfter, type Step, treeAt, treeOfSteps } from "../../model/steps.ts";
import type { ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import type { LoadContext } from "../read/loader.ts";
import type { FlowDocument } from "../read/read-flow.ts";
import { anchorsOf, locate, readValues } from "../read/read-values.ts";
import { substitute } from "../read/substitute.ts";

/** True if an alias stands in the text. */
export function hasAliases({ yaml }: FlowDocument): boolean {
  return anchorsOf(yaml).size > 0;
}

/** True if a value is reached by an alias or a merge key: it changes with what that stands for. */
export function isShared({ yaml }: FlowDocument, path: Path): boolean {
  const located = locate(yaml, path);
  return located !== undefined && (located.through.length > 0 || located.node.kind === "alias");
}

/** What changes besides, for the person. */
export function sharedNote(
  before: FlowDocument,
  after: FlowDocument,
  steps: readonly Step[],
  shared: readonly Path[],
): string {
  const { listKey } = after.flow;
  const places = shared.map(([top, index]) => {
    const node = top === listKey ? after.built.nodes.find(({ entry }) => entry === index) : undefined;
    return node ? node.name : top === listKey && index !== undefined ? `entry ${index}` : String(top);
  });
  const anchors = steps.flatMap(({ path }) =>
    path.flatMap((_, depth) => locate(before.yaml, path.slice(0, depth + 1))?.node.anchor ?? []),
  );
  const used = [...new Set(anchors)].map((anchor) => `*${anchor}`).join(", ");
  return `This also changes ${[...new Set(places)].join(", ")}, which use${new Set(places).size === 1 ? "s" : ""} ${used || "the same text"}.`;
}

/**
 * References such as ${{root.executors[1].port}} count the list: where that changes, they mean another executor. Who
 * would be misled, in a sentence; null if nobody.
 */
export function misledBy(
  before: FlowDocument,
  after: FlowDocument,
  steps: readonly Step[],
  context: LoadContext,
): string | null {
  const { listKey, entries } = before.flow;
  const tree = treeAt(treeOfSteps(steps), [listKey]);
  const order = tree ? orderAfter(tree, entries.length) : [];
  const isCounted = order.length !== entries.length || order.some((source, place) => source !== place);
  if (!tree || !isCounted || !before.text.includes("${{")) {
    return null;
  }
  const old = effectiveValues(before, context);
  const now = effectiveValues(after, context);
  for (const [place, source] of order.entries()) {
    if (typeof source === "number") {
      const meant = applyTree(valueAt(old, [listKey, source]), tree.children.get(source) ?? NO_STEPS);
      if (!sameValue(meant, valueAt(now, [listKey, place]) ?? null)) {
        return misled(before.built.nodes.find(({ entry }) => entry === source)?.name ?? `entry ${source}`);
      }
    }
  }
  const section = [...old.keys()].find(
    (key) => key !== listKey && !sameValue(old.get(key)!, now.get(key) ?? null),
  );
  return section === undefined ? null : misled(section);
}

const NO_STEPS = treeOfSteps([]);

function misled(name: string): string {
  return `${name} refers to an executor by its place in the list, and would get the value of another one with this: change the reference in the text first.`;
}

/** The values of a file with its variables and references put in. */
function effectiveValues({ yaml, root }: FlowDocument, context: LoadContext): ValueMap {
  const { value, fault } = substitute(readValues(yaml, "yaml").value, context);
  return fault ? root! : (value as ValueMap);
}
