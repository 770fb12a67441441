/** Laws of where cards stand, held by random gestures and edits on seeded Flows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { arrange } from "../model/drawing/arrange.ts";
import {
  alongOf,
  CARD_HEIGHT,
  CARD_LENGTH,
  CARD_WIDTH,
  type Direction,
  overlaps,
  type Point,
  type Rect,
} from "../model/drawing/geometry.ts";
import { LAYER_GAP } from "../model/drawing/layout.ts";
import { pointsByName } from "../model/drawing/points.ts";
import { RectIndex } from "../model/drawing/rect-index.ts";
import { drawnFlow, SHAPES } from "../model/drawing/test-graphs.ts";
import { arrangementOf, layoutOf } from "./derived.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { loadActions } from "./late-actions.ts";
import { createFakePorts, readAll } from "./test-ports.ts";

await loadActions();

function textOf(shape: (typeof SHAPES)[number], count: number, seed: number): string {
  const nodes = drawnFlow(shape, count, seed).nodes.map(
    ({ name, needs }) => `- {name: ${name}, needs: [${needs.join(", ")}]}\n`,
  );
  return `jtype: Flow\nexecutors:\n${nodes.join("")}`;
}

/** Executors are chosen among those that are there by a number of any size. */
type Gesture =
  | { readonly kind: "connect" | "disconnect" | "insert"; readonly at: number; readonly other: number }
  | { readonly kind: "remove"; readonly at: number; readonly reconnect: boolean }
  | { readonly kind: "add" }
  | { readonly kind: "put"; readonly at: number; readonly point: Point }
  /** Put down on the card of another one. */
  | { readonly kind: "put-on"; readonly at: number; readonly other: number };

const number = fc.nat(1000);
const gesture: fc.Arbitrary<Gesture> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("connect" as const, "disconnect" as const, "insert" as const),
    at: number,
    other: number,
  }),
  fc.record({ kind: fc.constant("remove" as const), at: number, reconnect: fc.boolean() }),
  fc.record({ kind: fc.constant("add" as const) }),
  fc.record({
    kind: fc.constant("put" as const),
    at: number,
    point: fc.record({ x: fc.integer({ min: 0, max: 2000 }), y: fc.integer({ min: -500, max: 500 }) }),
  }),
  fc.record({ kind: fc.constant("put-on" as const), at: number, other: number }),
);

function carryOut(designer: Designer, one: Gesture): void {
  const { nodes } = designer.get().file.shown.picture;
  const nodeAt = (at: number) => nodes[at % nodes.length];
  const point = (at: number) => standing(designer).get(nodeAt(at)?.name ?? "");
  const node = one.kind === "add" ? undefined : nodeAt(one.at);
  const need = node && one.kind !== "add" && "other" in one ? node.needs[one.other % node.needs.length] : "";
  switch (one.kind) {
    case "add":
      designer.do.addExecutor(new Map());
      return;
    case "connect":
      designer.do.edit({ kind: "connect", from: nodeAt(one.other)?.name ?? "", to: node?.name ?? "" });
      return;
    case "disconnect":
      designer.do.edit({ kind: "disconnect", from: need ?? "", to: node?.name ?? "" });
      return;
    case "insert":
      designer.do.addExecutor(new Map(), undefined, { from: need ?? "", to: node?.name ?? "" });
      return;
    case "remove":
      if (nodes.length > 3) {
        designer.do.edit({ kind: "remove", names: [node?.name ?? ""], reconnect: one.reconnect });
      }
      return;
    case "put":
      designer.do.movePlaced(new Map([[node?.name ?? "", one.point]]));
      return;
    case "put-on":
      designer.do.movePlaced(new Map([[node?.name ?? "", point(one.other) ?? { x: 0, y: 0 }]]));
      return;
  }
}

function standing(designer: Designer): ReadonlyMap<string, Point> {
  const { shown, places } = designer.get().file;
  return arrangementOf(shown.picture, places).executors;
}

