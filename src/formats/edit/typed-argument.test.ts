import { describe, expect, test } from "vitest";
import { applyChanges } from "../../model/text-change.ts";
import { readFlow } from "../read/read-flow.ts";
import { editDocument } from "./edit-document.ts";
import { readTyped, typedEdit } from "./typed-argument.ts";

const FLOW = `jtype: Flow
with:
  port: 54321   # theirs
executors:
  - name: encoder
    env:
      A: one   # kept
      B: two
    volumes: [a, b]
  - jtype: Deployment
    with: {uses: X}
`;

/** The text after what was typed, or the refusal. */
function typed(name: string | null, key: string, text: string, flow = FLOW): string {
  const document = readFlow(flow);
  const edit = typedEdit(document, name, key, text);
  if (edit === null) {
    return flow;
  }
  if ("refused" in edit) {
    return `refused: ${edit.refused}`;
  }
  const edited = editDocument(document, edit);
  return "refused" in edited ? `refused: ${edited.refused}` : applyChanges(flow, edited.changes);
}

const withLine = (line: string) => FLOW.replace("    env:", `    ${line}\n    env:`);

describe("what is typed for an argument", () => {
  test.each([
    ["replicas", "3"],
    ["uses", "docker://x:y"],
    ["uses_with", "{a: 1, b: [c]}"],
    ["quiet", "true"],
    ["replicas", "${{ ENV.N }}"],
  ])("%s: %s is written", (key, text) => {
    const after = typed("encoder", key, text);
    expect(after).not.toMatch(/^refused/);
    expect(readFlow(after).flow.entries[0]?.args.get(key)).toEqual(
      readFlow(withLine(`${key}: ${text}`)).flow.entries[0]?.args.get(key),
    );
  });

  test.each([
    ["gpus", "2", 2],
    ["title", "Issue #5", "Issue #5"],
    ["title", "#1", "#1"],
    ["workspace", "2024-01-31", "2024-01-31"],
    ["workspace", "yes", "yes"],
    ["workspace", "'two words'", "two words"],
    ["workspace", "null", null],
  ])("%s wants a text: %s is one", (key, text, value) => {
    expect(readFlow(typed("encoder", key, text)).flow.entries[0]?.args.get(key)).toEqual(value);
  });

  test.each([
    ["uses", "007", "reads it as something else"],
    ["uses", "true", "reads it as something else"],
    ["replicas", "many", 'The replicas of encoder must be a whole number, not "many".'],
    ["force_network_mode", "SIDEWAYS", "must be AUTO, HOST, BRIDGE or NONE"],
    ["env", "words", "The env of encoder must be a mapping"],
    ["env", "A: 1\nB: [", "Line 2, column 5: "],
    ["env", "{A: 1", "Column 6: "],
    ["name", "123", "123 is no valid name"],
    ["uses", "!!python/name:os.system", "Column 1: the tag !!python/name:os.system would be lost"],
    ["env", "A: 1\nB: !!binary aGk=", "Line 2, column 4: the tag !!binary would be lost"],
  ])("%s: %s is refused", (key, text, sentence) => {
    expect(typed("encoder", key, text)).toMatch(/^refused: /);
    expect(typed("encoder", key, text)).toContain(sentence);
  });

  test("nothing takes the argument away, and does nothing where there is none", () => {
    expect(typed("encoder", "volumes", " ")).toBe(FLOW.replace("    volumes: [a, b]\n", ""));
    expect(typed("encoder", "uses", "")).toBe(FLOW);
    expect(typed("encoder", "volumes", "- a\n- b")).toBe(FLOW);
  });

  test("a mapping is written as the file writes them", () => {
    const lines = "model: clip\nsizes: [1, 2]\nmore: {a: 1}";
    expect(typed("encoder", "uses_with", lines)).toBe(
      FLOW.replace(
        "  - jtype",
        "    uses_with:\n      model: clip\n      sizes: [1, 2]\n      more:\n        a: 1\n  - jtype",
      ),
    );
    expect(typed("executor1", "uses_with", lines)).toContain(
      "with: {uses: X, uses_with: {model: clip, sizes: [1, 2], more: {a: 1}}}",
    );
  });

  test("what stays of a collection keeps its bytes", () => {
    expect(typed("encoder", "env", "A: one\nB: three")).toBe(FLOW.replace("B: two", "B: three"));
    expect(typed("encoder", "env", "A: one")).toBe(FLOW.replace("      B: two\n", ""));
    expect(typed("encoder", "env", "A: one\nB: two\nC: 3")).toBe(
      FLOW.replace("B: two\n", "B: two\n      C: 3\n"),
    );
    expect(typed("encoder", "env", "B: 2\nC: {d: 3}")).toBe(
      FLOW.replace("      A: one   # kept\n", "").replace("B: two\n", "B: 2\n      C:\n        d: 3\n"),
    );
    expect(typed("encoder", "volumes", "[a, c]")).toBe(FLOW.replace("[a, b]", "[a, c]"));
  });

  test("the Flow's own arguments, the gateway's, and a Deployment's stand where the engine reads them", () => {
    expect(typed(null, "port", "12345")).toBe(FLOW.replace("54321", "12345"));
    expect(typed(null, "protocol", "[grpc, http]")).toContain("  protocol: [grpc, http]\n");
    expect(typed(null, "protocol", "carrier pigeon")).toContain("must be GRPC, HTTP or WEBSOCKET");
    expect(typed("gateway", "port", "8080")).toContain("gateway:\n  port: 8080\n");
    expect(typed("gateway", "prefetch", "x")).toBe(
      'refused: The prefetch of the gateway must be a whole number, not "x".',
    );
    expect(typed("executor1", "replicas", "2")).toContain("with: {uses: X, replicas: 2}");
    expect(typed("nobody", "uses", "X")).toBe("refused: There is no executor nobody.");
  });

  test("aliases into the file are no YAML of their own", () => {
    expect(readTyped("*x")).toHaveProperty("refused");
  });
});
