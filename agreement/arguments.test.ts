/**
 * Random arguments, asked of the live engine: what its parsers make of keys and values, what they refuse and in which
 * words, and what they warn of, we find too; and what becomes of executors, Deployments and gateways with them. A case
 * that fails is named by its seed, and stands in the failure.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import { createSeededRandom } from "../src/base/test-random.ts";
import type { ArgumentProblem } from "../src/model/engine/argument-problem.ts";
import {
  type Argument,
  argumentsOf,
  FALLBACKS,
  nonDefaults,
  type ParserName,
} from "../src/model/engine/argument-table.ts";
import { parseArguments } from "../src/model/engine/arguments.ts";
import { createDeployment, createOwnDeployment } from "../src/model/engine/create-deployment.ts";
import type { Deployment } from "../src/model/engine/deployment.ts";
import { type ArgumentValue, Drawn, isDrawn, nameDrawn, withNames } from "../src/model/engine/drawn.ts";
import { createFlowArguments, type FlowArguments } from "../src/model/engine/flow-arguments.ts";
import { createGateway } from "../src/model/engine/gateway.ts";
import { isList, isMap, normalizePath, pythonRepr, pythonStr } from "../src/model/python.ts";
import { dumpJson, loadJson } from "../src/model/python-json.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../src/model/value.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 120_000 });

const CASES = 3000;
const FLOWS = 800;
const BATCH = 500;

interface Engine {
  ask(questions: readonly Value[]): Promise<Value[]>;
  close(): void;
}

/** Starts the engine as a companion that answers lists of questions. */
function startEngine(): Engine {
  const missing = readSetup().missing["docarray-v1"];
  const python = environmentPython("v1");
  if (missing || !existsSync(python)) {
    throw new Error(missing ?? `There is no ${python}: run node scripts/setup.mjs --test.`);
  }
  const script = resolve(import.meta.dirname, "..", "engine", "parse_arguments.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  let tail = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(questions) {
      const answers: Value[] = [];
      for (let from = 0; from < questions.length; from += BATCH) {
        child.stdin.write(`${encode(questions.slice(from, from + BATCH))}\n`);
        const line = await lines.next();
        if (line.done) {
          throw new Error(`The engine ended without an answer.\n${tail}`);
        }
        const reading = loadJson(line.value);
        if ("fault" in reading) {
          throw new Error(reading.fault.message);
        }
        answers.push(...(reading.value as Value[]));
      }
      return answers;
    },
    close: () => child.stdin.end(),
  };
}

/** JSON in which floats keep their point, and dates are what engine/parse_arguments.py takes for them. */
function encode(value: Value): string {
  if (isList(value)) {
    return `[${value.map(encode).join(",")}]`;
  }
  if (isMap(value)) {
    return `{${[...value].map(([key, item]) => `${dumpJson(key)}:${encode(item)}`).join(",")}}`;
  }
  return value instanceof Timestamp ? `{"$date":${dumpJson(value.text)}}` : dumpJson(value);
}

const map = (object: Readonly<Record<string, Value>>): ValueMap => new Map(Object.entries(object));

// --- random arguments

class Draw {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = createSeededRandom(seed);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  list<T>(most: number, draw: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, draw);
  }
}

const ALL_NAMES = [
  ...new Set(
    (["deployment", "gateway", "flow", "client"] as const).flatMap((parser) =>
      argumentsOf(parser).flatMap(({ flags }) =>
        flags.filter((flag) => flag.startsWith("--version") === false).map((flag) => flag.replace(/^-+/, "")),
      ),
    ),
  ),
].filter((name) => name.length > 2);

/** Names of earlier versions and of other commands, slips, and keys that are no names at all. */
const ODD_KEYS = [
  ..."parallel,override_with,override_metas,https,port_expose,deployments_disable_reduce,jcloud,yaml_path".split(
    ",",
  ),
  ..."timeout,network_name,platform,method,peas,read_only,socket_type,restful,image,fooo,a,s,x,no_such".split(
    ",",
  ),
  ..."__proto__,constructor,toString,ünïcode,ключ,port.x,1,replcas,usesWith,shards=3,name=x y,env=A: 1".split(
    ",",
  ),
  ..."quiet=1,x=1,uses=--,volumes=--,=,=a,-,--,-x,a b,uses with,volumes x,,v,h,vers,hel,version_f,protocols ".split(
    ",",
  ),
];

