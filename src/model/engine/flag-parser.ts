/**
 * What argparse takes a text for, flag or value, by the flags of one of the engine's parsers.
 *
 * [A2] A beginning of exactly one flag is that flag; of several, the file is refused.
 * [A3] A text that begins with - is a flag and no value, save for numbers and for texts with a blank.
 */
import { type Argument, type ParserName, TABLE } from "./argument-table.ts";
import { flagOf, remember, type Token } from "./command-line.ts";

/** What a text is to a parser. */
export type Meaning =
  | { readonly kind: "value" | "unknown" | "rest" }
  /** The beginning of several flags: their arguments, once each. */
  | { readonly kind: "ambiguous"; readonly flags: readonly string[]; readonly names: readonly string[] }
  | Option;

/** A word of the command line that is a flag. */
export interface Option {
  readonly kind: "option";
  readonly argument: Argument;
  readonly flag: string;
  /** What stands behind = or, of a short flag, directly behind it. */
  readonly explicit: string | null;
}

/** A value, whatever it says. */
export const VALUE: Meaning = { kind: "value" };
const UNKNOWN: Meaning = { kind: "unknown" };
/** `--`, behind which there are only values. */
export const REST: Meaning = { kind: "rest" };

const BEGINNING = "--a".length;

const HELP: Argument = { name: "help", flags: ["-h", "--help"], type: "exit" };

/** What argparse takes for a number in spite of its dash. */
const NEGATIVE_NUMBER = /^-(?:\p{Nd}+|\p{Nd}*\.\p{Nd}+)\n?$/u;

interface Flag {
  readonly flag: string;
  readonly argument: Argument;
}

/** The flags of one of the engine's parsers. */
export class FlagParser {
  /** In the engine's order. */
  private readonly all: readonly Flag[];
  private readonly byFlag: ReadonlyMap<string, Argument>;
  /** By as many characters of their beginning as tell most apart: two dashes and a letter. */
  private readonly byBeginning: ReadonlyMap<string, readonly Flag[]>;
  private readonly remembered = new Map<string, Meaning>();

  constructor(args: readonly Argument[]) {
    this.all = [HELP, ...args].flatMap((argument) => argument.flags.map((flag) => ({ flag, argument })));
    this.byFlag = new Map(this.all.map(({ flag, argument }) => [flag, argument]));
    this.byBeginning = groupedByBeginning(this.all);
  }

  /** What a token is to this parser. */
  meaningOf({ content }: Pick<Token, "content">): Meaning {
    // The JSON of a map begins with a brace.
    if (typeof content !== "string" || !content.startsWith("-")) {
      return VALUE;
    }
    let meaning = this.remembered.get(content);
    if (meaning === undefined) {
      meaning = this.findMeaning(content);
      remember(this.remembered, content, meaning);
    }
    return meaning;
  }

  /** What a key is to this parser. */
  meaningOfKey(key: string): Meaning {
    return this.meaningOf({ content: flagOf(key) });
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
    const [first] = options;
    if (first && options.length > 1) {
      const names = new Set(options.map(({ argument }) => argument.name));
      return { kind: "ambiguous", flags: options.map((option) => option.flag), names: [...names] };
    }
    return first ?? (NEGATIVE_NUMBER.test(text) || text.includes(" ") ? VALUE : UNKNOWN);
  }

  private option(flag: string, explicit: string | null): Option | null {
    const argument = this.byFlag.get(flag);
    return argument ? { kind: "option", argument, flag, explicit } : null;
  }

  /** Flags that begin with these characters, which are `--` at least [A2]. */
  private beginningWith(beginning: string, explicit: string | null): Option[] {
    const flags =
      beginning.length < BEGINNING ? this.all : (this.byBeginning.get(beginning.slice(0, BEGINNING)) ?? []);
    return flags
      .filter(({ flag }) => flag.startsWith(beginning))
      .map(({ flag, argument }) => ({ kind: "option", argument, flag, explicit }));
  }

  /** Flags of one dash: `-v` with something directly behind it, or the beginning of a longer one. */
  private shortOnes(text: string): Option[] {
    const options: Option[] = [];
    for (const { flag, argument } of this.all) {
      if (flag === text.slice(0, 2)) {
        options.push({ kind: "option", argument, flag, explicit: text.slice(2) });
      } else if (flag.startsWith(text)) {
        options.push({ kind: "option", argument, flag, explicit: null });
      }
    }
    return options;
  }
}

function groupedByBeginning(flags: readonly Flag[]): ReadonlyMap<string, readonly Flag[]> {
  const groups = new Map<string, Flag[]>();
  for (const one of flags) {
    const beginning = one.flag.slice(0, BEGINNING);
    groups.set(beginning, [...(groups.get(beginning) ?? []), one]);
  }
  return groups;
}

function splitAtEquals(text: string): { flag: string; explicit: string | null } {
  const at = text.indexOf("=");
  return at < 0 ? { flag: text, explicit: null } : { flag: text.slice(0, at), explicit: text.slice(at + 1) };
}

const parsers = new Map<ParserName, FlagParser>();

/** One of the engine's parsers. */
export function parserOf(name: ParserName): FlagParser {
  let parser = parsers.get(name);
  if (!parser) {
    parser = new FlagParser(TABLE[name]);
    parsers.set(name, parser);
  }
  return parser;
}

/** Whether a parser takes the key for an argument: by its name, or by the beginning of exactly one. */
export function knows(parser: ParserName, key: string): boolean {
  return parserOf(parser).meaningOfKey(key).kind === "option";
}
