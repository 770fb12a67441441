/** Promises [O1] to [O7] of legacy.ts, on values; the fixtures' tests hold all of them against the old engines. */
import { describe, expect, test } from "vitest";
import { GATEWAY } from "../flow.ts";
import type { Value } from "../value.ts";
import { recogniseLegacy } from "./legacy.ts";
import { declaredNames, meaningOf } from "./meaning.ts";
import { isMany } from "./pod-arguments.ts";
import { flowOf, type PlainMap } from "./test-trees.ts";
import { matchesOf, meaningOfKey } from "./words.ts";

const legacyOf = (file: PlainMap) => recogniseLegacy(flowOf(file));

describe("[O1] a file is legacy", () => {
  test.each<[string, PlainMap, boolean]>([
    ["with pods as a mapping", { jtype: "Flow", pods: { a: {} } }, true],
    ["with pods as a list", { jtype: "Flow", pods: [{ name: "a" }] }, true],
    ["with pods that hold nothing", { jtype: "Flow", pods: null }, true],
    ["as an AsyncFlow", { jtype: "AsyncFlow", version: 1, pods: [] }, true],
    ["not with a list that 3.34 reads beside them", { jtype: "Flow", pods: [], executors: [] }, false],
    ["not with deployments beside them", { jtype: "Flow", pods: [], deployments: [] }, false],
    ["not without pods", { jtype: "Flow", executors: [{ parallel: 2 }] }, false],
    ["not if nothing says that it is a Flow", { jtype: undefined, pods: [] }, false],
    ["not as a Deployment", { jtype: "Deployment", pods: [] }, false],
  ])("%s", (_, plain, isLegacy) => {
    expect(legacyOf(plain) !== null).toBe(isLegacy);
  });
});

describe("[O2] the believed version", () => {
  test.each<[string, string, PlainMap]>([
    ["0.1-0.3", "by words that only it reads", { pods: { a: { yaml_path: "x", replicas: 2 } } }],
    ["0.4", "by words that only it reads", { pods: { a: { uses: "x", uses_reducing: "y" } } }],
    ["1.x", "as the newest that reads a mapping", { pods: { a: { uses: "x" } } }],
    ["0.4", "since 1.x reads no mapping with a version", { version: 1, pods: { a: { uses: "x" } } }],
    ["1.x", "by words that 2.x passes over", { version: 1, pods: [{ read_only: true }] }],
    ["2.x", "since 1.x reads no list without a version", { pods: [{ read_only: true }] }],
    ["2.x", "as the newest that reads a list", { version: "1.0", pods: [{ uses: "x" }] }],
    ["2.x", "by a word in with", { version: 1, with: { protocol: "http" }, pods: [{}] }],
    ["1.x", "by env at the top", { version: 1, env: { A: 1 }, pods: [{}] }],
    ["1.x", "since 2.x refuses a word that may be two", { version: 1, pods: [{ shard: 2 }] }],
    ["0.1-0.3", "by words with hyphens too", { pods: { a: { "yaml-path": "x" } } }],
  ])("is %s %s", (version, _, plain) => {
    expect(legacyOf(plain)?.version).toBe(version);
  });

  test.each<[string, PlainMap]>([
    ["only 0.1-0.3 reads yaml_path and image", { pods: { a: { yaml_path: "x" }, b: { image: "y" } } }],
    ["pods is a list without a version, which only Jina 2.x read.", { pods: [] }],
    ["and nothing in it tells which, so it is taken for the newest.", { version: 1, pods: [{ uses: "x" }] }],
    ["pods holds nothing, which tells no version", { version: 1, pods: null }],
    ["reads most of its words", { pods: { a: { uses: "x", parallel: 2, replicas: 1 } } }],
  ])("is told with its ground: %s", (sentence, plain) => {
    expect(legacyOf(plain)?.why).toContain(sentence);
  });

  test("is of the one without a word unread, whatever a false or null one says", () => {
    expect(legacyOf({ version: 1, pods: [{ read_only: false, upload_files: null }] })?.version).toBe("2.x");
  });
});

