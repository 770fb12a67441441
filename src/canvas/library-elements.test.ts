import { describe, expect, test } from "vitest";
import { packDocument, reviveDocument } from "../formats/pack/document.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { arrange, laidOutPlaces } from "../model/drawing/arrange.ts";
import { gatewayDetail } from "../model/drawing/gateway-detail.ts";
import { layoutFlow } from "../model/drawing/layout.ts";
import {
  END_ID,
  nameOfId,
  nodeId,
  type Projected,
  type ProjectionInput,
  projectFlow,
  START_ID,
} from "../model/drawing/project-flow.ts";
import { findWays, findWaysOfMoved } from "../model/drawing/ways.ts";
import type { Value } from "../model/value.ts";
import { problemsByName } from "../store/derived.ts";
import { createElements } from "./elements.ts";
import { NO_MOVES } from "./intents.ts";
import type { CanvasEdge, CanvasNode, CardNode, GateNode } from "./library-elements.ts";

/** The projection's input for a Flow; its layout is made once, as the store does. */
function inputOf(executors: string, more: Partial<ProjectionInput> = {}): ProjectionInput {
  const document = readFlow(`jtype: Flow\nexecutors:\n${executors}`);
  const layout = layoutFlow(document.built);
  return {
    flow: document.built,
    direction: "right",
    arrangement: layout,
    layout,
    pinned: new Set(),
    times: new Map(),
    missed: new Set(),
    problems: problemsByName(document.problems),
    gatewayDetail: ["grpc 54321"],
    findWays: { findWays, findWaysOfMoved },
    ...more,
  };
}

const CHAIN = "- {name: a, uses: A}\n- {name: b}\n- {name: c, needs: [a, b]}\n";

/** What the library is given of a drawing. */
interface Given {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
}

const nodeOf = ({ nodes }: Given, id: string) => nodes.find((node) => node.id === id)!;
const cardOf = (given: Given, name: string) => nodeOf(given, nodeId(name)) as CardNode;
const project = (input: ProjectionInput) => projectAll(input)[0]!;

/** Projects one input after the other, each from the one before, and gives what the library is given of them. */
function projectAll(...inputs: readonly ProjectionInput[]): Given[] {
  let last: Projected | null = null;
  const elements = createElements();
  return inputs.map((input) => {
    last = projectFlow(input, last);
    const { projection } = last;
    const part = { ...projection, behind: [], unseen: [], isPlain: false };
    const atRest = {
      selection: new Set<string>(),
      selectedEdges: new Set<string>(),
      refusalOf: null,
      moves: NO_MOVES,
      rested: null,
    };
    return elements(part, atRest);
  });
}

test("a drawing does not read the text again that another thread has read", () => {
  const text = `jtype: Flow\nexecutors:\n${CHAIN}- {name: d, when: {x: {$eq: 1}}, no_reduce: true, shards: 2}\n`;
  const document = readFlow(text);
  const handed = reviveDocument(document, structuredClone(packDocument(document)), () => {
    throw new Error("read again");
  });
  const layout = layoutFlow(handed.picture);
  const input = (flow: ProjectionInput["flow"]) => inputOf(CHAIN, { flow, layout, arrangement: layout });
  expect(project(input(handed.picture))).toEqual(project(input(document.picture)));
  expect(gatewayDetail(handed)).toEqual(gatewayDetail(document));
});

