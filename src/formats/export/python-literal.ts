/** Values as Python's literals, for a program that people read. */
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "../../model/flow.ts";
import { isList, isMap, isReserved, pythonRepr, retype } from "../../model/python.ts";
import { Float, pythonKey, Timestamp, type Value, type ValueMap } from "../../model/value.ts";

/** Characters up to which what is printed stands on one line. */
const MAX_LINE = 88;

/** Prints values, and remembers what a program has to import for them. */
export class PythonLiterals {
  private readonly isKnown: (variable: string) => boolean;
  /** As `datetime`, or `jina.helper.expand_env_var`. */
  readonly imports = new Set<string>();

  /** `isKnown`: whether a variable of the environment has been put in wherever a file asks for it. */
  constructor(isKnown: (variable: string) => boolean) {
    this.isKnown = isKnown;
  }

  /** A call with its keywords, from a column on; over several lines where it is too long for one. */
  call(name: string, keywords: ValueMap, column: number, first?: (column: number) => string): string {
    const args = (at: number) => [...(first ? [first(at)] : []), ...this.keywords(keywords, at)];
    return broken(`${name}(`, ")", args, column);
  }

  /** A method of an object, by name; of any other text, which the file may hold there, as the engine asks for it. */
  method(object: string, name: string): string {
    return isKeyword(name) ? `${object}.${name}` : `getattr(${object}, ${this.value(name, 0)})`;
  }

  /** The value, from a column on. */
  value(value: Value, column: number): string {
    if (isList(value)) {
      return broken("[", "]", (at) => value.map((item) => this.value(item, at)), column);
    }
    if (isMap(value)) {
      return this.dict(
        [...value].map(([name, item]) => [pythonKey(value, name), item]),
        column,
      );
    }
    if (value instanceof Float) {
      const text = pythonRepr(value);
      return Number.isFinite(value.value) ? text : `float('${text}')`;
    }
    if (value instanceof Timestamp) {
      this.imports.add("datetime");
    }
    return typeof value === "string" ? this.text(value) : pythonRepr(value);
  }

  /** From the first key on that is no name in Python, all of them stand in a dict: their order may matter. */
  private keywords(keywords: ValueMap, column: number): string[] {
    const pairs = [...keywords];
    const odd = pairs.findIndex(([key]) => !isKeyword(key));
    const named = odd < 0 ? pairs : pairs.slice(0, odd);
    const others = odd < 0 ? [] : [`**${this.dict(pairs.slice(odd), column)}`];
    return [...named.map(([key, value]) => `${key}=${this.value(value, column)}`), ...others];
  }

  private dict(pairs: readonly (readonly [Value, Value])[], column: number): string {
    const items = (at: number) => pairs.map(([key, value]) => `${this.key(key)}: ${this.value(value, at)}`);
    return broken("{", "}", items, column);
  }

  /** A list that is a key is a tuple. No variable is put into a key. */
  private key(key: Value): string {
    if (isList(key)) {
      return `(${key.map((item) => `${this.key(item)},`).join(" ")})`;
    }
    return typeof key === "string" ? pythonRepr(key) : this.value(key, Number.NEGATIVE_INFINITY);
  }

  private text(text: string): string {
    if (text === NESTED_FLOW || text === NESTED_DEPLOYMENT) {
      const name = text === NESTED_FLOW ? "Flow" : "Deployment";
      this.imports.add(`jina.${name}`);
      return `${name}()`;
    }
    if (asksEnvironment(text, this.isKnown)) {
      this.imports.add("jina.helper.expand_env_var");
      return `expand_env_var(${pythonRepr(text)})`;
    }
    return pythonRepr(text);
  }
}

/**
 * Whether the engine, when it reads the text in a file, asks the environment for variables that are not known here: the
 * program has to ask then. What holds a known one has been through that, and would be changed a second time.
 */
function asksEnvironment(text: string, isKnown: (variable: string) => boolean): boolean {
  const names = [...text.matchAll(/\$(?:(\w+)|\{([^}]*)\})/g)].map(
    ([, bare, braced]) => bare ?? braced ?? "",
  );
  return names.length > 0 && !names.some(isKnown) && retype(text) === text;
}

/** On one line where that is short enough, else each item on a line of its own. */
function broken(open: string, close: string, items: (column: number) => string[], column: number): string {
  const flat = items(Number.NEGATIVE_INFINITY).join(", ");
  const line = `${open}${flat}${close}`;
  if (flat === "" || column + line.length <= MAX_LINE) {
    return line;
  }
  const inner = " ".repeat(column + 4);
  const lines = items(column + 4).map((item) => `${inner}${item},\n`);
  return `${open}\n${lines.join("")}${" ".repeat(column)}${close}`;
}

/** Whether a key can stand before `=`. Python spells letters beyond ASCII in its own way, so names of those are none here. */
function isKeyword(key: string): boolean {
  return /^[A-Za-z_]\w*$/.test(key) && !isReserved(key);
}
