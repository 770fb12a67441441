import { describe, expect, test } from "vitest";
import { layoutFlow } from "./layout.ts";
import { flowOf } from "./test-graphs.ts";
import { edgesAt, endOfEdge, followersOf, neighbourOf, type Side } from "./travel.ts";

/** e0 feeds e1, e2 and e3, which e4 joins. */
const FAN = flowOf([["gateway"], ["e0"], ["e0"], ["e0"], ["e1", "e2", "e3"]]);

describe("travelling along edges", () => {
  const walk = (direction: "right" | "down", from: string, ...sides: Side[]) =>
    sides.reduce<string | null>(
      (name, side) => name && neighbourOf(FAN, layoutFlow(FAN, direction), direction, name, side),
      from,
    );

  test("goes ahead to what needs it, the nearest of several, and back to what it needs", () => {
    expect(walk("right", "gateway", "right")).toBe("e0");
    expect(walk("right", "e0", "right")).toBe("e2");
    expect(walk("right", "e0", "right", "right")).toBe("e4");
    expect(walk("right", "e4", "left", "left", "left")).toBe("gateway");
    expect(walk("right", "e4", "right")).toBeNull();
    expect(walk("right", "gateway", "left")).toBeNull();
  });

  test("goes across to what shares a need or a follower", () => {
    const [above, below] = [walk("right", "e2", "up"), walk("right", "e2", "down")];
    expect(new Set([above, below])).toEqual(new Set(["e1", "e3"]));
    expect(above && walk("right", above, "up")).toBeNull();
    expect(above && walk("right", above, "down")).toBe("e2");
    expect(walk("right", "e0", "up")).toBeNull();
  });

  test("turns with the drawing", () => {
    expect(walk("down", "gateway", "down", "down")).toBe("e2");
    expect(walk("down", "e4", "up", "up", "up")).toBe("gateway");
    expect(walk("down", "e2", "right")).toMatch(/e[13]/);
    expect(walk("down", "e2", "left")).toMatch(/e[13]/);
  });

  test("from an edge it goes to its ends", () => {
    const edge = { from: "e0", to: "e1" };
    expect(endOfEdge(edge, "right", "right")).toBe("e1");
    expect(endOfEdge(edge, "right", "left")).toBe("e0");
    expect(endOfEdge(edge, "right", "up")).toBeNull();
    expect(endOfEdge(edge, "down", "up")).toBe("e0");
  });
});

test("edges at an executor: what comes in, then what goes out, the gateway's included", () => {
  expect(followersOf(FAN, "e0")).toEqual(["e1", "e2", "e3"]);
  expect(edgesAt(FAN, "e1")).toEqual([
    { from: "e0", to: "e1" },
    { from: "e1", to: "e4" },
  ]);
  expect(edgesAt(FAN, "e4").at(-1)).toEqual({ from: "e4", to: "gateway" });
  expect(edgesAt(FAN, "gateway")).toEqual([
    { from: "gateway", to: "e0" },
    { from: "e4", to: "gateway" },
  ]);
});