describe("the gateway's detail", () => {
  test.each<[string, Record<string, Value>, string[]]>([
    ["the default", {}, ["GRPC"]],
    ["one of each", { protocol: "http", port: 54321 }, ["HTTP · 54321"]],
    [
      "pairs, a line each",
      { protocol: ["grpc", "http"], port: [54321, 54322] },
      ["GRPC · 54321", "HTTP · 54322"],
    ],
    ["what is too long for a line", { protocol: "websocket", port: 54321 }, ["WEBSOCKET", "54321"]],
    ["protocols without ports", { protocol: ["grpc", "http"] }, ["GRPC", "HTTP"]],
    [
      "protocols that are too long for a line together",
      { protocol: ["grpc", "http", "websocket"], port: [1, 2] },
      ["GRPC", "HTTP", "WEBSOCKET", "1, 2"],
    ],
    ["what does not go in pairs", { protocol: ["grpc", "http"], port: 1 }, ["GRPC, HTTP · 1"]],
  ])("%s", (_, args, lines) => {
    const flow = { with: new Map(), gateway: new Map(Object.entries(args)) };
    expect(gatewayDetail({ ...readFlow(""), flow, legacy: null })).toEqual(lines);
  });

  test("makes its card higher around the same handle, up to a number of lines", () => {
    const gate = (...gatewayDetail: string[]) => {
      const node = nodeOf(project(inputOf(CHAIN, { gatewayDetail })), START_ID) as GateNode;
      return { ...node.data, height: node.height!, middle: node.position.y + node.height! / 2 };
    };
    const one = gate("GRPC");
    expect(one).toMatchObject({ detail: ["GRPC"], title: "GRPC", height: 46 });
    const two = gate("GRPC · 1", "HTTP · 2");
    expect(two).toMatchObject({ title: "GRPC · 1\nHTTP · 2", middle: one.middle });
    expect(two.height).toBeGreaterThan(one.height);
    expect(gate("1", "2", "3", "4").detail).toEqual(["1", "2", "3", "4"]);
    expect(gate("1", "2", "3", "4", "5", "6").detail).toEqual(["1", "2", "3", "and more …"]);
    const many = gate(...Array.from({ length: 10_000 }, String));
    expect([many.detail.length, many.title.length]).toEqual([4, 501]);
  });
});

describe("what is drawn", () => {
  const projection = project(inputOf(CHAIN));

  test("the gateway's two ends, and a card for each executor, with its name as an attribute", () => {
    expect(projection.nodes.map(({ id, type }) => [id, type])).toEqual([
      [START_ID, "start"],
      ["executor a", "card"],
      ["executor b", "card"],
      ["executor c", "card"],
      [END_ID, "end"],
    ]);
    expect(cardOf(projection, "b").domAttributes).toEqual({ "data-executor": "b", tabIndex: -1 });
    expect(cardOf(projection, "a")).toMatchObject({
      ariaLabel: "a, needs gateway, feeds 2, by order; uses A",
      data: { name: "a", uses: "A", badges: [], time: null, isStacked: false },
    });
    expect(cardOf(projection, "c").ariaLabel).toBe("c, needs a, b, answers; uses joins 2");
  });

  test("an edge for each need and for the end, marked where it is not written", () => {
    expect(
      projection.edges.map(({ source, target, data, domAttributes }) => [
        source,
        target,
        data?.kind,
        domAttributes,
      ]),
    ).toEqual([
      [START_ID, "executor a", "implicit", { tabIndex: -1, "data-needs": "gateway->a", "data-implicit": "" }],
      ["executor a", "executor b", "implicit", { tabIndex: -1, "data-needs": "a->b", "data-implicit": "" }],
      ["executor a", "executor c", "written", { tabIndex: -1, "data-needs": "a->c" }],
      ["executor b", "executor c", "written", { tabIndex: -1, "data-needs": "b->c" }],
      ["executor c", END_ID, "end", { tabIndex: -1, "data-needs": "c->gateway", "data-implicit": "" }],
    ]);
  });

  test("two edges whose names hold arrows are two, and the file's names are told of both", () => {
    const flow =
      "- name: x\n- {name: a, needs: ['b->a', b]}\n- {name: a->a, needs: b}\n- {name: c, needs: [a, 'a->a']}\n";
    const { edges } = project(inputOf(flow));
    expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
    const alike = edges.filter(({ domAttributes }) => Object.values(domAttributes ?? {}).includes("b->a->a"));
    expect(alike.map(({ target }) => target)).toEqual(["executor a", "executor a->a"]);
  });

  test("a Flow without executors is two ends and no edge", () => {
    const empty = project(inputOf("[]\n"));
    expect(empty.nodes.map(({ id }) => id)).toEqual([START_ID, END_ID]);
    expect(empty.edges).toEqual([]);
  });

  test("a needed name that is no executor is a ghost, which cannot be touched", () => {
    const { nodes, edges } = project(inputOf("- {name: a, needs: nobody}\n"));
    expect(nodes.find(({ type }) => type === "ghost")).toMatchObject({
      id: "executor nobody",
      draggable: false,
      selectable: false,
      connectable: false,
      ariaLabel: "nobody, needed but not in this Flow",
    });
    expect(edges[0]).toMatchObject({ source: "executor nobody", target: "executor a" });
  });

  test("cards stand where they are arranged", () => {
    const input = inputOf(CHAIN);
    const { executors } = input.arrangement;
    const moved = new Map([...executors, ["b", { x: -5, y: 307 }] as const]);
    const arrangement = { ...input.arrangement, executors: moved };
    expect(cardOf(project({ ...input, arrangement }), "b").position).toEqual({ x: -5, y: 307 });
    expect(cardOf(project({ ...input, arrangement }), "a").position).toEqual(executors.get("a"));
  });

  test("times make a card higher and are told to it", () => {
    const time = { executor: "a", startMs: 1, durationMs: 2, share: 0.5, failed: false };
    const timed = project(inputOf(CHAIN, { times: new Map([["a", time]]) }));
    expect(cardOf(timed, "a").data.time).toBe(time);
    expect(cardOf(timed, "a").height).toBeGreaterThan(cardOf(timed, "b").height!);
  });
});