describe("names", () => {
  const names = (plain: PlainMap) => declaredNames(legacyOf(plain)!);

  test("[O3] podN counts executors before it, two for an inspect", () => {
    const pods = [{ read_only: true }, { method: "inspect" }, {}, { method: "gather_inspect" }, { name: "" }];
    expect(names({ version: 1, pods })).toEqual(["pod0", null, "pod3", null, "pod5"]);
  });

  test("[O3] executorN from 2.1 on, podN where a file of 2.x refers to one", () => {
    expect(names({ pods: [{}, {}] })).toEqual(["executor0", "executor1"]);
    expect(names({ pods: [{}, { needs: "pod0" }] })).toEqual(["pod0", "pod1"]);
    expect(names({ pods: [{ name: "pod0" }, { needs: "pod0" }] })).toEqual(["pod0", "executor1"]);
  });

  test("gather_inspect counts only where something is inspected", () => {
    expect(names({ version: 1, pods: [{ method: "gather_inspect", read_only: true }, {}] })).toEqual([
      null,
      "pod0",
    ]);
  });

  test("the entry called gateway adds nothing", () => {
    const { built } = meaningOf(legacyOf({ version: 1, pods: [{ name: GATEWAY, uses: "x" }, {}] })!);
    expect(built.nodes.map(({ name, needs }) => [name, needs])).toEqual([["executor0", [GATEWAY]]]);
  });
});

