/**
 * Promises [W1] to [W3] of wrap.ts, line by line. That the real engine takes the results is asked by
 * agreement/legacy.test.ts.
 */
import { describe, expect, test } from "vitest";
import { applyChanges } from "../../model/text-change.ts";
import { wrapAsFlow } from "./wrap.ts";

function wrapped(text: string): { text: string; notes: readonly string[] } {
  const result = wrapAsFlow(text);
  return "refused" in result
    ? { text: result.refused, notes: [] }
    : { text: applyChanges(text, result.changes), notes: result.notes };
}

const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("[W1] a Deployment", () => {
  test.each<[string, string, string]>([
    [
      "in two columns",
      lines(
        "jtype: Deployment",
        "version: '1'",
        "with:",
        "  name: own # a",
        "  # b",
        "  uses: Own",
        "  env:",
        "    A: 1",
      ),
      lines(
        "jtype: Flow",
        "version: '1'",
        "executors:",
        "  - name: own # a",
        "    # b",
        "    uses: Own",
        "    env:",
        "      A: 1",
      ),
    ],
    [
      "in four",
      lines("jtype: Deployment", "with:", "    uses: Own", "    env:", "        A: 1"),
      lines("jtype: Flow", "executors:", "  - uses: Own", "    env:", "        A: 1"),
    ],
    [
      "in more",
      lines("jtype: Deployment", "with:", "      uses: Own", "      replicas: 2"),
      lines("jtype: Flow", "executors:", "    - uses: Own", "      replicas: 2"),
    ],
    [
      "with ports and protocols, with their lines",
      lines(
        "jtype: Deployment",
        "with: # a",
        "  port:",
        "    - 1",
        "    - 2 # b",
        "  uses: Own",
        "  protocol: [grpc, http]",
      ),
      lines(
        "jtype: Flow",
        "with:",
        "  port:",
        "    - 1",
        "    - 2 # b",
        "  protocol: [grpc, http]",
        "executors: # a",
        "  - uses: Own",
      ),
    ],
    [
      "without a gateway, whose port is its own",
      lines("jtype: Deployment", "with:", "  include_gateway: false", "  port: 1"),
      lines("jtype: Flow", "executors:", "  - include_gateway: false", "    port: 1"),
    ],
    [
      "with a text of several lines",
      lines(
        "jtype: Deployment",
        "with:",
        "  uses: Own",
        "  description: |",
        "    a",
        "",
        "      b",
        "  replicas: 2",
      ),
      lines(
        "jtype: Flow",
        "executors:",
        "  - uses: Own",
        "    description: |",
        "      a",
        "",
        "        b",
        "    replicas: 2",
      ),
    ],
    ["of nothing", lines("jtype: Deployment"), lines("jtype: Flow", "executors:", "  - name: executor")],
    [
      "of a port alone",
      lines("jtype: Deployment", "with:", "  port: 1"),
      lines("jtype: Flow", "with: {port: 1}", "executors:", "  - name: executor"),
    ],
    [
      "in braces",
      lines("jtype: Deployment", "version: '1'", "with: {uses: Own, port: 1}"),
      lines("jtype: Flow", "version: '1'", "with: {port: 1}", "executors:", "  - uses: Own"),
    ],
    [
      "with a tag, and what the engine does not read",
      lines("# a", "!Deployment # b", "metas: {c: 1}", "needs: [d]", "with:", "  uses: Own"),
      lines("# a", "jtype: Flow # b", "metas: {c: 1}", "needs: [d]", "executors:", "  - uses: Own"),
    ],
    [
      "whose jtype is not first",
      lines("with:", "  uses: Own", "jtype: Deployment"),
      lines("jtype: Flow", "executors:", "  - uses: Own"),
    ],
    [
      "with an anchor on what becomes an entry",
      lines("jtype: Deployment", "with: &a", "  uses: Own", "x: *a"),
      lines("jtype: Flow", "x: {uses: Own}", "executors:", "  - uses: Own"),
    ],
  ])("%s", (_, text, expected) => {
    expect(wrapped(text).text).toBe(expected);
  });

  test("is called what a Flow can call it", () => {
    const { text, notes } = wrapped(
      lines("jtype: Deployment", "with:", "  name: 'my own-1' # a", "  port: 1"),
    );
    expect(text).toBe(lines("jtype: Flow", "with:", "  port: 1", "executors:", "  - name: my_own_1 # a"));
    expect(notes).toEqual([
      "The executor is called my_own_1: no executor of a Flow can be called my own-1.",
      "port moved to the Flow's with: its gateway is reached there, as the Deployment's was.",
    ]);
  });

  test("keeps other line breaks, a mark, and an end without a break", () => {
    const text = "\ufeffjtype: Deployment\r\nwith:\r\n  port: 1\r\n  uses: Own\r\n\r\n  replicas: 2";
    expect(wrapped(text).text).toBe(
      "\ufeffjtype: Flow\r\nwith:\r\n  port: 1\r\nexecutors:\r\n  - uses: Own\r\n\r\n    replicas: 2",
    );
  });
});

