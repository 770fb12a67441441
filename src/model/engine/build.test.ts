/** The promises [B1] to [B10] of build.ts, and what the builder finds wrong. Whole Flows are compared with the engine elsewhere. */
import { describe, expect, test } from "vitest";
import type { Flow } from "../flow.ts";
import { nearest } from "../nearest.ts";
import { isIdentifier } from "../python.ts";
import { Float, type Value } from "../value.ts";
import { buildFlow } from "./build.ts";
import type { BuildProblem } from "./build-problem.ts";
import { checkFlow } from "./check-flow.ts";
import { isSet } from "./flag.ts";
import { findCycles, reaches } from "./graph-walk.ts";
import { needsOf } from "./needs.ts";

type Args = Readonly<Record<string, Value>>;

/** A Flow of these items; `method` is one of an item's keys, as in the file. */
function flowOf(items: readonly Args[], settings: Args = {}): Flow {
  return {
    with: new Map(Object.entries(settings)),
    gateway: new Map(),
    listKey: "executors",
    entries: items.map(({ method = "add", ...args }, index) => ({
      index,
      method: String(method),
      args: new Map(Object.entries(args)),
    })),
  };
}

/** Each executor as `name: needs`, then the end; needs that the engine supplies stand in parentheses. */
function drawn(items: readonly Args[], settings?: Args): string[] {
  const { flow } = buildFlow(flowOf(items, settings));
  const lines = flow.nodes.map(({ name, needs, needsWritten }) => {
    const list = needs.join(", ");
    return `${name}: ${needsWritten ? list : `(${list})`}`;
  });
  return [...lines, `end ${flow.end}`];
}

/** Of the engine's refusals and of what it takes without a word. */
function problemsOf(items: readonly Args[], settings?: Args): BuildProblem[] {
  const declared = flowOf(items, settings);
  const { flow, problems } = buildFlow(declared);
  return [...problems, ...checkFlow(declared, flow)];
}

const codesOf = (items: readonly Args[], settings?: Args) =>
  problemsOf(items, settings).map(({ code, severity, entry }) => `${entry} ${severity} ${code}`);

