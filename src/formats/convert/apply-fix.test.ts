/** What fixes write for common slips, and how all of one kind are made at once. The laws are asked in fix-laws.test.ts. */
import { describe, expect, test } from "vitest";
import { applyChanges } from "../../model/text-change.ts";
import { readFlow } from "../read/read-flow.ts";
import { applyAllFixes, applyFix } from "./apply-fix.ts";

const HEAD = "jtype: Flow\nexecutors:\n";

/** The text after the fix of that label. */
function fixed(text: string, label: string): string | null {
  const document = readFlow(text);
  const fixes = document.problems.flatMap(({ fix, choices = [] }) => [...(fix ? [fix] : []), ...choices]);
  const fix = fixes.find((one) => one.label === label);
  const result = fix && !("imports" in fix) && applyFix(document, fix);
  return result && !("refused" in result) ? result.text : null;
}

const offered = (text: string): string[] =>
  readFlow(text).problems.flatMap(({ fix, choices = [] }) =>
    [...(fix ? [fix] : []), ...choices].map(({ label }) => label),
  );

describe("a slip is fixed where it stands", () => {
  // What the engine does with each: it refuses use, replica, shard and timeout as beginnings of several flags, takes
  // uses_w for uses_with, warns of need, Uses and usesWith and drops them, and passes over whole sections.
  test.each<[string, string, string, string]>([
    ["the beginning of several", "- use: A # c\n", "Write uses", "- uses: A # c\n"],
    ["another one", "- replica: 2\n", "Write replicas", "- replicas: 2\n"],
    ["and another", "- shard: 2\n", "Write shards", "- shards: 2\n"],
    ["the beginning of one", "- uses_w: {k: 1}\n", "Write uses_with", "- uses_with: {k: 1}\n"],
    ["one of three that may be meant", "- timeout: 3\n", "Write timeout_send", "- timeout_send: 3\n"],
    [
      "a letter too few",
      "- name: a\n- {name: b, need: a}\n",
      "Write needs",
      "- name: a\n- {name: b, needs: a}\n",
    ],
    ["another case", "- USES: A\n", "Write uses", "- uses: A\n"],
    ["words joined otherwise", "- usesWith: {k: 1}\n", "Write uses_with", "- uses_with: {k: 1}\n"],
    [
      "a name, which needs follow",
      "- Name: a\n- needs: executor0\n",
      "Write name",
      "- name: a\n- needs: a\n",
    ],
    [
      "a method",
      "- name: a\n- {name: b, needs: gateway}\n- {name: c, methods: needs_all}\n",
      "Write method",
      "- name: a\n- {name: b, needs: gateway}\n- {name: c, method: needs_all}\n",
    ],
    [
      "the value of method, and others follow",
      "- name: a\n- {name: b, method: Needs, needs: [a, gateway]}\n- name: c\n",
      "Write method: needs",
      "- name: a\n- {name: b, method: needs, needs: [a, gateway]}\n- name: c\n",
    ],
    ["a value of few", "- compression: Gzi\n", "Write Gzip", "- compression: Gzip\n"],
    [
      "seconds where milliseconds are counted",
      "- name: a\n  timeout_ready: 60 # c\n",
      "Write 60000",
      "- name: a\n  timeout_ready: 60000 # c\n",
    ],
    [
      "polling that could mean either",
      "- shards: 2\n  polling: SOME # c\n",
      "Write ALL",
      "- shards: 2\n  polling: ALL # c\n",
    ],
    ["polling", "- {shards: 2, polling: al}\n", "Write ALL", "- {shards: 2, polling: ALL}\n"],
    [
      "a need in a list, with its comment",
      "- name: encoder\n- needs:\n  - encodr # c\n  - gateway\n",
      "Need encoder instead",
      "- name: encoder\n- needs:\n  - encoder # c\n  - gateway\n",
    ],
    [
      "a need, whatever needs_all finds then",
      "- name: aa\n- {name: b, needs: ab}\n- method: needs_all\n",
      "Need aa instead",
      "- name: aa\n- {name: b, needs: aa}\n- method: needs_all\n",
    ],
    [
      "what an entry is",
      "- jtype: deployment # c\n  with: {uses: A}\n",
      "Write jtype: Deployment",
      "- jtype: Deployment # c\n  with: {uses: A}\n",
    ],
    [
      "a key without effect, whose comment stays",
      "- name: a\n  replicas: 1 # c\n",
      "Take replicas away",
      "- name: a\n  # c\n",
    ],
    ["the same behind a dash", "- replicas: 1 # c\n  name: a\n", "Take replicas away", "- # c\n  name: a\n"],
    ["the only one there", "- replicas: 1 # c\n", "Take replicas away", "- {} # c\n"],
    [
      "one of several lines",
      "- polling: # c\n    /a: ALL # d\n    # e\n  name: a\n",
      "Take polling away",
      "- # c\n  # d\n    # e\n  name: a\n",
    ],
    [
      "one in braces over lines",
      "- {name: a, # c\n   replicas: 1, # d\n   uses: A}\n",
      "Take replicas away",
      "- {name: a, # c\n    # d\n   uses: A}\n",
    ],
  ])("%s", (_, items, label, wanted) => {
    expect(fixed(HEAD + items, label)).toBe(HEAD + wanted);
  });

  test.each<[string, string, string]>([
    ["jtype: Flow\nexcutors: [] # c\n", "Write executors", "jtype: Flow\nexecutors: [] # c\n"],
    ["jtype: Flow\ndeployment: []\n", "Write deployments", "jtype: Flow\ndeployments: []\n"],
    ["jtype: Flow\nWith: {port: 1}\n", "Write with", "jtype: Flow\nwith: {port: 1}\n"],
    ["jtype: Flow\ngateways:\n  port: 1\n", "Write gateway", "jtype: Flow\ngateway:\n  port: 1\n"],
    ["jtype: Flow\nversions: '1'\n", "Write version", "jtype: Flow\nversion: '1'\n"],
    ["jtype: Flow\nwith: {inspect: colect}\n", "Write collect", "jtype: Flow\nwith: {inspect: collect}\n"],
    [
      "jtype: Flow\nwith: {protocol: [grpc, htp], port: [1, 2]}\n",
      "Write http",
      "jtype: Flow\nwith: {protocol: [grpc, http], port: [1, 2]}\n",
    ],
    ["jtype: Flow\ngateway: {protocol: HTPT}\n", "Write HTTP", "jtype: Flow\ngateway: {protocol: HTTP}\n"],
    ["Jtype: Flow\nexecutors: []\n", "Write jtype: Flow", "jtype: Flow\nexecutors: []\n"],
    ["jtype: Deployment\nexecutors: []\n", "Write jtype: Flow", "jtype: Flow\nexecutors: []\n"],
  ])("%j", (text, label, wanted) => {
    expect(fixed(text, label)).toBe(wanted);
  });
});

