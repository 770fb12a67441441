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
 * [B9] A Deployment of its own is always `executorN` and follows the last; its own `needs` are not read.
 * [B10] An entry named gateway is passed over.
 */
import type { ArgumentProblem } from "./argument-problems.ts";
import { createDeployment, createOwnDeployment, type Deployment } from "./deployment.ts";
import type { BuiltFlow, BuiltNode, Entry, Flow, Role, Value, ValueMap } from "./flow.ts";
import { GATEWAY } from "./flow.ts";
import { createFlowArguments, type FlowArguments } from "./flow-arguments.ts";
import { createGateway } from "./gateway.ts";
import { shortened } from "./legacy-list.ts";
import { counted, type Excess, MAX_DRAWN, MAX_EXECUTORS, MAX_NEEDS } from "./limits.ts";
import { nearest } from "./nearest.ts";
import { needsOf } from "./needs.ts";
import type { EngineFault, Fix, Path, Problem, ProblemCode } from "./problem.ts";
import { isIdentifier, isTrue, pythonStr, typeName } from "./python.ts";

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
  /** The cap at which the building ended half-way. */
  readonly excess: Excess | null;
}

interface Draft {
  readonly name: string;
  readonly entry: number;
  needs: string[];
  handed: readonly string[];
  readonly needsWritten: boolean;
  readonly deployment: Deployment;
}

/**
 * Never throws: what the engine would refuse is a problem of severity `error`, and the rest is still built. What it
 * takes, though it cannot be meant, is found by `checkFlow`.
 */
export function buildFlow(flow: Flow): BuildResult {
  return new Builder(flow).build();
}

/** Methods that make sense in a file, to offer as what was meant. */
const METHODS = ["add", "needs", "needs_all", "inspect", "gather_inspect"];

/** Other methods of the engine's Flow that take any keyword; all the rest refuse the key `method` itself. */
const HARMLESS = new Set([
  "__call__",
  "__class__",
  "__init__",
  "_update_network_interface",
  "dry_run",
  "is_flow_ready",
]);

/** Methods that want a Flow that is not built, with the function that says so. */
const LEVELLED = new Map([
  ["add", "add"],
  ["needs", "needs"],
  ["needs_all", "needs_all"],
  ["inspect", "inspect"],
  ["gather_inspect", "gather_inspect"],
  ["config_gateway", "config_gateway"],
  ["build", "build"],
]);

const SELF = "the income/output of a deployment can not be itself";
const TOO_FEW = "no need to wait for a single service, need len(needs) > 1";

interface Place {
  readonly key?: string;
  readonly item?: number;
  readonly executor?: string;
  readonly fix?: Fix;
}

class Builder {
  private readonly flow: Flow;
  private readonly settings: FlowArguments;
  private readonly drafts = new Map<string, Draft>();
  private readonly problems: BuildProblem[] = [];
  /** From an inspected executor to the auxiliary one that stands for it. */
  private readonly inspected = new Map<string, string>();
  /** The entry whose method builds the Flow, and whether that has been refused. */
  private builtBy: Entry | null = null;
  private isRefused = false;
  /** Problems of what `with` hands on, each told once. */
  private readonly told = new Set<string>();
  /** Names needed by somebody. */
  private readonly needed = new Set<string>();
  /** Those that do not float and that nobody needs so far, in order; null where they have to be looked for anew. */
  private loose: Set<string> | null = new Set();
  /** Those that inspect, likewise. */
  private inspects: string[] | null = [];
  private needsLeft = MAX_NEEDS;
  private lettersLeft = MAX_DRAWN;
  private excess: Excess | null = null;
  /** Added executors that do not float, in order; removed ones are popped. */
  private chain: string[] = [];

  constructor(flow: Flow) {
    this.flow = flow;
    this.settings = settingsOf(flow.with);
  }

  build(): BuildResult {
    this.tell(this.settings.problems, (key) => ["with", key]);
    const mode = this.settings.inspect;
    for (const entry of this.flow.entries) {
      this.call(entry);
      if (this.excess) {
        break;
      }
    }
    if (this.builtBy) {
      const isConfigured = this.flow.gateway.size > 0;
      this.refuseBuilt(isConfigured ? "load" : "build", isConfigured ? "Flow.config_gateway" : "Flow.build");
    }
    if (mode === "COLLECT") {
      this.gatherInspect({ index: -1, method: "gather_inspect", args: new Map() });
    }
    for (const draft of this.drafts.values()) {
      draft.handed = draft.needs;
    }
    this.settleInspect(mode === "REMOVE");
    this.countMissing();
    return { flow: this.finish(), problems: this.problems, excess: this.excess };
  }

