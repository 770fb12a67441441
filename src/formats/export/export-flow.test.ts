/** What is wrong in the engine's exports is found, and mended. That they are the engine's is asked of it, Flow by Flow. */

import { load, loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readFlow } from "../read/read-flow.ts";
import { type Exported, type ExportKind, type ExportOptions, exportFlow } from "./export-flow.ts";

const GIVEN = { gatewayImage: "jina", portSeed: 50_000, home: "/home/ann", cwd: "/work" };
const HEAD = "jtype: Flow\n";

type Made = Extract<Exported, { files: unknown }>;

function made(executors: string, kind: ExportKind, options: ExportOptions = {}, given = GIVEN): Made {
  const exported = exportFlow(readFlow(`${HEAD}${executors}`), kind, options, given);
  expect(exported).not.toHaveProperty("refused");
  return exported as Made;
}

const codes = ({ faults }: Made) => [...new Set(faults.map(({ code }) => code))];

/** A part of a value of YAML. */
const part = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value);

/** The resources of a kind in a file. */
const resources = ({ files }: Made, path: string, kind: string): unknown[] =>
  loadAll(files.find((file) => file.path === path)?.text ?? "").filter((one) => part(one, "kind") === kind);

const CONTAINER = ["spec", "template", "spec", "containers", 0] as const;

const BOTH_SIDES = `executors:
  - {name: ix, uses: 'docker://x', shards: 2, uses_before: 'docker://b', uses_after: 'docker://a'}
`;

describe("faults of Kubernetes' files", () => {
  test("probes of heads", () => {
    const plain = made(BOTH_SIDES, "kubernetes");
    expect(codes(plain)).toEqual(["startup-probe", "liveness-probe", "probe-time"]);
    expect(plain.faults[0]).toEqual({
      code: "startup-probe",
      message:
        "The startup probe asks at 127.0.0.1:{port_uses}, which is no address: the pod is never taken for started.",
      place: "ix/ix-head.yml: Deployment ix-head",
      isMendable: true,
    });
    const mended = made(BOTH_SIDES, "kubernetes", { isMended: true });
    const [head] = resources(mended, "ix/ix-head.yml", "Deployment");
    const command = (probe: string) => part(head, ...CONTAINER, probe, "exec", "command");
    expect(command("startupProbe")).toEqual(["jina", "ping", "executor", "127.0.0.1:8080"]);
    expect(command("livenessProbe")).toEqual([
      ...["jina", "ping", "executor", "127.0.0.1:8080", "--timeout", "9500"],
    ]);
    expect(codes(mended)).toEqual(codes(plain));
  });

  test("volumes", () => {
    const text = "executors:\n  - {name: a, uses: 'docker://x', volumes: ['./d:/data'], replicas: 2}\n";
    expect(codes(made(text, "kubernetes"))).toEqual(["stateful-set", "volume-path", "probe-time"]);
    const [set] = resources(made(text, "kubernetes", { isMended: true }), "a/a.yml", "StatefulSet");
    expect(part(set, "spec")).toMatchObject({ serviceName: "a", updateStrategy: { type: "RollingUpdate" } });
    expect(part(set, "spec")).not.toHaveProperty("strategy");
    expect(part(set, ...CONTAINER, "volumeMounts")).toEqual([{ mountPath: "/data", name: "a-volume" }]);
  });

  test("the gateway's ports", () => {
    const text = "with: {port: [80, 81], protocol: [http, grpc]}\n";
    expect(codes(made(text, "kubernetes"))).toContain("gateway-port");
    const services = resources(
      made(text, "kubernetes", { isMended: true }),
      "gateway/gateway.yml",
      "Service",
    );
    const ports = services.map((one) => part(one, "spec", "ports", 0));
    expect(ports).toMatchObject([
      { port: 80, targetPort: 8080 },
      { port: 81, targetPort: 8081 },
    ]);
    expect(codes(made("with: {port: 8080}\n", "kubernetes"))).not.toContain("gateway-port");
    expect(codes(made("executors: []\n", "kubernetes"))).not.toContain("gateway-port");
  });

  test("texts that are others, or would be read as others", () => {
    const text = `executors:
  - {name: a, uses: 'docker://x', uses_with: {a: '{port}'}, env: {B: "on", C: "y", D: x1e3}}
`;
    expect(codes(made(text, "kubernetes"))).toEqual(["text-changed", "text-unquoted", "probe-time"]);
    const mended = made(text, "kubernetes", { isMended: true });
    expect(mended.files[0]?.text).toContain('  B: "on"\n  C: "y"\n  D: x1e3\n');
    const [deployment] = resources(mended, "a/a.yml", "Deployment");
    expect(part(deployment, ...CONTAINER, "args")).toContain('{"a": "{port}"}');
  });

  test("names that Kubernetes does not take, or that are one", () => {
    const text = "executors:\n  - {name: _a}\n  - {name: b_}\n  - {name: B_}\n";
    const { faults } = made(text, "kubernetes");
    const told = faults.filter(({ code }) => code.startsWith("name-"));
    expect(told.map(({ code, place, isMendable }) => [code, place, isMendable])).toEqual([
      ["name-invalid", "_a/-a.yml: Service -a", false],
      ["name-shared", "b_/b-.yml", false],
      ["name-invalid", "b_/b-.yml: Service b-", false],
      ["name-shared", "B_/b-.yml", false],
      ["name-invalid", "B_/b-.yml: Service b-", false],
    ]);
  });

  test("devices that are no number", () => {
    const device = (gpus: string) =>
      made(`executors:\n  - {name: a, uses: 'docker://x', gpus: ${gpus}}\n`, "kubernetes");
    expect(codes(device("device=0"))).toContain("gpus-value");
    expect(codes(device("all"))).toContain("gpus-value");
    expect(codes(device("2"))).not.toContain("gpus-value");
  });

  test("what runs beside a head that has volumes", () => {
    const text = BOTH_SIDES.replace("shards", "volumes: ['./d:/data', './e:/e'], shards");
    const plain = made(text, "kubernetes");
    expect(
      part(resources(plain, "ix/ix-head.yml", "StatefulSet")[0], ...CONTAINER.slice(0, -1)),
    ).toHaveLength(1);
    const told = plain.faults.filter(({ code }) => code.endsWith("-lost"));
    expect(told.map(({ code, place, isMendable }) => [code, place, isMendable])).toEqual([
      ["sides-lost", "ix/ix-head.yml", true],
      ["volumes-lost", "ix/ix-0.yml", false],
      ["volumes-lost", "ix/ix-1.yml", false],
    ]);
    const mended = made(text, "kubernetes", { isMended: true });
    const [head] = resources(mended, "ix/ix-head.yml", "Deployment");
    const containers = part(head, ...CONTAINER.slice(0, -1)) as { args: string[] }[];
    const ports = containers.map(({ args }) => args[args.indexOf("--port") + 1]);
    expect(ports.toSorted()).toEqual(["8078", "8079", "8080"]);
    expect(resources(mended, "ix/ix-0.yml", "StatefulSet")).toHaveLength(1);
    expect(mended.faults.filter(({ code }) => code.endsWith("-lost"))).toEqual(told);
  });
});

