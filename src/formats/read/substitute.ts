/**
 * Variables and references in a file's texts, as the engine puts values in their place before it looks at what they
 * mean: environment variables (`$X`, `${X}`, `${{ ENV.X }}`), variables of the Python caller (`${{ x }}`,
 * `${{ CONTEXT.x }}`), and references within the file (`${{root.with.port}}`). In the same go every text is
 * re-typed, with a variable in it or not. Keys are never touched.
 *
 * [V1] First the variables, once, in all texts; then three rounds of references, each seeing the values of the round
 *      before.
 * [V2] A variable that is not set stays as text: `$X` for the environment's, `$$x` for the caller's.
 * [V3] `root` is the top of the file, `this` the mapping or list that holds the text, `ENV` the environment.
 * [V4] A reference that leads nowhere ends the load, save one that does not begin with root, this or ENV: it stays.
 */
import { counted, cut } from "../../base/words.ts";
import { MAX_PUT_IN } from "../../model/engine/limits.ts";
import type { EngineFault } from "../../model/engine-fault.ts";
import type { Path } from "../../model/path.ts";
import { isList, isMap, pythonRepr, pythonStr, retype, typeName } from "../../model/python.ts";
import { pythonKey, type Value, type ValueMap, withValues } from "../../model/value.ts";

/** Environment variables by name. */
export type Environment = ReadonlyMap<string, string>;

/** Variables by name: those of the environment, and those that Python code hands over when it loads the file. */
export interface Variables {
  readonly environment: Environment;
  readonly callers: Environment;
}

/** Where nothing is set. */
export const NO_VARIABLES: Variables = { environment: new Map(), callers: new Map() };

interface Substituted {
  readonly value: Value;
  /** Where it ends; what the value holds then means nothing. */
  readonly fault: ReferenceFault | null;
}

/** The first reference that leads nowhere, in the engine's words; or our own cap on all that is put in. */
export type ReferenceFault = {
  readonly path: Path;
} /** The sentence is for people: which reference it is, and what is wrong with it. */ & (
  | { readonly engine: EngineFault; readonly sentence: string; readonly limit?: undefined }
  | { readonly engine?: undefined; readonly limit: string }
);

/** References are resolved in so many rounds, so that chains of so many links are followed. */
const ROUNDS = 3;

const REFERENCE = /\$\{\{([\p{L}\p{N}_[\].]+)\}\}/gu;
const NEW_ENVIRONMENT = /\$\{\{\s(?:ENV|env)\.[a-zA-Z0-9_]*\s\}\}/g;
const CALLERS_LONG = /\$\{\{\s(?:CONTEXT|context)\.[a-zA-Z0-9_]*\s\}\}/g;
const CALLERS = /\$\{\{\s[a-zA-Z0-9_]*\s\}\}/g;

/**
 * The characters that may still be put into a file. References that refer to one another multiply: two kilobytes can mean
 * more than any memory holds, so that each text is counted before it is made.
 */
export class Allowance {
  /** Flows that were made inside the file's own. */
  nestedFlows = 0;
  /** Set by who tells that it has ended, so that it is told once. */
  isTold = false;
  private left = MAX_PUT_IN;

  /** @throws {Excess} if there is no room for so many characters. */
  take(count: number): void {
    this.left -= count;
    if (this.left < 0) {
      throw new Excess();
    }
  }
}

class Excess extends Error {}

/** Whether it was thrown because an allowance has ended. */
export function isExcess(error: unknown): boolean {
  return error instanceof Excess;
}

/** The sentence for a text at which the allowance has ended; any other error is thrown on. */
export function sentenceOf(error: unknown): string {
  if (isExcess(error)) {
    return `Variables and references put more than ${counted(MAX_PUT_IN, "character")} into this file, here the last of them.`;
  }
  throw error;
}

