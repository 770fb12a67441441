/** Values, faults and places of a file as the engine's loader has it. That they are the engine's is tried in scripts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodesOf, plainOf } from "../yaml/test-nodes.ts";
import { MAX_LENGTH, parseYaml, type YamlNode } from "../yaml/yaml.ts";
import { parseEngineYaml } from "./engine-text.ts";

function rootOf(text: string): YamlNode {
  const { root, fault } = parseEngineYaml(text);
  expect(fault, text).toBeNull();
  return root!;
}

const slices = (text: string) => [...nodesOf(rootOf(text))].map(({ from, to }) => text.slice(from, to));

describe("[T3] lines come with one break more", () => {
  test.each<[string, string, string]>([
    ["a plain text", "one\n  two", "one\ntwo"],
    ["a plain text with a blank line", "one\n\n  two", "one\n\n\ntwo"],
    ["a plain text with CRLF", "one\r\n  two", "one\ntwo"],
    ["a plain text with a lone CR", "one\r  two", "one\ntwo"],
    ["a plain text with U+0085, which ends no line", "one\x85  two", "one two"],
    ["a plain text with U+2028, which ends no line", "one\u2028  two", "one\u2028two"],
    ["single quotes", "'one \n  two'", "one\ntwo"],
    ["double quotes", '"one\n  two"', "one\ntwo"],
    ["an escaped break", '"one \\\n  two"', "one \ntwo"],
    ["an escaped U+0085", '"one \\\x85  two"', "one two"],
    ["a literal text", "|\n  one\n  two\n", "\none\n\ntwo\n"],
    ["a literal text that another line follows", "|\n  one\nb: 1", "\none\n"],
    ["a literal text that is kept", "|+\n  one\n\nb: 1", "\none\n\n\n\n"],
    ["a literal text that is kept, at the end", "|+\n  one\n\n", "\none\n\n\n"],
    ["a literal text that is stripped", "|-\n  one\n  two\n\n", "\none\n\ntwo"],
    ["a literal text at the very end", "|\n  one", "\none"],
    ["a literal text with an indentation", "|1\n  one\n two\n", "\n one\n\ntwo\n"],
    ["a literal text with CRLF", "|\r\n  one\r\n  two\r\n", "\none\n\ntwo\n"],
    ["a folded text", ">\n  one\n  two\n", "\none\ntwo\n"],
    ["a folded text with a deeper line", ">-\n  one\n    two\n  three\n", "\none\n\n  two\n\nthree"],
    ["a folded text with U+0085", ">-\n  one\x85  two\n", "\none two"],
    ["an empty literal text", "|\n", ""],
    ["an empty literal text that is kept", "|+\n\n", "\n\n"],
  ])("%s", (_, written, value) => {
    const root = rootOf(`a: ${written}`);
    expect(root.kind === "map" && plainOf(root.entries[0]!.value)).toBe(value);
  });

  test("collections mean what they meant", () => {
    const text = "\ufeff# c\r\na:\r\n- [b,\r\n  c]\r\n\r\n- {d:\r\n  e}\r\n# c\r\n";
    expect(plainOf(rootOf(text))).toEqual(plainOf(parseYaml(text).root!));
  });

  const line = fc.constantFrom(
    ..."a: b|- c|  - d|e: |  f: g|  one|# c|- |h: [i,|  j]|k: 'l|  m'|n: >-|  o||  |p: &q r|s: *q|? t|: u|\tv".split(
      "|",
    ),
  );
  const lines = fc.array(fc.tuple(line, fc.constantFrom("\n", "\n", "\r\n", "\r", "\x85")), {
    maxLength: 10,
  });

  test("no place moves, and no text without a `!` becomes or ceases to be YAML", () => {
    let compared = 0;
    fc.assert(
      fc.property(lines, (parts) => {
        const text = parts.flat().join("");
        const plain = parseYaml(text);
        const engine = parseEngineYaml(text);
        if (engine.fault?.type !== "ConstructorError") {
          expect(engine.fault?.from).toBe(plain.fault?.from);
        }
        if (engine.root && plain.root) {
          compared++;
          const placesOf = (node: YamlNode) =>
            [...nodesOf(node)].map(({ kind, from, to, start }) => [kind, from, to, start]);
          expect(placesOf(engine.root)).toEqual(placesOf(plain.root));
        }
      }),
      { numRuns: 2000 },
    );
    expect(compared).toBeGreaterThan(300);
  });
});

describe("[T4] `!Word` is read as `jtype: Word`", () => {
  test.each<[string, unknown]>([
    [
      "!Flow\nexecutors: []\n",
      {
        pairs: [
          ["jtype", "Flow"],
          ["executors", []],
        ],
      },
    ],
    ["# !a comment\na: 1", { pairs: [["a", "1"]] }],
    [
      "- !Foo\n  a: 1",
      [
        {
          pairs: [
            ["jtype", "Foo"],
            ["a", "1"],
          ],
        },
      ],
    ],
    ["a: 'Hello !World'", { pairs: [["a", "Hello jtype: World"]] }],
    [
      "a: {!Foo, b: 1}",
      {
        pairs: [
          [
            "a",
            {
              pairs: [
                ["jtype", "Foo"],
                ["b", "1"],
              ],
            },
          ],
        ],
      },
    ],
    ["x!字_1 b", { pairs: [["xjtype", "字_1 b"]] }],
    ["[a!b, !c]", [{ pairs: [["ajtype", "b"]] }, { pairs: [["jtype", "c"]] }]],
    [
      "a: ! b\nc: !\n",
      {
        pairs: [
          ["a", "b"],
          ["c", ""],
        ],
      },
    ],
    ["a: b!", { pairs: [["a", "b!"]] }],
  ])("in %j", (text, value) => {
    expect(plainOf(rootOf(text))).toEqual(value);
  });

  test.each<[string, string[]]>([
    ["!Flow\na: 1", ["!Flow\na: 1", "!Flow", "Flow", "a", "1"]],
    ["a: x!y # !z\nb: 2".replace("a: ", ""), ["x!y # !z\nb: 2", "x!y", "y", "b", "2"]],
    ["- !Foo bar\n- b", ["- !Foo bar\n- b", "!Foo bar", "!Foo", "Foo bar", "b"]],
    ["a: '!Foo'\nb: &x 1\nc: *x", ["a: '!Foo'\nb: &x 1\nc: *x", "a", "'!Foo'", "b", "1", "c", "*x"]],
    ["# !a !b\nc: |\n  !d\n  e\nf: g", ["c: |\n  !d\n  e\nf: g", "c", "|\n  !d\n  e", "f", "g"]],
  ])("and the nodes of %j are there", (text, expected) => {
    expect(slices(text)).toEqual(expected);
  });

  test("a colon, a dash and the start of an anchor are where they stand", () => {
    const text = "# !a\nk!b: 1\n".replace(": 1", "\nc: &x !d\n".trimEnd());
    expect(parseEngineYaml(text).fault).not.toBeNull();
    const root = rootOf("# !a\nk:\n  - &x a\n  - !b\n");
    expect(root).toMatchObject({
      entries: [{ colon: 6, value: { items: [{ from: 10, value: { start: 12, from: 15 } }, { from: 19 }] } }],
    });
    expect(rootOf("!b")).toMatchObject({
      entries: [{ colon: 0, key: { from: 0, to: 2 }, value: { from: 1, to: 2 } }],
    });
  });

  test("a new word can be put in place of the value", () => {
    const text = "a: 1 # !x\nb:\n  !Foo\n";
    const root = rootOf(text);
    const map = root.kind === "map" ? root.entries[1]!.value : root;
    const { from, to } = map.kind === "map" ? map.entries[0]!.value : map;
    const changed = `${text.slice(0, from)}Bar${text.slice(to)}`;
    expect(changed).toBe("a: 1 # !x\nb:\n  !Bar\n");
    expect(plainOf(rootOf(changed))).toEqual({
      pairs: [
        ["a", "1"],
        ["b", { pairs: [["jtype", "Bar"]] }],
      ],
    });
  });

  test("anchors are those of the nodes", () => {
    const { root, anchors } = parseEngineYaml("# !a\nb: &x [1]\nc: *x");
    expect(root?.kind === "map" && root.entries[0]!.value).toBe(anchors.get("x"));
    expect(anchors.get("x")).toMatchObject({ from: 11, to: 14 });
  });

  const piece = fc.constantFrom(
    ..."a: |b|\n|\n  |- |!Foo|!é|!|!!|x!y|'|\"|{|}|, | # |c|: |&x |*x |🙂|[|]|\r\n".split("|"),
  );

  test("every plain text on one line is what stands at its place", () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const text = pieces.join("");
        const { root, fault } = parseEngineYaml(text);
        if (fault) {
          expect(fault.from).toBeGreaterThanOrEqual(0);
          expect(fault.to).toBeGreaterThanOrEqual(fault.from);
          expect(fault.to).toBeLessThanOrEqual(text.length);
        }
        for (const node of root ? nodesOf(root) : []) {
          expect(node.start).toBeLessThanOrEqual(node.from);
          expect(node.from).toBeLessThanOrEqual(node.to);
          if (node.kind === "scalar" && node.style === "plain" && !node.value.includes("\n")) {
            compared++;
            const slice = text.slice(node.from, node.to);
            expect(slice.replace(/!([\p{L}\p{N}_]+)$/u, "jtype")).toBe(node.value);
          }
        }
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(500);
  });
});

describe("[T2] faults are the engine's, at their place in the file", () => {
  test.each<[string, string, string]>([
    ["a: 1\nuses: !Foo", "!Foo", "ScannerError: mapping values are not allowed here"],
    ["a: !!str b", "!!str", "ConstructorError: could not determine a constructor for the tag '!jtype:'"],
    [
      "# !a !b\nc: {{ X }}",
      "{ X }",
      "ConstructorError: found unacceptable key (unhashable key: {'X': None})",
    ],
    ["# !a\r\n\tb: 1", "\t", "ScannerError: found character '\\t' that cannot start any token"],
    ["a: !!\r\n", "!!\r", "ScannerError: expected URI, but found '\\n'"],
    ["a: '!b\n", "'", "ScannerError: found unexpected end of stream"],
    ['a: "\\!b"', "\\!b", "ScannerError: found unknown escape character 'j'"],
    ["--- !Flow\na: 1", "!Flow", "ScannerError: mapping values are not allowed here"],
    [
      "a: 1\n!b\x07",
      "\x07",
      "ReaderError: unacceptable character #x0007: special characters are not allowed",
    ],
    ["!a\nb: [", "", "ParserError: expected the node content, but found '<stream end>'"],
    ["# !a\n&x [*x]", "*x", "RecursionError: maximum recursion depth exceeded"],
  ])("of %j at %j: %s", (text, slice, said) => {
    const fault = parseEngineYaml(text).fault!;
    expect(`${fault.type}: ${fault.words}`).toBe(said);
    expect(text.slice(fault.from, fault.to)).toBe(slice);
  });

  test("a fault at a replaced word says what the engine reads there", () => {
    expect(parseEngineYaml("uses: !Foo").fault?.message).toBe(
      "Jina reads !Foo as jtype: Foo wherever it stands, in quotes and comments too, and the text is not YAML then.",
    );
    expect(parseEngineYaml("# !Foo\na: b: c").fault?.message).toBe(
      "A second colon stands in this line: a text with a colon and a blank in it must stand in quotes.",
    );
  });
});

describe("limits", () => {
  test("a key is as long as the engine sees it", () => {
    const faultOfKey = (length: number) => parseEngineYaml(`{${"k".repeat(length)}!b}`).fault;
    expect(faultOfKey(1024 - "jtype".length)).toBeNull();
    expect(faultOfKey(1025 - "jtype".length)?.words).toBe("expected ',' or '}', but got ':'");
  });

  test("a text of 8 MiB that doubles four times over is read", () => {
    const text = `# ${"!a".repeat((MAX_LENGTH - 10) / 2)}\nb: !c\n`
      .slice(0, MAX_LENGTH)
      .replace("b: !c", "b: c");
    expect(parseEngineYaml(text).fault).toBeNull();
    expect(parseEngineYaml(`${text}${"#".repeat(10)}`).fault?.code).toBe("limit");
  });
});