describe("buildFlow", () => {
  test("[B1] a nameless entry is named after the number of executors in the graph so far", () => {
    expect(drawn([{}, { name: "a" }, { name: "" }, { name: null }])).toEqual([
      "executor0: (gateway)",
      "a: (executor0)",
      "executor2: (a)",
      "executor3: (executor2)",
      "end executor3",
    ]);
    // What inspect adds counts too.
    expect(drawn([{ name: "a" }, { method: "inspect" }, {}], { inspect: "HANG" })[3]).toBe(
      "executor3: (_aux_inspect)",
    );
  });

  test("[B2] a taken name gets that number appended, and a further clash replaces an executor", () => {
    expect(drawn([{ name: "a" }, { name: "a" }, { name: "b", needs: "a" }])).toEqual([
      "a: (gateway)",
      "a1: (a)",
      "b: a",
      "end b",
    ]);
    expect(drawn([{ name: "a2" }, { name: "a" }, { name: "a" }, { name: "c", needs: "a2" }])[0]).toBe(
      "a2: (a)",
    );
    expect(codesOf([{ name: "a" }, { name: "a" }])).toEqual(
      ["1 warning name-duplicate", "0 warning hanging"].slice(0, 1),
    );
  });

  test("[B3] without needs an executor follows the last added one that does not float", () => {
    for (const absent of [{}, { needs: null }, { needs: "" }, { needs: [] }] as Args[]) {
      expect(drawn([{ name: "a" }, { name: "b", floating: true }, { name: "c", ...absent }])[2]).toBe(
        "c: (a)",
      );
    }
    expect(drawn([{ name: "b", floating: true }, { name: "c" }])[1]).toBe("c: (gateway)");
  });

  test("[B4] needs are taken as written, once each, unknown and later names too", () => {
    expect(
      drawn([
        { name: "a", needs: ["c", "nobody", "c"] },
        { name: "c", needs: "gateway" },
      ]),
    ).toEqual(["a: c, nobody", "c: gateway", "end c"]);
    expect(drawn([{ name: "a", needs: ["b", 3, true, null, new Float(2)] }])[0]).toBe(
      "a: b, 3, True, ~, 2.0",
    );
  });

  test("[B5] the end is the last added executor that does not float, whoever hangs", () => {
    expect(
      drawn([{ name: "a" }, { name: "b", needs: "gateway" }, { name: "c", floating: true }]).at(-1),
    ).toBe("end b");
    expect(drawn([]).at(-1)).toBe("end gateway");
    expect(drawn([{ name: "a", floating: true }]).at(-1)).toBe("end gateway");
  });

  test("[B6] needs_all needs those that nobody needs at that moment and that do not float", () => {
    expect(
      drawn([
        { name: "a", needs: "gateway" },
        { name: "b", needs: "gateway" },
        { name: "f", needs: "a", floating: true },
        { name: "c", needs: "gateway" },
        { method: "needs_all", name: "all" },
        { name: "d", needs: "b" },
      ])[4],
    ).toBe("all: (b, c)");
    const one = buildFlow(flowOf([{ name: "a" }, { method: "needs_all" }])).flow.byName.get("joiner");
    expect(one).toMatchObject({ needs: ["a"], role: "DEPLOYMENT" });
    const two = buildFlow(
      flowOf([{ name: "a", needs: "gateway" }, { name: "b", needs: "gateway" }, { method: "needs_all" }]),
    );
    expect(two.flow.byName.get("joiner")).toMatchObject({ needs: ["a", "b"], role: "JOIN" });
  });

  test("[B7] inspect adds two, and from then on a need of the inspected one means the auxiliary one", () => {
    expect(
      drawn(
        [
          { name: "a" },
          { method: "inspect", name: "look", uses: "L" },
          { name: "b", needs: "a" },
          { name: "c" },
        ],
        {
          inspect: "HANG",
        },
      ),
    ).toEqual(["a: (gateway)", "look: (a)", "_aux_look: (a)", "b: _aux_look", "c: (b)", "end c"]);
    const { flow } = buildFlow(
      flowOf([{ name: "a" }, { method: "inspect", uses: "L" }], { inspect: "HANG" }),
    );
    expect(flow.byName.get("inspect")).toMatchObject({ role: "INSPECT", uses: "L", entry: 1 });
    expect(flow.byName.get("_aux_inspect")).toMatchObject({
      role: "INSPECT_AUX_PASS",
      uses: "BaseExecutor",
      entry: 1,
    });
    expect([...flow.standsFor]).toEqual([["_aux_inspect", "a"]]);
  });

  test("[B8] COLLECT gathers what inspects, HANG leaves it, REMOVE takes both out again", () => {
    const items: Args[] = [{ name: "a" }, { method: "inspect", name: "look" }, { name: "b", needs: "a" }];
    const collected = [
      "a: (gateway)",
      "look: (a)",
      "_aux_look: (a)",
      "b: _aux_look",
      "gather_inspect: (look, b)",
      "end gather_inspect",
    ];
    expect(drawn(items)).toEqual(collected);
    expect(drawn(items, { inspect: "collect" })).toEqual(collected);
    expect(drawn(items, { inspect: "HANG" })).toEqual([...collected.slice(0, 4), "end b"]);
    expect(drawn(items, { inspect: "remove" })).toEqual(["a: (gateway)", "b: a", "end b"]);
    const gathered = buildFlow(flowOf(items)).flow.byName.get("gather_inspect");
    expect(gathered).toMatchObject({ role: "JOIN_INSPECT", entry: -1 });
  });

  test("[B9] a Deployment of its own is executorN and follows the last, whatever it says", () => {
    const { entries, ...flow } = flowOf([{ name: "a" }, { name: "own", needs: "gateway" }]);
    const [first, second] = entries;
    const own = { ...second!, deployment: { kind: "inline" } as const };
    expect(buildFlow({ ...flow, entries: [first!, own] }).flow.nodes).toMatchObject([
      { name: "a" },
      { name: "executor1", needs: ["a"], needsWritten: false },
    ]);
  });

  test("[B10] an entry named gateway is passed over", () => {
    expect(drawn([{ name: "a" }, { name: "gateway", needs: "a" }, { name: "b" }])).toEqual([
      "a: (gateway)",
      "b: (a)",
      "end b",
    ]);
  });

  test("gather_inspect gathers where it stands, and takes the last one along unless told not to", () => {
    const items: Args[] = [{ name: "a" }, { method: "inspect" }];
    const gather = { method: "gather_inspect", name: "g" };
    expect(drawn([...items, gather], { inspect: "HANG" })[3]).toBe("g: (inspect, _aux_inspect)");
    expect(drawn([...items, { ...gather, include_last_deployment: false }], { inspect: "HANG" })[3]).toBe(
      "g: (inspect)",
    );
    expect(drawn([{ name: "a" }, gather])).toEqual(["a: (gateway)", "end a"]);
  });

  test("followers and names lead from one executor to the others", () => {
    const { flow } = buildFlow(flowOf([{ name: "a" }, { name: "b" }, { name: "c", needs: ["a", "b"] }]));
    expect(flow.followers.get("gateway")!.map(({ name }) => name)).toEqual(["a"]);
    expect(flow.followers.get("a")!.map(({ name }) => name)).toEqual(["b", "c"]);
    expect(flow.followers.get("c")).toBeUndefined();
    expect(flow.byName.get("b")).toBe(flow.nodes[1]);
  });

  test("what an executor does not say it has from the Flow, ports excepted", () => {
    const settings = {
      replicas: 2,
      shards: 3,
      polling: "ALL",
      external: true,
      port: [1, 2],
      uses_before: "Split",
    };
    expect(
      buildFlow(flowOf([{ name: "a" }, { name: "b", replicas: 1, polling: "ANY" }], settings)).flow.nodes,
    ).toMatchObject([
      { replicas: 2, shards: 3, polling: "ALL", external: true, usesBefore: "Split", usesAfter: null },
      { replicas: 1, shards: 3, polling: "ANY", external: true },
    ]);
  });

  test("uses is a text, a mapping as JSON, or the default", () => {
    const uses = (value: Value) => buildFlow(flowOf([{ name: "a", uses: value }])).flow.nodes[0]!.uses;
    expect(uses("docker://a")).toBe("docker://a");
    expect(
      uses(
        new Map<string, Value>([
          ["jtype", "A"],
          ["n", 1.0],
        ]),
      ),
    ).toBe('{"jtype": "A", "n": 1}');
    expect([uses(null), uses(false), uses([])]).toEqual(["BaseExecutor", "BaseExecutor", "BaseExecutor"]);
    expect(uses(["First", "Second"])).toBe("First");
  });

  test("an external executor has a replica for each address", () => {
    const node = (args: Args) => buildFlow(flowOf([{ name: "a", external: true, ...args }])).flow.nodes[0]!;
    expect(node({ host: "h1,h2,h3" }).replicas).toBe(3);
    expect(node({ host: ["h1", "h2"], port: [1, 2] }).replicas).toBe(2);
    expect(node({ port: 1234 }).replicas).toBe(1);
  });

  test.each<[string, Args[], string[]]>([
    ["a method that is none", [{ method: "frobnicate" }], ["0 error method-unknown"]],
    ["a name that Python cannot take", [{ name: "my-exec" }], ["0 error name-invalid"]],
    ["a name that is a number", [{ name: 7 }], ["0 error name-invalid"]],
    ["needs that are a number", [{ needs: 3 }], ["0 error needs-form"]],
    ["its own name in needs", [{ name: "a", needs: "a" }], ["0 error needs-self"]],
    ["an unknown need", [{ name: "a", needs: "nobody" }], ["0 warning needs-unknown", "-1 warning hanging"]],
    ["a hanging branch", [{ name: "a" }, { name: "b", needs: "gateway" }], ["0 warning hanging"]],
    ["one that floats, which hangs by intent", [{ name: "a", floating: true }, { name: "b" }], []],
    [
      "a cycle",
      [
        { name: "a", needs: "b" },
        { name: "b", needs: "a" },
      ],
      ["-1 warning hanging", "0 warning needs-cycle"],
    ],
    ["a join of one", [{ name: "a" }, { method: "needs", needs: ["a"] }], ["1 error needs-arity"]],
    ["a join of nothing", [{ name: "a" }, { method: "needs" }], ["1 error needs-arity"]],
    ["needs_all of nothing", [{ method: "needs_all" }], ["0 error needs-arity"]],
    ["needs_all with needs", [{ name: "a" }, { method: "needs_all", needs: "a" }], ["1 error needs-form"]],
    ["inspect with needs", [{ name: "a" }, { method: "inspect", needs: "a" }], ["1 error needs-form"]],
    ["no shard", [{ name: "a", shards: 0 }], ["0 error argument-value"]],
    ["no replica in a shard", [{ name: "a", shards: 2, replicas: 0 }], ["0 error argument-value"]],
    [
      "hosts and ports that differ in number",
      [{ name: "a", host: "x,y", port: [1, 2, 3] }],
      ["0 error argument-value"],
    ],
    [
      "addresses and replicas that differ",
      [{ name: "a", host: "x,y", replicas: 3 }],
      ["0 error argument-value"],
    ],
    [
      "an external one with more replicas than addresses",
      [{ name: "a", external: true, replicas: 2 }],
      ["0 error argument-value", "0 warning external-address"],
    ],
  ])("finds %s", (_, items, codes) => {
    expect(codesOf(items)).toEqual(codes);
  });

  test("an inspect mode that there is not is a problem of the Flow as a whole", () => {
    expect(codesOf([{ name: "a" }], { inspect: "NEVER" })).toEqual(["-1 error argument-value"]);
  });

  test("a problem points at the key and the item, and offers what may have been meant", () => {
    const problems = problemsOf([{ name: "encoder" }, { name: "b", needs: ["encoder", "encodr"] }]);
    expect(problems[0]).toMatchObject({ entry: 1, key: "needs", item: 1, executor: "b" });
    expect(problems[0]!.message).toContain("Did you mean encoder?");
  });

  test("names out of Object's own are names like any other", () => {
    expect(drawn([{ name: "constructor" }, { name: "toString", needs: "constructor" }])).toEqual([
      "constructor: (gateway)",
      "toString: constructor",
      "end toString",
    ]);
  });
});

