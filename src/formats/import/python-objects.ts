/**
 * What the calls of a Python program make of Flows: each call of a method of Jina's Flow gives a copy with one more part,
 * unless it says `copy_flow=False`, as in Jina itself. Nothing is evaluated but such calls.
 */
import { cut } from "../../base/words.ts";
import { SEARCH_PATHS } from "../../model/engine/flow-arguments.ts";
import { GATEWAY } from "../../model/flow.ts";
import { isTrue } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { type Call, calledName, describe, type Expression, rootOf } from "../../script/script-expression.ts";
import type { Token } from "../../script/script-tokens.ts";
import type { ImportNotes } from "./import-notes.ts";
import {
  type FlowPart,
  type ProgramDeployment,
  ProgramFault,
  type ProgramFlow,
  whyUncounted,
  withoutFolders,
} from "./program-flow.ts";
import type { PythonArguments } from "./python-arguments.ts";
import { OUTSIDE, type Place, type Scope } from "./python-blocks.ts";
import { ADDING, hasAddition, isConstructor, namesIn, pathOf, wordsInTexts } from "./python-parts.ts";

/** Methods that give back the Flow itself. */
const SAME = new Set(["build", "plot", "start", "__enter__"]);
/** Methods by which a program serves a Flow. */
const SERVING = new Set(["start", "block", "__enter__"]);
/** What the engine says of a Deployment that it finds in a file, and a file does not say. */
const OF_READER = new Set(["noblock_on_start", "deployment_role"]);

/** Scopes within each other that names are looked for in: Python has no more. */
const MAX_SCOPES = 100;

/** What a name stands for. */
interface Binding {
  /** Null for what is not known. */
  readonly object: ProgramFlow | ProgramDeployment | null;
  /** Whether it is, or was, a Flow. */
  readonly isFlow: boolean;
}

/** The Flows and Deployments of one program, by the names that stand for them, and what calls make of them. */
export class PythonObjects {
  /** The last Flow that the program serves. */
  served: ProgramFlow | null = null;
  private readonly notes: ImportNotes;
  private readonly args: PythonArguments;
  /** By the line of the scope whose name it is, and the name or the member of one. */
  private readonly bindings = new Map<string, Binding>();
  /** The members of objects that are Flows, as `flow` of `self.flow`. */
  private readonly members = new Set<string>();
  /** The names that functions say are those around them, with the lines on which they do. */
  private readonly shared: ReadonlyMap<string, number>;
  /** Of the statement that is carried out. */
  place: Place = OUTSIDE;
  /** Whether a Flow was given to what is no name, as an item of a list. */
  hasHidden = false;
  /** Names of what is imported of libraries that have a Flow of their own: by them the library. */
  readonly foreign = new Map<string, string>();
  /** The first Flow of such a library. */
  foreignFlow: { readonly library: string; readonly line: number } | null = null;
  /** What blocks as a Flow does, and is not known. */
  readonly blocking: Expression[] = [];

  constructor(notes: ImportNotes, args: PythonArguments, shared: ReadonlyMap<string, number>) {
    this.notes = notes;
    this.args = args;
    this.shared = shared;
  }

  /** What the name, or the member of one, stands for. */
  at(path: string): ProgramFlow | ProgramDeployment | null {
    return this.binding(path)?.object ?? null;
  }

  /** From now on the name stands for this. */
  set(path: string, object: ProgramFlow | ProgramDeployment): void {
    const isFlow = object.kind === "flow" || this.wasFlow(path);
    this.bindings.set(this.key(path), { object, isFlow });
    if (isFlow && path.includes(".")) {
      this.members.add(path.slice(path.indexOf(".") + 1));
    }
  }

  /** From now on the name stands for something else, which may be a Flow; `scope` is the line of its scope, if it is another. */
  lose(path: string, isFlow = this.wasFlow(path), scope?: number): void {
    this.bindings.set(this.key(path, scope), { object: null, isFlow });
  }

  /** The name that was the last to be given a Flow, as the program writes it; null before the first. */
  get lastFlowName(): string | null {
    const key = [...this.bindings].findLast(([, { object }]) => object?.kind === "flow")?.[0];
    return key === undefined ? null : key.slice(key.indexOf(":") + 1);
  }

  /** Whether the name stood for a Flow at some time. */
  wasFlow(path: string): boolean {
    return this.binding(path)?.isFlow ?? false;
  }

