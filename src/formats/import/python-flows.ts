/**
 * The statements of a Python program, carried out as far as its Flows go: what names stand for, and which of the Flows is
 * the one that is meant.
 */
import { cut, quoted } from "../../base/words.ts";
import {
  CHANGING,
  calledName,
  describe,
  type Expression,
  partsWithin,
} from "../../script/script-expression.ts";
import { isSign } from "../../script/script-tokens.ts";
import type { ImportNotes } from "./import-notes.ts";
import { type ProgramDeployment, ProgramFault, type ProgramFlow } from "./program-flow.ts";
import { PythonArguments } from "./python-arguments.ts";
import { OUTSIDE, type Place } from "./python-blocks.ts";
import type { Certainty } from "./python-certainty.ts";
import { PythonObjects, unknownServed } from "./python-objects.ts";
import { ADDING, JINA_CLASSES, namesIn, pathOf } from "./python-parts.ts";
import type { Statement } from "./python-statements.ts";
import { isChangeable, PythonValues } from "./python-values.ts";

/** A piece of a program that is not carried out. */
type Passed = Pick<Statement & { readonly kind: "passed" }, "line" | "tokens">;

/** What stands above a function, by its name. */
interface Decorator {
  readonly name: string;
  readonly line: number;
}

/** Decorators of functions that still give back what they gave back. */
const TRANSPARENT =
  /(?:^|\.)(?:fixture|property|cached_property|staticmethod|classmethod|cache|lru_cache|contextmanager|asynccontextmanager|abstractmethod|override|final)$/;

/** Libraries whose Flow is another thing. */
const FOREIGN = new Set("prefect metaflow mitmproxy pocketflow google_auth_oauthlib oauth2client".split(" "));

/** Carries out the statements of one program. */
export class ProgramReader {
  private readonly notes: ImportNotes;
  private readonly names = new Map<string, Expression>();
  private readonly definitions = new Set<string>();
  private readonly objects: PythonObjects;
  private readonly values: PythonValues;
  private readonly certainty: Certainty;
  private place: Place = OUTSIDE;
  /** How many of the names that are given anew have been met. */
  private rebound = 0;
  /** Flows that a function may give back before it comes to its end. */
  private readonly early: { readonly flow: ProgramFlow; readonly line: number }[] = [];
  /** Flows that functions give back, with the decorators of these, which may give back something else. */
  private readonly handed: { readonly flow: ProgramFlow; readonly decorator: Decorator }[] = [];
  /** The decorator above what comes next, and those of functions, by the line on which these begin. */
  private decorator: Decorator | null = null;
  private readonly decorated = new Map<number, Decorator>();
  /** The variables of the environment that the program sets, with the line on which it does first; "" for one whose name is not known. */
  private readonly variables = new Map<string, number>();
  /** What the statement that is carried out gives a value to. */
  private given: string | undefined;
  private readonly kept = new WeakSet<ProgramFlow>();
  /** The last Flow that the program names. */
  private named: ProgramFlow | null = null;
  private readonly deployments: ProgramDeployment[] = [];
  /** The first statement that names Flow and is not understood, or calls it by a name of which more is not known. */
  unread: { readonly line: number; readonly why: string } | null = null;

  constructor(notes: ImportNotes, certainty: Certainty) {
    this.notes = notes;
    this.certainty = certainty;
    for (const [name, line] of certainty.uncertain) {
      this.names.set(name, uncertain(name, line));
    }
    this.values = new PythonValues(
      { values: this.names, definitions: this.definitions, own: certainty.own },
      (line, text) =>
        notes.add(
          line,
          `Jina reads the variable in ${quoted(cut(text))} when it reads a file, and not in a program.`,
        ),
    );
    this.objects = new PythonObjects(notes, new PythonArguments(notes, this.values), certainty.shared);
  }

  /** The Flow that the program serves, or names last; the first Deployment where there is no Flow. */
  get result(): ProgramFlow | ProgramDeployment | null {
    return this.objects.served ?? this.named ?? this.deployments[0] ?? null;
  }

  /** A Flow of another library, if there is one. */
  get foreignFlow(): PythonObjects["foreignFlow"] {
    return this.objects.foreignFlow;
  }

