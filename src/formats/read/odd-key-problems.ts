/** Keys that are no texts where the engine calls something with them. */
import { type Flow, GATEWAY } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import type { Owners } from "./problem-places.ts";

/** A mapping that becomes a call's arguments must have texts for keys. `oddKeys`: the mappings that have others. */
export function oddKeyProblems(
  oddKeys: readonly Path[],
  { listKey, entries }: Flow,
  owners: Owners,
): Problem[] {
  const isCall = ([key, index, inside, ...more]: Path) => {
    if (more.length > 0) {
      return false;
    }
    if (index === undefined) {
      return key === "with" || key === "gateway";
    }
    if (key !== listKey) {
      return false;
    }
    const entry = entries[Number(index)];
    return inside === undefined
      ? entry?.deployment === undefined && entry?.args.get("name") !== GATEWAY
      : inside === "with" && entry?.deployment?.kind === "inline";
  };
  return oddKeys.filter(isCall).map((path) => ({
    code: "structure",
    severity: "error",
    path,
    engine: { phase: "load", type: "TypeError", message: "keywords must be strings" },
    message: `${owners.at(path)?.subject ?? `The section ${path[0]}`} has a key that is no text, as a number, a list, true or nothing: each key must be a text.`,
  }));
}
