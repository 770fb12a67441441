import { describe, expect, test } from "vitest";
import { helpAt, offersAt } from "./yaml-offers.ts";
import type { YamlPlace } from "./yaml-place.ts";

const NAMED = { names: ["a", "b"], classes: ["Encoder", "docker://x"] };

function offered(kind: YamlPlace["kind"], path: string, given: readonly string[] = []): string[] {
  const place = {
    kind,
    path: path === "" ? [] : path.split(" "),
    word: "",
    given: new Set(given),
    isFlow: false,
  };
  return offersAt(place, NAMED).map(({ text }) => text);
}

describe("keys", () => {
  test("of the file, without those that are there", () => {
    expect(offered("key", "", ["jtype"])).toEqual(["version", "with", "gateway", "executors"]);
  });

  test("of the Flow, the gateway and an executor are those of the Inspector", () => {
    expect(offered("key", "with")).toEqual(
      expect.arrayContaining(["protocol", "port", "monitoring", "inspect"]),
    );
    expect(offered("key", "gateway")).toEqual(expect.arrayContaining(["protocol", "port", "uses_with"]));
    const ofExecutor = offered("key", "executors -", ["uses", "py-modules"]);
    expect(ofExecutor.slice(0, 3)).toEqual(["name", "needs", "method"]);
    expect(ofExecutor).toEqual(expect.arrayContaining(["shards", "polling", "when", "uses_with", "env"]));
    expect(ofExecutor).not.toContain("uses");
    expect(ofExecutor).not.toContain("py_modules");
    expect(offered("item", "executors")).toEqual(expect.arrayContaining(["name", "uses"]));
  });

  test("of an Executor in place of its name, and of batching", () => {
    expect(offered("key", "executors - uses")).toEqual(["jtype", "with", "metas", "requests"]);
    expect(offered("key", "executors - uses_dynamic_batching /index")).toEqual([
      "preferred_batch_size",
      "timeout",
    ]);
  });

  test.each([
    "executors - uses_with",
    "executors - env",
    "gateway uses_with",
    "executors - uses with",
    "own",
    "with env",
  ])("none are known in %s", (path) => {
    expect(offered("key", path)).toEqual([]);
    expect(offered("value", `${path} port`)).toEqual([]);
  });
});

describe("values", () => {
  test.each([
    ["value", "jtype", ["Flow"]],
    ["value", "executors - needs", ["gateway", "a", "b"]],
    ["item", "executors - needs", ["gateway", "b"]],
    ["value", "executors - uses", ["Encoder", "docker://x"]],
    ["value", "executors - polling", ["ANY", "ALL"]],
    ["value", "executors - polling /index", ["ANY", "ALL"]],
    ["value", "executors - external", ["true", "false"]],
    ["value", "executors - method", ["add", "needs", "needs_all", "inspect", "gather_inspect"]],
    ["value", "executors - replicas", ["1"]],
    ["value", "executors - py_modules", []],
  ] as const)("%s of %s", (kind, path, expected) => {
    expect(offered(kind, path, kind === "item" ? ["a"] : [])).toEqual(expected);
  });

  test("protocols, as one and as items", () => {
    for (const kind of ["value", "item"] as const) {
      expect(offered(kind, "with protocol").map((one) => one.toUpperCase())).toEqual(
        expect.arrayContaining(["GRPC", "HTTP", "WEBSOCKET"]),
      );
    }
  });
});

describe("help", () => {
  test("says what a key does, its type and its default", () => {
    expect(helpAt(["executors", "-", "replicas"])).toMatchObject({
      name: "replicas",
      facts: "number, 1 by default",
    });
    expect(helpAt(["executors", "-", "timeout-ready"])?.help).toMatch(/\w/);
    expect(helpAt(["with"])?.help).toMatch(/Flow's own arguments/);
  });

  test.each(["executors - uses_with port", "own", "executors - xyz"])("there is none of %s", (path) => {
    expect(helpAt(path.split(" "))).toBeNull();
  });
});
