import fc from "fast-check";
import { expect, test } from "vitest";
import { applyChanges } from "../model/text-change.ts";
import { documentChanges, hideBreaks, toDocument, toEditor } from "./line-breaks.ts";

test("what the editor has: no byte order mark, \\n for all line breaks", () => {
  expect(hideBreaks("\ufeffa\r\nb\rc\n\r\n").shown).toBe("a\nb\nc\n\n");
});

const part = fc.constantFrom("a", "b ", "\n", "\r\n", "");
const text = fc
  .tuple(fc.constantFrom("", "\ufeff"), fc.array(part, { maxLength: 12 }))
  .map(([mark, parts]) => mark + parts.join(""));

test("offsets go there and back", () => {
  fc.assert(
    fc.property(text, (document) => {
      const breaks = hideBreaks(document);
      for (let at = 0; at <= breaks.shown.length; at++) {
        expect(toEditor(breaks, toDocument(breaks, at))).toBe(at);
      }
    }),
  );
});

test("what is changed in the editor is changed in the document, and no other byte of it", () => {
  const change = fc.record({
    at: fc.nat(30),
    cut: fc.nat(3),
    insert: fc.constantFrom("", "x", "\n", "y\nz"),
  });
  fc.assert(
    fc.property(text, change, (document, { at, cut, insert }) => {
      const breaks = hideBreaks(document);
      const from = Math.min(at, breaks.shown.length);
      const changes = [{ from, to: Math.min(from + cut, breaks.shown.length), insert }];
      const after = applyChanges(document, documentChanges(breaks, changes));
      expect(hideBreaks(after).shown).toBe(applyChanges(breaks.shown, changes));
      const [own] = documentChanges(breaks, changes);
      expect(after.startsWith(document.slice(0, own!.from))).toBe(true);
      expect(after.endsWith(document.slice(own!.to))).toBe(true);
    }),
  );
});
