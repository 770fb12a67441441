import { expect, test } from "vitest";
import { comparedParts, compareRuns } from "./compare-runs.ts";
import { type Doc, Excerpt, Tensor } from "./document.ts";
import { SUCCESS } from "./reply.ts";
import type { Exchange, Run } from "./run.ts";

const runOf = (answers: readonly (readonly Doc[] | null)[], sentIds: readonly string[] = []): Run => ({
  id: 1,
  transport: "simulator:",
  simulated: true,
  startedAtMs: 0,
  state: "done",
  error: null,
  lacks: {},
  notes: [],
  exchanges: answers.map(
    (documents, index): Exchange => ({
      request: {
        requestId: `r${index}`,
        endpoint: "/",
        documents: sentIds.map((id) => ({ id })),
        parameters: {},
        targetExecutor: "",
      },
      state: documents ? "answered" : "unsent",
      roundtripMs: 1,
      error: null,
      reply: documents && {
        requestId: `r${index}`,
        endpoint: "/",
        targetExecutor: "",
        parameters: {},
        status: SUCCESS,
        routes: [],
        documents,
      },
    }),
  ),
});

const partsOf = (left: Run, right: Run) => {
  const finding = comparedParts(left, right);
  for (;;) {
    const { done, value } = finding.next();
    if (done) {
      return value;
    }
  }
};

const compared = (left: Run, right: Run) =>
  [...compareRuns(partsOf(left, right))].filter((row) => row !== null);

/** A run of one request for each list of ids, each document answered with a text. */
const runOfIds = (requests: readonly (readonly string[])[], textOf: (id: string) => string): Run => {
  const run = runOf(requests.map((ids) => ids.map((id) => ({ id, text: textOf(id) }))));
  const exchanges = run.exchanges.map((exchange, index) => ({
    ...exchange,
    request: { ...exchange.request, documents: requests[index]!.map((id) => ({ id })) },
  }));
  return { ...run, exchanges };
};

test("equal answers differ in nothing, however they are made", () => {
  const make = () => ({
    text: "a",
    tags: { n: Number.NaN, list: [1, 2] },
    embedding: new Tensor([2], "<f4", new Uint8Array(8)),
    blob: new Uint8Array([1, 2]),
  });
  expect(compared(runOf([[make()]]), runOf([[make()]]))).toEqual([]);
});

test("fields that differ are named by their path, with both values", () => {
  const left = runOf([[{ text: "a", tags: { x: 1 }, chunks: [{ text: "c" }] }]]);
  const right = runOf([[{ text: "b", tags: { y: 1 }, chunks: [{ text: "d" }, { text: "e" }] }]]);
  const [row, ...others] = compared(left, right);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ place: "Document 1", isCut: false });
  expect(row?.differences.map(({ field, left: a, right: b }) => [field, a, b])).toEqual([
    ["text", "a", "b"],
    ["tags.x", 1, undefined],
    ["tags.y", undefined, 1],
    ["chunks[0].text", "c", "d"],
    ["chunks[1]", undefined, { text: "e" }],
  ]);
});

test("arrays and bytes are compared by what is in them, and of an excerpt what is shown", () => {
  const tensor = (dtype: string, last: number) => new Tensor([1], dtype, new Uint8Array([0, 0, 0, last]));
  const fields = (a: Doc, b: Doc) =>
    compared(runOf([[a]]), runOf([[b]])).flatMap(({ differences }) => differences.map(({ field }) => field));
  expect(fields({ t: tensor("<f4", 1) }, { t: tensor("<f4", 2) })).toEqual(["t"]);
  expect(fields({ t: tensor("<f4", 1) }, { t: tensor("<i4", 1) })).toEqual(["t"]);
  expect(fields({ b: new Uint8Array(2) }, { b: new Uint8Array(3) })).toEqual(["b"]);
  expect(fields({ t: new Excerpt("a", "cut") }, { t: "a" })).toEqual([]);
  expect(fields({ t: "1" }, { t: 1 })).toEqual(["t"]);
});