describe("faults of Compose's file", () => {
  const text = "executors:\n  - {name: a, uses: 'docker://x', replicas: 3, monitoring: true}\n";

  test("a port that several services publish", () => {
    const plain = made(text, "compose");
    expect(plain.faults.map(({ code, place }) => [code, place])).toEqual([
      ["monitoring-port", "services.a-rep-1"],
      ["monitoring-port", "services.a-rep-2"],
    ]);
    const mended = load(made(text, "compose", { isMended: true }).files[0]?.text ?? "");
    expect(part(mended, "services", "a-rep-0", "ports")).toEqual(["50000:50000"]);
    expect(part(mended, "services", "a-rep-1", "ports")).toEqual(["50000"]);
  });

  test("a service in the place of another one", () => {
    const { faults } = made("executors:\n  - {name: a_b}\n  - {name: A_b}\n", "compose");
    expect(faults).toMatchObject([{ code: "name-shared", place: "services.a-b", isMendable: false }]);
  });

  test("names that Docker takes for a number or a boolean", () => {
    const executors = "executors:\n  - {name: y}\n  - {name: n}\n  - {name: plain}\n";
    const plain = made(executors, "compose");
    const [one, other] = ["y", "n"].map((name) => ({
      code: "text-unquoted",
      place: `services.${name}`,
      isMendable: true,
    }));
    expect(plain.faults).toMatchObject([one, other]);
    expect(plain.files[0]?.text).toMatch(/^ {2}y:$/m);
    const text = made(executors, "compose", { isMended: true }).files[0]?.text ?? "";
    for (const version of ["1.1", "1.2"] as const) {
      const services: Map<unknown, unknown> = parse(text, { version, mapAsMap: true }).get("services");
      expect([...services.keys()].sort()).toEqual(["gateway", "n", "plain", "y"]);
    }
  });

  test("a name that Docker does not take", () => {
    const { faults } = made("executors:\n  - {name: é}\n", "compose");
    expect(faults).toMatchObject([{ code: "name-invalid", place: "services.é", isMendable: false }]);
  });

  test("volumes that Docker refuses, or takes for something else", () => {
    const volumes = (given: string) => `executors:\n  - {name: a, uses: 'docker://x', volumes: [${given}]}\n`;
    const given = ["data:/data", "./in:in", "vol", "/abs/last/", "~/h:/h:ro"];
    const plain = made(volumes(given.join()), "compose");
    expect(plain.faults).toMatchObject([{ code: "volume-path", place: "services.a", isMendable: true }]);
    const mended = load(made(volumes(given.join()), "compose", { isMended: true }).files[0]?.text ?? "");
    expect(part(mended, "services", "a", "volumes")).toEqual([
      ...["./data:/data", "./in:/in", "./vol:/vol", "/abs/last/:/last", "~/h:/h:ro"],
    ]);
    expect(codes(made(volumes("./a:/b, /c:/d"), "compose"))).toEqual([]);
    expect(codes(made("executors:\n  - {name: a, uses: 'docker://x'}\n", "compose"))).toEqual([]);
  });

  test("texts in which Docker Compose would put a variable", () => {
    const executors = `executors:
  - {name: a, uses: 'docker://x:$TAG', env: {PASSWORD: 'pa$word'}, uses_with: {price: '5$', b: '{{x}}'}}
`;
    const plain = made(executors, "compose");
    expect(plain.faults).toMatchObject([{ code: "text-changed", place: "services.a", isMendable: true }]);
    const mended = load(made(executors, "compose", { isMended: true }).files[0]?.text ?? "");
    expect(part(mended, "services", "a", "environment")).toEqual(["PASSWORD=pa$$word"]);
    expect(part(mended, "services", "a", "command")).toContain('{"price": "5$$", "b": "{{x}}"}');
    // Docker Compose may be meant to know the tag.
    expect(part(mended, "services", "a", "image")).toBe("x:$TAG");
  });

  test("devices that are no number", () => {
    const device = (gpus: string) =>
      codes(made(`executors:\n  - {name: a, uses: 'docker://x', gpus: ${gpus}}\n`, "compose"));
    expect(device("'device=0,device=1'")).toEqual(["gpus-value"]);
    expect(device("all")).toEqual([]);
    expect(device("2")).toEqual([]);
  });
});

