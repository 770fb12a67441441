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
import { cut, grouped, listed, quoted } from "../../base/words.ts";
import type { EngineFault } from "../engine-fault.ts";
import type { Entry, Flow } from "../flow.ts";
import { GATEWAY, NESTED_FLOW } from "../flow.ts";
import type { Path } from "../path.ts";
import type { Fix, Problem, ProblemCode } from "../problem.ts";
import { bareTypeName, isIdentifier, isList, isTrue, pythonRepr, pythonStr, typeName } from "../python.ts";
import { type PythonFault, writingFault } from "../python-json.ts";
import type { Value, ValueMap } from "../value.ts";
import { Timestamp } from "../value.ts";
import { ENTRY_KEYS, entryKeyMeant, fixesOf, hasNewError, methodMeant, withFix } from "./argument-fixes.ts";
import type { ArgumentProblem } from "./argument-problems.ts";
import { valueShown } from "./argument-sentences.ts";
import type { BuiltFlow, BuiltNode, Role } from "./built-flow.ts";
import { createDeployment, createOwnDeployment, type Deployment } from "./deployment.ts";
import { createFlowArguments, type FlowArguments, mostHanded } from "./flow-arguments.ts";
import { methodFault } from "./flow-methods.ts";
import { createGateway } from "./gateway.ts";
import { type Excess, MAX_DRAWN, MAX_EXECUTORS, MAX_NEEDS } from "./limits.ts";
import {
  distinctNeeds,
  floatingWords,
  isNeed,
  type Need,
  nameOfNeed,
  needsOf,
  sortingFault,
  sortNeeds,
} from "./needs.ts";

/** What is wrong with a Flow, with the entry and the key to point at; formats know where those stand in the text. */
export interface BuildProblem extends Omit<Problem, "range"> {
  /** Index of the entry; -1 for the Flow as a whole. */
  readonly entry: number;
  /** The key in the entry that the problem is about; the whole entry if there is none. */
  readonly key?: string;
  /** The item in that key's list. */
  readonly item?: number;
}

interface BuildResult {
  readonly flow: BuiltFlow;
  readonly problems: readonly BuildProblem[];
  /** The cap at which the building ended half-way. */
  readonly excess: Excess | null;
}

interface Draft {
  readonly name: string;
  readonly entry: number;
  needs: readonly Need[];
  handed: readonly Need[];
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

/** Other methods of the engine's Flow, that take any keyword and make no executor. */
const HARMLESS = new Set(["__class__", "__init__", "_update_network_interface", "dry_run", "is_flow_ready"]);

/** Methods that send a request, or ready the client that would. */
const SENDING = new Set(["client", "delete", "index", "post", "search", "update"]);

/** Methods that set arguments of the gateway. */
const CONFIGURING = new Set(["config_gateway", "_update_network_interface"]);

/** Methods that want a Flow that is not built, with the function that says so. */
const LEVELLED = new Map([
  ["add", "add"],
  ["needs", "needs"],
  ["needs_all", "needs_all"],
  ["inspect", "inspect"],
  ["gather_inspect", "gather_inspect"],
  ["config_gateway", "config_gateway"],
  ["build", "build"],
  ["__call__", "build"],
]);

/** Methods of the engine's Flow that say something of their own. */
const OWN = new Set([...LEVELLED.keys(), ...HARMLESS, "expose_endpoint"]);

const SELF = "the income/output of a deployment can not be itself";
const TOO_FEW = "no need to wait for a single service, need len(needs) > 1";

/** Beyond this many arguments that were read again, no more fixes are tried out: nobody goes through so many. */
const MAX_ASKED = 300_000;

interface Place {
  readonly engine?: EngineFault;
  readonly key?: string;
  readonly item?: number;
  readonly executor?: string;
  readonly fix?: Fix;
}

/** What would be written in the place of some arguments. */
type Change = (args: ValueMap) => ValueMap;

class Builder {
  private readonly flow: Flow;
  private settings: FlowArguments;
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
  private readonly needed = new Set<Need>();
  /** Those that do not float and that nobody needs so far, in order; null where they have to be looked for anew. */
  private loose: Set<string> | null = new Set();
  /** Those that inspect, likewise. */
  private inspects: string[] | null = [];
  private needsLeft = MAX_NEEDS;
  private lettersLeft = MAX_DRAWN;
  private excess: Excess | null = null;
  /** Arguments of the gateway that entries set. */
  private configured: ValueMap[] = [];
  /** Entries that expose an endpoint. */
  private exposed: Entry[] = [];
  /** Added executors that do not float, in order; removed ones are popped. */
  private chain: string[] = [];
  /** What the gateway waits for: REMOVE may leave it with one that is removed. */
  private gatewayNeed: string = GATEWAY;
  private handed: BuiltFlow["handed"] = null;