  /** The engine builds a Flow once; after that it can neither be added to nor built again. */
  private refuseBuilt(phase: EngineFault["phase"], method: string): void {
    if (this.isRefused) {
      return;
    }
    this.isRefused = true;
    const message = `build_level check failed for <function ${method} at 0x…>, required level: [<FlowBuildLevel.EMPTY: 0>], actual level: GRAPH`;
    this.problems.push({
      entry: this.builtBy!.index,
      key: "method",
      severity: "error",
      code: "method-unknown",
      engine: { phase, type: "FlowBuildLevelError", message },
      message:
        "method: build builds the Flow in the middle of the list: the engine refuses what comes after it.",
      fix: this.takingAway(this.builtBy!, "method", "Take this entry's method away"),
    });
  }

  private takingAway(entry: Entry, key: string, label: string): Fix {
    return { label, edit: { kind: "unset-path", path: [this.flow.listKey, entry.index, key] } };
  }

  private get last(): string {
    return this.chain.at(-1) ?? GATEWAY;
  }

  private warn(entry: Entry, code: ProblemCode, message: string, place: Place = {}): void {
    this.problems.push({ entry: entry.index, severity: "warning", code, message, ...place });
  }

  /** An error in the engine's words, and what to do about it. */
  private refuse(
    entry: Entry,
    code: ProblemCode,
    type: string,
    message: string,
    advice: string,
    place: Place = {},
  ): void {
    const engine: EngineFault = { phase: "load", type, message };
    this.problems.push({
      entry: entry.index,
      severity: "error",
      code,
      engine,
      message: `${message}: ${advice}`,
      ...place,
    });
  }

  /** Problems of arguments; `pathTo` leads to the mapping's key that they stand at. */
  private tell(
    problems: readonly ArgumentProblem[],
    pathTo: (key: string) => Path,
    place: Omit<Place, "key"> & { entry?: number } = {},
  ): void {
    for (const { key, item, inherited, better, code, ...problem } of problems) {
      const at = key === undefined ? undefined : inherited ? ["with", key] : pathTo(key);
      const told: BuildProblem = {
        entry: -1,
        ...place,
        ...problem,
        code,
        ...(at ? { path: item === undefined ? at : [...at, item] } : {}),
        ...(at && better !== undefined
          ? { fix: { label: `Write ${better}`, edit: { kind: "rename-key", path: at, to: better } } }
          : {}),
      };
      // What is inherited is found at each executor, and stands in the file once.
      const known = inherited ? `${key} ${problem.message}` : null;
      if (known === null || !this.told.has(known)) {
        this.problems.push(told);
      }
      if (known !== null) {
        this.told.add(known);
      }
    }
  }

