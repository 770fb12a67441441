/** The problems of one reading of arguments while they are gathered, and what all who add to them ask. */
import { quoted } from "../../base/words.ts";
import type { EngineFault } from "../engine-fault.ts";
import type { ValueMap } from "../value.ts";
import type { PortText, Reading } from "./argparse.ts";
import type { ArgumentProblem } from "./argument-problem.ts";
import { OWNER_OF_PARSER, type Owner } from "./argument-sentences.ts";
import type { ParserName } from "./argument-table.ts";
import { type CommandLine, type Fault, type Token, textOf } from "./command-line.ts";
import { warningOf } from "./known-names.ts";

/** Where and when the engine reads the arguments. */
export interface TellOptions {
  /** When the engine reads them. `load` by default. */
  readonly phase?: EngineFault["phase"];
  /** Keys that stand where they are reported anyway, so that only what ends the reading is told of them. */
  readonly isInherited?: (key: string) => boolean;
  /** Whose arguments they are. */
  readonly owner?: Owner;
  /** Whether nobody opens the port at this place of an argument, so that no start fails at it. */
  readonly ignoresPort?: IgnoresPort;
}

/** Asked with the values that are read; by default no port is ignored. */
export type IgnoresPort = (argument: string, index: number, values: Reading["values"]) => boolean;

/** All that there is to tell of. */
export interface ArgumentFindings {
  readonly parser: ParserName;
  readonly kwargs: ValueMap;
  readonly line: CommandLine;
  readonly reading: Reading;
  /** In the engine's order: it stops at the first. */
  readonly faults: readonly Fault[];
  /** Unknown flags that the engine warns of. */
  readonly told: readonly string[];
  /** Ports that are no numbers, to this parser or to another one that is asked. */
  readonly portTexts: readonly PortText[];
}

/** Beyond this many items of one list nobody reads what is wrong with each. */
export const MAX_ITEMS = 20;

/** Takes the problems of one reading; each speaks of the same owner, and only one has the engine's warning. */
export class ArgumentReport {
  readonly findings: ArgumentFindings;
  readonly phase: EngineFault["phase"];
  readonly isInherited: (key: string) => boolean;
  readonly owner: Owner;
  readonly ignoresPort: IgnoresPort;
  readonly problems: ArgumentProblem[] = [];
  private readonly told: ReadonlySet<string>;
  /** The engine's warning, until it stands with a problem. */
  private warning: EngineFault | null;

  constructor(findings: ArgumentFindings, options: TellOptions) {
    const { parser, told, faults } = findings;
    this.findings = findings;
    this.phase = options.phase ?? "load";
    this.isInherited = options.isInherited ?? (() => false);
    this.owner = options.owner ?? OWNER_OF_PARSER[parser];
    this.ignoresPort = options.ignoresPort ?? (() => false);
    this.told = new Set(told);
    this.warning =
      told.length > 0 && faults.length === 0
        ? { phase: this.phase, type: "UserWarning", message: warningOf(told) }
        : null;
  }

  push(problem: ArgumentProblem): void {
    this.problems.push(problem);
  }

  /** Whether an argument is given, however its key is written. */
  isGiven(name: string): boolean {
    const { kwargs } = this.findings;
    return kwargs.has(name) || kwargs.has(name.replaceAll("_", "-"));
  }

  /** Whether the engine warns of this flag. */
  isTold(flag: string): boolean {
    return this.told.has(flag);
  }

  get hasWarning(): boolean {
    return this.warning !== null;
  }

  /** The engine's warning of all unknown flags, for the first problem that asks; nothing for others. */
  takeWarning(): { engine?: EngineFault } {
    const engine = this.warning;
    this.warning = null;
    return engine ? { engine } : {};
  }

  /** `"--x" in the volumes of encoder`. */
  itemOf(token: Token): string {
    return `${quoted(textOf(token))} in the ${token.key} ${this.owner.of}`;
  }

  /** The sentence about a value that the engine takes for a flag it does not know. */
  unknownFlag(token: Token): string {
    return `${this.itemOf(token)} is ignored: Jina takes a text that begins with a dash for an argument, and knows none of this name.`;
  }
}

/** Where a token stands among the arguments. */
export function placeOf({ key, item, isFlag }: Token): Pick<ArgumentProblem, "key" | "item" | "isKey"> {
  return { key, ...(item === null ? {} : { item }), ...(isFlag ? { isKey: true } : {}) };
}
