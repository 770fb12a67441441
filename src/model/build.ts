/**
 * Builds a declared Flow as Jina 3.34.0 does: names, needs, the end of the Flow, inspect. The numbers in brackets are
 * promises that the tests quote; each was seen on the engine.
 *
 * [B1] A nameless entry is `executorN`, N = executors in the graph so far.
 * [B2] A taken name gets that same N appended, with no check for a further clash.
 * [B3] Without needs: the last added executor that does not float, or the gateway.
 * [B4] Needs are taken as written; a name that is not there stays in them.
 * [B5] The end is the last added executor that does not float.
 * [B6] `needs_all` needs every executor that does not float and that nobody needs at that moment.
 * [B7] `inspect` adds two; from then on a need of the inspected one means the auxiliary one.
 * [B8] `with.inspect`: COLLECT gathers at build, HANG does not, REMOVE takes both out again.
 */
import {
  type BuiltFlow,
  type BuiltNode,
  type Entry,
  Float,
  type Flow,
  GATEWAY,
  type Role,
  type Value,
  type ValueMap,
} from "./flow.ts";
import type { Problem, ProblemCode, Severity } from "./problem.ts";

/** What is wrong with a Flow, with the entry and the key to point at; formats know where those stand in the text. */
export interface BuildProblem extends Omit<Problem, "range"> {
  /** Index of the entry; -1 for the Flow as a whole. */
  readonly entry: number;
  /** The key in the entry that the problem is about; the whole entry if there is none. */
  readonly key?: string;
  /** The item in that key's list. */
  readonly item?: number;
}

export interface BuildResult {
  readonly flow: BuiltFlow;
  readonly problems: readonly BuildProblem[];
}

interface Draft {
  name: string;
  entry: number;
  role: Role;
  needs: string[];
  needsWritten: boolean;
  args: ValueMap;
  floating: boolean;
}

interface Counts {
  readonly external: boolean;
  readonly replicas: number;
  readonly shards: number;
  readonly hosts: number;
  readonly ports: number;
}

/** Never throws: what the engine would refuse is a problem of severity `error`, and the rest is still built. */
export function buildFlow(flow: Flow): BuildResult {
  return new Builder(flow).build();
}

/** The names of a `needs` value: null where the engine supplies them, undefined where it refuses the value. */
export function needsOf(value: Value | undefined): string[] | null | undefined {
  if (value === undefined || value === null || value === "" || value === false || value === 0) {
    return null;
  }
  if (typeof value === "string") {
    return [value];
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? null : value.map(textOf);
  }
  if (value instanceof Map && value.size === 0) {
    return null;
  }
  return undefined;
}

