/**
 * Python's argparse for the engine's parsers: keys and values as a command line, what each of its texts is, and which
 * argument takes which of them for its value. The numbers in brackets are promises of arguments.ts.
 */

import {
  integerOf,
  isList,
  isMap,
  parseInteger,
  pythonRepr,
  pythonStr,
  retype,
  splitKeyValue,
  typeName,
} from "../python.ts";
import { dumpJson, loadJson, type PythonFault, writingFault } from "../python-json.ts";
import { Float, type Value, type ValueMap } from "../value.ts";
import { type Argument, type ParserName, TABLE } from "./argument-table.ts";

// --- from keys and values to what a command line would hold

/** In argparse's words an "arg string". A map waits with its JSON until somebody asks for the text. */
export type Token = string | ValueMap;

export interface Tokens {
  readonly texts: readonly Token[];
  /** Of each token the key that it comes from ... */
  readonly keys: readonly string[];
  /** ... and its position in that key's list; FLAG for the flag itself, ALONE for a value that is no list. */
  readonly items: readonly number[];
  /** What keeps the engine from making tokens at all. */
  readonly faults: readonly Fault[];
}

export const FLAG = -1;
const ALONE = -2;

export interface Fault extends PythonFault {
  readonly key: string;
  /** The item in that key's list. */
  readonly item?: number;
  /** The argument that it is about. */
  readonly argument?: Argument;
  /** The key itself is at fault, whatever its value. */
  readonly isKey?: boolean;
}

/** [A1] */
export function tokensOf(kwargs: ValueMap): Tokens {
  const texts: Token[] = [];
  const keys: string[] = [];
  const items: number[] = [];
  const faults: Fault[] = [];
  const push = (text: Token, key: string, item: number) => {
    texts.push(text);
    keys.push(key);
    items.push(item);
  };
  for (const [key, value] of kwargs) {
    if (value === null || value === false) {
      continue;
    }
    const fault = isMap(value) ? writingFault(value) : null;
    if (fault) {
      faults.push({ ...fault, key });
      continue;
    }
    push(flagOf(key), key, FLAG);
    if (isList(value)) {
      for (const [index, item] of value.entries()) {
        push(pythonStr(item), key, index);
      }
    } else if (value !== true) {
      push(isMap(value) ? value : pythonStr(value), key, ALONE);
    }
  }
  return { texts, keys, items, faults };
}

/** Keys and flags that come again and again; a file of nothing but strange ones must not fill the memory. */
const MAX_REMEMBERED = 4096;

const flags = new Map<string, string>();

export function flagOf(key: string): string {
  let flag = flags.get(key);
  if (flag === undefined) {
    flag = `--${key.replaceAll("_", "-")}`;
    remember(flags, key, flag);
  }
  return flag;
}

/** Keeps what a text means, if it is worth it. */
export function remember<T>(memory: Map<string, T>, text: string, meaning: T): void {
  if (memory.size < MAX_REMEMBERED && text.length < 100) {
    memory.set(text, meaning);
  }
}

/** A flag as a key is written. */
export function keyOf(flag: string): string {
  return flag.replace(/^--?/, "").replaceAll("-", "_");
}

export function textOf(token: Token): string {
  return typeof token === "string" ? token : dumpJson(token);
}

// --- what a text is

/** What a text is to a parser. */
type Meaning =
  | { readonly kind: "value" | "unknown" | "rest" }
  | { readonly kind: "ambiguous"; readonly flags: readonly string[] }
  | Option;

export interface Option {
  readonly kind: "option";
  readonly argument: Argument;
  readonly flag: string;
  /** What stands behind = or, of a short flag, directly behind it. */
  readonly explicit: string | null;
}

const VALUE: Meaning = { kind: "value" };
const UNKNOWN: Meaning = { kind: "unknown" };
/** `--`, behind which there are only values. */
const REST: Meaning = { kind: "rest" };

const BEGINNING = "--a".length;

const HELP: Argument = { name: "help", flags: ["-h", "--help"], type: "exit" };

/** What argparse takes for a number in spite of its dash. */
const NEGATIVE_NUMBER = /^-(?:\p{Nd}+|\p{Nd}*\.\p{Nd}+)\n?$/u;