describe("badges", () => {
  const badgesOf = (entry: string, name = "a") => {
    const { problems, badges } = cardOf(project(inputOf(`- {name: a, ${entry}}\n`)), name).data;
    return [...(problems ? [problems] : []), ...badges].map(({ text, kind }) => `${kind} ${text}`);
  };

  test.each<[string, string[]]>([
    ["uses: A", []],
    ["replicas: 3", ["accent 3 replicas"]],
    ["replicas: 0", ["warning 1 warning", "accent 0 replicas"]],
    ["shards: 2, polling: all", ["accent 2 shards", "plain ALL"]],
    ["shards: 2, polling: {/index: ANY}", ["accent 2 shards", "plain by endpoint"]],
    ["polling: ALL", ["warning 1 warning"]],
    ["external: true, port: 54321", ["plain external"]],
    ["external: true", ["warning 1 warning", "plain external"]],
    ["external: true, host: example.org, port: 443, tls: true", ["plain external", "plain TLS"]],
    ["external: true, host: 'grpcs://example.org:443'", ["plain external", "plain TLS"]],
    ["external: true, host: 'grpc://example.org:443', tls: true", ["plain external"]],
    ["tls: true", []],
    ["floating: true", ["plain floating"]],
    ["needs: nobody", ["warning 1 warning"]],
    ["needs: [nobody, noone]", ["warning 2 warnings"]],
    ["needs: [a, nobody]", ["error 1 error, 1 warning"]],
    ["when: {tags__kind: {$eq: 1}}", ["plain when"]],
    ["no_reduce: true", ["plain no reduce"]],
    ["disable_reduce: true", ["plain no reduce"]],
  ])("of %s", (entry, badges) => {
    expect(badgesOf(entry)).toEqual(badges);
  });

  test("of a role that is not the usual one, which the label names too", () => {
    const joined = project(
      inputOf(
        "- {name: a, needs: gateway}\n- {name: b, needs: gateway}\n- {method: needs, name: j, needs: [a, b]}\n- {method: inspect, name: i}\n",
      ),
    );
    const badges = (name: string) => cardOf(joined, name).data.badges.map(({ text }) => text);
    expect(["j", "i", "_aux_i", "gather_inspect"].map(badges)).toEqual([
      ["join"],
      ["inspect"],
      ["passes on"],
      ["gathers"],
    ]);
    expect(cardOf(joined, "_aux_i").ariaLabel).toMatch(
      /^_aux_i, needs j, feeds 1, by order, inspect aux pass; uses/,
    );
  });

  test("stand beside the problems, which take no room from them", () => {
    const [well, ill] = ["replicas: 2", "replicas: 2, needs: nobody"].map((entry) =>
      cardOf(project(inputOf(`- {name: a, ${entry}}\n`)), "a"),
    );
    expect(ill!.data.badges).toEqual(well!.data.badges);
    expect(ill!.height).toBe(well!.height);
    expect(ill!.data.problems?.title).toContain("nobody");
    expect(ill!.ariaLabel).toMatch(/; 1 warning$/);
  });

  test.each<[string, string, string]>([
    ["uses: MyExec", "class", "MyExec"],
    ["uses: {jtype: MyExec, with: {a: 1}}", "class", "MyExec"],
    ["uses: 'jtype: MyExec'", "class", "MyExec"],
    ["uses: '!MyExec'", "class", "MyExec"],
    ["uses: config/exec.yml", "file", "config/exec.yml"],
    ["uses: docker://a:b", "docker", "docker://a:b"],
    ["uses: jinaai+docker://a/b", "hub", "jinaai+docker://a/b"],
    ["uses: docker://a:b, external: true, port: 5", "external", "docker://a:b"],
    ["method: inspect, uses: Look", "inspect", "Look"],
    ["method: needs, needs: [gateway, gateway]", "join", "joins 1"],
  ])("the kind and class of %s", (entry, kind, uses) => {
    expect(cardOf(project(inputOf(`- {name: a, ${entry}}\n`)), "a").data).toMatchObject({ kind, uses });
  });

  test("a card with several copies looks like a stack", () => {
    const isStacked = (entry: string) =>
      cardOf(project(inputOf(`- {name: a, ${entry}}\n`)), "a").data.isStacked;
    expect(["replicas: 2", "shards: 2", "replicas: 1"].map(isStacked)).toEqual([true, true, false]);
  });
});

