import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createJsonReader, JsonFault } from "./json-reader.ts";

/** The fault that reading `text` ends in, as `offset: message`. */
function faultOf(text: string): string {
  try {
    createJsonReader(text).value();
  } catch (fault) {
    if (fault instanceof JsonFault) {
      return `${fault.offset}: ${fault.message}`;
    }
    throw fault;
  }
  return "none";
}

function isFiniteThroughout(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? Object.values(value).every(isFiniteThroughout)
    : typeof value !== "number" || Number.isFinite(value);
}

describe("createJsonReader", () => {
  test("reads whatever the built-in writer writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom("", " ", "\n\t"), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const read = JSON.stringify(createJsonReader(text).value(), (_, part) =>
          typeof part === "bigint" ? Number(part) : part,
        );
        expect(read).toBe(JSON.stringify(value));
      }),
    );
  });

  test("refuses what the built-in parser refuses, and only that", () => {
    const pieces = fc.constantFrom(
      ...'{}[]:,"\\ \n'.split(""),
      ...'0 1 -1 1.5 1e3 01 - . e + null true false nul "a" "\\n" "\\x" "\\u12" "\\u0041"'.split(" "),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        let wanted: unknown;
        try {
          wanted = JSON.parse(text);
        } catch {
          const reader = createJsonReader(text);
          expect(() => {
            reader.value();
            if (reader.next() < text.length) {
              throw reader.fault("the end");
            }
          }).toThrow(JsonFault);
          return;
        }
        // Two pieces may join to a number that no double holds, as 1e301 0: the built-in parser makes it infinite.
        if (isFiniteThroughout(wanted)) {
          expect(createJsonReader(text).value()).toEqual(wanted);
        } else {
          expect(faultOf(text)).toMatch(/^\d+: too large for a number$/);
        }
      }),
      { numRuns: 2000, examples: [[["1e3", "01", "0"]], [["[", "-1", "e", "1", "999", "]"]]] },
    );
  });

  test("keeps whole numbers exact", () => {
    expect(createJsonReader("9007199254740992").value()).toBe(9007199254740992);
    expect(createJsonReader("9007199254740993").value()).toBe(9007199254740993n);
    expect(createJsonReader("-18446744073709551617").value()).toBe(-18446744073709551617n);
    expect(createJsonReader("9007199254740993.0").value()).toBe(9007199254740992);
    expect(createJsonReader("1e300").value()).toBe(1e300);
    expect(Object.is(createJsonReader("-0").value(), -0)).toBe(true);
  });

  test.each([
    ['"\\ud83d\\ude00"', "\u{1f600}"],
    ['"\\ud83d\ude00"', "\u{1f600}"],
    ['"a\\u0000b"', "a\0b"],
    ["0.1", 0.1],
    ["0.10000000000000001", 0.1],
    ["0.1000000000000000055511151231257827", 0.1],
    ["1e23", 1e23],
    ["0e-999", 0],
    ["0.000", 0],
    ["5e-324", 5e-324],
    ["100000000000000000000000000.0", 1e26],
  ])("%s is what it says", (text, value) => {
    expect(createJsonReader(text).value()).toBe(value);
  });

  test("one key may come in several objects", () => {
    expect(createJsonReader('[{"a": 1}, {"a": {"a": 2}}]').value()).toEqual([{ a: 1 }, { a: { a: 2 } }]);
  });

  test("a key named __proto__ is a key", () => {
    const value = createJsonReader('{"__proto__": 1}').value();
    expect(Object.entries(value as object)).toEqual([["__proto__", 1]]);
  });

  test("stops after one value", () => {
    const reader = createJsonReader(' [1] {"a": 2}');
    expect(reader.value()).toEqual([1]);
    expect(reader.offset()).toBe(4);
    expect(reader.next()).toBe(5);
    expect(reader.value()).toEqual({ a: 2 });
  });

  test.each([
    ["", "0: not JSON: expected a value, found the end"],
    ["[1,]", "3: not JSON: expected a value, found “]”"],
    ["[1 2]", "3: not JSON: expected a comma or ], found “2”"],
    ["{'a': 1}", "1: not JSON: expected a key in double quotes, found “'”"],
    ['{"a" 1}', "5: not JSON: expected a colon, found “1”"],
    ['{"a": 1', "7: not JSON: expected a comma or }, found the end"],
    ["[hello world]", "1: not JSON: expected a value, found “hello”"],
    ["[😀]", "1: not JSON: expected a value, found “😀”"],
    ["[NaN]", "1: not JSON: expected a value, found “NaN”"],
    ["[01]", "1: not JSON: expected a value, found “01”"],
    ['["abc', "1: not JSON: this string does not end"],
    ['["a\nb"]', "3: not JSON: a line break inside a string; write it as \\n or \\u00xx"],
    ['["a\\qb"]', "3: not JSON: there is no such escape"],
    ["[1e999]", "1: too large for a number"],
    ["[-1e-400]", "1: too small for a number, it would become 0"],
    ["[0.1234567890123456789]", "1: more digits than a number holds, it would become 0.12345678901234568"],
    ["[12345678901234567891.5]", "1: more digits than a number holds, it would become 12345678901234567000"],
    ['{"a": 1, "b": 2, "a": 3}', "17: the key “a” comes twice in one object"],
    ['{"a": 1, "\\u0061": 3}', "9: the key “a” comes twice in one object"],
    ['["ab\\n\\ud83dx"]', "6: half of a character (U+D83D without its other half), which cannot be sent"],
    ['["\\ude00\\ud83d"]', "2: half of a character (U+DE00 without its other half), which cannot be sent"],
    ['["\ud83d"]', "2: half of a character (U+D83D without its other half), which cannot be sent"],
    ['{"\\udfff": 1}', "2: half of a character (U+DFFF without its other half), which cannot be sent"],
    ["[".repeat(600), "501: more than 500 levels deep"],
  ])("%j", (text, wanted) => {
    expect(faultOf(text)).toBe(wanted);
  });
});
