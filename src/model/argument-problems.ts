/** What a reading of arguments comes to for the person who wrote them: each problem at its key, in words. */
import {
  type Fault,
  FLAG,
  keyOf,
  type Option,
  type Parser,
  type PortText,
  parserOf,
  type Reading,
  remember,
  type Tokens,
  textOf,
} from "./argparse.ts";
import {
  type Argument,
  argumentOf,
  namesOf,
  PARSER_NAMES,
  type ParserName,
  TABLE,
} from "./argument-table.ts";
import type { ValueMap } from "./flow.ts";
import { nearest } from "./nearest.ts";
import type { EngineFault, Severity } from "./problem.ts";
import { pythonRepr } from "./python.ts";

export type ArgumentProblemCode =
  /** No argument of this name: the key has no effect. */
  | "argument-unknown"
  /** An argument of another part of a Flow, or of another command, without effect here. */
  | "argument-elsewhere"
  /** A name of former versions. */
  | "argument-renamed"
  /** The beginning of a name. */
  | "argument-prefix"
  /** A text or number where only true and false have a meaning. */
  | "argument-flag"
  /** A value that the engine refuses, or of which it takes a part only. */
  | "argument-value"
  /** More than we are ready to work through. */
  | "limit";

/** What is wrong with one key; whoever knows the file adds where it stands. */
export interface ArgumentProblem {
  readonly code: ArgumentProblemCode;
  readonly severity: Severity;
  readonly message: string;
  /** As written; absent where no key is to blame. */
  readonly key?: string;
  /** The item in that key's list. */
  readonly item?: number;
  /** About the key, not about its value. */
  readonly isKey?: boolean;
  /** The key stands in `with`, not with the executor or gateway that this was found at. */
  readonly inherited?: boolean;
  /** An `argument-prefix`: the whole name, if writing it changes nothing. An `argument-unknown`: what was meant. */
  readonly better?: string;
  readonly engine?: EngineFault;
}

// --- names that the engine knows somewhere

let namesOfCommands: ReadonlySet<string> | null = null;

/** Whether the engine's table of all names has it, which is made to find them in spite of small slips. */
export function isNameOfAnyCommand(flag: string): boolean {
  namesOfCommands ??= new Set(
    [...PARSER_NAMES.flatMap((name) => TABLE[name].flatMap(namesInTable)), ...TABLE.otherNames]
      .flatMap((name) => [
        name,
        name.replace(/[-_]/g, " "),
        name.replace(/[-_]/g, ""),
        name.replaceAll("--", ""),
      ])
      .flatMap((name) => [name, name.replace(/s$/, "")]),
  );
  return namesOfCommands.has(flag.replaceAll("--", ""));
}

/** The engine's table leaves arguments of these two types out. */
function namesInTable({ name, flags, type }: Argument): readonly string[] {
  return type === "exit" || type === "port map" ? [] : [name, ...flags];
}

/** The engine's warning of unknown arguments. */
function warningOf(flags: readonly string[]): string {
  const tips = flags.flatMap((flag) => {
    const words = renamed.get(keyOf(flag));
    return words === undefined
      ? []
      : [`\t\`${flag}\` has been renamed to \`--${words.replaceAll("_", "-")}\``];
  });
  const head = `ignored unknown argument: ${pythonRepr(flags)}.`;
  return tips.length > 0 ? `${head}Migration tips:${tips.join("")}` : head;
}

const renamed: ReadonlyMap<string, string> = new Map(Object.entries(TABLE.renamed));

// --- in words

/** Where an argument that has no effect here would have one. */
const ELSEWHERE: readonly { readonly parser: ParserName; readonly advice: string }[] = [
  {
    parser: "gateway",
    advice: "It is an argument of the gateway: write it under gateway, beside the executors.",
  },
  {
    parser: "deployment",
    advice: "It is an argument of executors: write it with one, or under with for all of them.",
  },
  { parser: "flow", advice: "It is an argument of the Flow: write it under with." },
  { parser: "client", advice: "It is an argument of Jina's client, which a Flow does not have." },
];

/** Texts and numbers that mean what they do to a flag. */
const TRUE_WORDS = new Set(["true", "yes", "on", "y", "t", "1", "1.0"]);
const FALSE_WORDS = new Set(["false", "no", "off", "n", "f", "0", "0.0", "none", "null", "never"]);

/** Beyond this many unknown arguments nobody reads suggestions, and finding them takes long. */
const MAX_SUGGESTIONS = 500;

/** Beyond this many items of one list nobody reads what is wrong with each. */
const MAX_ITEMS = 20;

