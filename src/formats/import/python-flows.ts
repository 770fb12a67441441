/**
 * What the statements of a Python program make of Flows: each call of a method of Jina's Flow gives a copy with one more
 * part, unless it says `copy_flow=False`, as in Jina itself. Nothing is evaluated but such calls.
 */
import { cut, quoted } from "../../base/words.ts";
import { SEARCH_PATHS } from "../../model/engine/flow-arguments.ts";
import { GATEWAY } from "../../model/flow.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import type { ImportNotes } from "./import-notes.ts";
import {
  type FlowPart,
  type ProgramDeployment,
  ProgramFault,
  type ProgramFlow,
  whyUncounted,
  withoutFolders,
} from "./program-flow.ts";
import type { Certainty } from "./python-certainty.ts";
import { pathOf, type Statement } from "./python-statements.ts";
import {
  type CallExpression,
  ClassName,
  calledName,
  describe,
  isChangeable,
  isConstructor,
  PythonValues,
  partsWithin,
} from "./python-values.ts";

/** The parameters of a method that may be given by their place. */
const ADDING: Readonly<Record<string, readonly string[]>> = {
  add: ["deployment"],
  needs: ["needs", "name"],
  needs_all: ["name"],
  inspect: ["name"],
  gather_inspect: ["name", "include_last_deployment"],
  expose_endpoint: ["exec_endpoint"],
  config_gateway: [],
};
/** Methods that give back the Flow itself. */
const SAME = new Set(["build", "plot", "start", "__enter__"]);
/** Methods by which a program serves a Flow. */
const SERVING = new Set(["start", "block", "__enter__"]);
/** Arguments that a class may stand for. */
const CLASSES = new Set(["uses", "uses_before", "uses_after"]);
/** Arguments without which other executors would be connected. */
const CONNECTING = new Set(["needs", "floating", "inspect", "method"]);
/** What the engine says of a Deployment that it finds in a file, and a file does not say. */
const OF_READER = new Set(["noblock_on_start", "deployment_role"]);

/** Carries out the statements of one program. */
export class ProgramReader {
  private readonly notes: ImportNotes;
  private readonly names = new Map<string, Expression>();
  private readonly definitions = new Set<string>();
  private readonly objects = new Map<string, ProgramFlow | ProgramDeployment>();
  private readonly values: PythonValues;
  private readonly certainty: Certainty;
  private place: Pick<Statement, "around" | "within"> = { around: null, within: 0 };
  /** The names that stood for a Flow at some time. */
  private readonly flowNames = new Set<string>();
  private readonly kept = new WeakSet<ProgramFlow>();
  /** The Flow that is taken: the last that the program serves, else the last that it names. */
  private served: ProgramFlow | null = null;
  private named: ProgramFlow | null = null;
  private readonly deployments: ProgramDeployment[] = [];
  /** The first statement that names Flow and is not understood. */
  unread: { readonly line: number; readonly why: string } | null = null;

  constructor(notes: ImportNotes, certainty: Certainty) {
    this.notes = notes;
    this.certainty = certainty;
    for (const [name, line] of certainty.uncertain) {
      this.names.set(name, uncertain(name, line));
    }
    this.values = new PythonValues({ values: this.names, definitions: this.definitions }, (line, text) =>
      notes.add(
        line,
        `Jina reads the variable in ${quoted(cut(text))} when it reads a file, and not in a program.`,
      ),
    );
  }

  /** The Flow that the program serves, or names last; the first Deployment where there is no Flow. */
  get result(): ProgramFlow | ProgramDeployment | null {
    return this.served ?? this.named ?? this.deployments[0] ?? null;
  }

  /** Notes the Deployments that are not the result. */
  noteOthers(): void {
    for (const { line } of this.deployments.slice(1)) {
      this.notes.count(line, "The program has several Deployments and no Flow: the first one is taken.");
    }
  }

