/** Ranges, faults and limits. That texts are accepted and read as the engine's reader does is tried in scripts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_DEPTH } from "./scanner.ts";
import { nodesOf, plainOf } from "./test-nodes.ts";
import { MAX_LENGTH, parseYaml, type YamlNode } from "./yaml.ts";

function rootOf(text: string): YamlNode {
  const { root, fault } = parseYaml(text);
  expect(fault, text).toBeNull();
  return root!;
}

const slices = (text: string) => [...nodesOf(rootOf(text))].map(({ from, to }) => text.slice(from, to));

describe("ranges", () => {
  test.each<[string, string[]]>([
    ["a: b # c\n", ["a: b", "a", "b"]],
    ["a:  'b c' \nd: \"e\\n\"", ["a:  'b c' \nd: \"e\\n\"", "a", "'b c'", "d", '"e\\n"']],
    ["- a\n-\n- b\n", ["- a\n-\n- b", "a", "", "b"]],
    ["[a, {b: c}, d: e, ]", ["[a, {b: c}, d: e, ]", "a", "{b: c}", "b", "c", "d: e", "d", "e"]],
    ["{a, b: , ? c}", ["{a, b: , ? c}", "a", "", "b", "", "c", ""]],
    ["a: one\n  two\n\nb: 1", ["a: one\n  two\n\nb: 1", "a", "one\n  two", "b", "1"]],
    ["a: &x !t b\nc: *x\n", ["a: &x !t b\nc: *x", "a", "b", "c", "*x"]],
    ["a:\n  - 1\n  # c\n  - 2\n\n# d\n", ["a:\n  - 1\n  # c\n  - 2", "a", "- 1\n  # c\n  - 2", "1", "2"]],
    ["a:\n- 1\n- 2\nb: 3\n", ["a:\n- 1\n- 2\nb: 3", "a", "- 1\n- 2", "1", "2", "b", "3"]],
    ["a:\r\n  b: c\r\n", ["a:\r\n  b: c", "a", "b: c", "b", "c"]],
    ["\ufeffa: b", ["a: b", "a", "b"]],
    ["--- # c\na: 🙂\n...\n", ["a: 🙂", "a", "🙂"]],
  ])("of %j", (text, expected) => {
    expect(slices(text)).toEqual(expected);
  });

  test.each<[string, string, string]>([
    ["clipped", "a: |\n  x\n\nb: 1\n", "|\n  x"],
    ["stripped", "a: |-\n  x\n\n\nb: 1\n", "|-\n  x"],
    ["kept", "a: |+\n  x\n\n\nb: 1\n", "|+\n  x\n\n\n"],
    ["with a comment in its head", "a: > # c\n  x\n  y\n", "> # c\n  x\n  y"],
    ["empty", "a: |\nb: 1\n", "|"],
    ["at the end of the text", "a: |2-\n   x", "|2-\n   x"],
  ])("of a block text that is %s", (_, text, slice) => {
    const map = rootOf(text);
    const value = map.kind === "map" ? map.entries[0]!.value : map;
    expect(text.slice(value.from, value.to)).toBe(slice);
  });

  test("an empty node stands where its value would be written", () => {
    const empty = "a:\nb: &x\nc: !t # d\n? e\n";
    const ends = [...nodesOf(rootOf(empty))].flatMap((node) =>
      node.kind === "scalar" && node.style === "empty" ? [[node.from, node.to, node.start]] : [],
    );
    expect(ends).toEqual([
      [2, 2, 2],
      [8, 8, 6],
      [14, 14, 12],
      [22, 22, 22],
    ]);
  });

  test("start is where anchor and tag begin, and colon and dash are where they stand", () => {
    const root = rootOf("k: !t &x\n  - &y a\n");
    expect(root).toMatchObject({
      entries: [{ colon: 1, value: { kind: "seq", tag: "!t", anchor: "x", start: 3, from: 11 } }],
    });
    const seq = root.kind === "map" ? root.entries[0]!.value : root;
    expect(seq).toMatchObject({ items: [{ from: 11, value: { anchor: "y", start: 13, from: 16, to: 17 } }] });
  });

  const key = fc.stringMatching(/^[a-z]{1,4}$/);
  const scalar = fc.oneof(
    key,
    fc.constantFrom(
      "'it''s'",
      '"a\\tb"',
      "'x\n\n      y'",
      "one two",
      "1.5",
      "~",
      "!t a",
      "🙂",
      '"a \\\n      b"',
    ),
  );
  const flow: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalar,
      fc.array(tie("node"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc
        .array(fc.tuple(key, tie("node")), { maxLength: 3 })
        .map((pairs) => `{${pairs.map(([k, v]) => `${k}: ${v}`).join(" , ")}}`),
    ),
  })).node;
  const document = fc
    .array(fc.tuple(key, flow, fc.constantFrom("", " # c", "\n", "\r")), { minLength: 1, maxLength: 5 })
    .map((lines) => lines.map(([k, v, tail], at) => `${k}${at}:  ${v}${tail}\n`).join(""));

  test("the characters of any node, read alone, are that node", () => {
    fc.assert(
      fc.property(document, (text) => {
        for (const node of nodesOf(rootOf(text))) {
          if (node.kind !== "alias") {
            const alone = parseYaml(text.slice(node.from, node.to));
            // A pair without braces in a list is a mapping by its place alone.
            expect(alone.fault).toBeNull();
            expect(plainOf(alone.root ?? null)).toEqual(
              node.kind === "scalar" && node.style === "empty" ? null : plainOf(node),
            );
          }
        }
      }),
    );
  });

  test("nodes lie inside their parents, in order and apart", () => {
    fc.assert(
      fc.property(document, (text) => {
        for (const node of nodesOf(rootOf(text))) {
          const children =
            node.kind === "seq"
              ? node.items.map(({ value }) => value)
              : node.kind === "map"
                ? node.entries.flatMap(({ key: own, value }) => [own, value])
                : [];
          let at = node.from;
          for (const child of children) {
            expect(child.start).toBeGreaterThanOrEqual(at);
            expect(child.from).toBeGreaterThanOrEqual(child.start);
            expect(child.to).toBeGreaterThanOrEqual(child.from);
            at = child.to;
          }
          expect(node.to).toBeGreaterThanOrEqual(at);
        }
      }),
    );
  });
});

describe("faults", () => {
  test.each<[string, string, string]>([
    ["a: b: c", ":", "ScannerError: mapping values are not allowed here"],
    ["a: 'b", "'", "ScannerError: found unexpected end of stream"],
    ['a: "b', '"', "ScannerError: found unexpected end of stream"],
    ["a: 'b\n---\n'", "'", "ScannerError: found unexpected document separator"],
    ["a: [1, 2", "", "ParserError: expected ',' or ']', but got '<stream end>'"],
    ["a: [1 2]\nb: {c: d]", "]", "ParserError: expected ',' or '}', but got ']'"],
    ["a: ]", "]", "ParserError: expected the node content, but found ']'"],
    ["a:\n  b: 1\n c: 2", "", "ParserError: expected <block end>, but found '<block mapping start>'"],
    ["a: 1\nb\n", "b", "ScannerError: could not find expected ':'"],
    ["a:\n\tb: 1", "\t", "ScannerError: found character '\\t' that cannot start any token"],
    ["a: @b", "@", "ScannerError: found character '@' that cannot start any token"],
    ["a: `b", "`", "ScannerError: found character '`' that cannot start any token"],
    ["a: - b", "-", "ScannerError: sequence entries are not allowed here"],
    ["a: ? b", "?", "ScannerError: mapping keys are not allowed here"],
    ["a: *x", "*x", "ComposerError: found undefined alias 'x'"],
    ["&x [*x]", "*x", "ConstructorError: found unconstructable recursive node"],
    ["- &x 1\n- &x 2", "&x", "ComposerError: found duplicate anchor 'x'"],
    ["a: !h!t b", "!h!t", "ParserError: found undefined tag handle '!h!'"],
    ["a: !t!", "!t!", "ScannerError: expected URI, but found '\\x00'"],
    ["a: !t\tb", "!t\t", "ScannerError: expected ' ', but found '\\t'"],
    ["a: !<t b", "!<t ", "ScannerError: expected '>', but found ' '"],
    ["a: !a.b!c d", "!a.", "ScannerError: expected '!', but found '.'"],
    [
      "a: !%f b",
      "!%f ",
      "ScannerError: expected URI escape sequence of 2 hexadecimal numbers, but found ' '",
    ],
    ["a: !%ff b", "!%ff", "ScannerError: 'utf-8' codec can't decode bytes"],
    ["a: &", "&", "ScannerError: expected alphabetic or numeric character, but found '\\x00'"],
    ["a: *b.", "*b.", "ScannerError: expected alphabetic or numeric character, but found '.'"],
    ['a: "\\z"', "\\z", "ScannerError: found unknown escape character 'z'"],
    ['a: "\\x4"', '\\x4"', "ScannerError: expected escape sequence of 2 hexadecimal numbers, but found '\"'"],
    ['a: "\\U00110000"', "\\U00110000", "ValueError: chr() arg not in range(0x110000)"],
    ['a: "\\UFFFFFFFF"', "\\UFFFFFFFF", "OverflowError: Python int too large to convert to C int"],
    ["a: |0\n  b", "0", "ScannerError: expected indentation indicator in the range 1-9, but found 0"],
    ["a: |x\n  b", "|x", "ScannerError: expected chomping or indentation indicators, but found 'x'"],
    ["a: | b", "b", "ScannerError: expected a comment or a line break, but found 'b'"],
    ["%FOO\n", "", "ParserError: expected '<document start>', but found '<stream end>'"],
    ["%1.1", "%1.", "ScannerError: expected alphabetic or numeric character, but found '.'"],
    ["%YAML 1", "%YAML 1", "ScannerError: expected a digit or '.', but found '\\x00'"],
    [
      "%YAML 2.0\n---\n",
      "%YAML 2.0",
      "ParserError: found incompatible YAML document (version 1.* is required)",
    ],
    ["%YAML 1.1\n%YAML 1.1\n---\n", "%YAML 1.1", "ParserError: found duplicate YAML directive"],
    ["%TAG ! a\n%TAG ! b\n---\n", "%TAG ! b", "ParserError: duplicate tag handle '!'"],
    ["a\n---\nb", "---", "ComposerError: expected a single document in the stream"],
    ["a\n...\nb", "b", "ParserError: expected '<document start>', but found '<scalar>'"],
    ["a\x00b", "\x00", "ReaderError: unacceptable character #x0000: special characters are not allowed"],
    ["a\ud83d", "\ud83d", "ReaderError: unacceptable character #xd83d: special characters are not allowed"],
    ["ab\ufffe", "\ufffe", "ReaderError: unacceptable character #xfffe: special characters are not allowed"],
  ])("of %j point at %j: %s", (text, slice, said) => {
    const { fault, root } = parseYaml(text);
    expect(root).toBeNull();
    expect(fault!.code).toBe("yaml");
    expect(`${fault!.type}: ${fault!.words}`).toBe(said);
    expect(fault!.message).toMatch(/^[A-Z"].*\.$/s);
    expect(fault!.message).not.toContain(fault!.words);
    expect(text.slice(fault!.from, fault!.to)).toBe(slice);
  });

  test("have offsets within any text, and never throw", () => {
    const token = fc.constantFrom(
      ..."a:-?[]{},&*!|>'\"%@`# \n\t\\",
      "\r\n",
      ": ",
      "- ",
      "---",
      "\\x4",
      "&a ",
      "*a ",
      "\u2028",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const text = tokens.join("");
        const { root, fault } = parseYaml(text);
        if (fault) {
          expect(root).toBeNull();
          expect(fault.message).toMatch(/^\S.*[.?]$/su);
          expect(fault.from).toBeGreaterThanOrEqual(0);
          expect(fault.to).toBeGreaterThanOrEqual(fault.from);
          expect(fault.to).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("limits", () => {
  const nestings: Record<string, (depth: number) => string> = {
    "[": (depth) => "[".repeat(depth) + "]".repeat(depth),
    "{a: ": (depth) => `${"{a: ".repeat(depth)}1${"}".repeat(depth)}`,
    "- on one line": (depth) => `${"- ".repeat(depth)}1`,
    "- on lines of their own": (depth) =>
      Array.from({ length: depth }, (_, at) => `${" ".repeat(at)}-\n`).join(""),
    "keys on lines of their own": (depth) =>
      Array.from({ length: depth }, (_, at) => `${" ".repeat(at)}a:\n`).join(""),
    "block style around flow style": (depth) => `- - ${"[".repeat(depth - 2)}${"]".repeat(depth - 2)}`,
  };

  test.each(Object.entries(nestings))("depth %s", (_, nest) => {
    expect(parseYaml(nest(MAX_DEPTH)).fault).toBeNull();
    const fault = parseYaml(nest(MAX_DEPTH + 1)).fault;
    expect(fault).toMatchObject({ code: "limit", message: expect.stringMatching(/more than 64 deep/) });
  });

  test("lists at the column of their key count as well", () => {
    // A mapping in a list in a mapping, two levels to a line.
    const nest = (lines: number) =>
      `a:\n${Array.from({ length: lines }, (_, at) => `${"  ".repeat(at)}- a:\n`).join("")}`;
    expect(parseYaml(nest(31)).fault).toBeNull();
    expect(parseYaml(nest(32)).fault?.code).toBe("limit");
  });

  test.each([
    ["200,000 [", "[".repeat(200_000)],
    ["200,000 {", "{".repeat(200_000)],
    ["200,000 {a: ", "{a: ".repeat(200_000)],
    ["200,000 dashes", "- ".repeat(200_000)],
    ["200,000 ?", "? ".repeat(200_000)],
    ["3,000 indentations", Array.from({ length: 3000 }, (_, at) => `${" ".repeat(at)}a:\n`).join("")],
  ])("%s are refused at the first that is too deep", (_, text) => {
    const { fault } = parseYaml(text);
    expect(fault?.code).toBe("limit");
    expect(fault!.from).toBeLessThan(MAX_DEPTH * (MAX_DEPTH + 8));
  });

  test("a text of 8 MiB is read, a longer one is not looked at", () => {
    const line = `${"k".repeat(1000)}: 1\n`;
    const long = line.repeat(Math.floor(MAX_LENGTH / line.length));
    const full = long + "#".repeat(MAX_LENGTH - long.length);
    expect(parseYaml(full).fault).toBeNull();
    expect(parseYaml(`${full}#`).fault).toEqual({
      code: "limit",
      message: "The text has 8,388,609 characters; files over 8 MB are not opened.",
      type: null,
      words: null,
      from: 0,
      to: 0,
    });
  });

  test("a key may be 1,024 characters away from its colon, and no further", () => {
    expect(parseYaml(`${"k".repeat(1024)}: v`).fault).toBeNull();
    expect(parseYaml(`${"k".repeat(1025)}: v`).fault).not.toBeNull();
    expect(parseYaml(`[${"k".repeat(1025)}: v]`).fault).not.toBeNull();
    expect(parseYaml(`${"🙂".repeat(1024)}: v`).fault).toBeNull();
    expect(parseYaml(`k${"🙂".repeat(1024)}: v`).fault).not.toBeNull();
  });
});

describe("values", () => {
  test.each<[string, string, unknown]>([
    ["nothing", "", null],
    ["comments alone", "# a\n\n  # b", null],
    ["a byte order mark alone", "\ufeff", null],
    ["an explicit empty document", "---\n", ""],
    [
      "lines that end with CRLF",
      "a: |\r\n  x\r\n  y\r\nb: 'c\r\n  d'\r\n",
      {
        pairs: [
          ["a", "x\ny\n"],
          ["b", "c d"],
        ],
      },
    ],
    [
      "lines that end with a lone CR",
      "a: 1\rb: 2\r",
      {
        pairs: [
          ["a", "1"],
          ["b", "2"],
        ],
      },
    ],
    ["block texts", "- |+\n a\n\n- |-\n a\n\n- |\n a\n\n", ["a\n\n", "a", "a\n"]],
    ["folded texts", "- >\n a\n b\n\n c\n  d\n e\n", ["a b\nc\n d\ne\n"]],
    ["an indentation given", "- |2\n   a\n  b\n", [" a\nb\n"]],
    ["quotes", `- 'it''s'\n- "\\x41\\u00e9\\U0001F600\\t\\\n   b"`, ["it's", "Aé😀\tb"]],
    ["plain texts over lines", "a: b\n  c\n\n  d\n", { pairs: [["a", "b c\nd"]] }],
    [
      "empty nodes",
      "a:\nb: []\n",
      {
        pairs: [
          ["a", ""],
          ["b", []],
        ],
      },
    ],
    [
      "double keys, both",
      "a: 1\na: 2",
      {
        pairs: [
          ["a", "1"],
          ["a", "2"],
        ],
      },
    ],
    ["signs inside plain texts", "a: b#c:d?e-f", { pairs: [["a", "b#c:d?e-f"]] }],
    ["JSON", '{"a": [1, {"b": null}]}', { pairs: [["a", ["1", { pairs: [["b", "null"]] }]]] }],
    [
      "aliases",
      "a: &x [1]\nb: *x",
      {
        pairs: [
          ["a", ["1"]],
          ["b", "*x"],
        ],
      },
    ],
    ["tags of a handle that is defined", "%TAG !h! tag:x,\n---\n!h!t a", "a"],
  ])("of %s", (_, text, value) => {
    expect(plainOf(parseYaml(text).root)).toEqual(value);
    expect(parseYaml(text).fault).toBeNull();
  });
});
