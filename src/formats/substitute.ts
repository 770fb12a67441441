/**
 * Variables and references in a file's texts, as the engine puts values in their place before it looks at what they
 * mean: environment variables (`$X`, `${X}`, `${{ ENV.X }}`), variables of the Python caller (`${{ x }}`), of which a
 * file by itself has none, and references within the file (`${{root.with.port}}`). In the same go every text is
 * re-typed, with a variable in it or not. Keys are never touched.
 *
 * [V1] First the variables, once, in all texts; then three rounds of references, each seeing the values of the round
 *      before.
 * [V2] A variable that is not set stays as text: `$X` for the environment's, `$$x` for the caller's.
 * [V3] `root` is the top of the file, `this` the mapping or list that holds the text, `ENV` the environment.
 * [V4] A reference that leads nowhere ends the load, save one that does not begin with root, this or ENV: it stays.
 */
import { type Value, type ValueMap, withValues } from "../model/flow.ts";
import type { EngineFault, Path } from "../model/problem.ts";
import { isList, pythonRepr, pythonStr, retype, typeName } from "../model/python.ts";

export type Environment = ReadonlyMap<string, string>;

export interface Substituted {
  readonly value: Value;
  /** The first reference that leads nowhere; what the value holds then means nothing. */
  readonly fault: { readonly path: Path; readonly engine: EngineFault } | null;
}

/** References are resolved in so many rounds, so that chains of so many links are followed. */
const ROUNDS = 3;

const REFERENCE = /\$\{\{([\p{L}\p{N}_[\].]+)\}\}/gu;
const NEW_ENVIRONMENT = /\$\{\{\s(?:ENV|env)\.[a-zA-Z0-9_]*\s\}\}/g;
const CALLERS_LONG = /\$\{\{\s(?:CONTEXT|context)\.[a-zA-Z0-9_]*\s\}\}/g;
const CALLERS = /\$\{\{\s[a-zA-Z0-9_]*\s\}\}/g;

/** The values of a file as the engine works with them. `raw` has YAML's own types: no text is re-typed yet. */
export function substitute(raw: Value, environment: Environment): Substituted {
  try {
    let value = replaceTexts(raw, [], (text) => retype(withVariables(text, environment)));
    for (let round = 0; round < ROUNDS; round++) {
      const root = value;
      const env: Value = new Map(environment);
      value = replaceTexts(root, [], (text, path, holder) =>
        text.search(REFERENCE) < 0
          ? retype(withVariables(text, environment))
          : retype(
              text.replace(REFERENCE, (whole, name: string) =>
                refer(whole, name, path, { root, this: holder, ENV: env }),
              ),
            ),
      );
    }
    return { value, fault: null };
  } catch (error) {
    if (error instanceof ReferenceFault) {
      return { value: raw, fault: { path: error.path, engine: error.engine } };
    }
    throw error;
  }
}

/** The engine expands the texts at the top of an executor, of `with` and of `gateway` once more when it uses them. */
export function expandOnce(value: Value, environment: Environment): Value {
  return typeof value === "string" ? retype(withEnvironment(value, environment)) : value;
}

/** Names of the environment's variables that a text asks for, in any spelling. */
export function variablesOf(text: string): string[] {
  const names: string[] = [];
  for (const match of text.matchAll(
    /\$\{\{\s(?:ENV|env)\.([a-zA-Z0-9_]+)\s\}\}|\$\{\{ENV\.(\w+)\}\}|\$\{([^{}]+)\}|(?<!\$)\$(\w+)/g,
  )) {
    names.push(match[1] ?? match[2] ?? match[3] ?? match[4]!);
  }
  return names;
}

/** Names of variables that only a Python caller can give. */
export function callersVariablesOf(text: string): string[] {
  return [...text.matchAll(/\$\{\{\s(?:(?:CONTEXT|context)\.)?([a-zA-Z0-9_]+)\s\}\}/g)].map(
    (match) => match[1]!,
  );
}

class ReferenceFault extends Error {
  readonly path: Path;
  readonly engine: EngineFault;

  constructor(path: Path, type: string, message: string) {
    super(message);
    this.path = path;
    this.engine = { phase: "load", type, message };
  }
}

type Holder = ValueMap | readonly Value[] | null;

