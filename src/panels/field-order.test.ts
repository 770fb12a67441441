import { expect, test } from "vitest";
import { Excerpt } from "../model/run/document.ts";
import { fieldsInOrder } from "./field-order.ts";

test("fields of a document stand in one order, in whichever they come, what is empty last", () => {
  const document = {
    uri: "",
    tags: { k: 1 },
    embedding: null,
    count: 0,
    text: "a",
    chunks: [],
    price: 2.5,
    flag: false,
    cut: new Excerpt("", "not shown"),
    id: "x",
    extra: {},
  };
  const wanted = [
    "id",
    "text",
    "count",
    "cut",
    "flag",
    "price",
    "tags",
    "chunks",
    "embedding",
    "extra",
    "uri",
  ];
  expect(fieldsInOrder(document).map(([name]) => name)).toEqual(wanted);
  const turned = Object.fromEntries(Object.entries(document).reverse());
  expect(fieldsInOrder(turned).map(([name]) => name)).toEqual(wanted);
  expect(fieldsInOrder({ text: "", id: "", b: 1 }).map(([name]) => name)).toEqual(["id", "b", "text"]);
});