describe("[W2] an Executor", () => {
  const text = lines(
    "# a",
    "jtype: MyOwnEncoder",
    "with:",
    "  size: 3 # b",
    "",
    "metas:",
    "  py_modules: [own.py]",
  );

  test("is written as it is, in uses", () => {
    expect(wrapped(text)).toEqual({
      text: lines(
        "# a",
        "jtype: Flow",
        "version: '1'",
        "executors:",
        "  - name: my_own_encoder",
        "    uses:",
        "      jtype: MyOwnEncoder",
        "      with:",
        "        size: 3 # b",
        "",
        "      metas:",
        "        py_modules: [own.py]",
      ),
      notes: [],
    });
  });

  test.each<[string, string, string]>([
    ["its own name", lines("jtype: Own", "metas: {name: my-own}"), "  - name: my_own"],
    ["a name that no text is", lines("jtype: Own", "metas: {name: 3}"), "  - name: own"],
    ["a name of digits", lines("jtype: Own", "metas: {name: 3d}"), "  - name: _3d"],
    ["braces", '{"jtype": "Own", "with": {"a": 1}}', "    uses: {jtype: Own, with: {a: 1}}"],
    ["a tag", lines("!Own", "with: {a: 1}"), "      !Own"],
  ])("with %s", (_, file, line) => {
    expect(wrapped(file).text.split("\n")).toContain(line);
  });
});

describe("[W3] comments", () => {
  test.each<[string, string, string]>([
    [
      "of a file that is written anew come first",
      "{jtype: Deployment, # a\n  with: {uses: Own # b\n}}\n",
      lines("# a", "# b", "jtype: Flow", "executors:", "  - uses: Own"),
    ],
    [
      "further left than what moves keep their characters",
      lines("jtype: Deployment", "with:", "    port:", "# left", "      - 1", "    uses: Own"),
      lines("jtype: Flow", "with:", "  port:", "  # left", "    - 1", "executors:", "  - uses: Own"),
    ],
  ])("%s", (_, text, expected) => {
    expect(wrapped(text).text).toBe(expected);
  });
});

test.each<[string, string, RegExp]>([
  [
    "a Deployment with a list of executors",
    "jtype: Deployment\nexecutors: []\n",
    /executors is a section of a Flow/,
  ],
  ["a Flow", "jtype: Flow\n", /describes a Flow/],
  ["a gateway", "jtype: MyGateway\n", /describes a gateway/],
  ["Kubernetes", "apiVersion: v1\nkind: Service\n", /a Service for Kubernetes/],
  ["a list", "- a\n", /holds a list/],
  ["no YAML", "a: [", /^The text is not YAML/],
  ["a Deployment without a mapping", "jtype: Deployment\nwith: [a]\n", /with is no mapping/],
  [
    "a text that cannot be written anew",
    "{jtype: Deployment, with: {a: 'x jtype: Flow'}}\n",
    /makes a tag of it/,
  ],
])("%s is not wrapped", (_, text, refused) => {
  expect(wrapAsFlow(text)).toEqual({ refused: expect.stringMatching(refused) });
});
