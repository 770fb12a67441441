/**
 * A Flow → a Python program that builds the same one: the calls that the engine makes when it reads the file, in its
 * order, with the values that it hands over. What variables and references stand for is put in, as far as it is known;
 * a variable that is not is asked for when the program runs, by the engine's own function. Folders that Jina adds to
 * `extra_search_paths` because it reads a file are not in it.
 */

import { SEARCH_PATHS } from "../../model/engine/flow-arguments.ts";
import { type Entry, type Flow, GATEWAY } from "../../model/flow.ts";
import { isList, isTrue } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { calledFlow, contextOf, type FlowDocument } from "../read/read-document.ts";
import { PythonLiterals } from "./python-literal.ts";

/** Calls that are chained; each makes a copy of the whole Flow, which takes its time with more. */
const MAX_CHAINED = 60;

/** Methods that give back the Flow, and whose `method` says nothing to them. */
const CHAINED = new Set(["add", "needs", "needs_all", "inspect", "gather_inspect", "config_gateway"]);

/** The program, which defines `flow` and serves it if it is run by itself. */
export function printPython(document: FlowDocument): string {
  const flow = calledFlow(document);
  const { environment } = contextOf(document.surroundings);
  const literals = new PythonLiterals((name) => environment.has(name));
  const body = new Program(flow, literals).print();
  return `${importLines(literals.imports)}\n${body}\n\nif __name__ == '__main__':\n    with flow:\n        flow.block()\n`;
}

/** One call of a method of the Flow. */
interface Call {
  readonly method: string;
  readonly keywords: ValueMap;
  /** The Deployment that is handed over, from a column on. */
  readonly deployment?: (column: number) => string;
}

class Program {
  private readonly flow: Flow;
  private readonly literals: PythonLiterals;

  constructor(flow: Flow, literals: PythonLiterals) {
    this.flow = flow;
    this.literals = literals;
    literals.imports.add("jina.Flow");
  }

  print(): string {
    const calls = [
      ...this.flow.entries.flatMap((entry) => this.callsOf(entry)),
      ...(this.flow.gateway.size > 0 ? [{ method: "config_gateway", keywords: this.flow.gateway }] : []),
    ];
    if (calls.length === 0) {
      return `flow = ${this.literals.call("Flow", this.flow.with, 0)}\n`;
    }
    const isChained = calls.length <= MAX_CHAINED && calls.every(({ method }) => CHAINED.has(method));
    return isChained ? this.chain(calls) : this.statements(calls);
  }

  private chain(calls: readonly Call[]): string {
    const lines = calls.map(
      ({ method, keywords, deployment }) =>
        `    ${this.literals.call(`.${method}`, keywords, 4, deployment)}\n`,
    );
    return `flow = (\n    ${this.literals.call("Flow", this.flow.with, 4)}\n${lines.join("")})\n`;
  }

  private statements(calls: readonly Call[]): string {
    const lines = calls.map(({ method, keywords, deployment }) => {
      const all = new Map<string, Value>([...keywords, ["copy_flow", false]]);
      return `${this.literals.call(this.literals.method("flow", method), all, 0, deployment)}\n`;
    });
    return `flow = ${this.literals.call("Flow", this.flow.with, 0)}\n${lines.join("")}`;
  }

  private callsOf(entry: Entry): Call[] {
    const { deployment, args, method, methodAt = 0 } = entry;
    if (deployment) {
      return [{ method: "add", keywords: new Map(), deployment: (column) => this.deployment(entry, column) }];
    }
    // Passed over by the engine.
    if (args.get("name") === GATEWAY) {
      return [];
    }
    const keywords = CHAINED.has(method)
      ? args
      : new Map([...args].toSpliced(methodAt, 0, ["method", method]));
    return [{ method, keywords }];
  }

  /** A Deployment with what the engine adds to each that it finds in a file, without which it cannot be built. */
  private deployment({ deployment, args }: Entry, column: number): string {
    this.literals.imports.add("jina.Deployment");
    const folders = this.flow.with.get(SEARCH_PATHS) ?? null;
    const call = (name: string, own: readonly (readonly [string, Value])[], first?: (at: number) => string) =>
      this.literals.call(name, new Map<string, Value>(own), column, first);
    if (deployment?.kind === "file") {
      const { file } = deployment;
      const paths = isTrue(folders) ? [[SEARCH_PATHS, folders] as const] : [];
      const own = [...paths, ["include_gateway", false] as const, ["noblock_on_start", true] as const];
      return call("Deployment.load_config", own, (at) => this.literals.value(file, at));
    }
    const paths = [args.get(SEARCH_PATHS) ?? null, folders].flatMap((list) => (isList(list) ? list : []));
    return call("Deployment", [
      ...args,
      ...(paths.length > 0 ? [[SEARCH_PATHS, paths] as const] : []),
      ["include_gateway", isTrue(args.get("include_gateway") ?? false)],
      ["noblock_on_start", true],
      ["deployment_role", "DEPLOYMENT"],
    ]);
  }
}

/** `import datetime`, then `from jina import Deployment, Flow` and so on, by module. */
function importLines(imports: ReadonlySet<string>): string {
  const modules = Map.groupBy([...imports].sort(), (path) => path.replace(/\.?\w+$/, ""));
  return [...modules]
    .map(([module, paths]) => {
      const names = paths.map((path) => path.slice(path.lastIndexOf(".") + 1)).join(", ");
      return module === ""
        ? `import ${names}\n${modules.size > 1 ? "\n" : ""}`
        : `from ${module} import ${names}\n`;
    })
    .join("");
}
