/** Which executor stands beside another one along the edges: what keys that travel go to. Pure. */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Need } from "../flow-edit.ts";
import type { Arrangement } from "./arrange.ts";
import { acrossOf, type Direction, pointAt } from "./geometry.ts";

/** A side of a card on the screen. */
export type Side = "left" | "right" | "up" | "down";

/** What lies on a side: what needs it (`ahead`), what it needs (`back`), or what stands before or after it across. */
const WAYS = {
  right: { right: "ahead", left: "back", up: "before", down: "after" },
  down: { down: "ahead", up: "back", left: "before", right: "after" },
} as const satisfies Record<Direction, Record<Side, string>>;

/** The executors that need one, or the gateway, in the order of the file. */
export function followersOf({ nodes }: BuiltFlow, name: string): string[] {
  return nodes.filter(({ needs }) => needs.includes(name)).map((node) => node.name);
}

/**
 * The executor, or the gateway, that a step to `side` leads to: along an edge, to the nearest of several; across, to one
 * that shares a need or a follower. Null if there is none.
 */
export function neighbourOf(
  flow: BuiltFlow,
  { executors, start }: Arrangement,
  direction: Direction,
  name: string,
  side: Side,
): string | null {
  const needsOf = (one: string) => flow.byName.get(one)?.needs ?? [];
  const isHere = (one: string) => one === GATEWAY || flow.byName.has(one);
  const across = (one: string) =>
    acrossOf(one === GATEWAY ? start : (executors.get(one) ?? start), direction);
  const own = across(name);
  const nearest = (names: readonly string[]) =>
    names.filter(isHere).toSorted((a, b) => Math.abs(across(a) - own) - Math.abs(across(b) - own))[0] ?? null;
  const way = WAYS[direction][side];
  if (way === "ahead") {
    return nearest(followersOf(flow, name));
  }
  if (way === "back") {
    return nearest(needsOf(name));
  }
  const siblings = new Set([
    ...needsOf(name).flatMap((need) => followersOf(flow, need)),
    ...followersOf(flow, name).flatMap(needsOf),
  ]);
  siblings.delete(name);
  return nearest([...siblings].filter((one) => (way === "before" ? across(one) < own : across(one) > own)));
}

/** The end of an edge that a step to `side` leads to; null for a step across it. */
export function endOfEdge({ from, to }: Need, direction: Direction, side: Side): string | null {
  const way = WAYS[direction][side];
  return way === "ahead" ? to : way === "back" ? from : null;
}

/** The edges at an executor, or at the gateway: those that come in, in their order, and then those that go out. */
export function edgesAt(flow: BuiltFlow, name: string): Need[] {
  const into = (flow.byName.get(name)?.needs ?? []).map((need) => ({ from: need, to: name }));
  const out = followersOf(flow, name).map((to) => ({ from: name, to }));
  const isEnd = name === GATEWAY ? flow.end !== GATEWAY : flow.end === name;
  return [...into, ...out, ...(isEnd ? [{ from: flow.end, to: GATEWAY }] : [])];
}

/** A point so far to one side of another. */
export function beside(side: Side, distance: number): { readonly x: number; readonly y: number } {
  const sign = side === "left" || side === "up" ? -1 : 1;
  return pointAt(sign * distance, 0, side === "left" || side === "right" ? "right" : "down");
}
