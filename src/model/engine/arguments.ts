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
import { type PortText, type Reading, readCommandLine } from "./argparse.ts";
import type { ArgumentProblem } from "./argument-problem.ts";
import { tellProblems } from "./argument-problems.ts";
import type { TellOptions } from "./argument-report.ts";
import type { ParserName } from "./argument-table.ts";
import { type CommandLine, commandLineOf, type Fault, textOf } from "./command-line.ts";
import { isNameOfAnyCommand } from "./known-names.ts";

/** What the engine's parser makes of the keys of one call. */
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

/** How the keys are read: what is reported, and what the engine warns of. */
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
  const line = commandLineOf(kwargs);
  const reading = readCommandLine(parser, line);
  const { told, fault, portTexts } = unknownOf(reading, line, options);
  const faults = [...line.faults, ...reading.faults];
  if (faults.length === 0 && fault) {
    faults.push(fault);
  }
  return {
    values: reading.values,
    keys: reading.keys,
    unknown: told,
    problems: tellProblems({ parser, kwargs, line, reading, faults, told, portTexts }, options),
    fault: faults[0] ?? null,
  };
}

/**
 * The flags that nobody takes, as the engine tells them; and what another parser refuses, or logs of ports, while it is
 * asked.
 */
function unknownOf(
  reading: Reading,
  line: CommandLine,
  { warns = false }: ParseOptions,
): { told: readonly string[]; fault: Fault | null; portTexts: readonly PortText[] } {
  const flags = unknownFlags(reading);
  const jcloud = flags.indexOf("--jcloud");
  let left = new Set(jcloud < 0 ? flags : flags.toSpliced(jcloud, 1));
  let fault: Fault | null = null;
  if (!warns || left.size === 0) {
    return { told: [], fault, portTexts: reading.portTexts };
  }
  const keyOf = ({ token, text }: PortText) => `${token.place} ${text}`;
  const portTexts = new Map(reading.portTexts.map((one) => [keyOf(one), one]));
  for (const name of warns.unlessKnownTo) {
    const other = readCommandLine(name, line);
    for (const one of reading.faults.length === 0 ? other.portTexts : []) {
      const key = keyOf(one);
      if (!portTexts.has(key)) {
        portTexts.set(key, { ...one, isLogged: one.isLogged && fault === null, isElsewhere: true });
      }
    }
    fault ??= other.faults[0] ?? null;
    const others = new Set(unknownFlags(other));
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

function unknownFlags({ extras }: Reading): readonly string[] {
  return extras.filter(({ content }) => typeof content === "string" && content.startsWith("--")).map(textOf);
}