/** A copy in which each text is replaced; what holds no text that changes is kept as it is. */
function replaceTexts(
  value: Value,
  path: (string | number)[],
  replace: (text: string, path: Path, holder: Holder) => Value,
  holder: Holder = null,
): Value {
  if (typeof value === "string") {
    return replace(value, path, holder);
  }
  if (Array.isArray(value)) {
    return (value as readonly Value[]).map((item, index) => {
      path.push(index);
      const replaced = replaceTexts(item, path, replace, value);
      path.pop();
      return replaced;
    });
  }
  if (value instanceof Map) {
    const out = new Map<string, Value>();
    for (const [key, item] of value as ValueMap) {
      path.push(key);
      out.set(key, replaceTexts(item, path, replace, value as ValueMap));
      path.pop();
    }
    return withValues(value as ValueMap, out);
  }
  return value;
}

/** A text with the environment's variables put in; the caller's are marked `$$x`, as the engine does without a caller. */
function withVariables(text: string, environment: Environment): string {
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
  out = out.replace(CALLERS, (match) => `$$${match.slice(4, -3)}`);
  return withEnvironment(out, environment);
}

/** Python's os.path.expandvars: `$X` and `${X}`, what is put in is not looked at again. */
function withEnvironment(text: string, environment: Environment): string {
  return text.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, bare: string | undefined, braced: string | undefined) => {
      return environment.get(bare ?? braced ?? "") ?? whole;
    },
  );
}

/** The text of what a reference names, as Python's str.format() finds and prints it. */
function refer(
  whole: string,
  name: string,
  path: Path,
  roots: { root: Value; this: Holder; ENV: Value },
): string {
  const at = [...path];
  const [, first, rest] = /^([^.[]*)(.*)$/s.exec(name)!;
  if (/^\d*$/.test(first!)) {
    const index = first === "" ? "0" : String(BigInt(first!));
    throw new ReferenceFault(
      at,
      "IndexError",
      `Replacement index ${index} out of range for positional args tuple`,
    );
  }
  if (first !== "root" && first !== "this" && first !== "ENV") {
    return whole;
  }
  let value: Value | Holder = roots[first];
  for (let left = rest!; left !== ""; ) {
    const step = /^(?:\.([^.[]+)|\[([^\]]*)\])/.exec(left);
    if (!step) {
      const message = left.startsWith(".")
        ? "Empty attribute in format string"
        : left.startsWith("[")
          ? "expected '}' before end of string"
          : "Only '.' or '[' may follow ']' in format field specifier";
      throw new ReferenceFault(at, "ValueError", message);
    }
    value = step[1] === undefined ? itemOf(value, step[2]!, at) : attributeOf(value, step[1], at);
    left = left.slice(step[0].length);
  }
  return printReferred(value, false);
}

function attributeOf(value: Value | Holder, name: string, path: Path): Value {
  const found = value instanceof Map ? (value as ValueMap).get(name) : undefined;
  if (found === undefined) {
    throw new ReferenceFault(
      path,
      "AttributeError",
      "variable replacement is failed, please check your YAML file.",
    );
  }
  return found;
}

function itemOf(value: Value | Holder, key: string, path: Path): Value {
  const kind = typeNameOf(value);
  const isIndex = /^\d+$/.test(key);
  if (Array.isArray(value)) {
    if (!isIndex) {
      throw new ReferenceFault(path, "TypeError", "list indices must be integers or slices, not str");
    }
    const found = (value as readonly Value[])[Number(key)];
    if (found === undefined) {
      throw new ReferenceFault(path, "IndexError", "list index out of range");
    }
    return found;
  }
  if (typeof value === "string") {
    const found = isIndex ? [...value][Number(key)] : undefined;
    if (found === undefined) {
      throw isIndex
        ? new ReferenceFault(path, "IndexError", "string index out of range")
        : new ReferenceFault(path, "TypeError", "string indices must be integers, not 'str'");
    }
    return found;
  }
  throw new ReferenceFault(path, "TypeError", `'${kind}' object is not subscriptable`);
}

/** Mappings are namespaces at that point. */
function typeNameOf(value: Value | Holder): string {
  return value instanceof Map ? "types.SimpleNamespace" : typeName(value as Value);
}

/** str() of a value, or repr() inside a collection. */
function printReferred(value: Value | Holder, isInside: boolean): string {
  if (isList(value as Value)) {
    return `[${(value as readonly Value[]).map((item) => printReferred(item, true)).join(", ")}]`;
  }
  if (value instanceof Map) {
    return `namespace(${[...(value as ValueMap)].map(([key, item]) => `${key}=${printReferred(item, true)}`).join(", ")})`;
  }
  return isInside ? pythonRepr(value as Value) : pythonStr(value as Value);
}