const NASTY_TEXTS = [
  ..."-|--|-1|-1.5|-.5|-5.|-1e5|- 1|-x|-x y|--shards|--shards=2|--uses=x y|--fooo|--fooo=1|--quiet|--exter|--time".split(
    "|",
  ),
  ..."-v|-vf|-vx|-h|-hx|-v=|--jcloud|no|off|false|True|none|0|1|yes|2.0| 5 |+7|1_000|_1|1__0|٣|５|0x10|007|1e3".split(
    "|",
  ),
  ...'nan|inf|-inf|{}|[]|null|true|5|1.5|NaN|-Infinity|[["a",1]]|["ab"]|[1]|[[[],1]]|[[1,2]]|{"a":1}|{"a": [1, 2.0, null]}'.split(
    "|",
  ),
  ...'{"0": [1,2], "1": ["x", 2.7]}|[1,"2",true]|[null]|[[1]]|{|{"a"|{"a":}|[1,]|"\\u12"|"\\q"|"a|01|a: b|a=b|a:b=c|k: [1, 2]|: x|='.split(
    "|",
  ),
  ...'k: \'007\'|k: "x"|k:   |k:true|k= 1_0|a,b|1,2|1,x|h1:1,h2:2|grpc://h:80|grpcs://x|::1|a b|it\'s|"q"|\'q"|tab\there|line\nbreak'.split(
    "|",
  ),
  "",
  "é",
  "\u00a0x",
  "\u200b",
  "\ud800",
  "😀",
  "\u0085 5\u001c",
  "x\u0000y",
  "GRPC",
  "http",
  "webSocket",
  "ıNSPECT",
  "gzip",
  "Gzip",
  "remove",
  "sagemaker",
  "head",
  "join",
  "bridge",
];

function nastyValue(draw: Draw, depth = 0): Value {
  const kind = draw.below(depth > 2 ? 9 : 12);
  switch (kind) {
    case 0:
      return draw.pick([true, true, false]);
    case 1:
      return null;
    case 2:
      return draw.below(2000) - 1000;
    case 3:
      return new Float(
        draw.pick([2, -0, 0.1, 1e22, 1e16, 123456789012345680, 1e-5, 1.5e-7, 0.0001, Number.NaN, -Infinity]),
      );
    case 4:
      return 12345678901234567890n * BigInt(draw.pick([1, -1]));
    case 5:
      return draw.chance(0.2)
        ? new Timestamp(
            draw.pick([
              "2001-12-31",
              "2001-02-03 04:05:06",
              "2001-02-03 04:05:06.700000-02:30",
              "2001-02-03 04:05:00+00:00",
            ]),
          )
        : draw.pick(NASTY_TEXTS);
    case 6:
    case 7:
    case 8:
      return draw.pick(NASTY_TEXTS);
    case 9:
    case 10:
      return draw.list(3, () => nastyValue(draw, depth + 1));
    default:
      return new Map(draw.list(3, () => [draw.pick(NASTY_TEXTS), nastyValue(draw, depth + 1)] as const));
  }
}

/** A value that the engine takes for the argument. */
function fittingValue(draw: Draw, { type, choices }: Argument): Value {
  const number = (): Value => draw.pick<Value>([draw.below(9), String(draw.below(9000)), -1, " 7 "]);
  const text = () => draw.pick(["Encoder", "docker://x:1", "a b", "./x", "日本", "x,y", "h:5"]);
  switch (type) {
    case "exit":
      return null;
    case "flag":
      return draw.pick<Value>([true, true, false, "no", 1]);
    case "string":
      return draw.chance(0.1) ? map({ jtype: "A", with: map({ ü: new Float(1) }) }) : text();
    case "int":
      return number();
    case "enum":
    case "choice":
      return draw.chance(0.5) ? draw.pick(choices!) : draw.pick(choices!).toLowerCase();
    case "enum list":
      return draw.chance(0.5) ? draw.pick(choices!) : [...draw.list(2, () => draw.pick(choices!)), "http"];
    case "map":
      return draw.pick<() => Value>([
        () => map({ a: 1, b: map({ c: [1, new Float(2), null, 'x\n\u0001é😀"'] }) }),
        () => "k: v",
        () => ["a=1", "b: [x, '2', 3.0]"],
        () => '{"a": {"b": 1e3}}',
      ])();
    case "string list":
      return draw.chance(0.5) ? text() : draw.list(3, text);
    case "int list":
      return draw.chance(0.5) ? number() : [number(), "1,2"];
    case "host list":
      return draw.chance(0.5) ? text() : [text(), text()];
    case "port map":
      return draw.pick<Value>([[1, 2, 3], map({ 0: [1, "2"], 1: [3, 4] }), "[1, 2]", 7]);
  }
}