const cardAt = ({ x, y }: Point): Rect => ({ x, y, width: CARD_WIDTH, height: CARD_HEIGHT });
/** With the rim that is free around a card that makes way. */
const roomAt = ({ x, y }: Point): Rect => ({
  x: x - 26,
  y: y - 26,
  width: CARD_WIDTH + 52,
  height: CARD_HEIGHT + 52,
});

test.each<[Direction, number, number]>([
  ["right", 14, 60],
  ["down", 14, 60],
  ["right", 2100, 2],
])(
  "%s, %i executors: what is put down stays, nothing is covered, and an edit moves only what it must",
  async (direction, count, numRuns) => {
    let inserted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SHAPES),
        fc.nat(200),
        fc.array(gesture, { minLength: 1, maxLength: count > 2000 ? 4 : 8 }),
        async (shape, seed, gestures) => {
          const ports = createFakePorts();
          const designer = createDesigner(
            { ...ports, platform: { ...ports.platform, roomyDirection: () => direction } },
            { fileName: "flow.yml", text: textOf(shape, count, seed) },
          );
          await readAll(ports);
          expect(designer.get().file.places.direction).toBe(direction);
          const placed = new Map<string, Point>();
          for (const one of gestures) {
            const before = standing(designer);
            const stood = designer.get().file.shown.picture;
            carryOut(designer, one);
            await readAll(ports);
            const after = standing(designer);
            const { picture } = designer.get().file.shown;
            const { places } = designer.get().file;
            // What an edit has arranged is what its places come to.
            expect(arrangementOf(picture, places)).toEqual(
              arrange(picture, places, () => layoutOf(picture, direction)),
            );
            const isPut = one.kind === "put" || one.kind === "put-on";
            for (const [name, point] of pointsByName(designer.get().file.places.placed)) {
              const old = placed.get(name);
              if (old && !isPut) {
                expect([name, point]).toEqual([name, old]);
              }
              placed.set(name, point);
            }
            const byHand = [...placed].filter(([name]) => after.has(name));
            for (const [name, point] of byHand) {
              expect(after.get(name)).toEqual(point);
            }
            const automatic = [...after].filter(([name]) => !placed.has(name));
            const index = new RectIndex<string>();
            for (const [name, point] of after) {
              index.add(cardAt(point), name);
            }
            const over = automatic.flatMap(([name, point]) =>
              index.within(cardAt(point)).filter((other) => other !== name),
            );
            expect(over).toEqual([]);
            const added = picture.nodes.find(({ name }) => !before.has(name));
            const behind = added && picture.nodes.find(({ needs }) => needs.includes(added.name));
            const [at, next] = [after.get(added?.name ?? ""), after.get(behind?.name ?? "")];
            if (one.kind === "insert" && at && next && !placed.has(behind?.name ?? "")) {
              inserted++;
              expect(alongOf(next, direction) >= alongOf(at, direction) + CARD_LENGTH[direction]).toBe(true);
            }
            for (const [name, point] of automatic) {
              const old = before.get(name);
              if (isPut || !old || (old.x === point.x && old.y === point.y)) {
                continue;
              }
              // What it needs since then, or moved on itself, would leave it less than half a gap; or a card was put down there.
              const needs = picture.byName.get(name)?.needs ?? [];
              const mustFollow = needs.some((need) => {
                const at = after.get(need);
                const isNew = !stood.byName.get(name)?.needs.includes(need);
                const hasMoved = JSON.stringify(at) !== JSON.stringify(before.get(need));
                return (
                  at !== undefined &&
                  (isNew || hasMoved) &&
                  alongOf(at, direction) + CARD_LENGTH[direction] + LAYER_GAP[direction] / 2 >
                    alongOf(old, direction)
                );
              });
              const mustGiveWay = byHand.some(([, at]) => overlaps(roomAt(old), cardAt(at)));
              expect([name, mustFollow || mustGiveWay]).toEqual([name, true]);
            }
          }
        },
      ),
      { numRuns, ...(count > 2000 ? { seed: 5, endOnFailure: true } : {}) },
    );
    expect(inserted).toBeGreaterThan(count > 2000 ? 0 : 10);
  },
  60_000,
);