describe("findCycles", () => {
  test("100,000 executors in one cycle are one cycle", () => {
    const count = 100_000;
    const { flow } = buildFlow(flowOf([{ name: "e0" }]));
    const nodes = Array.from({ length: count }, (_, at) => ({ ...flow.nodes[0]!, name: `e${at}` }));
    const followers = new Map(nodes.map(({ name }, at) => [name, [nodes[(at + 1) % count]!]]));
    const cycles = findCycles({ ...flow, nodes, followers });
    expect(cycles.map(({ length }) => length)).toEqual([count]);
  });

  test("gives each cycle in the order of the requests, and only cycles", () => {
    const { flow } = buildFlow(
      flowOf([
        { name: "a", needs: "c" },
        { name: "b", needs: "a" },
        { name: "c", needs: "b" },
        { name: "d", needs: "c" },
        { name: "x", needs: ["d", "y"] },
        { name: "y", needs: "x" },
      ]),
    );
    expect(findCycles(flow).sort()).toEqual([
      ["a", "b", "c"],
      ["x", "y"],
    ]);
  });
});

describe("reaches", () => {
  test("follows the requests, cycles included", () => {
    const { flow } = buildFlow(
      flowOf([
        { name: "a", needs: "b" },
        { name: "b", needs: "a" },
        { name: "c", needs: "b" },
      ]),
    );
    expect(reaches(flow, "a", "c")).toBe(true);
    expect(reaches(flow, "c", "a")).toBe(false);
    expect(reaches(flow, "gateway", "c")).toBe(false);
  });
});

