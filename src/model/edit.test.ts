/** The promises E1 to E4 of edit.ts, edit by edit. The laws that hold for any edit are tried in formats/laws.test.ts. */
import { describe, expect, test } from "vitest";
import { buildFlow } from "./build.ts";
import { applySteps, type Edit, freshName, planEdit, refuseConnection, refuseName } from "./edit.ts";
import type { Flow, Value } from "./flow.ts";

type Args = Readonly<Record<string, Value>>;

function flowOf(items: readonly Args[]): Flow {
  return {
    with: new Map(),
    gateway: new Map(),
    entries: items.map(({ method = "add", ...args }, index) => ({
      index,
      method: String(method),
      args: new Map(Object.entries(args)),
    })),
  };
}

/** The entries after the edit, as they would be written, with the notes; or the refusal. */
function edited(items: readonly Args[], edit: Edit): { items: Args[]; notes: readonly string[] } | string {
  const flow = flowOf(items);
  const plan = planEdit(flow, buildFlow(flow).flow, edit);
  if ("refused" in plan) {
    return plan.refused;
  }
  const after = applySteps(flow, plan.steps);
  return {
    items: after.entries.map(({ method, args }) => ({
      ...(method === "add" ? {} : { method }),
      ...Object.fromEntries(args),
    })),
    notes: plan.notes,
  };
}

const CHAIN: Args[] = [{ name: "a" }, { name: "b" }, { name: "c" }];

describe("E1: what an edit is not about stays", () => {
  test("an executor put in the middle takes nobody's place", () => {
    expect(edited(CHAIN, { kind: "add", args: new Map([["name", "x"]]), index: 1 })).toEqual({
      items: [{ name: "a" }, { name: "x" }, { name: "b", needs: "a" }, { name: "c" }],
      notes: ["Wrote down what b needs: it would have changed otherwise."],
    });
  });

  test("names that the engine makes up are written down when they would change", () => {
    const after = edited([{ name: "a" }, {}], { kind: "add", args: new Map([["name", "x"]]), index: 0 });
    expect(after).toMatchObject({
      items: [{ name: "x" }, { name: "a", needs: "gateway" }, { name: "executor1" }],
      notes: [
        "The name executor1 is written down now: the engine would have made up another one.",
        "Wrote down what a needs: it would have changed otherwise.",
      ],
    });
  });

  test("an executor that is made to float is still followed", () => {
    expect(edited(CHAIN, { kind: "set", name: "b", key: "floating", value: true })).toMatchObject({
      items: [{ name: "a" }, { name: "b", floating: true }, { name: "c", needs: "b" }],
    });
  });

  test("nothing is written down that stays by itself", () => {
    expect(edited(CHAIN, { kind: "set", name: "b", key: "replicas", value: 2 })).toEqual({
      items: [{ name: "a" }, { name: "b", replicas: 2 }, { name: "c" }],
      notes: [],
    });
  });

  test("an edit that would move an inspect to another executor is refused", () => {
    const items: Args[] = [{ name: "a" }, { method: "inspect", name: "look" }];
    expect(edited(items, { kind: "add", args: new Map([["name", "x"]]), index: 1 })).toMatch(
      /^look inspects whatever comes before it in the file/,
    );
  });

  test("a rename goes along all references, written ones and those by order", () => {
    expect(
      edited([...CHAIN, { name: "d", needs: ["a", "b"] }], { kind: "rename", name: "a", to: "z" }),
    ).toEqual({
      items: [{ name: "z" }, { name: "b" }, { name: "c" }, { name: "d", needs: ["z", "b"] }],
      notes: [],
    });
  });

  test("an executor that loses its name is followed under the one that the engine gives it", () => {
    expect(
      edited([{ name: "a" }, { name: "b", needs: "a" }], { kind: "unset", name: "a", key: "name" }),
    ).toMatchObject({
      items: [{}, { name: "b", needs: "executor0" }],
    });
    expect(edited([{ name: "a" }, { name: "executor0" }], { kind: "unset", name: "a", key: "name" })).toMatch(
      /would call it by one that another executor has/,
    );
  });
});

