/** What a reading of arguments comes to for the person who wrote them: each problem at its key, in words. */
import { listed, quoted } from "../../base/words.ts";
import type { EngineFault } from "../engine-fault.ts";
import { meantBy } from "../meant.ts";
import type { Severity } from "../problem.ts";
import { isList, pythonRepr } from "../python.ts";
import type { ValueMap } from "../value.ts";
import {
  type Fault,
  FLAG,
  flagOf,
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
  OWNER_OF_PARSER,
  type Owner,
  refusalSentence,
  theKey,
  UNDER_WITH,
  wordOf,
} from "./argument-sentences.ts";
import {
  type Argument,
  argumentOf,
  namesOf,
  PARSER_NAMES,
  type ParserName,
  TABLE,
} from "./argument-table.ts";
import { jcloudWords } from "./jcloud.ts";

type ArgumentProblemCode =
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
  /** In plain words, as a problem's. */
  readonly message: string;
  /** As written; absent where no key is to blame. */
  readonly key?: string;
  /** The item in that key's list. */
  readonly item?: number;
  /** About the key, not about its value. */
  readonly isKey?: boolean;
  /** The key stands in `with`, not with the executor or gateway that this was found at. */
  readonly inherited?: boolean;
  /** The name to write instead: the whole one of an `argument-prefix`, or the one that was meant. */
  readonly better?: string;
  /** Two or three names of which one was meant. */
  readonly choices?: readonly string[];
  /** The value to write instead, at `key` and `item`. */
  readonly betterValue?: string;
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
    advice: "it is an argument of the gateway, so write it under gateway, beside the executors.",
  },
  {
    parser: "deployment",
    advice: "it is an argument of executors, so write it in an executor, or under with for all of them.",
  },
  { parser: "flow", advice: "it is an argument of the Flow, so write it under with." },
  { parser: "client", advice: "it is an argument of Jina's client, which is no part of a Flow." },
];

/** Texts and numbers that mean what they do to a flag. */
const TRUE_WORDS = new Set(["true", "yes", "on", "y", "t", "1", "1.0"]);
const FALSE_WORDS = new Set(["false", "no", "off", "n", "f", "0", "0.0", "none", "null", "never"]);

/** Beyond this many unknown arguments nobody reads suggestions, and finding them takes long. */
const MAX_SUGGESTIONS = 500;

/** Beyond this many items of one list nobody reads what is wrong with each. */
const MAX_ITEMS = 20;

/** More names than these to choose from are no help. */
const MAX_CHOICES = 3;

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

