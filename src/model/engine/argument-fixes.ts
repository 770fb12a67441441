/** The changes that mend a key or a value which the engine's parsers do not take as it was meant. */

import { type Entry, GATEWAY } from "../flow.ts";
import { meantBy } from "../meant.ts";
import type { Path } from "../path.ts";
import type { Fix, Problem } from "../problem.ts";
import { isIdentifier, isList } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { type ArgumentProblem, isError } from "./argument-problem.ts";
import { needsOf } from "./needs.ts";

type Fixes = Pick<Problem, "fix" | "choices">;

/** `at`: the path of the key that the problem is about. */
export function fixesOf({ better, choices, betterValue, item }: ArgumentProblem, at: Path): Fixes {
  if (better !== undefined) {
    return { fix: renaming(at, better) };
  }
  if (betterValue !== undefined) {
    const path = item === undefined ? at : [...at, item];
    return { fix: { label: `Write ${betterValue}`, edit: { kind: "set-path", path, value: betterValue } } };
  }
  return choices ? { choices: choices.map((name) => renaming(at, name)) } : {};
}

function renaming(path: Path, to: string): Fix {
  const follows = to === "needs" ? { follows: true } : {};
  return { label: `Write ${to}`, edit: { kind: "rename-key", path, to, ...follows } };
}

/** Arguments as they are once a problem's fix is made. */
export function withFix(args: ValueMap, { key, item, better, betterValue }: ArgumentProblem): ValueMap {
  return new Map(
    [...args].map(([name, value]): [string, Value] => {
      if (name !== key) {
        return [name, value];
      }
      if (betterValue === undefined) {
        return [better ?? name, value];
      }
      return isList(value) && item !== undefined
        ? [name, value.with(item, betterValue)]
        : [name, betterValue];
    }),
  );
}

/** Whether the engine refuses something of `after` that it did not refuse before. */
export function hasNewError(before: readonly ArgumentProblem[], after: readonly ArgumentProblem[]): boolean {
  const known = new Set(before.filter(isError).map(({ message }) => message));
  return after.some((problem) => isError(problem) && !known.has(problem.message));
}

/** Keys of an entry that are no arguments of an executor: what it is called, what it needs, how it is added. */
export const ENTRY_KEYS: readonly string[] = ["name", "needs", "method"];

/** What is known of the Flow at an entry. */
interface EntryPlace {
  readonly entry: Entry;
  /** What the engine calls it. */
  readonly name: string;
  /** True if another entry has this name, or is called so for want of one. */
  isTaken(name: string): boolean;
  /** True if an executor before it waits for somebody to receive from it. */
  hasLoose(): boolean;
}

/** The entry's own key that an unknown one was meant to be, if it could stand there in its place. */
export function entryKeyMeant({ code, key }: ArgumentProblem, place: EntryPlace): string | null {
  if (key === undefined || (code !== "argument-unknown" && code !== "argument-prefix")) {
    return null;
  }
  const meant = code === "argument-prefix" && "name".startsWith(key) ? "name" : meantBy(key, ENTRY_KEYS);
  return meant !== null && fits(meant, key, place) ? meant : null;
}

function fits(meant: string, key: string, { entry, name, isTaken, hasLoose }: EntryPlace): boolean {
  const value = entry.args.get(key) ?? null;
  if (entry.args.has(meant)) {
    return false;
  }
  switch (meant) {
    case "name":
      return typeof value === "string" && isIdentifier(value) && value !== GATEWAY && !isTaken(value);
    case "needs": {
      const needs = needsOf(value) ?? [];
      return entry.method === "add" && needs.length > 0 && !needs.includes(name);
    }
    default:
      return (
        !entry.hasMethod &&
        entry.args.has("name") &&
        typeof value === "string" &&
        takesMethod(value, entry.args, hasLoose)
      );
  }
}

/** Whether an entry with these arguments can be added by a method that executors are joined with. */
function takesMethod(method: string, args: ValueMap, hasLoose: () => boolean): boolean {
  const needs = args.get("needs");
  return method === "needs"
    ? Array.isArray(needs) && needs.length > 1
    : method === "needs_all" && !args.has("needs") && hasLoose();
}

/** The method that was meant, if the entry can be added by it. */
export function methodMeant(
  { method, args }: Entry,
  methods: readonly string[],
  hasLoose: () => boolean,
): string | null {
  const meant = meantBy(method, methods);
  switch (meant) {
    case "needs":
    case "needs_all":
      return takesMethod(meant, args, hasLoose) ? meant : null;
    case "inspect":
      return args.has("needs") ? null : meant;
    default:
      return meant;
  }
}