describe("E2: connecting", () => {
  test("replaces a need that the engine supplies, and says so", () => {
    expect(edited(CHAIN, { kind: "connect", from: "a", to: "c" })).toEqual({
      items: [{ name: "a" }, { name: "b" }, { name: "c", needs: "a" }],
      notes: ["c now needs a; it followed b only because nothing was written."],
    });
  });

  test("adds to needs of its own, in the form that they have", () => {
    const items: Args[] = [{ name: "a" }, { name: "b", needs: "gateway" }, { name: "c", needs: "a" }];
    expect(edited(items, { kind: "connect", from: "b", to: "c" })).toMatchObject({
      items: [{ name: "a" }, { name: "b", needs: "gateway" }, { name: "c", needs: ["a", "b"] }],
      notes: [],
    });
    const listed: Args[] = [{ name: "a" }, { name: "b", needs: ["gateway"] }];
    expect(edited(listed, { kind: "connect", from: "a", to: "b" })).toMatchObject({
      items: [{ name: "a" }, { name: "b", needs: ["gateway", "a"] }],
    });
  });

  test("keeps what needs_all gathered, which becomes a plain executor", () => {
    const items: Args[] = [
      { name: "a", needs: "gateway" },
      { name: "b", needs: "gateway" },
      { method: "needs_all" },
    ];
    expect(edited(items, { kind: "connect", from: "gateway", to: "joiner" })).toEqual({
      items: [items[0], items[1], { name: "joiner", needs: ["a", "b", "gateway"] }],
      notes: ["joiner is a plain executor now: what it needs is written in its own list."],
    });
  });

  test.each<[string, string, string, RegExp]>([
    ["to itself", "a", "a", /cannot need itself/],
    ["to the gateway", "a", "gateway", /never written/],
    ["to nobody", "a", "nobody", /no such executor/],
    ["from nobody", "nobody", "a", /no such executor/],
    ["what is connected", "a", "d", /needs a already/],
    ["in a circle", "c", "a", /close a circle/],
    ["to what inspect adds", "b", "look", /added by inspect/],
  ])("refuses %s", (_, from, to, reason) => {
    const items: Args[] = [...CHAIN, { name: "d", needs: "a" }, { method: "inspect", name: "look" }];
    const { flow: built } = buildFlow(flowOf(items));
    expect(refuseConnection(built, from, to)).toMatch(reason);
    expect(edited(items, { kind: "connect", from, to })).toMatch(reason);
  });
});

describe("E3: an executor always receives from something", () => {
  test("the last need taken away leaves the gateway", () => {
    const items: Args[] = [{ name: "a" }, { name: "b", needs: "a" }];
    expect(edited(items, { kind: "disconnect", from: "a", to: "b" })).toEqual({
      items: [{ name: "a" }, { name: "b", needs: "gateway" }],
      notes: ["b now needs the gateway: an executor always receives from something."],
    });
  });

  test("one of several is taken out, and a join of one is no join any more", () => {
    const items: Args[] = [
      { name: "a", needs: "gateway" },
      { name: "b", needs: "gateway" },
    ];
    const list: Args[] = [...items, { name: "c", needs: ["a", "b"] }];
    expect(edited(list, { kind: "disconnect", from: "a", to: "c" })).toMatchObject({
      items: [...items, { name: "c", needs: ["b"] }],
    });
    const join: Args[] = [...items, { method: "needs", needs: ["a", "b"] }];
    expect(edited(join, { kind: "disconnect", from: "a", to: "joiner" })).toMatchObject({
      items: [...items, { name: "joiner", needs: ["b"] }],
    });
  });

  test.each<[string, string, RegExp]>([
    ["gateway", "a", /has to receive from something/],
    ["b", "a", /a does not need b/],
    ["c", "gateway", /never written/],
  ])("disconnecting %s from %s is refused", (from, to, reason) => {
    expect(edited(CHAIN, { kind: "disconnect", from, to })).toMatch(reason);
  });
});