/** A value as Python's str() shows it, for scalars. */
export function textOf(value: Value): string {
  if (value === null) {
    return "None";
  }
  if (typeof value === "boolean") {
    return value ? "True" : "False";
  }
  if (value instanceof Float) {
    return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(textOf).join(", ")}]`;
  }
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${key}: ${textOf(item)}`).join(", ")}}`;
  }
  return String(value);
}

/** Python's str.isidentifier(). */
export function isIdentifier(name: string): boolean {
  return /^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(name.normalize("NFKC"));
}

const INSPECT_MODES = new Set(["COLLECT", "HANG", "REMOVE"]);

class Builder {
  private readonly flow: Flow;
  private readonly drafts = new Map<string, Draft>();
  private readonly problems: BuildProblem[] = [];
  /** From an inspected executor to the auxiliary one that stands for it. */
  private readonly inspected = new Map<string, string>();
  /** Names needed by somebody. */
  private readonly needed = new Set<string>();
  /** Added executors that do not float, in order; removed ones are popped. */
  private chain: string[] = [];

  constructor(flow: Flow) {
    this.flow = flow;
  }

  build(): BuildResult {
    for (const entry of this.flow.entries) {
      this.call(entry);
    }
    const mode = this.inspectMode();
    if (mode === "COLLECT") {
      this.gatherInspect({ index: -1, method: "gather_inspect", args: new Map() });
    }
    this.settleInspect(mode === "REMOVE");
    const built = this.finish();
    this.checkGraph(built);
    return { flow: built, problems: this.problems };
  }

  private inspectMode(): string {
    const written = this.flow.with.get("inspect") || "COLLECT";
    const mode = textOf(written).toUpperCase();
    if (INSPECT_MODES.has(mode)) {
      return mode;
    }
    this.problem(
      { index: -1, method: "add", args: new Map() },
      "error",
      "argument-value",
      `argument --inspect: invalid from_string value: '${textOf(written)}': inspect is COLLECT, HANG or REMOVE.`,
    );
    return "COLLECT";
  }

  private get last(): string {
    return this.chain.at(-1) ?? GATEWAY;
  }

  private problem(
    entry: Entry,
    severity: Severity,
    code: ProblemCode,
    message: string,
    at: { key?: string; item?: number; executor?: string } = {},
  ): void {
    this.problems.push({ entry: entry.index, severity, code, message, ...at });
  }

  private call(entry: Entry): void {
    switch (entry.method) {
      case "add":
        this.add(entry);
        return;
      case "needs":
        this.join(entry);
        return;
      case "needs_all":
        this.needsAll(entry);
        return;
      case "inspect":
        this.inspect(entry);
        return;
      case "gather_inspect":
        this.gatherInspect(entry);
        return;
      case "config_gateway":
      case "expose_endpoint":
        return;
      default:
        this.problem(
          entry,
          "error",
          "method-unknown",
          `'Flow' object has no attribute '${entry.method}': the methods for executors are add, needs, needs_all, inspect and gather_inspect.`,
          { key: "method" },
        );
    }
  }

  /** `needs` overrules what the entry says; undefined leaves it to the entry. */
  private add(
    entry: Entry,
    options: { role?: Role; needs?: readonly string[]; name?: string; args?: ValueMap } = {},
  ): string {
    const args = options.args ?? entry.args;
    const name = this.nameFor(entry, options.name ?? args.get("name"));
    const written = options.needs ?? needsOf(args.get("needs"));
    if (written === undefined) {
      const value = textOf(args.get("needs")!);
      this.problem(
        entry,
        "error",
        "needs-form",
        `endpoint=${value} is not parsable: needs is a name or a list of names.`,
        {
          key: "needs",
          executor: name,
        },
      );
    }
    const given = written ?? [this.last];
    if (given.includes(name)) {
      this.problem(
        entry,
        "error",
        written ? "needs-self" : "name-collision",
        `the income/output of a deployment can not be itself: ${name} needs ${name}.`,
        { key: written ? "needs" : "name", executor: name },
      );
    }
    const needs = [...new Set(given.map((need) => this.inspected.get(need) ?? need))].filter(
      (need) => need !== name,
    );
    const floating = isSet(args.get("floating") ?? this.flow.with.get("floating"));
    this.drafts.set(name, {
      name,
      entry: entry.index,
      role: options.role ?? "DEPLOYMENT",
      needs,
      needsWritten: Boolean(written) && !options.needs,
      args,
      floating,
    });
    for (const need of needs) {
      this.needed.add(need);
    }
    if (!floating) {
      this.chain.push(name);
    }
    return name;
  }

  private nameFor(entry: Entry, given: Value | undefined): string {
    const count = this.drafts.size;
    if (given === undefined || given === null || given === "") {
      return `executor${count}`;
    }
    if (typeof given !== "string") {
      const kind = given instanceof Float ? "float" : typeof given === "boolean" ? "bool" : "int";
      this.problem(
        entry,
        "error",
        "name-invalid",
        `'${kind}' object has no attribute 'isidentifier': the name is read as ${textOf(given)}, not as text.`,
        { key: "name" },
      );
      return textOf(given);
    }
    const name = this.drafts.has(given) ? `${given}${count}` : given;
    if (name !== given) {
      this.problem(
        entry,
        "warning",
        "name-duplicate",
        `The name ${given} is taken, so the engine calls this executor ${name}; needs: ${given} means the first one.`,
        { key: "name", executor: name },
      );
    }
    if (!isIdentifier(name)) {
      this.problem(
        entry,
        "error",
        "name-invalid",
        `name: ${name} is invalid, please follow the python variable name conventions.`,
        { key: "name", executor: name },
      );
    }
    return name;
  }

  private join(entry: Entry): void {
    const value = entry.args.get("needs");
    if (value === undefined) {
      this.problem(
        entry,
        "error",
        "needs-arity",
        "Flow.needs() missing 1 required positional argument: 'needs'.",
      );
      return;
    }
    // The engine asks for the length of whatever stands there, so a text counts its letters.
    const length = typeof value === "string" ? [...value].length : Array.isArray(value) ? value.length : 0;
    if (length <= 1) {
      this.problem(
        entry,
        "error",
        "needs-arity",
        "no need to wait for a single service, need len(needs) > 1.",
        {
          key: "needs",
        },
      );
      return;
    }
    this.add(entry, { role: "JOIN", name: nameOr(entry.args.get("name"), "joiner") });
  }

  private needsAll(entry: Entry): void {
    if (entry.args.has("needs")) {
      this.problem(
        entry,
        "error",
        "needs-form",
        "Flow.needs() got multiple values for keyword argument 'needs'.",
        {
          key: "needs",
        },
      );
      return;
    }
    const loose = [...this.drafts.values()].filter(
      ({ name, floating }) => !floating && !this.needed.has(name),
    );
    if (loose.length === 0) {
      this.problem(
        entry,
        "error",
        "needs-arity",
        "no need to wait for a single service, need len(needs) > 1.",
      );
      return;
    }
    const name = nameOr(entry.args.get("name"), "joiner");
    const needs = loose.map((draft) => draft.name);
    this.add(entry, needs.length === 1 ? { needs, name } : { needs, name, role: "JOIN" });
  }

  private inspect(entry: Entry): void {
    if (entry.args.has("needs")) {
      this.problem(
        entry,
        "error",
        "needs-form",
        "Flow.add() got multiple values for keyword argument 'needs'.",
        {
          key: "needs",
        },
      );
      return;
    }
    const target = this.last;
    const name = nameOr(entry.args.get("name"), "inspect");
    this.add(entry, { role: "INSPECT", needs: [target], name });
    const args = new Map([...entry.args].filter(([key]) => key !== "uses"));
    this.add(entry, {
      role: "INSPECT_AUX_PASS",
      needs: [target],
      name: `_aux_${name}`,
      args,
    });
    // Where the auxiliary one floats it is not the last, and so nothing stands for the inspected one.
    this.inspected.set(target, this.last);
  }

  private gatherInspect(entry: Entry): void {
    const needs = [...this.drafts.values()].filter(({ role }) => role === "INSPECT").map(({ name }) => name);
    if (needs.length === 0) {
      return;
    }
    if (!isFalse(entry.args.get("include_last_deployment"))) {
      needs.push(this.last);
    }
    const name = nameOr(entry.args.get("name"), "gather_inspect");
    this.add(entry, { role: "JOIN_INSPECT", needs, name });
  }

  private settleInspect(remove: boolean): void {
    // The engine does not count what gathers among them: it stays, and what it needs is replaced like others' needs.
    const isInspect = ({ role }: Draft) => role === "INSPECT" || role === "INSPECT_AUX_PASS";
    if (remove) {
      const back = new Map([...this.inspected].map(([target, auxiliary]) => [auxiliary, target]));
      const removed = new Set([...this.drafts.values()].filter(isInspect).map(({ name }) => name));
      for (const name of removed) {
        this.drafts.delete(name);
      }
      while (removed.has(this.last)) {
        this.chain.pop();
      }
      for (const draft of this.drafts.values()) {
        draft.needs = [...new Set(draft.needs.map((need) => back.get(need) ?? need))];
      }
      return;
    }
    for (const draft of this.drafts.values()) {
      if (!isInspect(draft)) {
        draft.needs = [...new Set(draft.needs.map((need) => this.inspected.get(need) ?? need))];
      }
    }
  }

  private finish(): BuiltFlow {
    const inherited = this.flow.with;
    const nodes = [...this.drafts.values()].map(
      ({ name, entry, role, needs, needsWritten, args, floating }): BuiltNode => {
        const arg = (key: string) => args.get(key) ?? inherited.get(key);
        const external = isSet(arg("external"));
        const replicas = countOf(arg("replicas"));
        const shards = countOf(arg("shards"));
        const hosts = partsOf(arg("host"));
        // Ports are not inherited.
        const ports = partsOf(args.get("port") ?? args.get("ports"));
        if (this.flow.entries[entry] && role !== "INSPECT_AUX_PASS") {
          this.checkCounts(this.flow.entries[entry], name, { external, replicas, shards, hosts, ports });
        }
        const addresses = Math.max(hosts, ports);
        return {
          name,
          entry,
          role,
          needs,
          needsWritten,
          uses: usesOf(args.get("uses")),
          usesBefore: besideShards(arg("uses_before")),
          usesAfter: besideShards(arg("uses_after")),
          replicas: external && addresses > 1 ? addresses : replicas,
          shards,
          polling: pollingOf(arg("polling")),
          external,
          floating,
        };
      },
    );
    const followers = new Map<string, BuiltNode[]>();
    for (const node of nodes) {
      for (const need of node.needs) {
        const list = followers.get(need);
        if (list) {
          list.push(node);
        } else {
          followers.set(need, [node]);
        }
      }
    }
    return {
      nodes,
      byName: new Map(nodes.map((node) => [node.name, node])),
      end: this.last,
      followers,
      standsFor: new Map([...this.inspected].map(([target, auxiliary]) => [auxiliary, target])),
    };
  }

  /** Numbers of shards, replicas and addresses that do not go together. */
  private checkCounts(entry: Entry, executor: string, counts: Counts): void {
    const { external, replicas, shards, hosts, ports } = counts;
    const refuse = (key: string, message: string) =>
      this.problem(entry, "error", "argument-value", message, { key, executor });
    const addresses = Math.max(hosts, ports);
    if (hosts > 1 && ports > 1 && hosts !== ports) {
      refuse("host", `Number of hosts (${hosts}) does not match the number of ports (${ports}).`);
    } else if (addresses > 1 && replicas !== 1 && replicas !== addresses) {
      refuse(
        "replicas",
        `Number of hosts (${addresses}) does not match the number of replicas (${replicas}).`,
      );
    } else if (external && addresses === 1 && replicas > 1) {
      refuse(
        "replicas",
        `${executor} is external at one address, so the engine finds none for a second replica.`,
      );
    }
    if (shards < 1) {
      refuse("shards", `${executor} has ${shards} shards: the engine fails without a first one.`);
    } else if (shards > 1 && replicas < 1) {
      refuse(
        "replicas",
        `${executor} has ${replicas} replicas: the engine fails without a first one in each shard.`,
      );
    }
  }

  // --- what the engine takes without a word

  private checkGraph(built: BuiltFlow): void {
    const { byName, followers, end } = built;
    for (const node of built.nodes) {
      const entry = this.flow.entries[node.entry];
      if (!entry) {
        continue;
      }
      for (const need of node.needs) {
        if (need !== GATEWAY && !byName.has(need)) {
          const near = nearest(need, [...byName.keys()]);
          const hint = near ? ` Did you mean ${near}?` : "";
          this.problem(
            entry,
            "warning",
            "needs-unknown",
            `${node.name} needs ${need}, which is no executor of this Flow: the engine takes it without a word, but ${node.name} never gets a request and the Flow cannot be drawn.${hint}`,
            { key: "needs", item: needsOf(entry.args.get("needs"))?.indexOf(need) ?? 0, executor: node.name },
          );
        }
      }
      if (node.name !== end && !node.floating && !followers.has(node.name)) {
        this.problem(
          entry,
          "warning",
          "hanging",
          `Nobody receives from ${node.name}: the engine takes it as floating, so it is called but its result is dropped.`,
          { executor: node.name },
        );
      }
    }
    for (const cycle of findCycles(built)) {
      const first = byName.get(cycle[0]!)!;
      const entry = this.flow.entries[first.entry];
      if (entry) {
        const trail = cycle.length > 8 ? [...cycle.slice(0, 7), `… ${cycle.length - 7} more`] : cycle;
        // Seen on the engine: a circle that the gateway feeds is walked without end, one apart from it is never entered.
        const fate = reaches(built, GATEWAY, first.name)
          ? "no request comes through: with docarray v1 each fails with a RecursionError, with v2 the Flow never gets ready."
          : "none of them ever gets a request.";
        this.problem(
          entry,
          "warning",
          "needs-cycle",
          `These executors need each other in a circle: ${[...trail, cycle[0]].join(" → ")}. The engine takes the file, but ${fate}`,
          { key: "needs", executor: first.name },
        );
      }
    }
  }
}

/** The strongly connected parts of more than one executor, each in the order of the requests, in linear time. */
export function findCycles(flow: BuiltFlow): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const nexts = (name: string) => (flow.followers.get(name) ?? []).map((node) => node.name);

  // Tarjan's algorithm with its own stack: a chain of 100,000 executors must not end the process.
  for (const root of flow.nodes) {
    if (order.has(root.name)) {
      continue;
    }
    const work: { name: string; nexts: string[]; at: number }[] = [];
    const open = (name: string) => {
      order.set(name, order.size);
      low.set(name, order.get(name)!);
      stack.push(name);
      onStack.add(name);
      work.push({ name, nexts: nexts(name), at: 0 });
    };
    open(root.name);
    while (work.length > 0) {
      const frame = work.at(-1)!;
      const next = frame.nexts[frame.at++];
      if (next === undefined) {
        work.pop();
        const parent = work.at(-1);
        if (parent) {
          low.set(parent.name, Math.min(low.get(parent.name)!, low.get(frame.name)!));
        }
        if (low.get(frame.name) === order.get(frame.name)) {
          const part = stack.splice(stack.lastIndexOf(frame.name));
          for (const name of part) {
            onStack.delete(name);
          }
          if (part.length > 1) {
            cycles.push(part);
          }
        }
      } else if (!order.has(next)) {
        open(next);
      } else if (onStack.has(next)) {
        low.set(frame.name, Math.min(low.get(frame.name)!, order.get(next)!));
      }
    }
  }
  return cycles;
}

/** True if `to` is reached from `from` along the requests' way. */
export function reaches(flow: BuiltFlow, from: string, to: string): boolean {
  return reachedFrom(flow, from).has(to);
}

/** Everything that requests come to behind `name`, itself included. */
export function reachedFrom(flow: BuiltFlow, name: string): ReadonlySet<string> {
  return walk(name, (at) => (flow.followers.get(at) ?? []).map((node) => node.name));
}

/** Everything that requests come through before `name`, itself included. */
export function leadingTo(flow: BuiltFlow, name: string): ReadonlySet<string> {
  return walk(name, (at) => flow.byName.get(at)?.needs ?? []);
}

function walk(start: string, nextOf: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set([start]);
  const open = [start];
  while (open.length > 0) {
    for (const next of nextOf(open.pop()!)) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return seen;
}

/** The candidate closest to `word` within two edits, to offer as what was meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.max(2, word.length));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) < bestDistance) {
      const distance = editDistance(word, candidate, bestDistance);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
  }
  return best;
}

function editDistance(a: string, b: string, bound: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
    if (Math.min(...row) >= bound) {
      return bound;
    }
  }
  return row[b.length]!;
}

function nameOr(value: Value | undefined, fallback: string): string {
  return value === undefined || value === null || value === "" ? fallback : textOf(value);
}

function isFalse(value: Value | undefined): boolean {
  return value === false;
}

/** A flag is set by true and by any text or number, `no` and 0 included; false and null do not set it. */
export function isSet(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** An integer argument; the engine refuses what is not one, and the default 1 is drawn then. */
function countOf(value: Value | undefined): number {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === "number" ? first : 1;
}

/** How many items a list argument has: written as a list, in one text with commas, or both. */
function partsOf(value: Value | undefined): number {
  const items = Array.isArray(value) ? value : [value ?? null];
  return items.reduce((sum, item) => sum + textOf(item).split(",").length, 0);
}

function pollingOf(value: Value | undefined): string | ValueMap {
  if (value instanceof Map) {
    return value;
  }
  return value === undefined || value === null ? "ANY" : textOf(value as Value);
}

const DEFAULT_USES = "BaseExecutor";

function usesOf(value: Value | undefined): string {
  if (value === undefined || value === null || value === false) {
    return DEFAULT_USES;
  }
  const first = Array.isArray(value) ? (value[0] ?? DEFAULT_USES) : value;
  return first instanceof Map ? jsonOf(first) : textOf(first as Value);
}

/** `uses_before` or `uses_after`: the engine leaves the default Executor out there. */
function besideShards(value: Value | undefined): string | null {
  const uses = usesOf(value);
  return uses === DEFAULT_USES ? null : uses;
}

/** A value as Python's json.dumps prints it. */
export function jsonOf(value: Value): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}: ${jsonOf(item)}`).join(", ")}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(jsonOf).join(", ")}]`;
  }
  if (value instanceof Float) {
    return textOf(value);
  }
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