describe("from one projection to the next", () => {
  test("of a text that is read anew, what looks as before is the same object of the drawing", () => {
    const text = `${CHAIN}- {name: d, when: {x: {$eq: 1}}}\n`;
    const input = inputOf(text);
    const { layout, arrangement } = input;
    const first = projectFlow(input, null);
    const same = projectFlow(inputOf(text, { layout, arrangement }), first);
    expect(same.projection.nodes.every((node, at) => node === first.projection.nodes[at])).toBe(true);
    expect(same.projection.edges.every((edge, at) => edge === first.projection.edges[at])).toBe(true);
    const { nodes } = projectFlow(inputOf(text.replace("1", "2")), same).projection;
    expect(nodes.filter((node) => !same.projection.nodes.includes(node))).toMatchObject([
      { id: nodeId("d") },
    ]);
  });

  test("after a card was put elsewhere, all is as it is drawn from scratch, and what stands still is the same object", () => {
    const { layout, arrangement, ...input } = inputOf(
      `${CHAIN}- {name: d, needs: [a, c]}\n- {name: e, needs: b}\n`,
    );
    const places = laidOutPlaces("right");
    const put = (x: number, y: number) =>
      arrange(input.flow, { ...places, placed: [["b", x, y]] }, () => layout!);
    let last = projectFlow({ ...input, layout, arrangement }, null);
    for (const there of [put(700, 400), put(520, -30), arrangement]) {
      const now = projectFlow({ ...input, layout, arrangement: there }, last);
      const { projection } = projectFlow({ ...input, layout, arrangement: there }, null);
      expect(now.projection).toEqual(projection);
      for (const name of ["a", "e"].filter(
        (one) => there.executors.get(one) === last.input.arrangement.executors.get(one),
      )) {
        expect(now.nodes.get(nodeId(name))).toBe(last.nodes.get(nodeId(name)));
      }
      last = now;
    }
  });

  test("the same input gives the same objects", () => {
    const [first, second] = projectAll(inputOf(CHAIN), inputOf(CHAIN)) as [Given, Given];
    expect(second.nodes.every((node, at) => node === first.nodes[at])).toBe(true);
    expect(second.edges.every((edge, at) => edge === first.edges[at])).toBe(true);
  });

  test("only what changed is another object", () => {
    const changedInput = inputOf(CHAIN.replace("uses: A", "uses: B"));
    const [first, second, third] = projectAll(
      inputOf(CHAIN),
      changedInput,
      inputOf(`${CHAIN}- {name: d, needs: a}\n`),
    ) as [Given, Given, Given];
    const changed = (a: readonly { id: string }[], b: readonly { id: string }[]) =>
      b.filter((one) => !a.includes(one)).map(({ id }) => id);
    expect(changed(first.nodes, second.nodes)).toEqual(["executor a"]);
    expect(changed(first.edges, second.edges)).toEqual([]);
    expect(changed(second.edges, third.edges)).toContain("d->gateway");
    expect(third.edges.find(({ id }) => id === "a->b")).toBe(first.edges.find(({ id }) => id === "a->b"));
  });

  test("what was gone and comes back is drawn anew", () => {
    const [first, , again] = projectAll(inputOf(CHAIN), inputOf("[]\n"), inputOf(CHAIN)) as [
      Given,
      Given,
      Given,
    ];
    expect(cardOf(again, "a")).toEqual(cardOf(first, "a"));
    expect(cardOf(again, "a")).not.toBe(cardOf(first, "a"));
  });
});

