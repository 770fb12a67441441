/**
 * `target_executor`, a regular expression of Python's module `re`, matched as the engine does it: from the start of an
 * executor's name, not to its end. What people write there is followed: letters, alternatives, groups, classes,
 * quantifiers, anchors. All else is said to be beyond preview, never guessed at.
 */

type TargetPattern =
  | {
      readonly kind: "ready";
      /** Whether a name begins so. */
      matches(name: string): boolean;
      /** Whether a text has it anywhere. */
      isIn(text: string): boolean;
    }
  /** Python refuses it; `message` is Python's. */
  | { readonly kind: "broken"; readonly message: string }
  /** Python may take it, but we cannot follow; `construct` is what begins there, as `(?=`. */
  | { readonly kind: "unsupported"; readonly construct: string };

/** Python's classes go by Unicode, JavaScript's own by ASCII. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "[\\p{Nd}]",
  D: "[^\\p{Nd}]",
  s: "[\\s]",
  S: "[^\\s]",
  w: "[\\p{L}\\p{N}_]",
  W: "[^\\p{L}\\p{N}_]",
};
const ANCHORS: Readonly<Record<string, string>> = {
  "^": "^",
  "\\A": "^",
  $: "$",
  "\\Z": "$",
  "\\b": `(?:(?<=${CLASSES.w})(?!${CLASSES.w})|(?<!${CLASSES.w})(?=${CLASSES.w}))`,
};

/** A part of a pattern, one group for each kind. A brace that begins no quantifier is a letter, as in Python. */
const PART = new RegExp(
  [
    "(?<set>\\[(?:\\^|(?!\\^))(?:\\\\.|[^\\\\])(?:\\\\.|[^\\]\\\\])*\\])",
    "(?<open>\\((?:\\?:|(?!\\?)))",
    "(?<close>\\))",
    "(?<quantifier>(?:[*+?]|\\{(?:\\d+(?:,\\d*)?|,\\d*)\\})\\??)",
    "(?<bar>\\|)",
    "(?<anchor>[$^]|\\\\[AZb])",
    "(?<item>\\.|\\\\[dDsSwW]|\\\\[^0-9A-Za-z]|[^\\\\[\\]()*+?|$^]|\\])",
  ].join("|"),
  "suy",
);

/** A bracket that nothing closes, without what Python could find wrong in it before its end. */
const UNTERMINATED_SET = /^\[\^?\]?[^\]\\-]*$/u;

/** A member of a class in brackets: a class, a range, or a letter. A dash in the middle belongs to a range. */
const MEMBER =
  /(?<named>\\[dDsSwW])(?!-.)|(?<from>\\[^0-9A-Za-z]|[^\\])(?:-(?<to>\\[^0-9A-Za-z]|[^\\])|(?!-.))/suy;

/** Reads a pattern as Python's `re` does: a function that tells which names it matches, a fault in Python's words, or that it cannot be tried here. */
export function readTargetPattern(pattern: string): TargetPattern {
  const out: string[] = [];
  /** Positions of the open parentheses. */
  const open: number[] = [];
  /** Whether a quantifier may follow: on nothing and on an anchor Python refuses it. */
  let last: "nothing" | "item" | "quantifier" = "nothing";
  if (/(?<!\\)(?:\\\\)*\\$/.test(pattern)) {
    return unsupported(pattern, pattern.length - 1);
  }
  for (let at = 0; at < pattern.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const part = PART.exec(pattern)?.groups;
    if (!part) {
      return UNTERMINATED_SET.test(pattern.slice(at))
        ? broken("unterminated character set", pattern, at)
        : unsupported(pattern, at);
    }
    const { set, quantifier, anchor, item } = part;
    if (quantifier !== undefined) {
      const [least = 0, most = Infinity] = (quantifier.match(/\d+/g) ?? []).map(Number);
      if (quantifier.includes(",") && !quantifier.includes("{,") && least > most) {
        return unsupported(pattern, at);
      }
      if (last === "nothing") {
        return broken("nothing to repeat", pattern, at);
      }
      // On a quantifier: an error of Python 3.10, but a meaning since 3.11 for some.
      if (last === "quantifier") {
        return unsupported(pattern, at);
      }
      out.push(quantifier.replace("{,", "{0,"));
      last = "quantifier";
    } else if (part.open !== undefined) {
      open.push(at);
      out.push("(?:");
      last = "nothing";
    } else if (part.close !== undefined) {
      if (open.pop() === undefined) {
        return broken("unbalanced parenthesis", pattern, at);
      }
      out.push(")");
      last = "item";
    } else if (set !== undefined) {
      const translated = setOf(set);
      if (translated === null) {
        return unsupported(pattern, at);
      }
      out.push(translated);
      last = "item";
    } else if (item !== undefined) {
      out.push(itemOf(item));
      last = "item";
    } else {
      out.push(anchor === undefined ? "|" : ANCHORS[anchor]!);
      last = "nothing";
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    return broken("missing ), unterminated subpattern", pattern, unclosed);
  }
  const [atStart, anywhere] = [`^(?:${out.join("")})`, out.join("")].map((text) => new RegExp(text, "v"));
  return {
    kind: "ready",
    matches: (name) => atStart?.test(name) ?? false,
    isIn: (text) => anywhere?.test(text) ?? false,
  };
}

/**
 * The choices that a match may have to go through again where the rest does not fit: quantifiers, each of which may multiply
 * its work by the length of the text, and bars within groups, each of which may double it.
 */
export function choicesIn(pattern: string): { readonly quantifiers: number; readonly bars: number } {
  return {
    quantifiers: pattern.match(/[*+{?]/g)?.length ?? 0,
    bars: pattern.includes("(") ? (pattern.match(/\|/g)?.length ?? 0) : 0,
  };
}

/** Python counts positions by code points. */
function broken(message: string, pattern: string, at: number): TargetPattern {
  return { kind: "broken", message: `${message} at position ${[...pattern.slice(0, at)].length}` };
}

function unsupported(pattern: string, at: number): TargetPattern {
  const length = pattern.startsWith("(?", at) ? 3 : 2;
  return { kind: "unsupported", construct: [...pattern.slice(at)].slice(0, length).join("") };
}

function itemOf(item: string): string {
  if (item === ".") {
    return "[^\\n]";
  }
  return item.length > 1 && CLASSES[item[1]!] ? CLASSES[item[1]!]! : letterOf(item);
}

/** A letter, or one behind a backslash, in a spelling that means itself inside and outside of brackets. */
function letterOf(text: string): string {
  return `\\u{${letterCode(text).toString(16)}}`;
}

function letterCode(text: string): number {
  return (text.startsWith("\\") && text.length > 1 ? text.slice(1) : text).codePointAt(0)!;
}

/** Null for what is beyond preview. */
function setOf(set: string): string | null {
  const isNegative = set.startsWith("[^");
  const inner = set.slice(isNegative ? 2 : 1, -1);
  const members: string[] = [];
  for (let at = 0; at < inner.length; at = MEMBER.lastIndex) {
    MEMBER.lastIndex = at;
    const member = MEMBER.exec(inner)?.groups;
    if (!member) {
      return null;
    }
    const { named, from, to } = member;
    if (from !== undefined && to !== undefined && letterCode(from) > letterCode(to)) {
      return null;
    }
    members.push(
      named === undefined
        ? [from!, ...(to === undefined ? [] : [to])].map(letterOf).join("-")
        : CLASSES[named[1]!]!,
    );
  }
  return `[${isNegative ? "^" : ""}${members.join("")}]`;
}