export type IgnoresPort = (argument: string, index: number, values: Reading["values"]) => boolean;

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
  private readonly owner: Owner;
  private readonly ignoresPort: IgnoresPort;
  private readonly problems: ArgumentProblem[] = [];
  private suggestions = 0;
  /** The engine's warning, until it stands with a problem. */
  private warning: EngineFault | null;

  constructor(findings: Findings, options: TellOptions) {
    const { phase = "load", isInherited = () => false, owner = OWNER_OF_PARSER[findings.parser] } = options;
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
    this.owner = owner;
    this.ignoresPort = options.ignoresPort ?? (() => false);
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
    for (const [index, fault] of this.faults.entries()) {
      const { type, message, key, item, isKey, argument } = fault;
      const isFirst = index === 0;
      const inherited = this.isInherited(key);
      if (inherited && !isFirst) {
        continue;
      }
      this.push({
        code: isKey ? "argument-prefix" : "argument-value",
        severity: "error",
        message: refusalSentence(fault, this.kwargs, inherited ? UNDER_WITH : this.owner),
        key,
        ...(item === undefined ? {} : { item }),
        ...(isKey ? { isKey } : {}),
        ...(inherited ? { inherited } : {}),
        ...(isKey ? this.wholeNames(key) : this.betterValue(key, item, argument)),
        ...(isFirst ? { engine: { phase: this.phase, type, message } } : {}),
      });
    }
  }

  /** Of the names that a key may begin, the one that is nearest, or all if they are few. */
  private wholeNames(key: string): Pick<ArgumentProblem, "better" | "choices"> {
    const meaning = this.parser.meaningOf(flagOf(key));
    if (meaning.kind !== "ambiguous") {
      return {};
    }
    const names = [...new Set(meaning.flags.map((flag) => this.parser.exact(flag)!.name))].filter(
      (name) => !this.isGiven(name),
    );
    const better = names.length === 1 ? names[0]! : meantBy(key, names);
    return better !== null
      ? { better }
      : names.length > 1 && names.length <= MAX_CHOICES
        ? { choices: names }
        : {};
  }

  /** The one of an argument's values that was meant, in the case in which it was written if that does not matter. */
  private betterValue(
    key: string,
    item: number | undefined,
    argument: Argument | undefined,
  ): Pick<ArgumentProblem, "betterValue"> {
    const value = this.kwargs.get(key);
    const text = item !== undefined && isList(value) ? value[item] : value;
    const meant =
      argument?.choices && typeof text === "string" ? meantBy(text, this.choicesLike(text, argument)) : null;
    return meant === null ? {} : { betterValue: meant };
  }

  private choicesLike(text: string, { choices = [], type }: Argument): readonly string[] {
    const isLower = type !== "choice" && text === text.toLowerCase();
    return isLower ? choices.map((choice) => choice.toLowerCase()) : choices;
  }

  /** Whether an argument is given, however its key is written. */
  private isGiven(name: string): boolean {
    return this.kwargs.has(name) || this.kwargs.has(name.replaceAll("_", "-"));
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
      const inherited = this.isInherited(key);
      const message = `port ${text} is not an integer and cannot be cast to one`;
      this.push({
        code: isElsewhere ? "argument-elsewhere" : "argument-value",
        severity: "warning",
        ...(inherited ? { inherited } : {}),
        message: `${theKey(key, inherited ? UNDER_WITH : this.owner)} must be a whole number, not ${quoted(text)}: ${
          isElsewhere
            ? "the key counts for nothing here, but Jina reads it all the same."
            : this.fateOfPort(token)
        }`,
        ...this.placeOf(token),
        ...(isLogged ? { engine: { phase: this.phase, type: "log", message } } : {}),
      });
    }
  }

  /** What becomes of a port that is no number. */
  private fateOfPort(token: number): string {
    const { keys, values } = this.reading;
    const key = this.tokens.keys[token]!;
    const index = Math.max(this.tokens.items[token]!, 0);
    const argument = ["port", "port_monitoring"].find((name) => keys.get(name) === key);
    if (argument === "port_monitoring" && index === 0) {
      return "Jina does not take it.";
    }
    return argument !== undefined && this.ignoresPort(argument, index, values)
      ? "Jina ignores it."
      : "Jina takes the file, but the Flow does not start.";
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
          message: `${wordOf(key, this.owner)} is no argument of Jina's, and is taken for a value of ${taker.name}, the key before it.`,
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
          message: `${this.itemOf(token)} sets the argument ${keyOf(other.flag)}: Jina takes each text that begins with a dash for an argument.`,
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
          ? `${wordOf(key, this.owner)} is the beginning of ${whole}, and Jina takes it for that: write the whole name.`
          : `${wordOf(key, this.owner)} is taken for ${whole} with a value: write ${whole} and its value as key and value.`,
      key,
      isKey: true,
      ...(explicit === null && !this.isGiven(whole) ? { better: whole } : {}),
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
            ? `${theKey(key, this.owner)} is switched on: Jina takes any text or number for true, ${quoted(text)} too. Write ${key}: false, or leave it out.`
            : `${theKey(key, this.owner)} must be true or false: Jina takes any text or number for true, ${quoted(text)} too.`,
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
        ? this.unknownFlag(token)
        : `${this.itemOf(token)} is ignored: Jina takes one value there.`,
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
          message: this.unknownFlag(token),
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
      const message = `${wordOf(key, this.owner)} is ignored, and Jina does not say so: ${other}`;
      this.push({ code: "argument-elsewhere", severity: "warning", message, key, isKey: true });
      return;
    }
    const words = renamed.get(keyOf(flag));
    if (words !== undefined) {
      const isArgument = argumentOf(this.parserName, words) !== undefined;
      this.push({
        code: "argument-renamed",
        severity: "warning",
        message: `${wordOf(key, this.owner)} is an old name and is ignored: today it is ${isArgument ? words : successorsIn(words)}.`,
        key,
        isKey: true,
        ...(isArgument && !this.isGiven(words) ? { better: words } : {}),
        ...engine,
      });
      return;
    }
    if (key === "method" && this.parserName === "deployment") {
      this.push({
        code: "argument-unknown",
        severity: "hint",
        message: `${theKey(key, this.owner)} is followed, and Jina warns all the same that it does not know the key: that warning can be ignored.`,
        key,
        isKey: true,
        ...engine,
      });
      return;
    }
    const whose = jcloudWords(key);
    const better = whose === null ? this.suggestionFor(key) : null;
    const advice = whose ?? (better ? `Did you mean ${better}?` : "");
    this.push({
      code: "argument-unknown",
      severity: "warning",
      message:
        `${wordOf(key, this.owner)} is no argument that Jina knows, and is ignored. ${advice}`.trimEnd(),
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
      place?.advice ?? (isNameOfAnyCommand(flag) ? "it belongs to another command of Jina's." : undefined)
    );
  }

  private suggestionFor(key: string): string | null {
    if (this.suggestions >= MAX_SUGGESTIONS) {
      return null;
    }
    this.suggestions++;
    const better = nearestName(this.parserName, key);
    return better !== null && this.isGiven(better) ? null : better;
  }

  /** `"--x" in the volumes of encoder`. */
  private itemOf(token: number): string {
    return `${quoted(this.textAt(token))} in the ${this.tokens.keys[token]!} ${this.owner.of}`;
  }

  private unknownFlag(token: number): string {
    return `${this.itemOf(token)} is ignored: Jina takes a text that begins with a dash for an argument, and knows none of this name.`;
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

const nearestNames = new Map<string, string | null>();

/** The argument whose name is closest to a key. The same slip is often made again and again. */
function nearestName(parser: ParserName, key: string): string | null {
  const slip = `${parser} ${key}`;
  let name = nearestNames.get(slip);
  if (name === undefined) {
    name = meantBy(key.replaceAll("-", "_"), namesFor(parser));
    remember(nearestNames, slip, name);
  }
  return name;
}

const namesMeant = new Map<ParserName, readonly string[]>();

/** The names that may be meant: `with` hands on what is none of the Flow's own. */
function namesFor(parser: ParserName): readonly string[] {
  let names = namesMeant.get(parser);
  if (!names) {
    const parsers: readonly ParserName[] = parser === "flow" ? ["flow", "deployment", "gateway"] : [parser];
    names = parsers.flatMap((name) => [...namesOf(name)]);
    namesMeant.set(parser, names);
  }
  return names;
}

/** The names in the engine's sentence about a key that has become several: `shards or replicas`. */
function successorsIn(words: string): string {
  return listed(
    [...words.matchAll(/"(\w+)"/g)].map((match) => match[1]!),
    "or",
  );
}
