/** Promises [C2] to [C7] of plan.ts: what becomes of single words, on values. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { applySteps } from "../steps.ts";
import type { ValueMap } from "../value.ts";
import { GONE } from "./draft.ts";
import { recogniseLegacy } from "./legacy.ts";
import { planMending } from "./mend.ts";
import { planConversion, planRewriting } from "./plan.ts";
import { flowOf, type PlainMap, plainOf, treeOf } from "./test-trees.ts";
import { LEGACY_VERSIONS, matchesOf } from "./words.ts";

/** A reference within the file. */
const ref = (path: string) => `\${{${path}}}`;

/** The converted file; how it is written is the formats' affair. */
function converted(file: PlainMap): { file: Record<string, unknown>; notes: readonly string[] } {
  const root = flowOf(file);
  const legacy = recogniseLegacy(root);
  const { steps, left, notes } = legacy ? planConversion(legacy) : planMending(root);
  return {
    file: plainOf(applySteps(root, steps)) as Record<string, unknown>,
    notes: [...left, ...notes],
  };
}

/** The one executor of a converted file with one pod, of the version that `like` makes it. */
function entry(pod: PlainMap, like: PlainMap = {}): unknown {
  const { executors } = converted({ pods: [{ name: "a", ...pod }], ...like }).file;
  return (executors as unknown[])[0];
}

/** Read by 1.x alone. */
const OF_1: PlainMap = { version: 1, env: { A: 1 } };
const VERSION_3 = { "0.1-0.3": { yaml_path: "x", log_sse: true, exit_no_dump: true } };

describe("[C2] copies", () => {
  test.each<[string, PlainMap, PlainMap]>([
    ["parallel without polling", { parallel: 3 }, { replicas: 3 }],
    ["parallel, one of which gets it", { parallel: 3, polling: "any" }, { replicas: 3 }],
    ["parallel, all of which get it", { parallel: 3, polling: "ALL" }, { shards: 3, polling: "ALL" }],
    ["parallel with ALL_ASYNC", { parallel: 3, polling: "all_async" }, { shards: 3, polling: "ALL" }],
    ["shards, written in 2.x", { shards: 3, polling: "ANY" }, { shards: 3, polling: "ANY" }],
    ["both words, the later", { shards: 3, parallel: 2 }, { replicas: 2 }],
    ["one", { parallel: 1, polling: "ALL" }, {}],
    ["none", { parallel: 0 }, {}],
    ["replicas", { replicas: 2, polling: "ALL" }, { replicas: 2 }],
    ["replicas of one", { replicas: 1 }, { replicas: 1 }],
    ["replicas beside one", { replicas: 2, parallel: 1 }, { replicas: 2 }],
    ["one of many", { replicas: 1, parallel: 2 }, { replicas: 2 }],
    ["copies of copies", { shards: 3, replicas: 2 }, { shards: 3, replicas: 2, polling: "ALL" }],
    [
      "copies of copies, one of which gets it",
      { parallel: 3, replicas: 2, polling: "ANY" },
      { shards: 3, replicas: 2, polling: "ANY" },
    ],
    ["[C6] a variable", { parallel: "$P" }, { replicas: "$P" }],
    [
      "[C6] a variable, all of which get it",
      { parallel: "$P", polling: "all", uses_after: "x" },
      { shards: "$P", polling: "all", uses_after: "x" },
    ],
    ["with something behind them", { parallel: 2, uses_after: "x" }, { shards: 2, uses_after: "x" }],
  ])("%s", (_, pod, expected) => {
    expect(entry(pod)).toEqual({ name: "a", ...expected });
  });

  test.each<[string, PlainMap, PlainMap]>([
    ["shards of 1.x are parallel", { shards: 3 }, { replicas: 3 }],
    ["with data of their own", { shards: 3, separated_workspace: true }, { shards: 3 }],
    ["copies of copies before 2.1", { shards: 3, replicas: 2 }, { shards: 3, replicas: 2 }],
  ])("%s", (_, pod, expected) => {
    expect(entry(pod, OF_1)).toEqual({ name: "a", ...expected });
  });

  test("0.1-0.3 reads replicas alone, 0.4 the other two", () => {
    const counts = { parallel: 4, shards: 5 };
    const old = { a: { ...VERSION_3["0.1-0.3"], ...counts, replicas: 3, image: "i" } };
    expect(converted({ pods: old }).file.executors).toEqual([{ name: "a", uses: "docker://i", replicas: 3 }]);
    const later = { a: { uses_reducing: "r", ...counts, replicas: 3 } };
    expect(converted({ version: 1, pods: later }).file.executors).toEqual([{ name: "a", replicas: 5 }]);
  });

  test("an external executor is one address", () => {
    const pod = { external: true, host: "h", port_in: 5, parallel: 2, polling: "ALL", uses_after: "x" };
    expect(entry(pod)).toEqual({ name: "a", external: true, host: "h", port: 5 });
  });
});