/** The values of a file as the engine works with them. `raw` has YAML's own types: no text is re-typed yet. */
export function substitute(
  raw: Value,
  variables: Partial<Variables>,
  allowance = new Allowance(),
): Substituted {
  const { environment, callers } = { ...NO_VARIABLES, ...variables };
  // That of the text which is worked on, when something is thrown too.
  const path: (string | number)[] = [];
  const expanded = (text: string) => retype(withVariables(text, { environment, callers }, allowance));
  const references = new References(environment, allowance);
  try {
    let value = replaceTexts(raw, path, expanded);
    // A text that has lost its quotes is re-typed again in the next round, `$` or not.
    for (let round = 0, isChanging = true; round < ROUNDS && isChanging; round++) {
      references.root = value;
      isChanging = false;
      value = replaceTexts(value, path, (text, holder) => {
        const replaced =
          text.search(REFERENCE) < 0 ? expanded(text) : retype(references.resolve(text, holder));
        isChanging ||= replaced !== text;
        return replaced;
      });
    }
    return { value, fault: null };
  } catch (error) {
    const fault =
      error instanceof Unresolved
        ? { path, engine: error.engine, sentence: error.sentence }
        : { path, limit: sentenceOf(error) };
    return { value: raw, fault };
  }
}

/** The engine expands the texts at the top of an executor, of `with` and of `gateway` once more when it uses them. */
export function expandOnce(value: Value, environment: Environment, allowance = new Allowance()): Value {
  return typeof value === "string" ? retype(withEnvironment(value, environment, allowance)) : value;
}

/** What a text asks for, each name once, in the order in which the engine asks. */
interface Asked {
  /** Variables of the environment. What else stands in braces, as a shell's `${X:-1}`, is a name that none has. */
  readonly environment: readonly string[];
  readonly callers: readonly string[];
  /** References within the file, as `root.with.port`. */
  readonly references: readonly string[];
}

/** What a text asks for, and what is asked for by the values that are put in: a round later these are read as it is. */
export function askedBy(text: string, given: Variables = NO_VARIABLES): Asked {
  const asked = askedByItself(text);
  const kinds = ["environment", "callers"] as const;
  const names = { environment: new Set(asked.environment), callers: new Set(asked.callers) };
  const givenTo = (kind: keyof Variables, name: string) => given[kind].get(name) ?? "";
  const left = kinds.flatMap((kind) => [...names[kind]].map((name) => givenTo(kind, name)));
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    const inside = value.includes("$") ? askedByItself(value) : null;
    for (const kind of kinds) {
      for (const name of inside?.[kind] ?? []) {
        if (!names[kind].has(name)) {
          names[kind].add(name);
          left.push(givenTo(kind, name));
        }
      }
    }
  }
  return { ...asked, environment: [...names.environment], callers: [...names.callers] };
}

/**
 * What the engine looks for when it reads a text, found out by having it read: `${{ ENV.X }}_a` asks for X_a, since it
 * is `$X_a` by then.
 */
