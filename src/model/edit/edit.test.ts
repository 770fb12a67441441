/** The promises [E1] to [E6], edit by edit. The laws that hold for any edit are tried in formats/edit/laws.test.ts. */
import { describe, expect, test } from "vitest";
import { buildFlow } from "../engine/build.ts";
import type { Entry, Flow } from "../flow.ts";
import type { Edit } from "../flow-edit.ts";
import type { Path } from "../path.ts";
import { applySteps } from "../steps.ts";
import type { Value, ValueMap } from "../value.ts";
import {
  type Declared,
  freshName,
  type Plan,
  type Refusal,
  refuseConnection,
  refuseName,
  refuserOf,
} from "./edit.ts";
import { planEdit } from "./plan-edit.ts";

type Args = Readonly<Record<string, Value>>;

/** The values of a file with this list, and with what else it has. */
function rootOf(items: readonly Args[], more: Readonly<Record<string, Value>> = {}): ValueMap {
  return new Map<string, Value>([
    ["jtype", "Flow"],
    ...Object.entries(more),
    ["executors", items.map((args) => new Map(Object.entries(args)))],
  ]);
}

/** A loader for values that are a Flow: what is wrong with others is formats' affair. */
function flowOf(root: ValueMap): Flow {
  const list = (root.get("executors") ?? []) as readonly ValueMap[];
  const section = (key: string) => (root.get(key) ?? new Map()) as ValueMap;
  return {
    with: section("with"),
    gateway: section("gateway"),
    listKey: "executors",
    entries: list.map((item, index): Entry => {
      if (item.get("jtype") === "Deployment") {
        return {
          index,
          method: "add",
          args: (item.get("with") ?? new Map()) as ValueMap,
          deployment: { kind: "inline" },
        };
      }
      const args = new Map(item);
      args.delete("method");
      return { index, method: String(item.get("method") ?? "add"), hasMethod: item.has("method"), args };
    }),
  };
}

function declare(root: ValueMap): Declared {
  const flow = flowOf(root);
  return {
    root,
    flow,
    built: buildFlow(flow).flow,
    isPlain: true,
    after: (steps) => buildFlow(flowOf(applySteps(root, steps))).flow,
  };
}

function planned(
  items: readonly Args[],
  edit: Edit,
  more: Readonly<Record<string, Value>> = {},
): Plan | Refusal {
  return planEdit(declare(rootOf(items, more)), edit);
}

/** The entries after the edit, as they would be written, with the notes; or the refusal. */
function edited(
  items: readonly Args[],
  edit: Edit,
  more: Readonly<Record<string, Value>> = {},
): { items: Args[]; notes: readonly string[] } | string {
  const plan = planned(items, edit, more);
  if ("refused" in plan) {
    return plan.refused;
  }
  const { executors } = plain(applySteps(rootOf(items, more), plan.steps)) as { executors: Args[] };
  return { items: executors, notes: plan.notes };
}

