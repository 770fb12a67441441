import { expect, test } from "vitest";
import type { Point } from "../model/drawing/geometry.ts";
import { arrangementOf, layoutOf } from "./derived.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { loadActions } from "./late-actions.ts";
import { createFakePorts, openPage } from "./test-ports.ts";

const TEXT = `jtype: Flow
version: '1'
executors:
  - {name: a}
  - {name: b}
  - {name: c, needs: [a, b]}
  - {name: d, needs: a}
  - {name: e, needs: [c, d]}
`;

await loadActions();

function start(text = TEXT, ports = createFakePorts()) {
  const designer = createDesigner(ports, { fileName: "flow.yml", text });
  return { designer, ports };
}

function pointsOf(designer: Designer): Record<string, Point> {
  const { shown, places } = designer.get().file;
  return Object.fromEntries(arrangementOf(shown.picture, places).executors);
}

test("an argument moves no card, and nothing is kept that could be laid out", () => {
  const { designer } = start();
  const before = pointsOf(designer);
  designer.do.edit({ kind: "set", name: "b", key: "replicas", value: 2 });
  expect(pointsOf(designer)).toEqual(before);
  expect(designer.get().file.places.kept).toBe(null);
});

test("a cut edge moves no card, however the layout would draw it then", () => {
  const { designer } = start();
  const before = pointsOf(designer);
  designer.do.edit({ kind: "disconnect", from: "b", to: "c" });
  expect(pointsOf(designer)).toEqual(before);
  designer.do.undo();
  expect(designer.get().file.places.kept).toBe(null);
  designer.do.redo();
  expect(pointsOf(designer)).toEqual(before);
});

test("an added, a typed and a deleted executor leave all others where they are", () => {
  const { designer } = start();
  const before = pointsOf(designer);
  designer.do.addExecutor(new Map([["name", "f"]]));
  const { f, ...others } = pointsOf(designer);
  expect(others).toEqual(before);
  const { text } = designer.get().file;
  designer.do.type([{ from: text.length, to: text.length, insert: "  - {name: g, needs: a}\n" }]);
  const { g, ...rest } = pointsOf(designer);
  expect(rest).toEqual({ ...others, f });
  designer.do.edit({ kind: "remove", names: ["d"], reconnect: false });
  const left = Object.entries({ ...before, f, g }).filter(([name]) => name !== "d");
  expect(pointsOf(designer)).toEqual(Object.fromEntries(left));
});

test("a renamed card stays, also one put down by hand", () => {
  const { designer } = start();
  designer.do.movePlaced(new Map([["a", { x: 700, y: 900 }]]));
  designer.do.edit({ kind: "disconnect", from: "b", to: "c" });
  const { a, b, ...others } = pointsOf(designer);
  designer.do.edit({ kind: "rename", name: "a", to: "x" });
  designer.do.edit({ kind: "rename", name: "b", to: "y" });
  expect(pointsOf(designer)).toEqual({ ...others, x: a, y: b });
});

test("tidying up lays all out again as one step, and turning does so the other way", () => {
  const { designer } = start();
  const laidOut = pointsOf(designer);
  designer.do.edit({ kind: "disconnect", from: "b", to: "c" });
  designer.do.edit({ kind: "connect", from: "b", to: "c" });
  designer.do.movePlaced(new Map([["a", { x: 700, y: 900 }]]));
  const moved = pointsOf(designer);
  designer.do.tidyUp();
  expect(pointsOf(designer)).toEqual(laidOut);
  expect(designer.take("centre")).toEqual({ name: "", isTidied: true });
  designer.do.undo();
  expect(pointsOf(designer)).toEqual(moved);
  // What was in view before is in view again; a step that moves one card leaves the view alone.
  expect(designer.take("centre")).toEqual({ name: "", isBack: true });
  designer.do.undo();
  expect(designer.take("centre")).toBeNull();
  designer.do.redo();
  designer.do.turn();
  const down = pointsOf(designer);
  expect(down.b?.y).toBeGreaterThan(down.a?.y ?? 0);
  designer.do.undo();
  expect(pointsOf(designer)).toEqual(moved);
});

