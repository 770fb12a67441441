import { describe, expect, test } from "vitest";
import { typedEdit } from "../formats/edit/typed-argument.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { argumentText } from "./argument-text.ts";

const flowOf = (line: string) => readFlow(`jtype: Flow\nexecutors:\n  - name: a\n    ${line}\n`);

describe("the text of an argument", () => {
  test.each([
    ["uses: A", "text", "A"],
    ["uses: docker://x:y", "text", "docker://x:y"],
    ["title: 'Issue #5'", "text", "Issue #5"],
    ["title: 'a: b'", "text", '"a: b"'],
    ['title: "two\\nlines"', "text", '"two\\nlines"'],
    ["workspace: 'yes'", "text", "yes"],
    ["gpus: 2", "text", "2"],
    ["protocol: [grpc, http]", "text", "[grpc, http]"],
    ["uses: {jtype: X, with: {a: 1}}", "text", "jtype: X\nwith:\n  a: 1"],
    ["env: {A: 1, B: [x]}", "block", "A: 1\nB:\n  - x"],
    ["volumes: [a, b]", "block", "- a\n- b"],
    ["polling: {/index: ANY}", "text", "/index: ANY"],
    ["quiet: true", "value", "true"],
    ["replicas: '${{ ENV.N }}'", "value", "${{ ENV.N }}"],
    ["workspace: null", "text", ""],
  ] as const)("of %s as a %s", (line, as, wanted) => {
    const document = flowOf(line);
    const key = line.split(":")[0] ?? "";
    const { text } = argumentText(document.flow.entries[0]?.args.get(key), as);
    expect(text).toBe(wanted);
    if (text !== "") {
      expect(typedEdit(document, "a", [key], text)).toBeNull();
    }
  });

  test("a value in a mapping that would be another one is in quotes", () => {
    const document = flowOf("uses_with: {a: 'yes', b: plain, c: '1'}");
    const map = document.flow.entries[0]?.args.get("uses_with");
    for (const [key, value] of map instanceof Map ? map : []) {
      const { text } = argumentText(value, "value");
      expect(typedEdit(document, "a", ["uses_with", key], text), text).toBeNull();
    }
  });
});