  private call(entry: Entry): void {
    if (entry.deployment) {
      this.ownDeployment(entry);
      return;
    }
    if (this.builtBy && LEVELLED.has(entry.method)) {
      this.refuseBuilt("load", `Flow.${LEVELLED.get(entry.method)}`);
      return;
    }
    for (const key of ["copy_flow", "self"]) {
      if (entry.args.has(key)) {
        const kind = key === "self" ? "argument" : "keyword argument";
        this.refuse(
          entry,
          "argument-value",
          "TypeError",
          `jina.orchestrate.flow.base.Flow.${entry.method}() got multiple values for ${kind} '${key}'`,
          "the engine gives it by itself.",
          { key },
        );
        return;
      }
    }
    if (entry.args.get("name") === GATEWAY) {
      this.warn(
        entry,
        "gateway-entry",
        "The engine passes over an entry named gateway, whatever it says: the gateway has a section of its own, gateway:, beside the list.",
        { key: "name" },
      );
      return;
    }
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
        return;
      case "expose_endpoint":
        this.exposeEndpoint(entry);
        return;
      case "build":
        this.builtBy ??= entry;
        return;
      default: {
        if (HARMLESS.has(entry.method)) {
          this.warn(
            entry,
            "method-other",
            `The engine calls Flow.${entry.method}() here, while it reads the file: no executor comes of it.`,
            { key: "method" },
          );
          return;
        }
        const near = nearest(entry.method, METHODS);
        this.refuse(
          entry,
          "method-unknown",
          "AttributeError",
          `'Flow' object has no attribute '${entry.method}'`,
          "the methods for executors are add, needs, needs_all, inspect and gather_inspect.",
          {
            key: "method",
            ...(near
              ? {
                  fix: {
                    label: `Write method: ${near}`,
                    edit: { kind: "set-path", path: [this.flow.listKey, entry.index, "method"], value: near },
                  },
                }
              : {}),
          },
        );
      }
    }
  }

  private exposeEndpoint(entry: Entry): void {
    if (!entry.args.has("exec_endpoint")) {
      this.refuse(
        entry,
        "method-unknown",
        "TypeError",
        "Flow.expose_endpoint() missing 1 required positional argument: 'exec_endpoint'",
        "name the endpoint that the gateway is to offer.",
        { key: "method" },
      );
    }
  }

  /** [B9] */
  private ownDeployment(entry: Entry): void {
    const name = `executor${this.drafts.size}`;
    const needs = [this.inspected.get(this.last) ?? this.last];
    if (needs.includes(name)) {
      this.refuse(entry, "name-collision", "FlowTopologyError", SELF, collision(name), { executor: name });
    }
    const { kind } = entry.deployment!;
    const deployment = cached(ownDeployments, entry.args, "", () => createOwnDeployment(entry.args));
    const path: Path = [this.flow.listKey, entry.index];
    this.tell(deployment.problems, (key) => (kind === "inline" ? [...path, "with", key] : path), {
      entry: entry.index,
      executor: name,
    });
    this.keep(entry, { name, needs, needsWritten: false, deployment });
  }

  /** `needs` and `name` overrule what the entry says; undefined leaves them to the entry. */
  private add(
    entry: Entry,
    options: { role?: Role; needs?: readonly string[]; name?: Value; args?: ValueMap } = {},
  ): string {
    const args = options.args ?? entry.args;
    const before = this.problems.length;
    this.checkDeploymentKey(entry);
    const name = this.nameFor(entry, options.name ?? args.get("name"));
    const written = options.needs ?? this.writtenNeeds(entry, name, args.get("needs"));
    const given = written ?? [this.last];
    if (given.includes(name)) {
      this.refuse(
        entry,
        written ? "needs-self" : "name-collision",
        "FlowTopologyError",
        SELF,
        written ? `${name} needs ${name}.` : collision(name),
        { key: written ? "needs" : "name", executor: name },
      );
    }
    const needs = [...new Set(given.map((need) => this.inspected.get(need) ?? need))].filter(
      (need) => need !== name,
    );
    const deployment = this.deploymentOf(entry, args, name, options.role ?? "DEPLOYMENT", needs.length);
    if (options.role !== "INSPECT_AUX_PASS") {
      const isReached = this.problems.slice(before).every(({ severity }) => severity !== "error");
      const path: Path = [this.flow.listKey, entry.index];
      const problems = isReached ? deployment.problems : deployment.problems.map(withoutWords);
      this.tell(problems, (at) => [...path, at], { entry: entry.index, executor: name });
    }
    this.keep(entry, { name, needs, needsWritten: Boolean(written) && !options.needs, deployment });
    return name;
  }

  /** A key `deployment` is a parameter of Flow.add() itself, for what Python code hands it. */
  private checkDeploymentKey(entry: Entry): void {
    const given = entry.args.get("deployment") ?? null;
    if (given === null) {
      return;
    }
    const isName = typeof given === "string" && isIdentifier(given);
    const advice = "an entry that is a Deployment has jtype: Deployment, or is the path of a file.";
    if (typeof given !== "string") {
      const message = `'${typeName(given)}' object has no attribute 'needs'`;
      this.refuse(entry, "argument-value", "AttributeError", message, advice, { key: "deployment" });
    } else if (isName) {
      this.refuse(entry, "argument-value", "KeyError", "'with'", advice, { key: "deployment" });
    } else {
      this.warn(
        entry,
        "method-other",
        `The engine takes this executor from ${given} instead of what stands here; it is drawn as it stands.`,
        { key: "deployment" },
      );
    }
  }

  private deploymentOf(entry: Entry, args: ValueMap, name: string, role: Role, needs: number): Deployment {
    const key = `${name} ${role} ${needs > 1} ${entry.hasMethod ? entry.method : ""}`;
    return cached(deploymentsOf(this.settings), args, key, () => {
      const kwargs = new Map(args);
      kwargs.delete("needs");
      if (role === "JOIN_INSPECT") {
        kwargs.delete("include_last_deployment");
      }
      if (entry.hasMethod) {
        kwargs.set("method", entry.method);
      }
      return createDeployment({ name, kwargs, role, needs }, this.settings);
    });
  }

  private keep(entry: Entry, draft: Omit<Draft, "entry" | "handed">): void {
    if (this.drafts.has(draft.name)) {
      // A new one in the place of another, which has its position.
      this.loose = null;
      this.inspects = null;
    } else {
      if (!draft.deployment.floating && !this.needed.has(draft.name)) {
        this.loose?.add(draft.name);
      }
      if (draft.deployment.role === "INSPECT") {
        this.inspects?.push(draft.name);
      }
    }
    this.drafts.set(draft.name, { ...draft, handed: draft.needs, entry: entry.index });
    for (const need of draft.needs) {
      this.needed.add(need);
      this.loose?.delete(need);
    }
    this.needsLeft -= draft.needs.length;
    for (const need of draft.needs) {
      this.lettersLeft -= need.length + draft.name.length;
    }
    if (this.drafts.size > Math.max(MAX_EXECUTORS, this.flow.entries.length)) {
      const message = `Here this Flow has ${counted(this.drafts.size)} executors, those that the engine adds among them; up to ${counted(MAX_EXECUTORS)} are drawn.`;
      this.exceed(entry, message);
    } else if (this.needsLeft < 0) {
      const message = `With ${shortened(draft.name)} this Flow has ${counted(MAX_NEEDS - this.needsLeft)} needs; up to ${counted(MAX_NEEDS)} are drawn.`;
      this.exceed(entry, message);
    } else if (this.lettersLeft < 0) {
      const message = `With ${shortened(draft.name)} the names at both ends of all needs come to ${counted(MAX_DRAWN - this.lettersLeft)} characters; up to ${counted(MAX_DRAWN)} are drawn.`;
      this.exceed(entry, message);
    }
    if (!draft.deployment.floating && this.last !== draft.name) {
      this.chain.push(draft.name);
    }
  }

  /** Each name that is needed and not there is drawn too. */
  private countMissing(): void {
    let missing = 0;
    for (const name of this.needed) {
      missing += name === GATEWAY || this.drafts.has(name) ? 0 : 1;
    }
    if (missing > MAX_EXECUTORS) {
      const message = `Executors of this Flow need ${counted(missing)} names that none of them has; up to ${counted(MAX_EXECUTORS)} are drawn.`;
      this.excess ??= { path: [this.flow.listKey], message };
    }
  }

  private exceed({ index }: Entry, message: string): void {
    this.excess ??= { path: [this.flow.listKey, ...(index < 0 ? [] : [index])], message };
  }

  /** Null where the engine supplies the needs, or refuses what stands there. */
  private writtenNeeds(entry: Entry, executor: string, value: Value | undefined): readonly string[] | null {
    const written = needsOf(value);
    if (written === undefined) {
      const message = `endpoint=${pythonStr(value!)} is not parsable`;
      this.refuse(entry, "needs-form", "ValueError", message, "needs is a name or a list of names.", {
        key: "needs",
        executor,
      });
      return null;
    }
    const odd = Array.isArray(value)
      ? value.findIndex((item) => item instanceof Map || Array.isArray(item))
      : -1;
    if (odd >= 0) {
      const type = (value as readonly Value[])[odd] instanceof Map ? "dict" : "list";
      this.refuse(
        entry,
        "needs-form",
        "TypeError",
        `unhashable type: '${type}'`,
        "needs is a list of names.",
        {
          key: "needs",
          item: odd,
          executor,
        },
      );
    }
    return written;
  }

  private nameFor(entry: Entry, given: Value | undefined): string {
    const count = this.drafts.size;
    if (Array.isArray(given) || given instanceof Map) {
      this.refuse(
        entry,
        "name-invalid",
        "TypeError",
        `unhashable type: '${typeName(given)}'`,
        "a name is a text.",
        {
          key: "name",
        },
      );
      return `executor${count}`;
    }
    if (given === undefined || !isTrue(given)) {
      return `executor${count}`;
    }
    if (typeof given !== "string") {
      this.refuse(
        entry,
        "name-invalid",
        "AttributeError",
        `'${typeName(given)}' object has no attribute 'isidentifier'`,
        `the name is read as ${pythonStr(given)}, not as text.`,
        { key: "name" },
      );
      return pythonStr(given);
    }
    const name = this.drafts.has(given) ? `${given}${count}` : given;
    if (name !== given) {
      this.warn(
        entry,
        "name-duplicate",
        `The name ${given} is taken, so the engine calls this executor ${name}; needs: ${given} means the first one.`,
        {
          key: "name",
          executor: name,
          fix: { label: `Write the name ${name}`, edit: { kind: "rename", name, to: name } },
        },
      );
    }
    if (!isIdentifier(name)) {
      const better = name.replace(/^(?=\d)/, "_").replaceAll(/[^\p{XID_Continue}]/gu, "_");
      this.refuse(
        entry,
        "name-invalid",
        "ValueError",
        `name: ${name} is invalid, please follow the python variable name conventions`,
        "letters, digits and underscores, not beginning with a digit.",
        {
          key: "name",
          executor: name,
          ...(isIdentifier(better) && !this.drafts.has(better)
            ? { fix: { label: `Rename to ${better}`, edit: { kind: "rename", name, to: better } } }
            : {}),
        },
      );
    }
    return name;
  }

  private join(entry: Entry): void {
    const value = entry.args.get("needs");
    if (value === undefined) {
      this.refuse(
        entry,
        "needs-arity",
        "TypeError",
        "Flow.needs() missing 1 required positional argument: 'needs'",
        "write a list of two executors or more.",
      );
      return;
    }
    if (typeof value !== "string" && !(value instanceof Map) && !Array.isArray(value)) {
      this.refuse(
        entry,
        "needs-arity",
        "TypeError",
        `object of type '${typeName(value)}' has no len()`,
        "write a list of two executors or more.",
        { key: "needs" },
      );
      return;
    }
    // The engine asks for the length of whatever stands there, so a text counts its letters.
    const length = value instanceof Map ? value.size : [...(value as string | readonly Value[])].length;
    if (length <= 1) {
      this.refuse(
        entry,
        "needs-arity",
        "FlowTopologyError",
        TOO_FEW,
        "a join waits for two executors or more.",
        {
          key: "needs",
        },
      );
      return;
    }
    this.addRole(entry, "JOIN", "joiner");
  }

  private needsAll(entry: Entry): void {
    const loose = this.looseNames();
    if (entry.args.has("needs")) {
      const callee = loose.length === 1 ? "add" : "needs";
      this.refuse(
        entry,
        "needs-form",
        "TypeError",
        `jina.orchestrate.flow.base.Flow.${callee}() got multiple values for keyword argument 'needs'`,
        "needs_all finds them by itself.",
        {
          key: "needs",
          fix: this.takingAway(entry, "needs", "Take needs away"),
        },
      );
      return;
    }
    if (loose.length === 0) {
      this.refuse(
        entry,
        "needs-arity",
        "FlowTopologyError",
        TOO_FEW,
        "nothing before it is left to wait for.",
      );
      return;
    }
    if (loose.length === 1) {
      this.add(entry, { needs: loose, name: nameOr(entry, "joiner") });
    } else {
      this.addRole(entry, "JOIN", "joiner", loose);
    }
  }

  /** Of all executors so far; what each call leaves is kept, so that many calls do not go through all again. */
  private looseNames(): string[] {
    this.loose ??= new Set(
      [...this.drafts.values()]
        .filter(({ name, deployment }) => !deployment.floating && !this.needed.has(name))
        .map(({ name }) => name),
    );
    return [...this.loose];
  }

  private inspect(entry: Entry): void {
    if (entry.args.has("needs")) {
      this.refuse(
        entry,
        "needs-form",
        "TypeError",
        "jina.orchestrate.flow.base.Flow.add() got multiple values for keyword argument 'needs'",
        "inspect looks at what comes before it in the file.",
        {
          key: "needs",
          fix: this.takingAway(entry, "needs", "Take needs away"),
        },
      );
      return;
    }
    const target = this.last;
    this.addRole(entry, "INSPECT", "inspect", [target]);
    const args = withoutUses(entry.args);
    const name = `_aux_${pythonStr(entry.args.has("name") ? entry.args.get("name")! : "inspect")}`;
    this.add(entry, { role: "INSPECT_AUX_PASS", needs: [target], name, args });
    // Where the auxiliary one floats it is not the last, and so nothing stands for the inspected one.
    this.inspected.set(target, this.last);
  }

  private gatherInspect(entry: Entry): void {
    this.inspects ??= [...this.drafts.values()]
      .filter(({ deployment }) => deployment.role === "INSPECT")
      .map(({ name }) => name);
    const needs = [...this.inspects];
    if (needs.length === 0) {
      return;
    }
    if (isTrue(entry.args.get("include_last_deployment") ?? !entry.args.has("include_last_deployment"))) {
      needs.push(this.last);
    }
    this.addRole(entry, "JOIN_INSPECT", "gather_inspect", needs);
  }

  /** A method's own role and name: the role is its own affair, the name a default. */
  private addRole(entry: Entry, role: Role, fallback: string, needs?: readonly string[]): void {
    if (entry.args.has("deployment_role")) {
      this.refuse(
        entry,
        "argument-value",
        "TypeError",
        "jina.orchestrate.flow.base.Flow.add() got multiple values for keyword argument 'deployment_role'",
        `${entry.method} sets it by itself.`,
        { key: "deployment_role" },
      );
      return;
    }
    this.add(entry, { role, name: nameOr(entry, fallback), ...(needs ? { needs } : {}) });
  }

  private settleInspect(remove: boolean): void {
    // The engine does not count what gathers among them: it stays, and what it needs is replaced like others' needs.
    const isInspect = ({ deployment: { role } }: Draft) => role === "INSPECT" || role === "INSPECT_AUX_PASS";
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
        if (removed.size > 0) {
          // Then the engine tells the gateway anew.
          draft.handed = draft.needs;
        }
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
    const nodes = [...this.drafts.values()].map(
      ({ name, entry, needs, handed, needsWritten, deployment }): BuiltNode => ({
        name,
        entry,
        role: deployment.role === null || deployment.role === "GATEWAY" ? "DEPLOYMENT" : deployment.role,
        needs,
        handedNeeds: handed,
        needsWritten,
        uses: deployment.uses,
        usesBefore: deployment.usesBefore,
        usesAfter: deployment.usesAfter,
        replicas: deployment.replicas,
        shards: deployment.shards,
        polling: deployment.polling,
        external: deployment.external,
        floating: deployment.floating,
        deployment,
      }),
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
      settings: this.settings,
      gateway: this.gateway(),
    };
  }

  /** Entries that configure the gateway come before its section, which wins over them. */
  private gateway(): BuiltFlow["gateway"] {
    const configured = this.flow.entries.filter(({ method }) => method === "config_gateway");
    const section =
      configured.length === 0
        ? this.flow.gateway
        : new Map([...configured.flatMap(({ args }) => [...args]), ...this.flow.gateway]);
    const gateway = createGateway(this.settings, section);
    this.tell(gateway.problems, (key) => [GATEWAY, key]);
    return gateway;
  }
}