function askedByItself(text: string): Asked {
  const environment = new Recorder(null);
  // Something stands in place of a caller's variable, so that the environment is not asked for it too.
  const callers = new Recorder(" ");
  if (text.includes("$")) {
    withVariables(text, { environment, callers }, new Allowance());
  }
  const references = [...text.matchAll(REFERENCE)].flatMap(([, name = ""]) => name);
  const ofEnvironment = references.flatMap((name) => /^ENV\.(\w+)$/.exec(name)?.[1] ?? []);
  return {
    environment: [...new Set([...environment.asked, ...ofEnvironment])].filter((name) => /^\w+$/.test(name)),
    callers: [...callers.asked],
    references: [...new Set(references.filter((name) => /^(?:root|this)(?![^.[])/.test(name)))],
  };
}

/** Variables that note who is asked for. */
class Recorder extends Map<string, string> {
  readonly asked = new Set<string>();
  private readonly answer: string | null;

  constructor(answer: string | null) {
    super();
    this.answer = answer;
  }

  override get size(): number {
    return 1;
  }

  override get(name: string): string | undefined {
    if (name !== "") {
      this.asked.add(name);
    }
    return this.answer ?? undefined;
  }
}

class Unresolved extends Error {
  readonly engine: EngineFault;
  readonly sentence: string;

  constructor(whole: string, type: string, words: string, what: string) {
    super(words);
    this.engine = { phase: "load", type, message: words };
    this.sentence = `The reference ${cut(whole)} leads nowhere: ${what}.`;
  }
}

type Holder = ValueMap | readonly Value[] | null;

/** A copy in which each text is replaced; what holds no text that changes is kept as it is. */
function replaceTexts(
  value: Value,
  path: (string | number)[],
  replace: (text: string, holder: Holder) => Value,
  holder: Holder = null,
): Value {
  if (typeof value === "string") {
    return replace(value, holder);
  }
  if (isList(value)) {
    return value.map((item, index) => {
      path.push(index);
      const replaced = replaceTexts(item, path, replace, value);
      path.pop();
      return replaced;
    });
  }
  if (isMap(value)) {
    const out = new Map<string, Value>();
    for (const [key, item] of value) {
      path.push(key);
      out.set(key, replaceTexts(item, path, replace, value));
      path.pop();
    }
    return withValues(value, out);
  }
  return value;
}

/** A text with variables put in; those that no caller gives are marked `$$x`. */
function withVariables(text: string, { environment, callers }: Variables, allowance: Allowance): string {
  if (!text.includes("$")) {
    return text;
  }
  let out = text;
  if (out.search(NEW_ENVIRONMENT) >= 0) {
    out = out
      .replace(NEW_ENVIRONMENT, (match) => `$$${match.slice(4, -3)}`)
      // Seen on the engine: one of the two dollar signs goes wherever two stand, written by the person or just now.
      .replace(/\$\$[a-zA-Z0-9_.]*/g, (match) => match.replaceAll(/ENV\.|env\./g, "").slice(1));
  }
  if (out.search(CALLERS_LONG) >= 0) {
    out = out.replace(CALLERS_LONG, (match) => match.replaceAll(/CONTEXT\.|context\./g, ""));
  }
  if (out.search(CALLERS) >= 0) {
    out = out.replace(CALLERS, (match) => `$$${match.slice(4, -3)}`);
    out = callers.size > 0 ? withCallers(out, callers, allowance) : out;
  }
  return withEnvironment(out, environment, allowance);
}

/** Python's string.Template with `$$` for its sign: all that is marked, by the engine or in the file. */
function withCallers(text: string, callers: Environment, allowance: Allowance): string {
  return text.replace(
    /\$\$(?:(\$\$)|([_a-z]\w*)|\{([_a-z]\w*)\}|)/gi,
    (whole, escaped: string | undefined, bare: string | undefined, braced: string | undefined) => {
      const value = escaped ?? callers.get(bare ?? braced ?? "");
      allowance.take(value?.length ?? 0);
      return value ?? whole;
    },
  );
}

/** Python's os.path.expandvars: `$X` and `${X}`, what is put in is not looked at again. */
function withEnvironment(text: string, environment: Environment, allowance: Allowance): string {
  const put = (whole: string, bare: string | undefined, braced: string | undefined) => {
    const value = environment.get(bare ?? braced ?? "");
    allowance.take(value?.length ?? 0);
    return value ?? whole;
  };
  // Behind the last brace none can be closed: there the search for one would go to the end of the text each time.
  const end = text.lastIndexOf("}") + 1;
  return (
    text.slice(0, end).replace(/\$(?:(\w+)|\{([^}]*)\})/g, put) +
    text.slice(end).replace(/\$(\w+)/g, (whole, bare: string) => put(whole, bare, undefined))
  );
}

/** References within a file, one round of them after the other. */
class References {
  /** The values that a round sees. */
  root: Value = null;
  private readonly env: Value;
  private readonly allowance: Allowance;
  /** Texts by their letters, as Python counts them: many references may name one in the same text. */
  private readonly letters = new Map<string, readonly string[]>();

  constructor(environment: Environment, allowance: Allowance) {
    this.env = new Map(environment);
    this.allowance = allowance;
  }

  /** @throws {Unresolved} if a reference leads nowhere. */
  resolve(text: string, holder: Holder): string {
    return text.replace(REFERENCE, (whole, name: string) => this.refer(whole, name, holder));
  }