export class Parser {
  private readonly byFlag: ReadonlyMap<string, Argument>;
  /** Flags in order, by as many characters of their beginning as tell most apart: two dashes and a letter. */
  private readonly byBeginning: ReadonlyMap<string, readonly string[]>;
  private readonly remembered = new Map<string, Meaning>();

  constructor(args: readonly Argument[]) {
    this.byFlag = new Map(
      [HELP, ...args].flatMap((argument) => argument.flags.map((flag) => [flag, argument] as const)),
    );
    const byBeginning = new Map<string, string[]>();
    for (const flag of this.byFlag.keys()) {
      const beginning = flag.slice(0, BEGINNING);
      byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), flag]);
    }
    this.byBeginning = byBeginning;
  }

  meaningOf(token: Token): Meaning {
    // The JSON of a map begins with a brace.
    if (typeof token !== "string" || !token.startsWith("-")) {
      return VALUE;
    }
    let meaning = this.remembered.get(token);
    if (meaning === undefined) {
      meaning = this.findMeaning(token);
      remember(this.remembered, token, meaning);
    }
    return meaning;
  }

  /** The argument of an exact flag. */
  exact(flag: string): Argument | undefined {
    return this.byFlag.get(flag);
  }

  private findMeaning(text: string): Meaning {
    if (text === "--") {
      return REST;
    }
    const exact = this.option(text, null);
    if (exact) {
      return exact;
    }
    if (text === "-") {
      return VALUE;
    }
    const { flag, explicit } = splitAtEquals(text);
    const meant = explicit === null ? null : this.option(flag, explicit);
    if (meant) {
      return meant;
    }
    const options = text.startsWith("--") ? this.beginningWith(flag, explicit) : this.shortOnes(text);
    if (options.length > 1) {
      return { kind: "ambiguous", flags: options.map((option) => option.flag) };
    }
    if (options[0]) {
      return options[0];
    }
    return NEGATIVE_NUMBER.test(text) || text.includes(" ") ? VALUE : UNKNOWN;
  }

  private option(flag: string, explicit: string | null): Option | null {
    const argument = this.byFlag.get(flag);
    return argument ? { kind: "option", argument, flag, explicit } : null;
  }

  /** [A2] */
  private beginningWith(beginning: string, explicit: string | null): Option[] {
    const flags =
      beginning.length < BEGINNING
        ? [...this.byFlag.keys()]
        : (this.byBeginning.get(beginning.slice(0, BEGINNING)) ?? []);
    return flags
      .filter((flag) => flag.startsWith(beginning))
      .map((flag) => ({ kind: "option", argument: this.byFlag.get(flag)!, flag, explicit }));
  }

  /** Flags of one dash: `-v` with something directly behind it, or the beginning of a longer one. */
  private shortOnes(text: string): Option[] {
    const options: Option[] = [];
    for (const [flag, argument] of this.byFlag) {
      if (flag === text.slice(0, 2)) {
        options.push({ kind: "option", argument, flag, explicit: text.slice(2) });
      } else if (flag.startsWith(text)) {
        options.push({ kind: "option", argument, flag, explicit: null });
      }
    }
    return options;
  }
}

function splitAtEquals(text: string): { flag: string; explicit: string | null } {
  const at = text.indexOf("=");
  return at < 0 ? { flag: text, explicit: null } : { flag: text.slice(0, at), explicit: text.slice(at + 1) };
}

const parsers = new Map<ParserName, Parser>();

export function parserOf(name: ParserName): Parser {
  let parser = parsers.get(name);
  if (!parser) {
    parser = new Parser(TABLE[name]);
    parsers.set(name, parser);
  }
  return parser;
}

/** Whether a parser takes the key for an argument: by its name, or by the beginning of exactly one. */
export function knows(parser: ParserName, key: string): boolean {
  return parserOf(parser).meaningOf(flagOf(key)).kind === "option";
}

// --- which argument takes which text

/** A port that is no number. */
export interface PortText {
  readonly token: number;
  readonly text: string;
  /** False behind a fault, where the engine does not come to. */
  readonly isLogged: boolean;
  /** Another parser's, that is asked whether it knows a key: the value is dropped. */
  readonly isElsewhere?: true;
}

