/** Where an entry of the list has its arguments: in its item, or in the `with` of a Deployment. */
import type { Entry, Flow } from "./flow.ts";
import type { Path } from "./path.ts";

/** Where the arguments of an entry stand in the file. */
export function argumentsPath({ listKey }: Flow, { index, deployment }: Entry): Path {
  return [listKey, index, ...(deployment ? ["with"] : [])];
}

/** The way in the arguments of an entry to what stands there in its item; empty for what is none of them. */
export function wayInArguments({ deployment }: Entry, inItem: Path): Path {
  return deployment ? (inItem[0] === "with" ? inItem.slice(1) : []) : inItem;
}
