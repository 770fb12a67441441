/**
 * What we say of Flows that the engine takes at load and build, and what becomes of them when it starts them: whether
 * they start, which of the written ports are open then, whether a request is answered.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { freePorts } from "../src/bridge/test-ports.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { type Generation, startFlow } from "./engine.ts";

// A Flow that starts, or does not, mostly waits.
vi.setConfig({ testTimeout: 120_000, maxConcurrency: 4 });

interface Start {
  readonly yaml: string;
  /** `code at path`, in any order, of the codes below. */
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

const STARTS: Record<string, Start> = {
  "one port for two protocols of the gateway is dropped": {
    yaml: flowWith("protocol: [grpc, http], port: @1"),
    said: ["port-ignored at with.port"],
    shut: [1],
  },
  "of one port for two protocols, and of replicas, it does not matter what it says": {
    yaml: `jtype: Flow
with: {protocol: [grpc, http], port: "x"}
executors:
  - {name: copies, uses: Append, replicas: 2, port: "x"}
  - {name: quiet, uses: Append, port_monitoring: [@1, "x"]}
`,
    said: [
      "port-ignored at executors.0.port",
      "port-ignored at executors.1.port_monitoring",
      "port-ignored at with.port",
    ],
    shut: [1],
  },
  "a second port that is no number": {
    yaml: one("port: [@1, x]"),
    said: [],
    fails: NOT_STARTED,
  },
  "some ports are opened and others are not": {
    yaml: `jtype: Flow
gateway: {protocol: [grpc, http], port: [@1, @2, @3]}
executors:
  - {name: pair, uses: Append, port: [@4, @5]}
  - {name: copies, uses: Append, replicas: 2, port: @6}
  - {name: peers, uses: Append, replicas: 2, peer_ports: [@7, @8]}
  - {name: shards, uses: Append, shards: 2, port: [@9, @10]}
  - {name: quiet, uses: Append, port_monitoring: @11}
  - {name: watched, uses: Append, monitoring: true, port_monitoring: [@12, @13]}
`,
    said: [
      "port-ignored at executors.0.port.1",
      "port-ignored at executors.1.port",
      "port-ignored at executors.3.port.1",
      "port-ignored at executors.4.port_monitoring",
      "port-ignored at executors.5.port_monitoring.1",
      "port-ignored at gateway.port.2",
    ],
    open: [1, 2, 4, 7, 8, 9, 12],
    shut: [3, 5, 6, 10, 11, 13],
  },
  "what is harmless starts": {
    yaml: `jtype: Flow
gateway: {protocol: [http, http], port: [@1, @2]}
executors:
  - {name: a, uses: Append, polling: SOME}
  - {name: b, uses: Append, shards: 2, polling: '{"/x": 1, "*": "all"}'}
  - {name: c, uses: {jtype: Slow, with: {sleep: 0}}}
  - {name: d, uses: Append, grpc_metadata: {authorization: $TOKEN}}
  - {name: e, uses: Append, volumes: [here], gpus: all, docker_kwargs: {a: 1}, entrypoint: x}
`,
    said: [
      "container-ignored at executors.4.docker_kwargs",
      "container-ignored at executors.4.entrypoint",
      "container-ignored at executors.4.gpus",
      "container-ignored at executors.4.volumes",
      "polling-value at executors.0.polling",
    ],
    open: [1, 2],
  },
  "several ports for one protocol": {
    yaml: "jtype: Flow\ngateway: {port: [@1, @2]}\nexecutors: []\n",
    said: ["port-value at gateway.port"],
    fails: /'NoneType' object has no attribute 'startswith'/,
  },
  "GRPC twice beside another": {
    yaml: flowWith("protocol: [grpc, websocket, grpc], port: [@1, @2, @3]"),
    said: [],
    open: [1, 2, 3],
  },
  "a port that there is not": {
    yaml: one("port: 70000"),
    said: ["port-value at executors.0.port"],
    fails: NOT_STARTED,
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
    // Which of the two depends on whether the network says that nobody is there.
    fails: /RuntimeFailToStart|PortAlreadyUsed/,
  },
  "polling that is none": {
    yaml: one("shards: 2, polling: SOME"),
    said: ["polling-value at executors.0.polling"],
    fails: NOT_STARTED,
  },
  "polling of an endpoint that is none": {
    yaml: one('shards: 2, polling: {"/x": ALL, "*": SOME}'),
    said: ["polling-value at executors.0.polling.*"],
    fails: NOT_STARTED,
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
  "a timeout in seconds": {
    // An Executor that is loaded quickly may be ready before the engine looks for the first time.
    yaml: one("timeout_ready: 60").replace("uses: Append", "uses: LoadsLong, uses_with: {seconds: 3}"),
    said: ["timeout-short at executors.0.timeout_ready"],
    fails: NOT_STARTED,
  },
};

const folder = mkdtempSync(join(tmpdir(), "start-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

/** A file that no other test writes. */
function fileFor(what: string): string {
  files += 1;
  return join(folder, `${what}-${files}.yml`);
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
    )
    .sort();
}

// Under the older generation the same comes of it: a few of each kind are enough.
const OLDER = new Set([
  "one port for two protocols of the gateway is dropped",
  "several ports for one protocol",
  "polling of an endpoint that is none",
  "an address of the Hub as jtype",
]);

describe.concurrent.each<Generation>(["v2", "v1"])("a Flow started with docarray %s", (generation) => {
  const rows = Object.entries(STARTS).filter(([name]) => generation === "v2" || OLDER.has(name));
  test.each(rows)("%s", async (_, { yaml, said, fails, open = [], shut = [] }) => {
    const ports = await freePorts(13);
    const text = yaml.replaceAll(/@(\d+)/g, (_whole, index) => String(ports[Number(index) - 1]));
    expect(saidOf(text)).toEqual(said.toSorted());
    const file = fileFor("row");
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

test.concurrent("two that speak GRPC on one port: they are not started, or both open it, as it happens", async () => {
  const [port] = await freePorts(1);
  const yaml = ["a", "b"].map((name) => `  - {name: ${name}, uses: Append, port: ${port}}\n`).join("");
  const text = `jtype: Flow\nexecutors:\n${yaml}`;
  expect(saidOf(text)).toEqual(["port-clash at executors.1.port"]);
  const file = fileFor("twins");
  writeFileSync(file, text);
  const starting = startFlow({ generation: "v2", file, ownPorts: true });
  const [outcome] = await Promise.allSettled([starting]);
  if (outcome.status === "rejected") {
    expect(String(outcome.reason)).toMatch(/PortAlreadyUsed/);
    return;
  }
  try {
    expect(await isOpen(port!)).toBe(true);
  } finally {
    await outcome.value.stop();
  }
});

test.concurrent("a gateway of GRPC alone, several times: it ends, before or after the engine looks whether it is ready", async () => {
  const ports = await freePorts(2);
  const text = flowWith(`protocol: [grpc, grpc], port: [${ports}]`);
  expect(saidOf(text)).toEqual(["protocol-twice at with.protocol"]);
  const file = fileFor("several");
  writeFileSync(file, text);
  const starting = startFlow({ generation: "v2", file, ownPorts: true });
  const [outcome] = await Promise.allSettled([starting]);
  if (outcome.status === "rejected") {
    expect(String(outcome.reason)).toMatch(NOT_STARTED);
    return;
  }
  try {
    await expect.poll(() => Promise.all(ports.map(isOpen)), { timeout: 30_000 }).toEqual([false, false]);
  } finally {
    await outcome.value.stop();
  }
});

test.concurrent.each([
  ["http", "http://page.example", []],
  ["websocket", null, ["cors-ignored"]],
])("cors of a gateway that speaks %s", async (protocol, allowed, codes) => {
  const yaml = flowWith(`protocol: ${protocol}, cors: true`);
  expect(readFlow(yaml).problems.map(({ code }) => code)).toEqual(codes);
  const file = fileFor("cors");
  writeFileSync(file, yaml);
  const flow = await startFlow({ generation: "v2", file, ownPorts: true });
  try {
    const response = await fetch(`http://127.0.0.1:${flow.port}/`, {
      method: "OPTIONS",
      headers: { origin: "http://page.example", "access-control-request-method": "POST" },
    });
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
  } finally {
    await flow.stop();
  }
});

test.concurrent("metadata that gRPC does not send: no request is answered", async () => {
  const startWith = async (metadata: string) => {
    const yaml = one(`grpc_metadata: ${metadata}`).replace(
      "jtype: Flow",
      "jtype: Flow\nwith: {protocol: http}",
    );
    const said = readFlow(yaml).problems.map(({ code, path }) => `${code} at ${path?.join(".")}`);
    const file = fileFor("metadata");
    writeFileSync(file, yaml);
    return { said, flow: await startFlow({ generation: "v1", file, ownPorts: true }) };
  };
  const send = ({ flow }: Awaited<ReturnType<typeof startWith>>, signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${flow.port}/post`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data: [{ text: "hi" }], execEndpoint: "/" }),
      ...(signal ? { signal } : {}),
    });
  const [sound, unsound] = await Promise.all([startWith("{tries: many}"), startWith("{Tries: many}")]);
  try {
    expect(sound.said).toEqual([]);
    expect(unsound.said).toEqual(["metadata-value at executors.0.grpc_metadata.Tries"]);
    // The one is sent first, and the other answers several times before it.
    const giveUp = new AbortController();
    const ends: string[] = [];
    const lost = send(unsound, giveUp.signal).then(
      ({ status }) => ends.push(`answered ${status}`),
      (error: Error) => ends.push(error.name),
    );
    for (let request = 0; request < 20; request++) {
      expect((await send(sound)).status).toBe(200);
    }
    expect(ends).toEqual([]);
    giveUp.abort();
    await lost;
    expect(ends).toEqual(["AbortError"]);
  } finally {
    await Promise.all([sound.flow.stop(), unsound.flow.stop()]);
  }
});
