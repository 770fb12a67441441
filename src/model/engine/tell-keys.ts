/**
 * What is wrong with keys that the engine's parser reads to their end: keys that it does not know, that it takes for
 * another one, or whose values it drops.
 *
 * [A4] A flag that takes no value is set by any text or number, `no` and 0 included; what follows it is dropped. So is
 *      all but the first item of a list where one value is taken.
 * [A6] An unknown flag is dropped. The engine warns of it unless another parser or another command of its own knows it.
 */
import { quoted } from "../../base/words.ts";
import type { Severity } from "../problem.ts";
import type { ArgumentProblem } from "./argument-problem.ts";
import { type ArgumentReport, MAX_ITEMS, placeOf } from "./argument-report.ts";
import { theKey, wordOf } from "./argument-sentences.ts";
import { type Argument, argumentOf } from "./argument-table.ts";
import { flagOf, keyOf, type Token, textOf } from "./command-line.ts";
import { type Option, parserOf } from "./flag-parser.ts";
import { jcloudWords } from "./jcloud.ts";
import { knownElsewhere, nearestName, successorOf, successorsIn } from "./known-names.ts";

/** Texts and numbers that mean what they do to a flag. */
const TRUE_WORDS = new Set(["true", "yes", "on", "y", "t", "1", "1.0"]);
const FALSE_WORDS = new Set(["false", "no", "off", "n", "f", "0", "0.0", "none", "null", "never"]);

/** Beyond this many unknown arguments nobody reads suggestions, and finding them takes long. */
const MAX_SUGGESTIONS = 500;

/** A key of the command line: its flag, and the values behind it. */
interface KeyTokens {
  readonly flag: Token;
  readonly values: readonly Token[];
}

/** Goes through the command line key by key. */
export function tellKeys(report: ArgumentReport): void {
  const { line, reading, faults } = report.findings;
  const refused = new Set(faults.map(({ key }) => key));
  const extras = new Set(reading.extras);
  const unknown = new UnknownKeys(report);
  for (const tokens of keysOf(line.tokens)) {
    const { flag, values } = tokens;
    const { key } = flag;
    if (report.isInherited(key) || refused.has(key)) {
      continue;
    }
    const dropped = values.filter((token) => extras.has(token));
    const taker = reading.swallowed.get(flag);
    if (taker) {
      report.push({
        code: "argument-unknown",
        severity: "warning",
        message: `${wordOf(key, report.owner)} is no argument of Jina's, and is taken for a value of ${taker.name}, the key before it.`,
        key,
        isKey: true,
      });
      tellUnknownValues(report, dropped);
    } else if (extras.has(flag)) {
      unknown.tell(key);
      tellUnknownValues(report, dropped);
    } else {
      tellKnown(report, tokens, dropped);
    }
  }
}

/** The tokens by their keys. */
function* keysOf(tokens: readonly Token[]): Generator<KeyTokens> {
  let flag: Token | null = null;
  let values: Token[] = [];
  for (const token of tokens) {
    if (!token.isFlag) {
      values.push(token);
      continue;
    }
    if (flag) {
      yield { flag, values };
    }
    flag = token;
    values = [];
  }
  if (flag) {
    yield { flag, values };
  }
}

/** A key that some argument took, but perhaps not as it was meant. */
function tellKnown(report: ArgumentReport, { flag, values }: KeyTokens, dropped: readonly Token[]): void {
  const parser = parserOf(report.findings.parser);
  const meaning = parser.meaningOf(flag);
  if (meaning.kind !== "option") {
    return;
  }
  if (meaning.flag !== flag.content) {
    tellPrefix(report, flag.key, meaning);
  }
  for (const token of dropped.slice(0, MAX_ITEMS)) {
    tellDropped(report, token, meaning.argument);
  }
  let taken = 0;
  for (const token of values) {
    const other = parser.meaningOf(token);
    if (other.kind !== "option") {
      continue;
    }
    report.push({
      code: "argument-value",
      severity: "warning",
      message: `${report.itemOf(token)} sets the argument ${keyOf(other.flag)}: Jina takes each text that begins with a dash for an argument.`,
      ...placeOf(token),
    });
    taken++;
    if (taken === MAX_ITEMS) {
      break;
    }
  }
}

