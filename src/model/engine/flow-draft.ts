/** The engine's Flow object while the entries of the list are called, and how an entry is spoken of. */
import { cut } from "../../base/words.ts";
import type { Entry, Flow } from "../flow.ts";
import type { Value, ValueMap } from "../value.ts";
import { settingsOf } from "./build-cache.ts";
import { BuildLimits } from "./build-limits.ts";
import { BuildProblems } from "./build-problem.ts";
import { DraftGraph, type DraftNode } from "./draft-graph.ts";
import type { FlowArguments } from "./flow-arguments.ts";

/** An entry that gives the gateway an endpoint of its own. */
export interface ExposedEndpoint {
  readonly entry: Entry;
  readonly endpoint: Value;
}

/** One Flow that is being built: what was added, what was set, and what is wrong with it. */
export class FlowDraft {
  readonly flow: Flow;
  readonly problems: BuildProblems;
  /** What `with` says, or the last entry that calls `__init__`. */
  settings: FlowArguments;
  graph = new DraftGraph();
  limits: BuildLimits;
  /** Arguments of the gateway that entries set. */
  configured: ValueMap[] = [];
  exposed: ExposedEndpoint[] = [];
  /** The entry whose method builds the Flow in the middle of the list. */
  builtBy: Entry | null = null;
  /** The engine has refused something after that: it says so once. */
  isBuiltRefused = false;
  private given: ReadonlySet<Value> | null = null;

  constructor(flow: Flow) {
    this.flow = flow;
    this.problems = new BuildProblems(flow);
    this.settings = settingsOf(flow);
    this.limits = new BuildLimits(flow);
  }

  /** The Flow as `__init__` leaves it: nothing added, with other arguments in the place of those under `with`. */
  beginAnew(settings: FlowArguments): void {
    this.settings = settings;
    this.graph = new DraftGraph();
    this.limits = new BuildLimits(this.flow);
    this.configured = [];
    this.exposed = [];
    this.builtBy = null;
  }

  /** Adds an executor to the graph. */
  keep(node: DraftNode): void {
    this.graph.add(node);
    this.limits.count(node, this.graph);
  }

  /** True if an entry gives this name. */
  isGivenName(name: string): boolean {
    this.given ??= new Set(this.flow.entries.flatMap(({ args }) => args.get("name") ?? []));
    return this.given.has(name);
  }
}

/** An entry in the middle of a sentence: by its name if it has one. */
export function calledIn({ args, index }: Entry): string {
  const name = args.get("name");
  return typeof name === "string" && name !== "" ? cut(name) : `item ${index + 1} of the list`;
}
