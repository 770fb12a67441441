import { describe, expect, test } from "vitest";
import type { Path } from "../../model/path.ts";
import { applyChanges } from "../../model/text-change.ts";
import { readFlow } from "../read/read-flow.ts";
import { editDocument } from "./edit-document.ts";
import { readTyped, typedEdit, typedItem } from "./typed-argument.ts";

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
  const edit = typedEdit(document, name, [key], text);
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
    ["replicas", "0", "The replicas of encoder must be 1 or more, not 0."],
    ["replicas", "-1", "The replicas of encoder must be 1 or more, not -1."],
    ["timeout_ready", "-2", "must be -1, which waits for ever, or more, not -2."],
    ["port", "abc", 'The port of encoder must be a whole number, not "abc"'],
    ["port", "[1, 70000]", "The port of encoder must be from 1 to 65,535, not 70000."],
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
    const list = FLOW.replace("[a, b]", "\n      - a   # one\n      # above\n      - b   # two");
    expect(typed("encoder", "volumes", "[a, x, b]", list)).toBe(
      list.replace("      # above\n", "      - x\n      # above\n"),
    );
    expect(typed("encoder", "volumes", "[a, c, d]", list)).toBe(
      list.replace("- b   # two\n", "- c   # two\n      - d\n"),
    );
    expect(typed("encoder", "volumes", "[b]", list)).toBe(list.replace("      - a   # one\n", ""));
  });

  test("numbers and choices with commas between, typed in one row of a list, become as many rows, and comments stay", () => {
    const flow = (ports: string) => `jtype: Flow\ngateway:\n  port:${ports}\nexecutors: []\n`;
    const at = (row: number, text: string, before: string, key = "port") => {
      const document = readFlow(flow(before));
      const edit = typedEdit(document, "gateway", [key, row], text);
      const edited = edit && !("refused" in edit) ? editDocument(document, edit) : edit;
      return edited === null || "refused" in edited
        ? JSON.stringify(edited)
        : applyChanges(flow(before), edited.changes);
    };
    expect(at(0, "54401, 54402", " [1]")).toBe(flow(" [54401, 54402]"));
    expect(at(1, "2,${{ ENV.P }},4", " [1, 5, 6]")).toContain("4, 6]");
    const lines = "\n    - 1   # one\n    - 2   # two\n    - 3   # three";
    expect(at(1, "21, 22", lines)).toMatch(/- 1 {3}# one\n {4}- 21.*\n {4}- 22.*\n {4}- 3 {3}# three/);
    expect(at(0, "54401, many", " [1]")).toMatch(/^\{"refused":/);
    const protocols = (list: string) => flow(` 1\n  protocol: ${list}`);
    const row = (text: string, before: string) => at(0, text, ` 1\n  protocol: ${before}`, "protocol");
    expect(row("grpc, http", "[GRPC]")).toBe(protocols("[grpc, http]"));
    expect(row("GRPC, WEBSOCKET", "[GRPC, HTTP]")).toBe(protocols("[GRPC, WEBSOCKET, HTTP]"));
    expect(row("GRPC, many", "[GRPC, HTTP]")).toMatch(/^\{"refused":.*must be GRPC, HTTP or WEBSOCKET/);
    const document = readFlow(flow(" 1"));
    expect(typedItem(document, "gateway", ["port"], "2, 3")).toMatchObject({
      path: ["gateway", "port"],
      value: [1, 2, 3],
    });
  });

  test("a value in an argument is typed at its place, and the whole of the argument has to be right", () => {
    const at = (way: Path, text: string) => {
      const edit = typedEdit(readFlow(FLOW), "encoder", way, text);
      const edited = edit && !("refused" in edit) ? editDocument(readFlow(FLOW), edit) : edit;
      return edited && "text" in edited ? edited.text : edited?.refused;
    };
    expect(at(["volumes", 1], "yes")).toBe(FLOW.replace("[a, b]", '[a, "yes"]'));
    expect(at(["volumes", 2], "c")).toBe(FLOW.replace("[a, b]", "[a, b, c]"));
    expect(at(["volumes", 0], "")).toBe(FLOW.replace("[a, b]", "[b]"));
    expect(at(["env", "A"], "on")).toBe(FLOW.replace("A: one", "A: on"));
    expect(at(["uses_with", "deep", "k"], "[1]")).toContain("uses_with:\n      deep:\n        k: [1]\n");
    expect(at(["port", 0], "x")).toBe(
      'The port of encoder must be a whole number, not "x": Jina takes the file, but the Flow does not start.',
    );
  });

  test("the Flow's own arguments, the gateway's, and a Deployment's stand where the engine reads them", () => {
    expect(typed(null, "port", "12345")).toBe(FLOW.replace("54321", "12345"));
    expect(typed(null, "protocol", "[grpc, http]")).toContain("  protocol: [grpc, http]\n");
    expect(typed(null, "protocol", "grpc, http")).toContain("  protocol: [grpc, http]\n");
    expect(typed(null, "protocol", "grpc, pigeon")).toContain("must be GRPC, HTTP or WEBSOCKET");
    expect(typed(null, "protocol", '"grpc, http"')).toContain("must be GRPC, HTTP or WEBSOCKET");
    expect(typed(null, "protocol", "carrier pigeon")).toContain("must be GRPC, HTTP or WEBSOCKET");
    expect(typed("gateway", "port", "8080")).toContain("gateway:\n  port: 8080\n");
    expect(typed("gateway", "port", "54401, 54402")).toContain("gateway:\n  port: [54401, 54402]\n");
    expect(typed("encoder", "port", "54401,54402")).toContain("    port: [54401, 54402]\n");
    expect(typed("gateway", "port_monitoring", "9090, 9091")).toContain("  port_monitoring: [9090, 9091]\n");
    expect(typed("gateway", "port", "54401, x")).toContain(
      "refused: The port of the gateway must be a whole number",
    );
    expect(typed("gateway", "port", "$PORT, 54402")).toContain("gateway:\n  port: [$PORT, 54402]\n");
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
