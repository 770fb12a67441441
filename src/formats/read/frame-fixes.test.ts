import { describe, expect, test } from "vitest";
import type { Fix } from "../../model/problem.ts";
import { applyChanges } from "../../model/text-change.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import { parseEngineYaml } from "./engine-text.ts";
import {
  correctEntryType,
  correctJtype,
  insertJtype,
  moveJtypeFirst,
  replaceLongTag,
} from "./frame-fixes.ts";

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
    ["a: 1\n# b\njtype: Flow # a comment\n", "jtype: Flow # a comment\na: 1\n# b\n"],
    ["{a: 1, jtype: Flow}\n", "{jtype: Flow, a: 1}\n"],
    ['{"a": 1, "jtype": "Flow", "b": 2}\n', '{"jtype": "Flow", "a": 1, "b": 2}\n'],
    ["{a: 1, # one\n jtype: Flow}\n", undefined],
    ["a: 1\njtype:\n  Flow\n", "jtype:\n  Flow\na: 1\n"],
    ["--- {a: 1}\n", undefined],
  ])("%j", (text, wanted) => {
    expect(mended(moveJtypeFirst, text)).toBe(wanted);
  });
});

describe("replaceLongTag", () => {
  test.each([
    ["!<!Flow>\npods:\n  - name: a\n", "jtype: Flow\npods:\n  - name: a\n"],
    [
      "\ufeff# head\r\n\r\n!<!Flow> # x\r\nexecutors: []\r\n",
      "\ufeff# head\r\n\r\njtype: Flow # x\r\nexecutors: []\r\n",
    ],
    ["--- !<!Flow>\nexecutors: []\n", undefined],
    ["!<!Flow> {executors: []}\n", undefined],
    ["!<!Deployment>\nwith: {}\n", undefined],
    ["jtype: Flow\nwith: !<!Flow>\n  a: 1\n", undefined],
    ["jtype: Flow\n# !<!Flow>\nexecutors: [\n", undefined],
  ])("%j", (text, wanted) => {
    expect(mended(replaceLongTag, text)).toBe(wanted);
  });
});

describe("insertJtype", () => {
  test.each([
    ["executors:\n  - name: a\n", "jtype: Flow\nexecutors:\n  - name: a\n"],
    ["# head\n\nwith: {}\ndeployments: []\n", "# head\n\njtype: Flow\nwith: {}\ndeployments: []\n"],
    ["{executors: []}\n", "{jtype: Flow, executors: []}\n"],
    ['{"executors": []}\n', '{"jtype": "Flow", "executors": []}\n'],
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
    ["jtype: 'AsyncFlow' # x\n", "jtype: 'Flow' # x\n"],
    ["!AsyncFlow\nexecutors: []\n", "!Flow\nexecutors: []\n"],
    ["jtype: Flow\n", undefined],
    ["jtype: Deployment # x\nexecutors: []\n", "jtype: Flow # x\nexecutors: []\n"],
    ["!Deployment\nexecutors: []\n", "!Flow\nexecutors: []\n"],
    ['{"jtype": "Executor", "executors": []}\n', '{"jtype": "Flow", "executors": []}\n'],
    ["version: 1\njtype: flow # x\nexecutors: []\n", "jtype: Flow # x\nversion: 1\nexecutors: []\n"],
    ["Jtype: Flow\nexecutors: []\n", "jtype: Flow\nexecutors: []\n"],
    ["executors: []\ntype: 'flow' # x\n", "jtype: 'Flow' # x\nexecutors: []\n"],
    ["jtyp: Own\nexecutors: []\n", undefined],
    ["jtype:\nexecutors: []\n", undefined],
    ["jtype: a\njtype: b\nexecutors: []\n", undefined],
  ])("%j", (text, wanted) => {
    expect(mended(correctJtype, text)).toBe(wanted);
  });
});

describe("correctEntryType", () => {
  test.each([
    ["- jtype: deployment # x\n  with: {name: a}\n", "- jtype: Deployment # x\n  with: {name: a}\n"],
    ["- with: {}\n  jtype: 'Deploymnt'\n", "- with: {}\n  jtype: 'Deployment'\n"],
    ["- !deployment\n  with: {}\n", "- !Deployment\n  with: {}\n"],
    // The engine reads nothing of a Deployment but its with.
    ["- jtype: deployment\n  with: {}\n  uses: A\n", undefined],
    ["- jtype: deployment\n  uses: A\n", undefined],
    ["- jtype: Own\n  with: {}\n", undefined],
  ])("%j", (items, wanted) => {
    const head = "jtype: Flow\nexecutors:\n";
    const fixOf = (yaml: YamlDocument) => correctEntryType(yaml, ["executors", 0, "jtype"]);
    expect(mended(fixOf, head + items)).toBe(wanted && head + wanted);
  });
});