/** Mappings as objects. */
function plain(value: Value): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...(value as ValueMap)].map(([key, item]) => [key, plain(item)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

const CHAIN: Args[] = [{ name: "a" }, { name: "b" }, { name: "c" }];

describe("[E1] what an edit is not about stays", () => {
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
        "The name executor1 is written down now: Jina would have made up another one.",
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

describe("[E2] connecting", () => {
  test("keeps a need that the engine supplies, and says so", () => {
    expect(edited(CHAIN, { kind: "connect", from: "a", to: "c" })).toEqual({
      items: [{ name: "a" }, { name: "b" }, { name: "c", needs: ["b", "a"] }],
      notes: ["c still needs b, which it followed: that is written down now."],
    });
    expect(edited(CHAIN, { kind: "connect", from: "b", to: "c" })).toEqual({
      items: [{ name: "a" }, { name: "b" }, { name: "c", needs: "b" }],
      notes: [],
    });
  });

  test("takes the place of the gateway where that is all there is, as after the last edge was cut", () => {
    const cut: Args[] = [{ name: "a" }, { name: "b", needs: "gateway" }, { name: "c", needs: "gateway" }];
    expect(edited(cut, { kind: "connect", from: "b", to: "c" })).toEqual({
      items: [cut[0], cut[1], { name: "c", needs: "b" }],
      notes: ["c no longer needs the gateway."],
    });
    const chosen: Args[] = [{ name: "a" }, { name: "b", needs: "a" }];
    expect(edited(chosen, { kind: "connect", from: "gateway", to: "b" })).toMatchObject({
      items: [{ name: "a" }, { name: "b", needs: ["a", "gateway"] }],
    });
  });

  test("adds to needs of its own, in the form that they have", () => {
    const items: Args[] = [{ name: "a" }, { name: "b", needs: "gateway" }, { name: "c", needs: "a" }];
    expect(edited(items, { kind: "connect", from: "b", to: "c" })).toMatchObject({
      items: [{ name: "a" }, { name: "b", needs: "gateway" }, { name: "c", needs: ["a", "b"] }],
      notes: [],
    });
    const listed: Args[] = [...CHAIN, { name: "d", needs: ["c"] }];
    expect(edited(listed, { kind: "connect", from: "a", to: "d" })).toMatchObject({
      items: [...CHAIN, { name: "d", needs: ["c", "a"] }],
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
    ["in a cycle", "c", "a", /close a cycle/],
    ["to what inspect adds", "b", "look", /added by inspect/],
  ])("refuses %s", (_, from, to, reason) => {
    const items: Args[] = [...CHAIN, { name: "d", needs: "a" }, { method: "inspect", name: "look" }];
    const { flow: built } = buildFlow(flowOf(rootOf(items)));
    expect(refuseConnection(built, from, to)).toMatch(reason);
    expect(refuserOf(built, "from", from)(to)).toBe(refuseConnection(built, from, to));
    expect(refuserOf(built, "to", to)(from)).toBe(refuseConnection(built, from, to));
    expect(edited(items, { kind: "connect", from, to })).toMatch(reason);
  });
});

describe("several needs at once", () => {
  const items: Args[] = [
    { name: "a", needs: "gateway" },
    { name: "b", needs: "gateway" },
    { name: "c", needs: ["a", "b"] },
    { name: "d" },
  ];

  test("one end of an edge is moved: the source keeps its place, the target loses a need", () => {
    const need = { from: "a", to: "c" };
    expect(edited(items, { kind: "reconnect", need, instead: { from: "gateway", to: "c" } })).toMatchObject({
      items: [items[0], items[1], { name: "c", needs: ["gateway", "b"] }, items[3]],
    });
    expect(edited(items, { kind: "reconnect", need, instead: { from: "a", to: "d" } })).toMatchObject({
      items: [items[0], items[1], { name: "c", needs: ["b"] }, { name: "d", needs: ["c", "a"] }],
    });
    expect(
      edited(items, {
        kind: "reconnect",
        need: { from: "gateway", to: "b" },
        instead: { from: "a", to: "b" },
      }),
    ).toMatchObject({ items: [items[0], { name: "b", needs: "a" }, items[2], items[3]] });
    expect(edited(items, { kind: "reconnect", need, instead: { from: "d", to: "c" } })).toMatch(
      /cycle|circle/,
    );
    expect(edited(items, { kind: "reconnect", need, instead: need })).toBe("c needs a already.");
  });

  test("several edges are deleted, with executors and alone", () => {
    const cut = [
      { from: "a", to: "c" },
      { from: "c", to: "d" },
    ];
    expect(edited(items, { kind: "remove", names: [], reconnect: false, cut })).toMatchObject({
      items: [items[0], items[1], { name: "c", needs: ["b"] }, { name: "d", needs: "gateway" }],
    });
    expect(edited(items, { kind: "remove", names: ["b"], reconnect: false, cut })).toMatchObject({
      items: [items[0], { name: "c", needs: ["gateway"] }, { name: "d", needs: "gateway" }],
    });
    expect(
      edited(items, { kind: "remove", names: [], reconnect: false, cut: [{ from: "gateway", to: "a" }] }),
    ).toMatch(/has to receive from something/);
  });

  test("an executor is put on an edge, before whoever needs it", () => {
    const args = new Map([["name", "x"]]);
    expect(edited(items, { kind: "add", args, on: { from: "a", to: "c" } })).toMatchObject({
      items: [items[0], items[1], { name: "x", needs: "a" }, { name: "c", needs: ["x", "b"] }, items[3]],
    });
    expect(edited(items, { kind: "add", args, on: { from: "c", to: "d" } })).toMatchObject({
      items: [...items.slice(0, 3), { name: "x", needs: "c" }, { name: "d", needs: "x" }],
    });
    expect(edited(items, { kind: "add", args, on: { from: "d", to: "gateway" } })).toMatchObject({
      items: [...items, { name: "x", needs: "d" }],
    });
  });
});

describe("[E3] an executor always receives from something", () => {
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

describe("[E4] taking an executor away", () => {
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
    const beside: Args[] = [
      { name: "a" },
      { name: "b", needs: "gateway" },
      { name: "c", needs: ["a", "b"] },
      { name: "d", needs: ["a", "gateway"] },
    ];
    // The gateway is no need beside others, unless it was one before.
    expect(edited(beside, { kind: "remove", names: ["a"], reconnect: true })).toMatchObject({
      items: [beside[1], { name: "c", needs: ["b"] }, { name: "d", needs: ["gateway"] }],
    });
  });

  test("leaves the gateway where nothing else is left", () => {
    const cycle: Args[] = [
      { name: "a", needs: "b" },
      { name: "b", needs: "a" },
      { name: "c", needs: "b" },
    ];
    expect(edited(cycle, { kind: "remove", names: ["a", "b"], reconnect: false })).toMatchObject({
      items: [{ name: "c", needs: "gateway" }],
    });
    expect(edited(CHAIN, { kind: "remove", names: ["a", "b", "c"], reconnect: false })).toEqual({
      items: [],
      notes: [],
    });
  });

  test("says whose needs lost it, and what they need in its place", () => {
    const notesOf = (items: Args[], names: string[]) =>
      edited(items, { kind: "remove", names, reconnect: false });
    expect(notesOf(DIAMOND, ["b"])).toMatchObject({ notes: ["d no longer needs it."] });
    expect(notesOf(DIAMOND, ["a"])).toMatchObject({
      notes: ["b needs the gateway in its place.", "c needs the gateway in its place."],
    });
    expect(notesOf([...DIAMOND, { name: "e", needs: ["a", "b"] }], ["b"])).toMatchObject({
      notes: ["d, e no longer need it."],
    });
    expect(notesOf([...DIAMOND, { name: "e", needs: ["a", "b", "c"] }], ["b", "c"])).toMatchObject({
      notes: ["d needs a in their place.", "e no longer needs what was deleted."],
    });
    expect(notesOf(CHAIN, ["b"])).toMatchObject({ notes: [] });
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
    [["gather_inspect"], /added by Jina itself/],
  ])("of %j is refused", (names, reason) => {
    const items: Args[] = [{ name: "a" }, { method: "inspect" }];
    expect(edited(items, { kind: "remove", names, reconnect: false })).toMatch(reason);
  });
});

describe("[E5] moving an executor", () => {
  test("changes nobody's needs: what would change is written down", () => {
    expect(edited(CHAIN, { kind: "move", name: "c", before: "a" })).toEqual({
      items: [{ name: "c", needs: "b" }, { name: "a", needs: "gateway" }, { name: "b" }],
      notes: [
        "Wrote down what a, c need: it would have changed otherwise.",
        "The gateway now answers with what b returns.",
      ],
    });
    const written: Args[] = [
      { name: "a", needs: "gateway" },
      { name: "b", needs: "a" },
      { name: "c", needs: ["a", "b"] },
    ];
    expect(edited(written, { kind: "move", name: "a", before: "c" })).toEqual({
      items: [written[1], written[0], written[2]],
      notes: [],
    });
    expect(edited(written, { kind: "move", name: "b", before: null })).toEqual({
      items: [written[0], written[2], written[1]],
      notes: ["The gateway now answers with what b returns."],
    });
  });

  test("keeps names that the engine makes up", () => {
    expect(
      edited([{ uses: "A" }, { uses: "B" }], { kind: "move", name: "executor1", before: "executor0" }),
    ).toMatchObject({
      items: [
        { uses: "B", name: "executor1", needs: "executor0" },
        { uses: "A", name: "executor0", needs: "gateway" },
      ],
    });
  });

  test.each<[string, string | null, RegExp]>([
    ["a", "b", /stands there already/],
    ["a", "a", /stands there already/],
    ["c", null, /stands there already/],
    ["nobody", null, /no executor nobody/],
    ["a", "nobody", /no executor nobody/],
  ])("%s before %s is refused", (name, before, reason) => {
    expect(edited(CHAIN, { kind: "move", name, before })).toMatch(reason);
  });

  test("refuses to take what an inspect looks at away from before it", () => {
    const items: Args[] = [{ name: "a" }, { method: "inspect" }, { name: "b", needs: "gateway" }];
    expect(edited(items, { kind: "move", name: "b", before: "inspect" })).toMatch(
      /^inspect inspects whatever comes before it in the file; with this it would look at b instead of a/,
    );
  });
});

describe("[E6] paths", () => {
  const setPath = (path: Path, value: Value): Edit => ({ kind: "set-path", path, value });
  const outcome = (items: Args[], edit: Edit, more: Args = {}) => {
    const plan = planned(items, edit, more);
    return "refused" in plan
      ? plan.refused
      : { root: plain(applySteps(rootOf(items, more), plan.steps)), notes: plan.notes };
  };

  test("lead to any value, and make mappings on their way", () => {
    expect(outcome(CHAIN, setPath(["executors", "1", "uses_with", "k", "l"], 5))).toMatchObject({
      root: { executors: [{}, { name: "b", uses_with: { k: { l: 5 } } }, {}] },
      notes: [],
    });
    expect(outcome(CHAIN, setPath(["gateway", "env", "A"], "b"))).toMatchObject({
      root: { gateway: { env: { A: "b" } } },
    });
    const items: Args[] = [{ name: "a", volumes: ["x"] }];
    expect(outcome(items, setPath(["executors", 0, "volumes", 1], "y"))).toMatchObject({
      root: { executors: [{ volumes: ["x", "y"] }] },
    });
    expect(outcome(items, { kind: "unset-path", path: ["executors", 0, "volumes", 0] })).toMatchObject({
      root: { executors: [{ volumes: [] }] },
    });
    expect(outcome(items, { kind: "rename-key", path: ["executors", 0, "volumes"], to: "v" })).toMatchObject({
      root: { executors: [{ name: "a", v: ["x"] }] },
    });
  });

  test("to a name, needs or a method are those edits", () => {
    const items: Args[] = [{ name: "a" }, { name: "b", needs: ["a"] }, { name: "c", needs: ["a", "b"] }];
    expect(outcome(items, setPath(["executors", 0, "name"], "z"))).toMatchObject({
      root: { executors: [{ name: "z" }, { needs: ["z"] }, { needs: ["z", "b"] }] },
    });
    expect(outcome(items, setPath(["executors", 0, "name"], "b"))).toBe("The name b is taken.");
    expect(outcome(items, setPath(["executors", 1, "needs", 0], "b"))).toMatch(/cannot need itself/);
    expect(outcome(items, setPath(["executors", 1, "needs", 0], "gateway"))).toMatchObject({
      root: { executors: [{}, { needs: ["gateway"] }, {}] },
    });
    expect(outcome(items, { kind: "unset-path", path: ["executors", 1, "needs", 0] })).toMatchObject({
      root: { executors: [{}, { needs: ["gateway"] }, {}] },
      notes: ["b now needs the gateway: an executor always receives from something."],
    });
    expect(outcome(items, { kind: "unset-path", path: ["executors", 2, "needs", 0] })).toMatchObject({
      root: { executors: [{}, {}, { needs: ["b"] }] },
    });
    expect(outcome(items, { kind: "unset-path", path: ["executors", 1] })).toMatchObject({
      root: { executors: [{ name: "a" }, { name: "c", needs: ["a"] }] },
    });
  });

  test("write down what others would lose by them", () => {
    expect(outcome(CHAIN, setPath(["executors", 1, "floating"], true))).toMatchObject({
      root: { executors: [{}, { floating: true }, { needs: "b" }] },
    });
    expect(outcome(CHAIN, setPath(["executors", 0, "method"], "inspect"))).toMatchObject({
      root: { executors: [{ method: "inspect" }, { needs: "a" }, {}] },
    });
  });

  test("into with are about what follows from it: a note says where the graph changes", () => {
    expect(outcome(CHAIN, setPath(["with", "floating"], true))).toMatchObject({
      root: { executors: [{ name: "a" }, { name: "b" }, { name: "c" }], with: { floating: true } },
      notes: ["This changes what b, c need."],
    });
    const items: Args[] = [{ name: "a" }, { method: "inspect" }];
    expect(outcome(items, setPath(["with", "inspect"], "HANG"))).toMatchObject({
      notes: ["gather_inspect is not in the graph any more."],
    });
    expect(outcome(CHAIN, setPath(["with", "port"], 1))).toMatchObject({ notes: [] });
  });

  test.each<[string, Edit, RegExp]>([
    ["of no length", setPath([], 1), /Name a key/],
    ["past a single value", setPath(["executors", 0, "name", "x"], 1), /executors.0.name is a single value/],
    ["past the end of a list", setPath(["executors", 4, "name"], 1), /executors is a list of 3/],
    ["with a text in a list", setPath(["executors", "first"], 1), /no item first/],
    ["to jtype", setPath(["jtype"], "X"), /makes this file a Flow/],
    [
      "to an entry's jtype",
      setPath(["executors", 0, "jtype"], "Deployment"),
      /can be changed in the text alone/,
    ],
    ["to an item that is no mapping", setPath(["executors", 0], 5), /is a mapping/],
    ["to an item of another name", setPath(["executors", 0], new Map()), /rename a first/],
    ["to nothing that could go", { kind: "unset-path", path: ["with", "x"] }, /no with.x to take away/],
    ["to no key", { kind: "rename-key", path: ["with", "x"], to: "y" }, /no key with.x/],
    ["to a key of the same name", { kind: "rename-key", path: ["executors"], to: "executors" }, /already/],
    ["to a key beside one", { kind: "rename-key", path: ["executors"], to: "jtype" }, /a jtype beside it/],
    [
      "to a name",
      { kind: "rename-key", path: ["executors", 0, "name"], to: "nam" },
      /name says what a is in the graph/,
    ],
  ])("%s are refused", (_, edit, reason) => {
    expect(outcome(CHAIN, edit)).toMatch(reason);
  });

  test("a misspelt key becomes needs, if it can be", () => {
    const items: Args[] = [{ name: "a" }, { name: "b", need: "gateway" }, { name: "c" }];
    const rename: Edit = { kind: "rename-key", path: ["executors", 1, "need"], to: "needs" };
    expect(outcome(items, rename)).toMatchObject({
      root: { executors: [{}, { name: "b", needs: "gateway" }, { name: "c" }] },
    });
    expect(outcome([items[0]!, { name: "b", need: "b" }], rename)).toMatch(/needs says what b is/);
  });
});

describe("Deployments", () => {
  const items: Args[] = [
    { name: "a" },
    { jtype: "Deployment", with: new Map<string, Value>([["name", "own"]]) },
    { name: "c", needs: ["a", "executor1"] },
  ];

  test("are edited under their with, where their own name is an argument", () => {
    expect(edited(items, { kind: "set", name: "executor1", key: "name", value: "other" })).toMatchObject({
      items: [{}, { with: { name: "other" } }, {}],
      notes: [],
    });
    expect(edited(items, { kind: "unset", name: "executor1", key: "name" })).toMatchObject({
      items: [{}, { with: {} }, {}],
    });
  });

  test("have a name and a need that no file can say", () => {
    expect(edited(items, { kind: "rename", name: "executor1", to: "x" })).toMatch(/by its place in the file/);
    expect(edited(items, { kind: "connect", from: "gateway", to: "executor1" })).toMatch(/no needs in it/);
    expect(edited(items, { kind: "add", args: new Map([["name", "x"]]), index: 1 })).toMatch(
      /executor1 is a Deployment and follows whatever comes before it/,
    );
  });

  test("are counted anew, and needs follow", () => {
    const before: Args[] = [{ name: "z" }, { name: "a", needs: "gateway" }, ...items.slice(1)];
    before[3] = { name: "c", needs: ["a", "executor2"] };
    expect(edited(before, { kind: "remove", names: ["z"], reconnect: false })).toEqual({
      items: [
        { name: "a", needs: "gateway" },
        { jtype: "Deployment", with: { name: "own" } },
        { name: "c", needs: ["a", "executor1"] },
      ],
      notes: ["The engine calls executor2 by its place in the file: it is executor1 now, also in needs."],
    });
  });

  test("do not take a name that another one has", () => {
    const before: Args[] = [
      { name: "z" },
      { name: "a", needs: "gateway" },
      items[1]!,
      { name: "executor1", needs: "a" },
    ];
    expect(edited(before, { kind: "remove", names: ["z"], reconnect: false })).toMatch(
      /would call executor1 by another name/,
    );
  });
});

describe("the form of needs", () => {
  const items: Args[] = [
    { name: "a" },
    { name: "b", needs: "a" },
    { name: "c", needs: ["a", "b"] },
    { name: "d" },
  ];
  const form = (name: string, to: "text" | "list"): Edit => ({ kind: "needs-form", name, form: to });

  test("changes between a text and a list", () => {
    expect(edited(items, form("b", "list"))).toMatchObject({ items: [{}, { needs: ["a"] }, {}, {}] });
    expect(edited([items[0]!, { name: "b", needs: ["a"] }], form("b", "text"))).toMatchObject({
      items: [{}, { needs: "a" }],
    });
  });

  test.each<[string, "text" | "list", RegExp]>([
    ["b", "text", /a text already/],
    ["c", "text", /a text can name only one/],
    ["d", "list", /not written/],
  ])("of %s to a %s is refused", (name, to, reason) => {
    expect(edited(items, form(name, to))).toMatch(reason);
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
    const label = (edit: Edit) => (planned(CHAIN, edit) as Plan).label;
    expect(
      [
        { kind: "add", args: new Map([["name", "x"]]) },
        { kind: "add", args: new Map([["name", "x"]]), on: { from: "b", to: "gateway" } },
        { kind: "add", args: new Map([["name", "x"]]), on: { from: "gateway", to: "gateway" } },
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
      'Add "x"',
      'Add "x" behind "b"',
      'Add "x" behind the gateway',
      'Delete "b"',
      "Delete 2 executors",
      'Rename "a" to "z"',
      'Set uses of "a"',
      'Unset name of "a"',
      'Connect "a" to "c"',
      'Disconnect "a" from "b"',
      'Write down what "b" needs',
    ]);
  });
});

describe("names", () => {
  const { flow: built } = buildFlow(
    flowOf(rootOf([{ name: "a" }, { name: "encoder_2" }, { name: "x9" }, { name: "x10" }])),
  );

  test.each([
    ["b", "b"],
    ["a", "a1"],
    ["encoder_2", "encoder_3"],
    ["x9", "x11"],
    ["gateway", "gateway1"],
  ])("a fresh name from %s is %s", (base, name) => {
    expect(freshName(built.byName, base)).toBe(name);
  });

  test.each([
    // One more than that is the same double.
    ["at 9007199254740992", "at 97199254740993"],
    ["at 9999999999999999999", "at 99991000000000000000"],
    ["two\nlines", "two\nlines1"],
  ])("a fresh name from %j, which is taken, is %j, and the next another one", (base, name) => {
    expect(freshName(new Set([base]), base)).toBe(name);
    const next = freshName(new Set([base, name]), base);
    expect([base, name]).not.toContain(next);
  });

  test.each([
    ["", "a", /cannot be empty/],
    ["1a", "a", /no valid name/],
    ["gateway", "a", /^No executor can be called gateway: Jina ignores an entry of that name\.$/],
    ["x9", "a", /is taken/],
  ])("%j is refused", (name, own, reason) => {
    expect(refuseName(built, name, own)).toMatch(reason);
  });

  test("its own name and a free one are no reason to refuse", () => {
    expect(refuseName(built, "a", "a")).toBeNull();
    expect(refuseName(built, "größe", "a")).toBeNull();
  });
});