/** A few keys of all kinds, most of them with values that fit. */
function randomArguments(draw: Draw, parser: ParserName): Map<string, Value> {
  const kwargs = new Map<string, Value>();
  const count = 1 + draw.below(6);
  for (let index = 0; index < count; index++) {
    const argument = draw.pick(argumentsOf(parser));
    const kind = draw.next();
    let key = kind < 0.75 ? draw.pick(argument.flags).replace(/^-+/, "") : draw.pick(ALL_NAMES);
    if (kind > 0.93) {
      key = draw.pick(ODD_KEYS);
    } else if (draw.chance(0.12)) {
      key = key.slice(0, 1 + draw.below(key.length));
    } else if (draw.chance(0.05)) {
      key = key.slice(0, 2) + key.slice(3);
    }
    if (draw.chance(0.8)) {
      key = key.replaceAll("-", "_");
    }
    kwargs.set(key, draw.chance(kind < 0.75 ? 0.88 : 0.4) ? fittingValue(draw, argument) : nastyValue(draw));
  }
  return kwargs;
}

// --- parsers

interface Case {
  readonly seed: number;
  readonly kwargs: ValueMap;
  readonly warns: readonly ParserName[] | null;
}

function cases(parser: ParserName, count: number): Case[] {
  return Array.from({ length: count }, (_, index) => {
    const draw = new Draw(index + 1);
    const warns = draw.pick<Case["warns"]>(
      parser === "deployment" ? [FALLBACKS, FALLBACKS, []] : parser === "flow" ? [FALLBACKS] : [null],
    );
    return { seed: index + 1, kwargs: randomArguments(draw, parser), warns };
  });
}

const messagesOf = (answer: ValueMap, category: string): string[] =>
  (answer.get("warnings") as readonly ValueMap[])
    .filter((warning) => warning.get("category") === category)
    .map((warning) => warning.get("message") as string);

/** What a parser makes of a case, in the words of the engine's answers. */
function ours(parser: "deployment" | "gateway" | "flow", { kwargs, warns }: Case) {
  const parsed = parseArguments(parser, kwargs, { warns: warns ? { unlessKnownTo: warns } : false });
  const engine = parsed.problems.flatMap((problem) => (problem.engine ? [problem.engine] : []));
  const words = (type: string) => engine.filter((one) => one.type === type).map(({ message }) => message);
  return parsed.fault
    ? { fault: { type: parsed.fault.type, message: parsed.fault.message } }
    : {
        values: nonDefaults(parser, parsed.values),
        warnings: words("UserWarning"),
        logged: new Set(words("log")),
      };
}

function theirs(answer: ValueMap, warns: Case["warns"], oursLogged: ReadonlySet<string> | undefined) {
  const error = answer.get("error") as ValueMap | undefined;
  const logged = new Set(messagesOf(answer, "log.warning"));
  return error
    ? { fault: { type: error.get("type"), message: error.get("message") } }
    : {
        values: answer.get("values"),
        warnings: messagesOf(answer, "UserWarning"),
        // The parsers that are asked for unknown arguments log as well.
        logged: warns && oursLogged ? new Set([...oursLogged].filter((text) => logged.has(text))) : logged,
      };
}

// --- whole Flows

interface Executor {
  readonly kwargs: ValueMap;
  /** A Deployment of its own. */
  readonly isOwn: boolean;
}

interface FlowCase {
  readonly seed: number;
  readonly with: ValueMap;
  readonly gateway: ValueMap;
  readonly executors: readonly Executor[];
}

const HOSTS: readonly Value[] = [
  ..."h|1.2.3.4|h1,h2|h:99|grpcs://x|http://h:80|https://a.b,c:7|a..b|::1|x://y://z|wss://h:1".split("|"),
  ["h1", "h2"],
  ["h1:5", "h2"],
];

