/**
 * Random YAML texts, mostly nasty ones, for the tests that compare readers. All are drawn from pieces that mean
 * something to a reader of YAML, so that each text is refused, or accepted, for a reason.
 */

const WORDS = ["a", "key", "text", "x y", "é", "🙂", "1", "0", "~", "<<", "on", "a b", "it''s"];
// biome-ignore format: a table reads better in full rows
const MARKS = [
  "- ", "-", "? ", "?", ": ", ":", " :", ", ", ",", "[", "]", "{", "}", "[? a: b]", "{a: 1}", "- - ",
];
// biome-ignore format: a table reads better in full rows
const QUOTED = [
  "'", '"', "''", "'x'", '"y"', '"a b\n  c"', "'it''s'", "\\n", "\\x41", "\\u263A", "\\U0001F600",
];
const ESCAPES = ["\\\n", "\\ ", "\\z", "\\", "\\\t", "\\/", "\\uD800", "\\x4"];
// biome-ignore format: a table reads better in full rows
const BLOCKS = [
  "|", "|-", "|+", "|2", ">", "> ", ">-\n", "|\n  ", ">1-\n  x", "|0\n", "|+1 # c\n",
  ">\n\n a\n\n  b\n c\n",
];
const NAMED = ["&a ", "&b ", "*a", "*b ", "&c-d_1 x", "&", "*", "*a: ", "&a\n"];
// biome-ignore format: a table reads better in full rows
const TAGS = [
  "!t ", "!!str ", "!<x> ", "!h!x ", "!h!", "!! ", "! ", "!", "!!!x ", "!a%41 ", "!%ff ", "!a\t", "!a.b!c ",
];
// biome-ignore format: a table reads better in full rows
const DIRECTIVES = [
  "%YAML 1.1\n", "%YAML 1.1\n--- ", "%YAML 2.0\n---\n", "%YAML 01.1 # c\n---", "%YAML 1.1#\n---\n",
  "%X\n---\n", "%TAG !h! tag:x,\n", "%TAG !h! tag:x,\n---\n", "%TAG ! x\n---\n", "%TAG !! x # c\n---\n",
  "%TAG h x\n---\n", "%",
];
const BREAKS = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\x85"];
const BLANKS = [" ", "  ", "\t", "\n ", "\n  ", "\n    ", "\n\t", "\xa0"];
// biome-ignore format: a table reads better in full rows
const OTHERS = [
  "# c", "#", " # c\n", "---", "---\n", "--- ", "...", "...\n", "\ufeff", "@", "`", "%", ">", "\x00",
  "\x07",
];
// biome-ignore format: a table reads better in full rows
const TOKENS = [
  ...[...WORDS, ...MARKS, ...QUOTED, ...ESCAPES, ...BLOCKS, ...NAMED, ...TAGS, ...DIRECTIVES],
  ...[...BREAKS, ...BLANKS, ...OTHERS, "a: ", "b: ", "k: ", "? - a\n: b\n"],
];
const HEADS = ["", "", "a: ", "b: ", "c:", "? ", ": ", '"q": ', "[x]: ", "- ", "- ", "- - ", "- a: "];

/** Picks one of a list at random. */
export function createPick(random: () => number) {
  return <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
}

/** Tokens in any order: mostly refused, each for another reason. */
export function randomTokens(random: () => number): string {
  const pick = createPick(random);
  return Array.from({ length: 1 + Math.floor(random() * 12) }, () => pick(TOKENS)).join("");
}

/** Lines with an indentation, a head and little behind it: more of them are accepted. */
export function randomLines(random: () => number): string {
  const pick = createPick(random);
  const line = () => {
    const tail = Array.from({ length: Math.floor(random() * 2.5) }, () =>
      pick(random() < 0.6 ? WORDS : TOKENS),
    ).join("");
    return " ".repeat(pick([0, 0, 1, 2, 2, 4])) + pick(HEADS) + tail + pick(BREAKS);
  };
  return Array.from({ length: 1 + Math.floor(random() * 8) }, line).join("");
}

// --- files as the engine's loader reads them