/** What one parser makes of the tokens. */
export interface Reading {
  readonly values: ReadonlyMap<string, Value>;
  /** By name, the key that gave the value. */
  readonly keys: ReadonlyMap<string, string>;
  /** In argparse's order: those of the whole, then those of single arguments. */
  readonly faults: readonly Fault[];
  /** Tokens that nobody takes. */
  readonly extras: readonly number[];
  /** From a token to the argument of another key that takes it for its own value. */
  readonly swallowed: ReadonlyMap<number, Argument>;
  /** Ports that are no numbers, which the engine's log tells. */
  readonly portTexts: readonly PortText[];
  /** Each key is the whole name of an argument, and no value is taken for a flag. */
  readonly isPlain: boolean;
}

/** A value that an argument cannot have. */
class Refused extends Error {
  readonly fault: PythonFault;

  constructor(type: string, message: string) {
    super(message);
    this.fault = { type, message };
  }
}

/** Follows argparse step by step: first what each text is, then each option with the values behind it. */
export class Reader implements Reading {
  readonly values = new Map<string, Value>();
  readonly keys = new Map<string, string>();
  readonly faults: Fault[] = [];
  readonly extras: number[] = [];
  readonly swallowed = new Map<number, Argument>();
  readonly portTexts: PortText[] = [];
  private readonly parser: Parser;
  private readonly tokens: Tokens;
  private readonly meanings: readonly Meaning[];
  isPlain = true;
  /** The token that is being worked on, to blame if it is refused. */
  private at = 0;

  constructor(parser: Parser, tokens: Tokens) {
    this.parser = parser;
    this.tokens = tokens;
    this.meanings = this.meaningsOfAll();
  }

  read(): Reading {
    let next = 0;
    while (next < this.meanings.length) {
      const meaning = this.meanings[next]!;
      if (meaning.kind === "option") {
        next = this.consume(next, meaning);
      } else {
        this.extras.push(next);
        next++;
      }
    }
    return this;
  }

  private meaningsOfAll(): Meaning[] {
    let isRest = false;
    return this.tokens.texts.map((token, index) => {
      const meaning = isRest ? VALUE : this.parser.meaningOf(token);
      isRest ||= meaning === REST;
      const isFlag = meaning.kind === "option" && meaning.flag === token;
      this.isPlain &&= isFlag === (this.tokens.items[index] === FLAG) && (isFlag || meaning === VALUE);
      if (meaning.kind === "ambiguous") {
        const message = `ambiguous option: ${textOf(token)} could match ${meaning.flags.join(", ")}`;
        this.at = index;
        this.blame({ type: "SystemExit", message });
      }
      return meaning;
    });
  }

  private blame(fault: PythonFault, argument?: Argument): void {
    const item = this.tokens.items[this.at]!;
    this.faults.push({
      ...fault,
      key: this.tokens.keys[this.at]!,
      ...(item >= 0 ? { item } : {}),
      ...(item === FLAG && !argument ? { isKey: true } : {}),
      ...(argument ? { argument } : {}),
    });
  }

  /** Takes the option at `start` and what belongs to it; gives where to go on. */
  private consume(start: number, option: Option): number {
    this.at = start;
    const chain: Argument[] = [];
    let { argument, flag, explicit } = option;
    while (explicit !== null) {
      if (takesValue(argument)) {
        this.take(
          argument,
          [explicit].filter((text) => text !== "--"),
          start,
        );
        return start + 1;
      }
      // Short flags may come together, as -hv.
      const next = flag.startsWith("--") ? undefined : this.parser.exact(`-${explicit[0]}`);
      if (!next) {
        this.blame(argumentFault(argument, `ignored explicit argument ${pythonRepr(explicit)}`), argument);
        return start + 1;
      }
      chain.push(argument);
      flag = `-${explicit[0]}`;
      argument = next;
      explicit = explicit.slice(1) || null;
    }
    for (const one of chain) {
      this.take(one, [], start);
    }
    const end = this.endOfValues(start + 1, argument);
    if (end === start + 1 && takesValue(argument) && argument.nargs !== "*") {
      const expected = argument.nargs ? "expected at least one argument" : "expected one argument";
      this.blame(argumentFault(argument, expected), argument);
    } else {
      this.claim(start, end, argument);
      this.take(argument, this.tokens.texts.slice(start + 1, end), start + 1);
    }
    return end;
  }