describe("[C3] what ran before and behind", () => {
  test("becomes executors, and who needed the one needs the other", () => {
    const pods = [
      { name: "a" },
      { name: "b", needs: ["gateway"], uses_before: "x", uses_after: "y" },
      { name: "b_after", needs: "b" },
      { name: "c", needs: ["b", "a"] },
    ];
    expect(converted({ pods }).file.executors).toEqual([
      { name: "a" },
      { name: "b_before", uses: "x", needs: "gateway" },
      { name: "b" },
      { name: "b_after1", uses: "y" },
      { name: "b_after", needs: "b_after1" },
      { name: "c", needs: ["b_after1", "a"] },
    ]);
  });

  test("writes names down that count the executors before them", () => {
    const pods = [
      { name: "a", uses_before: "x" },
      { name: "a" },
      {},
      { method: "needs", needs: ["a", "a1"] },
    ];
    expect(converted({ pods }).file.executors).toEqual([
      { name: "a_before", uses: "x" },
      { name: "a" },
      { name: "a1" },
      { name: "executor2" },
      { method: "needs", needs: ["a", "a1"] },
    ]);
  });

  test("takes needs over that need others like it", () => {
    const pods = [
      { name: "a", uses_after: "x" },
      { name: "b", needs: ["a", "gateway"], uses_before: "y" },
    ];
    expect(converted({ pods }).file.executors).toEqual([
      { name: "a" },
      { name: "a_after", uses: "x" },
      { name: "b_before", uses: "y", needs: ["a_after", "gateway"] },
      { name: "b" },
    ]);
  });

  test("is nothing where it only passed on or merged", () => {
    expect(entry({ uses_before: "_pass", uses_after: "_merge_all" }, OF_1)).toEqual({ name: "a" });
  });

  test("is lost around what has a role of its own, and a note says so", () => {
    const pods = [{ name: "a" }, { method: "inspect", uses_after: "x" }];
    const { file, notes } = converted({ pods });
    expect(file.executors).toEqual([{ name: "a" }, { method: "inspect" }]);
    expect(notes).toContain("What ran before or behind inspect is lost: Jina 3 runs it with shards only.");
  });
});