describe("E4: taking an executor away", () => {
  const DIAMOND: Args[] = [
    { name: "a" },
    { name: "b", needs: "a" },
    { name: "c", needs: "a" },
    { name: "d", needs: ["b", "c"] },
  ];

  test("hands its followers what remains of their needs", () => {
    expect(edited(DIAMOND, { kind: "remove", names: ["b"], reconnect: false })).toMatchObject({
      items: [{ name: "a" }, { name: "c", needs: "a" }, { name: "d", needs: ["c"] }],
    });
  });

  test("hands them its own needs if none remains, or if they are to be reconnected", () => {
    expect(edited(CHAIN, { kind: "remove", names: ["b"], reconnect: false })).toMatchObject({
      items: [{ name: "a" }, { name: "c" }],
    });
    expect(edited(DIAMOND, { kind: "remove", names: ["b"], reconnect: true })).toMatchObject({
      items: [{ name: "a" }, { name: "c", needs: "a" }, { name: "d", needs: ["c", "a"] }],
    });
    expect(edited(DIAMOND, { kind: "remove", names: ["b", "c"], reconnect: false })).toMatchObject({
      items: [{ name: "a" }, { name: "d", needs: ["a"] }],
    });
  });

  test("leaves the gateway where nothing else is left", () => {
    const circle: Args[] = [
      { name: "a", needs: "b" },
      { name: "b", needs: "a" },
      { name: "c", needs: "b" },
    ];
    expect(edited(circle, { kind: "remove", names: ["a", "b"], reconnect: false })).toMatchObject({
      items: [{ name: "c", needs: "gateway" }],
    });
    expect(edited(CHAIN, { kind: "remove", names: ["a", "b", "c"], reconnect: false })).toEqual({
      items: [],
      notes: [],
    });
  });

  test("takes both executors of an inspect", () => {
    const items: Args[] = [{ name: "a" }, { method: "inspect" }, { name: "b", needs: "a" }];
    expect(edited(items, { kind: "remove", names: ["inspect"], reconnect: false })).toMatchObject({
      items: [{ name: "a" }, { name: "b", needs: "a" }],
    });
  });

  test.each<[string[], RegExp]>([
    [["nobody"], /no executor nobody/],
    [[], /nothing to delete/],
    [["_aux_inspect"], /comes with the inspect/],
    [["gather_inspect"], /added by the engine/],
  ])("of %j is refused", (names, reason) => {
    const items: Args[] = [{ name: "a" }, { method: "inspect" }];
    expect(edited(items, { kind: "remove", names, reconnect: false })).toMatch(reason);
  });
});

