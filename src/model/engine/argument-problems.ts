/**
 * What a reading of arguments comes to for the person who wrote them: each problem at its key, in words.
 *
 * [A7] The engine stops at the first fault, which alone carries its words; all others are found too.
 */
import { quoted } from "../../base/words.ts";
import { meantBy } from "../meant.ts";
import { isList } from "../python.ts";
import type { ArgumentProblem } from "./argument-problem.ts";
import {
  type ArgumentFindings,
  ArgumentReport,
  MAX_ITEMS,
  placeOf,
  type TellOptions,
} from "./argument-report.ts";
import { refusalSentence, theKey, UNDER_WITH } from "./argument-sentences.ts";
import type { Argument } from "./argument-table.ts";
import type { Fault, Token } from "./command-line.ts";
import { parserOf } from "./flag-parser.ts";
import { tellKeys } from "./tell-keys.ts";

/** Turns a reading into problems, each at its key. */
export function tellProblems(findings: ArgumentFindings, options: TellOptions): readonly ArgumentProblem[] {
  const { faults, reading, portTexts } = findings;
  const { isPlain, extras } = reading;
  if (isPlain && faults.length + extras.length + portTexts.length === 0) {
    return [];
  }
  const report = new ArgumentReport(findings, options);
  tellPortTexts(report);
  tellFaults(report);
  tellKeys(report);
  return report.problems;
}

/** Inherited keys are reported where they stand, but what ends the reading belongs here too [A7]. */
function tellFaults(report: ArgumentReport): void {
  const { faults, kwargs } = report.findings;
  for (const [index, fault] of faults.entries()) {
    const { type, message, key, item, isKey } = fault;
    const isFirst = index === 0;
    const inherited = report.isInherited(key);
    if (inherited && !isFirst) {
      continue;
    }
    report.push({
      code: isKey ? "argument-prefix" : "argument-value",
      severity: "error",
      message: refusalSentence(fault, kwargs, inherited ? UNDER_WITH : report.owner),
      key,
      ...(item === undefined ? {} : { item }),
      ...(isKey ? { isKey } : {}),
      ...(inherited ? { inherited } : {}),
      ...(isKey ? wholeNames(report, key) : betterValue(report, fault)),
      ...(isFirst ? { engine: { phase: report.phase, type, message } } : {}),
    });
  }
}

/** More names than these to choose from are no help. */
const MAX_CHOICES = 3;

/** Of the names that a key may begin, the one that is nearest unless it is given too, or all if they are few. */
function wholeNames(report: ArgumentReport, key: string): Pick<ArgumentProblem, "better" | "choices"> {
  const meaning = parserOf(report.findings.parser).meaningOfKey(key);
  if (meaning.kind !== "ambiguous") {
    return {};
  }
  const meant = meantBy(key, meaning.names);
  if (meant !== null) {
    return report.isGiven(meant) ? {} : { better: meant };
  }
  const names = meaning.names.filter((name) => !report.isGiven(name));
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) {
    return { better: only };
  }
  return names.length > 1 && names.length <= MAX_CHOICES ? { choices: names } : {};
}

/** The one of an argument's values that was meant, in the case in which it was written if that does not matter. */
function betterValue(
  report: ArgumentReport,
  { key, item, argument }: Fault,
): Pick<ArgumentProblem, "betterValue"> {
  const value = report.findings.kwargs.get(key);
  const text = item !== undefined && isList(value) ? value[item] : value;
  const meant =
    argument?.choices && typeof text === "string" ? meantBy(text, choicesLike(text, argument)) : null;
  return meant === null ? {} : { betterValue: meant };
}

function choicesLike(text: string, { choices = [], type }: Argument): readonly string[] {
  const isLower = type !== "choice" && text === text.toLowerCase();
  return isLower ? choices.map((choice) => choice.toLowerCase()) : choices;
}

function tellPortTexts(report: ArgumentReport): void {
  const told = new Map<string, number>();
  for (const { token, text, isLogged, isElsewhere } of report.findings.portTexts) {
    const { key } = token;
    const count = (told.get(key) ?? 0) + 1;
    told.set(key, count);
    if (count > MAX_ITEMS) {
      continue;
    }
    const inherited = report.isInherited(key);
    const fate = isElsewhere
      ? "the key counts for nothing here, but Jina reads it all the same."
      : fateOfPort(report, token);
    const message = `port ${text} is not an integer and cannot be cast to one`;
    report.push({
      code: isElsewhere ? "argument-elsewhere" : "argument-value",
      severity: "warning",
      ...(inherited ? { inherited } : {}),
      message: `${theKey(key, inherited ? UNDER_WITH : report.owner)} must be a whole number, not ${quoted(text)}: ${fate}`,
      ...placeOf(token),
      ...(isLogged ? { engine: { phase: report.phase, type: "log", message } } : {}),
    });
  }
}

/** What becomes of a port that is no number. */
function fateOfPort(report: ArgumentReport, { key, item }: Token): string {
  const { keys, values } = report.findings.reading;
  const index = item ?? 0;
  const argument = ["port", "port_monitoring"].find((name) => keys.get(name) === key);
  if (argument === "port_monitoring" && index === 0) {
    return "Jina does not take it.";
  }
  return argument !== undefined && report.ignoresPort(argument, index, values)
    ? "Jina ignores it."
    : "Jina takes the file, but the Flow does not start.";
}