  /** The names that are seen go from the scope of the statement outwards, past classes. */
  private binding(path: string): Binding | undefined {
    const { scope } = this.place;
    let depth = 0;
    for (let at: Scope | null = scope; at && depth < MAX_SCOPES; at = at.outer, depth++) {
      const found = at === scope || !at.isClass ? this.bindings.get(this.key(path, at.line)) : undefined;
      if (found) {
        return found;
      }
    }
    return this.bindings.get(this.key(path));
  }

  /** Members of an object stand for the same in all functions, those of `self` within a class. */
  private key(path: string, scope = this.place.scope.line): string {
    if (/^(?:self|cls)\./.test(path)) {
      let at: Scope | null = this.place.scope;
      while (at && !at.isClass) {
        at = at.outer;
      }
      return `${at?.line ?? 0}:${path}`;
    }
    return path.includes(".") || this.shared.has(path) ? `0:${path}` : `${scope}:${path}`;
  }

  /** Whether that is the name of a Flow. */
  isFlow(of: Expression): boolean {
    const path = pathOf(of);
    return path !== null && this.at(path)?.kind === "flow";
  }

  /** Whether something is added to a Flow in a piece of the program. */
  isAddedIn(tokens: readonly Token[]): boolean {
    return (
      hasAddition(tokens) &&
      [...namesIn(tokens), ...wordsInTexts(tokens)].some(
        (name) => name === "Flow" || this.wasFlow(name) || this.members.has(name),
      )
    );
  }

