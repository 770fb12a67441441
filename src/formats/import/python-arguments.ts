/** The arguments of calls in a Python program. What is not understood is noted, and left out where the graph stays the same. */
import { cut } from "../../base/words.ts";
import { isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { Call, Expression } from "../../script/script-expression.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import type { ImportNotes } from "./import-notes.ts";
import { ProgramFault } from "./program-flow.ts";
import { BEHIND_STARS, ClassName, type PythonValues } from "./python-values.ts";

/** Arguments that a class may stand for. */
const CLASSES = new Set(["uses", "uses_before", "uses_after"]);
/** Arguments without which other executors would be connected. */
const CONNECTING = new Set(["needs", "floating", "inspect", "method", "copy_flow"]);
/** Mappings that say something else without one of their entries. */
const WHOLE = new Set(["when"]);

/** Reads the arguments of calls, with what the program has said so far. */
export class PythonArguments {
  private readonly notes: ImportNotes;
  private readonly values: PythonValues;

  constructor(notes: ImportNotes, values: PythonValues) {
    this.notes = notes;
    this.values = values;
  }

  /**
   * By their names; `places` are the names of those that are given by their place.
   *
   * @throws {ProgramFault} where the graph would be another one
   */
  read(call: Call, places: readonly string[], without: ReadonlySet<string>): ValueMap {
    const args = new Map<string, Value>();
    call.args.forEach((value, index) => {
      const name = places[index];
      if (name === undefined) {
        this.leaveOut(`argument ${index + 1}`, new CodeFault(value.line, "it has no name"), value.line);
      } else {
        this.take(args, name, value);
      }
    });
    for (const [name, value] of call.named) {
      if (!without.has(name)) {
        this.take(args, name, value);
      }
    }
    for (const more of call.spread) {
      for (const [name, value] of this.spread(more)) {
        if (!without.has(name)) {
          args.set(name, value);
        }
      }
    }
    return args;
  }

  /** The value of one argument; null for what is not understood. */
  tried(expression: Expression): Value {
    try {
      return this.values.value(expression);
    } catch (cause) {
      if (cause instanceof CodeFault) {
        return null;
      }
      throw cause;
    }
  }

  private take(args: Map<string, Value>, name: string, expression: Expression): void {
    const { line } = expression;
    let isPart = false;
    const read = () => this.valueOf(name, expression);
    try {
      const value =
        CONNECTING.has(name) || WHOLE.has(name)
          ? read()
          : this.values.without((keys, fault) => {
              isPart = true;
              this.leaveOut(pathOf([name, ...keys]), fault, line);
            }, read);
      if (!isPart || !isMap(value) || value.size > 0) {
        args.set(name, value);
      }
    } catch (cause) {
      this.leaveOut(name, cause, line);
    }
  }

  /** What stands behind two stars: each entry is an argument. */
  private spread(expression: Expression): ValueMap {
    const { line } = expression;
    const broken = new Set<string>();
    try {
      const map = this.values.without(
        (keys, fault) => {
          const [name = ""] = keys;
          if (WHOLE.has(name)) {
            broken.add(name);
          }
          this.leaveOut(broken.has(name) ? name : pathOf(keys), fault, line);
        },
        () => this.values.map(expression),
      );
      return new Map([...map].filter(([name]) => !broken.has(name)));
    } catch (cause) {
      this.leaveOut(BEHIND_STARS, cause, line);
      return new Map();
    }
  }

  /** @throws what is no fault of the program's, and {ProgramFault} where the graph would be another one */
  private leaveOut(what: string, cause: unknown, line: number): void {
    if (!(cause instanceof CodeFault)) {
      throw cause;
    }
    const why = `${what} is not understood: ${cause.message}`;
    if (CONNECTING.has(what)) {
      throw new ProgramFault(cause.line, `${why}. Without it the graph would be another one.`);
    }
    this.notes.add(cause.line || line, `${why}. It is left out.`);
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

/** An entry by its keys from the outside inwards, in words: `dim of uses_with`. */
function pathOf(keys: readonly string[]): string {
  return keys
    .map((key) => cut(key))
    .reverse()
    .join(" of ");
}
