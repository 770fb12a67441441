/** The promises [P1] to [P11] of create-deployment.ts. agreement/arguments.test.ts asks the live engine; this says what it means. */
import { describe, expect, test } from "vitest";
import { pythonStr } from "../python.ts";
import type { Value } from "../value.ts";
import { createDeployment, createOwnDeployment } from "./create-deployment.ts";
import type { Deployment } from "./deployment.ts";
import { Drawn, nameDrawn, withNames } from "./drawn.ts";
import { createFlowArguments } from "./flow-arguments.ts";

type Plain = Readonly<Record<string, Value>>;

const mapOf = (object: Plain) => new Map(Object.entries(object));

const create = (kwargs: Plain, { needs = 1, flow = {} }: { needs?: number; flow?: Plain } = {}) =>
  createDeployment(
    { name: "a", kwargs: mapOf(kwargs), role: "DEPLOYMENT", needs },
    createFlowArguments(mapOf(flow)),
  );

const errorOf = ({ problems }: Deployment) => {
  const error = problems.find(({ severity }) => severity === "error");
  return error && { ...error.engine, key: error.key };
};

const addressesOf = (deployment: Deployment) => {
  const nameOf = nameDrawn();
  return [...deployment.addresses()].map(
    ({ protocol, host, port }) =>
      `${protocol}://${host}:${port instanceof Drawn ? nameOf(port) : pythonStr(port)}`,
  );
};

test("an executor without arguments", () => {
  const deployment = create({});
  expect(deployment).toMatchObject({
    name: "a",
    role: "DEPLOYMENT",
    external: false,
    floating: false,
    shards: 1,
    replicas: 1,
    polling: "ANY",
    uses: "BaseExecutor",
    usesBefore: null,
    usesAfter: null,
    protocols: ["GRPC"],
    hosts: ["0.0.0.0"],
    tls: false,
    pods: 1,
    hasHead: false,
    noReduce: false,
    when: null,
    grpcMetadata: null,
    needsFile: null,
    problems: [],
  });
  expect(deployment.settings().size + deployment.args().size).toBe(0);
  expect(addressesOf(deployment)).toEqual(["grpc://0.0.0.0:RANDOM_PORT_1"]);
});

test("settings are those that are set, args all others that are no defaults, in the engine's order", () => {
  const deployment = create({
    timeout_send: 5,
    workspace: "./w",
    env: mapOf({ A: "b" }),
    uses_with: mapOf({}),
    replica_id: 3,
    quiet: true,
    retries: -1,
  });
  expect([...deployment.settings()]).toEqual([
    ["env", mapOf({ A: "b" })],
    ["workspace", "w"],
  ]);
  expect([...deployment.args()]).toEqual([
    ["quiet", true],
    ["uses_with", mapOf({})],
    ["timeout_send", 5],
  ]);
});

describe("[P1] what `with` hands on", () => {
  test("counts where there is no key of that very name", () => {
    const flow = { shards: 3, volumes: ["/v"], host: "h" };
    expect(create({ volumes: ["/w"], host_in: "own" }, { flow })).toMatchObject({ shards: 3, hosts: ["h"] });
    expect(
      create({ volumes: ["/w"] }, { flow })
        .settings()
        .get("volumes"),
    ).toEqual(["/w"]);
  });

  test("is refused with the executor, and not told otherwise", () => {
    const { problems } = create({}, { flow: { uses_: mapOf({}), exter: true } });
    expect(problems).toMatchObject([
      {
        key: "uses_",
        inherited: true,
        engine: {
          phase: "load",
          message: expect.stringMatching(/^ambiguous option: --uses- could match --uses-with/),
        },
      },
    ]);
    expect(problems).toHaveLength(1);
  });

  test("a name stands in for one that is taken, and the role and the logging come last", () => {
    const deployment = create(
      { name: "given", quiet: true },
      { flow: { "log-config": "plain", log_config: "json" } },
    );
    expect(deployment.name).toBe("a");
    expect(deployment.args().get("log_config")).toBe("json");
  });
});

