import type { BuiltFlow } from "../engine/built-flow.ts";

/**
 * True if both have the same executors with the same needs, in the same order, so that they are laid out alike.
 * `nameNow`: what a name of the first is in the second.
 */
export function isSameGraph(
  before: BuiltFlow,
  after: BuiltFlow,
  nameNow: (name: string) => string = (name) => name,
): boolean {
  return (
    nameNow(before.end) === after.end &&
    before.nodes.length === after.nodes.length &&
    before.nodes.every(({ name, needs }, at) => {
      const node = after.nodes[at];
      return (
        node !== undefined &&
        node.name === nameNow(name) &&
        node.needs.length === needs.length &&
        needs.every((need, index) => node.needs[index] === nameNow(need))
      );
    })
  );
}