/** Where and when the engine reads the arguments. */
export interface TellOptions {
  /** When the engine reads them. `load` by default. */
  readonly phase?: EngineFault["phase"];
  /** Keys that stand where they are reported anyway, so that only what ends the reading is told of them. */
  readonly isInherited?: (key: string) => boolean;
}

/** All that there is to tell of. */
export interface Findings {
  readonly parser: ParserName;
  readonly kwargs: ValueMap;
  readonly tokens: Tokens;
  readonly reading: Reading;
  /** In the engine's order: it stops at the first. */
  readonly faults: readonly Fault[];
  /** Unknown flags that the engine warns of. */
  readonly told: readonly string[];
  /** Ports that are no numbers, to this parser or to another one that is asked. */
  readonly portTexts: readonly PortText[];
}

/** Turns a reading into problems, each at its key. */
export function tellProblems(findings: Findings, options: TellOptions): readonly ArgumentProblem[] {
  const { faults, reading, portTexts } = findings;
  const { isPlain, extras } = reading;
  const isWell = isPlain && faults.length + extras.length + portTexts.length === 0;
  return isWell ? [] : new Teller(findings, options).tell();
}

class Teller {
  private readonly parserName: ParserName;
  private readonly parser: Parser;
  private readonly kwargs: ValueMap;
  private readonly tokens: Tokens;
  private readonly reading: Reading;
  private readonly faults: readonly Fault[];
  private readonly told: ReadonlySet<string>;
  private readonly portTexts: readonly PortText[];
  private readonly phase: EngineFault["phase"];
  private readonly isInherited: (key: string) => boolean;
  private readonly problems: ArgumentProblem[] = [];
  private suggestions = 0;
  /** The engine's warning, until it stands with a problem. */
  private warning: EngineFault | null;

  constructor(findings: Findings, { phase = "load", isInherited = () => false }: TellOptions) {
    const { told, faults } = findings;
    this.parserName = findings.parser;
    this.parser = parserOf(findings.parser);
    this.kwargs = findings.kwargs;
    this.tokens = findings.tokens;
    this.reading = findings.reading;
    this.faults = faults;
    this.told = new Set(told);
    this.portTexts = findings.portTexts;
    this.phase = phase;
    this.isInherited = isInherited;
    this.warning =
      told.length > 0 && faults.length === 0
        ? { phase, type: "UserWarning", message: warningOf(told) }
        : null;
  }

  tell(): readonly ArgumentProblem[] {
    this.tellPortTexts();
    this.tellFaults();
    this.tellKeys();
    return this.problems;
  }

  private push(problem: ArgumentProblem): void {
    this.problems.push(problem);
  }

  /** [A7] Inherited keys are reported where they stand, but what ends the reading belongs here too. */
  private tellFaults(): void {
    for (const [index, { type, message, key, item, argument, isKey }] of this.faults.entries()) {
      const isFirst = index === 0;
      const inherited = this.isInherited(key);
      if (inherited && !isFirst) {
        continue;
      }
      this.push({
        code: isKey ? "argument-prefix" : "argument-value",
        severity: "error",
        message:
          argument?.type === "exit"
            ? endOf(key, argument)
            : `${asSentence(message)} ${this.adviceFor(message, key, argument)}`,
        key,
        ...(item === undefined ? {} : { item }),
        ...(isKey ? { isKey } : {}),
        ...(inherited ? { inherited } : {}),
        ...(isFirst ? { engine: { phase: this.phase, type, message } } : {}),
      });
    }
  }

  private adviceFor(message: string, key: string, argument: Argument | undefined): string {
    if (message.startsWith("ambiguous option")) {
      return "The engine takes the beginning of a name for the name: write the whole one.";
    }
    if (!argument) {
      return `${key} is handed on as JSON, which has no dates: put the date in quotes.`;
    }
    const name = keyOf(argument.flags[0]!);
    switch (argument.type) {
      case "flag":
        return `${name} is true or false.`;
      case "int":
        return `${name} is a whole number.`;
      case "enum":
      case "choice":
        return `${name} is ${oneOf(argument.choices!)}.`;
      case "enum list":
        return `${name} is ${oneOf(argument.choices!)}, or a list of these.`;
      case "map":
        return `${name} is a map.`;
      case "port map":
        return `${name} is a list of ports, or a map from shard to such a list.`;
      case "int list":
        return `${name} is a number, or a list of numbers.`;
      default:
        return message.endsWith("argument") && typeof this.kwargs.get(key) !== "boolean"
          ? `A text that begins with - is a flag to the engine: begin ${name} with another sign.`
          : `${name} is a text.`;
    }
  }

