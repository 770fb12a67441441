/** Where problems stand in the file, and whom they are about: paths of what the model knows by entry and key, then ranges. */
import { cut } from "../../base/words.ts";
import { executorOwner, type Owner, THE_GATEWAY, UNDER_WITH } from "../../model/engine/argument-sentences.ts";
import type { BuildProblem } from "../../model/engine/build-problem.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import type { Flow } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import type { Problem, ProblemCode } from "../../model/problem.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import { rangeOf } from "./read-values.ts";

/** Problems that are found before anything has a name. */
const NAMELESS: ReadonlySet<ProblemCode> = new Set(["jtype-first", "flow-nested", "text-changed"]);

/** Whose parts of a file are, by their paths: what the engine calls the executor of each entry. */
export class Owners {
  private readonly listKey: string;
  private readonly nameOfEntry: ReadonlyMap<number, string>;

  constructor({ listKey }: Flow, { nodes }: BuiltFlow) {
    this.listKey = listKey;
    this.nameOfEntry = new Map(nodes.map(({ entry, name }) => [entry, name]));
  }

  /** Whose argument stands at a path; null at the top of the file. */
  at(path: Path): Owner | null {
    const [key, index] = path;
    if (key === this.listKey && typeof index === "number") {
      return executorOwner(this.nameOfEntry.get(index) ?? "this entry");
    }
    return path.length < 2 ? null : key === "gateway" ? THE_GATEWAY : key === "with" ? UNDER_WITH : null;
  }

  /** The problem with the name of the executor whose entry it stands in. */
  withExecutor(problem: Problem): Problem {
    const [key, index] = problem.path ?? [];
    const executor =
      key === this.listKey && typeof index === "number" ? this.nameOfEntry.get(index) : undefined;
    if (problem.executor !== undefined || executor === undefined) {
      return problem;
    }
    const { code, message } = problem;
    const named = NAMELESS.has(code) ? `In ${cut(executor, 40)}: ${message}` : message;
    return { ...problem, executor, message: named };
  }
}

/** The file's path of what the model knows by entry and key. */
export function withPath({ entry, key, item, ...problem }: BuildProblem, flow: Flow): Problem {
  const source = flow.entries[entry];
  if (problem.path || !source) {
    return problem;
  }
  const path: (string | number)[] = [flow.listKey, entry];
  if (source.deployment?.kind === "file") {
    return { ...problem, path };
  }
  if (source.deployment && key !== undefined) {
    path.push("with");
  }
  const hasKey = key !== undefined && (key === "method" ? source.hasMethod : source.args.has(key));
  if (hasKey) {
    path.push(key);
    if (item !== undefined && Array.isArray(source.args.get(key))) {
      path.push(item);
    }
  } else if (source.args.has("name") && !source.deployment) {
    path.push("name");
  }
  return { ...problem, path };
}

/** The problem with its place in the text, if it has a path. */
export function placed(yaml: YamlDocument, problem: Problem): Problem {
  if (problem.range || !problem.path) {
    return problem;
  }
  const range = rangeOf(yaml, problem.path, problem.isKey);
  if (!range) {
    return problem;
  }
  // What goes over many lines is pointed at by its first one, unless that is longer than any screen.
  const first = /[\r\n]/.exec(yaml.text.slice(range.from, Math.min(range.to, range.from + 10_000)));
  return { ...problem, range: first ? { from: range.from, to: range.from + first.index } : range };
}