/** Values of arguments that depend on each other. */
const TOGETHER: Readonly<Record<string, readonly Value[]>> = {
  host: HOSTS,
  host_in: HOSTS,
  port: [5000, "1,2", [1, 2], [1, 2, 3], "x", 8080, 0],
  ports: [[7, 8]],
  replicas: [1, 2, 3, 2, 0, -1, "3"],
  shards: [1, 2, 3, 0, -1, 1],
  protocol: ["http", "GRPC", "websocket", ["grpc", "http"], ["grpc"], ["http", "http"]],
  external: [true, true, false],
  tls: [true, false],
  stateful: [true, true, false],
  workspace: ["w", "./a/../b", "/abs/./x", "//x/.", "."],
  peer_ports: [
    [1, 2, 3],
    [1],
    map({ 0: [1, 2], 1: [3, 4] }),
    map({ 0: [1, 2, 3], 1: [4, 5] }),
    9,
    map({ 5: [1] }),
  ],
  uses_before: ["B", "BaseExecutor"],
  uses_after: ["docker://a"],
  polling: ["all", "ANY", map({ "/x": "ALL" })],
  no_reduce: [true],
  provider: ["sagemaker", "azure", "NONE"],
  ssl_certfile: ["c"],
  ssl_keyfile: ["k"],
  port_monitoring: [9090, "x", [1, 2, 3]],
  log_config: ["json", "logging.json.yml", "nope.yml", "quiet"],
  quiet: [true],
  deployment_role: ["JOIN", "gateway", null],
  pod_role: ["HEAD", "GATEWAY"],
  runtime_cls: ["X", "GatewayRuntime"],
  when: [map({ a: 1 }), new Map()],
  grpc_metadata: [map({ k: "v" }), new Map()],
  env: [map({ A: "b" })],
  uses_with: [map({ x: 1 }), new Map()],
  uses: ["GW", map({ jtype: "Ü" })],
  name: ["given", "other"],
  inspect: ["HANG", "remove"],
  workspace_id: ["id"],
  fooo: [1],
  parallel: [2],
  timeout_send: [5],
  volumes: ["/v", ["a", "b"]],
  extra_search_paths: [["p"]],
};

function dependentArguments(draw: Draw, most: number, not: ReadonlySet<string>): Map<string, Value> {
  const names = Object.keys(TOGETHER).filter((name) => !not.has(name));
  const kwargs = new Map(
    draw.list(most, () => {
      const name = draw.pick(names);
      return [name, draw.pick(TOGETHER[name]!)] as const;
    }),
  );
  if (draw.chance(0.2)) {
    for (const [key, value] of randomArguments(draw, draw.pick(["deployment", "gateway"]))) {
      if (!not.has(key) && !UNSUITABLE.has(key)) {
        kwargs.set(key, value);
      }
    }
  }
  return kwargs;
}

/** Keys that the engine takes elsewhere than as arguments, and those whose values would keep it busy for long. */
const UNSUITABLE = new Set([
  ..."args,kwargs,shards,replicas,log-config,log_config,deployment".split(","),
  // Changes the graph.
  ..."deployment_role,deployment-role".split(","),
  // Give an empty list for `uses`, which our Deployment has no room for.
  ..."uses=--,uses=__".split(","),
]);

function randomFlow(seed: number): FlowCase {
  const draw = new Draw(seed);
  const executors = Array.from({ length: draw.below(4) }, () => {
    const isOwn = draw.chance(0.2);
    const kwargs = dependentArguments(draw, 5, new Set(isOwn ? [] : ["name"]));
    return { kwargs, isOwn };
  });
  return {
    seed,
    with: dependentArguments(
      draw,
      draw.pick([0, 1, 3]),
      new Set(["deployment_role", "peer_ports", "stateful"]),
    ),
    gateway: dependentArguments(draw, draw.pick([0, 0, 3]), new Set(["deployment_role"])),
    executors,
  };
}

const asQuestion = (flow: FlowCase): Value =>
  map({
    flow: map({
      with: flow.with,
      gateway: flow.gateway,
      executors: flow.executors.map(({ kwargs, isOwn }, index) =>
        isOwn ? map({ Deployment: kwargs }) : new Map([["name", `e${index}`], ...kwargs]),
      ),
    }),
  });

interface Built {
  /** The first refusal, or what comes of it, in the form of the engine's answers. */
  readonly answer: ValueMap;
  readonly problems: readonly ArgumentProblem[];
}