  constructor(flow: Flow) {
    this.flow = flow;
    this.settings = settingsOf(flow);
  }

  build(): BuildResult {
    this.tell(
      this.settings.problems,
      (key) => ["with", key],
      (change) => this.withAgain(change),
    );
    for (const problem of this.settings.problems) {
      if (problem.engine?.type === "log") {
        this.markTold(problem);
      }
    }
    for (const entry of this.flow.entries) {
      this.call(entry);
      if (this.excess) {
        break;
      }
    }
    const mode = this.settings.inspect;
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
    this.refuseUnsortable();
    this.refuseUnwritable();
    this.settleInspect(mode === "REMOVE");
    this.countMissing();
    const flow = this.finish();
    this.refuseDates();
    return { flow, problems: this.problems, excess: this.excess };
  }

  /** The engine sorts the needs of each executor when it builds the graph, and meets the first that it cannot sort. */
  private refuseUnsortable(by?: Entry): boolean {
    for (const draft of this.drafts.values()) {
      const fault = sortingFault(draft.handed);
      if (fault) {
        const [one, other] = fault.pair.map((need) => `${cut(nameOfNeed(need))} (${kindName(need)})`);
        const sentence = `${cut(draft.name)} needs both ${other} and ${one}, which Jina cannot sort: its needs must all be names.`;
        this.refuseNeeds(draft, fault, sentence, by);
        return true;
      }
    }
    return false;
  }

  /** The gateway is told the graph as JSON, whose keys are the needs: there a date cannot stand. */
  private refuseDates(by?: Entry): boolean {
    for (const draft of this.drafts.values()) {
      const date = sortNeeds(draft.handed).find((need) => need instanceof Timestamp);
      if (date) {
        const message = `keys must be str, int, float, bool or None, not ${typeName(date)}`;
        const sentence = `${cut(draft.name)} needs ${nameOfNeed(date)}, which YAML reads as a date: its needs must be names.`;
        this.refuseNeeds(draft, { type: "TypeError", message }, sentence, by);
        return true;
      }
    }
    return false;
  }

  /** `by`: the entry that builds the Flow, if one does. */
  private refuseNeeds(
    { name, entry }: Draft,
    { type, message: words }: PythonFault,
    message: string,
    by?: Entry,
  ): void {
    this.problems.push({
      entry: by?.index ?? entry,
      key: by ? "method" : "needs",
      executor: name,
      severity: "error",
      code: "needs-form",
      engine: { phase: by ? "load" : "build", type, message: words },
      message,
    });
  }

