/** Nodes of what the parser has gathered. */
import type { Token } from "./token.ts";
import type { YamlEntry, YamlItem, YamlMap, YamlScalar, YamlSeq } from "./yaml.ts";

/** Anchor and tag of a node, as they are gathered before it. */
export interface Properties {
  readonly anchor: Token | null;
  readonly tag: Token | null;
}

/** Of a node that has neither. */
export const NO_PROPERTIES: Properties = { anchor: null, tag: null };

/** A scalar of which nothing is written, at a place. */
export function createEmpty(at: number, { anchor, tag }: Properties = NO_PROPERTIES): YamlScalar {
  return {
    kind: "scalar",
    style: "empty",
    value: "",
    from: at,
    to: at,
    anchor: anchor?.value ?? null,
    tag: tag?.value ?? null,
    start: startOf(anchor, tag, at),
  };
}

/** A scalar of its token. */
export function createScalar({ from, to, value, style }: Token, { anchor, tag }: Properties): YamlScalar {
  return {
    kind: "scalar",
    style,
    value,
    from,
    to,
    anchor: anchor?.value ?? null,
    tag: tag?.value ?? null,
    start: startOf(anchor, tag, from),
  };
}

/** Where a collection stands, and whether in brackets. */
interface Extent {
  readonly flow: boolean;
  readonly from: number;
  readonly to: number;
}

/** A mapping of its entries. */
export function createMap(
  entries: YamlEntry[],
  { flow, from, to }: Extent,
  { anchor, tag }: Properties,
): YamlMap {
  return {
    kind: "map",
    flow,
    entries,
    from,
    to,
    anchor: anchor?.value ?? null,
    tag: tag?.value ?? null,
    start: startOf(anchor, tag, from),
  };
}

/** A list of its items. */
export function createSeq(
  items: YamlItem[],
  { flow, from, to }: Extent,
  { anchor, tag }: Properties,
): YamlSeq {
  return {
    kind: "seq",
    flow,
    items,
    from,
    to,
    anchor: anchor?.value ?? null,
    tag: tag?.value ?? null,
    start: startOf(anchor, tag, from),
  };
}

function startOf(anchor: Token | null, tag: Token | null, from: number): number {
  return Math.min(anchor?.from ?? from, tag?.from ?? from);
}