describe("what is taken from outside", () => {
  test("is asked for all at once, and only where it is needed", () => {
    const ask = (text: string, kind: ExportKind) => {
      const exported = exportFlow(readFlow(`${HEAD}${text}`), kind, {}, {});
      return exported.asked.filter(({ isGiven }) => !isGiven).map(({ option }) => option);
    };
    const text = "executors:\n  - {name: a, uses: 'jinahub+docker://Foo', workspace: w}\n";
    expect(ask(text, "mermaid")).toEqual([]);
    expect(ask(text, "yaml")).toEqual(["--cwd FOLDER", "--port-seed N"]);
    expect(ask(text, "kubernetes")).toEqual([
      "--cwd FOLDER",
      "--hub-image jinahub+docker://Foo=IMAGE",
      "--gateway-image IMAGE",
    ]);
    expect(ask("with: {port: 5000}\n", "compose")).toEqual(["--gateway-image IMAGE", "--port-seed N"]);
  });

  test("is the same port for the same draw, counted up from the first", () => {
    const [file] = made("executors:\n  - {name: a}\n", "yaml").files;
    expect(file?.text.match(/\b50\d{3}\b/g)).toEqual(["50000", "50001", "50002", "50003"]);
  });

  test("are the engine's own variables too", () => {
    const environment = new Map([
      ["JINA_GATEWAY_IMAGE", "own"],
      ["JINA_LOG_LEVEL", "DEBUG"],
    ]);
    const { files } = made("executors:\n  - {name: a}\n", "kubernetes", {}, { ...GIVEN, ...{ environment } });
    expect(files[0]?.text).toContain("image: own\n");
    expect(files[0]?.text).toContain("  JINA_LOG_LEVEL: DEBUG\n");
  });
});

describe("ports counted up from the first that is given", () => {
  const flow = (count: number) =>
    readFlow(`${HEAD}executors:\n${"  - {uses: 'docker://x'}\n".repeat(count)}`);
  const ports = (count: number, portSeed: number) => {
    const exported = exportFlow(flow(count), "yaml", {}, { ...GIVEN, portSeed });
    return "refused" in exported
      ? exported.refused
      : exported.files[0]?.text.match(/\b6\d{4}\b/g)?.map(Number);
  };

  test("are ports, up to the last one", () => {
    const all = ports(3, 60_000);
    expect(all).toHaveLength(8);
    expect(ports(3, 65_535 - 7)).toEqual(Array.isArray(all) && all.map((port) => port + 5_528));
  });

  test("are refused beyond it, with the first that would do", () => {
    expect(ports(3, 65_535 - 6)).toBe(
      "Jina draws 8 ports here, and counted up from 65529 they go beyond 65535: give 65528 or less as the first.",
    );
  });
});

test.each([
  ["a call", "a has a key that is no text, as a number, a list, true or nothing", "    ? [p, q]\n    : 1\n"],
  ["an argument", "The env of a holds a key that is a list", "    env:\n      ? [p, q]\n      : 1\n"],
])("a list as a key of %s is told on the picture's card by what it is", (_, sentence, written) => {
  const { files } = made(`executors:\n  - name: a\n${written}`, "svg");
  const titles = [...(files[0]?.text ?? "").matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title);
  expect(titles).toContainEqual(expect.stringContaining(sentence));
});
