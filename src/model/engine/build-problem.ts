/**
 * The problems that come up while a Flow is built: each with the entry and the key that it is about, and with the change
 * that mends it where one is sure to. Knows no rule of the graph.
 */
import type { EngineFault } from "../engine-fault.ts";
import type { Entry, Flow } from "../flow.ts";
import type { Path } from "../path.ts";
import type { Fix, Problem, ProblemCode } from "../problem.ts";
import type { PythonFault } from "../python-json.ts";
import type { ValueMap } from "../value.ts";
import { ENTRY_KEYS, fixesOf, hasNewError, withFix } from "./argument-fixes.ts";
import type { ArgumentProblem } from "./argument-problem.ts";
import { createDeployment } from "./create-deployment.ts";
import { createFlowArguments, mostHanded } from "./flow-arguments.ts";

/** What is wrong with a Flow, with the entry and the key to point at; formats know where those stand in the text. */
export interface BuildProblem extends Omit<Problem, "range"> {
  /** Index of the entry; -1 for the Flow as a whole. */
  readonly entry: number;
  /** The key in the entry that the problem is about; the whole entry if there is none. */
  readonly key?: string;
  /** The item in that key's list. */
  readonly item?: number;
}

/** What is said of an entry. */
interface Remark {
  readonly code: ProblemCode;
  readonly message: string;
  readonly key?: string;
  readonly item?: number;
  readonly executor?: string;
  readonly fix?: Fix;
}

/** What the engine takes, with what it says of it if it says anything. */
interface Warning extends Remark {
  readonly engine?: EngineFault;
}

/** What the engine refuses while it reads the file. */
interface Refusal extends Remark {
  readonly fault: PythonFault;
}

/** What would be written in the place of some arguments. */
type Change = (args: ValueMap) => ValueMap;

/** Where the arguments of one call stand, and how they would be read if they were others. */
interface ArgumentsPlace {
  /** Index of the entry; without it, the Flow as a whole. */
  readonly entry?: number;
  readonly executor?: string;
  /** Leads to a key of the arguments. */
  pathTo(key: string): Path;
  /** The problems of changed arguments. */
  again(change: Change): readonly ArgumentProblem[];
}

/** Beyond this many arguments that were read again, no more fixes are tried out: nobody goes through so many. */
const MAX_ASKED = 300_000;

/** Takes the problems of one Flow in the order in which they are found. */
export class BuildProblems {
  readonly found: BuildProblem[] = [];
  private readonly flow: Flow;
  /** Problems of what `with` hands on, each told once. */
  private readonly told = new Set<string>();
  /** Arguments that were read again to see what a fix would lead to. */
  private asked = 0;

  constructor(flow: Flow) {
    this.flow = flow;
  }

  warn(entry: Entry, warning: Warning): void {
    this.found.push({ entry: entry.index, severity: "warning", ...warning });
  }

  refuse(entry: Entry, { fault, ...remark }: Refusal): void {
    this.found.push({
      entry: entry.index,
      severity: "error",
      engine: { phase: "load", type: fault.type, message: fault.message },
      ...remark,
    });
  }

  add(problem: BuildProblem): void {
    this.found.push(problem);
  }

  /** Whether the problems from the given one on hold an error. */
  hasErrorSince(from: number): boolean {
    return this.found.slice(from).some(({ severity }) => severity === "error");
  }

  /** The change that takes a key of an entry out of the file. */
  takingAway({ index }: Entry, key: string, label: string): Fix {
    const path: Path = [this.flow.listKey, index, key];
    return { label, edit: { kind: "unset-path", path, keepsComments: true, follows: true } };
  }

  /** The change that writes another method in an entry. */
  writingMethod({ index }: Entry, method: string): Fix {
    const path: Path = [this.flow.listKey, index, "method"];
    return {
      label: `Write method: ${method}`,
      edit: { kind: "set-path", path, value: method, follows: true },
    };
  }

  /** Problems of arguments, each with a fix unless what the fix writes is refused more than what stands there. */
  tell(problems: readonly ArgumentProblem[], { entry = -1, executor, ...place }: ArgumentsPlace): void {
    for (const found of problems) {
      const { key, item, inherited, better: _, choices: _choices, betterValue: _value, ...problem } = found;
      // What is inherited is found at each executor, and stands in the file once.
      if (inherited && this.markTold(found)) {
        continue;
      }
      const at = key === undefined ? undefined : inherited ? ["with", key] : place.pathTo(key);
      // What a file of its own says cannot be changed here.
      const isHere = at !== undefined && at.at(-1) === key;
      const again = inherited ? (change: Change) => this.withAgain(change) : place.again;
      this.found.push({
        entry,
        ...(executor === undefined ? {} : { executor }),
        ...problem,
        ...(at ? { path: item === undefined ? at : [...at, item] } : {}),
        ...(isHere && this.isSafe(found, again) ? fixesOf(found, at) : {}),
      });
    }
  }

  /** Marks it as told; true if it was before, in the same words or of the engine, which do not say whose it is. */
  markTold({ key, code, message, engine }: ArgumentProblem): boolean {
    const words = [message, ...(engine ? [engine.message] : [])].map((text) => `${key} ${code} ${text}`);
    const isTold = words.some((one) => this.told.has(one));
    for (const one of words) {
      this.told.add(one);
    }
    return isTold;
  }

  /** The problems of another `with`, at a plain executor too. */
  withAgain(change: Change): readonly ArgumentProblem[] {
    const { with: flowWith, gateway, entries } = this.flow;
    const settings = createFlowArguments(change(flowWith), gateway, mostHanded(entries.length));
    const plain = createDeployment(
      { name: "executor", kwargs: new Map(), role: "DEPLOYMENT", needs: 1 },
      settings,
    );
    return [...settings.problems, ...plain.problems];
  }

  /** Whether what would be written instead is refused no more than what stands there; false once too much was asked. */
  private isSafe(found: ArgumentProblem, again: ArgumentsPlace["again"]): boolean {
    const { better, betterValue } = found;
    if (betterValue === undefined && (better === undefined || ENTRY_KEYS.includes(better))) {
      return true;
    }
    if (this.asked > MAX_ASKED) {
      return false;
    }
    const before = again((args) => args);
    const after = again((args) => {
      this.asked += args.size + 10;
      return withFix(args, found);
    });
    return !hasNewError(before, after);
  }
}