test("a chain stands in rows on request, as one step, and new and changed executors keep to them", () => {
  const { designer } = start(`jtype: Flow\nexecutors:\n${"- {}\n".repeat(9)}`);
  const strip = pointsOf(designer);
  designer.do.wrap();
  const rows = pointsOf(designer);
  const widest = (points: typeof rows) => Math.max(...Object.values(points).map(({ x }) => x));
  expect(widest(rows)).toBeLessThan(widest(strip) / 2);
  expect(new Set(Object.values(rows).map(({ y }) => y)).size).toBeGreaterThan(2);
  designer.do.edit({ kind: "connect", from: "executor0", to: "executor4" });
  expect(pointsOf(designer)).toEqual(rows);
  designer.do.tidyUp();
  expect(designer.get().file.places.wraps).toBe(true);
  designer.do.wrap();
  designer.do.undo();
  designer.do.undo();
  designer.do.undo();
  expect(pointsOf(designer)).toEqual(rows);
  designer.do.undo();
  expect(pointsOf(designer)).toEqual(strip);
});

test("a pinned card stays when the others are tidied up, under a new name too, until it is let go of", async () => {
  const { designer, ports } = start();
  const { a: spot, b } = pointsOf(designer);
  designer.do.pin(["a"], true);
  expect(pointsOf(designer).a).toEqual(spot);
  designer.do.movePlaced(
    new Map([
      ["a", { x: 700, y: 900 }],
      ["b", { x: 0, y: 900 }],
    ]),
  );
  designer.do.tidyUp();
  expect(pointsOf(designer)).toMatchObject({ a: { x: 700, y: 900 }, b });
  designer.do.edit({ kind: "rename", name: "a", to: "x" });
  designer.do.tidyUp();
  expect(pointsOf(designer).x).toEqual({ x: 700, y: 900 });
  await designer.do.keep();
  const again = await openPage(ports, { fileName: "flow.yml", text: "" });
  again.do.tidyUp();
  expect(pointsOf(again).x).toEqual({ x: 700, y: 900 });
  designer.do.pin(["x"], false);
  designer.do.tidyUp();
  expect(pointsOf(designer).x).toEqual(spot);
});

test("where cards stand outlives a reload", async () => {
  const { designer, ports } = start();
  designer.do.turn();
  designer.do.wrap();
  designer.do.pin(["c"], true);
  designer.do.edit({ kind: "disconnect", from: "b", to: "c" });
  designer.do.movePlaced(new Map([["a", { x: 700, y: 900 }]]));
  const before = pointsOf(designer);
  await designer.do.keep();
  const after = await openPage(ports, { fileName: "flow.yml", text: "" });
  expect(pointsOf(after)).toEqual(before);
  expect(after.get().file.places).toEqual(designer.get().file.places);
});

test("a page with more room down than to the right opens files so", async () => {
  const ports = createFakePorts();
  const { designer } = start(TEXT, {
    ...ports,
    platform: { ...ports.platform, roomyDirection: () => "down" },
  });
  expect(designer.get().file.places.direction).toBe("down");
  await designer.do.openText("other.yml", TEXT);
  expect(designer.get().file.places.direction).toBe("down");
});

test("what is not laid out anew is laid out once: the layout goes along with an edit of an argument", () => {
  const { designer } = start();
  const { shown } = designer.get().file;
  const layout = layoutOf(shown.picture, "right");
  designer.do.edit({ kind: "set", name: "b", key: "replicas", value: 2 });
  expect(layoutOf(designer.get().file.shown.picture, "right")).toBe(layout);
  designer.do.edit({ kind: "disconnect", from: "b", to: "c" });
  expect(layoutOf(designer.get().file.shown.picture, "right")).not.toBe(layout);
});

test("a card that is gone when it is let go of leaves no place and no step of undo", () => {
  const { designer } = start();
  designer.do.edit({ kind: "remove", names: ["b"], reconnect: false });
  const { undo } = designer.get().file;
  designer.do.movePlaced(new Map([["b", { x: 700, y: 900 }]]));
  expect(designer.get().file.undo).toBe(undo);
  designer.do.movePlaced(
    new Map([
      ["a", { x: 1, y: 2 }],
      ["b", { x: 700, y: 900 }],
    ]),
  );
  expect(designer.get().file.undo.at(-1)?.label).toBe('Move "a"');
  designer.do.addExecutor(new Map([["name", "b"]]));
  expect(pointsOf(designer).b).not.toEqual({ x: 700, y: 900 });
});