  /** What building in the middle of the list says and refuses, which it does while the file is read. */
  private buildAt(entry: Entry): void {
    if (this.builtBy) {
      return;
    }
    this.builtBy = entry;
    if (this.refuseUnsortable(entry)) {
      return;
    }
    const section = new Map(this.configured.flatMap((args) => [...args]));
    let isRefused = false;
    for (const { code, severity, message, engine } of createGateway(this.settings, section).problems) {
      if (engine && !isRefused) {
        const told: EngineFault = { ...engine, phase: "load" };
        this.problems.push({ entry: entry.index, key: "method", code, severity, message, engine: told });
        isRefused = severity === "error";
      }
    }
    if (!isRefused && !this.refuseDates(entry)) {
      this.logHanging(entry);
    }
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
      message: `The method ${this.builtBy!.method} of ${calledIn(this.builtBy!)} builds the Flow in the middle of the list, and Jina takes nothing after that.`,
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
      if (inherited && this.markTold(found)) {
        continue;
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
    const settings = createFlowArguments(
      change(this.flow.with),
      this.flow.gateway,
      mostHanded(this.flow.entries.length),
    );
    const plain = createDeployment(
      { name: "executor", kwargs: new Map(), role: "DEPLOYMENT", needs: 1 },
      settings,
    );
    return [...settings.problems, ...plain.problems];
  }

  /** Whether it was told before: in the same words, or of the engine, which do not say whose it is. */
  private markTold({ key, code, message, engine }: ArgumentProblem): boolean {
    const words = [message, ...(engine ? [engine.message] : [])].map((text) => `${key} ${code} ${text}`);
    const isTold = words.some((one) => this.told.has(one));
    for (const one of words) {
      this.told.add(one);
    }
    return isTold;
  }

  private call(entry: Entry): void {
    if (entry.deployment && this.builtBy) {
      this.refuseBuilt("load", "Flow.add");
      return;
    }
    if (entry.deployment) {
      this.ownDeployment(entry);
      return;
    }
    if (entry.args.get("name") === GATEWAY) {
      this.warn(
        entry,
        "gateway-entry",
        `Item ${entry.index + 1} of the list is named gateway, and is ignored, and Jina does not say so: write its arguments under gateway, beside the list.`,
        { key: "name" },
      );
      return;
    }
    const { method, args } = entry;
    if (!OWN.has(method)) {
      this.refuseMethod(entry);
      return;
    }
    for (const key of ["copy_flow", "self"]) {
      if (args.has(key)) {
        const words =
          key === "self"
            ? `Flow.${method}() got multiple values for argument 'self'`
            : `jina.orchestrate.flow.base.Flow.${method}() got multiple values for keyword argument 'copy_flow'`;
        const message = `There is no argument ${key} of ${calledIn(entry)}: leave it out.`;
        this.refuse(entry, "argument-value", "TypeError", words, message, { key });
        return;
      }
    }
    if (this.builtBy && LEVELLED.has(method)) {
      this.refuseBuilt("load", `Flow.${LEVELLED.get(method)}`);
      return;
    }
    switch (method) {
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
        this.configured.push(args);
        return;
      case "expose_endpoint":
        this.exposeEndpoint(entry);
        return;
      case "build":
      case "__call__":
        this.buildAt(entry);
        return;
      default:
        this.callHarmless(entry);
    }
  }

  /** Building in the middle of the list, the engine logs who hangs at that moment. */
  private logHanging(entry: Entry): void {
    const { inspect } = this.settings;
    const back = new Map<Need, Need>([...this.inspected].map(([target, auxiliary]) => [auxiliary, target]));
    const meant = (need: Need) => (inspect === "REMOVE" ? (back.get(need) ?? need) : this.standing(need));
    const drafts = [...this.drafts.values()].filter((draft) => inspect !== "REMOVE" || !isInspect(draft));
    const needed = new Set<Need>([meant(this.last)]);
    for (const draft of drafts) {
      for (const need of draft.needs) {
        needed.add(isInspect(draft) ? need : meant(need));
      }
      if (draft.deployment.role === "INSPECT" && inspect === "COLLECT") {
        needed.add(draft.name);
      }
    }
    const names = drafts.filter(({ deployment }) => !deployment.floating).map(({ name }) => name);
    const hanging = [...names, GATEWAY].filter((name) => !needed.has(name));
    if (hanging.length > 0) {
      const engine = floatingWords(hanging, "load");
      const shown = listed(
        hanging.map((name) => cut(name, 20)),
        "and",
      );
      const message = `Nothing needs ${shown} where the method ${entry.method} of ${calledIn(entry)} builds the Flow.`;
      this.warn(entry, "method-other", message, { key: "method", engine });
    }
  }

  private callHarmless(entry: Entry): void {
    const { method, args } = entry;
    this.warn(
      entry,
      "method-other",
      `The method ${method} of ${calledIn(entry)} is called while Jina reads the file: no executor comes of it.`,
      { key: "method" },
    );
    if (CONFIGURING.has(method)) {
      this.configured.push(args);
    }
    if (method !== "__init__" && method !== "__class__") {
      return;
    }
    const settingsOfCall = (given: ValueMap) =>
      createFlowArguments(new Map<string, Value>([...given, ["method", method], ["copy_flow", false]]));
    const settings = settingsOfCall(args);
    const path: Path = [this.flow.listKey, entry.index];
    this.tell(
      settings.problems,
      (key) => [...path, key],
      (change) => settingsOfCall(change(args)).problems,
      { entry: entry.index },
    );
    if (method === "__init__") {
      // The Flow begins anew, with these arguments in the place of those under `with`.
      this.settings = settings;
      this.drafts.clear();
      this.inspected.clear();
      this.needed.clear();
      this.loose = new Set();
      this.inspects = [];
      this.needsLeft = MAX_NEEDS;
      this.chain = [];
      this.configured = [];
      this.exposed = [];
      this.builtBy = null;
    }
  }

  /** A method that is none, or an attribute of the engine's Flow that makes no executor of an entry. */
  private refuseMethod(entry: Entry): void {
    const { method, args, methodAt = 0 } = entry;
    const fault =
      (method === "_mermaid_str" ? this.drawingFault() : null) ??
      methodFault(method, [...args.keys()].toSpliced(methodAt, 0, "method"), (attribute) =>
        this.kindOf(attribute),
      );
    if (method === "load_config") {
      const words =
        "Calling `load_config` from a Flow instance will override all of the instance's initial parameters. We recommend to use `Flow.load_config(...)` instead";
      const engine: EngineFault = { phase: "load", type: "UserWarning", message: words };
      const message = `The method load_config of ${calledIn(entry)} reads another file while Jina reads this one: no executor comes of it.`;
      this.warn(entry, "method-other", message, { key: "method", engine });
    }
    if (!fault && SENDING.has(method)) {
      this.problems.push({
        entry: entry.index,
        key: "method",
        severity: "error",
        code: "method-unknown",
        message: `The method ${method} of ${calledIn(entry)} sends a request while Jina reads the file, to a Flow that does not run yet.`,
      });
      return;
    }
    const { type, message } = fault ?? {
      type: "AttributeError",
      message: `'Flow' object has no attribute '${method}'`,
    };
    const near = fault ? null : methodMeant(entry, METHODS, () => this.looseNames().length > 0);
    this.refuse(
      entry,
      "method-unknown",
      type,
      message,
      `The method of ${calledIn(entry)} must be ${listed(METHODS, "or")}, not ${quoted(method)}.`,
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

  /** A Flow cannot be drawn before it is built: there is no gateway yet. */
  private drawingFault(): PythonFault | null {
    for (const { needs } of this.drafts.values()) {
      const missing = sortNeeds(needs).find((need) => !(typeof need === "string" && this.drafts.has(need)));
      if (missing !== undefined) {
        return { type: "KeyError", message: pythonRepr(missing) };
      }
    }
    return null;
  }

  /** Python's type of an attribute of the Flow that depends on what the file says. */
  private kindOf(attribute: string): string | undefined {
    const { settings } = this;
    const given = (key: string): Value => settings.forGateway.get(key) ?? null;
    switch (attribute) {
      case "env":
        return settings.env ? "dict" : undefined;
      case "workspace":
        return settings.workspace === null ? undefined : "str";
      case "host":
        return settings.forGateway.has("host") ? typeName(given("host")) : undefined;
      case "port": {
        const ports = isTrue(given("port")) ? given("port") : given("ports");
        return typeName(isList(ports) && ports.length === 1 ? ports[0]! : ports);
      }
      case "port_monitoring":
        return typeName(given("port_monitoring"));
      case "protocol": {
        const protocols = isTrue(given("protocol")) ? given("protocol") : given("protocols");
        return Array.isArray(protocols) && protocols.length > 1 ? "list" : undefined;
      }
      default:
        return undefined;
    }
  }

  private exposeEndpoint(entry: Entry): void {
    const endpoint = entry.args.get("exec_endpoint");
    if (endpoint === undefined) {
      this.refuse(
        entry,
        "method-unknown",
        "TypeError",
        "Flow.expose_endpoint() missing 1 required positional argument: 'exec_endpoint'",
        `The method expose_endpoint of ${calledIn(entry)} needs a key exec_endpoint: the endpoint that the gateway is to offer.`,
        { key: "method" },
      );
    } else if (!isNeed(endpoint) || endpoint === NESTED_FLOW) {
      const message = `unhashable type: '${typeName(endpoint)}'`;
      this.refuse(entry, "argument-value", "TypeError", message, "an endpoint is a text.", {
        key: "exec_endpoint",
      });
    } else {
      this.exposed.push(entry);
    }
  }

  /** The gateway is told the endpoints as JSON. */
  private refuseUnwritable(): void {
    for (const { index, args } of this.exposed) {
      const endpoint = args.get("exec_endpoint")!;
      const rest = new Map([...args].filter(([key]) => key !== "exec_endpoint"));
      const fault =
        endpoint instanceof Timestamp
          ? {
              type: "TypeError",
              message: `keys must be str, int, float, bool or None, not ${typeName(endpoint)}`,
            }
          : writingFault(rest);
      if (fault) {
        this.problems.push({
          entry: index,
          key: endpoint instanceof Timestamp ? "exec_endpoint" : "method",
          severity: "error",
          code: "argument-value",
          engine: { phase: "build", ...fault },
          message: `${fault.message}: an endpoint and what is said of it go to the gateway as JSON.`,
        });
        return;
      }
    }
  }

  /** [B9] */
  private ownDeployment(entry: Entry): void {
    const name = `executor${this.drafts.size}`;
    const needs = [this.standing(this.last)];
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
    options: { role?: Role; needs?: readonly Need[]; name?: Value; args?: ValueMap } = {},
  ): string {
    const args = options.args ?? entry.args;
    const before = this.problems.length;
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
    if (given.includes(NESTED_FLOW)) {
      this.refuseComparison(entry, "needs", "str");
    }
    this.refuseUnhashable(entry, name, given);
    if (args.get("deployment_role") === NESTED_FLOW) {
      this.refuseComparison(entry, "deployment_role", "DeploymentRoleType");
    }
    const needs = distinctNeeds(given.filter(isNeed).map((need) => this.standing(need))).filter(
      (need) => need !== name,
    );
    this.checkDeploymentKey(entry);
    const deployment = this.deploymentOf(entry, args, name, options.role ?? "DEPLOYMENT", needs.length);
    if (options.role !== "INSPECT_AUX_PASS") {
      const isReached =
        typeof (args.get("deployment") ?? null) !== "string" &&
        this.problems.slice(before).every(({ severity }) => severity !== "error");
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
    const advice = `The key deployment of ${calledIn(entry)} takes nothing that a file can hold: an entry that is a Deployment begins with jtype: Deployment, or is the path of a file.`;
    if (typeof given !== "string") {
      const message = `'${typeName(given)}' object has no attribute 'needs'`;
      this.refuse(entry, "argument-value", "AttributeError", message, advice, { key: "deployment" });
    } else {
      this.warn(
        entry,
        "method-other",
        `Jina takes ${calledIn(entry)} from ${cut(given)}, and not from what stands here; here it is drawn as it stands.`,
        { key: "deployment" },
      );
    }
  }

  private deploymentOf(entry: Entry, args: ValueMap, name: string, role: Role, needs: number): Deployment {
    const key = `${name} ${role} ${needs > 1} ${entry.hasMethod ? entry.method : ""}`;
    return cached(deploymentsOf(this.settings), args, key, () => {
      // A method on top of add() gives the name, and the role, before the keys of the entry.
      const isOn = entry.method !== "add" || role !== "DEPLOYMENT";
      const kwargs = new Map<string, Value>([
        ...(isOn ? ([["name", name]] as const) : []),
        ...(role === "DEPLOYMENT" ? [] : ([["deployment_role", role]] as const)),
        ...args,
      ]);
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
      if (typeof need === "string") {
        this.loose?.delete(need);
      }
    }
    this.needsLeft -= draft.needs.length;
    for (const need of draft.needs) {
      this.lettersLeft -= nameOfNeed(need).length + draft.name.length;
    }
    if (this.drafts.size > Math.max(MAX_EXECUTORS, this.flow.entries.length)) {
      const message = `Here this Flow has ${grouped(this.drafts.size)} executors, those that the engine adds among them; up to ${grouped(MAX_EXECUTORS)} are drawn.`;
      this.exceed(entry, message);
    } else if (this.needsLeft < 0) {
      const message = `With ${cut(draft.name)} this Flow has ${grouped(MAX_NEEDS - this.needsLeft)} needs; up to ${grouped(MAX_NEEDS)} are drawn.`;
      this.exceed(entry, message);
    } else if (this.lettersLeft < 0) {
      const message = `With ${cut(draft.name)} the names at both ends of all needs come to ${grouped(MAX_DRAWN - this.lettersLeft)} characters; up to ${grouped(MAX_DRAWN)} are drawn.`;
      this.exceed(entry, message);
    }
    if (!draft.deployment.floating && this.last !== draft.name) {
      this.chain.push(draft.name);
    }
  }

  /** The auxiliary executor in the place of one that is inspected. */
  private standing(need: Need): Need {
    return (typeof need === "string" ? this.inspected.get(need) : undefined) ?? need;
  }

  /** Each name that is needed and not there is drawn too. */
  private countMissing(): void {
    let missing = 0;
    for (const name of this.needed) {
      missing += name === GATEWAY || (typeof name === "string" && this.drafts.has(name)) ? 0 : 1;
    }
    if (missing > MAX_EXECUTORS) {
      const message = `Executors of this Flow need ${grouped(missing)} names that none of them has; up to ${grouped(MAX_EXECUTORS)} are drawn.`;
      this.excess ??= { path: [this.flow.listKey], message };
    }
  }

  private exceed({ index }: Entry, message: string): void {
    this.excess ??= { path: [this.flow.listKey, ...(index < 0 ? [] : [index])], message };
  }

  /** Null where the engine supplies the needs, or refuses what stands there. */
  private writtenNeeds(entry: Entry, executor: string, value: Value | undefined): readonly Value[] | null {
    const written = needsOf(value);
    if (written === undefined) {
      const words = `endpoint=${pythonStr(value!)} is not parsable`;
      const sentence = `The needs of ${executor} must be a name or a list of names, not ${valueShown(value)}.`;
      this.refuse(entry, "needs-form", "ValueError", words, sentence, { key: "needs", executor });
      return null;
    }
    return written && (isList(value) ? value : written);
  }

  /** Needs are put into a set, which takes neither lists nor mappings. */
  private refuseUnhashable(entry: Entry, executor: string, needs: readonly Value[]): void {
    const item = needs.findIndex((need) => !isNeed(need));
    if (item >= 0) {
      const odd = needs[item]!;
      this.refuse(
        entry,
        "needs-form",
        "TypeError",
        `unhashable type: '${typeName(odd)}'`,
        `The needs of ${executor} must be a list of names, but it holds a ${Array.isArray(odd) ? "list" : "mapping"}.`,
        { key: "needs", item, executor },
      );
    }
  }

  /** A Flow in the place of a value cannot be compared with one. */
  private refuseComparison(entry: Entry, key: string, type: string): void {
    const message = `'${type}' object has no attribute '_build_level'`;
    this.refuse(entry, "argument-value", "AttributeError", message, "a Flow stands here.", { key });
  }

  private nameFor(entry: Entry, given: Value | undefined): string {
    const count = this.drafts.size;
    if (given === NESTED_FLOW) {
      this.refuseComparison(entry, "name", "str");
      return `executor${count}`;
    }
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
    if (typeof value !== "string" && !(value instanceof Map) && !isList(value)) {
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
    if (this.refuseClash(entry, ["needs", "deployment_role"])) {
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

  /** Keys that a method gives to Flow.add() by itself: of several the engine names the first. */
  private refuseClash(entry: Entry, keys: readonly string[]): boolean {
    const key = [...entry.args.keys()].find((one) => keys.includes(one));
    if (key === undefined) {
      return false;
    }
    const words = `jina.orchestrate.flow.base.Flow.add() got multiple values for keyword argument '${key}'`;
    const isNeeds = key === "needs";
    const { method } = entry;
    const message = !isNeeds
      ? `The deployment_role of ${calledIn(entry)} is set by its method, ${method}: leave it out.`
      : method === "inspect"
        ? `The method inspect of ${calledIn(entry)} looks at the executor before it: take needs away.`
        : `The method ${method} of ${calledIn(entry)} finds its needs by itself: take needs away.`;
    this.refuse(entry, isNeeds ? "needs-form" : "argument-value", "TypeError", words, message, {
      key,
      ...(isNeeds ? { fix: this.takingAway(entry, "needs", "Take needs away") } : {}),
    });
    return true;
  }

  /** A method's own role and name: the role is its own affair, the name a default. */
  private addRole(entry: Entry, role: Role, fallback: string, needs?: readonly string[]): void {
    if (this.refuseClash(entry, role === "JOIN" ? ["deployment_role"] : ["needs", "deployment_role"])) {
      return;
    }
    this.add(entry, { role, name: nameOr(entry, fallback), ...(needs ? { needs } : {}) });
  }

  private settleInspect(remove: boolean): void {
    if (remove) {
      const back = new Map([...this.inspected].map(([target, auxiliary]) => [auxiliary, target]));
      this.gatewayNeed = back.get(this.last) ?? this.last;
      const removed = new Set([...this.drafts.values()].filter(isInspect).map(({ name }) => name));
      if (removed.size > 0) {
        this.handed = [...this.drafts.values()].map(({ name, entry, deployment }) => {
          const { when, noReduce, grpcMetadata, needsFile } = deployment;
          return { name, entry, when, noReduce, grpcMetadata, needsFile };
        });
      }
      for (const name of removed) {
        this.drafts.delete(name);
      }
      while (removed.has(this.last)) {
        this.chain.pop();
      }
      for (const draft of this.drafts.values()) {
        draft.needs = distinctNeeds(
          draft.needs.map((need) => (typeof need === "string" ? back.get(need) : undefined) ?? need),
        );
        if (removed.size > 0) {
          // Then the engine tells the gateway anew.
          draft.handed = draft.needs;
        }
      }
      return;
    }
    this.gatewayNeed = this.inspected.get(this.last) ?? this.last;
    for (const draft of this.drafts.values()) {
      if (!isInspect(draft)) {
        draft.needs = distinctNeeds(draft.needs.map((need) => this.standing(need)));
      }
    }
  }

  private finish(): BuiltFlow {
    const nodes = [...this.drafts.values()].map(
      ({ name, entry, needs, handed, needsWritten, deployment }): BuiltNode => ({
        name,
        entry,
        role: deployment.role === null || deployment.role === "GATEWAY" ? "DEPLOYMENT" : deployment.role,
        needs: needs.map(nameOfNeed),
        heldNeeds: needs,
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
      gatewayNeed: this.gatewayNeed,
      handed: this.handed,
      followers,
      standsFor: new Map([...this.inspected].map(([target, auxiliary]) => [auxiliary, target])),
      settings: this.settings,
      gateway: this.gateway(),
    };
  }

  /** Entries that configure the gateway come before its section, which wins over them. */
  private gateway(): BuiltFlow["gateway"] {
    const { configured } = this;
    const section =
      configured.length === 0
        ? this.flow.gateway
        : new Map([...configured.flatMap((args) => [...args]), ...this.flow.gateway]);
    const gateway = createGateway(this.settings, section);
    this.tell(
      gateway.problems,
      (key) => [GATEWAY, key],
      (change) => createGateway(this.settings, change(section)).problems,
    );
    return gateway;
  }
}

function kindName(need: Need): string {
  return need === null ? "nothing" : typeof need === "string" ? "a name" : `a ${bareTypeName(need)}`;
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

/** The engine does not count what gathers among them: it stays, and what it needs is replaced like others' needs. */
function isInspect({ deployment: { role } }: Draft): boolean {
  return role === "INSPECT" || role === "INSPECT_AUX_PASS";
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

const settingsByWith = new WeakMap<
  ValueMap,
  { section: ValueMap | null; most: number; settings: FlowArguments }
>();

function settingsOf({ with: flowWith, gateway, entries }: Flow): FlowArguments {
  // Of no other key does it matter what the gateway's section says.
  const hasPort = flowWith.has("port") || flowWith.has("ports") || flowWith.has("port_monitoring");
  const section = hasPort ? gateway : null;
  const most = mostHanded(entries.length);
  const known = settingsByWith.get(flowWith);
  if (known && known.section === section && known.most === most) {
    return known.settings;
  }
  const settings = createFlowArguments(flowWith, section ?? new Map(), most);
  settingsByWith.set(flowWith, { section, most, settings });
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
