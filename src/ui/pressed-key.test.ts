import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { pressedKey } from "./pressed-key.ts";

describe("pressedKey", () => {
  test.each<[string, Parameters<typeof pressedKey>[0], string | null]>([
    ["a key", { key: "Enter", isComposing: false, keyCode: 13 }, "Enter"],
    ["a key in a composition", { key: "Enter", isComposing: true, keyCode: 229 }, null],
    ["the same where the code is the key's", { key: "Enter", isComposing: true, keyCode: 13 }, null],
    ["Safari's, which comes after the composition", { key: "Enter", isComposing: false, keyCode: 229 }, null],
    ["a key that an input method takes", { key: "Process", isComposing: false, keyCode: 229 }, null],
    ["React's event of a key", { key: "Escape", nativeEvent: { isComposing: false, keyCode: 27 } }, "Escape"],
    ["React's in a composition", { key: "Escape", nativeEvent: { isComposing: true, keyCode: 229 } }, null],
  ])("%s", (_, event, key) => {
    expect(pressedKey(event)).toBe(key);
  });
});

/** Names by which handlers of keys are given, and what they would read of an event in place of asking. */
const HANDLER = /^on(KeyDown|KeyUp|KeyPress)(Capture)?$/;
const EVENTS = /^key(down|up|press)$/;
const READ = new Set(["key", "keyCode", "which", "charCode", "isComposing"]);
/** What is wrong with the handlers of keys in a file, as sentences. */
function wrongs(file: string, text: string): string[] {
  const out: string[] = [];
  let handles = false;
  const { program } = parseSync(file, text);
  new Visitor({
    JSXAttribute({ name }) {
      handles ||= name.type === "JSXIdentifier" && HANDLER.test(name.name);
    },
    Literal({ value }) {
      handles ||= typeof value === "string" && EVENTS.test(value);
    },
    MemberExpression({ object, property }) {
      if (property.type === "Identifier" && READ.has(property.name)) {
        const of = object.type === "Identifier" ? object.name : "";
        if (
          /^(event|e|ev|press|keyEvent|nativeEvent)$/i.test(of) ||
          /nativeEvent$/.test(text.slice(object.start, object.end))
        ) {
          out.push(`${file} reads ${of || "an event"}.${property.name}`);
        }
      }
    },
    ObjectPattern({ properties, start, end }) {
      const names = properties.flatMap((one) =>
        one.type === "Property" && one.key.type === "Identifier" ? one.key.name : [],
      );
      if (
        names.includes("key") &&
        /KeyboardEvent|shiftKey|ctrlKey|metaKey/.test(text.slice(start, end + 30))
      ) {
        out.push(`${file} takes an event apart`);
      }
    },
  }).visit(program);
  if (handles && !/from "(\.\.\/ui|\.)\/pressed-key\.ts"/.test(text)) {
    out.push(`${file} handles keys without pressedKey`);
  }
  return out;
}

describe("handlers of keys", () => {
  test.each<[string, string, string[]]>([
    ["reads the event", 'const f = (event) => event.key === "Enter";', ["x.tsx reads event.key"]],
    ["takes it apart", "const f = ({ key }: KeyboardEvent) => key;", ["x.tsx takes an event apart"]],
    [
      "does not ask",
      "const f = <input onKeyDown={(any) => any.stopPropagation()} />;",
      ["x.tsx handles keys without pressedKey"],
    ],
    [
      "listens and does not ask",
      'addEventListener("keydown", f);',
      ["x.tsx handles keys without pressedKey"],
    ],
    [
      "reads what React keeps within",
      'import { pressedKey } from "./pressed-key.ts"; const f = (any) => any.nativeEvent.keyCode;',
      ["x.tsx reads an event.keyCode"],
    ],
    ["a row's key is none", "const f = (row) => row.key;", []],
    [
      "asks",
      'import { pressedKey } from "./pressed-key.ts"; const f = <input onKeyDown={(e) => pressedKey(e) === "Tab"} />;',
      [],
    ],
  ])("a planted one that %s is found", (_, text, found) => {
    expect(wrongs("x.tsx", text)).toEqual(found);
  });

  test("of the page all ask pressedKey", () => {
    const src = resolve(import.meta.dirname, "..");
    const files = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((name) => /^(ui|canvas|panels|app|frame)\/.*\.tsx?$/.test(name) && !/\.test\./.test(name))
      .map((name) => join(src, name));
    expect(files.length).toBeGreaterThan(30);
    const found = files.flatMap((file) => wrongs(relative(src, file), readFileSync(file, "utf8")));
    expect(found.filter((one) => !one.startsWith("ui/pressed-key.ts"))).toEqual([]);
  });
});
