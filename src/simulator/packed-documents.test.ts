import { expect, test } from "vitest";
import { type Doc, Excerpt, Tensor } from "../model/run/document.ts";
import { packDocuments, packed, unpackDocuments, unpacked } from "./packed-documents.ts";

const DOCUMENTS: readonly Doc[] = [
  { id: "d0", text: "x", weight: 1.5, tags: { deep: [{ list: [] }, [1, [2]], null, true] } },
  {
    id: "d1",
    blob: new Uint8Array([1, 2, 3]),
    embedding: new Tensor([2], "<i2", new Uint8Array([4, 5, 6, 7])),
    large: 2n ** 70n,
    cut: new Excerpt({ text: "the first" }, "and more"),
    odd: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0],
    // What could be taken for a kind of ours.
    lists: ["bytes", 0, 3],
  },
  JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "x"}'),
  {},
];

test("documents come through a thread as they were, each when it is asked for", () => {
  const posted = structuredClone(packed({ documents: DOCUMENTS }));
  const list = unpackDocuments(posted.documents);
  expect(list).toHaveLength(4);
  expect(Array.from({ length: 4 }, (_, index) => list.at(index))).toStrictEqual(DOCUMENTS);
  expect(list.at(4)).toBeUndefined();
  expect(list.at(-1)).toBeUndefined();
  expect(list.byteLength).toBeGreaterThan(7);
  expect(unpacked(posted)).toStrictEqual({ documents: DOCUMENTS });
  expect(Object.hasOwn(list.at(2) as Doc, "__proto__")).toBe(true);
});

test("bytes of views are their own alone", () => {
  const whole = new Uint8Array([9, 1, 2, 9]);
  const { bytes } = packDocuments([{ blob: whole.subarray(1, 3) }]);
  expect([...bytes]).toEqual([1, 2]);
});