  /** The text of what a reference names, as Python's str.format() finds and prints it. */
  private refer(whole: string, name: string, holder: Holder): string {
    const [, first = "", rest = ""] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    if (/^\d*$/.test(first)) {
      throw new Unresolved(
        whole,
        "IndexError",
        `Replacement index ${first === "" ? "0" : BigInt(first)} out of range for positional args tuple`,
        "it must begin with root, this or ENV",
      );
    }
    if (first !== "root" && first !== "this" && first !== "ENV") {
      return whole;
    }
    let value: Value | Holder = { root: this.root, this: holder, ENV: this.env }[first];
    for (let left = rest; left !== ""; ) {
      const step = /^(?:\.([^.[]+)|\[([^\]]*)\])/.exec(left);
      if (!step) {
        const message = left.startsWith(".")
          ? "Empty attribute in format string"
          : left.startsWith("[")
            ? "expected '}' before end of string"
            : "Only '.' or '[' may follow ']' in format field specifier";
        throw new Unresolved(whole, "ValueError", message, "it must be written like root.executors[0].name");
      }
      value =
        step[1] === undefined ? this.itemOf(value, step[2] ?? "", whole) : attributeOf(value, step[1], whole);
      left = left.slice(step[0].length);
    }
    return this.print(value, false);
  }

  private itemOf(value: Value | Holder, key: string, whole: string): Value {
    const isIndex = /^\d+$/.test(key);
    if (isList(value)) {
      if (!isIndex) {
        throw new Unresolved(
          whole,
          "TypeError",
          "list indices must be integers or slices, not str",
          `[${cut(key)}] must be the number of an item, counted from 0`,
        );
      }
      const found = value[Number(key)];
      if (found === undefined) {
        const what = `the list has ${counted(value.length, "item")}, counted from 0`;
        throw new Unresolved(whole, "IndexError", "list index out of range", what);
      }
      return found;
    }
    if (typeof value === "string") {
      const found = isIndex ? this.lettersOf(value)[Number(key)] : undefined;
      if (found === undefined) {
        throw isIndex
          ? new Unresolved(whole, "IndexError", "string index out of range", "the text there is shorter")
          : new Unresolved(
              whole,
              "TypeError",
              "string indices must be integers, not 'str'",
              `there is a text, which has no key ${cut(key)}`,
            );
      }
      return found;
    }
    const what = isMap(value)
      ? "a key of a mapping is named behind a dot, not in brackets"
      : "there is no list";
    throw new Unresolved(whole, "TypeError", `'${typeNameOf(value)}' object is not subscriptable`, what);
  }

  private lettersOf(text: string): readonly string[] {
    let letters = this.letters.get(text);
    if (!letters) {
      letters = [...text];
      this.letters.set(text, letters);
    }
    return letters;
  }

  /** str() of a value, or repr() inside a collection. @throws {Excess} before it is too long. */
  private print(value: Value | Holder, isInside: boolean): string {
    if (isList(value)) {
      return `[${value.map((item) => this.printPart("", item)).join(", ")}]`;
    }
    if (isMap(value)) {
      // Python shows attributes that are named by a text, and not by an empty one.
      const shown = [...value].filter(([key]) => key !== "" && isText(value, key));
      return `namespace(${shown.map(([key, item]) => this.printPart(`${key}=`, item)).join(", ")})`;
    }
    if (typeof value === "string") {
      this.allowance.take(value.length);
    }
    const text = isInside ? pythonRepr(value as Value) : pythonStr(value as Value);
    this.allowance.take(typeof value === "string" ? text.length - value.length : text.length);
    return text;
  }

  private printPart(before: string, item: Value): string {
    this.allowance.take(before.length + ", ".length);
    return before + this.print(item, true);
  }
}

/** Whether a mapping's key is a text: Python has no attributes of other names. */
function isText(map: ValueMap, key: string): boolean {
  return typeof pythonKey(map, key) === "string";
}

function attributeOf(value: Value | Holder, name: string, whole: string): Value {
  const found = isMap(value) && isText(value, name) ? value.get(name) : undefined;
  if (found === undefined) {
    throw new Unresolved(
      whole,
      "AttributeError",
      "variable replacement is failed, please check your YAML file.",
      `there is no key ${cut(name)} at that place of the file`,
    );
  }
  return found;
}

/** Mappings are namespaces at that point. */
function typeNameOf(value: Value | Holder): string {
  return isMap(value) ? "types.SimpleNamespace" : typeName(value as Value);
}
