/** What the drawing shows of an executor. */
import { isSameList } from "../../base/is-same-list.ts";
import type { BuiltNode } from "../engine/built-flow.ts";
import { sameValue } from "../same-value.ts";

/** An executor without what no card and no line shows. */
export type ShownNode = Pick<
  BuiltNode,
  | "name"
  | "needs"
  | "needsWritten"
  | "role"
  | "uses"
  | "replicas"
  | "shards"
  | "polling"
  | "external"
  | "address"
  | "tls"
  | "floating"
  | "when"
  | "noReduce"
>;

/** `before`, if nothing of that is different: a text that is read anew gives other objects, most of them alike. */
export function shownOf(node: BuiltNode, before: ShownNode | undefined): ShownNode {
  if (before && isAlike(before, node)) {
    return before;
  }
  const { name, needs, needsWritten, role, uses, replicas, shards } = node;
  const { polling, external, address, tls, floating, when, noReduce } = node;
  return {
    name,
    needs,
    needsWritten,
    role,
    uses,
    replicas,
    shards,
    polling,
    external,
    address,
    tls,
    floating,
    when,
    noReduce,
  };
}

function isAlike(a: ShownNode, b: ShownNode): boolean {
  return (
    a.name === b.name &&
    a.uses === b.uses &&
    isSameList(a.needs, b.needs) &&
    a.needsWritten === b.needsWritten &&
    a.role === b.role &&
    a.replicas === b.replicas &&
    a.shards === b.shards &&
    a.polling === b.polling &&
    a.external === b.external &&
    a.address === b.address &&
    a.tls === b.tls &&
    a.floating === b.floating &&
    a.noReduce === b.noReduce &&
    (a.when === b.when || (a.when !== null && b.when !== null && sameValue(a.when, b.when)))
  );
}

/** Whether its card is drawn as several, one behind the other. */
export function isStacked({ replicas, shards }: Pick<ShownNode, "replicas" | "shards">): boolean {
  return replicas > 1 || shards > 1;
}
