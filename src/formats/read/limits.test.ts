/** What goes beyond a cap is refused with its place, the cap and what the file has; what is at the cap is read. */
import { expect, test } from "vitest";
import { applyChanges } from "../../model/text-change.ts";
import { editDocument } from "../edit/edit-document.ts";
import { graphOf, printable } from "../export/graph.ts";
import { printMermaid } from "../export/mermaid.ts";
import { readFlow } from "./read-flow.ts";

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join("");

/** The errors of a text: code, the text at their place, and message. */
function errorsOf(text: string, environment?: ReadonlyMap<string, string>): string[] {
  return readFlow(text, environment ? { environment } : {})
    .problems.filter(({ severity }) => severity === "error")
    .map(({ code, range, message }) => `${code} [${range && text.slice(range.from, range.to)}] ${message}`);
}

const HEAD = "jtype: Flow\n";

test("12,000 executors are drawn", () => {
  const flow = (count: number) => `${HEAD}executors:\n${times(count, () => "- {}\n")}`;
  expect(errorsOf(flow(12_000))).toEqual([]);
  expect(errorsOf(flow(12_001))).toEqual([
    "limit [executors] This Flow has 12,001 executors; up to 12,000 are drawn.",
  ]);
});

test("those that inspect adds count", () => {
  const text = `${HEAD}executors:\n- name: a\n${times(6_000, (at) => `- {method: inspect, name: i${at}}\n`)}`;
  expect(errorsOf(text)).toEqual([
    expect.stringMatching(
      /^limit \[.*i5999\}\] Here this Flow has 12,001 executors, those that the engine adds/,
    ),
  ]);
});

test.each([
  ["with", (keys: string) => `${HEAD}with: {${keys}}\nexecutors: []\n`],
  ["gateway", (keys: string) => `${HEAD}gateway: {${keys}}\nexecutors: []\n`],
  ["kwargs", (keys: string) => `${HEAD}with: {kwargs: {${keys}}}\nexecutors: []\n`],
])("1,000 keys of %s are read", (place, flow) => {
  const keys = (count: number) => times(count, (at) => `k${at}: 1, `);
  expect(errorsOf(flow(keys(1000))).filter((error) => error.includes("keys here"))).toEqual([]);
  expect(errorsOf(flow(keys(1001)))).toEqual([
    `limit [${place}] There are 1,001 keys here; up to 1,000 arguments of one part are read.`,
  ]);
});

test("100,000 needs are drawn", () => {
  const flow = (count: number) =>
    `${HEAD}executors:\n- name: a\n- {name: b, needs: [${times(count, (at) => `u${at}, `)}]}\n`;
  expect(errorsOf(flow(100_000))).toEqual([
    expect.stringMatching(/ With b this Flow has 100,001 needs; up to 100,000 are drawn\.$/),
  ]);
});

test("100,000 processes are worked out, and the drawing of more is refused", () => {
  const flow = (replicas: number) => `${HEAD}executors:\n- {name: a, replicas: ${replicas}, shards: 10}\n`;
  expect(errorsOf(flow(10_000))).toEqual([]);
  const text = flow(1_000_000_000);
  const said =
    "a comes to 10,000,000,000 processes, its shards times its replicas; up to 100,000 of a Flow are worked out.";
  expect(errorsOf(text)).toEqual([`limit [1000000000] ${said}`]);
  const document = readFlow(text);
  expect(printMermaid(document.built)).toEqual({ refused: said });
  expect(graphOf(document)).toMatchObject({ ok: false, error: { type: "limit", message: said } });
  const edited = editDocument(document, { kind: "set", name: "a", key: "replicas", value: 2 });
  expect("changes" in edited && applyChanges(text, edited.changes)).toBe(flow(2));
  expect(errorsOf(flow(2))).toEqual([]);
});

