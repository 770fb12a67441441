/**
 * What we say of Flows that the engine takes at load and build, and what becomes of them when it starts them: whether
 * they start, which of the written ports are open then, what a request gets. Each row names what we say at which place;
 * rows without a code are Flows of which nothing is said, and which have to work.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { type Generation, startFlow } from "../e2e/engine.ts";
import { readFlow } from "../src/formats/read-flow.ts";

vi.setConfig({ testTimeout: 120_000 });

interface Start {
  readonly yaml: string;
  /** `code at path`, all of severity warning, of the codes below. */
  readonly said: readonly string[];
  /** The engine's last words, where the Flow does not start. */
  readonly fails?: RegExp;
  /** Ports as @1, @2 in the file: those that are open once the Flow runs, and those that are not. */
  readonly open?: readonly number[];
  readonly shut?: readonly number[];
}

const CODES = new Set([
  "container-ignored",
  "host-elsewhere",
  "metadata-value",
  "polling-ignored",
  "polling-value",
  "port-clash",
  "port-ignored",
  "port-value",
  "protocol-twice",
  "timeout-short",
  "uses-ignored",
  "uses-value",
]);

const NOT_STARTED = /RuntimeFailToStart/;
const one = (args: string) => `jtype: Flow\nexecutors:\n  - {name: a, uses: Append, ${args}}\n`;
const flowWith = (settings: string) =>
  `jtype: Flow\nwith: {${settings}}\nexecutors:\n  - {name: a, uses: Append}\n`;
/** For what never becomes ready, and which the engine itself gives up so. */
const PATIENCE = "timeout_ready: 8000";

const STARTS: Record<string, Start> = {
  "one port for two protocols of the gateway is dropped": {
    yaml: flowWith("protocol: [grpc, http], port: @1"),
    said: ["port-ignored at with.port"],
    shut: [1],
  },
  "a port for each protocol is opened": {
    yaml: "jtype: Flow\ngateway: {protocol: [grpc, http], port: [@1, @2]}\nexecutors: []\n",
    said: [],
    open: [1, 2],
  },
  "ports beyond the protocols are not opened": {
    yaml: flowWith("protocol: [grpc, http], port: [@1, @2, @3]"),
    said: ["port-ignored at with.port.2"],
    open: [1, 2],
    shut: [3],
  },
  "several ports for one protocol": {
    yaml: "jtype: Flow\ngateway: {port: [@1, @2]}\nexecutors: []\n",
    said: ["port-value at gateway.port"],
    fails: /'NoneType' object has no attribute 'startswith'/,
  },
  "GRPC twice": {
    yaml: flowWith("protocol: [grpc, grpc]"),
    said: ["protocol-twice at with.protocol"],
    fails: NOT_STARTED,
  },
  "HTTP twice works": {
    yaml: flowWith("protocol: [http, http], port: [@1, @2]"),
    said: [],
    open: [1, 2],
  },
  "a gateway of several protocols with one port twice": {
    yaml: flowWith("protocol: [grpc, http], port: [@1, @1]"),
    said: ["port-clash at with.port.1"],
    fails: NOT_STARTED,
  },
  "a port that there is not": {
    yaml: one("port: 70000"),
    said: ["port-value at executors.0.port"],
    fails: NOT_STARTED,
  },
  "of two ports one executor opens the first": {
    yaml: one("port: [@1, @2]"),
    said: ["port-ignored at executors.0.port.1"],
    open: [1],
    shut: [2],
  },
  "replicas open none of the ports": {
    yaml: one("port: [@1, @2], replicas: 2"),
    said: ["port-ignored at executors.0.port"],
    shut: [1, 2],
  },
  "replicas open those of peer_ports": {
    yaml: one("peer_ports: [@1, @2], replicas: 2"),
    said: [],
    open: [1, 2],
  },
  "shards have one port, their head's": {
    yaml: one("port: [@1, @2], shards: 2"),
    said: ["port-ignored at executors.0.port.1"],
    open: [1],
    shut: [2],
  },
  "a port for monitoring without monitoring": {
    yaml: one("port_monitoring: @1"),
    said: ["port-ignored at executors.0.port_monitoring"],
    shut: [1],
  },
  "more ports for monitoring than pods": {
    yaml: one("monitoring: true, port_monitoring: [@1, @2]"),
    said: ["port-ignored at executors.0.port_monitoring.1"],
    open: [1],
    shut: [2],
  },
  "two that speak GRPC share a port": {
    yaml: "jtype: Flow\nexecutors:\n  - {name: a, uses: Append, port: @1}\n  - {name: b, uses: Append, port: @1}\n",
    said: ["port-clash at executors.1.port"],
    open: [1],
  },
  "one port for two kinds of servers": {
    yaml: "jtype: Flow\nwith: {port: @1, protocol: http}\nexecutors:\n  - {name: a, uses: Append, port: @1}\n",
    said: ["port-clash at executors.0.port"],
    fails: NOT_STARTED,
  },
  "a host with a port that is not external": {
    yaml: one("host: 127.0.0.1:@1"),
    said: ["host-elsewhere at executors.0.host"],
    fails: NOT_STARTED,
  },
  "a host elsewhere that is not external": {
    yaml: one("host: 203.0.113.7"),
    said: ["host-elsewhere at executors.0.host"],
    fails: NOT_STARTED,
  },
  "a gateway with a host elsewhere": {
    yaml: "jtype: Flow\ngateway: {host: 203.0.113.7}\nexecutors: []\n",
    said: ["host-elsewhere at gateway.host"],
    fails: /PortAlreadyUsed/,
  },
  "polling that is none": {
    yaml: one("shards: 2, polling: SOME"),
    said: ["polling-value at executors.0.polling"],
    fails: NOT_STARTED,
  },
  "polling that is none, with one shard": {
    yaml: one("polling: SOME"),
    said: ["polling-value at executors.0.polling"],
    open: [],
  },
  "polling of an endpoint that is none": {
    yaml: one('shards: 2, polling: {"/x": ALL, "*": SOME}'),
    said: ["polling-value at executors.0.polling.*"],
    fails: NOT_STARTED,
  },
  "polling of an endpoint that is nothing": {
    yaml: one('shards: 2, polling: {"/x": null}'),
    said: ["polling-value at executors.0.polling./x"],
    fails: NOT_STARTED,
  },
  "polling by number, in a mapping as text": {
    yaml: one(`shards: 2, polling: '{"/x": 1, "*": "all"}'`),
    said: [],
    open: [],
  },
  "polling by number at *": {
    yaml: one('shards: 2, polling: {"*": 1}'),
    said: ["polling-value at executors.0.polling.*"],
    fails: NOT_STARTED,
  },
  "an address of the Hub as jtype": {
    yaml: 'jtype: Flow\nexecutors:\n  - {name: a, uses: {jtype: "jinahub://Foo"}}\n',
    said: ["uses-value at executors.0.uses.jtype"],
    fails: NOT_STARTED,
  },
  "a class in a mapping works": {
    yaml: "jtype: Flow\nexecutors:\n  - {name: a, uses: {jtype: Slow, with: {sleep: 0}}}\n",
    said: [],
    open: [],
  },
  "nothing for uses works": {
    yaml: "jtype: Flow\nexecutors:\n  - {name: a, uses: ''}\n",
    said: [],
    open: [],
  },
  "a path with a blank": {
    yaml: "jtype: Flow\nexecutors:\n  - {name: a, uses: my file.yml}\n",
    said: ["uses-value at executors.0.uses"],
    fails: NOT_STARTED,
  },
  "an empty mapping before the shards": {
    yaml: one("shards: 2, uses_before: {}"),
    said: ["uses-value at executors.0.uses_before"],
    fails: NOT_STARTED,
  },
  "a gateway of an empty mapping": {
    yaml: "jtype: Flow\ngateway: {uses: {}}\nexecutors: []\n",
    said: ["uses-value at gateway.uses"],
    fails: NOT_STARTED,
  },
  "what is for containers": {
    yaml: one("volumes: [here], gpus: all, docker_kwargs: {a: 1}, entrypoint: x"),
    said: ["volumes", "gpus", "docker_kwargs", "entrypoint"].map(
      (key) => `container-ignored at executors.0.${key}`,
    ),
    open: [],
  },
  "a timeout in seconds": {
    yaml: one("timeout_ready: 60"),
    said: ["timeout-short at executors.0.timeout_ready"],
    fails: NOT_STARTED,
  },
  "metadata in small letters": {
    yaml: one("grpc_metadata: {authorization: $TOKEN}"),
    said: [],
    open: [],
  },
  "metadata with capitals": {
    yaml: one(`grpc_metadata: {Authorization: $TOKEN}, ${PATIENCE}`).replace(
      "jtype: Flow\n",
      `jtype: Flow\nwith: {${PATIENCE}}\n`,
    ),
    said: ["metadata-value at executors.0.grpc_metadata.Authorization"],
    fails: /./,
  },
  "metadata that is a number": {
    yaml: one(`grpc_metadata: {tries: '3'}, ${PATIENCE}`).replace(
      "jtype: Flow\n",
      `jtype: Flow\nwith: {${PATIENCE}}\n`,
    ),
    said: ["metadata-value at executors.0.grpc_metadata.tries"],
    fails: /./,
  },
};