function build(flow: FlowCase): Built {
  const args = createFlowArguments(flow.with);
  const made = flow.executors.map(({ kwargs, isOwn }, index) =>
    isOwn
      ? createOwnDeployment(kwargs, "executor0")
      : createDeployment(
          {
            name: `e${index}`,
            kwargs: new Map([["name", `e${index}`], ...kwargs]),
            role: "DEPLOYMENT",
            needs: 1,
          },
          args,
        ),
  );
  const gateway = createGateway(args, flow.gateway);
  const error =
    refusalOf(args, "load") ??
    first(made, (one) => refusalOf(one, "load")) ??
    refusalOf(gateway, "load") ??
    first(made, (one) => refusalOf(one, "build", isNotOfRole)) ??
    refusalOf(gateway, "build") ??
    first(made, (one) => refusalOf(one, "build"));
  const problems = [args, ...made, gateway].flatMap((one) => one.problems);
  if (error) {
    return { answer: map({ error }), problems };
  }
  const node = (index: number) => (flow.executors[index]!.isOwn ? `executor${index}` : `e${index}`);
  const named = (
    values: ReadonlyMap<string, ArgumentValue>,
    nameOf: (drawn: Drawn) => string,
  ): [string, Value][] => [...values].map(([name, value]) => [name, plain(withNames(value, nameOf))]);
  const addressName = nameDrawn();
  const answer = map({
    flow: map({
      name: args.name,
      // As engine/ask.py: nobody wrote the search paths where they are empty.
      args: new Map(
        named(args.args, nameDrawn()).filter(
          ([key, value]) => key !== "extra_search_paths" || !isList(value) || value.length > 0,
        ),
      ),
      inspect: args.inspect,
      env: plain(args.env),
    }),
    deployments: made.map((one, index) => {
      const nameOf = nameDrawn();
      return new Map<string, Value>([
        ["node", node(index)],
        ["name", one.name],
        ["role", one.role],
        ["external", one.external],
        ["floating", one.floating],
        ["shards", one.shards],
        ["replicas", one.replicas],
        ["polling", one.polling],
        ["uses", one.uses],
        ["protocols", one.protocols],
        ["pods", one.pods],
        ["head", one.hasHead],
        ...named(one.settings(), nameOf).map(([name, value]): [string, Value] =>
          name === "workspace" && !flow.executors[index]!.isOwn
            ? [name, inFolder(value as string)]
            : [name, value],
        ),
        ["args", new Map(named(one.args(), nameOf))],
      ]);
    }),
    gateway: map({
      protocols: gateway.protocols,
      ports: isDrawn(gateway.ports) ? null : (gateway.ports as readonly Value[]),
      uses: gateway.uses,
      host: gateway.host,
      monitoring: gateway.monitoring,
      env: plain(gateway.env),
      args: new Map(named(gateway.args, nameDrawn())),
    }),
    conditions: new Map(made.flatMap(({ when }, index) => (when ? [[node(index), plain(when)]] : []))),
    no_reduce: made.flatMap(({ noReduce }, index) => (noReduce ? [node(index)] : [])),
    addresses: new Map(
      made.map((one, index) => [
        node(index),
        [...one.addresses()].map(
          ({ protocol, host, port }) =>
            `${protocol}://${host}:${port instanceof Drawn ? addressName(port) : pythonStr(port)}`,
        ),
      ]),
    ),
    metadata: new Map(
      made.flatMap(({ grpcMetadata }, index) => (grpcMetadata ? [[node(index), plain(grpcMetadata)]] : [])),
    ),
  });
  return { answer, problems };
}

