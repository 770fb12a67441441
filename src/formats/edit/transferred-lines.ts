/** An entry that goes to another mapping, with its lines and comments. */

import type { Path } from "../../model/path.ts";
import { type StepTree, treeAt } from "../../model/steps.ts";
import type { Value } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import { locate } from "../read/read-values.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import { isInLines } from "./entries.ts";
import { Unwritable } from "./line-printer.ts";
import type { TreePatcher } from "./patch-tree.ts";

/** What an entry and its comments make, without their indentation, under another key, with what the steps change in it. */
export function transferredLines(
  patcher: TreePatcher,
  yaml: YamlDocument,
  root: Value,
  steps: StepTree,
  path: Path,
  name: string,
): readonly string[] {
  const map = locate(yaml, path.slice(0, -1))?.node;
  const entry = locate(yaml, path)?.entry;
  const tree = treeAt(steps, path);
  const colon = entry?.colon ?? null;
  if (!entry || !tree || map?.kind !== "map" || colon === null) {
    throw new Unwritable(`${path.join(".")} cannot be found: write out first what an anchor shares.`);
  }
  const { places, printer } = patcher;
  const { key, value } = entry;
  const hasLines = places.goesWithLines(map, entry);
  if (value.kind !== "scalar" && isInLines(value) && value.from < places.lines.lineEnd(colon)) {
    throw new Unwritable(
      `${path.join(".")} begins on the line of its colon, and cannot stand so under another key: write it below first.`,
    );
  }
  const from = hasLines ? colon + 1 : value.start;
  const to = hasLines ? places.endOfLines(value) : value.to;
  const text = patcher.textAfter(from, to, () =>
    patcher.patchNode(value, { kind: "entry", map, entry }, valueAt(root, path), tree),
  );
  if (!hasLines) {
    return [`${printer.key(name)}: ${text}`];
  }
  const indent = " ".repeat(places.lines.column(key.start));
  const [head = "", ...rest] = text.split(/\r\n|[\r\n]/);
  return [
    `${printer.key(name)}:${head}`,
    ...rest.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)),
  ];
}
