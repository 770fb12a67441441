import { describe, expect, test } from "vitest";
import type { Fix } from "../model/problem.ts";
import { applyChanges } from "../model/text-change.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { correctJtype, insertJtype, moveJtypeFirst } from "./frame-fixes.ts";
import type { YamlDocument } from "./yaml.ts";

const mended = (fixOf: (yaml: YamlDocument) => Fix | undefined, text: string): string | undefined => {
  const fix = fixOf(parseEngineYaml(text));
  return fix && "changes" in fix ? applyChanges(text, fix.changes) : undefined;
};

describe("moveJtypeFirst", () => {
  test.each([
    ["version: '1'\njtype: Flow\nexecutors: []\n", "jtype: Flow\nversion: '1'\nexecutors: []\n"],
    ["# head\na: 1\r\njtype: Flow\r\n", "# head\njtype: Flow\r\na: 1\r\n"],
    ["\ufeffa: 1\njtype: Flow", "\ufeffjtype: Flow\na: 1\n"],
    ["a: 1\n!Flow\nb: 2\n", "jtype: Flow\na: 1\nb: 2\n"],
    ["a: 1\njtype: Flow # a comment\n", undefined],
    ["{a: 1, jtype: Flow}\n", undefined],
    ["--- {a: 1}\n", undefined],
  ])("%j", (text, wanted) => {
    expect(mended(moveJtypeFirst, text)).toBe(wanted);
  });
});

describe("insertJtype", () => {
  test.each([
    ["executors:\n  - name: a\n", "jtype: Flow\nexecutors:\n  - name: a\n"],
    ["# head\n\nwith: {}\ndeployments: []\n", "# head\n\njtype: Flow\nwith: {}\ndeployments: []\n"],
    ["executors: {a: 1}\n", undefined],
    ["name: a\n", undefined],
    ["- a\n", undefined],
  ])("%j", (text, wanted) => {
    expect(mended(insertJtype, text)).toBe(wanted);
  });
});

describe("correctJtype", () => {
  test.each([
    ["jtype: flow\n", "jtype: Flow\n"],
    ["jtype: 'AsyncFlow' # x\n", "jtype: Flow # x\n"],
    ["!AsyncFlow\nexecutors: []\n", "!Flow\nexecutors: []\n"],
    ["jtype: Flow\n", undefined],
    ["jtype: Deployment\n", undefined],
  ])("%j", (text, wanted) => {
    expect(mended(correctJtype, text)).toBe(wanted);
  });
});
