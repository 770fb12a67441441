/** What may be written at a place of a GraphQL text, as the types of a gateway say. Pure. */
import type { GraphqlField, GraphqlOffer, GraphqlSchema } from "../model/run/graphql.ts";

type Members = ReadonlyMap<string, GraphqlField>;

/** What a bracket has opened: what may be named in it, and the one that was named last. */
interface Level {
  readonly kind: "selection" | "arguments";
  readonly members: Members;
  last: GraphqlField | null;
}

const NONE: Members = new Map();
const ROOTS = ["query", "mutation"] as const;
const TOKENS = /#[^\n]*|"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|\.\.\.|\$?[A-Za-z_]\w*|[{}()]/g;

/** Fields, arguments or fields of an input at `at`; at the beginning the kinds of requests. */
export function completeGraphql(schema: GraphqlSchema, text: string, at: number): GraphqlOffer {
  const from = at - (/(?<!\w)\w*$/.exec(text.slice(0, at))?.[0].length ?? 0);
  const before = text.slice(0, from);
  const fieldsOf = (type: string): Members => schema.types.get(type) ?? NONE;
  const levels: Level[] = [];
  let root: (typeof ROOTS)[number] = "query";
  let isText = false;
  /** Behind the three dots of a fragment: `on`, then its type. */
  let fragment: "no" | "dots" | "on" | Members = "no";

  for (const { 0: token, index } of before.matchAll(TOKENS)) {
    const level = levels.at(-1);
    if (token.startsWith("#") || token.startsWith('"')) {
      const isOpen = index + token.length === before.length;
      isText = isOpen && (token.startsWith("#") || token.length < 2 || !token.endsWith('"'));
    } else if (token === "...") {
      fragment = "dots";
    } else if (token === "{") {
      if (level?.kind === "arguments") {
        levels.push({ kind: "arguments", members: fieldsOf(level.last?.type ?? ""), last: null });
      } else if (typeof fragment !== "string") {
        levels.push({ kind: "selection", members: fragment, last: null });
      } else {
        levels.push({
          kind: "selection",
          members: fieldsOf(level ? (level.last?.type ?? "") : schema[root]),
          last: null,
        });
      }
      fragment = "no";
    } else if (token === "(") {
      levels.push({ kind: "arguments", members: level?.last?.args ?? NONE, last: null });
    } else if (token === "}" || token === ")") {
      levels.pop();
    } else if (fragment === "dots") {
      fragment = token === "on" ? "on" : "no";
    } else if (fragment === "on") {
      fragment = fieldsOf(token);
    } else if (level) {
      level.last = level.members.get(token) ?? (level.kind === "arguments" ? level.last : null);
    } else if (token === "query" || token === "mutation") {
      root = token;
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