test("ids lead back to names, whatever an executor is called", () => {
  for (const name of ["a", "start", "end", "executor a"]) {
    expect(nameOfId(nodeId(name))).toBe(name);
    expect([START_ID, END_ID]).not.toContain(nodeId(name));
  }
  expect([nodeId("gateway"), nameOfId(START_ID), nameOfId(END_ID)]).toEqual([START_ID, "gateway", "gateway"]);
});

describe("the gateway's card", () => {
  const pods = "pods:\n  - {name: a, uses: A, read_only: true}\n";
  const detailOf = (text: string) => gatewayDetail(readFlow(text)).join(" / ");

  test.each([
    ["jtype: Flow\nexecutors: []\n", "GRPC"],
    ["jtype: Flow\nwith: {port: 5, protocol: http}\nexecutors: []\n", "HTTP · 5"],
    [
      "jtype: Flow\nwith: {port: 5}\ngateway: {protocol: [grpc, http], port: [6, 7]}\n",
      "GRPC · 6 / HTTP · 7",
    ],
  ])("of %j says what the file says", (text, detail) => {
    expect(detailOf(text)).toBe(detail);
  });

  test("of variables says what they stand for", () => {
    const given = {
      environment: new Map([
        ["PORT", "54321"],
        ["P", "http"],
      ]),
      callers: new Map(),
    };
    const text = "jtype: Flow\nwith: {port: '${{ ENV.PORT }}'}\ngateway: {protocol: $P}\n";
    expect(gatewayDetail(readFlow(text, { given }))).toEqual(["HTTP · 54321"]);
    expect(gatewayDetail(readFlow(text))).toEqual(["GRPC · $PORT"]);
  });

  test.each([
    [`!Flow\nversion: '1'\nwith: {rest_api: true, port_expose: 45678}\n${pods}`, "HTTP · 45678"],
    [`!Flow\nversion: '1'\nwith: {restful: true}\n${pods}`, "HTTP"],
    [`!Flow\nversion: '1'\nwith: {restful: false, port_expose: 45678}\n${pods}`, "GRPC · 45678"],
    // The words of other versions, which this one did not read.
    [`!Flow\nversion: '1'\nwith: {rest_api: false, protocol: http}\n${pods}`, "GRPC"],
    ["!Flow\nwith: {rest_api: true, port_expose: 45678}\npods:\n  a: {yaml_path: a.yml}\n", "HTTP · 45678"],
    ["jtype: Flow\nwith: {protocol: http, port_expose: 45678}\npods:\n  - {name: a}\n", "HTTP · 45678"],
    [
      "jtype: Flow\nwith: {restful: true, port_expose: 45678}\npods:\n  - {name: a, external: true}\n",
      "GRPC · 45678",
    ],
  ])("of the old file %j says what its version meant", (text, detail) => {
    expect(detailOf(text)).toBe(detail);
  });
});

test("a mapping under uses shows the class that it names, and the whole in the tooltip", () => {
  const { data, ariaLabel } = cardOf(
    project(inputOf("- {name: a, uses: {jtype: MyExec, with: {size: 3}}}\n")),
    "a",
  );
  expect(data).toMatchObject({ uses: "MyExec", wholeUses: '{"jtype": "MyExec", "with": {"size": 3}}' });
  expect(ariaLabel).toContain("uses MyExec");
});