describe("[C4] words", () => {
  test.each<[string, PlainMap, PlainMap, PlainMap?]>([
    ["recv_from", { recv_from: "b" }, { needs: "b" }, OF_1],
    ["recv_from beside needs", { recv_from: "b", needs: "c" }, { needs: "c" }, OF_1],
    ["method: join", { method: "join", needs: ["b", "c"] }, { method: "needs", needs: ["b", "c"] }],
    ["method: add", { method: "add" }, {}],
    ["yaml_path", { yaml_path: "x" }, { uses: "x" }],
    ["yaml_path beside uses", { yaml_path: "x", uses: "y" }, { uses: "y" }],
    ["_pass", { uses: "_pass" }, {}],
    ["_merge_topk", { uses: "_merge_topk" }, {}],
    ["_index", { uses: "_index" }, {}],
    ["another name with an underscore, in 1.x", { uses: "_my_own" }, {}, OF_1],
    ["another name with an underscore, in 2.x", { uses: "_my_own" }, { uses: "_my_own" }],
    [
      "uses_reducing",
      { parallel: 2, polling: "ALL", uses_reducing: "x" },
      { shards: 2, polling: "ALL", uses_after: "x" },
    ],
    ["uses_reducing where one gets it", { parallel: 2, uses_reducing: "x" }, { replicas: 2 }],
    ["override_with", { override_with: { a: 1 } }, { uses_with: { a: 1 } }],
    [
      "override_with beside uses_with",
      { override_with: { a: 1 }, uses_with: { b: 1 } },
      { uses_with: { b: 1 } },
    ],
    ["host", { host: "192.0.2.1", port_expose: 8, port_jinad: 9, port_in: 7, peas_hosts: ["h"] }, {}],
    ["port_in", { port_in: 7 }, { port: 7 }],
    ["host that is here", { host: "localhost", port_in: 7 }, { port: 7 }],
    ["words that end the load", { timeout: 3, replica: 2 }, {}],
    ["words that 3.34 takes for others", { runtime: "process", runtime_cls: "X", compress: "LZ4" }, {}],
    ["words with hyphens", { "read-only": true, "uses-with": { a: 1 } }, { "uses-with": { a: 1 } }],
    [
      "words that mean the same",
      { timeout_ready: -1, quiet: true, gpus: 1, env: { A: 1 } },
      { timeout_ready: -1, quiet: true, gpus: 1, env: { A: 1 } },
    ],
    ["workspace of 1.x", { workspace: "w" }, { workspace: "w" }, OF_1],
    ["words that no version has", { my_own: 1 }, { my_own: 1 }],
    ["null", { uses: null, parallel: null, read_only: null }, { uses: null }],
  ])("%s", (_, pod, expected, like) => {
    expect(entry(pod, like)).toEqual({ name: "a", ...expected });
  });

  test.each<[string, PlainMap, PlainMap | undefined, PlainMap?]>([
    ["port_expose", { port_expose: 5 }, { port: 5 }],
    ["port_grpc, which 1.x passes over", { port_grpc: 5, name: "n" }, { name: "n" }, OF_1],
    ["restful", { restful: true, protocol: "x" }, { protocol: "HTTP" }, OF_1],
    ["rest_api beside restful", { rest_api: true, restful: true }, { protocol: "HTTP" }, OF_1],
    ["restful: false", { restful: false, cors: true }, { cors: true }, OF_1],
    ["restful in 2.x", { restful: true, protocol: "grpc" }, { protocol: "grpc" }],
    ["several protocols", { protocol: ["http", "grpc"] }, { protocol: "http" }],
    ["ports between pods", { port_in: 1, port_out: 2, port_ctrl: 3, prefetch: 4 }, { prefetch: 4 }],
    ["nothing that stays", { read_only: true }, undefined],
  ])("%s in with", (_, all, expected, like) => {
    expect(converted({ ...like, with: all, pods: [{ name: "a", daemon: true }] }).file.with).toEqual(
      like ? { ...expected, env: { A: 1 } } : expected,
    );
  });

  test("an entry called gateway goes, and a mapping knows no methods", () => {
    const pods = { gateway: { uses: "x" }, a: { method: "needs", needs: ["b"], name: "c" }, b: null };
    expect(converted({ pods }).file.executors).toEqual([{ name: "a", needs: ["b"] }, { name: "b" }]);
  });

  test("the frame of the file", () => {
    expect(Object.keys(converted({ pods: [{}] }).file)).toEqual(["jtype", "version", "executors"]);
    expect(converted({ version: "legacy", pods: { a: {} } }).file.version).toBe(1);
    expect(converted({ version: 1, pods: null }).file).toEqual({ jtype: "Flow", version: 1, executors: [] });
    expect(converted({ jtype: "AsyncFlow", version: 1, pods: [] }).file.jtype).toBe("Flow");
  });

  test("a note names what went", () => {
    const { notes } = converted({ with: { logserver: true }, pods: { a: { read_only: true } } });
    expect(notes.at(-1)).toBe("logserver and read_only have no meaning in Jina 3 and were taken out.");
  });

  test("all of them were words once, or stood beside them, and none is one of 3.34", () => {
    const { deployment, gateway } = JSON.parse(
      readFileSync(resolve(import.meta.dirname, "../engine/arguments.json"), "utf8"),
    ) as Record<"deployment" | "gateway", { flags: string[] }[]>;
    const now = new Set(
      [...deployment, ...gateway].flatMap(({ flags }) =>
        flags.map((flag) => flag.slice(2).replaceAll("-", "_")),
      ),
    );
    expect([...GONE].filter((word) => now.has(word))).toEqual([]);
    const older = [...GONE].filter((word) =>
      LEGACY_VERSIONS.every((version) => matchesOf(version, "file", word)[0] !== word),
    );
    expect(older.sort()).toEqual([
      "board",
      "driver",
      "driver_group",
      "driver_yaml_path",
      "log_id",
      "replica",
      "shard",
      "show_exc_info",
      "socket_type",
      "sse_logger",
    ]);
  });
});

