import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nodeId } from "../model/drawing/project-flow.ts";
import { createDesigner } from "../store/designer.ts";
import { createFakePorts } from "../store/test-ports.ts";
import { dragFarCards } from "./far-pointer.ts";
import type { Intent } from "./intents.ts";
import { createStage } from "./stage.ts";
import { projectionOf } from "./test-projection.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";
const ZOOM = 0.2;

/** As much of an element of the page as is asked for. */
class FakeElement extends EventTarget {
  readonly classList = { contains: () => true };
  getBoundingClientRect = () => ({ left: 0, top: 0 });
}

const page = new EventTarget();

beforeEach(() => {
  vi.stubGlobal("Element", FakeElement);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
});

afterEach(() => vi.unstubAllGlobals());

function start() {
  const designer = createDesigner(createFakePorts(), { fileName: "flow.yml", text: TEXT });
  const projection = projectionOf(designer.get().file.shown.picture);
  const canvas = new FakeElement() as unknown as HTMLElement;
  const stage = createStage();
  const intents: Intent[] = [];
  const end = dragFarCards(canvas, {
    designer,
    projection,
    stage,
    library: { getState: () => ({ transform: [0, 0, ZOOM], nodesDraggable: true }) },
    onIntents(some) {
      intents.push(...some);
      for (const intent of some) {
        if (intent.kind === "drag" || intent.kind === "place") {
          stage.setState({ moves: intent.kind === "drag" ? intent.moves : new Map() });
        }
      }
    },
  });
  const fire = (target: EventTarget, type: string, name: string, by = 0, button = 0) => {
    const { x, y } = projection.nodes.find(({ id }) => id === nodeId(name))!.position;
    const at = { clientX: (x + 5) * ZOOM + by, clientY: (y + 5) * ZOOM, button, shiftKey: false };
    target.dispatchEvent(Object.assign(new Event(type), at));
  };
  return {
    end,
    intents,
    press: (name: string, button = 0) => fire(canvas, "mousedown", name, 0, button),
    move: (name: string, by: number) => fire(page, "mousemove", name, by),
    letGo: (name: string) => fire(page, "mouseup", name),
    moves: () => [...(stage.getState().moves ?? []).keys()],
    placed: () => intents.flatMap((intent) => (intent.kind === "place" ? [[...intent.moves.keys()]] : [])),
  };
}

test("a card that is pressed and dragged is put where it is let go of; another button changes nothing", () => {
  const { press, move, letGo, moves, placed } = start();
  press("a");
  move("a", 1);
  expect(moves()).toEqual([]);
  move("a", 20);
  press("b", 2);
  expect(moves()).toEqual(["a"]);
  letGo("a");
  expect(placed()).toEqual([["a"]]);
});

test("a drag under way comes to nothing once cards are no longer seen from afar", () => {
  const { end, intents, press, move, letGo, moves, placed } = start();
  press("a");
  move("a", 20);
  end();
  expect(moves()).toEqual([]);
  const count = intents.length;
  move("a", 40);
  letGo("a");
  expect([intents.length, placed()]).toEqual([count, []]);
});

test("a drag that was let go of where the page did not hear of it ends with the next press", () => {
  const { press, move, letGo, moves, placed } = start();
  press("a");
  move("a", 20);
  press("b");
  expect(moves()).toEqual([]);
  move("b", 20);
  letGo("b");
  move("a", 40);
  letGo("a");
  expect([moves(), placed()]).toEqual([[], [["b"]]]);
});