/** What the loader replaces, what looks like it, and what people write around it. */
// biome-ignore format: a table reads better in full rows
const BANGS = [
  "!Foo", "!Foo ", " !Foo", "x!y", "!é1_", "!字", "! ", "!!", "!!str ", "!!%73tr ", "!-x ", "!<tag:yaml.org,2002:str> ",
  "!<tag:yaml.org,2002:set> ", "!<tag:yaml.org,2002:int> ", "!<x!y>", "!%41 ", "!Foo:", "!Foo: x", "!Foo\n", "!٣",
];
// biome-ignore format: a table reads better in full rows
const VALUES = [
  "a", "one two", "1", "-7", "010", "0x1F", "0b11", "1:30", "1.5", ".5", "-.inf", ".nan", "1e3", "1.0", "~", "",
  "null", "true", "no", "on", "=", "<<", "2020-01-31", "2020-02-30", "2020-1-1 1:02:03.5 -3:30", "0000-01-01",
  "2020-01-01T25:00:00", "0b_", "0x_", "-0x__", "0_", "1__0", "1:99", "{{ X }}", "\x24{{ ENV.X }}", "$X", "[]", "{}",
  "[a, b]", "{a: 1}", "{=: a}", "[[a], b]", "'it''s'", "'5'", '"\\x41"', '"a\\tb"', "a # c", "a#b", "http://a:1/b",
  "&p 1", "&q {a: 1}", "&r [1]", "*x", "*y", "*z", "&s", "&t =", "! '5'", "! '~\n'", "! [a]", "|", ">-", "[*x, *y]", "{*x : 1}",
];
// biome-ignore format: a table reads better in full rows
const KEYS = [
  "a", "a", "b", "b", "c", "d", "e", "<<", "<<", "=", "1", "true", "1.0", "~", "'q'", '"a"', "x y", "? a\n", "*x ",
  "&k a", "[a]", "[[a], b]", "{a: 1}", "2020-01-31", "!Foo", ".nan", "<", "on",
];
const MERGES = ["*y", "{a: 2}", "[*y, {b: 3}]", "[{a: 4, c: 5}, {a: 6}]", "&m {a: 7, d: 8}", "*x", "[*x]"];
/** Between lines: breaks of every kind, blank lines with and without blanks, comments. */
// biome-ignore format: a table reads better in full rows
const LINE_BREAKS = [
  "\n", "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n  \n", "\n\n\n", "\r\n\r\n", "\r\r", "\n\r\n", "\x85",
  "\u2028", "\n\x85", " # c\n", "\n# !c\n", "\n   # c\n", " \n", "\t\n",
];
const WITHIN = [
  "a",
  "one two",
  " deeper",
  "#",
  "# c",
  "it's",
  "!Foo",
  "x !y",
  "- b",
  "k: v",
  "---",
  "\t",
  "é",
  "",
];
const HEADERS = ["|", "|-", "|+", "|2", "|1", "|+2", "| # c", ">", ">-", ">+", ">1", ">2-", ">- # !c"];

/** A block mapping or list, indented, with values of every style over several lines. */
export function randomFile(random: () => number): string {
  const pick = createPick(random);
  const isRare = (share: number) => random() < share;
  const lineBreak = () => (isRare(0.5) ? "\n" : pick(LINE_BREAKS));
  const many = (most: number, make: () => string) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, make).join("");

  const lines = (indent: number) =>
    many(
      4,
      () => lineBreak() + (isRare(0.15) ? "" : " ".repeat(indent + pick([0, 0, 0, 1, 2]))) + pick(WITHIN),
    );
  const quoted = (indent: number, quote: string) =>
    quote +
    many(3, () => pick(["a", "b c", " ", "", "!Foo", "\\", "\\n", "#"]) + lineBreak() + " ".repeat(indent)) +
    pick(["z", "", " "]) +
    quote;
  const value = (indent: number, depth: number): string => {
    const kind = random();
    if (kind < 0.45) {
      return ` ${pick(VALUES)}`;
    }
    if (kind < 0.6) {
      return ` ${pick(HEADERS)}${lines(indent + 2)}`;
    }
    if (kind < 0.7) {
      return ` ${pick(["one", "a b", "!Foo", "x"])}${lines(indent + 1)}`;
    }
    if (kind < 0.8) {
      return ` ${quoted(indent + 1, pick(["'", '"']))}`;
    }
    if (kind < 0.84) {
      return ` ${pick(BANGS)}`;
    }
    return depth > 0
      ? `${pick(["", "", " &o", " &n", " ! "])}${lineBreak()}${block(indent + 2, depth - 1)}`
      : " a";
  };
  const block = (indent: number, depth: number): string => {
    const isList = indent > 0 && isRare(0.3);
    const count = 1 + Math.floor(random() * 3);
    const entries = Array.from({ length: count }, () => {
      const key = pick(KEYS);
      const own = key === "<<" && isRare(0.8) ? ` ${pick(MERGES)}` : value(indent, depth);
      return " ".repeat(indent) + (isList ? `-${own}` : `${key}:${own}`);
    });
    return entries.join(lineBreak());
  };
  const anchors = () => `x: &x 1${lineBreak()}y: &y {a: 1, c: 2}${lineBreak()}z: &z [1]${lineBreak()}`;
  const text =
    pick(["", "", "", "\ufeff", "# !c\n", "---\n", "!Foo\n", "jtype: Flow\n"]) +
    (isRare(0.7) ? anchors() : "") +
    block(0, 2) +
    pick(["", "\n", "\n\n", "\r\n", "\r", "  ", "\n...\n"]);
  if (isRare(0.25)) {
    const at = Math.floor(random() * (text.length + 1));
    return text.slice(0, at) + pick(isRare(0.6) ? BANGS : TOKENS) + text.slice(at);
  }
  return text;
}

