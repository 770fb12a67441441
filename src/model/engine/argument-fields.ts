/**
 * The engine's arguments as fields that a person fills in: which there are, in which groups and order, of what kind,
 * with what is known of each. Computed from the engine's own list, so a new argument there is a new field.
 */
import { quoted } from "../../base/words.ts";
import { type Argument, argumentOf, argumentsOf } from "./argument-table.ts";
import words from "./argument-words.json" with { type: "json" };

/** Whose arguments: an executor's, the gateway's, or those under the Flow's `with`, which hands many of them on. */
export type FieldOwner = "deployment" | "gateway" | "flow";

/** A field of the Inspector for one argument. */
export interface ArgumentField {
  /** The key in the file, as it is written there if it is. */
  readonly name: string;
  /** `choice`: one of `choices`. `yaml`: several lines. The last four are arguments of a form of their own. */
  readonly kind:
    | "text"
    | "number"
    | "choice"
    | "yaml"
    | "list"
    | "map"
    | "polling"
    | "uses"
    | "when"
    | "endpoints";
  readonly choices: readonly Choice[];
  /** The engine wants a text: a plain word stands for itself. */
  readonly isText: boolean;
  /** What the items of a list, or the values of a mapping, are. */
  readonly items: "texts" | "numbers" | "values";
  /** What a number counts, as `ms`; "" for things. */
  readonly unit: string;
  /** What holds where nothing is written; "" if that is nothing, or drawn by the engine. */
  readonly placeholder: string;
  /** A sentence or two on what it does; "" if nothing is known. */
  readonly help: string;
}

interface Choice {
  readonly value: string;
  /** The value, with a word on it where that is known. */
  readonly label: string;
}

/** Fields under a heading. */
export interface FieldGroup {
  readonly heading: string;
  readonly fields: readonly ArgumentField[];
}

/** All fields of one executor, gateway or Flow. */
export interface ArgumentFields {
  /** What most people look for, in the order of `FIRST`. */
  readonly first: readonly ArgumentField[];
  /** Others that the file gives, in the engine's order; keys that the engine does not know are the last. */
  readonly given: readonly ArgumentField[];
  /** All further ones, in the engine's order; what is in none of its groups comes last. */
  readonly groups: readonly FieldGroup[];
}

/** What most people look for. */
const FIRST: Readonly<Record<FieldOwner, readonly string[]>> = {
  deployment: ["name", "uses", "replicas", "shards", "polling"],
  gateway: ["protocol", "port"],
  flow: ["protocol", "port", "monitoring"],
};

/** Where the words and facts of an owner's keys are looked for, the first that has them first. */
const PARSERS: Readonly<Record<FieldOwner, readonly FieldOwner[]>> = {
  deployment: ["deployment"],
  gateway: ["gateway"],
  flow: ["flow", "gateway", "deployment"],
};

/** Which parsers' arguments are offered: what `with` hands to each executor is a field where the file gives it. */
const OFFERED: Readonly<Record<FieldOwner, readonly FieldOwner[]>> = {
  ...PARSERS,
  flow: ["flow", "gateway"],
};

/** Keys that are no argument of a parser but have fields of their own, or a meaning to the frame of the file. */
const NOT_FIELDS: ReadonlySet<string> = new Set(["needs", "method", "jtype"]);

/** Where an executor that runs elsewhere is found: one that is external has these before the groups. */
const ADDRESS = ["host", "port", "tls"];

/** `given`: the keys that the file has, or others that are to stand with them. */
export function argumentFields(
  owner: FieldOwner,
  given: Iterable<string>,
  isExternal = false,
): ArgumentFields {
  const firstNames = [...FIRST[owner], ...(isExternal ? ADDRESS : [])];
  const first = firstNames.map((name) => fieldOf(owner, name));
  const known = new Set(firstNames);
  const others = [...given]
    .filter((key) => !known.has(key) && !NOT_FIELDS.has(key))
    .sort((one, other) => placeOf(owner, one) - placeOf(owner, other));
  for (const key of others) {
    known.add(argumentName(key));
  }
  const groups = new Map<string, ArgumentField[]>();
  for (const parser of OFFERED[owner]) {
    for (const argument of argumentsOf(parser)) {
      const { name, type, hidden } = argument;
      if (type === "exit" || hidden || known.has(name)) {
        continue;
      }
      known.add(name);
      const heading = headingOf(WORDS[parser].get(name)?.group ?? "");
      groups.set(heading, [...(groups.get(heading) ?? []), fieldOf(owner, name)]);
    }
  }
  return {
    first,
    given: others.map((key) => fieldOf(owner, key)),
    groups: [...groups]
      .map(([heading, fields]) => ({ heading, fields }))
      .sort((one, another) => Number(one.heading === OTHER) - Number(another.heading === OTHER)),
  };
}

