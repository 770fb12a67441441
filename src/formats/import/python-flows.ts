/**
 * The statements of a Python program, carried out as far as its Flows go: what names stand for, and which of the Flows is
 * the one that is meant.
 */
import { cut, quoted } from "../../base/words.ts";
import type { Expression } from "../../script/script-expression.ts";
import type { ImportNotes } from "./import-notes.ts";
import { type ProgramDeployment, ProgramFault, type ProgramFlow } from "./program-flow.ts";
import { PythonArguments } from "./python-arguments.ts";
import type { Place } from "./python-blocks.ts";
import type { Certainty } from "./python-certainty.ts";
import { isAdding, PythonObjects } from "./python-objects.ts";
import { calledName, describe, partsWithin } from "./python-parts.ts";
import type { Statement } from "./python-statements.ts";
import { isChangeable, PythonValues } from "./python-values.ts";

/** Carries out the statements of one program. */
export class ProgramReader {
  private readonly notes: ImportNotes;
  private readonly names = new Map<string, Expression>();
  private readonly definitions = new Set<string>();
  private readonly objects: PythonObjects;
  private readonly values: PythonValues;
  private readonly certainty: Certainty;
  private place: Place = { around: null, within: 0 };
  private readonly kept = new WeakSet<ProgramFlow>();
  /** The last Flow that the program names. */
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
    this.objects = new PythonObjects(notes, new PythonArguments(notes, this.values));
  }

  /** The Flow that the program serves, or names last; the first Deployment where there is no Flow. */
  get result(): ProgramFlow | ProgramDeployment | null {
    return this.objects.served ?? this.named ?? this.deployments[0] ?? null;
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
    const isOfFlow = words.has("Flow") || [...words].some((word) => this.objects.at(word)?.kind === "flow");
    if (isOfFlow && [...words].some(isAdding)) {
      throw new ProgramFault(line, `What is added to the Flow here is not understood: ${why}.`);
    }
    if (words.has("Flow")) {
      this.unread ??= { line, why };
      this.notes.add(line, `This is left out: ${why}.`);
    }
  }

  private assign({ value, names, parts, isEntered, line }: Statement & { readonly kind: "value" }): void {
    const object = this.objects.read(value, this.place);
    if (parts.some((part) => this.objects.isPartOfFlow(part))) {
      this.notes.add(line, "What is given to a part of the Flow here is left out.");
    }
    if (!object) {
      this.checkHandedOver({ value, names, isEntered, line });
    }
    for (const name of names) {
      if (object?.kind === "flow") {
        this.checkSame(this.objects.at(name), object, line);
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
      this.objects.served = object;
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
  private checkSame(before: ProgramFlow | ProgramDeployment | null, flow: ProgramFlow, line: number): void {
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
      const isAddition = part.kind === "call" && part.of.kind === "member" && isAdding(part.of.name);
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
      }
    }
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

/** Stands for the value of a name that may mean something else. */
function uncertain(name: string, because: number): Expression {
  const why = `what ${name} is here is not known without running the program, because of line ${because}`;
  return { kind: "unread", why, line: because };
}
