/** What can stand at a place of a Flow file, and what is known of what stands there: from the engine's own arguments. */
import { type ArgumentField, argumentFields, type FieldOwner } from "../model/engine/argument-fields.ts";
import { GATEWAY } from "../model/flow.ts";
import { ITEM, type YamlPlace } from "./yaml-place.ts";

/** One thing that can be put in at a place. */
export interface Offer {
  readonly text: string;
  readonly kind: "key" | "value";
  /** A word or two behind it: its type and default. */
  readonly detail: string;
  /** What it does, in a sentence or two; "" if nothing is known. */
  readonly help: string;
  /** A key whose value stands in the lines below. */
  readonly opens: boolean;
}

/** What the file itself has that can be named in it. */
export interface Named {
  /** Of executors. */
  readonly names: readonly string[];
  /** What they use. */
  readonly classes: readonly string[];
}

/** What is known of a key. */
export interface KeyHelp {
  readonly name: string;
  readonly help: string;
  /** As "number, 1 by default". */
  readonly facts: string;
}

const LISTS: ReadonlySet<string> = new Set(["executors", "deployments", "pods"]);

type Key = Pick<ArgumentField, "name" | "kind" | "help"> & Partial<ArgumentField>;

const FRAME: readonly Key[] = [
  {
    name: "jtype",
    kind: "choice",
    help: "What the file describes: a Flow.",
    choices: [{ value: "Flow", label: "" }],
  },
  {
    name: "version",
    kind: "choice",
    help: "The version of the file's form.",
    choices: [{ value: "'1'", label: "" }],
  },
  {
    name: "with",
    kind: "yaml",
    help: "The Flow's own arguments, some of which it hands on to every executor.",
  },
  { name: "gateway", kind: "yaml", help: "Arguments of the gateway alone; they win over those of the Flow." },
  { name: "executors", kind: "yaml", help: "The executors of the Flow, a list." },
];

const OF_ENTRY: readonly Key[] = [
  {
    name: "needs",
    kind: "yaml",
    help: "The executors, or the gateway, whose results come here; without it, what stands before it in the file.",
  },
  {
    name: "method",
    kind: "choice",
    help: "What the item does to the Flow.",
    choices: ["add", "needs", "needs_all", "inspect", "gather_inspect"].map((value) => ({
      value,
      label: "",
    })),
    placeholder: "add",
  },
];

/** An Executor in the place of its name. */
const OF_USES: readonly Key[] = [
  { name: "jtype", kind: "text", help: "The class of the Executor." },
  { name: "with", kind: "yaml", help: "Values for its constructor." },
  { name: "metas", kind: "yaml", help: "Its name, workspace and Python files." },
  { name: "requests", kind: "yaml", help: "Which method answers which endpoint." },
];

const OF_BATCHING: readonly Key[] = [
  { name: "preferred_batch_size", kind: "number", help: "How many documents are gathered at most." },
  { name: "timeout", kind: "number", help: "How many milliseconds are waited for them." },
];

const keysByOwner = new Map<FieldOwner, readonly Key[]>();

function keysOf(owner: FieldOwner): readonly Key[] {
  let keys = keysByOwner.get(owner);
  if (!keys) {
    const { first, groups } = argumentFields(owner, []);
    keys = [...first, ...groups.flatMap(({ fields }) => fields)];
    keysByOwner.set(owner, keys);
  }
  return keys;
}

/** The keys that the mapping at a path takes, the likeliest first; none where they are a person's own, as in `env`. */
function keysAt(path: readonly string[]): readonly Key[] {
  const [list = "", item, key, , ...deeper] = path;
  if (path.length === 0) {
    return FRAME;
  }
  if (path.length === 1) {
    return list === "with" ? keysOf("flow") : list === "gateway" ? keysOf("gateway") : [];
  }
  if (!LISTS.has(list) || item !== ITEM) {
    return [];
  }
  if (path.length === 2) {
    const [name, uses, ...others] = keysOf("deployment");
    return name && uses ? [name, uses, ...OF_ENTRY, ...others] : OF_ENTRY;
  }
  if (key === "uses" && path.length === 3) {
    return OF_USES;
  }
  return key === "uses_dynamic_batching" && path.length === 4 && deeper.length === 0 ? OF_BATCHING : [];
}

