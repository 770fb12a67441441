/**
 * Python's argparse on a command line of the engine's: which argument takes which of the texts for its value, step by
 * step as argparse goes.
 *
 * [A3] A text that begins with - is a flag and no value, save for numbers and for texts with a blank.
 * [A4] A flag that takes no value is set by any text or number, `no` and 0 included; what follows it is dropped. So is
 *      all but the first item of a list where one value is taken.
 */
import { pythonRepr } from "../python.ts";
import type { PythonFault } from "../python-json.ts";
import type { Value } from "../value.ts";
import type { Argument, ParserName } from "./argument-table.ts";
import { type CommandLine, type Fault, type Token, textOf } from "./command-line.ts";
import { argumentFault, convertText, extendMap, Refused } from "./convert-argument.ts";
import { type PortListener, readPorts, readPortsByShard } from "./convert-ports.ts";
import { type FlagParser, type Meaning, type Option, parserOf, REST, VALUE } from "./flag-parser.ts";

/** A port that is no number. */
export interface PortText {
  readonly token: Token;
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
  readonly extras: readonly Token[];
  /** From a token to the argument of another key that takes it for its own value. */
  readonly swallowed: ReadonlyMap<Token, Argument>;
  /** Ports that are no numbers, which the engine's log tells. */
  readonly portTexts: readonly PortText[];
  /** Each key is the whole name of an argument, and no value is taken for a flag. */
  readonly isPlain: boolean;
}

/** Reads a command line by one of the engine's parsers. Never throws: what it refuses is among the faults. */
export function readCommandLine(parser: ParserName, line: CommandLine): Reading {
  const reader = new Reader(parserOf(parser), line);
  reader.read();
  return reader;
}

/** A token, and what it is to the parser. */
interface Meant {
  readonly token: Token;
  readonly meaning: Meaning;
}

class Reader implements Reading {
  readonly values = new Map<string, Value>();
  readonly keys = new Map<string, string>();
  readonly faults: Fault[] = [];
  readonly extras: Token[] = [];
  readonly swallowed = new Map<Token, Argument>();
  readonly portTexts: PortText[] = [];
  isPlain = true;
  private readonly parser: FlagParser;
  private readonly line: CommandLine;
  private readonly meant: readonly Meant[];

  constructor(parser: FlagParser, line: CommandLine) {
    this.parser = parser;
    this.line = line;
    this.meant = this.findMeanings();
  }

  read(): void {
    let next = 0;
    for (let meant = this.meant[0]; meant; meant = this.meant[next]) {
      if (meant.meaning.kind === "option") {
        next = this.consume(next, meant.token, meant.meaning);
      } else {
        this.extras.push(meant.token);
        next++;
      }
    }
  }

  /** Before it reads anything, argparse says of each text what it is. */
  private findMeanings(): Meant[] {
    let isRest = false;
    return this.line.tokens.map((token) => {
      const meaning = isRest ? VALUE : this.parser.meaningOf(token);
      isRest ||= meaning === REST;
      const isWholeFlag = meaning.kind === "option" && meaning.flag === token.content;
      this.isPlain &&= isWholeFlag === token.isFlag && (isWholeFlag || meaning === VALUE);
      if (meaning.kind === "ambiguous") {
        const message = `ambiguous option: ${textOf(token)} could match ${meaning.flags.join(", ")}`;
        this.blame(token, { type: "SystemExit", message });
      }
      return { token, meaning };
    });
  }

  private blame({ key, item, isFlag }: Token, fault: PythonFault, argument?: Argument): void {
    this.faults.push({
      ...fault,
      key,
      ...(item === null ? {} : { item }),
      ...(isFlag && !argument ? { isKey: true } : {}),
      ...(argument ? { argument } : {}),
    });
  }

  /** Takes the option at `start`, which is `token`, and what belongs to it; gives where to go on. */
  private consume(start: number, token: Token, option: Option): number {
    const chain: Argument[] = [];
    let { argument, flag, explicit } = option;
    while (explicit !== null) {
      if (takesValue(argument)) {
        this.take(argument, token, explicit === "--" ? [] : [{ ...token, content: explicit }]);
        return start + 1;
      }
      // Short flags may come together, as -hv.
      const next = flag.startsWith("--") ? undefined : this.parser.exact(`-${explicit[0]}`);
      if (!next) {
        const message = `ignored explicit argument ${pythonRepr(explicit)}`;
        this.blame(token, argumentFault(argument, message), argument);
        return start + 1;
      }
      chain.push(argument);
      flag = `-${explicit[0]}`;
      argument = next;
      explicit = explicit.slice(1) || null;
    }
    for (const one of chain) {
      this.take(one, token, []);
    }
    return this.takeFollowing(start, token, argument);
  }

  /** Takes the values behind the option at `start`; gives where to go on. */
  private takeFollowing(start: number, option: Token, argument: Argument): number {
    const end = this.endOfValues(start + 1, argument);
    if (end === start + 1 && takesValue(argument) && argument.nargs !== "*") {
      const expected = argument.nargs ? "expected at least one argument" : "expected one argument";
      this.blame(option, argumentFault(argument, expected), argument);
      return end;
    }
    const values = this.line.tokens.slice(start + 1, end);
    for (const token of values) {
      if (token.key !== option.key) {
        this.swallowed.set(token, argument);
      }
    }
    this.take(argument, option, values);
    return end;
  }

  /** Where the values for an argument end that begin at `from` [A3] [A4]. */
  private endOfValues(from: number, argument: Argument): number {
    const most = takesValue(argument) ? (argument.nargs ? Number.POSITIVE_INFINITY : 1) : 0;
    let end = from;
    while (end - from < most && this.meant[end]?.meaning === VALUE) {
      end++;
    }
    return end;
  }

  /** Converts the texts for an argument, and keeps what comes of it. */
  private take(argument: Argument, option: Token, tokens: readonly Token[]): void {
    // The token that is being worked on, to blame if it is refused.
    let at = option;
    const onToken = (token: Token) => {
      at = token;
    };
    const onPortText = (text: string) => {
      const isLogged = this.faults.length + this.line.faults.length === 0;
      this.portTexts.push({ token: at, text, isLogged });
    };
    try {
      const single = COLLECTIONS.has(argument.type)
        ? []
        : tokens.map((token) => {
            at = token;
            return convertText(argument, textOf(token));
          });
      this.keys.set(argument.name, option.key);
      this.values.set(argument.name, this.valueOf(argument, tokens, single, { onToken, onPortText }));
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      this.blame(at, error.fault, argument);
    }
  }

  /** @param single the tokens as values of an argument that is no collection */
  private valueOf(
    { name, nargs, type }: Argument,
    tokens: readonly Token[],
    single: readonly Value[],
    listener: PortListener,
  ): Value {
    switch (type) {
      case "exit":
        throw new Refused({ type: "SystemExit", message: "0" });
      case "flag":
        return true;
      case "map":
        return extendMap(this.values.get(name), tokens, listener.onToken);
      case "host list":
        return tokens.flatMap((token) => textOf(token).split(","));
      case "int list":
        return readPorts(tokens, listener);
      case "port map":
        return readPortsByShard(tokens, listener);
      default: {
        const [only] = single;
        return nargs || single.length > 1 || only === undefined ? single : only;
      }
    }
  }
}

/** Types of arguments that put several texts together. */
const COLLECTIONS: ReadonlySet<Argument["type"]> = new Set(["map", "host list", "int list", "port map"]);

function takesValue({ type }: Argument): boolean {
  return type !== "flag" && type !== "exit";
}