describe("[P2] a workspace", () => {
  test("is the Flow's unless there is one of its own", () => {
    const flow = { workspace: "./f" };
    expect(create({}, { flow }).settings().get("workspace")).toBe("f");
    expect(create({ workspace: "/x/../y" }, { flow }).settings().get("workspace")).toBe("/y");
  });
});

describe("[P2] a Deployment of its own", () => {
  test("inherits nothing, has its own name, and keeps its workspace as written", () => {
    const deployment = createOwnDeployment(mapOf({ workspace: "./w", log_config: "json" }), "executor0");
    expect(deployment).toMatchObject({ name: "executor", role: "DEPLOYMENT" });
    expect(deployment.settings().get("workspace")).toBe("./w");
    expect(deployment.args().get("log_config")).toBe("json");
  });

  test("is warned of names that only another parser knows unless a command has them", () => {
    expect(createOwnDeployment(mapOf({ no_crud: 1, port_expose: 1 }), "executor0").problems).toMatchObject([
      {
        code: "argument-unknown",
        key: "no_crud",
        engine: { message: "ignored unknown argument: ['--no-crud']." },
      },
      { code: "argument-elsewhere", key: "port_expose" },
    ]);
  });

  test.each<[Plain, string, string, string]>([
    [
      { needs: "a" },
      "needs",
      "TypeError",
      "jina.orchestrate.deployments.Deployment() got multiple values for keyword argument 'needs'",
    ],
    [{ self: 1 }, "self", "TypeError", "Deployment.__init__() got multiple values for argument 'self'"],
    [{ args: 5 }, "args", "AttributeError", "'int' object has no attribute 'provider'"],
    [
      { extra_search_paths: "x" },
      "extra_search_paths",
      "TypeError",
      'can only concatenate str (not "list") to str',
    ],
    [{ log_config: 5 }, "log_config", "TypeError", "argument of type 'int' is not iterable"],
  ])("refuses %j", (kwargs, key, type, message) => {
    const deployment = createOwnDeployment(mapOf(kwargs), "executor0");
    expect(errorOf(deployment)).toEqual({ phase: "load", type, message, key });
    expect(deployment.problems).toHaveLength(1);
  });

  test("gives its ports to its own gateway, where it has one", () => {
    expect(
      createOwnDeployment(mapOf({ include_gateway: true, port: 5 }), "executor0").ports[0],
    ).toBeInstanceOf(Drawn);
  });
});

test("[P3] a provider makes it port 8080 and HTTP, with warnings at what it takes the place of", () => {
  const deployment = create({ provider: "azure", port: 5 });
  expect(deployment).toMatchObject({ ports: [8080], protocols: ["HTTP"] });
  expect(deployment.problems).toMatchObject([
    { key: "port", engine: { message: "Port is changed to 8080 for CSP deployment. Port [5] is ignored" } },
    {
      key: "provider",
      engine: {
        message:
          "Protocol is changed to HTTP for CSP deployment. Protocol [<ProtocolType.GRPC: 0>] is ignored",
      },
    },
  ]);
});

const SHARDED_HTTP = "It is not supported to have HTTP deployment for Deployments with more than one shard";
const STATEFUL = "Stateful feature is only available for Deployments using a single GRPC protocol.";