test("processes that with asks for are refused there, those of an old file at its pod", () => {
  const inherited = `${HEAD}with: {replicas: 60000}\nexecutors: [{name: a}, {name: b}]\n`;
  expect(errorsOf(inherited)).toEqual([
    "limit [60000] b comes to 60,000 processes, its shards times its replicas, 120,000 with those before it; up to 100,000 of a Flow are worked out.",
  ]);
  const old = `${HEAD}version: '1'\npods:\n- {name: a, parallel: 1000000}\n`;
  expect(errorsOf(old)).toEqual([
    expect.stringMatching(/^limit \[\{name: a.*\}\] a comes to 1,000,000 processes/),
  ]);
});

test("a name that each process repeats is not drawn too often", () => {
  const text = `${HEAD}executors:\n- {name: ${"n".repeat(1000)}, replicas: 20000}\n`;
  expect(errorsOf(text)).toEqual([
    expect.stringMatching(/^limit \[20000\] The names and uses of all processes come to 20,240,000 /),
  ]);
});

test("long names at many needs are not drawn too often, nor are very many names that are not there", () => {
  const long = `${HEAD}executors:\n- {name: ${"n".repeat(20_000)}, needs: [${times(900, (at) => `u${at}, `)}]}\n`;
  expect(readFlow(long).isFlow).toBe(false);
  expect(errorsOf(long)).toEqual([expect.stringMatching(/ the names at both ends of all needs come to 18,/)]);
  const missing = `${HEAD}executors:\n- {name: a, needs: [${times(12_001, (at) => `u${at}, `)}]}\n`;
  expect(errorsOf(missing)).toEqual([
    "limit [executors] Executors of this Flow need 12,001 names that none of them has; up to 12,000 are drawn.",
  ]);
});

test("references that multiply are counted before they are made", () => {
  const levels = times(10, (at) => `  a${at + 1}: ${`\${{root.x.a${at}}}`.repeat(12)}\n`);
  const text = `${HEAD}x:\n  a0: ${"x".repeat(100_000)}\n${levels}executors: []\n`;
  expect(errorsOf(text)).toEqual([
    expect.stringMatching(
      /^limit \[\$.*\] Variables and references put more than 4,000,000 characters into this file, here the last/,
    ),
  ]);
});

test("what a reference prints of a whole mapping counts, its keys too", () => {
  const text = `${HEAD}x:\n${times(30_000, (at) => `- \${{root.x}}${at}\n`)}executors: []\n`;
  expect(errorsOf(text)).toEqual([expect.stringMatching(/^limit .*4,000,000 characters/)]);
});

test("variables count, wherever they are put in", () => {
  const environment = new Map([["V", "v".repeat(1_000_000)]]);
  for (const text of [
    `${HEAD}executors:\n- {name: a, uses: $V$V$V$V$V}\n`,
    `${HEAD}executors:\n- {name: a, uses: $W}\n`,
    `jtype: $V$V$V$V$V\nexecutors: []\n`,
  ]) {
    const all = new Map([...environment, ["W", "$V$V$V$V$V"]]);
    expect(errorsOf(text, all)).toEqual([expect.stringMatching(/^(?:limit|no-flow) /)]);
  }
});

test("aliases of a long text are counted by its letters", () => {
  const flow = (count: number) =>
    `${HEAD}x: &x ${"x".repeat(100_000)}\nexecutors:\n${times(count, () => "- {uses: *x}\n")}`;
  expect(errorsOf(flow(38))).toEqual([]);
  expect(errorsOf(flow(40))).toEqual([
    "limit [*x] The aliases of this file unfold to texts of more than 4,000,000 characters.",
  ]);
});

test("an answer that is too long to be printed is a refusal", () => {
  const text = `${HEAD}with: {workspace: ${"w".repeat(40_000)}}\nexecutors:\n${times(2000, () => "- {}\n")}`;
  expect(printable(graphOf(readFlow(text)))).toMatchObject({ ok: false, error: { type: "limit" } });
  const small = graphOf(readFlow(`${HEAD}executors: [{name: a}]\n`));
  expect(printable(small)).toBe(small);
});
