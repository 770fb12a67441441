/** A Flow with what a foreign text tells of it, as YAML; and the order in which executors are written. */
import { cut, grouped, listed } from "../../base/words.ts";
import { MAX_EXECUTORS } from "../../model/engine/limits.ts";
import { retype } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { printPair } from "../yaml/print-value.ts";
import { ChartFault } from "./chart.ts";
import type { ImportNotes } from "./import-notes.ts";

/**
 * The text of the Flow file. What no text can say is noted.
 *
 * @throws {ChartFault} if there are too many executors
 */
export function printSkeleton(
  executors: readonly ValueMap[],
  notes: ImportNotes,
  flowArguments: ValueMap = new Map(),
): string {
  refuseTooMany(executors.length);
  const lines = ["jtype: Flow", "version: '1'"];
  if (flowArguments.size > 0) {
    lines.push("with:", ...pairs(flowArguments, notes).map((line) => `  ${line}`));
  }
  lines.push(executors.length === 0 ? "executors: []" : "executors:");
  for (const executor of executors) {
    lines.push(...pairs(executor, notes).map((line, at) => `${at === 0 ? "  - " : "    "}${line}`));
  }
  return `${lines.join("\n")}\n`;
}

/** @throws {ChartFault} if these are more executors than a Flow may have */
export function refuseTooMany(executors: number): void {
  if (executors > MAX_EXECUTORS) {
    throw new ChartFault(
      `This chart has ${grouped(executors)} executors; a Flow of up to ${grouped(MAX_EXECUTORS)} is drawn.`,
      null,
    );
  }
}

/** Each key with its value on a line. */
function pairs(values: ValueMap, notes: ImportNotes): string[] {
  return [...values].flatMap(([key, value]) => {
    const asWritten = printPair(String(key), value);
    // A text of digits comes out of the engine's reading as a number, whose text is meant.
    const printed =
      "refused" in asWritten && typeof value === "string" ? printPair(String(key), retype(value)) : asWritten;
    if ("refused" in printed) {
      notes.add(1, `${key} of ${cut(String(values.get("name")))} is left out: ${printed.refused}`);
      return [];
    }
    return [printed.text];
  });
}

/** The value of `needs`: a name alone, or a list of several. */
export function needsValue(needs: readonly string[]): Value {
  return needs.length === 1 ? (needs[0] ?? null) : needs;
}

/**
 * The names with each behind those that it needs, else in the order given.
 *
 * @throws {ChartFault} if some go round in a circle, with their names
 */
export function orderByNeeds(
  names: Iterable<string>,
  needsOf: (name: string) => readonly string[],
  lineOf: (name: string) => number | null,
): string[] {
  const order: string[] = [];
  const state = new Map<string, "open" | "done">();
  for (const first of names) {
    if (state.has(first)) {
      continue;
    }
    const way = [{ name: first, needs: needsOf(first).values() }];
    state.set(first, "open");
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const { value: need } = top.needs.next();
      if (need === undefined) {
        state.set(top.name, "done");
        order.push(top.name);
        way.pop();
      } else if (state.get(need) === "open") {
        const names = way.map(({ name }) => name);
        // Along the arrows, and back to the first.
        const circle = [...names.slice(names.indexOf(need)), need].reverse().map((name) => cut(name));
        throw new ChartFault(
          circle.length === 2
            ? `${cut(need)} leads to itself: take that arrow away.`
            : `${listed(circle, "and")} go round in a circle, where no request would come to an end: take one of these arrows away.`,
          lineOf(need),
        );
      } else if (!state.has(need)) {
        state.set(need, "open");
        way.push({ name: need, needs: needsOf(need).values() });
      }
    }
  }
  return order;
}
