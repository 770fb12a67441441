/**
 * What a person does to a Flow, and what can be said of it before it is planned. A gesture, a command or a field makes
 * an Edit; plan-edit.ts turns it into steps.
 */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { leadingTo, reachedFrom, reaches } from "../engine/graph-walk.ts";
import { type Flow, GATEWAY } from "../flow.ts";
import type { Need } from "../flow-edit.ts";
import { isIdentifier } from "../python.ts";
import type { Step } from "../steps.ts";
import type { ValueMap } from "../value.ts";

/** An edit that can be made, as steps on the values of the file. */
export interface Plan {
  readonly steps: readonly Step[];
  /** What the edit is called in undo and in the log, as `Add encoder`. */
  readonly label: string;
  /** What happened besides, in sentences for the person. */
  readonly notes: readonly string[];
  /** The executors that come by it, where it says, in the order of the file. */
  readonly added?: readonly string[];
}

/** Why an edit is not made. */
export interface Refusal {
  readonly refused: string;
}

/** What a plan is made on. */
export interface Declared {
  /** The values of the whole file. */
  readonly root: ValueMap;
  readonly flow: Flow;
  readonly built: BuiltFlow;
  /** No value of the file stands in another place too, by an alias or a reference: what is changed changes alone. */
  readonly isPlain: boolean;
  /** What the engine makes of the file once the steps are made, or why they cannot be. */
  after(steps: readonly Step[]): BuiltFlow | Refusal;
}

/** Whether the arguments of a new executor say themselves what it receives from. */
export function saysSources(args: ValueMap): boolean {
  return args.has("needs") || args.has("method");
}

/** `base` followed by the first number from 1 that is not taken, `base` itself if it is free. */
export function freshName(taken: { has(name: string): boolean }, base: string): string {
  const isTaken = (name: string) => name === GATEWAY || taken.has(name);
  if (!isTaken(base)) {
    return base;
  }
  // `base1` of `base`, but `encoder_3` of `encoder_2`. So many digits are counted on exactly by a double; a moment in
  // nanoseconds has more.
  const [, stem, digits] = /^(.*?)(\d{0,15})$/s.exec(base)!;
  let number = digits ? Number(digits) + 1 : 1;
  while (isTaken(`${stem}${number}`)) {
    number++;
  }
  return `${stem}${number}`;
}

/** Why an executor cannot take this name; null if it can. */
export function refuseName(
  built: Pick<BuiltFlow, "byName">,
  name: string,
  own: string | null,
): string | null {
  if (name === "") {
    return "A name cannot be empty.";
  }
  if (!isIdentifier(name)) {
    return `${name} is no valid name: Jina wants letters, digits and underscores, not beginning with a digit.`;
  }
  if (name === GATEWAY) {
    return "No executor can be called gateway: Jina ignores an entry of that name.";
  }
  if (name !== own && built.byName.has(name)) {
    return `The name ${name} is taken.`;
  }
  return null;
}

/** The need with one end at `fixed`, which `side` says, and the other one at `name`. */
export function needBetween(side: keyof Need, fixed: string, name: string): Need {
  return side === "from" ? { from: fixed, to: name } : { from: name, to: fixed };
}

/**
 * What says of each name why it cannot be the other end of a need with one end at `fixed`; of one that can, null. Walks
 * the Flow once: what leads to the source may not follow it, and the other way round.
 */
export function refuserOf(
  built: BuiltFlow,
  side: keyof Need,
  fixed: string,
): (name: string) => string | null {
  const barred = side === "from" ? leadingTo(built, fixed) : reachedFrom(built, fixed);
  return (name) => {
    const { from, to } = needBetween(side, fixed, name);
    return refusalOf(built, from, to, () => barred.has(name));
  };
}

/** Why `from` cannot be connected to `to`; null if it can. Whoever asks about many ends takes `refuserOf`. */
export function refuseConnection(built: BuiltFlow, from: string, to: string): string | null {
  return refusalOf(built, from, to, () => reaches(built, to, from));
}

function refusalOf(built: BuiltFlow, from: string, to: string, closesCycle: () => boolean): string | null {
  if (to === GATEWAY) {
    return `The gateway answers with what ${built.end} returns, the last executor of the file that does not float; that edge is never written.`;
  }
  if (from === to) {
    return "An executor cannot need itself.";
  }
  const target = built.byName.get(to);
  if (!target || (from !== GATEWAY && !built.byName.has(from))) {
    return "There is no such executor.";
  }
  if (target.needs.includes(from) && target.needsWritten) {
    return `${to} needs ${from} already.`;
  }
  if (target.role === "INSPECT" || target.role === "INSPECT_AUX_PASS" || target.entry < 0) {
    return `${to} was added by inspect: its need follows from its place in the file.`;
  }
  if (from !== GATEWAY && closesCycle()) {
    return `${from} itself waits for ${to}: connecting them would close a cycle, and neither would ever get a request.`;
  }
  return null;
}