/** What the engine warns of and we do not, or the other way round. */
function warningsAmiss(flow: FlowCase, problems: readonly ArgumentProblem[], answer: ValueMap): string[] {
  const our = new Set(
    problems.flatMap(({ severity, engine }) => (engine && severity !== "error" ? [engine.message] : [])),
  );
  const their = new Set([...messagesOf(answer, "UserWarning"), ...messagesOf(answer, "log.warning")]);
  const hasElsewhere = problems.some(({ code }) => code === "argument-elsewhere");
  const handed = new Set([...flow.with.keys()].map((key) => `'--${key.replaceAll("_", "-")}'`));
  const amiss = [...our]
    .filter((message) => !their.has(message))
    .concat([...their].filter((one) => !our.has(one)));
  return amiss.filter(
    (message) =>
      !message.includes('are "floating"') &&
      // Of a key without effect, by a parser that is only asked whether it knows an unknown one.
      !(message.startsWith("port ") && hasElsewhere) &&
      // Ports that nobody wrote.
      !message.includes("RANDOM_PORT") &&
      // Told once of `with`, and not again of each executor that inherits it.
      !(
        message.startsWith("ignored") &&
        [...message.matchAll(/'--[^']*'/g)].every(([flag]) => handed.has(flag))
      ),
  );
}

/** An executor without a role is found out last of all, behind the gateway. */
const isNotOfRole = ({ engine }: ArgumentProblem): boolean => !engine?.message.endsWith("'is_inspect'");

/** A path as the engine has it, which runs in a folder that its answers call /cwd. */
function inFolder(path: string): string {
  return path.startsWith("/") ? path : normalizePath(`/cwd/${path}`);
}

function first<T>(items: readonly T[], find: (item: T) => ValueMap | null): ValueMap | null {
  for (const item of items) {
    const found = find(item);
    if (found) {
      return found;
    }
  }
  return null;
}

/** What the engine says when it stops in a phase. The folder that it runs in is empty, so a needed file is missing. */
function refusalOf(
  made: Deployment | FlowArguments | ReturnType<typeof createGateway>,
  phase: "load" | "build",
  counts: (problem: ArgumentProblem) => boolean = () => true,
): ValueMap | null {
  for (const problem of made.problems) {
    if (problem.severity === "error" && problem.engine?.phase === phase && counts(problem)) {
      const { type, message } = problem.engine;
      return map({ phase, type, message });
    }
  }
  const readsFiles = "ports" in made && !("shards" in made) ? "build" : "load";
  return made.needsFile !== null && phase === readsFiles
    ? map({
        phase,
        type: "FileNotFoundError",
        message: `[Errno 2] No such file or directory: ${pythonRepr(made.needsFile)}`,
      })
    : null;
}

/** As engine/ask.py shows values: what is not finite, dates and the working folder as text. */
function plain(value: Value): Value {
  if (isList(value)) {
    return value.map(plain);
  }
  if (isMap(value)) {
    return new Map([...value].map(([key, item]) => [key, plain(item)]));
  }
  if (value instanceof Timestamp || (value instanceof Float && !Number.isFinite(value.value))) {
    return pythonStr(value);
  }
  return value;
}

/** The engine's answer without what is not compared here, its working folder taken off. */
function comparable(answer: ValueMap): Value {
  if (answer.get("error")) {
    return map({ error: answer.get("error")! });
  }
  const without = (value: Value, ...keys: string[]) =>
    new Map([...(value as ValueMap)].filter(([key]) => !keys.includes(key)));
  return map({
    flow: answer.get("flow")!,
    deployments: (answer.get("deployments") as readonly Value[]).map((one) => without(one, "needs")),
    gateway: without(answer.get("gateway")!, "needs"),
    conditions: answer.get("conditions")!,
    no_reduce: answer.get("no_reduce")!,
    addresses: answer.get("addresses")!,
    metadata: answer.get("metadata") ?? new Map(),
  });
}

describe("the engine and we read alike", () => {
  let engine: Engine | undefined;

  afterAll(() => engine?.close());

  test.each(["deployment", "gateway", "flow"] as const)(
    "random arguments of the parser %s",
    async (parser) => {
      const all = cases(parser, CASES);
      engine ??= startEngine();
      const answers = await engine.ask(
        all.map(
          ({ kwargs, warns }) =>
            new Map<string, Value>([
              ["parser", parser],
              ["kwargs", kwargs],
              ["warns", warns],
            ]),
        ),
      );
      let refused = 0;
      for (const [index, one] of all.entries()) {
        const our = ours(parser, one);
        const their = theirs(answers[index] as ValueMap, one.warns, our.logged);
        refused += our.fault ? 1 : 0;
        if (!isDeepStrictEqual(our, their)) {
          expect(our, `seed ${one.seed}: ${encode(one.kwargs)}`).toEqual(their);
        }
      }
      expect(refused).toBeGreaterThan(300);
      expect(all.length - refused).toBeGreaterThan(1000);
    },
  );

  test("random Flows", async () => {
    const flows = Array.from({ length: FLOWS }, (_, index) => randomFlow(index + 1));
    engine ??= startEngine();
    const answers = await engine.ask(flows.map(asQuestion));
    let refused = 0;
    for (const [index, flow] of flows.entries()) {
      const { answer: our, problems } = build(flow);
      const their = comparable(answers[index] as ValueMap) as ValueMap;
      if (!isDeepStrictEqual(our, their)) {
        expect(our, `seed ${flow.seed}: ${encode(asQuestion(flow))}`).toEqual(their);
      }
      if (our.has("error")) {
        refused++;
      } else {
        const amiss = warningsAmiss(flow, problems, answers[index] as ValueMap);
        expect(amiss, `seed ${flow.seed}: ${encode(asQuestion(flow))}`).toEqual([]);
      }
    }
    expect(refused).toBeGreaterThan(FLOWS / 5);
    expect(FLOWS - refused).toBeGreaterThan(FLOWS / 5);
  });
});