  /** [A3] [A4] Where the values for an argument end that begin at `from`. */
  private endOfValues(from: number, argument: Argument): number {
    const most = takesValue(argument) ? (argument.nargs ? Number.POSITIVE_INFINITY : 1) : 0;
    let end = from;
    while (end - from < most && this.meanings[end] === VALUE) {
      end++;
    }
    return end;
  }

  /** Keeps in mind what an argument takes from keys behind its own. */
  private claim(start: number, end: number, argument: Argument): void {
    for (let token = end - 1; this.tokens.keys[token] !== this.tokens.keys[start]; token--) {
      this.swallowed.set(token, argument);
    }
  }

  /** Converts the texts for an argument, and keeps what comes of it. `first` is the token of the first one. */
  private take(argument: Argument, texts: readonly Token[], first: number): void {
    const key = this.tokens.keys[this.at]!;
    try {
      const values = texts.map((text, index) => {
        this.at = first + index;
        return convert(argument, text);
      });
      this.keys.set(argument.name, key);
      this.keep(argument, values, first);
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      this.blame(error.fault, argument);
    }
  }

  private keep(argument: Argument, values: readonly Value[], first: number): void {
    const { name, nargs, type } = argument;
    const texts = values as readonly string[];
    switch (type) {
      case "exit":
        throw new Refused("SystemExit", "0");
      case "flag":
        this.values.set(name, true);
        return;
      case "map":
        this.values.set(name, this.mapOf(this.values.get(name), values as readonly Token[], first));
        return;
      case "host list":
        this.values.set(
          name,
          texts.flatMap((text) => text.split(",")),
        );
        return;
      case "int list":
        this.values.set(
          name,
          texts.flatMap((text, index) => {
            this.at = first + index;
            return text.split(",").map((port) => this.portOf(port));
          }),
        );
        return;
      case "port map":
        this.values.set(name, this.portMapOf(texts, first));
        return;
      default:
        this.values.set(name, nargs || values.length !== 1 ? values : values[0]!);
    }
  }

  /** [A5] */
  private mapOf(before: Value | undefined, tokens: readonly Token[], first: number): ValueMap {
    if (before === undefined && tokens.length === 1 && isMap(tokens[0])) {
      // Its JSON would be read again as what it is.
      return tokens[0];
    }
    const map = new Map(before as ValueMap | undefined);
    for (const [index, token] of tokens.entries()) {
      this.at = first + index;
      const reading = typeof token === "string" ? loadJson(token) : { value: token };
      if ("value" in reading) {
        update(map, reading.value);
        continue;
      }
      if (reading.fault.type !== "JSONDecodeError") {
        throw new Refused(reading.fault.type, reading.fault.message);
      }
      const pair = splitKeyValue(token as string);
      if (!pair) {
        const message = `could not parse argument "${textOf(tokens[0]!)}" as k=v format`;
        throw new Refused("ArgumentTypeError", message);
      }
      map.set(pair.key, retype(pair.value));
    }
    return map;
  }

  /** A port's text as a number, or as it is, with a line in the engine's log. */
  private portOf(text: string): Value {
    const port = parseInteger(text);
    if (port === null) {
      this.logPort(text);
    }
    return port ?? text;
  }

  private logPort(text: string): void {
    const isLogged = this.faults.length + this.tokens.faults.length === 0;
    this.portTexts.push({ token: this.at, text, isLogged });
  }

  /** Ports by shard. Those without a shard are the first one's. */
  private portMapOf(texts: readonly string[], first: number): ValueMap {
    const map = new Map<string, Value[]>([["0", []]]);
    // The engine keeps the number 0 and the text "0" apart, and looks at the text's ports last.
    let named = false;
    for (const [index, text] of texts.entries()) {
      this.at = first + index;
      const reading = loadJson(text);
      if ("fault" in reading) {
        throw new Refused(reading.fault.type, reading.fault.message);
      }
      const { value } = reading;
      if (isMap(value)) {
        for (const [shard, ports] of value) {
          map.set(
            shard,
            iterate(ports).map((port) => this.numberOf(port)),
          );
          named ||= shard === "0";
        }
      } else if (typeName(value) === "int" || typeof value === "boolean") {
        if (!named) {
          map.get("0")!.push(value);
        }
      } else {
        const ports = iterate(value).map((port) => this.numberOf(port));
        if (!named) {
          map.set("0", ports);
        }
      }
    }
    return map;
  }