  /** Notes the variables of the file that the program gives a value itself. */
  noteVariables(text: string): void {
    for (const [name, line] of this.variables) {
      if (name === "" && text.includes("{ ENV.")) {
        this.notes.add(line, "Which variable is set here is not known without running the program.");
      } else if (text.includes(`{ ENV.${name} }`)) {
        this.notes.add(
          line,
          `The program gives the variable ${cut(name)} a value itself: the file takes it from where Jina is run.`,
        );
      }
    }
  }

  /** What a person can do for whom the program has to be run, as a sentence. */
  get wayOn(): string {
    const call = `${cut(this.objects.lastFlowName ?? this.given ?? "flow")}.save_config("flow.yml")`;
    return `Run the program with ${call} behind the last line that adds to the Flow, and open the file flow.yml, which that writes.`;
  }

  /** Notes what the program may do beside making this Flow. */
  noteUncertain(flow: ProgramFlow): void {
    const { anyLine } = this.certainty;
    if (anyLine !== null) {
      this.notes.add(anyLine, "What this changes is not known without running the program.");
    }
    this.objects.place = OUTSIDE;
    for (const of of this.objects.blocking) {
      const object = this.objects.at(pathOf(of) ?? "");
      if (object?.kind !== "flow" || object.made !== flow.made) {
        this.notes.add(
          of.line,
          `What ${describe(of)} is, which is served here, is not known without running the program.`,
        );
      }
    }
    for (const { flow: given, decorator } of this.handed) {
      if (given.made === flow.made) {
        this.notes.add(
          decorator.line,
          `What @${cut(decorator.name)} makes of the Flow of this function is not known without running the program.`,
        );
      }
    }
    for (const { flow: given, line } of this.early) {
      if (given.made === flow.made && given.last !== flow.last) {
        this.notes.add(
          line,
          "The Flow may be given back here, as it is by then; what is added later is in the file all the same.",
        );
      }
    }
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
    this.objects.place = statement;
    this.readDecorator(statement);
    const lost = this.rebind(statement.line);
    switch (statement.kind) {
      case "definition":
        this.define(statement);
        return;
      case "passed":
        this.checkPassed(statement, "it stands in a part that is not read");
        this.noteTaken(statement);
        if (lost !== null && [...namesIn(statement.tokens)].some((name) => this.isFlow(name))) {
          this.noteUnknown(lost, statement.line);
        }
        return;
      case "unread":
        this.passOver(statement);
        return;
      case "value":
        this.assign(statement);
    }
  }

  private readDecorator(statement: Statement): void {
    const { decorator } = this;
    this.decorator = null;
    if (statement.kind !== "passed") {
      return;
    }
    const { line, tokens } = statement;
    if (isSign(tokens[0], "@")) {
      const end = tokens.findIndex((token) => isSign(token, "("));
      const words = tokens.slice(1, end < 0 ? undefined : end).map(({ text }) => text);
      const name = words.join("");
      this.decorator = decorator ?? (TRANSPARENT.test(name) ? null : { name, line });
    } else if (decorator) {
      this.decorated.set(line, decorator);
    }
  }

  /** The decorator of a function that a statement stands in. */
  private decoratorAround(): Decorator | undefined {
    let scope: Place["scope"] | null = this.place.scope;
    while (scope?.outer && (scope.isClass || !this.decorated.has(scope.line))) {
      scope = scope.outer;
    }
    return this.decorated.get(scope?.line ?? 0);
  }

  /** Names that are given anew up to this line, otherwise than by a statement that is read: one that was a Flow, if there is one. */
  private rebind(line: number): string | null {
    let lost: string | null = null;
    const { rebound } = this.certainty;
    for (; (rebound[this.rebound]?.line ?? Number.POSITIVE_INFINITY) <= line; this.rebound++) {
      const { name = "", scope } = rebound[this.rebound] ?? {};
      lost = this.isFlow(name) ? name : lost;
      this.objects.lose(name, undefined, scope);
    }
    return lost;
  }

  private define({ name, original, from, line }: Statement & { readonly kind: "definition" }): void {
    this.definitions.add(name);
    const [library = ""] = (from || original).split(".");
    const isForeign = from !== null && FOREIGN.has(library);
    if (isForeign) {
      this.objects.foreign.set(name, library);
    } else {
      this.objects.foreign.delete(name);
    }
    if (!this.certainty.uncertain.has(name)) {
      this.names.delete(name);
    }
    this.objects.lose(name);
    if (original !== name && JINA_CLASSES.has(original) && !this.certainty.aliases.has(name)) {
      this.unread ??= { line, why: whyUnknown(name, this.certainty.uncertain.get(name)) };
    }
    if (JINA_CLASSES.has(name) && !isForeign && !/^(?:jina|docarray)\b/.test(from ?? "")) {
      this.notes.add(
        line,
        `This ${name} is ${from === null ? "a class of the program" : `of ${cut(from)}`}, and is read as if it were Jina's.`,
      );
    }
  }

