/** Every hostile answer is read, within its limits and without a hang, and what is not shown of it is said. */
import { describe, expect, test } from "vitest";
import { ClientError } from "../model/run/client-error.ts";
import { type DocValue, Excerpt, Tensor } from "../model/run/document.ts";
import { readReply } from "./test-answer.ts";
import { HOSTILE, MAX_BYTES } from "./test-hostile.ts";

/** Against a hang only: the slowest takes a second here. */
const GUARD_MS = 20_000;

/** All notes in a value, and how many values it holds. */
function surveyOf(value: DocValue): { notes: string[]; values: number } {
  const notes: string[] = [];
  let values = 0;
  const open: DocValue[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    values += 1;
    if (one instanceof Excerpt) {
      notes.push(one.note);
      open.push(one.shown);
    } else if (
      typeof one === "object" &&
      one !== null &&
      !(one instanceof Uint8Array || one instanceof Tensor)
    ) {
      open.push(...Object.values(one).slice(0, 100_000));
    }
  }
  return { notes, values };
}

test("there are many kinds, each within what our own server passes on", () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(50);
  expect(new Set(HOSTILE.map(({ name }) => name)).size).toBe(HOSTILE.length);
});

describe("an answer with", () => {
  test.each(HOSTILE)(
    "$name",
    ({ generation, make, documents, says }) => {
      const bytes = make();
      expect(bytes.length).toBeLessThanOrEqual(MAX_BYTES);
      if (documents === "refused") {
        const refusal = () => readReply(bytes, generation);
        expect(refusal).toThrow();
        try {
          refusal();
        } catch (error) {
          // The transport makes a ClientError of what is no message.
          expect(error instanceof RangeError || error instanceof ClientError || error instanceof Error).toBe(
            true,
          );
        }
        return;
      }
      const reply = readReply(bytes, generation);
      expect(reply.documents.length).toBe(documents);
      const notes = [...(reply.notes ?? [])];
      for (const index of [0, 1, documents - 1]) {
        for (const detail of ["glance", "more", "whole"] as const) {
          const document = reply.documents.at(index, detail);
          if (document) {
            const survey = surveyOf(document as DocValue);
            notes.push(...survey.notes);
            expect(survey.values).toBeLessThan({ glance: 3_000, more: 30_000, whole: 500_000 }[detail]);
          }
        }
      }
      expect(surveyOf(reply.parameters).values).toBeLessThan(100_000);
      if (says) {
        expect(notes).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
      }
      expect(reply.documents.at(documents)).toBeUndefined();
    },
    GUARD_MS,
  );
});
