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
import { cut, grouped, listed, quoted } from "../base/words.ts";
import { ENTRY_KEYS, entryKeyMeant, fixesOf, hasNewError, methodMeant, withFix } from "./argument-fixes.ts";
import type { ArgumentProblem } from "./argument-problems.ts";
import { valueShown } from "./argument-sentences.ts";
import { createDeployment, createOwnDeployment, type Deployment } from "./deployment.ts";
import type { BuiltFlow, BuiltNode, Entry, Flow, Role, Value, ValueMap } from "./flow.ts";
import { GATEWAY } from "./flow.ts";
import { createFlowArguments, type FlowArguments } from "./flow-arguments.ts";
import { createGateway } from "./gateway.ts";
import { type Excess, MAX_EXECUTORS, MAX_NEEDS } from "./limits.ts";
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

/** Beyond this many arguments that were read again, no more fixes are tried out: nobody goes through so many. */
const MAX_ASKED = 300_000;

interface Place {
  readonly key?: string;
  readonly item?: number;
  readonly executor?: string;
  readonly fix?: Fix;
}

/** What would be written in the place of some arguments. */
type Change = (args: ValueMap) => ValueMap;

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
  /** Arguments that were read again to see what a fix would lead to. */
  private asked = 0;
  /** Names that entries give, once somebody has asked for them. */
  private given: ReadonlySet<Value> | null = null;
  /** Names needed by somebody. */
  private readonly needed = new Set<string>();
  /** Those that do not float and that nobody needs so far, in order; null where they have to be looked for anew. */
  private loose: Set<string> | null = new Set();
  /** Those that inspect, likewise. */
  private inspects: string[] | null = [];
  private needsLeft = MAX_NEEDS;
  private excess: Excess | null = null;
  /** Added executors that do not float, in order; removed ones are popped. */
  private chain: string[] = [];

  constructor(flow: Flow) {
    this.flow = flow;
    this.settings = settingsOf(flow.with);
  }

  build(): BuildResult {
    this.tell(
      this.settings.problems,
      (key) => ["with", key],
      (change) => this.withAgain(change),
    );
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
      message: `The method build of ${calledIn(this.builtBy!)} builds the Flow in the middle of the list, and Jina takes nothing after that.`,
      fix: this.takingAway(this.builtBy!, "method", "Take this entry's method away"),
    });
  }

  private takingAway(entry: Entry, key: string, label: string): Fix {
    const path: Path = [this.flow.listKey, entry.index, key];
    return { label, edit: { kind: "unset-path", path, keepsComments: true, follows: true } };
  }

  private get last(): string {
    return this.chain.at(-1) ?? GATEWAY;
  }

  private warn(entry: Entry, code: ProblemCode, message: string, place: Place = {}): void {
    this.problems.push({ entry: entry.index, severity: "warning", code, message, ...place });
  }

  /** An error: what the engine says, and the sentence for people. */
  private refuse(
    entry: Entry,
    code: ProblemCode,
    type: string,
    words: string,
    message: string,
    place: Place = {},
  ): void {
    const engine: EngineFault = { phase: "load", type, message: words };
    this.problems.push({ entry: entry.index, severity: "error", code, engine, message, ...place });
  }

  /**
   * Problems of arguments; `pathTo` leads to the mapping's key that they stand at. `again`: the problems that there
   * would be if a key or value were another one, so that no fix is offered that leads to a refusal.
   */
  private tell(
    problems: readonly ArgumentProblem[],
    pathTo: (key: string) => Path,
    again: (change: Change) => readonly ArgumentProblem[],
    place: Omit<Place, "key"> & { entry?: number } = {},
  ): void {
    for (const found of problems) {
      const {
        key,
        item,
        inherited,
        better: _better,
        choices: _choices,
        betterValue: _value,
        ...problem
      } = found;
      // What is inherited is found at each executor, and stands in the file once.
      const known = inherited ? `${key} ${problem.code} ${problem.engine?.message ?? problem.message}` : null;
      if (known !== null) {
        if (this.told.has(known)) {
          continue;
        }
        this.told.add(known);
      }
      const at = key === undefined ? undefined : inherited ? ["with", key] : pathTo(key);
      // What a file of its own says cannot be changed here.
      const isHere = at !== undefined && at.at(-1) === key;
      const ask = inherited ? (change: Change) => this.withAgain(change) : again;
      this.problems.push({
        entry: -1,
        ...place,
        ...problem,
        ...(at ? { path: item === undefined ? at : [...at, item] } : {}),
        ...(isHere && this.isSafe(found, ask) ? fixesOf(found, at) : {}),
      });
    }
  }

  /** Whether what would be written instead is refused no more than what stands there; false where nobody has asked. */
  private isSafe(found: ArgumentProblem, ask: (change: Change) => readonly ArgumentProblem[]): boolean {
    const { better, betterValue } = found;
    if (betterValue === undefined && (better === undefined || ENTRY_KEYS.includes(better))) {
      return true;
    }
    if (this.asked > MAX_ASKED) {
      return false;
    }
    const count = (args: ValueMap) => {
      this.asked += args.size + 10;
      return args;
    };
    return !hasNewError(
      ask((args) => args),
      ask((args) => count(withFix(args, found))),
    );
  }

  /** The problems of another `with`, at a plain executor too. */
  private withAgain(change: Change): readonly ArgumentProblem[] {
    const settings = createFlowArguments(change(this.flow.with));
    const plain = createDeployment(
      { name: "executor", kwargs: new Map(), role: "DEPLOYMENT", needs: 1 },
      settings,
    );
    return [...settings.problems, ...plain.problems];
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
          `There is no argument ${key} of ${calledIn(entry)}: leave it out.`,
          { key },
        );
        return;
      }
    }
    if (entry.args.get("name") === GATEWAY) {
      this.warn(
        entry,
        "gateway-entry",
        `Item ${entry.index + 1} of the list is named gateway, and is ignored without a word: write its arguments under gateway, beside the list.`,
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
            `The method ${entry.method} of ${calledIn(entry)} is called while Jina reads the file: no executor comes of it.`,
            { key: "method" },
          );
          return;
        }
        const near = methodMeant(entry, METHODS, () => this.looseNames().length > 0);
        this.refuse(
          entry,
          "method-unknown",
          "AttributeError",
          `'Flow' object has no attribute '${entry.method}'`,
          `The method of ${calledIn(entry)} must be ${listed(METHODS, "or")}, not ${quoted(entry.method)}.`,
          {
            key: "method",
            ...(near
              ? {
                  fix: {
                    label: `Write method: ${near}`,
                    edit: {
                      kind: "set-path",
                      path: [this.flow.listKey, entry.index, "method"],
                      value: near,
                      follows: true,
                    },
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
        `The method expose_endpoint of ${calledIn(entry)} needs a key exec_endpoint: the endpoint that the gateway is to offer.`,
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
    const deployment = cached(ownDeployments, entry.args, name, () => createOwnDeployment(entry.args, name));
    const path: Path = [this.flow.listKey, entry.index];
    this.tell(
      deployment.problems,
      (key) => (kind === "inline" ? [...path, "with", key] : path),
      (change) => createOwnDeployment(change(entry.args), name).problems,
      { entry: entry.index, executor: name },
    );
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
        written ? `${name} needs itself: take ${name} out of its needs.` : collision(name),
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
      const meant = problems.map((problem) => this.withEntryKey(problem, entry, name));
      const again = (change: Change) =>
        this.deploymentOf(entry, change(args), name, options.role ?? "DEPLOYMENT", needs.length).problems;
      this.tell(meant, (at) => [...path, at], again, { entry: entry.index, executor: name });
    }
    this.keep(entry, { name, needs, needsWritten: Boolean(written) && !options.needs, deployment });
    return name;
  }

  /** An unknown key may be meant for one of the entry's own. */
  private withEntryKey(problem: ArgumentProblem, entry: Entry, name: string): ArgumentProblem {
    if (problem.inherited || problem.better !== undefined) {
      return problem;
    }
    const isTaken = (other: string) =>
      this.drafts.has(other) ||
      this.givenNames().has(other) ||
      /^(?:executor|joiner|gather_inspect|inspect)\d*$/.test(other);
    const better = entryKeyMeant(problem, {
      entry,
      name,
      isTaken,
      hasLoose: () => this.looseNames().length > 0,
    });
    return better === null
      ? problem
      : { ...problem, better, message: `${problem.message} Did you mean ${better}?` };
  }

  private givenNames(): ReadonlySet<Value> {
    this.given ??= new Set(this.flow.entries.flatMap(({ args }) => args.get("name") ?? []));
    return this.given;
  }

  /** A key `deployment` is a parameter of Flow.add() itself, for what Python code hands it. */
  private checkDeploymentKey(entry: Entry): void {
    const given = entry.args.get("deployment") ?? null;
    if (given === null) {
      return;
    }
    const isName = typeof given === "string" && isIdentifier(given);
    const advice = `The key deployment of ${calledIn(entry)} takes nothing that a file can hold: an entry that is a Deployment begins with jtype: Deployment, or is the path of a file.`;
    if (typeof given !== "string") {
      const message = `'${typeName(given)}' object has no attribute 'needs'`;
      this.refuse(entry, "argument-value", "AttributeError", message, advice, { key: "deployment" });
    } else if (isName) {
      this.refuse(entry, "argument-value", "KeyError", "'with'", advice, { key: "deployment" });
    } else {
      this.warn(
        entry,
        "method-other",
        `Jina takes ${calledIn(entry)} from the file ${cut(given)}, and not from what stands here; here it is drawn as it stands.`,
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
    if (this.drafts.size > MAX_EXECUTORS) {
      const message = `Here this Flow has ${grouped(this.drafts.size)} executors, those that the engine adds among them; up to ${grouped(MAX_EXECUTORS)} are drawn.`;
      this.exceed(entry, message);
    } else if (this.needsLeft < 0) {
      const message = `With ${cut(draft.name)} this Flow has ${grouped(MAX_NEEDS - this.needsLeft)} needs; up to ${grouped(MAX_NEEDS)} are drawn.`;
      this.exceed(entry, message);
    }
    if (!draft.deployment.floating && this.last !== draft.name) {
      this.chain.push(draft.name);
    }
  }

  private exceed({ index }: Entry, message: string): void {
    this.excess ??= { path: [this.flow.listKey, ...(index < 0 ? [] : [index])], message };
  }

  /** Null where the engine supplies the needs, or refuses what stands there. */
  private writtenNeeds(entry: Entry, executor: string, value: Value | undefined): readonly string[] | null {
    const written = needsOf(value);
    if (written === undefined) {
      const words = `endpoint=${pythonStr(value!)} is not parsable`;
      const sentence = `The needs of ${executor} must be a name or a list of names, not ${valueShown(value)}.`;
      this.refuse(entry, "needs-form", "ValueError", words, sentence, { key: "needs", executor });
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
        `The needs of ${executor} must be a list of names, but it holds a ${type === "dict" ? "mapping" : "list"}.`,
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
        `The name of an executor must be a text, not ${valueShown(given)}.`,
        { key: "name" },
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
        `The name of an executor must be a text, but this one is read as ${valueShown(given)}, in quotes too.`,
        { key: "name" },
      );
      return pythonStr(given);
    }
    const name = this.drafts.has(given) ? `${given}${count}` : given;
    if (name !== given) {
      this.warn(
        entry,
        "name-duplicate",
        `The name ${cut(given)} is taken, so Jina calls this executor ${cut(name)}; needs: ${cut(given)} means the first one.`,
        {
          key: "name",
          executor: name,
          ...(entry.args.get("name") === given && isIdentifier(name) && !entry.method.includes("inspect")
            ? { fix: { label: `Write the name ${name}`, edit: { kind: "rename", name, to: name } } }
            : {}),
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
        `The name ${quoted(name)} must be made of letters, digits and underscores, and not begin with a digit.`,
        {
          key: "name",
          executor: name,
          ...(entry.args.get("name") === given && isIdentifier(better) && !this.drafts.has(better)
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
        joinSentence(entry),
      );
      return;
    }
    if (typeof value !== "string" && !(value instanceof Map) && !Array.isArray(value)) {
      this.refuse(
        entry,
        "needs-arity",
        "TypeError",
        `object of type '${typeName(value)}' has no len()`,
        joinSentence(entry),
        { key: "needs" },
      );
      return;
    }
    // The engine asks for the length of whatever stands there, so a text counts its letters.
    const length = value instanceof Map ? value.size : [...(value as string | readonly Value[])].length;
    if (length <= 1) {
      this.refuse(entry, "needs-arity", "FlowTopologyError", TOO_FEW, joinSentence(entry), { key: "needs" });
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
        `The method needs_all of ${calledIn(entry)} finds its needs by itself: take needs away.`,
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
        `The method needs_all of ${calledIn(entry)} has nothing to wait for: no executor before it is needed by nobody else.`,
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
        `The method inspect of ${calledIn(entry)} looks at the executor before it: take needs away.`,
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
        `The deployment_role of ${calledIn(entry)} is set by its method, ${entry.method}: leave it out.`,
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
    this.tell(
      gateway.problems,
      (key) => [GATEWAY, key],
      (change) => createGateway(this.settings, change(section)).problems,
    );
    return gateway;
  }
}

/** An entry in the middle of a sentence: by its name if it has one. */
function calledIn({ args, index }: Entry): string {
  const name = args.get("name");
  return typeof name === "string" && name !== "" ? cut(name) : `item ${index + 1} of the list`;
}

function joinSentence(entry: Entry): string {
  const needs = entry.args.get("needs");
  const what = needs === undefined ? "it has no needs" : `its needs are ${valueShown(needs)}`;
  return `The method needs of ${calledIn(entry)} waits for two executors or more: ${what}.`;
}

/** What the engine does not come to any more, it does not say. */
function withoutWords({ engine: _, ...problem }: ArgumentProblem): ArgumentProblem {
  return problem;
}

function collision(name: string): string {
  return `This executor has no name, so Jina calls it ${name}, which is another one's name already: give it a name of its own.`;
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