/** The place of a key among all that an owner takes; infinite for one that the engine does not know. */
function placeOf(owner: FieldOwner, key: string): number {
  const at = PARSERS[owner]
    .flatMap((parser) => argumentsOf(parser))
    .findIndex(({ name }) => name === argumentName(key));
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
}

/** The groups of which a search finds something, with what it finds; all of them where nothing is looked for. */
export function findFields(groups: readonly FieldGroup[], search: string): readonly FieldGroup[] {
  const wanted = search
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  const isFound = ({ name, help }: ArgumentField) =>
    name.includes(wanted) || help.toLowerCase().includes(search.trim().toLowerCase());
  return groups
    .map(({ heading, fields }) => ({ heading, fields: fields.filter(isFound) }))
    .filter(({ fields }) => fields.length > 0);
}

/** Keys may be written with hyphens. */
function argumentName(key: string): string {
  return key.replaceAll("-", "_");
}

function fieldOf(owner: FieldOwner, key: string): ArgumentField {
  const name = argumentName(key);
  for (const parser of PARSERS[owner]) {
    const argument = argumentOf(parser, name);
    if (argument) {
      const help = WORDS[parser].get(name)?.summary ?? "";
      return {
        name: key,
        kind: KINDS[parser]?.[name] ?? kindOf(argument),
        choices: choicesOf(argument),
        isText: argument.type === "string",
        items: itemsOf(argument),
        unit: /\bmilliseconds\b/.test(help) ? "ms" : "",
        placeholder: placeholderOf(argument),
        help,
      };
    }
  }
  return {
    name: key,
    kind: "yaml",
    choices: [],
    isText: false,
    items: "values",
    unit: "",
    placeholder: "",
    help: "",
  };
}

/** Arguments with a form of their own, by whose they are. */
const KINDS: Readonly<Partial<Record<FieldOwner, Readonly<Record<string, ArgumentField["kind"]>>>>> = {
  deployment: { polling: "polling", uses: "uses", when: "when" },
  gateway: { uses: "uses", expose_endpoints: "endpoints" },
};

function itemsOf({ name, type }: Argument): ArgumentField["items"] {
  return name === "env" || type === "string list" || type === "host list"
    ? "texts"
    : type === "int list"
      ? "numbers"
      : "values";
}

function kindOf({ name, type }: Argument): ArgumentField["kind"] {
  if (name in CHOICES) {
    return "choice";
  }
  switch (type) {
    case "flag":
    case "enum":
    case "choice":
      return "choice";
    case "int":
      return "number";
    case "map":
      return "map";
    case "string list":
    case "host list":
    case "int list":
    case "enum list":
      return "list";
    case "port map":
      return "yaml";
    default:
      return "text";
  }
}

function choicesOf({ name, type, choices = [] }: Argument): readonly Choice[] {
  const values = type === "flag" ? ["true", "false"] : choices;
  return CHOICES[name] ?? values.map((value) => ({ value, label: value }));
}

/** Texts of which the engine wants one, though its list has no choices for them. */
const CHOICES: Readonly<Record<string, readonly Choice[]>> = {
  polling: [
    { value: "ANY", label: "ANY: one shard per request" },
    { value: "ALL", label: "ALL: every shard" },
  ],
};

function placeholderOf({ type, default: value }: Argument): string {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== "random port").join(", ");
  }
  const isDrawn = typeof value === "string" && value.startsWith("random ");
  return value === null || value === undefined || isDrawn || type === "exit"
    ? ""
    : value === ""
      ? quoted("")
      : String(value);
}

const OTHER = "Other";

/** The engine's name of a group, as its help has it. */
function headingOf(group: string): string {
  const heading = group.replace(/ arguments$/, "");
  // Names of Python's argparse for what is in no group.
  return ["", "options", "nested"].includes(heading) ? OTHER : heading;
}

interface Words {
  readonly group: string;
  readonly summary?: string;
}

const WORDS: Readonly<Record<FieldOwner, ReadonlyMap<string, Words>>> = {
  deployment: new Map(Object.entries(words.deployment)),
  gateway: new Map(Object.entries(words.gateway)),
  flow: new Map(Object.entries(words.flow)),
};
