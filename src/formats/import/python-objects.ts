/**
 * What the calls of a Python program make of Flows: each call of a method of Jina's Flow gives a copy with one more part,
 * unless it says `copy_flow=False`, as in Jina itself. Nothing is evaluated but such calls.
 */
import { cut } from "../../base/words.ts";
import { SEARCH_PATHS } from "../../model/engine/flow-arguments.ts";
import { GATEWAY } from "../../model/flow.ts";
import type { Value } from "../../model/value.ts";
import type { Expression } from "../../script/script-expression.ts";
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
import type { Place } from "./python-blocks.ts";
import { type CallExpression, calledName, describe, isConstructor, pathOf } from "./python-parts.ts";

/** The parameters of a method that may be given by their place. */
const ADDING: ReadonlyMap<string, readonly string[]> = new Map([
  ["add", ["deployment"]],
  ["needs", ["needs", "name"]],
  ["needs_all", ["name"]],
  ["inspect", ["name"]],
  ["gather_inspect", ["name", "include_last_deployment"]],
  ["expose_endpoint", ["exec_endpoint"]],
  ["config_gateway", []],
]);
/** Methods that give back the Flow itself. */
const SAME = new Set(["build", "plot", "start", "__enter__"]);
/** Methods by which a program serves a Flow. */
const SERVING = new Set(["start", "block", "__enter__"]);
/** What the engine says of a Deployment that it finds in a file, and a file does not say. */
const OF_READER = new Set(["noblock_on_start", "deployment_role"]);

/** Whether a method by that name adds to a Flow. */
export function isAdding(method: string): boolean {
  return ADDING.has(method);
}

/** The Flows and Deployments of one program, by the names that stand for them, and what calls make of them. */
export class PythonObjects {
  /** The last Flow that the program serves. */
  served: ProgramFlow | null = null;
  private readonly notes: ImportNotes;
  private readonly args: PythonArguments;
  private readonly objects = new Map<string, ProgramFlow | ProgramDeployment>();
  /** The names that stood for a Flow at some time. */
  private readonly flowNames = new Set<string>();
  /** Of the statement that is carried out. */
  private place: Place = { around: null, within: 0 };

  constructor(notes: ImportNotes, args: PythonArguments) {
    this.notes = notes;
    this.args = args;
  }

  /** What the name, or the member of one, stands for. */
  at(path: string): ProgramFlow | ProgramDeployment | null {
    return this.objects.get(path) ?? null;
  }

  set(path: string, object: ProgramFlow | ProgramDeployment): void {
    this.objects.set(path, object);
    if (object.kind === "flow") {
      this.flowNames.add(path);
    }
  }

  /** From now on the name stands for something else. */
  delete(path: string): void {
    this.objects.delete(path);
  }

  /** Whether the name stood for a Flow at some time. */
  wasFlow(path: string): boolean {
    return this.flowNames.has(path);
  }

  /** Whether that is the name of a Flow. */
  isFlow(of: Expression): boolean {
    const path = pathOf(of);
    return path !== null && this.objects.get(path)?.kind === "flow";
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
  isOfFlow(call: CallExpression, seen: Set<Expression>): boolean {
    let of: Expression = call;
    while (of.kind === "call" && of.of.kind === "member" && !isConstructor(of)) {
      if (seen.has(of)) {
        return false;
      }
      seen.add(of);
      of = of.of.of;
    }
    return this.isFlow(of) || (of.kind === "call" && /^(?:Async)?Flow$/.test(calledName(of.of)));
  }

  /**
   * The Flow or the Deployment that an expression of a statement there comes to; null for all else.
   *
   * @throws {ProgramFault} where the Flow would not be the program's
   */
  read(expression: Expression, place: Place): ProgramFlow | ProgramDeployment | null {
    this.place = place;
    return this.objectOf(expression);
  }

  /** Calls in a chain come one after the other. */
  private objectOf(expression: Expression): ProgramFlow | ProgramDeployment | null {
    const calls: CallExpression[] = [];
    let of = expression;
    while (of.kind === "call" && of.of.kind === "member" && !isConstructor(of)) {
      calls.push(of);
      of = of.of.of;
    }
    const path = pathOf(of);
    let object: ProgramFlow | ProgramDeployment | null =
      path !== null ? (this.objects.get(path) ?? null) : of.kind === "call" ? this.made(of) : null;
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

  private noteUnknownBase(of: Expression, calls: readonly CallExpression[]): void {
    const path = pathOf(of);
    const lost = calls.find(
      ({ of: method, args, named }) =>
        method.kind === "member" && isAdding(method.name) && (args.length !== 1 || named.size > 0),
    );
    if (lost && path !== null && this.flowNames.has(path)) {
      throw new ProgramFault(
        lost.line,
        `What ${path} is here is not known without running the program, and this adds to it.`,
      );
    }
    const adding = calls.find(
      (call) =>
        call.of.kind === "member" &&
        isAdding(call.of.name) &&
        (call.named.has("uses") || call.named.has("needs")),
    );
    if (adding) {
      this.notes.add(
        adding.line,
        `This is left out: ${describe(of)} is not known to be a Flow without running the program.`,
      );
    }
  }

  private made(call: CallExpression): ProgramFlow | ProgramDeployment | null {
    const name = calledName(call.of);
    const { line } = call;
    if (name === "load_config" && call.of.kind === "member") {
      return this.loaded(call, calledName(call.of.of));
    }
    if (name === "Flow" || name === "AsyncFlow") {
      if (call.args.length > 0) {
        throw new ProgramFault(line, "What this Flow is made of is not known without running the program.");
      }
      return {
        kind: "flow",
        made: { settings: this.args.read(call, [], new Set()), line, within: this.place.within },
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

  private loaded(call: CallExpression, from: string): ProgramDeployment | null {
    const [first] = call.args;
    const file = first ? this.args.tried(first) : null;
    if (from === "Flow") {
      const what = typeof file === "string" ? `the file ${cut(file)}` : "another file";
      throw new ProgramFault(call.line, `The program takes its Flow from ${what}: open that one.`);
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
  private called(flow: ProgramFlow, call: CallExpression, method: string): ProgramFlow | null {
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
    const copying = call.named.get("copy_flow");
    const isSame = copying !== undefined && this.args.tried(copying) === false;
    const target: ProgramFlow = isSame ? flow : { ...flow };
    const part = this.partOf(flow, call, method, places ?? []);
    target.last = { ...part, line: call.line, before: flow.last };
    return target;
  }

  private partOf(
    { made }: ProgramFlow,
    call: CallExpression,
    method: string,
    places: readonly string[],
  ): Pick<FlowPart, "item" | "gateway"> {
    const [first] = call.args;
    const deployment = method === "add" && first ? this.objectOf(first) : null;
    if (deployment?.kind === "deployment") {
      return { item: withoutFolders(deployment.item, made.settings.get(SEARCH_PATHS)), gateway: null };
    }
    const args = this.args.read(call, places, new Set(["copy_flow"]));
    if (method === "config_gateway" && !args.has("method")) {
      return { item: null, gateway: args };
    }
    if (args.get("name") === GATEWAY) {
      throw new ProgramFault(
        call.line,
        "An executor of a file cannot be named gateway: Jina passes over it.",
      );
    }
    const isPlain = method === "add" || args.has("method");
    return { item: isPlain ? args : new Map([["method", method], ...args]), gateway: null };
  }
}
