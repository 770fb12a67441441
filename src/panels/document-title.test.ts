import { expect, test } from "vitest";
import type { Doc } from "../model/run/document.ts";
import { documentTitle } from "./document-title.ts";

test.each<[Doc, string]>([
  [{ id: "1", text: "a dog", title: "b" }, "a dog"],
  [{ id: "1", text: "", uri: "a.jpg" }, "a.jpg"],
  [{ id: "1", brand: "x", title: "red bicycle" }, "red bicycle"],
  [{ id: "1", score: 0.5, label: "cat" }, "cat"],
  [{ id: "1", mime_type: "image/png", modality: "image", parent_id: "7" }, "1"],
  [{ id: null, score: 0.5 }, ""],
])("%j is called %j", (document, title) => {
  expect(documentTitle(document)).toBe(title);
});
