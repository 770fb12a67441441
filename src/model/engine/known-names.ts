/** Names that the engine knows somewhere: in its table of all commands, in former versions, in another part of a Flow. */
import { listed } from "../../base/words.ts";
import { meantBy } from "../meant.ts";
import { pythonRepr } from "../python.ts";
import { type Argument, namesOf, PARSER_NAMES, type ParserName, TABLE } from "./argument-table.ts";
import { keyOf, remember } from "./command-line.ts";
import { parserOf } from "./flag-parser.ts";

let namesOfCommands: ReadonlySet<string> | null = null;

/** Whether the engine's table of all names has it, which is made to find them in spite of small slips. */
export function isNameOfAnyCommand(flag: string): boolean {
  namesOfCommands ??= new Set(
    [...PARSER_NAMES.flatMap((name) => TABLE[name].flatMap(namesInTable)), ...TABLE.otherNames]
      .flatMap((name) => [
        name,
        name.replace(/[-_]/g, " "),
        name.replace(/[-_]/g, ""),
        name.replaceAll("--", ""),
      ])
      .flatMap((name) => [name, name.replace(/s$/, "")]),
  );
  return namesOfCommands.has(flag.replaceAll("--", ""));
}

/** The engine's table leaves arguments of these two types out. */
function namesInTable({ name, flags, type }: Argument): readonly string[] {
  return type === "exit" || type === "port map" ? [] : [name, ...flags];
}

const renamed: ReadonlyMap<string, string> = new Map(Object.entries(TABLE.renamed));

/** What the engine says that a name of former versions has become; undefined of any other. */
export function successorOf(flag: string): string | undefined {
  return renamed.get(keyOf(flag));
}

/** The names in the engine's sentence about a key that has become several: `shards or replicas`. */
export function successorsIn(words: string): string {
  return listed(
    [...words.matchAll(/"(\w+)"/g)].flatMap(([, name]) => name ?? []),
    "or",
  );
}

/** The engine's warning of unknown arguments. */
export function warningOf(flags: readonly string[]): string {
  const tips = flags.flatMap((flag) => {
    const words = successorOf(flag);
    return words === undefined
      ? []
      : [`\t\`${flag}\` has been renamed to \`--${words.replaceAll("_", "-")}\``];
  });
  const head = `ignored unknown argument: ${pythonRepr(flags)}.`;
  return tips.length > 0 ? `${head}Migration tips:${tips.join("")}` : head;
}

/** Where an argument that has no effect here would have one. */
const ELSEWHERE: readonly { readonly parser: ParserName; readonly advice: string }[] = [
  {
    parser: "gateway",
    advice: "it is an argument of the gateway, so write it under gateway, beside the executors.",
  },
  {
    parser: "deployment",
    advice: "it is an argument of executors, so write it in an executor, or under with for all of them.",
  },
  { parser: "flow", advice: "it is an argument of the Flow, so write it under with." },
  { parser: "client", advice: "it is an argument of Jina's client, which is no part of a Flow." },
];

/** Where a key that this parser does not know has an effect, as the end of a sentence; undefined if nowhere. */
export function knownElsewhere(key: string, flag: string, here: ParserName): string | undefined {
  const place = ELSEWHERE.find(
    ({ parser }) => parser !== here && parserOf(parser).meaningOfKey(key).kind === "option",
  );
  return place?.advice ?? (isNameOfAnyCommand(flag) ? "it belongs to another command of Jina's." : undefined);
}

const nearestNames = new Map<string, string | null>();

/** The argument whose name is closest to a key. The same slip is often made again and again. */
export function nearestName(parser: ParserName, key: string): string | null {
  const slip = `${parser} ${key}`;
  let name = nearestNames.get(slip);
  if (name === undefined) {
    name = meantBy(key.replaceAll("-", "_"), namesFor(parser));
    remember(nearestNames, slip, name);
  }
  return name;
}

const namesMeant = new Map<ParserName, readonly string[]>();

/** The names that may be meant: `with` hands on what is none of the Flow's own. */
function namesFor(parser: ParserName): readonly string[] {
  let names = namesMeant.get(parser);
  if (!names) {
    const parsers: readonly ParserName[] = parser === "flow" ? ["flow", "deployment", "gateway"] : [parser];
    names = parsers.flatMap((name) => [...namesOf(name)]);
    namesMeant.set(parser, names);
  }
  return names;
}
