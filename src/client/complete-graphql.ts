/** What may be written at a place of a GraphQL text, as the types of a gateway say. Pure. */
import type { GraphqlField, GraphqlOffer, GraphqlSchema } from "../model/run/graphql.ts";

type Members = ReadonlyMap<string, GraphqlField>;

/** What a bracket has opened: what may be named in it, and the one that was named last. */
interface Level {
  readonly kind: "selection" | "arguments" | "list";
  readonly members: Members;
  last: GraphqlField | null;
}

const NONE: Members = new Map();
const ROOTS = ["query", "mutation"] as const;
// Strings in three quotes are gone through lazily: of a greedy group the browser would stack each turn.
const TOKENS =
  /#[^\n]*|"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n])*\\?"?|\.\.\.|[$@]?[A-Za-z_]\w*|[{}()[\]]/g;

/** Fields, arguments or fields of an input at `at`; at the beginning the kinds of requests. */
export function completeGraphql(schema: GraphqlSchema, text: string, at: number): GraphqlOffer {
  const from = at - (/(?<!\w)\w*$/.exec(text.slice(0, at))?.[0].length ?? 0);
  const before = text.slice(0, from);
  const fieldsOf = (type: string): Members => schema.types.get(type) ?? NONE;
  const levels: Level[] = [];
  let root: (typeof ROOTS)[number] = "query";
  let isText = false;
  /** Whether the last word was a directive, whose arguments the gateway's types do not tell. */
  let isDirective = false;
  /** Behind the three dots of a fragment, or the name of one that is declared: `on`, then its type. */
  let fragment: "no" | "named" | "begun" | "on" | Members = "no";

  for (const { 0: token, index } of before.matchAll(TOKENS)) {
    const level = levels.at(-1);
    const isInValue = level !== undefined && level.kind !== "selection";
    const wasDirective = isDirective;
    isDirective = token.startsWith("@");
    if (token.startsWith("#") || token.startsWith('"')) {
      isText = index + token.length === before.length && isUnclosed(token);
    } else if (isDirective) {
      // What it stands behind stays what a bracket opens.
    } else if (token === "...") {
      fragment = "begun";
    } else if (token === "{") {
      if (isInValue) {
        levels.push({ kind: "arguments", members: fieldsOf(level.last?.type ?? ""), last: null });
        continue;
      }
      const ofField = fieldsOf(level ? (level.last?.type ?? "") : schema[root]);
      // One without a type is of the type that it stands in.
      const members =
        typeof fragment !== "string" ? fragment : fragment === "begun" ? level?.members : ofField;
      levels.push({ kind: "selection", members: members ?? NONE, last: null });
      fragment = "no";
    } else if (token === "(") {
      const members = wasDirective ? NONE : (level?.last?.args ?? NONE);
      levels.push({ kind: "arguments", members, last: null });
    } else if (token === "[") {
      levels.push({ kind: "list", members: NONE, last: level?.last ?? null });
    } else if (token === "}" || token === ")" || token === "]") {
      levels.pop();
    } else if (isInValue) {
      level.last = level.members.get(token) ?? level.last;
    } else if (fragment === "named") {
      fragment = "begun";
    } else if (fragment === "begun") {
      fragment = token === "on" ? "on" : "no";
    } else if (fragment === "on") {
      fragment = fieldsOf(token);
    } else if (level) {
      level.last = level.members.get(token) ?? null;
    } else if (token === "query" || token === "mutation") {
      root = token;
    } else if (token === "fragment") {
      fragment = "named";
    }
  }

  const level = levels.at(-1);
  // Behind a colon or a dollar sign stands a value.
  const isValue = level?.kind === "arguments" && /[:$]\s*$/.test(before);
  if (isText || isValue || (!level && before.trim() !== "")) {
    return { from, options: [] };
  }
  return {
    from,
    options: level
      ? [...level.members].map(([label, { written }]) => ({ label, detail: written }))
      : ROOTS.filter((kind) => schema[kind] !== "").map((label) => ({ label, detail: "" })),
  };
}

/** Whether a comment goes on until its line ends, or a string has not ended: a quote behind a backslash does not end it. */
function isUnclosed(token: string): boolean {
  if (token.startsWith('"""')) {
    return token.length < 6 || !token.endsWith('"""') || token.endsWith('\\"""');
  }
  return token.startsWith("#") || !/^"(?:\\.|[^"\\])*"$/.test(token);
}
