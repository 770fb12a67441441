/** Which documents a condition takes: ours beside docarray's own filter, in both generations. */
import { describe, expect, test, vi } from "vitest";
import { ClientError } from "../src/model/run/client-error.ts";
import type { Doc, DocValue } from "../src/model/run/document.ts";
import { readCondition } from "../src/simulator/condition.ts";
import { askScript } from "./ask-script.ts";

vi.setConfig({ testTimeout: 90_000 });

const DOCUMENTS: readonly Doc[] = [
  {
    id: "red",
    text: "a red one",
    tags: { colour: "red", size: 1, on: true, list: ["a", "b"], in: { x: 1 } },
  },
  { id: "green", text: "green", tags: { colour: "green", size: 2.5, on: false, list: [] } },
  { id: "blue", text: "", tags: { colour: "blue", size: 0, other: "red" } },
  { id: "bare", tags: {} },
  { id: "smile", text: "\u{1f600}", tags: { colour: "constructor", in: { y: 1 } } },
  { id: "none" },
];

const QUERIES: readonly DocValue[] = [
  ...["$eq", "$neq"].flatMap((operator) =>
    ["red", "", 1, true, null].map((wanted) => ({ tags__colour: { [operator]: wanted } })),
  ),
  ...["$lt", "$lte", "$gt", "$gte"].map((operator) => ({ tags__size: { [operator]: 1 } })),
  { tags__size: { $gt: 0, $lte: 2 } },
  { tags__size: { $eq: 1 } },
  { tags__on: { $eq: 1 } },
  { tags__size: { $eq: true } },
  { tags__colour: { $in: ["red", "blue"] } },
  { tags__colour: { $nin: ["red", "blue"] } },
  { tags__colour: { $in: "redblue" } },
  { tags__colour: { $regex: "e" } },
  { tags__colour: { $regex: "^r|n$" } },
  { tags__colour: { $regex: "(" } },
  { tags__list: { $size: 2 } },
  { tags__colour: { $size: 4 } },
  { tags__in__x: { $eq: 1 } },
  { tags__in__y: { $eq: 1 } },
  { tags__list__0: { $eq: "a" } },
  { tags__colour: { $exists: true } },
  { tags__colour: { $exists: false } },
  { tags__colour: { $exists: 1 } },
  { text: { $exists: true } },
  { text: { $eq: "green" } },
  { text: { $neq: "green" } },
  { text: { $regex: "re" } },
  { text: { $gt: "b" } },
  { id: { $eq: "red" } },
  { nothing: { $eq: 1 } },
  { nothing: { $neq: 1 } },
  { nothing: { $exists: false } },
  { tags__other: { $eq: "{tags__colour}" } },
  { text: { $eq: "{id}" } },
  { text: { $eq: "{" } },
  { $or: { tags__size: { $eq: 1 }, tags__colour: { $eq: "blue" } } },
  { $or: [{ tags__size: { $eq: 1 } }, { tags__colour: { $eq: "blue" } }] },
  { $and: { tags__size: { $gte: 1 }, tags__colour: { $neq: "red" } } },
  { $and: [{ tags__size: { $gte: 1 } }, { tags__colour: { $neq: "red" } }] },
  { $not: { tags__colour: { $eq: "red" } } },
  { $not: { tags__colour: { $eq: "red" }, tags__size: { $eq: 1 } } },
  { $not: { $or: { tags__colour: { $eq: "red" }, tags__size: { $eq: 0 } } } },
  { $or: { tags__size: { $eq: 1 } }, tags__colour: { $eq: "blue" } },
  { tags__colour: { $eq: "blue" }, $or: { tags__size: { $eq: 0 }, id: { $eq: "x" } } },
  { $not: { tags__size: { $eq: 1 } }, tags__colour: { $eq: "blue" } },
  { tags__colour: { $not: { $eq: "red" } } },
  { tags__colour: { $and: { tags__size: { $eq: 1 } } } },
  { tags__colour: { $near: 1 } },
  { tags__colour: "red" },
  { $nor: [] },
  {},
  { tags__constructor: { $exists: true } },
  { tags__constructor: { $exists: false } },
  { tags__toString: { $neq: 1 } },
  { constructor: { $exists: false } },
  { tags__colour: { constructor: 1 } },
  { tags__colour: { $in: { x: 1 } } },
  { tags__in: { $eq: { constructor: null } } },
  { text: { $lt: "\ufffd" } },
  { text: { $gt: "\ufffd" } },
];

function oursOf(query: DocValue, docarray: "v1" | "v2"): unknown {
  try {
    return DOCUMENTS.filter(readCondition(query, docarray)).map(({ id }) => id);
  } catch (error) {
    if (error instanceof ClientError) {
      return { error: /'([\w.]+)'/.exec(error.message)?.[1] };
    }
    throw error;
  }
}

describe.each(["v1", "v2"] as const)("with docarray %s", (generation) => {
  test("each condition takes what docarray takes", () => {
    const questions = QUERIES.map((query) => ({ query, documents: DOCUMENTS }));
    const theirs = askScript("filter_documents.py", [], questions, generation);
    const beside = (answers: readonly unknown[]) =>
      QUERIES.map((query, index) => `${JSON.stringify(query)} ${JSON.stringify(answers[index])}`);
    expect(beside(QUERIES.map((query) => oursOf(query, generation)))).toEqual(
      beside(theirs).map((line) => line.replace('"error":"error"', '"error":"re.error"')),
    );
  });
});