  /** Carries out one statement. @throws {ProgramFault} where the Flow would not be the program's */
  run(statement: Statement): void {
    this.place = statement;
    switch (statement.kind) {
      case "definition":
        this.definitions.add(statement.name);
        if (!this.certainty.uncertain.has(statement.name)) {
          this.names.delete(statement.name);
        }
        this.objects.delete(statement.name);
        return;
      case "unread":
        this.passOver(statement);
        return;
      case "value":
        this.assign(statement);
    }
  }

  private passOver({ line, why, words }: Statement & { readonly kind: "unread" }): void {
    const isOfFlow = words.has("Flow") || [...words].some((word) => this.objects.get(word)?.kind === "flow");
    if (isOfFlow && Object.keys(ADDING).some((method) => words.has(method))) {
      throw new ProgramFault(line, `What is added to the Flow here is not understood: ${why}.`);
    }
    if (words.has("Flow")) {
      this.unread ??= { line, why };
      this.notes.add(line, `This is left out: ${why}.`);
    }
  }

  private assign({ value, names, parts, isEntered, line }: Statement & { readonly kind: "value" }): void {
    const object = this.objectOf(value);
    if (parts.some((part) => this.isPartOfFlow(part))) {
      this.notes.add(line, "What is given to a part of the Flow here is left out.");
    }
    if (!object) {
      this.checkHandedOver({ value, names, isEntered, line });
    }
    for (const name of names) {
      if (object?.kind === "flow") {
        this.checkSame(this.objects.get(name), object, line);
        this.flowNames.add(name);
      }
      const why = this.uncertainLine(name, value);
      if (object?.kind === "flow" || (object && why === undefined)) {
        this.objects.set(name, object);
        continue;
      }
      this.objects.delete(name);
      // As in Python, a name means what it means now, not what its own name will mean.
      this.names.set(name, why === undefined ? this.values.resolved(value) : uncertain(name, why));
    }
    if (object?.kind === "deployment") {
      if (!this.deployments.includes(object)) {
        this.deployments.push(object);
      }
      return;
    }
    if (!object) {
      return;
    }
    this.checkOne(object, line);
    if (isEntered) {
      this.served = object;
    }
    if (names.length > 0 || isEntered || this.named === null) {
      this.named = object;
      this.kept.add(object);
    } else if (!this.kept.has(object)) {
      this.notes.add(
        line,
        "What this adds is left out: the program does not keep the Flow that comes of it.",
      );
    }
  }

  /** The line that makes a name uncertain which is given this value; undefined for a name that means it everywhere. */
  private uncertainLine(name: string, value: Expression): number | undefined {
    const { uncertain, changed } = this.certainty;
    const isChanged = isChangeable(this.values.resolved(value));
    return uncertain.get(name) ?? this.place.around?.line ?? (isChanged ? changed.get(name) : undefined);
  }

  /** A name cannot become another form of its Flow where it is not known whether that is carried out. */
  private checkSame(
    before: ProgramFlow | ProgramDeployment | undefined,
    flow: ProgramFlow,
    line: number,
  ): void {
    const isOther = before?.kind === "flow" && before.made === flow.made && before.last !== flow.last;
    if (isOther && this.place.around) {
      throw new ProgramFault(
        line,
        `Which parts the Flow has from here on is not known without running the program, because of line ${this.place.around.line}.`,
      );
    }
  }

  /** What is no Flow may still be made of one, or change one. */
  private checkHandedOver({
    value,
    names,
    isEntered,
    line,
  }: Pick<Statement & { readonly kind: "value" }, "value" | "names" | "isEntered" | "line">): void {
    const seen = new Set<Expression>();
    for (const part of partsWithin(value)) {
      const isAdding = part.kind === "call" && part.of.kind === "member" && part.of.name in ADDING;
      if (isAdding && this.isOfFlow(part, seen)) {
        throw new ProgramFault(line, "What becomes of what is added to the Flow here is not understood.");
      }
      if (
        part.kind === "call" &&
        calledName(part.of) !== "print" &&
        [...part.args, ...part.named.values()].some((item) => this.isFlow(item))
      ) {
        const what = `What ${describe(part)} makes of the Flow is not known without running the program.`;
        if (isEntered || names.some((name) => this.flowNames.has(name))) {
          throw new ProgramFault(line, what);
        }
        this.notes.add(line, what);
      }
    }
  }