test.each<[string, readonly string[], string | null]>([
  ["encodr", ["decoder", "encoder"], "encoder"],
  ["ecnoder", ["encoder"], "encoder"],
  ["a", ["b"], "b"],
  ["abc", ["xyz"], null],
  ["same", ["some", "same"], "same"],
  ["x", [], null],
])("nearest(%j, %j) is %j", (word, candidates, found) => {
  expect(nearest(word, candidates)).toBe(found);
});

test.each<[Value | undefined, string[] | null | undefined]>([
  [undefined, null],
  [null, null],
  ["", null],
  [false, null],
  [0, null],
  [[], null],
  [new Map(), null],
  ["a, b", ["a, b"]],
  [
    ["a", 1],
    ["a", "1"],
  ],
  [3, undefined],
  [true, undefined],
  [new Map([["a", 1]]), undefined],
])("needsOf(%s) is %s", (value, needs) => {
  expect(needsOf(value)).toEqual(needs);
});

test("a flag is set by anything but nothing, null and false", () => {
  expect(["no", 0, "", true, new Float(0)].map(isSet)).toEqual([true, true, true, true, true]);
  expect([undefined, null, false].map(isSet)).toEqual([false, false, false]);
});

test.each([
  ["a", true],
  ["_1", true],
  ["größe", true],
  ["变量", true],
  ["class", true],
  ["ﬁ", true],
  ["", false],
  ["1a", false],
  ["a-b", false],
  ["a b", false],
  ["a.b", false],
  ["🙂", false],
])("isIdentifier(%j) is %j", (name, answer) => {
  expect(isIdentifier(name)).toBe(answer);
});