test("ids that were only made for sending say nothing, others do", () => {
  const [left, right] = [runOf([[{ id: "a", text: "x" }]], ["a"]), runOf([[{ id: "b", text: "x" }]], ["b"])];
  expect(compared(left, right)).toEqual([]);
  expect(compared(left, runOf([[{ id: "made", text: "x" }]], ["b"]))).toHaveLength(1);
});

test("requests and documents that only one run has are told", () => {
  const rows = compared(runOf([[{ text: "a" }], [{ text: "b" }]]), runOf([[{ text: "a" }], null]));
  expect(rows.map(({ place }) => place)).toEqual(["Request 2", "Document 2"]);
  expect(rows[0]?.differences[0]).toEqual({ field: "state", left: "answered", right: "unsent" });
  expect(rows[1]?.differences[0]).toMatchObject({ field: "", right: undefined });
});

test("a request without an answer moves none of the documents behind it", () => {
  const answers = ["a", "b", "c"].map((text) => [{ text }]);
  const left = runOf([answers[0]!, null, answers[2]!], ["x"]);
  expect(compared(left, runOf(answers, ["x"])).map(({ place }) => place)).toEqual([
    "Request 2",
    "Document 2",
  ]);
});

test("requests of other sizes are compared where both have sent as many documents", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((text) => ({ text }));
  const byTwo = runOf(
    [
      [a!, b!],
      [c!, d!],
    ],
    ["x", "y"],
  );
  const byOne = runOf([[a!], null, [c!], [d!]], ["x"]);
  const documents = compared(byTwo, byOne).filter(({ place }) => place.startsWith("Document"));
  expect(documents.map(({ place, differences }) => [place, differences[0]?.left])).toEqual([
    ["Document 2", { text: "b" }],
  ]);
});

test("of many fields the first are named, and endless depth ends", () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, index]));
  const [row] = compared(runOf([[many]]), runOf([[{}]]));
  expect(row?.differences).toHaveLength(20);
  expect(row?.isCut).toBe(true);
  const deep = (end: number): Doc => {
    let doc: Doc = { end };
    for (let depth = 0; depth < 10_000; depth += 1) {
      doc = { doc };
    }
    return doc;
  };
  expect(compared(runOf([[deep(1)]]), runOf([[deep(2)]]))).toHaveLength(1);
});

test("a run that sent some requests again is compared with these alone, by their numbers in the first", () => {
  const first = runOfIds([["a", "b"], ["c", "d"], ["e", "f"], ["g"]], (id) => id);
  const again = runOfIds([["c", "d"], ["g"]], (id) => (id === "d" ? "changed" : id));
  for (const rows of [compared(first, again), compared(again, first)]) {
    expect(rows.map(({ place }) => place)).toEqual(["Document 4"]);
  }
  expect(partsOf(first, again).again).toMatchObject({ documents: 3, of: 7 });
  // Batches of another size: documents stay paired.
  const rebatched = runOfIds([["c"], ["d"], ["g"]], (id) => (id === "g" ? "changed" : id));
  const documents = compared(first, rebatched).filter(({ place }) => place.startsWith("Document"));
  expect(documents.map(({ place }) => place)).toEqual(["Document 7"]);
});

test("runs that only share some documents, or whose ids are no names of them, are compared by order", () => {
  const first = runOfIds([["a", "b"], ["c"]], (id) => id);
  for (const other of [[["a"], ["x"]], [["b", "c"]], [["a", "a"]]]) {
    expect(
      partsOf(
        first,
        runOfIds(other, (id) => id),
      ).again,
    ).toBeNull();
  }
});

test("what is not shown of a value differs where what is said of it does", () => {
  const cut = (note: string) => runOf([[{ text: new Excerpt("a", note) }]]);
  expect(compared(cut("2 more are not shown"), cut("2 more are not shown"))).toEqual([]);
  expect(compared(cut("2 more are not shown"), cut("3 more are not shown"))).toMatchObject([
    { place: "Document 1", differences: [{ field: "text" }] },
  ]);
});
