/** What is wrong with an argument, in plain words: whose it is, what it must be, and what stands there instead. */
import { counted, cut, listed, quoted } from "../../base/words.ts";
import type { Path } from "../path.ts";
import { isList, isMap, pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import type { Argument, ParserName } from "./argument-table.ts";
import { type Fault, flagOf, keyOf } from "./command-line.ts";

/** Whose arguments are spoken of, as sentences say it. */
export interface Owner {
  /** At the beginning of a sentence: `encoder`, `The gateway`. */
  readonly subject: string;
  /** Behind an argument: `of encoder`, `of the gateway`, `under with`. */
  readonly of: string;
}

/** An executor by its name, which is cut where it is long. */
export function executorOwner(name: string): Owner {
  const shown = cut(name, 40);
  return { subject: shown, of: `of ${shown}` };
}

/** The gateway as the subject of a sentence. */
export const THE_GATEWAY: Owner = { subject: "The gateway", of: "of the gateway" };

/** Keys of `with`, which each executor gets. */
export const UNDER_WITH: Owner = { subject: "Each executor", of: "under with" };

/** Whose arguments each parser of the engine reads, in sentences. */
export const OWNER_OF_PARSER: Readonly<Record<ParserName, Owner>> = {
  deployment: executorOwner("this executor"),
  gateway: THE_GATEWAY,
  flow: UNDER_WITH,
  client: { subject: "The client", of: "of the client" },
};

/** Of the same one's arguments that `with` hands down. */
export function inherited({ subject }: Owner): Owner {
  return { subject, of: UNDER_WITH.of };
}

/** `The replicas of encoder`. */
export function theKey(key: string, { of }: Owner): string {
  return `The ${cut(key, 40)} ${of}`;
}

/** Whose argument stands at a path; null at the top of the file. */
export type OwnerAt = (path: Path) => Owner | null;

/** `password of encoder`: the key that a value stands under, in a list or by itself. */
export function keyAt(path: Path, ownerAt: OwnerAt): string {
  const key = cut(String(path.findLast((step) => typeof step === "string") ?? ""), 40);
  const owner = ownerAt(path);
  return owner ? `${key} ${owner.of}` : key;
}

/** `"replica" of encoder`: a key that is no argument's whole name. */
export function wordOf(key: string, { of }: Owner): string {
  return `${quoted(key)} ${of}`;
}

/** A value of the file in a sentence. */
export function valueShown(value: Value | undefined): string {
  if (value === undefined || value === null) {
    return "an empty value";
  }
  if (isMap(value)) {
    return value.size === 0 ? "an empty mapping" : `a mapping of ${counted(value.size, "key")}`;
  }
  if (isList(value)) {
    return value.length === 0 ? "an empty list" : `a list of ${counted(value.length, "item")}`;
  }
  if (typeof value === "string") {
    return quoted(value);
  }
  return typeof value === "boolean" ? String(value) : cut(pythonStr(value));
}

/** What an argument that the engine refuses must be, and what it is. */
export function refusalSentence(fault: Fault, kwargs: ValueMap, owner: Owner): string {
  const { key, item, message, argument } = fault;
  const ambiguous = /^ambiguous option: (.*) could match (.*)$/s.exec(message);
  if (ambiguous) {
    return ambiguousSentence(fault, ambiguous[1]!, ambiguous[2]!.split(", "), owner);
  }
  const the = theKey(key, owner);
  if (!argument) {
    return `${the} holds ${unwritableIn(message)}`;
  }
  if (argument.type === "exit") {
    const what = argument.name === "help" ? "help" : "version";
    return `${wordOf(key, owner)} makes Jina print its ${what} and end: leave it out.`;
  }
  const written = kwargs.get(key);
  const value = item !== undefined && isList(written) ? written[item] : written;
  if (typeof value === "string" && value.startsWith("-") && message.endsWith("argument")) {
    return `${the} must not begin with a dash: Jina takes ${quoted(value)} for an option of its own.`;
  }
  return `${the} must be ${wantedOf(argument)}, not ${valueShown(value)}.`;
}

/** What JSON has no form for, and what to do about it. */
function unwritableIn(words: string): string {
  const isKey = words.startsWith("keys must be");
  const type = /(?:^Object of type |, not )(\S+)/.exec(words)?.[1];
  if (type === "Flow" || type === "Deployment") {
    return `a ${type}, which Jina cannot hand on as JSON: take its line jtype: ${type} away.`;
  }
  return isKey
    ? `a key that is a ${type === "tuple" ? "list" : "date"}, which Jina cannot hand on as JSON: each key must be a text.`
    : "a date, which Jina cannot hand on as JSON: put the date in quotes.";
}

function ambiguousSentence(
  { key, isKey }: Fault,
  text: string,
  flags: readonly string[],
  owner: Owner,
): string {
  const names = listed(flags.map(keyOf), "or");
  return isKey || text === flagOf(key)
    ? `${wordOf(key, owner)} could mean ${names}: write the whole name.`
    : `${quoted(text)} in the ${cut(key, 40)} ${owner.of} is taken for an option, which could mean ${names}: begin it with another sign.`;
}

/** What a value must be, as the rest of `must be …`. */
function wantedOf({ type, choices }: Argument): string {
  switch (type) {
    case "flag":
      return "true or false";
    case "int":
      return "a whole number";
    case "enum":
    case "choice":
      return listed(choices!, "or");
    case "enum list":
      return `${listed(choices!, "or")}, or a list of these`;
    case "map":
      return "a mapping, such as key: value";
    case "port map":
      return "a list of ports, or a mapping from each shard to such a list";
    case "int list":
      return "a whole number, or a list of them";
    case "string list":
    case "host list":
      return "a text, or a list of texts";
    default:
      return "a text";
  }
}
