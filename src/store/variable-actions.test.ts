/** Values given for variables: read with at once, kept for the tab alone, secrets in memory, never in the text. */
import { describe, expect, test } from "vitest";
import { pointsByName } from "../model/drawing/points.ts";
import { createDesigner } from "./designer.ts";
import { isAhead } from "./open-file.ts";
import { createFakePorts } from "./test-ports.ts";
import { countUnset, createMask, placeWords, readText, variableRows } from "./variable-rows.ts";

const FLOW = `jtype: Flow
executors:
  - name: $NAME
    replicas: $REPLICAS
    uses_with: {key: "x\${{ ENV.API_KEY }}", copy: "\${{root.executors[0].uses_with.key}}"}
  - name: \${{ CONTEXT.LAST }}
`;

function start(ports = createFakePorts(), text = FLOW) {
  const designer = createDesigner(ports, { fileName: "flow.yml", text });
  return {
    designer,
    ports,
    names: () => designer.get().file.shown.built.nodes.map(({ name }) => name),
    kept: () => ports.tabStorage.get("jina-flow-designer.variables"),
  };
}

describe("a value", () => {
  test("is what graph and problems are made with, and no step of undo", () => {
    const { designer, names } = start();
    expect(countUnset(designer.get().file)).toBe(4);
    designer.do.setVariable("environment", "NAME", "first");
    designer.do.setVariable("environment", "REPLICAS", "many");
    designer.do.setVariable("callers", "LAST", "last");
    expect(names()).toEqual(["first", "last"]);
    expect(designer.get().file.problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      "error argument-value",
    ]);
    designer.do.setVariable("environment", "REPLICAS", "3");
    expect(designer.get().file.problems).toEqual([]);
    expect(countUnset(designer.get().file)).toBe(1);
    expect([designer.get().file.text, designer.get().file.undo.length]).toEqual([FLOW, 0]);
    designer.do.setVariable("environment", "NAME", null);
    expect(names()).toEqual(["$NAME", "last"]);
  });

  test("stays through edits, undo and other files, and none of them writes it", async () => {
    const { designer, names } = start();
    designer.do.setEnvironment(
      new Map([
        ["NAME", "first"],
        ["REPLICAS", "2"],
      ]),
    );
    designer.do.setVariable("callers", "LAST", "last");
    designer.do.movePlaced(new Map([["first", { x: 900, y: 40 }]]));
    expect(designer.do.edit({ kind: "connect", from: "gateway", to: "last" })).toBeNull();
    const { text, places } = designer.get().file;
    expect(text).toContain("- name: $NAME\n    replicas: $REPLICAS\n");
    expect(text).toContain("needs: [$NAME, gateway]");
    expect(places.placed).toEqual([["first", 900, 40]]);
    expect(names()).toEqual(["first", "last"]);
    designer.do.undo();
    expect([designer.get().file.text, names()]).toEqual([FLOW, ["first", "last"]]);
    await designer.do.openText("other.yml", "jtype: Flow\nexecutors:\n  - name: $NAME\n");
    expect(names()).toEqual(["first"]);
    designer.do.backToFile();
    expect(names()).toEqual(["first", "last"]);
  });

  test("renames executors where they stand, also several at once", () => {
    const text = "jtype: Flow\nexecutors:\n- name: $A\n- name: b\n- {name: $C, needs: [$A, b]}\n";
    const { designer, names } = start(createFakePorts(), text);
    designer.do.movePlaced(
      new Map([
        ["$A", { x: 700, y: 900 }],
        ["b", { x: 0, y: 900 }],
        ["$C", { x: 300, y: 900 }],
      ]),
    );
    designer.do.pin(["$C"], true);
    designer.do.edit({ kind: "disconnect", from: "b", to: "$C" });
    designer.do.select(["$A", "$C"], [{ from: "$A", to: "$C" }]);
    const { places: given } = designer.get().file;
    const values = (a: string, c: string) =>
      new Map([
        ["A", a],
        ["C", c],
      ]);
    designer.do.setEnvironment(values("first", "last"));
    expect(names()).toEqual(["first", "b", "last"]);
    const { places, selection, selectedEdges } = designer.get().file;
    const givenPoints = pointsByName(given.placed);
    expect(pointsByName(places.placed).get("first")).toEqual(givenPoints.get("$A"));
    expect(pointsByName(places.placed).get("last")).toEqual(givenPoints.get("$C"));
    expect([...places.pinned, ...selection]).toEqual(["last", "first", "last"]);
    expect(selectedEdges).toEqual([{ from: "first", to: "last" }]);
    designer.do.setEnvironment(values("one", "two"));
    expect(pointsByName(designer.get().file.places.placed).get("two")).toEqual(givenPoints.get("$C"));
  });

  test("of a long text is read away from the page, which is ahead until then", async () => {
    const { designer, ports, names } = start(createFakePorts(), `${FLOW}# ${"-".repeat(40_000)}\n`);
    await ports.readings[0]!.finish();
    expect(names()).toEqual(["$NAME", "$$LAST"]);
    designer.do.setVariable("environment", "NAME", "first");
    expect([isAhead(designer.get().file), names()]).toEqual([true, ["$NAME", "$$LAST"]]);
    await ports.readings[0]!.finish();
    expect([isAhead(designer.get().file), names()]).toEqual([false, ["first", "$$LAST"]]);
  });
});

