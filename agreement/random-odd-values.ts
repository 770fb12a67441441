/** Values that nobody means: every type that YAML has in the place of any other, nonsense, and texts that become more. */
import { type Draws, reference } from "./random-draws.ts";
import { list, map, raw, type Tree, text } from "./yaml-styles.ts";

// biome-ignore format: a table reads better in full rows
const SCALARS = [
  "null", "~", "", "true", "false", "yes", "No", "on", "0", "1", "-1", "2", "3.0", "1.5", "-0.0", "1e3", ".5", "5.",
  "12345678901234567890", "-9223372036854775809", ".nan", ".inf", "-.inf", "0x1F", "010", "0o17", "0b11", "1_000",
  "1:30", "190:20:30.15", "2024-01-31", "2024-01-31T10:00:00Z", "2024-01-31 10:00:00.5 +2", "2024-01-31 10:00:00",
  "y", "n", "NaN", "inf", "None", "x", "a b", "*", "=", "<<", "''", "' '", "'null'", "'~'", "'true'", "'False'", "'5'",
  "'-1'", "'1.5'", "'1e3'", "'nan'", "'-inf'", "' 5 '", "'1_0'", "'0x10'", "'007'", "'+5'", "'٣'", "'５'", "'2024-01-31'",
];

/** As they stand between quotes, or read by the file's own style. */
// biome-ignore format: a table reads better in full rows
const TEXTS = [
  "[1, 2]", "[a, [b]]", "[]", "[", "]", "[a", "{a: 1}", '{"a": 1}', '{"a": NaN}', '{"a": 1', "{}", "a: 1", "a=1",
  "a=b=c", "=a", "a:", ":", ",", "a,b", ",a,", "-x", "--name", "--", "-1", "- a", "'a'", "''a''", "\"'5'\"", "'", '"',
  "''", "$HOME", "${HOME}", "$UNSET", "$", "$$", "$$x", "${", "${}", "${{", "${{ ENV.HOME }}", "${{ env.UNSET }}",
  "${{ENV.HOME}}", "${{ CONTEXT.x }}", "${{ x }}", "{{ x }}", "{}", "{0}", "{x", "%s", "%(x)s", "~", "~/x", "../x",
  "/abs/x", "C:\\x", "a\tb", "a\nb", "\n", "a\n", " a", "a ", "é", "e\u0301", "日本", "😀", "\u200b", "\u00a0", "\ufeff",
  "\u2028", "a\u0085b", "jtype: Flow", "jtype: Foo", "say jtype: Flow now", "!Foo", "Hello !World", "!Flow", "!!str",
  "# no", "a # b", "a: b: c", "&a", "*a", "@x", "`x`", "%x", "|", ">", "?", "? x", "a\\nb", "\\", "docker://", "jinahub://",
  "jinahub://a:b@c/d", "grpc://x:y", "x:99999", ":80", "[::1]:80", "1.2.3.4:5,6.7.8.9:10", "x.yml",
  "x.py", "gateway", "executor0", "GRPC", "Http", "ALL", "any", "COLLECT", "DEPLOYMENT", "default",
];

/** What the engine folds when it writes it. */
const LONG = [
  "x".repeat(2000),
  "one two three ".repeat(20),
  "it's a: b ".repeat(15),
  "größe und 日本 ".repeat(12),
  `${"a".repeat(70)} bb cc  dd\n\nee `,
  "a !Word here ".repeat(9),
];

// biome-ignore format: a table reads better in full rows
const TAGGED = [
  "!Foo", "!Foo x", "!Flow", "!Deployment", "!Executor", "!Executor {a: 1}", "!Flow {a: 1}", "!Foo {a: 1}", "!x", "!ä",
  "!Foo [a]", "!!str 5", "!!str", "!!int 5", "!!int '5'", "!!int x", "!!float 1", "!!bool yes", "!!null ''", "!!null x",
  "!!binary aGk=", "!!binary x", "!!set {a, b}", "!!omap [a: 1]", "!!pairs [a: 1]", "!!timestamp 2024-01-31",
  "!!map {a: 1}", "!!seq [a]", "!!python/none", "!!python/tuple [a]", "!!python/name:os.system", "!!merge <<", "!!value =",
  "! x", "! 5", "!<tag:yaml.org,2002:str> 5", "!<!x> 5", "!e!x 5", "!", "!!", "!-x", "!1", "&x 5", "&x !Foo", "*nowhere",
];