  /** Whether it is a member or an item of one. */
  isPartOfFlow(part: Expression): boolean {
    for (let of = part; of.kind === "member" || of.kind === "index"; ) {
      of = of.of;
      if (this.isFlow(of)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a chain of calls begins with a Flow; `seen` are those of which it is known that they do not. */
  isOfFlow(call: Call, seen: Set<Expression>): boolean {
    let of: Expression = call;
    while (of.kind === "call" && of.of.kind === "member" && !isConstructor(of)) {
      if (seen.has(of)) {
        return false;
      }
      seen.add(of);
      of = of.of.of;
    }
    return this.isFlow(of) || (of.kind === "call" && isFlowClass(calledName(of.of)));
  }

  /**
   * The Flow or the Deployment that an expression comes to; null for all else.
   *
   * @throws {ProgramFault} where the Flow would not be the program's
   */
  read(expression: Expression): ProgramFlow | ProgramDeployment | null {
    // Those in a chain come one after the other.
    const calls: Call[] = [];
    let of = expression;
    while (of.kind === "call" && of.of.kind === "member" && !isConstructor(of)) {
      calls.push(of);
      of = of.of.of;
    }
    const path = pathOf(of);
    let object: ProgramFlow | ProgramDeployment | null =
      path !== null ? this.at(path) : of.kind === "call" ? this.made(of) : null;
    if (!object) {
      this.noteUnknownBase(of, calls);
      return null;
    }
    for (const call of calls.reverse()) {
      if (object?.kind !== "flow") {
        return null;
      }
      object = this.called(object, call, call.of.kind === "member" ? call.of.name : "");
    }
    return object;
  }

  private noteUnknownBase(of: Expression, calls: readonly Call[]): void {
    const path = pathOf(of);
    const lost = calls.find(
      ({ of: method, args, named }) =>
        method.kind === "member" && ADDING.has(method.name) && (args.length !== 1 || named.size > 0),
    );
    const wasFlow = path === null ? this.hasHidden : this.wasFlow(path);
    if (lost && wasFlow) {
      throw new ProgramFault(
        lost.line,
        `What ${describe(of)} is here is not known without running the program, and this adds to it.`,
      );
    }
    const serving = calls.find(({ of: method }) => method.kind === "member" && SERVING.has(method.name));
    if (serving && wasFlow) {
      throw unknownServed(of, serving.line);
    }
    if (calls.some(({ of: method }) => method.kind === "member" && method.name === "block")) {
      this.blocking.push(of);
    }
    const adding = calls.find(
      (call) => call.of.kind === "member" && ADDING.has(call.of.name) && call.named.size > 0,
    );
    if (adding) {
      this.notes.add(
        adding.line,
        `This is left out: ${describe(of)} is not known to be a Flow without running the program.`,
      );
    }
  }

  private made(call: Call): ProgramFlow | ProgramDeployment | null {
    const name = calledName(call.of);
    const { line } = call;
    const root = rootOf(call.of);
    const library = root.kind === "name" ? this.foreign.get(root.name) : undefined;
    if (library !== undefined && isFlowClass(name)) {
      this.foreignFlow ??= { library, line };
      return null;
    }
    if (name === "load_config" && call.of.kind === "member") {
      return this.loaded(call, calledName(call.of.of));
    }
    if (isFlowClass(name)) {
      if (call.args.length > 0) {
        throw new ProgramFault(line, "What this Flow is made of is not known without running the program.");
      }
      return {
        kind: "flow",
        made: {
          settings: this.args.read(call, [], new Set()),
          line,
          within: this.place.within,
          attempt: this.place.attempt,
          entered: this.place.entered,
        },
        last: null,
      };
    }
    if (name === "Deployment") {
      const args = this.args.read(call, [], OF_READER);
      const given = new Map([...args].filter(([key, value]) => key !== "include_gateway" || value === true));
      const item = new Map<string, Value>([
        ["jtype", "Deployment"],
        ["with", given],
      ]);
      return { kind: "deployment", item, line };
    }
    return null;
  }

  private loaded(call: Call, from: string): ProgramDeployment | null {
    const [first] = call.args;
    const file = first ? this.args.tried(first) : null;
    if (from === "Flow") {
      const what = typeof file === "string" ? `the file ${cut(file)}` : "another file";
      throw new ProgramFault(call.line, `The program takes its Flow from ${what}: open that one.`, false);
    }
    if (from !== "Deployment") {
      return null;
    }
    if (typeof file !== "string") {
      throw new ProgramFault(
        call.line,
        "The file of this Deployment is not known without running the program.",
      );
    }
    return { kind: "deployment", item: file, line: call.line };
  }

  /** What a method of the Flow gives back; null for what is no Flow. */
  private called(flow: ProgramFlow, call: Call, method: string): ProgramFlow | null {
    const places = ADDING.get(method);
    const hasMethod = call.named.has("method");
    if (!places && !hasMethod) {
      if (SERVING.has(method)) {
        this.served = flow;
      }
      return SAME.has(method) ? flow : null;
    }
    const why = whyUncounted(flow, this.place);
    if (why !== null) {
      throw new ProgramFault(
        call.line,
        `This adds to the Flow in ${why} not known without running the program.`,
      );
    }
    const { entered } = this.place;
    if (entered !== 0 && entered !== flow.made.entered) {
      this.notes.add(
        call.line,
        `Whether this is added is not known where what is entered on line ${entered} keeps exceptions to itself. It is in the file.`,
      );
    }
    const { isSame, ...part } = this.partOf(flow, call, method, places ?? []);
    const target: ProgramFlow = isSame ? flow : { ...flow };
    target.last = { ...part, line: call.line, before: flow.last };
    return target;
  }

  /** `isSame`: whether it is added to the Flow itself, and not to a copy. */
  private partOf(
    { made }: ProgramFlow,
    call: Call,
    method: string,
    places: readonly string[],
  ): Pick<FlowPart, "item" | "gateway"> & { readonly isSame: boolean } {
    const first = method === "add" ? (call.args[0] ?? call.named.get("deployment")) : undefined;
    const deployment = first ? this.read(first) : null;
    if (deployment?.kind === "deployment") {
      const others = { ...call, args: [], named: new Map([...call.named].filter(([name]) => name === COPY)) };
      return {
        item: withoutFolders(deployment.item, made.settings.get(SEARCH_PATHS)),
        gateway: null,
        isSame: isSameFlow(this.args.read(others, places, new Set())),
      };
    }
    const read = this.args.read(call, places, new Set());
    const isSame = isSameFlow(read);
    const args = new Map([...read].filter(([name]) => name !== COPY));
    if (method === "config_gateway" && !args.has("method")) {
      return { item: null, gateway: args, isSame };
    }
    if (args.get("name") === GATEWAY) {
      throw new ProgramFault(
        call.line,
        "An executor of a file cannot be named gateway: Jina passes over it.",
        false,
      );
    }
    const isPlain = method === "add" || args.has("method");
    return { item: isPlain ? args : new Map([["method", method], ...args]), gateway: null, isSame };
  }
}

function isFlowClass(name: string): boolean {
  return name === "Flow" || name === "AsyncFlow";
}

/** The argument that says whether a copy of the Flow is added to. */
const COPY = "copy_flow";

function isSameFlow(args: ValueMap): boolean {
  const isCopied = args.get(COPY);
  return isCopied !== undefined && !isTrue(isCopied);
}

/** Why it is not known what a program serves. */
export function unknownServed(of: Expression, line: number): ProgramFault {
  return new ProgramFault(
    line,
    `What ${describe(of)} is here is not known without running the program, and it is served.`,
  );
}
