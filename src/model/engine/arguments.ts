/**
 * The keys of `with`, of an executor and of `gateway`, read as the engine reads them: turned into flags and texts, and
 * those parsed by Python's argparse. The numbers in brackets are promises that the tests quote; each was seen on the
 * engine, and agreement/arguments.test.ts compares all of it with the live one.
 *
 * [A1] true is a flag alone; false and null are nothing; a list is the flag and its items; a map is its JSON; anything
 *      else is its text. Underscores of a key are hyphens.
 * [A2] A beginning of exactly one flag is that flag; of several, the file is refused.
 * [A3] A text that begins with - is a flag and no value, save for numbers and for texts with a blank.
 * [A4] A flag that takes no value is set by any text or number, `no` and 0 included; what follows it is dropped. So is
 *      all but the first item of a list where one value is taken.
 * [A5] Whole numbers as Python's int() reads them; names of an enum in any case; maps from JSON or `key: value` texts.
 * [A6] An unknown flag is dropped. The engine warns of it unless another parser or another command of its own knows it.
 * [A7] The engine stops at the first fault, which alone carries its words; all others are found too.
 */

import type { PythonFault } from "../python-json.ts";
import type { Value, ValueMap } from "../value.ts";
import {
  type Fault,
  type PortText,
  parserOf,
  Reader,
  type Reading,
  type Tokens,
  tokensOf,
} from "./argparse.ts";
import {
  type ArgumentProblem,
  isNameOfAnyCommand,
  type TellOptions,
  tellProblems,
} from "./argument-problems.ts";
import type { ParserName } from "./argument-table.ts";

export interface ParsedArguments {
  /** By name, those that are given; in the order in which they are met. */
  readonly values: ReadonlyMap<string, Value>;
  /** By name, the key that gave the value, as written. */
  readonly keys: ReadonlyMap<string, string>;
  /** Flags that the engine warns of, sorted; it tells a set, in no order. */
  readonly unknown: readonly string[];
  readonly problems: readonly ArgumentProblem[];
  /** What ends the reading, if something does: the one with the engine's words among `problems`. */
  readonly fault: PythonFault | null;
}

export interface ParseOptions extends TellOptions {
  /** Whether the engine warns of unknown arguments here, and which parsers it asks first. False by default. */
  readonly warns?: false | { readonly unlessKnownTo: readonly ParserName[] };
}

/**
 * The arguments that `kwargs` give to one of the engine's parsers, and everything that is wrong with them. Time is
 * linear in the size of the values.
 */
export function parseArguments(
  parser: ParserName,
  kwargs: ValueMap,
  options: ParseOptions = {},
): ParsedArguments {
  const tokens = tokensOf(kwargs);
  const reading = new Reader(parserOf(parser), tokens).read();
  const { told, fault, portTexts } = unknownOf(reading, tokens, options);
  const faults = [...tokens.faults, ...reading.faults];
  if (faults.length === 0 && fault) {
    faults.push(fault);
  }
  return {
    values: reading.values,
    keys: reading.keys,
    unknown: told,
    problems: tellProblems({ parser, kwargs, tokens, reading, faults, told, portTexts }, options),
    fault: faults[0] ?? null,
  };
}

/**
 * The flags that nobody takes, as the engine tells them; and what another parser refuses, or logs of ports, while it is
 * asked.
 */
function unknownOf(
  reading: Reading,
  tokens: Tokens,
  { warns = false }: ParseOptions,
): { told: readonly string[]; fault: Fault | null; portTexts: readonly PortText[] } {
  const flags = flagsAmong(reading, tokens);
  const jcloud = flags.indexOf("--jcloud");
  if (jcloud >= 0) {
    flags.splice(jcloud, 1);
  }
  let left = new Set(flags);
  let fault: Fault | null = null;
  if (!warns || left.size === 0) {
    return { told: [], fault, portTexts: reading.portTexts };
  }
  const portTexts = new Map(reading.portTexts.map((one) => [`${one.token} ${one.text}`, one]));
  for (const name of warns.unlessKnownTo) {
    const other = new Reader(parserOf(name), tokens).read();
    for (const { token, text, isLogged } of reading.faults.length === 0 ? other.portTexts : []) {
      const key = `${token} ${text}`;
      portTexts.set(
        key,
        portTexts.get(key) ?? { token, text, isLogged: isLogged && fault === null, isElsewhere: true },
      );
    }
    fault ??= other.faults[0] ?? null;
    const others = new Set(flagsAmong(other, tokens));
    left = new Set([...left].filter((flag) => others.has(flag)));
    if (left.size === 0) {
      break;
    }
  }
  return {
    told: [...left].filter((flag) => !isNameOfAnyCommand(flag)).sort(),
    fault,
    portTexts: [...portTexts.values()],
  };
}

function flagsAmong({ extras }: Reading, { texts }: Tokens): string[] {
  return extras
    .map((token) => texts[token]!)
    .filter((text) => typeof text === "string" && text.startsWith("--")) as string[];
}