/** The key at a path, and what is known of it; keys may be written with hyphens. */
function keyAt(path: readonly string[]): Key | undefined {
  const name = path.at(-1)?.replaceAll("-", "_");
  return keysAt(path.slice(0, -1)).find((key) => key.name === name);
}

/** What is known of the key at a path. */
export function helpAt(path: readonly string[]): KeyHelp | null {
  const key = keyAt(path);
  return key ? { name: key.name, help: key.help, facts: factsOf(key, "no default") } : null;
}

/** What can be put in at a place. */
export function offersAt({ kind, path, given }: YamlPlace, named: Named): Offer[] {
  if (kind === "key") {
    return keyOffers(path, given);
  }
  if (kind === "value") {
    return valueOffers(path, named, new Set());
  }
  // An item of executors begins with one of its keys.
  const keys = keyOffers([...path, ITEM], new Set());
  return keys.length > 0 ? keys : valueOffers(path, named, given);
}

function keyOffers(path: readonly string[], given: ReadonlySet<string>): Offer[] {
  const has = new Set([...given].map((key) => key.replaceAll("-", "_")));
  return keysAt(path)
    .filter(({ name }) => !has.has(name))
    .map((key) => ({
      text: key.name,
      kind: "key",
      detail: factsOf(key, ""),
      help: key.help,
      opens: OPENS.includes(key.kind) && (key.choices ?? []).length === 0,
    }));
}

function valueOffers(path: readonly string[], named: Named, given: ReadonlySet<string>): Offer[] {
  const key = keyAt(path);
  const [list = "", item, name] = path;
  const isEntry = LISTS.has(list) && item === ITEM;
  const values = (all: readonly string[], detail: string): Offer[] =>
    [...new Set(all)]
      .filter((text) => !given.has(text))
      .map((text) => ({ text, kind: "value", detail, help: "", opens: false }));
  if (isEntry && path.length === 3 && name === "needs") {
    return [...values([GATEWAY], "where requests come in"), ...values(named.names, "executor")];
  }
  if (isEntry && ((path.length === 3 && name === "uses") || (name === "uses" && path[3] === "jtype"))) {
    return values(named.classes, "used in this file");
  }
  if (isEntry && path.length === 4 && name === "polling") {
    return choicesOf(keyAt(path.slice(0, 3)), given);
  }
  return choicesOf(key, given);
}

function choicesOf(key: Key | undefined, given: ReadonlySet<string>): Offer[] {
  const { choices = [], placeholder = "" } = key ?? {};
  if (choices.length === 0 && placeholder !== "") {
    return [{ text: placeholder, kind: "value", detail: "by default", help: "", opens: false }];
  }
  return choices
    .filter(({ value }) => !given.has(value))
    .map(({ value, label }) => ({
      text: value,
      kind: "value",
      detail: value === placeholder ? "by default" : label.replace(value, "").replace(/^: /, ""),
      help: "",
      opens: false,
    }));
}

const KINDS: Readonly<Record<ArgumentField["kind"], string>> = {
  text: "text",
  number: "number",
  choice: "choice",
  yaml: "list or mapping",
  list: "list",
  map: "mapping",
  polling: "ANY, ALL, or one for each endpoint",
  uses: "class, file or image",
  when: "condition, a mapping",
  endpoints: "mapping",
};

/** Kinds whose value stands in the lines below. */
const OPENS: readonly ArgumentField["kind"][] = ["yaml", "list", "map", "when", "endpoints"];

function factsOf({ kind, placeholder = "" }: Key, none: string): string {
  const byDefault = placeholder === "" ? none : `${placeholder} by default`;
  return [KINDS[kind], byDefault].filter(Boolean).join(", ");
}
