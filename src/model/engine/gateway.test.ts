/** The promises [G1] to [G4] of gateway.ts. agreement/arguments.test.ts asks the live engine; this says what it means. */
import { describe, expect, test } from "vitest";
import type { Value } from "../value.ts";
import { isDrawn } from "./drawn.ts";
import { createFlowArguments } from "./flow-arguments.ts";
import { createGateway } from "./gateway.ts";

type Plain = Readonly<Record<string, Value>>;

const mapOf = (object: Plain) => new Map(Object.entries(object));
const create = (section: Plain, flow: Plain = {}) =>
  createGateway(createFlowArguments(mapOf(flow)), mapOf(section));

test("a gateway of which nothing is written", () => {
  const gateway = create({});
  expect(gateway).toMatchObject({
    name: "gateway",
    protocols: ["GRPC"],
    uses: "GRPCGateway",
    host: "0.0.0.0",
    monitoring: false,
    env: null,
    args: new Map(),
    needsFile: null,
    problems: [],
  });
  expect(gateway.ports).toHaveLength(1);
  expect(isDrawn(gateway.ports)).toBe(true);
});

describe("[G1] keys of the section", () => {
  test("take the place of those of `with`, which has others for it too", () => {
    const gateway = create(
      { port: 6, protocol: "http" },
      { port: 5, protocol: "grpc", cors: true, host: "h", shards: 2 },
    );
    expect(gateway).toMatchObject({ ports: [6], protocols: ["HTTP"], host: "h", problems: [] });
    expect([...gateway.args]).toEqual([
      ["cors", true],
      ["host", "h"],
    ]);
  });

  test("are told to be unknown by us alone", () => {
    const { problems } = create({ protcol: "http", shards: 2, parallel: 3 });
    expect(problems).toMatchObject([
      { code: "argument-unknown", key: "protcol", better: "protocol" },
      { code: "argument-elsewhere", key: "shards" },
      { code: "argument-renamed", key: "parallel" },
    ]);
    expect(problems.filter(({ engine }) => engine)).toEqual([]);
  });

  test.each<[Plain, string, string, string]>([
    [
      { protocol: "ftp" },
      "build",
      "SystemExit",
      "argument --protocol/--protocols: invalid from_string value: 'ftp'",
    ],
    [{ prot: "http" }, "build", "SystemExit", "ambiguous option: --prot could match --protocol, --protocols"],
    [{ pod_role: "WORKER" }, "build", "AttributeError", "'str' object has no attribute 'copy'"],
    [{ stateful: true }, "build", "AttributeError", "'Deployment' object has no attribute 'logger'"],
    [
      { peer_ports: [1, 2] },
      "build",
      "ValueError",
      "peer-ports argument does not match number of replicas, it will be ignored",
    ],
    [{ self: 1 }, "load", "TypeError", "Flow.config_gateway() got multiple values for argument 'self'"],
    [
      { copy_flow: true },
      "load",
      "TypeError",
      "jina.orchestrate.flow.base.Flow.config_gateway() got multiple values for keyword argument 'copy_flow'",
    ],
  ])("refused: %j", (section, phase, type, message) => {
    expect(create(section).problems).toMatchObject([
      { severity: "error", key: Object.keys(section)[0], engine: { phase, type, message } },
    ]);
  });
});

test("[G2] env is that of with, unless the section has one", () => {
  const flow = { env: mapOf({ F: 1 }) };
  expect(create({}, flow).env).toEqual(mapOf({ F: 1 }));
  expect(create({ env: mapOf({ G: 2 }) }, flow).env).toEqual(mapOf({ G: 2 }));
});

describe("[G3] ports", () => {
  test.each<[Plain, Value | "drawn"]>([
    [{ port_expose: 7 }, [7]],
    [{ ports: [7] }, [7]],
    [{ protocol: ["grpc", "http"], port: [1, 2, 3] }, [1, 2, 3]],
    [{ protocol: ["grpc", "http"], port: 1 }, "drawn"],
    [{ protocol: ["grpc", "http"] }, "drawn"],
  ])("of %j", (section, ports) => {
    const gateway = create(section);
    expect(isDrawn(gateway.ports) ? "drawn" : gateway.ports).toEqual(ports);
    expect(gateway.ports.length).toBeGreaterThanOrEqual(gateway.protocols.length);
  });

  test("fewer than protocols are refused", () => {
    expect(create({ protocol: ["grpc", "http", "websocket"], port: [1, 2] }).problems).toMatchObject([
      {
        key: "port",
        engine: {
          phase: "build",
          type: "ValueError",
          message:
            "You need to specify as much protocols as ports if you want to use a jina built-in gateway",
        },
      },
    ]);
  });
});

test.each<[Plain, string | null]>([
  [{ protocol: "HTTP" }, "HTTPGateway"],
  [{ protocols: ["websocket"] }, "WebSocketGateway"],
  [{ protocol: ["http", "http"] }, "CompositeGateway"],
  [{ protocol: "http", port: [5, 6] }, null],
  [{ runtime_cls: "X" }, null],
  [{ uses: "MyGateway" }, "MyGateway"],
  [{ uses: mapOf({ jtype: "G" }) }, '{"jtype": "G"}'],
  [{ provider: "sagemaker" }, "HTTPGateway"],
])("[G4] uses of %o", (section, uses) => {
  expect(create(section).uses).toBe(uses);
});

test("[G4] uses of `with` is not the gateway's", () => {
  expect(create({}, { uses: "X" }).uses).toBe("GRPCGateway");
});