/** What is refused at load: keys, then the key at fault, the class and the words. */
const AT_LOAD: [string, Plain, string, string, string][] = [
  ["[P4]", { protocol: "http", shards: 2 }, "protocol", "RuntimeError", SHARDED_HTTP],
  [
    "[P4]",
    { protocol: "websocket" },
    "protocol",
    "RuntimeError",
    "It is not supported to have WEBSOCKET deployment for Deployments",
  ],
  [
    "[P4]",
    { protocol: "http", stateful: true },
    "protocol",
    "RuntimeError",
    `${STATEFUL} [<ProtocolType.HTTP: 1>] were requested`,
  ],
  [
    "[P5]",
    { host: "a,b", port: [1, 2, 3] },
    "host",
    "ValueError",
    "Number of hosts (2) does not match the number of ports (3)",
  ],
  ["[P5]", { host: "::1" }, "host", "ValueError", "too many values to unpack (expected 2)"],
  [
    "[P6]",
    { host: "a,b", replicas: 3 },
    "replicas",
    "ValueError",
    "Number of hosts (2) does not match the number of replicas (3)",
  ],
  ["[P6]", { external: true, replicas: 2 }, "replicas", "IndexError", "list index out of range"],
  [
    "[P7]",
    { stateful: true, replicas: 2 },
    "replicas",
    "AttributeError",
    "'Deployment' object has no attribute 'logger'",
  ],
  [
    "[P7]",
    { stateful: true, replicas: 3 },
    "stateful",
    "ValueError",
    "Stateful Executors need to be provided `workspace` when used in a Deployment",
  ],
  [
    "[P9]",
    { peer_ports: [1, 2] },
    "peer_ports",
    "ValueError",
    "peer-ports argument does not match number of replicas, it will be ignored",
  ],
  [
    "[P9]",
    { stateful: true, replicas: 3, workspace: "w", shards: 2, peer_ports: [1, 2, 3] },
    "peer_ports",
    "ValueError",
    "The configuration of `peer_ports` does not match the number of shards requested",
  ],
  [
    "",
    { port_monitoring: "x" },
    "port_monitoring",
    "ValueError",
    "invalid literal for int() with base 10: 'x'",
  ],
  [
    "",
    { copy_flow: 1 },
    "copy_flow",
    "TypeError",
    "jina.orchestrate.flow.base.Flow.add() got multiple values for keyword argument 'copy_flow'",
  ],
];

test.each(AT_LOAD)("%s refused at load: %j", (_, kwargs, key, type, message) => {
  const deployment = create(kwargs);
  expect(errorOf(deployment)).toEqual({ phase: "load", type, message, key });
  expect([...deployment.addresses()]).toEqual([]);
});

test("refused with several needs: an external one that does not reduce", () => {
  const kwargs = { external: true, no_reduce: true };
  expect(errorOf(create(kwargs))).toBeUndefined();
  expect(errorOf(create(kwargs, { needs: 2 }))).toEqual({
    phase: "load",
    type: "ValueError",
    message: "External Executors with multiple needs have to do auto reduce.",
    key: "no_reduce",
  });
});

describe("[P5] hosts and ports", () => {
  test.each<[Plain, string[]]>([
    [{ host: "h", port: 5 }, ["grpc://h:5"]],
    [{ host: ["h1:1", "h2"], port: 7 }, ["grpc://h1:1", "grpc://h2:7"]],
    [{ host: "h", port: [1, 2] }, ["grpc://h:1", "grpc://h:2"]],
    [{ host: "h1,h2" }, ["grpc://h1:RANDOM_PORT_1", "grpc://h2:RANDOM_PORT_1"]],
    [{ host: "grpcs://h" }, ["grpcs://h:None"]],
    [{ host: "h", port: 1, ssl_certfile: "c", ssl_keyfile: "k" }, ["grpcs://h:1"]],
    [{ host: "h", port: 1, tls: true }, ["grpcs://h:1"]],
    [{ host: "h:1", tls: true }, ["grpc://h:1"]],
  ])("of an external one: %j", (kwargs, addresses) => {
    expect(addressesOf(create({ external: true, ...kwargs }))).toEqual(addresses);
  });

  test("a port in the host is a text, and says nothing of encryption", () => {
    expect(create({ host: "h:1", tls: true })).toMatchObject({ hosts: ["h"], ports: ["1"], tls: null });
  });
});