function tellPrefix(report: ArgumentReport, key: string, { flag, explicit }: Option): void {
  const whole = keyOf(flag);
  report.push({
    code: "argument-prefix",
    severity: "warning",
    message:
      explicit === null
        ? `${wordOf(key, report.owner)} is the beginning of ${whole}, and Jina takes it for that: write the whole name.`
        : `${wordOf(key, report.owner)} is taken for ${whole} with a value: write ${whole} and its value as key and value.`,
    key,
    isKey: true,
    ...(explicit === null && !report.isGiven(whole) ? { better: whole } : {}),
  });
}

/** A value that a known argument does not take [A4]. */
function tellDropped(report: ArgumentReport, token: Token, argument: Argument): void {
  const text = textOf(token);
  const told = report.isTold(text) ? report.takeWarning() : {};
  if (argument.type !== "flag") {
    const isFlag = parserOf(report.findings.parser).meaningOf(token).kind === "unknown";
    report.push({
      code: "argument-value",
      severity: "warning",
      message: isFlag
        ? report.unknownFlag(token)
        : `${report.itemOf(token)} is ignored: Jina takes one value there.`,
      ...placeOf(token),
      ...told,
    });
    return;
  }
  const word = text.toLowerCase();
  if (!TRUE_WORDS.has(word)) {
    const the = theKey(token.key, report.owner);
    report.push({
      code: "argument-flag",
      severity: "warning",
      message: FALSE_WORDS.has(word)
        ? `${the} is switched on: Jina takes any text or number for true, ${quoted(text)} too. Write ${token.key}: false, or leave it out.`
        : `${the} must be true or false: Jina takes any text or number for true, ${quoted(text)} too.`,
      ...placeOf(token),
      ...told,
    });
  }
}

/** Values that the engine warns of as unknown flags, where the key gives no reason to. */
function tellUnknownValues(report: ArgumentReport, dropped: readonly Token[]): void {
  for (const token of dropped) {
    if (report.hasWarning && report.isTold(textOf(token))) {
      report.push({
        code: "argument-value",
        severity: "warning",
        message: report.unknownFlag(token),
        ...placeOf(token),
        ...report.takeWarning(),
      });
    }
  }
}

/** Keys that the parser does not know [A6]. */
class UnknownKeys {
  private readonly report: ArgumentReport;
  private suggestions = 0;

  constructor(report: ArgumentReport) {
    this.report = report;
  }

  tell(key: string): void {
    const { report } = this;
    const flag = flagOf(key);
    const isTold = report.isTold(flag);
    if (flag === "--jcloud" && !isTold) {
      return;
    }
    const engine = isTold ? report.takeWarning() : {};
    const other = isTold ? undefined : knownElsewhere(key, flag, report.findings.parser);
    if (other !== undefined) {
      const message = `${wordOf(key, report.owner)} is ignored, and Jina does not say so: ${other}`;
      report.push({ code: "argument-elsewhere", severity: "warning", message, key, isKey: true });
      return;
    }
    report.push({ severity: "warning", key, isKey: true, ...this.sayingOf(key, flag), ...engine });
  }

  private sayingOf(
    key: string,
    flag: string,
  ): Pick<ArgumentProblem, "code" | "message" | "better"> & { severity?: Severity } {
    const { owner, findings } = this.report;
    const words = successorOf(flag);
    if (words !== undefined) {
      const isArgument = argumentOf(findings.parser, words) !== undefined;
      return {
        code: "argument-renamed",
        message: `${wordOf(key, owner)} is an old name and is ignored: today it is ${isArgument ? words : successorsIn(words)}.`,
        ...(isArgument && !this.report.isGiven(words) ? { better: words } : {}),
      };
    }
    if (key === "method" && findings.parser === "deployment") {
      return {
        code: "argument-unknown",
        severity: "hint",
        message: `${theKey(key, owner)} is followed, and Jina warns all the same that it does not know the key: that warning can be ignored.`,
      };
    }
    const whose = jcloudWords(key);
    const better = whose === null ? this.suggestionFor(key) : null;
    const advice = whose ?? (better ? `Did you mean ${better}?` : "");
    return {
      code: "argument-unknown",
      message: `${wordOf(key, owner)} is no argument that Jina knows, and is ignored. ${advice}`.trimEnd(),
      ...(better ? { better } : {}),
    };
  }

  private suggestionFor(key: string): string | null {
    if (this.suggestions >= MAX_SUGGESTIONS) {
      return null;
    }
    this.suggestions++;
    const better = nearestName(this.report.findings.parser, key);
    return better !== null && this.report.isGiven(better) ? null : better;
  }
}