describe("no fix is offered", () => {
  test.each<[string, string]>([
    ["that would overwrite a key", "- {uses: A, Uses: B}\n"],
    ["that would say twice what a dash says", "- {uses-with: {k: 1}, uses_wit: {k: 2}}\n"],
    ["for needs that are there", "- {name: b, needs: gateway, need: a}\n"],
    ["for a name that another has", "- name: a\n- Name: a\n"],
    ["for a name that is none", "- Name: my-name\n"],
    ["for a value that the engine would refuse", "- usse: true\n"],
    ["for an executor that would need itself", "- {name: a, need: a}\n"],
    ["for a join of one", "- name: a\n- {name: b, method: nedes, needs: [a]}\n"],
    ["for a variable", "- {shards: 2, polling: $POLLING}\n"],
    ["for what a merge key brings", "- &x {name: a, Uses: A}\n- {<<: *x, name: b}\n"],
    ["for what others share", "- &x {name: a, replicas: 1}\n- {<<: *x, name: b}\n"],
    ["for what nothing is near to", "- {name: a, whatever: 1}\n"],
  ])("%s", (_, items) => {
    expect(offered(HEAD + items)).toEqual([]);
  });

  test("for a section beside the one that counts", () => {
    expect(offered("jtype: Flow\nexecutors: []\nexecutor: []\ndeployment: []\npods: []\n")).toEqual([]);
    expect(offered("jtype: Flow\nexecutor: A\n")).toEqual([]);
  });
});

describe("applyAllFixes", () => {
  const all = (text: string, code: string) => {
    const document = readFlow(text);
    const result = applyAllFixes(document, document.problems.find((problem) => problem.code === code)!);
    if ("refused" in result) {
      return result.refused;
    }
    expect(applyChanges(text, result.changes)).toBe(result.text);
    expect(result.document.text).toBe(result.text);
    return { text: result.text, fixed: result.fixed, wanted: result.wanted };
  };

  test("fixes what says the same, and nothing else", () => {
    const text = `${HEAD}- {name: a, replicas: 1, shards: 1}\n- name: b\n  replicas: 1 # c\n- {name: c, replicas: 2}\n`;
    expect(all(text, "default-written")).toEqual({
      text: text.replace("replicas: 1, ", "").replace("replicas: 1 # c", "# c"),
      fixed: 2,
      wanted: 2,
    });
  });

  test("fixes one after the other where one is in the way of another", () => {
    const text = `${HEAD}- {name: a-1, needs: gateway}\n- {name: b-1, needs: gateway}\n- {name: c, needs: [a-1, b-1]}\n`;
    expect(all(text, "name-invalid")).toEqual({
      text: text.replaceAll("a-1", "a_1").replaceAll("b-1", "b_1"),
      fixed: 2,
      wanted: 2,
    });
  });

  test("fixes what is told twice of one place once", () => {
    const text = "jtype: Flow\nwith: {protocol: htp}\nexecutors: [{name: a}]\n";
    expect(all(text, "argument-value")).toMatchObject({ text: text.replace("htp", "http"), fixed: 1 });
  });

  test("fixes thousands at once", () => {
    const items = Array.from({ length: 2000 }, (_, index) => `- {name: e${index}, replicas: 1}\n`);
    const text = HEAD + items.join("");
    expect(all(text, "default-written")).toEqual({
      text: text.replaceAll(", replicas: 1", ""),
      fixed: 2000,
      wanted: 2000,
    });
  });

  test("leaves the rest of a very long file for another time", () => {
    const item = (index: number) => `- {name: e${index}, replicas: 1, env: {K: ${"v".repeat(200)}}}\n`;
    const text = HEAD + Array.from({ length: 5000 }, (_, index) => item(index)).join("");
    const document = readFlow(text);
    const problem = document.problems.find(({ code }) => code === "default-written")!;
    const result = applyAllFixes(document, problem);
    expect(result).toMatchObject({ fixed: 1000, isMore: true });
  });

  test("says so where nothing can be fixed", () => {
    expect(all(`${HEAD}- {name: a, needs: b}\n`, "needs-unknown")).toBe("There is nothing to fix.");
  });
});