describe("meaning", () => {
  const nodesOf = (plain: PlainMap) => meaningOf(legacyOf(plain)!).built.nodes;
  const copiesOf = (plain: PlainMap) =>
    nodesOf(plain).map(({ shards, replicas, polling }) => [shards, replicas, polling]);

  test("[O4] up to 0.6 with goes before the pod, then the pod before with", () => {
    const file = { with: { parallel: 3 }, pods: { a: { uses: "x", parallel: 2 } } };
    expect(copiesOf({ ...file, version: 1 })).toEqual([[3, 1, "ANY"]]);
    expect(copiesOf(file)).toEqual([[2, 1, "ANY"]]);
  });

  test("[O4] 2.x does not hand on what the Flow itself knows", () => {
    expect(nodesOf({ with: { uses: "x", parallel: 2 }, pods: [{}] })).toMatchObject([
      { uses: "BaseExecutor", shards: 2 },
    ]);
    expect(nodesOf({ with: { uses: "x", read_only: true }, version: 1, pods: [{}] })).toMatchObject([
      { uses: "x" },
    ]);
  });

  test("[O4] null and false in a pod overrule with", () => {
    const pods = [{ uses: null, parallel: false, read_only: true }];
    expect(nodesOf({ version: 1, with: { uses: "x", parallel: 2 }, pods })).toMatchObject([
      { uses: "_pass", shards: 1 },
    ]);
  });

  test("[O5] each version has its own words for copies", () => {
    const pod = { replicas: 2, shards: 3, parallel: 4 };
    expect(
      copiesOf({ pods: { a: { ...pod, yaml_path: "x", image: "y", read_only: true, log_sse: true } } }),
    ).toEqual([[2, 1, "ANY"]]);
    expect(copiesOf({ version: 1, pods: { a: { ...pod, uses: "x", uses_reducing: "y" } } })).toEqual([
      [4, 1, "ANY"],
    ]);
    expect(copiesOf({ pods: { a: { ...pod, uses: "x" } } })).toEqual([[4, 2, "ANY"]]);
    expect(copiesOf({ pods: [pod] })).toEqual([[4, 2, "ALL"]]);
  });

  test("[O5] a beginning that fits one word only is that word, to 1.x", () => {
    expect(copiesOf({ version: 1, pods: [{ shard: 3, replica: 2, read_only: true }] })).toEqual([
      [3, 2, "ANY"],
    ]);
  });

  test("[O6] copies of copies all get each message from 2.1 on, unless polling says otherwise", () => {
    expect(copiesOf({ pods: [{ shards: 3, replicas: 2 }] })).toEqual([[3, 2, "ALL"]]);
    expect(copiesOf({ pods: [{ shards: 3, replicas: 2, polling: "any" }] })).toEqual([[3, 2, "ANY"]]);
    expect(copiesOf({ version: 1, pods: [{ shards: 3, replicas: 2, read_only: true }] })).toEqual([
      [3, 2, "ANY"],
    ]);
  });

  test("what a variable says is drawn as one, and taken for many", () => {
    expect(copiesOf({ pods: [{ parallel: "$P", replicas: "$R" }] })).toEqual([[1, 1, "ALL"]]);
    expect([isMany("$P"), isMany(2), isMany(2n), isMany(1), isMany(0), isMany(null)]).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test("[O7] the gateway's protocol, port and host", () => {
    const gatewayOf = (plain: PlainMap) => meaningOf(legacyOf(plain)!).gateway;
    const none = { port: null, protocol: "GRPC", host: null };
    expect(gatewayOf({ pods: [{}] })).toEqual(none);
    expect(gatewayOf({ with: { restful: true, port_expose: 8 }, pods: [{}] })).toEqual({ ...none, port: 8 });
    expect(gatewayOf({ version: 1, with: { rest_api: "$X", read_only: true }, pods: [{}] })).toEqual({
      ...none,
      protocol: "HTTP",
    });
    expect(gatewayOf({ with: { protocol: ["websocket", "grpc"], host: "h" }, pods: [] })).toEqual({
      ...none,
      protocol: "WEBSOCKET",
      host: "h",
    });
    expect(gatewayOf({ with: { port_grpc: 5 }, pods: { a: { yaml_path: "x" } } })).toEqual({
      ...none,
      port: 5,
    });
    expect(
      meaningOf(legacyOf({ with: { restful: true }, pods: { a: {} } })!).built.gateway.protocols,
    ).toEqual(["HTTP"]);
  });

  test("what an old engine refused is built as far as it goes", () => {
    const { built, hanging } = meaningOf(
      legacyOf({ pods: { "my-pod": null, b: 3, c: { needs: "nobody" } } })!,
    );
    expect(built.nodes.map(({ name }) => name)).toEqual(["my-pod", "b", "c"]);
    expect(hanging).toEqual(["b"]);
  });

  test("a key that means something to JavaScript means nothing here", () => {
    const pods = new Map<string, Value>([["__proto__", new Map<string, Value>([["constructor", 1]])]]);
    const legacy = recogniseLegacy(
      new Map<string, Value>([
        ["jtype", "Flow"],
        ["pods", pods],
      ]),
    )!;
    expect(meaningOf(legacy).built.nodes.map(({ name }) => name)).toEqual(["__proto__"]);
  });
});

describe("words", () => {
  test("are read by their names, with hyphens, or by a beginning that fits no other", () => {
    expect(matchesOf("2.x", "pod", "uses-with")).toEqual(["uses_with"]);
    expect(matchesOf("2.x", "pod", "exter")).toEqual(["external"]);
    expect(matchesOf("2.x", "pod", "timeout")).toEqual(["timeout_ctrl", "timeout_ready"]);
    expect(matchesOf("0.4", "pod", "timeout")).toEqual(["timeout"]);
    expect(matchesOf("1.x", "pod", "fooo")).toEqual([]);
  });

  test("have one meaning for each version", () => {
    expect(meaningOfKey("0.1-0.3", "pod", "replicas")).toBe("shards");
    expect(meaningOfKey("1.x", "pod", "replicas")).toBe("replicas");
    expect(meaningOfKey("1.x", "file", "rest_api")).toBe("restful");
    expect(meaningOfKey("2.x", "file", "rest_api")).toBeNull();
    expect(meaningOfKey("2.x", "pod", "port")).toBeNull();
  });
});