describe("planEdit", () => {
  test("add without a name takes the first free one", () => {
    expect(edited([{ name: "executor1" }], { kind: "add", args: new Map([["uses", "A"]]) })).toMatchObject({
      items: [{ name: "executor1" }, { name: "executor2", uses: "A" }],
    });
  });

  test("write-needs writes the engine's choice down, once", () => {
    expect(edited(CHAIN, { kind: "write-needs", name: "b" })).toMatchObject({
      items: [{ name: "a" }, { name: "b", needs: "a" }, { name: "c" }],
    });
    expect(edited([{ name: "a", needs: "gateway" }], { kind: "write-needs", name: "a" })).toMatch(
      /written already/,
    );
  });

  test.each<[Edit, RegExp]>([
    [{ kind: "add", args: new Map([["name", "a"]]) }, /The name a is taken/],
    [{ kind: "rename", name: "a", to: "b" }, /The name b is taken/],
    [{ kind: "rename", name: "a", to: "my-name" }, /no valid name/],
    [{ kind: "rename", name: "nobody", to: "x" }, /no executor nobody/],
    [{ kind: "set", name: "a", key: "name", value: 7 }, /A name is a text/],
    [{ kind: "set", name: "a", key: "needs", value: 7 }, /a name or a list of names/],
    [{ kind: "set", name: "a", key: "needs", value: ["a"] }, /cannot need itself/],
    [{ kind: "unset", name: "a", key: "uses" }, /has no uses/],
  ])("%j is refused", (edit, reason) => {
    expect(edited(CHAIN, edit)).toMatch(reason);
  });

  test("every plan has a label", () => {
    const flow = flowOf(CHAIN);
    const { flow: built } = buildFlow(flow);
    const label = (edit: Edit) => (planEdit(flow, built, edit) as { label: string }).label;
    expect(
      [
        { kind: "add", args: new Map([["name", "x"]]) },
        { kind: "remove", names: ["b"], reconnect: false },
        { kind: "remove", names: ["a", "b"], reconnect: true },
        { kind: "rename", name: "a", to: "z" },
        { kind: "set", name: "a", key: "uses", value: "A" },
        { kind: "unset", name: "a", key: "name" },
        { kind: "connect", from: "a", to: "c" },
        { kind: "disconnect", from: "a", to: "b" },
        { kind: "write-needs", name: "b" },
      ].map((edit) => label(edit as Edit)),
    ).toEqual([
      "Add x",
      "Delete b",
      "Delete 2 executors",
      "Rename a to z",
      "Set uses of a",
      "Unset name of a",
      "Connect a to c",
      "Disconnect a from b",
      "Write down what b needs",
    ]);
  });
});

describe("applySteps", () => {
  test("counts in the Flow before, whatever the order of the steps", () => {
    const flow = flowOf(CHAIN);
    const { entries } = applySteps(flow, [
      { kind: "insert", index: 3, args: new Map([["name", "last"]]) },
      { kind: "delete", index: 0 },
      { kind: "insert", index: 0, args: new Map([["name", "first"]]) },
      { kind: "set", index: 2, key: "uses", value: "C" },
    ]);
    expect(entries.map(({ index, args }) => [index, args.get("name")])).toEqual([
      [0, "first"],
      [1, "b"],
      [2, "c"],
      [3, "last"],
    ]);
    expect(entries[2]!.args.get("uses")).toBe("C");
    expect(flow.entries[2]!.args.has("uses")).toBe(false);
  });

  test("keeps entries that no step names as the same objects", () => {
    const flow = flowOf(CHAIN);
    const after = applySteps(flow, [{ kind: "set", index: 1, key: "uses", value: "B" }]);
    expect(after.entries[0]).toBe(flow.entries[0]);
    expect(after.entries[1]).not.toBe(flow.entries[1]);
    expect(after.entries[2]).toBe(flow.entries[2]);
  });
});

describe("names", () => {
  const { flow: built } = buildFlow(
    flowOf([{ name: "a" }, { name: "encoder_2" }, { name: "x9" }, { name: "x10" }]),
  );

  test.each([
    ["b", "b"],
    ["a", "a1"],
    ["encoder_2", "encoder_3"],
    ["x9", "x11"],
    ["gateway", "gateway1"],
  ])("a fresh name from %s is %s", (base, name) => {
    expect(freshName(built, base)).toBe(name);
  });

  test.each([
    ["", "a", /cannot be empty/],
    ["1a", "a", /no valid name/],
    ["gateway", "a", /Flow's own end/],
    ["x9", "a", /is taken/],
  ])("%j is refused", (name, own, reason) => {
    expect(refuseName(built, name, own)).toMatch(reason);
  });

  test("its own name and a free one are no reason to refuse", () => {
    expect(refuseName(built, "a", "a")).toBeNull();
    expect(refuseName(built, "größe", "a")).toBeNull();
  });
});