/** What the engine does not come to any more, it does not say. */
function withoutWords({ engine: _, ...problem }: ArgumentProblem): ArgumentProblem {
  return problem;
}

function collision(name: string): string {
  return `the engine makes up the name ${name}, which another executor has: give this one a name.`;
}

/** A key that is written counts, even if it says nothing: then the name is made up like that of any executor. */
function nameOr({ args }: Entry, fallback: string): Value {
  return args.get("name") ?? (args.has("name") ? "" : fallback);
}

// --- what is made once for the same values: an edit builds a Flow several times, and most of it stays

const settingsByWith = new WeakMap<ValueMap, FlowArguments>();

function settingsOf(flowWith: ValueMap): FlowArguments {
  let settings = settingsByWith.get(flowWith);
  if (!settings) {
    settings = createFlowArguments(flowWith);
    settingsByWith.set(flowWith, settings);
  }
  return settings;
}

/** By an entry's arguments, with what else a Deployment depends on. */
type DeploymentCache = WeakMap<ValueMap, { readonly key: string; readonly deployment: Deployment }>;

const deploymentsBySettings = new WeakMap<FlowArguments, DeploymentCache>();
const ownDeployments: DeploymentCache = new WeakMap();

function deploymentsOf(settings: FlowArguments): DeploymentCache {
  let deployments = deploymentsBySettings.get(settings);
  if (!deployments) {
    deployments = new WeakMap();
    deploymentsBySettings.set(settings, deployments);
  }
  return deployments;
}

function cached(cache: DeploymentCache, args: ValueMap, key: string, make: () => Deployment): Deployment {
  const known = cache.get(args);
  if (known?.key === key) {
    return known.deployment;
  }
  const deployment = make();
  cache.set(args, { key, deployment });
  return deployment;
}

const usesless = new WeakMap<ValueMap, ValueMap>();

/** The same mapping each time it is asked for, so that what is made of it is made once. */
function withoutUses(args: ValueMap): ValueMap {
  if (!args.has("uses")) {
    return args;
  }
  let rest = usesless.get(args);
  if (!rest) {
    rest = new Map([...args].filter(([key]) => key !== "uses"));
    usesless.set(args, rest);
  }
  return rest;
}
