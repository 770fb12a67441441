import { describe, expect, test } from "vitest";
import { arrangementOf } from "./derived.ts";
import { createDesigner } from "./designer.ts";
import { createFakePorts } from "./test-ports.ts";

const TEXT =
  "jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, needs: a}\n  - {name: c, needs: a}\n  - {name: d, needs: [b, c]}\n";

function start() {
  const ports = createFakePorts();
  const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
  const at = (name: string) => {
    const { shown, places } = designer.get().file;
    return arrangementOf(shown.picture, places).executors.get(name) ?? { x: 0, y: 0 };
  };
  const selected = () => {
    const { selection, selectedEdges } = designer.get().file;
    return [...selection, ...selectedEdges.map(({ from, to }) => `${from}->${to}`)];
  };
  return { designer, ports, at, selected };
}

describe("moving by keys", () => {
  test("keys pressed in one go are one step; a pause, another selection or another deed begins a new one", async () => {
    const { designer, ports, at } = start();
    designer.do.select(["a"]);
    const { x, y } = at("a");
    designer.do.nudge("right", false);
    designer.do.nudge("right", false);
    designer.do.nudge("down", true);
    expect(at("a")).toEqual({ x: x + 20, y: y + 50 });
    expect(designer.get().file.undo).toHaveLength(1);
    await ports.clock.pass(1500);
    designer.do.nudge("left", false);
    expect(designer.get().file.undo).toHaveLength(2);
    designer.do.select(["a", "b"]);
    designer.do.nudge("left", false);
    expect(designer.get().file.undo).toHaveLength(3);
    expect(designer.get().announcement).toBe("Moved 2 cards.");
    designer.do.undo();
    designer.do.undo();
    expect(at("a")).toEqual({ x: x + 20, y: y + 50 });
    designer.do.undo();
    expect(at("a")).toEqual({ x, y });
    designer.do.redo();
    expect(at("a")).toEqual({ x: x + 20, y: y + 50 });
    expect(designer.get().file.text).toBe(TEXT);
  });
});

describe("travelling", () => {
  test("goes along edges to executors and the gateway, and says where there is nothing", () => {
    const { designer, selected } = start();
    designer.do.travel("right");
    expect(selected()).toEqual(["a"]);
    designer.do.travel("left");
    expect(selected()).toEqual(["gateway"]);
    designer.do.travel("left");
    expect(selected()).toEqual(["gateway"]);
    expect(designer.get().announcement).toBe("Nothing on the left side.");
  });

  test("goes on with what is selected, and back takes away what came last", () => {
    const { designer, selected } = start();
    designer.do.select(["a"], [{ from: "b", to: "d" }]);
    designer.do.travel("right", true);
    designer.do.travel("right", true);
    expect(selected()).toEqual(["a", "b", "d", "b->d"]);
    designer.do.travel("left", true);
    expect(selected()).toEqual(["a", "b", "b->d"]);
    designer.do.toggle("c");
    designer.do.toggle("a");
    expect(selected()).toEqual(["b", "c", "b->d"]);
    designer.do.find("b", true, true);
    expect(selected()).toEqual(["c", "b", "b->d"]);
    designer.do.find("d");
    expect(selected()).toEqual(["d"]);
  });

  test("edges are gone through around an executor, in a ring, and left by their ends", () => {
    const { designer, selected } = start();
    designer.do.select(["b"]);
    designer.do.nextEdge(1);
    expect(selected()).toEqual(["a->b"]);
    designer.do.nextEdge(1);
    expect(selected()).toEqual(["b->d"]);
    designer.do.nextEdge(1);
    expect(selected()).toEqual(["a->b"]);
    designer.do.nextEdge(-1);
    expect(selected()).toEqual(["b->d"]);
    designer.do.travel("right");
    expect(selected()).toEqual(["d"]);
    designer.do.nextEdge(-1);
    expect(selected()).toEqual(["d->gateway"]);
    designer.do.select([], [{ from: "a", to: "c" }]);
    designer.do.nextEdge(1);
    expect(selected()).toEqual(["c->d"]);
    designer.do.select([], [{ from: "a", to: "c" }]);
    designer.do.travel("left");
    expect(selected()).toEqual(["a"]);
  });
});