const folder = mkdtempSync(join(tmpdir(), "start-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

function saidOf(yaml: string): string[] {
  return readFlow(yaml)
    .problems.filter(({ code }) => CODES.has(code))
    .map(
      ({ code, severity, path }) => `${severity === "warning" ? "" : severity}${code} at ${path?.join(".")}`,
    );
}

// Under the older generation the same comes of it: a few of each kind are enough.
const OLDER = new Set([
  "one port for two protocols of the gateway is dropped",
  "several ports for one protocol",
  "two that speak GRPC share a port",
  "polling of an endpoint that is none",
  "an address of the Hub as jtype",
]);

describe.each<Generation>(["v2", "v1"])("a Flow started with docarray %s", (generation) => {
  const rows = Object.entries(STARTS).filter(([name]) => generation === "v2" || OLDER.has(name));
  test.each(rows)("%s", async (_, { yaml, said, fails, open = [], shut = [] }) => {
    const ports = [await freePort(), await freePort(), await freePort()];
    const text = yaml.replaceAll(/@(\d)/g, (_whole, index) => String(ports[Number(index) - 1]));
    expect(saidOf(text)).toEqual(said);
    const file = join(folder, "flow.yml");
    writeFileSync(file, text);
    const starting = startFlow({ generation, file, ownPorts: true });
    if (fails) {
      await expect(starting).rejects.toThrow(fails);
      return;
    }
    const flow = await starting;
    try {
      const states = Object.fromEntries(
        await Promise.all([...open, ...shut].map(async (index) => [index, await isOpen(ports[index - 1]!)])),
      );
      expect(states).toEqual(
        Object.fromEntries([...open.map((index) => [index, true]), ...shut.map((index) => [index, false])]),
      );
    } finally {
      await flow.stop();
    }
  });
});
