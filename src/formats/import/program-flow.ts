/** A Flow that a Python program makes, as the parts that its calls add. */
import { SEARCH_PATHS } from "../../model/engine/flow-arguments.ts";
import { isList, isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { Place } from "./python-blocks.ts";

/** A part of a Flow: an item of the list, or keys of the gateway's section. */
export interface FlowPart {
  readonly item: Value | null;
  readonly gateway: ValueMap | null;
  readonly line: number;
  readonly before: FlowPart | null;
}

/** A Flow of the program. Those that are made of one another have the same `made`. */
export interface ProgramFlow {
  readonly kind: "flow";
  readonly made: {
    readonly settings: ValueMap;
    readonly line: number;
    /** The line on which the function begins that makes it; 0 outside of any. */
    readonly within: number;
    /** As of a `Place`: where it is made. */
    readonly attempt: number;
    readonly entered: number;
  };
  last: FlowPart | null;
}

/** A Deployment of the program, as an item of a Flow's list. */
export interface ProgramDeployment {
  readonly kind: "deployment";
  readonly item: Value;
  readonly line: number;
}

/** An item of a Flow's list, with the line on which the program adds it. */
export interface ProgramItem {
  readonly value: Value;
  readonly line: number;
}

/** The items of a Flow's list in their order, and its gateway's section. */
export function partsOf(flow: ProgramFlow): { readonly items: ProgramItem[]; readonly gateway: ValueMap } {
  const items: ProgramItem[] = [];
  const sections: ValueMap[] = [];
  for (let part = flow.last; part; part = part.before) {
    if (part.gateway) {
      sections.push(part.gateway);
    } else {
      items.push({ value: part.item, line: part.line });
    }
  }
  return { items: items.reverse(), gateway: new Map(sections.reverse().flatMap((section) => [...section])) };
}

/** The Deployment without the folders of the Flow, which the engine adds to its own when it reads a file. */
export function withoutFolders(item: Value, folders: Value | undefined): Value {
  const given = isMap(item) ? item.get("with") : undefined;
  const own = isMap(given) ? given.get(SEARCH_PATHS) : undefined;
  if (!isMap(item) || !isMap(given) || !isList(folders) || !isList(own)) {
    return item;
  }
  const at = own.length - folders.length;
  if (!folders.every((folder, index) => folder === own[at + index])) {
    return item;
  }
  const left = new Map([...given].filter(([key]) => key !== SEARCH_PATHS || at > 0));
  return new Map([...item, ["with", at > 0 ? left.set(SEARCH_PATHS, own.slice(0, at)) : left]]);
}

/** Why there is no Flow, with the line; `isToldByRunning`: whether Python, which runs the program, has one all the same. */
export class ProgramFault extends Error {
  readonly line: number;
  readonly isToldByRunning: boolean;

  constructor(line: number, message: string, isToldByRunning = true) {
    super(message);
    this.line = line;
    this.isToldByRunning = isToldByRunning;
  }
}

/** Where a statement stands if it is not known that it is carried out once for this Flow; null if it is. Goes on in a sentence. */
export function whyUncounted({ made }: ProgramFlow, { around, within, attempt }: Place): string | null {
  if (around) {
    return around.kind === "loop"
      ? `a loop, which begins on line ${around.line}: how often is`
      : `a condition, which begins on line ${around.line}: whether it holds is`;
  }
  if (within === made.within) {
    return attempt === 0 || attempt === made.attempt
      ? null
      : `a block that an exception may end, which begins on line ${attempt}: whether it comes so far is`;
  }
  return within === 0
    ? `a statement outside of the function on line ${made.within}, which makes it: whether it means that Flow is`
    : `a function, which begins on line ${within}: whether, and how often, it is called is`;
}
