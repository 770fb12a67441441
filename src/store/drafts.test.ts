import { expect, test } from "vitest";
import { draftKey, readDrafts, renamedDrafts, withDraft } from "./drafts.ts";

const KEY = draftKey({ owners: ["a"], way: ["volumes", 0] });
const DRAFT = { of: "1", text: "many", error: "no number" };

test("a draft is kept until it is taken, and follows the executor's name", () => {
  const drafts = withDraft(new Map(), KEY, DRAFT);
  const renamed = renamedDrafts(drafts, new Map([["a", "b"]]));
  expect([...renamed]).toEqual([[draftKey({ owners: ["b"], way: ["volumes", 0] }), DRAFT]]);
  expect(renamedDrafts(renamed, new Map([["a", "c"]]))).toBe(renamed);
  expect(withDraft(drafts, KEY, null)).toEqual(new Map());
  expect(withDraft(drafts, "other", null)).toBe(drafts);
});

test("a draft of several executors follows each of their names", () => {
  const drafts = withDraft(new Map(), draftKey({ owners: ["a", "b", null], way: ["a"] }), DRAFT);
  const renames = new Map([
    ["a", "b"],
    ["b", "c"],
  ]);
  expect([...renamedDrafts(drafts, renames).keys()]).toEqual([
    draftKey({ owners: ["b", "c", null], way: ["a"] }),
  ]);
});

test("the oldest go where there are very many", () => {
  let drafts: ReturnType<typeof readDrafts> = new Map();
  for (let index = 0; index < 300; index++) {
    drafts = withDraft(drafts, `${index}`, DRAFT);
  }
  expect([...drafts.keys()][0]).toBe("100");
  expect(drafts.size).toBe(200);
});

test("of what was kept, what is no draft is left out", () => {
  expect(
    readDrafts([[KEY, DRAFT], [1, DRAFT], ["x", null], "y", ["z", { of: 1 }], ["no key", DRAFT]]),
  ).toEqual(new Map([[KEY, DRAFT]]));
  expect(readDrafts({})).toEqual(new Map());
});
