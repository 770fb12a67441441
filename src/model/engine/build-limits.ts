/** Counts what a Flow comes to while it is built, against the caps of limits.ts. */
import { cut, grouped } from "../../base/words.ts";
import type { Flow } from "../flow.ts";
import type { DraftGraph, DraftNode } from "./draft-graph.ts";
import { type Excess, MAX_DRAWN, MAX_EXECUTORS, MAX_NEEDS } from "./limits.ts";
import { nameOfNeed } from "./needs.ts";

/** One Flow's counts. */
export class BuildLimits {
  /** The first cap that the Flow goes beyond, at which its building ends; null within all of them. */
  excess: Excess | null = null;
  private readonly flow: Flow;
  private needs = 0;
  /** Characters of the names at both ends of all needs. */
  private characters = 0;

  constructor(flow: Flow) {
    this.flow = flow;
  }

  /** Counts an executor that was added to the graph. */
  count({ name, needs, entry }: DraftNode, graph: DraftGraph): void {
    this.needs += needs.length;
    for (const need of needs) {
      this.characters += nameOfNeed(need).length + name.length;
    }
    const message = this.excessOf(name, graph.size);
    if (message !== null) {
      this.exceed(message, entry);
    }
  }

  private excessOf(name: string, executors: number): string | null {
    if (executors > Math.max(MAX_EXECUTORS, this.flow.entries.length)) {
      return `Here this Flow has ${grouped(executors)} executors, those that the engine adds among them; up to ${grouped(MAX_EXECUTORS)} are drawn.`;
    }
    if (this.needs > MAX_NEEDS) {
      return `With ${cut(name)} this Flow has ${grouped(this.needs)} needs; up to ${grouped(MAX_NEEDS)} are drawn.`;
    }
    if (this.characters > MAX_DRAWN) {
      return `With ${cut(name)} the names at both ends of all needs come to ${grouped(this.characters)} characters; up to ${grouped(MAX_DRAWN)} are drawn.`;
    }
    return null;
  }

  /** Each name that is needed and not there is drawn too. */
  countMissing(graph: DraftGraph): void {
    const missing = graph.countMissing();
    if (missing > MAX_EXECUTORS) {
      this.exceed(
        `Executors of this Flow need ${grouped(missing)} names that none of them has; up to ${grouped(MAX_EXECUTORS)} are drawn.`,
      );
    }
  }

  /** `entry`: its index; below zero, or without it, the list as a whole. */
  private exceed(message: string, entry = -1): void {
    this.excess ??= { path: [this.flow.listKey, ...(entry < 0 ? [] : [entry])], message };
  }
}