  /** @throws {ProgramFault} where something is added to a Flow in what is not carried out */
  private checkPassed({ line, tokens }: Passed, why: string): void {
    if (this.objects.isAddedIn(tokens)) {
      throw new ProgramFault(line, `What is added to the Flow here is not understood: ${why}.`);
    }
  }

  private passOver({ line, why, tokens }: Statement & { readonly kind: "unread" }): void {
    this.checkPassed({ line, tokens }, why);
    const names = namesIn(tokens);
    if (names.has("Flow")) {
      this.unread ??= { line, why };
    }
    if (names.has("Flow") || [...names].some((name) => this.objects.wasFlow(name))) {
      this.notes.add(line, `This is left out: ${why}.`);
    }
  }

  private assign({
    value,
    names,
    parts,
    isEntered,
    isReturned,
    line,
  }: Statement & { readonly kind: "value" }): void {
    this.given = names[0];
    this.checkWithin(value, line);
    const object = this.objects.read(value);
    this.noteChanges(value, parts, line);
    if (parts.some((part) => this.objects.isPartOfFlow(part))) {
      this.notes.add(line, "What is given to a part of the Flow here is left out.");
    }
    const mayBeFlow = !object && this.checkHandedOver({ value, names, isEntered, line });
    if (!object && isEntered && this.objects.wasFlow(pathOf(value) ?? "")) {
      throw unknownServed(value, line);
    }
    for (const name of names) {
      if (object?.kind === "flow" && !isEntered) {
        this.checkSame(name, object, line);
      }
      if (JINA_CLASSES.has(name)) {
        this.notes.add(line, `This ${name} is one of the program's own, and is read as if it were Jina's.`);
      }
      const why = this.uncertainLine(name, value);
      if (object?.kind === "flow" || (object && why === undefined)) {
        this.objects.set(name, object);
        continue;
      }
      const wasFlow = this.objects.wasFlow(name);
      if (wasFlow && !object && !isEntered && !isLiteral(value)) {
        this.noteUnknown(name, line);
      }
      this.objects.lose(name, mayBeFlow || wasFlow);
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
      this.objects.served = object;
    }
    if (parts.length > names.length) {
      this.objects.hasHidden = true;
    }
    const decorator = isReturned ? this.decoratorAround() : undefined;
    if (decorator) {
      this.handed.push({ flow: object, decorator });
    }
    if (isReturned && this.place.around) {
      this.early.push({ flow: { ...object }, line });
    }
    if (names.length > 0 || isEntered || isReturned || this.named === null) {
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

  private isFlow(name: string): boolean {
    return this.objects.at(name)?.kind === "flow";
  }

  private noteUnknown(name: string, line: number): void {
    this.notes.add(line, `What ${name} is from here on is not known without running the program.`);
  }

  /** Notes what changes a Flow past its methods, or its class, and keeps in mind the variables that are set. */
  private noteChanges(value: Expression, targets: readonly Expression[], line: number): void {
    const set = targets.flatMap((of) => (of.kind === "index" && isEnviron(of.of) ? [of.at] : []));
    for (const part of partsWithin(value)) {
      if (part.kind !== "call") {
        continue;
      }
      const [first] = part.args;
      const name = calledName(part.of);
      const from = part.of.kind === "member" ? part.of.of : null;
      if ((name === "setattr" || name === "delattr") && first && JINA_CLASSES.has(calledName(first))) {
        this.notes.add(
          line,
          `What this changes of ${calledName(first)} is not known without running the program.`,
        );
      } else if (from && CHANGING.has(name) && this.objects.isPartOfFlow(from)) {
        this.notes.add(line, `What ${describe(part)} changes of the Flow is left out.`);
      } else if (from && first && (isEnviron(from) ? name === "setdefault" : name === "putenv")) {
        set.push(first);
      } else if (from && isEnviron(from) && name === "update") {
        const given = first && this.values.resolved(first);
        for (const [key] of given?.kind === "object" ? given.entries : []) {
          set.push(key);
        }
        for (const key of part.named.keys()) {
          this.variables.set(key, this.variables.get(key) ?? line);
        }
      }
    }
    for (const key of set.map((of) => this.values.resolved(of))) {
      const name = key.kind === "value" && typeof key.value === "string" ? key.value : "";
      this.variables.set(name, this.variables.get(name) ?? line);
    }
    if (targets.some((of) => of.kind === "member" && of.of.kind === "name" && JINA_CLASSES.has(of.of.name))) {
      this.notes.add(line, "What this changes of Jina's class is not known without running the program.");
    }
  }

  /** Notes what `del` takes out of a Flow. */
  private noteTaken({ tokens, line }: Passed): void {
    const isTaken = tokens.some(
      ({ kind, text }, at) =>
        kind === "name" &&
        this.objects.wasFlow(text) &&
        (isSign(tokens[at + 1], ".") || isSign(tokens[at + 1], "[")),
    );
    if (tokens[0]?.text === "del" && isTaken) {
      this.notes.add(line, "What is taken out of the Flow here is left in.");
    }
  }

  /** A name cannot become another Flow, or another form of it, where it is not known whether that is carried out. */
  private checkSame(name: string, flow: ProgramFlow, line: number): void {
    const before = this.objects.at(name);
    if (before?.kind !== "flow") {
      return;
    }
    const { around, attempt } = this.place;
    const unless = attempt === before.made.attempt || attempt === 0 ? undefined : attempt;
    const because = around?.line ?? unless ?? this.certainty.shared.get(name);
    if (because === undefined || (before.made === flow.made && before.last === flow.last)) {
      return;
    }
    const what = before.made === flow.made ? "Which parts the Flow has" : `Which Flow ${name} is`;
    throw new ProgramFault(
      line,
      `${what} from here on is not known without running the program, because of line ${because}.`,
    );
  }

  /** Where a part of an expression is not understood, or a method of a Flow is handed on, something may be added to one. */
  private checkWithin(value: Expression, line: number): void {
    const called = new Set<Expression>();
    for (const part of partsWithin(value)) {
      if (part.kind === "unread") {
        this.checkPassed({ line: part.line, tokens: part.tokens() }, part.why);
      } else if (part.kind === "call") {
        called.add(part.of);
      } else if (part.kind === "member" && ADDING.has(part.name) && !called.has(part)) {
        if (this.objects.isFlow(part.of)) {
          throw new ProgramFault(line, `What becomes of ${describe(part)} here is not understood.`);
        }
      }
    }
  }

  /** What is no Flow may still be made of one, which it gives back, or change one. */
  private checkHandedOver({
    value,
    names,
    isEntered,
    line,
  }: Pick<Statement & { readonly kind: "value" }, "value" | "names" | "isEntered" | "line">): boolean {
    let isOfFlow = false;
    const seen = new Set<Expression>();
    for (const part of partsWithin(value)) {
      const isAddition = part.kind === "call" && part.of.kind === "member" && ADDING.has(part.of.name);
      if (isAddition && this.objects.isOfFlow(part, seen)) {
        throw new ProgramFault(line, "What becomes of what is added to the Flow here is not understood.");
      }
      if (
        part.kind === "call" &&
        calledName(part.of) !== "print" &&
        [...part.args, ...part.named.values()].some((item) => this.objects.isFlow(item))
      ) {
        const what = `What ${describe(part)} makes of the Flow is not known without running the program.`;
        if (isEntered || names.some((name) => this.objects.wasFlow(name))) {
          throw new ProgramFault(line, what);
        }
        this.notes.add(line, what);
        isOfFlow = true;
      }
    }
    return isOfFlow;
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
}

/** Whether it is the environment of the program. */
function isEnviron(of: Expression): boolean {
  return calledName(of) === "environ";
}

/** Whether it is no Flow, whatever is in it. */
function isLiteral({ kind }: Expression): boolean {
  return kind === "value" || kind === "bytes" || kind === "list" || kind === "object";
}

/** Stands for the value of a name that may mean something else. */
function uncertain(name: string, because: number): Expression {
  return { kind: "unread", why: whyUnknown(name, because), line: because, tokens: () => [] };
}

function whyUnknown(name: string, because: number | undefined): string {
  const why = `what ${name} is here is not known without running the program`;
  return because === undefined ? why : `${why}, because of line ${because}`;
}