  private tellPortTexts(): void {
    const told = new Map<string, number>();
    for (const { token, text, isLogged, isElsewhere } of this.portTexts) {
      const key = this.tokens.keys[token]!;
      const count = (told.get(key) ?? 0) + 1;
      told.set(key, count);
      if (count > MAX_ITEMS) {
        continue;
      }
      const message = `port ${text} is not an integer and cannot be cast to one`;
      this.push({
        code: isElsewhere ? "argument-elsewhere" : "argument-value",
        severity: "warning",
        ...(this.isInherited(key) ? { inherited: true } : {}),
        message: `${asSentence(message)} ${
          isElsewhere
            ? "The engine's log says so, though the key counts for nothing here."
            : "The engine takes it, and fails when the Flow starts."
        }`,
        ...this.placeOf(token),
        ...(isLogged ? { engine: { phase: this.phase, type: "log", message } } : {}),
      });
    }
  }

  /** Goes through the tokens key by key. */
  private tellKeys(): void {
    const { keys } = this.tokens;
    const { extras, swallowed } = this.reading;
    const refused = new Set(this.faults.map(({ key }) => key));
    let nextExtra = 0;
    for (let flag = 0, end = 0; flag < keys.length; flag = end) {
      end = this.endOfKey(flag);
      const dropped: number[] = [];
      while (extras[nextExtra]! < end) {
        dropped.push(extras[nextExtra++]!);
      }
      const key = keys[flag]!;
      if (this.isInherited(key) || refused.has(key)) {
        continue;
      }
      const taker = swallowed.get(flag);
      if (taker) {
        this.push({
          code: "argument-unknown",
          severity: "warning",
          message: `The engine has no argument ${shown(key)}, and takes it for a value of ${taker.name}, which stands before it.`,
          key,
          isKey: true,
        });
        this.tellUnknownValues(dropped);
      } else if (dropped[0] === flag) {
        this.tellUnknown(key, textOf(this.tokens.texts[flag]!));
        this.tellUnknownValues(dropped.slice(1));
      } else {
        this.tellKnown(key, flag, end, dropped);
      }
    }
  }

  private endOfKey(flag: number): number {
    let end = flag + 1;
    while (end < this.tokens.keys.length && this.tokens.items[end] !== FLAG) {
      end++;
    }
    return end;
  }

  /** A key that some argument took, but perhaps not as it was meant. */
  private tellKnown(key: string, flag: number, end: number, dropped: readonly number[]): void {
    const text = textOf(this.tokens.texts[flag]!);
    const meaning = this.parser.meaningOf(text) as Option;
    if (meaning.flag !== text) {
      this.tellPrefix(key, meaning);
    }
    for (const token of dropped.slice(0, MAX_ITEMS)) {
      this.tellDropped(token, meaning.argument);
    }
    let taken = 0;
    for (let token = flag + 1; token < end && taken < MAX_ITEMS; token++) {
      const other = this.parser.meaningOf(this.tokens.texts[token]!);
      if (other.kind === "option") {
        taken++;
        this.push({
          code: "argument-value",
          severity: "warning",
          message: `The engine takes ${shown(this.textAt(token))} for the argument ${keyOf(other.flag)}, not for a value of ${key}.`,
          ...this.placeOf(token),
        });
      }
    }
  }

  private tellPrefix(key: string, { flag, explicit }: Option): void {
    const whole = keyOf(flag);
    this.push({
      code: "argument-prefix",
      severity: "warning",
      message:
        explicit === null
          ? `The engine takes ${shown(key)} for ${whole}, of which it is the beginning. Write the whole name.`
          : `The engine takes ${shown(key)} for ${whole} with a value.`,
      key,
      isKey: true,
      ...(explicit === null && !this.kwargs.has(whole) ? { better: whole } : {}),
    });
  }

  /** [A4] */
  private tellDropped(token: number, argument: Argument): void {
    const text = this.textAt(token);
    const key = this.tokens.keys[token]!;
    const told = this.told.has(text) ? this.takeWarning() : {};
    if (argument.type === "flag") {
      const word = text.toLowerCase();
      if (!TRUE_WORDS.has(word)) {
        this.push({
          code: "argument-flag",
          severity: "warning",
          message: FALSE_WORDS.has(word)
            ? `The engine takes any text or number for true, ${shown(text)} too. Write ${key}: false, or leave it out.`
            : `${key} is true or false. The engine drops ${shown(text)}, and takes it for true.`,
          ...this.placeOf(token),
          ...told,
        });
      }
      return;
    }
    const isFlag = this.parser.meaningOf(this.tokens.texts[token]!).kind === "unknown";
    this.push({
      code: "argument-value",
      severity: "warning",
      message: isFlag
        ? `The engine takes ${shown(text)} for a flag that it does not know, and drops it.`
        : `${key} takes one value. The engine drops ${shown(text)}.`,
      ...this.placeOf(token),
      ...told,
    });
  }

