import { expect, test } from "vitest";
import type { Doc } from "../model/run/document.ts";
import { reduce } from "./reduce.ts";

const doc = (id: string, more: Doc = {}): Doc => ({ id, ...more });

test("below docarray 0.30 what is set stays, and what is not is taken over", () => {
  const left = [doc("a", { text: "left", tags: {}, uri: "" })];
  const right = [doc("a", { text: "right", tags: { k: 1 }, uri: "here" }), doc("b")];
  expect(reduce([left, right], "v1")).toEqual([
    doc("a", { text: "left", tags: { k: 1 }, uri: "here" }),
    doc("b"),
  ]);
});

test("from 0.30 on what came last holds, where it is set", () => {
  const left = [doc("a", { text: "left", url: "there" })];
  const right = [doc("a", { text: "right", url: null })];
  expect(reduce([left, right], "v2")).toEqual([doc("a", { text: "right", url: "there" })]);
});

test("chunks and matches are merged by their ids", () => {
  const left = [doc("a", { chunks: [doc("c", { text: "x" })] })];
  const right = [doc("a", { chunks: [doc("c", { text: "y" }), doc("d")] })];
  expect(reduce([left, right], "v1")).toEqual([doc("a", { chunks: [doc("c", { text: "x" }), doc("d")] })]);
  expect(reduce([left, right], "v2")).toEqual([doc("a", { chunks: [doc("c", { text: "y" }), doc("d")] })]);
});

test("what a later list adds is found again below 0.30 alone", () => {
  const lists = [[doc("a")], [doc("b", { text: "x" })], [doc("b", { text: "y" })]];
  expect(reduce(lists, "v1")).toEqual([doc("a"), doc("b", { text: "x" })]);
  expect(reduce(lists, "v2")).toEqual([doc("a"), doc("b", { text: "x" }), doc("b", { text: "y" })]);
  expect(reduce([[], ...lists.slice(1)], "v2")).toEqual([doc("b", { text: "y" })]);
});
