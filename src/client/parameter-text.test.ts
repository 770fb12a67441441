import { describe, expect, test } from "vitest";
import { createSeededRandom } from "../base/test-random.ts";
import { ClientError } from "../model/run/client-error.ts";
import { parseParameters } from "./documents.ts";
import { parameterTexts, withParameter } from "./parameter-text.ts";

const said = (result: unknown) => (result instanceof ClientError ? `refused: ${result.message}` : result);

test("the values stand there as they are typed", () => {
  const texts = parameterTexts(' {"a__k": 1.0, "b" : {"c": [1,  2]},\n"d": "x, \\"y\\"}" } ');
  expect([...(texts as Map<string, string>)]).toEqual([
    ["a__k", "1.0"],
    ["b", '{"c": [1,  2]}'],
    ["d", '"x, \\"y\\"}"'],
  ]);
  expect(parameterTexts("  ")).toEqual(new Map());
  expect(said(parameterTexts("top_k: 5"))).toMatch(/^refused: Line 1/);
});

describe("a value", () => {
  test.each([
    ["", "a__k", "5", '{"a__k": 5}'],
    ["{}", "a__k", "5", '{"a__k": 5}'],
    [" { } ", "k", "$&", ' {"k": "$&"} '],
    ['{"x": 1.0}', "a__k", "high", '{"x": 1.0, "a__k": "high"}'],
    ['{ "a__k" : 5 , "x": 1.0 }', "a__k", "true", '{ "a__k" : true , "x": 1.0 }'],
    ['{"k": 1}', "k", "12345678901234567890", '{"k": 12345678901234567890}'],
    ['{"k": 1}', "k", "2024-01-01", '{"k": "2024-01-01"}'],
    ['{"k": 1}', "k", "", '{"k": ""}'],
    ['{"k": 1}', 'q"', "x", '{"k": 1, "q\\"": "x"}'],
  ])("in %j for %s: %s", (text, key, typed, wanted) => {
    expect(withParameter(text, key, typed)).toBe(wanted);
  });

  test.each(["[1", '{"a": }', '"x', "1.", "1e999", "{} {}"])("%s is refused", (typed) => {
    expect(said(withParameter('{"k": 1}', "k", typed))).toMatch(/^refused: Column \d/);
  });

  test("is taken away with what stood around it", () => {
    const text = '{"a": 1, "b": 2 , "c": 3}';
    expect(withParameter(text, "a", null)).toBe('{"b": 2 , "c": 3}');
    expect(withParameter(text, "b", null)).toBe('{"a": 1, "c": 3}');
    expect(withParameter(text, "c", null)).toBe('{"a": 1, "b": 2}');
    expect(withParameter(text, "d", null)).toBe(text);
    expect(withParameter('{"a": 1}', "a", null)).toBe("");
  });
});

test("whatever is changed, the others keep their values", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = createSeededRandom(seed);
    const among = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
    const space = () => among(["", " ", "\n", "  "]);
    const values = new Map<string, string>();
    while (values.size < Math.floor(random() * 5)) {
      values.set(
        among(["a", "b", "c__d", "é", "__proto__"]),
        among(["1", '"x"', "[1, {}]", "null", '{"k": "}"}']),
      );
    }
    const body = [...values].map(
      ([key, value]) => `${space()}"${key}"${space()}:${space()}${value}${space()}`,
    );
    const text = `${space()}{${body.join(",")}${space()}}${space()}`;
    const key = among(["a", "c__d", "new"]);
    const typed = among([null, "7", "word"]);
    const changed = withParameter(text, key, typed);
    const read = parseParameters(String(changed));
    const wanted = new Map([...values].map(([name, value]) => [name, JSON.parse(value)]));
    if (typed === null) {
      wanted.delete(key);
    } else {
      wanted.set(key, typed === "7" ? 7 : typed);
    }
    expect(read, `seed ${seed}: ${text} → ${String(changed)}`).toEqual({
      parameters: Object.fromEntries(wanted),
    });
  }
});