  /** Values that the engine warns of as unknown flags, where the key gives no reason to. */
  private tellUnknownValues(dropped: readonly number[]): void {
    for (const token of dropped) {
      const text = this.textAt(token);
      if (this.warning && this.told.has(text)) {
        this.push({
          code: "argument-value",
          severity: "warning",
          message: `The engine takes ${shown(text)} for a flag that it does not know, and drops it.`,
          ...this.placeOf(token),
          ...this.takeWarning(),
        });
      }
    }
  }

  /** [A6] */
  private tellUnknown(key: string, flag: string): void {
    const isTold = this.told.has(flag);
    if (flag === "--jcloud" && !isTold) {
      return;
    }
    const engine = isTold ? this.takeWarning() : {};
    const other = isTold ? undefined : this.knownElsewhere(flag);
    if (other !== undefined) {
      const message = `The engine drops ${shown(key)} here without a word. ${other}`;
      this.push({ code: "argument-elsewhere", severity: "warning", message, key, isKey: true });
      return;
    }
    const words = renamed.get(keyOf(flag));
    if (words !== undefined) {
      const isArgument = argumentOf(this.parserName, words) !== undefined;
      this.push({
        code: "argument-renamed",
        severity: "warning",
        message: `${key} has been renamed to ${isArgument ? words : lowerFirst(words)}. The engine drops it.`,
        key,
        isKey: true,
        ...(isArgument && !this.kwargs.has(words) ? { better: words } : {}),
        ...engine,
      });
      return;
    }
    if (key === "method" && this.parserName === "deployment") {
      this.push({
        code: "argument-unknown",
        severity: "hint",
        message:
          "The engine warns that it does not know the argument method, though it heeds it: nothing is wrong.",
        key,
        isKey: true,
        ...engine,
      });
      return;
    }
    const better = this.suggestionFor(key);
    this.push({
      code: "argument-unknown",
      severity: "warning",
      message: `The engine has no argument ${shown(key)} here, and drops it.${better ? ` Did you mean ${better}?` : ""}`,
      key,
      isKey: true,
      ...(better ? { better } : {}),
      ...engine,
    });
  }

  private takeWarning(): { engine?: EngineFault } {
    const engine = this.warning;
    this.warning = null;
    return engine ? { engine } : {};
  }

  private knownElsewhere(flag: string): string | undefined {
    const place = ELSEWHERE.find(
      ({ parser }) => parser !== this.parserName && parserOf(parser).meaningOf(flag).kind === "option",
    );
    return (
      place?.advice ?? (isNameOfAnyCommand(flag) ? "It is a name of another command of Jina's." : undefined)
    );
  }

  private suggestionFor(key: string): string | null {
    if (this.suggestions >= MAX_SUGGESTIONS) {
      return null;
    }
    this.suggestions++;
    const better = nearestName(this.parserName, key);
    return better !== null && this.kwargs.has(better) ? null : better;
  }

  private textAt(token: number): string {
    return textOf(this.tokens.texts[token]!);
  }

  private placeOf(token: number): { key: string; item?: number; isKey?: boolean } {
    const item = this.tokens.items[token]!;
    return {
      key: this.tokens.keys[token]!,
      ...(item >= 0 ? { item } : {}),
      ...(item === FLAG ? { isKey: true } : {}),
    };
  }
}

/** The words for an argument that ends the process, of which the engine has none. */
function endOf(key: string, { name }: Argument): string {
  return `The engine takes ${shown(key)} for a wish to see its ${name === "help" ? "help" : "version"}, and ends. Leave it out.`;
}

/** The engine's words as a sentence, without the whole of a long value in them. */
function asSentence(message: string): string {
  const words = message.length > 400 ? `${message.slice(0, 399)}…` : message;
  return words.endsWith(".") ? words : `${words}.`;
}

const nearestNames = new Map<string, string | null>();

/** The argument whose name is closest to a key. The same slip is often made again and again. */
function nearestName(parser: ParserName, key: string): string | null {
  const slip = `${parser} ${key}`;
  let name = nearestNames.get(slip);
  if (name === undefined) {
    name = nearest(key.replaceAll("-", "_"), namesFor(parser));
    remember(nearestNames, slip, name);
  }
  return name;
}

/** The names that may be meant: `with` hands on what is none of the Flow's own. */
function namesFor(parser: ParserName): readonly string[] {
  const parsers: readonly ParserName[] = parser === "flow" ? ["flow", "deployment", "gateway"] : [parser];
  return parsers.flatMap((name) => [...namesOf(name)]);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function oneOf(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}

/** A piece of the file in a sentence: quoted, and not too long. */
function shown(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
}