test("[P6] several addresses of an external one are its replicas, others are called at the first", () => {
  expect(create({ external: true, port: [1, 2] })).toMatchObject({ replicas: 2, pods: 2 });
  const own = create({ port: [1, 2] });
  expect(own).toMatchObject({ replicas: 1, pods: 1 });
  expect(addressesOf(own)).toEqual(["grpc://0.0.0.0:1"]);
  expect(addressesOf(create({ port: 5, replicas: 2 }))).toEqual([
    "grpc://0.0.0.0:RANDOM_PORT_1",
    "grpc://0.0.0.0:RANDOM_PORT_2",
  ]);
});

test("[P8] a head for several shards, and what runs around them", () => {
  const deployment = create({
    shards: 2,
    replicas: 2,
    uses_before: "B",
    uses_after: "BaseExecutor",
    port: 5,
  });
  expect(deployment).toMatchObject({ pods: 6, hasHead: true, usesBefore: "B", usesAfter: null });
  expect(addressesOf(deployment)).toEqual(["grpc://0.0.0.0:5"]);
  const before = deployment.args().get("uses_before_address")!;
  expect(withNames(before, nameDrawn())).toBe("0.0.0.0:RANDOM_PORT_1");
  expect(create({ uses_before: "B" })).toMatchObject({ pods: 1, usesBefore: null });
});

test("[P9] peers' ports are those of the replicas", () => {
  const kwargs = { stateful: true, replicas: 3, workspace: "w", peer_ports: [1, 2, 3] };
  expect(addressesOf(create(kwargs))).toEqual(["grpc://0.0.0.0:1", "grpc://0.0.0.0:2", "grpc://0.0.0.0:3"]);
});

test("[P10] polling counts with several shards, a map as its JSON", () => {
  const polling = mapOf({ "/x": "ALL" });
  expect(create({ polling }).polling).toBe("ANY");
  expect(create({ polling, shards: 2 }).polling).toBe('{"/x": "ALL"}');
  expect(create({ polling: "all", shards: 2 }).polling).toBe("all");
});

test.each<[Plain, string, string, string]>([
  [{ shards: 0 }, "shards", "KeyError", "0"],
  [{ protocol: ["grpc", "http"] }, "protocol", "AttributeError", "'list' object has no attribute 'lower'"],
  [{ shards: 2, replicas: 0 }, "replicas", "IndexError", "list index out of range"],
  [
    { host: "a..b" },
    "host",
    "UnicodeError",
    "encoding with 'idna' codec failed (UnicodeError: label empty or too long)",
  ],
  [
    { deployment_role: null },
    "deployment_role",
    "AttributeError",
    "'NoneType' object has no attribute 'is_inspect'",
  ],
  [{ pod_role: "GATEWAY" }, "pod_role", "AttributeError", "'list' object has no attribute 'strip'"],
])("[P11] refused at build: %j", (kwargs, key, type, message) => {
  expect(errorOf(create(kwargs))).toEqual({ phase: "build", type, message, key });
});

test("[P11] one shard without replicas builds, and is nowhere", () => {
  const deployment = create({ replicas: 0, protocol: ["grpc", "http"] });
  expect(deployment).toMatchObject({ problems: [], pods: 0 });
  expect(addressesOf(deployment)).toEqual([]);
});

test("what is refused is drawn with what could be read", () => {
  expect(create({ shards: "x", external: true, uses: "Y" })).toMatchObject({
    role: "DEPLOYMENT",
    shards: 1,
    external: true,
    uses: "Y",
  });
});

test("a logging set-up of its own needs a file, unless nothing is logged", () => {
  expect(create({ log_config: "my.yml" }).needsFile).toBe("my.yml");
  expect(create({ log_config: "my.yml", quiet: true }).needsFile).toBeNull();
});

test("gigantic numbers are counted, not built", () => {
  expect(create({ shards: 1e9, replicas: 1e9 }).pods).toBe(1e18 + 1);
});