describe("[C5] what with gave to every executor", () => {
  test("stands in each one where 3.34 does not hand it on", () => {
    const file = {
      ...OF_1,
      with: { uses: "x", polling: "all", parallel: 2, timeout_ready: 5 },
      pods: [{ name: "a" }, { name: "b", uses: "y", parallel: 1 }],
    };
    expect(converted(file).file).toMatchObject({
      with: { timeout_ready: 5, env: { A: 1 } },
      executors: [
        { name: "a", uses: "x", shards: 2, polling: "all" },
        { name: "b", uses: "y" },
      ],
    });
  });

  test("wins up to 0.6", () => {
    const file = {
      with: { timeout_ready: 5, uses: "x" },
      pods: { a: { uses: "y", timeout_ready: 6, uses_reducing: "z", log_sse: true } },
    };
    expect(converted(file).file).toMatchObject({
      with: { timeout_ready: 5 },
      executors: [{ name: "a", uses: "x" }],
    });
  });

  test("host was the gateway's", () => {
    expect(converted({ with: { host: "h" }, pods: [{ name: "a" }] }).file).toEqual({
      jtype: "Flow",
      version: 1,
      gateway: { host: "h" },
      executors: [{ name: "a" }],
    });
  });
});

describe("references", () => {
  test("name what moved where it is now", () => {
    const file = {
      version: 1,
      env: { A: 1 },
      with: { port_expose: 5, read_only: true },
      pods: [
        { name: "gateway" },
        { name: "a", parallel: 2, uses: `${ref("root.env.A")}-${ref("this.parallel")}` },
        {
          name: "b",
          uses: `${ref("root.pods[1].name")} ${ref("root.with.port_expose")} ${ref("root.x[0]")} ${ref("ENV.A")}`,
        },
      ],
    };
    expect(converted(file).file.executors).toEqual([
      { name: "a", replicas: 2, uses: `${ref("root.with.env.A")}-${ref("this.replicas")}` },
      {
        name: "b",
        uses: `${ref("root.executors[0].name")} ${ref("root.with.port")} ${ref("root.x[0]")} ${ref("ENV.A")}`,
      },
    ]);
  });

  test("to pods by name name them by their place", () => {
    const pods = { a: { uses_before: "x" }, b: { uses: ref("root.pods.a.uses") }, c: { uses: "y" } };
    const { executors } = converted({ pods }).file;
    expect(executors).toContainEqual({ name: "b", uses: ref("root.executors[1].uses") });
  });

  test("keep words that they name, and say so of what is gone", () => {
    const pods = [
      {
        name: "a",
        read_only: 5,
        workspace_id: ref("this.read_only"),
        polling: "any",
        uses: ref("this.polling"),
      },
    ];
    const { file, notes } = converted({ version: 1, pods });
    expect(file.executors).toEqual([
      { name: "a", read_only: 5, workspace_id: ref("this.read_only"), uses: ref("this.polling") },
    ]);
    expect(notes).toContain(
      `${ref("this.polling")} names what was taken out: put the value there, for Jina 3 does not load the file otherwise.`,
    );
  });
});

describe("notes", () => {
  const notesOf = (file: PlainMap) => converted(file).notes;

  test.each<[string, PlainMap, RegExp]>([
    [
      "the version and its ground",
      { pods: [] },
      /^Read as a Flow of Jina 2\.x: pods is a list without a version/,
    ],
    [
      "executors of before 2.0",
      { pods: { a: { uses: "x.yml" } } },
      /before Jina 2\.0 have to be rewritten.*x\.yml/,
    ],
    ["other machines", { pods: [{ name: "a", host: "192.0.2.1" }] }, /^a ran on another machine/],
    ["counts of variables", { pods: [{ name: "a", parallel: "$P" }] }, /copies a gets is left to a variable/],
    ["merging", { pods: [{ uses: "_merge_topk" }] }, /^_merge_topk merged in a way of its own/],
    ["built-in executors", { pods: [{ name: "a", uses: "_index" }] }, /no executor like _index \(a\)/],
    ["WebSocket of 1.x", { ...OF_1, with: { restful: true }, pods: [{}] }, /under \/stream/],
    ["an AsyncFlow", { jtype: "AsyncFlow", version: 1, pods: [] }, /asyncio=True/],
    [
      "ALL_ASYNC",
      { version: 1, pods: { a: { parallel: 2, polling: "ALL_ASYNC" } } },
      /first answer of the copies of a/,
    ],
    ["needs of nobody", { pods: [{ needs: "$N" }] }, /^Nothing here is called \$N,/],
    ["names that no version takes", { pods: { "my-pod": {} } }, /the name my-pod: rename it/],
  ])("tell of %s", (_, file, note) => {
    expect(notesOf(file)).toContainEqual(expect.stringMatching(note));
  });

  test("say no more than there is to say", () => {
    expect(notesOf({ pods: [{ name: "a", uses: "x.yml" }] })).toHaveLength(1);
  });
});