  /** Python's int() of any value, or the value with a line in the engine's log. */
  private numberOf(value: Value): Value {
    if (typeof value === "string") {
      return this.portOf(value);
    }
    if (value instanceof Float) {
      if (Number.isFinite(value.value)) {
        return integerOf(BigInt(Math.trunc(value.value)));
      }
      if (!Number.isNaN(value.value)) {
        throw new Refused("OverflowError", "cannot convert float infinity to integer");
      }
      this.logPort(pythonStr(value));
      return value;
    }
    if (typeof value === "boolean") {
      return Number(value);
    }
    if (value === null || typeof value === "object") {
      throw new Refused(
        "TypeError",
        `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
      );
    }
    return value;
  }
}

function takesValue({ type }: Argument): boolean {
  return type !== "flag" && type !== "exit";
}

/** What argparse says of one argument before it exits. */
function argumentFault({ flags }: Argument, message: string): PythonFault {
  return { type: "SystemExit", message: `argument ${flags.join("/")}: ${message}` };
}

let lastShown = { text: "", repr: "''" };

/** A text as Python shows it. One that `with` hands down is refused for each executor, and is held once. */
function shown(text: string): string {
  if (text !== lastShown.text) {
    lastShown = { text, repr: pythonRepr(text) };
  }
  return lastShown.repr;
}

function refusedBy(argument: Argument, message: string): Refused {
  const fault = argumentFault(argument, message);
  return new Refused(fault.type, fault.message);
}

/** [A5] One text as the argument's type. Maps stay as they are until it is known what they are added to. */
function convert(argument: Argument, token: Token): Value {
  if (argument.type === "map") {
    return token;
  }
  const text = textOf(token);
  switch (argument.type) {
    case "int": {
      const number = parseInteger(text);
      if (number === null) {
        throw refusedBy(argument, `invalid int value: ${shown(text)}`);
      }
      return number;
    }
    case "enum":
    case "enum list": {
      const name = text.toUpperCase();
      if (!argument.choices!.includes(name)) {
        throw refusedBy(argument, `invalid from_string value: ${shown(text)}`);
      }
      return name;
    }
    case "choice":
      if (!argument.choices!.includes(text)) {
        const choices = argument.choices!.map(pythonRepr).join(", ");
        throw refusedBy(argument, `invalid choice: ${shown(text)} (choose from ${choices})`);
      }
      return text;
    default:
      return text;
  }
}

/** What a Python loop over a value of JSON goes through. @throws Refused where it is no collection. */
function iterate(value: Value): readonly Value[] {
  if (isMap(value)) {
    return [...value.keys()];
  }
  if (isList(value)) {
    return value;
  }
  if (typeof value === "string") {
    return [...value];
  }
  throw new Refused("TypeError", `'${typeName(value)}' object is not iterable`);
}

/** Python's dict.update() with a value of JSON: a map, or a list of pairs. @throws Refused */
function update(map: Map<string, Value>, value: Value): void {
  if (isMap(value)) {
    for (const [key, item] of value) {
      map.set(key, item);
    }
    return;
  }
  for (const [index, pair] of iterate(value).entries()) {
    if (!isMap(pair) && !isList(pair) && typeof pair !== "string") {
      throw new Refused(
        "TypeError",
        `cannot convert dictionary update sequence element #${index} to a sequence`,
      );
    }
    const [key, item, ...more] = iterate(pair);
    if (key === undefined || item === undefined || more.length > 0) {
      const length = iterate(pair).length;
      throw new Refused(
        "ValueError",
        `dictionary update sequence element #${index} has length ${length}; 2 is required`,
      );
    }
    if (isMap(key) || isList(key)) {
      throw new Refused("TypeError", `unhashable type: '${typeName(key)}'`);
    }
    map.set(typeof key === "string" ? key : dumpJson(key), item);
  }
}