/** Collections in flow style that are full of anchors, aliases, merge keys and odd keys. */
export function randomAnchors(random: () => number): string {
  return anchored(random, 0);
}

/** The same, with aliases inside what they stand for. */
export function randomRecursion(random: () => number): string {
  return anchored(random, 0.1);
}

/** `share`: of the aliases, those that may stand inside what they stand for. */
function anchored(random: () => number, share: number): string {
  const pick = createPick(random);
  const begun: string[] = [];
  const ended: string[] = [];
  const anchor = () => {
    const name = pick([..."pqrstuvw"]);
    if (random() > 0.4 || begun.includes(name)) {
      return "";
    }
    begun.push(name);
    return `&${name} `;
  };
  const alias = () => {
    const names = random() < share ? begun : ended;
    return names.length > 0 ? `*${pick(names)} ` : random() < 0.1 ? "*z " : "a";
  };
  const node = (depth: number): string => {
    const kind = random();
    if (kind < 0.3 && begun.length > 0) {
      return alias();
    }
    const before = begun.length;
    const own = anchor() + pick(TYPE_TAGS);
    const rest = content(depth, kind);
    ended.push(...begun.slice(before, before + (own.startsWith("&") ? 1 : 0)));
    return own + rest;
  };
  const content = (depth: number, kind: number): string => {
    if (depth === 0 || kind < 0.45) {
      return pick([
        "a",
        "1",
        "true",
        "1.0",
        "=",
        "~",
        "'x'",
        "2020-01-31",
        "5_",
        "",
        ".inf",
        "aGk=",
        "!<tag:yaml.org,2002:timestamp> 2020-1-31",
      ]);
    }
    const parts = Array.from({ length: Math.floor(random() * 3.5) }, () =>
      kind < 0.65 ? node(depth - 1) : `${key(depth - 1)}: ${node(depth - 1)}`,
    );
    return kind < 0.65 ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
  };
  const root = random();
  const key = (depth: number): string => {
    const kind = random();
    if (kind < 0.3) {
      return "<<";
    }
    // A list that is not filled yet, as they are behind a list at the root, is another key than it will be.
    return kind < 0.45 && root < 0.4 ? node(depth) : pick(["a", "b", "c", "1", "=", "~", "true", "''"]);
  };
  const items = Array.from({ length: 1 + Math.floor(random() * 4) }, () => node(3));
  return root < 0.4
    ? `${anchor()}\n${items.map((item, index) => `${index}: ${item}\n`).join("")}`
    : root < 0.7
      ? `${anchor()}\n${items.map((item) => `- ${item}\n`).join("")}`
      : items[0]!;
}

// biome-ignore format: a table reads better in full rows
const TYPE_TAGS = [
  ...Array.from({ length: 120 }, () => ""), "! ",
  ...["str", "int", "float", "bool", "null", "seq", "map", "set", "binary", "merge"].map(
    (name) => `!<tag:yaml.org,2002:${name}> `,
  ),
];