describe("newer files with old words", () => {
  const mended = (file: PlainMap) => converted({ version: 1, ...file }).file;

  test.each<[string, PlainMap, PlainMap]>([
    ["parallel", { parallel: 2 }, { replicas: 2 }],
    ["parallel, all of which get it", { parallel: 2, polling: "ALL" }, { shards: 2, polling: "ALL" }],
    ["parallel beside what 3.34 reads", { parallel: 2, shards: 3 }, { shards: 3 }],
    ["parallel of one", { parallel: 1 }, {}],
    ["parallel of an external one", { parallel: 2, external: true }, { external: true }],
    ["parallel beside several addresses", { parallel: 2, host: "a,b" }, { host: "a,b" }],
    ["old words", { read_only: true, port_expose: 5, timeout: 3 }, {}],
    ["renamed words", { override_with: { a: 1 }, recv_from: "b" }, { uses_with: { a: 1 }, needs: "b" }],
    ["image", { image: "i", yaml_path: "x" }, { uses: "docker://i" }],
    ["method: join", { method: "join", needs: ["b", "c"] }, { method: "needs", needs: ["b", "c"] }],
    ["built-in executors", { uses: "_pass", uses_before: "_merge", uses_after: "x" }, { uses_after: "x" }],
    ["ALL_ASYNC", { polling: "ALL_ASYNC" }, { polling: "ALL" }],
    ["port_in of an external one", { external: true, port_in: 5 }, { external: true, port: 5 }],
    ["port_in of another", { port_in: 5 }, {}],
    [
      "what 3.34 takes",
      { host: "h", port: 5, uses_before: "x", runtime_cls: "X", compress: "Gzip" },
      { host: "h", port: 5, uses_before: "x", runtime_cls: "X", compress: "Gzip" },
    ],
  ])("%s", (_, own, expected) => {
    expect(mended({ executors: [{ name: "a", ...own }] }).executors).toEqual([{ name: "a", ...expected }]);
  });

  test("with", () => {
    const executors = [{ name: "a" }];
    expect(mended({ with: { port_expose: 5, restful: true }, executors }).with).toEqual({ port: 5 });
    expect(mended({ with: { port_expose: 5, port: 6 }, executors }).with).toEqual({
      port_expose: 5,
      port: 6,
    });
    expect(mended({ with: { parallel: 2 }, executors })).toEqual({
      jtype: "Flow",
      version: 1,
      executors: [{ name: "a", replicas: 2 }],
    });
    // Which of two ports counts depends on their order.
    expect(mended({ with: { port_expose: 5 }, gateway: { port: 6 }, executors }).with).toEqual({
      port_expose: 5,
    });
  });

  test("a Deployment in the list, which says nothing of these, is left alone", () => {
    const file = { executors: [{ jtype: "Deployment", with: { read_only: true } }] };
    expect(mended(file)).toEqual({ jtype: "Flow", version: 1, ...file });
  });

  test("words that the file refers to stay", () => {
    const file = { with: { role: "x" }, executors: [{ uses: ref("root.with.role") }] };
    expect(mended(file)).toEqual({ jtype: "Flow", version: 1, ...file });
  });

  test("say of copies of copies what only 2.x did", () => {
    const { notes } = converted({ executors: [{ name: "a", shards: 2, replicas: 2, read_only: true }] });
    expect(notes[0]).toMatch(/^Jina 2\.1 to 2\.6 sent each message to all shards of a,/);
  });

  test("the first key and AsyncFlow", () => {
    const root = treeOf({ version: 1, jtype: "Flow", executors: [] }) as ValueMap;
    expect(planMending(root).steps).toEqual([{ kind: "set", path: ["jtype"], value: "Flow", isFirst: true }]);
    expect(mended({ jtype: "AsyncFlow", executors: [] }).jtype).toBe("Flow");
  });
});

describe("[C7] needs conversion", () => {
  test.each<[boolean, PlainMap]>([
    [true, { pods: [] }],
    [true, { executors: [{ parallel: 2 }] }],
    [true, { with: { restful: true } }],
    [false, { executors: [{ name: "a", uses: "x", replicas: 2 }], with: { port: 5 } }],
    [false, { jtype: "Deployment", with: { read_only: true } }],
  ])("is %s of %j", (answer, file) => {
    expect(planRewriting(flowOf(file)) !== null).toBe(answer);
  });
});