// biome-ignore format: a table reads better in full rows
const COLLECTIONS = [
  "[]", "{}", "[a]", "[1]", "[1, a]", "[null]", "['']", "[true]", "[1.5, 2]", "[[]]", "[[a]]", "[[1, 2], [3]]", "[{}]",
  "[{a: 1}]", "[a: 1]", "[-x]", "['--name', y]", "[2024-01-31]", "[.nan]", "[a=1, b]", "['a: 1', 'b=2']", "[a, a]",
  "['1', 2]", "['[1, 2]', 3]", "[5, '5', 5.0]", "{a: 1}", "{a: null}", "{a: ''}", "{a: [1, {b: c}]}", "{a: {b: 2024-01-31}}",
  "{a: .nan, b: -.inf}", "{1: a}", "{1.5: a}", "{null: a}", "{true: 1}", "{'': 1}", "{a: 1, a: 2}", "{2024-01-31: a}",
  "{? [a] : 1}", "{[a, b]: 1}", "{{a: 1}: 2}", "{<<: {a: 1}}", "{<<: [{a: 1}, {a: 2}]}", "{<<: 5}", "{a: 1, <<: {a: 2, b: 3}}",
  "{=: 1}", "{a, b}", "{a: 'say jtype: Flow'}", "{jtype: Flow}", "{jtype: Flow, with: {port: 1}}", "{with: {}, jtype: Flow}",
  "{jtype: Foo}", "{jtype: Foo, with: {a: 1}, metas: {name: x}}", "{jtype: Deployment, with: {name: x}}", "{jtype: 5}",
  "{jtype: Executor, with: {}}", "{py_modules: x.py}", "{py_modules: 5}", "{$HOME: 1}", "{a: $HOME}", "{a: '[1, x]'}",
  "{a.b: 1}", "{a b: 1}", "{'a: b': 1}", "{a: 12345678901234567890}", "{/x: ALL}", "{/x: nope, '*': ANY}",
  "{tags__a: {$eq: 1}}", "{a: {$foo: 1}}", "{host: x, port: 5}", "{/a: {preferred_batch_size: 4, timeout: 100}}", "{a: true}",
  "[{host: x, port: 5}]", "{endpoint: /x}", "{1: [2, 3], 2: 5}", "{a: [1, 2], b: x}", "[[[[1]]]]", "[a, [b, {c: d}]]",
];

const REFERENCES = [
  "root.jtype",
  "root",
  "root.with",
  "root.with.port",
  "root.executors",
  "root.executors[0]",
  "root.executors[0].name",
  "root.executors[9].name",
  "root.executors[0].uses",
  "root.executors[x]",
  "root.executors.0",
  "root.executors[-1]",
  "root[0]",
  "root.nothing",
  "root.",
  "root..x",
  "root.jtype[0]",
  "root.jtype[9]",
  "this",
  "this.name",
  "this.uses",
  "this[0]",
  "this.this",
  "ENV.HOME",
  "ENV",
  "ENV.NOPE",
  "0",
  "00",
  "1",
  "x",
  "executors[0].name",
  "root.version",
  "ROOT.jtype",
  "_",
];

/** A scalar whose type is easily mistaken. */
export function oddScalar(draws: Draws): Tree {
  return raw(draws.pick(SCALARS));
}

/** A text that means more to some part of the engine than to a person. */
export function oddText(draws: Draws): Tree {
  if (draws.chance(0.2)) {
    const inner = reference(draws.pick(REFERENCES));
    return text(
      draws.pick([inner, inner, inner, `a-${inner}`, `[${inner}, x]`, `'${inner}'`, `$HOME${inner}`]),
    );
  }
  return text(draws.chance(0.06) ? draws.pick(LONG) : draws.pick(TEXTS));
}

/** A value with a tag. */
export function oddTag(draws: Draws): Tree {
  return raw(draws.pick(TAGGED));
}

/** A small list or mapping, possibly of odd values. */
export function oddCollection(draws: Draws): Tree {
  if (draws.chance(0.25)) {
    const values = Array.from({ length: draws.upTo(3) + 1 }, () => oddScalarOrText(draws));
    return draws.chance(0.6)
      ? list(values)
      : map(values.map((value, index) => [draws.pick(["a", "k", "x y", `k${index}`]), value]));
  }
  return raw(draws.pick(COLLECTIONS));
}

/** A scalar or a text, half the time each. */
export function oddScalarOrText(draws: Draws): Tree {
  return draws.chance(0.5) ? oddScalar(draws) : oddText(draws);
}

/** Any odd value. */
export function oddValue(draws: Draws): Tree {
  const kind = draws.random();
  return kind < 0.38
    ? oddScalar(draws)
    : kind < 0.66
      ? oddText(draws)
      : kind < 0.94
        ? oddCollection(draws)
        : oddTag(draws);
}
