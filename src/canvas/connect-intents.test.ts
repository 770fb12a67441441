import { expect, test } from "vitest";
import { needBetween } from "../model/edit/edit.ts";
import { type DraggedEdge, intentOfDrop } from "./connect-intents.ts";

const out: DraggedEdge = { fixed: "a", side: "from", moved: null };
const into: DraggedEdge = { fixed: "b", side: "to", moved: null };
const moved = { from: "a", to: "b" };

test("a new edge connects in its own direction, whichever end it was drawn from", () => {
  expect(intentOfDrop(out, "b", null)).toEqual({ kind: "connect", from: "a", to: "b" });
  expect(intentOfDrop(into, "gateway", null)).toEqual({ kind: "connect", from: "gateway", to: "b" });
  expect(needBetween(into.side, into.fixed, "c")).toEqual({ from: "c", to: "b" });
});

test("over nothing a new edge asks what is to follow, and one that was there goes", () => {
  expect(intentOfDrop(out, null, null)).toEqual({ kind: "ask", from: "a" });
  expect(intentOfDrop(into, null, null)).toBeNull();
  expect(intentOfDrop({ ...out, moved }, null, null)).toEqual({ kind: "disconnect", ...moved });
});

test("an end that is moved reconnects; back where it was it means nothing", () => {
  expect(intentOfDrop({ ...out, moved }, "c", null)).toEqual({
    kind: "reconnect",
    need: moved,
    instead: { from: "a", to: "c" },
  });
  expect(intentOfDrop({ ...into, moved }, "c", null)).toEqual({
    kind: "reconnect",
    need: moved,
    instead: { from: "c", to: "b" },
  });
  expect(intentOfDrop({ ...out, moved }, "b", "b needs a already.")).toBeNull();
});

test("where it cannot be, the reason is said; back on its own card it means nothing", () => {
  expect(intentOfDrop(out, "b", "no")).toEqual({ kind: "refuse", reason: "no" });
  expect(intentOfDrop(out, "a", "no")).toBeNull();
});