  private isFlow(of: Expression): boolean {
    const path = pathOf(of);
    return path !== null && this.objects.get(path)?.kind === "flow";
  }

  private isPartOfFlow(part: Expression): boolean {
    for (let of = part; of.kind === "member" || of.kind === "index"; ) {
      of = of.of;
      if (this.isFlow(of)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a chain of calls begins with a Flow; `seen` are those of which it is known that they do not. */
  private isOfFlow(call: CallExpression, seen: Set<Expression>): boolean {
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

  private checkOne(flow: ProgramFlow, line: number): void {
    const first = this.named;
    if (first && first.made !== flow.made) {
      this.notes.count(
        line,
        "The program has several Flows: the last one that it serves, or names, is taken.",
      );
    }
  }

  // --- objects

  /** The Flow or the Deployment that an expression comes to; null for all else. Calls in a chain come one after the other. */
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
        method.kind === "member" && method.name in ADDING && (args.length !== 1 || named.size > 0),
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
        call.of.name in ADDING &&
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
        made: { settings: this.argumentsOf(call, [], new Set()), line, within: this.place.within },
        last: null,
      };
    }
    if (name === "Deployment") {
      const args = this.argumentsOf(call, [], OF_READER);
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
    const file = first ? this.tried(first) : null;
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

  private tried(expression: Expression): Value {
    try {
      return this.values.value(expression);
    } catch (cause) {
      if (cause instanceof CodeFault) {
        return null;
      }
      throw cause;
    }
  }

  // --- calls

  /** What a method of the Flow gives back; null for what is no Flow. */
  private called(flow: ProgramFlow, call: CallExpression, method: string): ProgramFlow | null {
    const places = ADDING[method];
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
    const isSame = copying !== undefined && this.tried(copying) === false;
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
    const args = this.argumentsOf(call, places, new Set(["copy_flow"]));
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

  /** The arguments of a call by their names. What is not understood is noted, and left out where the graph stays the same. */
  private argumentsOf(
    call: CallExpression,
    places: readonly string[],
    without: ReadonlySet<string>,
  ): ValueMap {
    const args = new Map<string, Value>();
    const take = (name: string, line: number, read: () => void) => {
      try {
        read();
      } catch (cause) {
        if (!(cause instanceof CodeFault)) {
          throw cause;
        }
        const why = `${name} is not understood: ${cause.message}`;
        if (CONNECTING.has(name)) {
          throw new ProgramFault(cause.line, `${why}. Without it the graph would be another one.`);
        }
        this.notes.add(cause.line || line, `${why}. It is left out.`);
      }
    };
    call.args.forEach((value, index) => {
      const name = places[index] ?? `argument ${index + 1}`;
      take(name, value.line, () => {
        if (places[index] === undefined) {
          throw new CodeFault(value.line, "it has no name");
        }
        args.set(name, this.valueOf(name, value));
      });
    });
    for (const [name, value] of call.named) {
      if (!without.has(name)) {
        take(name, value.line, () => args.set(name, this.valueOf(name, value)));
      }
    }
    for (const more of call.spread) {
      take("what stands behind **", more.line, () => {
        for (const [name, value] of this.values.map(more)) {
          if (!without.has(name)) {
            args.set(name, value);
          }
        }
      });
    }
    return args;
  }

  private valueOf(name: string, expression: Expression): Value {
    if (!CLASSES.has(name)) {
      return this.values.value(expression);
    }
    const value = this.values.valueOrClass(expression);
    if (!(value instanceof ClassName)) {
      return value;
    }
    this.notes.add(
      expression.line,
      `${value.name} is a class of the program: for Jina to find it, put it into a file and name that under py_modules.`,
    );
    return value.name;
  }
}

/** Stands for the value of a name that may mean something else. */
function uncertain(name: string, because: number): Expression {
  const why = `what ${name} is here is not known without running the program, because of line ${because}`;
  return { kind: "unread", why, line: because };
}