describe("over a reload", () => {
  test("plain values come back, those of secrets do not", () => {
    const { designer, ports, kept } = start();
    designer.do.setEnvironment(
      new Map([
        ["NAME", "first"],
        ["API_KEY", "hush"],
        ["OTHER", "ghp_0123456789012345678901234567890123456789"],
      ]),
    );
    designer.do.setVariable("callers", "LAST", "last");
    expect(kept()).toContain("first");
    expect(kept()).not.toMatch(/hush|ghp_/);
    const again = start(ports);
    expect(again.names()).toEqual(["first", "last"]);
    expect([...again.designer.get().file.variables.environment.keys()]).toEqual(["NAME"]);
    designer.do.setVariable("environment", "NAME", null);
    designer.do.setVariable("callers", "LAST", null);
    expect(kept()).toBeNull();
  });

  test.each([
    "",
    "[]",
    "{}",
    '{"version":2}',
    '{"version":1,"environment":[["A",1],3,["B","b"]],"callers":"x"}',
  ])("of %j what is of use comes back", (text) => {
    const ports = createFakePorts();
    ports.tabStorage.set("jina-flow-designer.variables", text);
    const { environment, callers } = start(ports).designer.get().file.variables;
    expect([[...environment.keys()], callers.size]).toEqual([text.includes('"B"') ? ["B"] : [], 0]);
  });
});

test("what would give a secret away is masked, also where a reference holds it", () => {
  const { designer } = start();
  designer.do.setEnvironment(
    new Map([
      ["API_KEY", "hush"],
      ["NAME", "first"],
      ["UNUSED", ""],
    ]),
  );
  const rows = variableRows(designer.get().file);
  expect(rows.map(({ name, isSecret, variable }) => [name, isSecret, variable?.count])).toEqual([
    ["NAME", false, 1],
    ["REPLICAS", false, 1],
    ["API_KEY", true, 1],
    ["UNUSED", false, undefined],
    ["LAST", false, 1],
  ]);
  const uses = designer.get().file.reading.document.variables.flatMap((variable) => variable.uses);
  const masked = (isShown: boolean) => uses.filter(createMask(rows, () => isShown)).map(placeWords);
  expect(masked(false)).toEqual(["first · uses_with.key", "first · uses_with.copy"]);
  expect(masked(true)).toEqual([]);
});

test("what is read is said with its type", () => {
  const read = [null, true, 3, "3", ["a", 1], new Map([["a", 1]])].map(readText);
  expect(read.map(({ text, type }) => `${text}: ${type}`)).toEqual([
    "None: nothing",
    "True: boolean",
    "3: number",
    "3: text",
    "[a, 1]: list",
    "{a: 1}: mapping",
  ]);
});
