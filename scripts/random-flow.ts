/**
 * Flow files drawn at random, for comparison with the engine: in the styles of yaml-styles.ts, over everything that the
 * engine looks at. About one in six holds something that it refuses; most of the others something that it takes in a way
 * of its own. A seed gives the same file for ever, as long as the list of arguments stays.
 */
import { createSeededRandom } from "../src/base/random.ts";
import argumentTables from "../src/model/arguments.json" with { type: "json" };
import {
  list,
  map,
  prose,
  type Random,
  raw,
  type Tree,
  type TreeEntry,
  text,
  writeYaml,
} from "./yaml-styles.ts";

export interface RandomFlow {
  readonly text: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

export function randomFlow(seed: number): RandomFlow {
  const random = createSeededRandom(seed);
  const draft = random() < 0.2 ? new Graph(random).draw() : new Draft(random).draw();
  const files = Object.entries(draft.files).map(([path, tree]) => [path, writeYaml(tree, random)]);
  return {
    text: writeYaml(draft.tree, random),
    ...(draft.env ? { env: draft.env } : {}),
    ...(files.length > 0 ? { files: Object.fromEntries(files) } : {}),
  };
}

interface Drawn {
  readonly tree: Tree;
  readonly env: Readonly<Record<string, string>> | null;
  readonly files: Readonly<Record<string, Tree>>;
}

interface Argument {
  readonly name: string;
  readonly flags: readonly string[];
  readonly type: string;
  readonly choices?: readonly string[];
}

const DEPLOYMENT = tableOf("deployment");
const GATEWAY = tableOf("gateway");
const FLOW = tableOf("flow");

function tableOf(kind: "deployment" | "gateway" | "flow"): readonly Argument[] {
  // Those of type `exit` end the process that reads them.
  return (argumentTables[kind] as readonly Argument[]).filter(({ type }) => type !== "exit");
}

/** The value that stands elsewhere in the file. */
const reference = (path: string): string => `\${{${path}}}`;

const strings = (values: readonly string[]): Tree => list(values.map(text));

/** The draws that both kinds of file need. */
class Draws {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  /** From 0 up to `most`. */
  upTo(most: number): number {
    return Math.floor(this.random() * (most + 1));
  }

  /** `make`'s entries in a share of cases, otherwise none. */
  sometimes(share: number, make: () => readonly TreeEntry[]): readonly TreeEntry[] {
    return this.chance(share) ? make() : [];
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, order: this.random() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }
}

// --- graphs

/** Names that collide with each other, with those that the engine makes up, and with those it appends numbers to. */
const NAMES = ["a", "b", "c", "d", "a1", "a2", "executor1", "executor2", "joiner", "inspect", "_aux_inspect"];

/** Few arguments and much of names, needs and methods. */
class Graph extends Draws {
  private readonly used = ["gateway"];

  draw(): Drawn {
    const settings: TreeEntry[] = [
      ...this.sometimes(0.6, () => [
        ["inspect", text(this.pick(["COLLECT", "HANG", "REMOVE", "hang", "remove"]))],
      ]),
      ...this.sometimes(0.06, () => [
        this.pick<TreeEntry>([
          ["floating", raw(true)],
          ["shards", raw(2)],
          ["replicas", raw(2)],
          ["inspect", text("NEVER")],
        ]),
      ]),
    ];
    const items = Array.from({ length: this.upTo(7) + 1 }, () => map(this.item()));
    const tree = map([
      ["jtype", text("Flow")],
      ...(settings.length > 0 ? [["with", map(settings)] as const] : []),
      ["executors", list(items)],
    ]);
    return { tree, env: null, files: {} };
  }

  private item(): readonly TreeEntry[] {
    const kind = this.random();
    if (kind < 0.68) {
      return this.add();
    }
    const named = this.sometimes(0.4, () => [["name", text(this.name())]]);
    if (kind < 0.76) {
      return [
        ["method", text("needs")],
        ["needs", strings(this.needed(this.pick([2, 2, 2, 2, 2, 3, 3, 3, 1])))],
        ...named,
      ];
    }
    if (kind < 0.83 && this.used.length > 2) {
      return [["method", text("needs_all")], ...named];
    }
    if (kind < 0.93) {
      return [
        ["method", text("inspect")],
        ...named,
        ...this.sometimes(0.3, () => [["uses", text("Logger")]]),
      ];
    }
    if (kind < 0.99) {
      const alone = this.sometimes(0.4, () => [["include_last_deployment", raw(false)]]);
      return [["method", text("gather_inspect")], ...named, ...alone];
    }
    return this.pick<readonly TreeEntry[]>([
      [["name", text("not-a-name")]],
      [["name", raw(7)]],
      [["method", text("frobnicate")]],
      [["method", text("needs")]],
      [["shards", raw(0)]],
    ]);
  }

  private add(): readonly TreeEntry[] {
    const uses = () =>
      this.pick([text("Encoder"), text("docker://x:1"), text("odd; name"), map([["jtype", text("A")]])]);
    const polling = () =>
      this.pick([
        text("ANY"),
        text("ALL"),
        text("all"),
        map([
          ["/index", text("ANY")],
          ["*", text("ALL")],
        ]),
      ]);
    const outside: readonly TreeEntry[] = [
      ["host", text("x,y")],
      ["port", raw(1234)],
    ];
    const needs = this.chance(0.7) ? this.needed(this.pick([1, 1, 1, 2, 2, 3])) : [];
    const written = needs.length === 1 && this.chance(0.7) ? text(needs[0]!) : strings(needs);
    const isOutside = this.chance(0.1);
    return [
      ...(needs.length > 0 ? [["needs", written] as const] : []),
      ...(this.chance(0.85)
        ? [["name", text(this.name(needs))] as const]
        : this.sometimes(0.3, () => [["name", raw("''")]])),
      ...this.sometimes(0.4, () => [["uses", uses()]]),
      ...this.sometimes(0.15, () => [
        ["floating", this.pick([raw(true), raw(false), raw("'no'"), raw("yes")])],
      ]),
      ...(isOutside ? [["external", raw(true)] as const, ...this.sometimes(0.5, () => outside)] : []),
      ...this.sometimes(isOutside ? 0.02 : 0.2, () => [
        ["replicas", this.pick([raw(1), raw(2), raw(3), raw("'2'"), raw(0)])],
      ]),
      ...this.sometimes(0.2, () => [["shards", this.pick([raw(1), raw(2), raw(3)])]]),
      ...this.sometimes(0.15, () => [["polling", polling()]]),
      ...this.sometimes(0.05, () => [["uses_before", text(this.pick(["Split", "BaseExecutor"]))]]),
      ...this.sometimes(0.05, () => [["uses_after", text("Merge")]]),
    ];
  }

  /** Seldom one of the executor's own needs, which the engine refuses. */
  private name(needs: readonly string[] = []): string {
    const name = this.chance(0.12) ? this.pick([...this.used.slice(1), "a"]) : this.pick(NAMES);
    if (needs.includes(name) && this.chance(0.9)) {
      return this.name(needs);
    }
    this.used.push(name);
    return name;
  }

  private needed(count: number): string[] {
    return Array.from({ length: count }, () =>
      this.chance(0.85) ? this.pick(this.used) : this.pick([...NAMES, "nobody"]),
    );
  }
}

// --- everything else

const WORDS = ["encode", "rank", "segment", "index", "crawl", "chat", "fetch", "merge", "norm", "ocr"];
// biome-ignore format: a table reads better in full rows
const TEXTS = [
  "My API", "Search, and more", "it's", "a: b", "50% off", "Grüße 🙂", "#1", "007", "1.50", "yes", "''", "a\\b",
  "one two three four", "line one\nline two", "", " 5 ", "[a, [b]]", "'quoted'", '{"k": 1}', "say jtype: Flow",
  "1_000", "x!", "1e3",
];
// biome-ignore format: a table reads better in full rows
const USES = [
  "Encoder", "executors.Ranker", "docker://me/img:latest", "jinahub://Foo", "jinahub+docker://Foo:secret/v2",
  "jinaai://user/Bar", "jinaai+docker://user/Bar:latest", "exec/config.yml", "_pass", "'[A]'",
];

/** Variables with their values; a file that is asked without an environment has the same names unset. */
const VARIABLES: Readonly<Record<string, string>> = {
  NAME: "enc",
  COUNT: "2",
  PORT: "8123",
  IMAGE: "me/img:1",
  FLAG: "true",
  LIST: "[a, b]",
  EMPTY: "",
  TWICE: "$COUNT",
  QUOTED: "'5'",
};

/** Numbers of an integer argument, as they may be written. */
function writtenNumber(value: number): readonly string[] {
  return [
    `${value}`,
    `${value}`,
    `${value}`,
    `'${value}'`,
    `" ${value} "`,
    `[${value}]`,
    value < 0 ? `${value}` : `+${value}`,
  ];
}

const STATEFUL: readonly TreeEntry[] = [
  ["stateful", raw(true)],
  ["replicas", raw(3)],
  ["workspace", text("./state")],
];

class Draft extends Draws {
  private readonly hasEnv: boolean;
  private readonly files: Record<string, Tree> = {};
  private readonly names: string[] = ["gateway"];
  private usesReferences = false;
  private usesCommon = false;

  constructor(random: Random) {
    super(random);
    this.hasEnv = this.chance(0.3);
  }

  draw(): Drawn {
    const count = this.pick([0, 1, 2, 2, 3, 3, 4, 5, 7]);
    const items = Array.from({ length: count }, () => this.item());
    const parts = this.shuffled<readonly TreeEntry[]>([
      this.version(),
      this.sometimes(0.55, () => [["with", this.settings()]]),
      this.executors(items),
      this.sometimes(0.25, () => [["gateway", this.gateway()]]),
      this.sometimes(0.12, () => [this.ignored()]),
    ]).flat();
    // What others repeat or refer to: an anchor must stand before its aliases.
    const common: TreeEntry = ["common", { ...map([...this.arguments(DEPLOYMENT, 2)]), anchor: "common" }];
    const vars: TreeEntry = [
      "vars",
      map([
        ["x", text("ex")],
        ["n", raw(2)],
        ["far", text(reference("root.vars.x"))],
      ]),
    ];
    const entries: TreeEntry[] = [
      ...(this.usesCommon ? [common] : []),
      ...(this.usesReferences ? [vars] : []),
      ...parts,
    ];
    const tree: Tree = this.chance(0.12)
      ? { kind: "map", entries, tag: "!Flow" }
      : map([["jtype", text("Flow")], ...entries]);
    const sound = { tree, env: this.hasEnv ? VARIABLES : null, files: this.files };
    return this.chance(0.09) ? { ...sound, tree: this.spoiled(tree) } : sound;
  }

  // --- the frame

  private version(): readonly TreeEntry[] {
    return this.sometimes(0.5, () => [
      [
        "version",
        this.pick([
          raw("'1'"),
          raw("'1'"),
          raw(1),
          raw("'1.0'"),
          raw("1.5"),
          raw(0),
          raw("''"),
          raw("'1.x'"),
        ]),
      ],
    ]);
  }

  private executors(items: readonly Tree[]): readonly TreeEntry[] {
    const key = this.pick(["executors", "executors", "executors", "executors", "executors", "deployments"]);
    const both: readonly TreeEntry[] = [["deployments", list([map([["name", text("other")]])])]];
    const old: readonly TreeEntry[] = [["pods", list(items)]];
    if (this.chance(0.04)) {
      return old;
    }
    return [[key, list(items)], ...(key === "executors" ? this.sometimes(0.03, () => both) : [])];
  }

  private ignored(): TreeEntry {
    return this.pick<TreeEntry>([
      ["name", text("nothing")],
      ["metas", map([["workspace", text("./ws")]])],
      ["env", map([["A", raw(1)]])],
      ["jcloud", map([["version", text("3.34.0")]])],
      ["pods", raw("null")],
      ["description", text(this.pick(TEXTS))],
    ]);
  }

  private settings(): Tree {
    const tables = this.pick([GATEWAY, GATEWAY, DEPLOYMENT, FLOW]);
    return map(
      this.unique([
        ...this.sometimes(0.2, () => [["name", this.word()]]),
        ...this.sometimes(0.2, () => [["workspace", text("./ws")]]),
        ...this.sometimes(0.2, () => [["env", this.value("map")]]),
        ...this.sometimes(0.3, () => [["protocol", this.protocols()]]),
        ...this.sometimes(0.3, () => [[this.pick(["port", "port_expose", "ports"]), this.port()]]),
        ...this.sometimes(0.03, () => [["kwargs", map([["title", text("kw")]])]]),
        ...this.sometimes(0.15, () => [["inspect", text(this.pick(["COLLECT", "hang", "Remove"]))]]),
        ...this.sometimes(0.1, () => [[this.pick(["rest_api", "restful", "read_only", "foo"]), raw(true)]]),
        ...this.arguments(tables, this.pick([0, 0, 1, 2])),
      ]),
    );
  }

  private gateway(): Tree {
    return map(
      this.unique([
        ...this.sometimes(0.5, () => [[this.pick(["port", "port_expose", "port_in", "ports"]), this.port()]]),
        ...this.sometimes(0.5, () => [[this.pick(["protocol", "protocols"]), this.protocols()]]),
        ...this.sometimes(0.2, () => [
          ["uses", text(this.pick(["MyGateway", "docker://gw", "HTTPGateway"]))],
        ]),
        ...this.arguments(GATEWAY, this.pick([0, 1, 2, 3])),
      ]),
    );
  }

  private protocols(): Tree {
    const one = () => this.pick(["grpc", "http", "websocket", "GRPC", "HTTP", "WebSocket"]);
    return this.chance(0.75) ? text(one()) : strings([one(), one()]);
  }

  private port(): Tree {
    const number = () => 1024 + this.upTo(60_000);
    return this.pick([
      ...[0, 1, 2, 3, 4].map(() => raw(number())),
      raw(`'${number()}'`),
      list([raw(number()), raw(number())]),
      raw(`'${number()},${number()}'`),
      this.hasEnv ? this.setVariable("PORT") : this.chance(0.2) ? this.variable("PORT") : raw(number()),
    ]);
  }

  // --- executors

  private item(): Tree {
    const kind = this.random();
    if (kind < 0.78) {
      return map(this.unique([...this.merged(), ...this.add(this.pick([0, 1, 1, 2, 3, 5]))]));
    }
    if (kind < 0.86) {
      return this.deployment();
    }
    const method = this.pick([
      "needs",
      "needs_all",
      "inspect",
      "inspect",
      "gather_inspect",
      "add",
      "config_gateway",
    ]);
    const needs: readonly TreeEntry[] = method === "needs" ? [["needs", this.manyNeeds()]] : [];
    const named = this.sometimes(0.4, () => [["name", this.name()]]);
    const more =
      method === "config_gateway" ? this.arguments(GATEWAY, 1) : this.arguments(DEPLOYMENT, this.upTo(1));
    return map(this.unique([["method", text(method)], ...needs, ...named, ...more]));
  }

  private add(count: number): readonly TreeEntry[] {
    const parts = this.shuffled<readonly TreeEntry[]>([
      this.sometimes(0.3, () => [["needs", this.someNeeds()]]),
      // Its own name counts from here on: an executor that needs itself is refused.
      this.sometimes(0.85, () => [["name", this.name()]]),
      this.sometimes(0.5, () => [["uses", this.uses()]]),
      // The engine refuses replicas of an external executor that has one address.
      this.chance(0.08)
        ? this.outside()
        : this.sometimes(0.15, () => [["replicas", this.number(this.pick([1, 2, 3]))]]),
      this.sometimes(0.1, () => this.shards()),
      this.sometimes(0.03, () => STATEFUL),
      this.sometimes(0.1, () => [this.misspelt()]),
      this.arguments(DEPLOYMENT, count),
    ]);
    return parts.flat();
  }

  /** What an anchor of the file has, by a merge key. */
  private merged(): readonly TreeEntry[] {
    if (!this.chance(0.06)) {
      return [];
    }
    this.usesCommon = true;
    const alias: Tree = { kind: "alias", name: "common" };
    return [["<<", this.chance(0.8) ? alias : list([alias, map([["title", text("merged")]])])]];
  }

  private shards(): readonly TreeEntry[] {
    return [
      ["shards", this.number(this.pick([1, 2, 2, 3]))],
      ...this.sometimes(0.5, () => [["polling", this.polling()]]),
      ...this.sometimes(0.4, () => [
        ["uses_before", text(this.pick(["Split", "docker://split", "BaseExecutor"]))],
      ]),
      ...this.sometimes(0.4, () => [["uses_after", text("Merge")]]),
    ];
  }

  private polling(): Tree {
    return this.pick([
      text("ANY"),
      text("all"),
      text("ALL_ASYNC"),
      map([
        ["/index", text("ANY")],
        ["*", text("ALL")],
      ]),
      text('{"/index": "ANY"}'),
    ]);
  }

  private outside(): readonly TreeEntry[] {
    const host = this.pick([
      text("1.2.3.4"),
      text("far.example"),
      text("x,y"),
      strings(["x", "y"]),
      text("grpcs://secure.example:443"),
      text("http://plain.example:80"),
      text("far.example:1234"),
    ]);
    const ports = this.pick([raw(5000), raw(5000), list([raw(5000), raw(5001)]), raw("'5000,5001'")]);
    return [
      ["external", this.pick([raw(true), raw(true), raw("yes"), raw("'true'"), raw("'no'")])],
      ...this.sometimes(0.8, () => [["host", host]]),
      ...this.sometimes(0.7, () => [["port", ports]]),
      ...this.sometimes(0.2, () => [["tls", raw(true)]]),
    ];
  }

  private deployment(): Tree {
    const settings = map(
      this.unique([
        ...this.sometimes(0.6, () => [["name", text(this.pick(["dd", "inner", "a"]))]]),
        ...this.sometimes(0.6, () => [["uses", this.uses()]]),
        ...this.sometimes(0.3, () => [["replicas", this.number(2)]]),
        ...this.sometimes(0.2, () => [["floating", raw(true)]]),
        ...this.arguments(DEPLOYMENT, this.upTo(2)),
      ]),
    );
    const needs = this.sometimes(0.2, () => [["needs", this.someNeeds()]]);
    this.names.push(`executor${this.names.length - 1}`);
    const tagged = this.chance(0.4);
    const tree: Tree = tagged
      ? { kind: "map", tag: "!Deployment", entries: [["with", settings], ...needs] }
      : map([["jtype", text("Deployment")], ...needs, ["with", settings]]);
    if (this.chance(0.5)) {
      return tree;
    }
    const path = this.pick(["dep.yml", "./dep.yml", "sub/other.yaml", "dep-2.yml"]);
    this.files[path.replace("./", "")] = tree;
    return text(path);
  }

  // --- names and needs

  private name(): Tree {
    const name = this.chance(0.05)
      ? this.pick(this.names)
      : `${this.pick(WORDS)}${this.pick(["", "", "_x", "2"])}`;
    this.names.push(name);
    if (this.hasEnv && this.chance(0.1)) {
      return this.setVariable("NAME");
    }
    return text(this.chance(0.03) ? this.pick(["", "class", "größe", "'a'", "gateway"]) : name);
  }

  private need(): string {
    return this.chance(0.97) ? this.pick(this.names) : "nobody";
  }

  private manyNeeds(): Tree {
    return strings(this.shuffled([this.need(), this.need(), ...(this.chance(0.3) ? [this.need()] : [])]));
  }

  private someNeeds(): Tree {
    return this.pick([
      text(this.need()),
      text(this.need()),
      this.manyNeeds(),
      strings([this.need()]),
      text(`[${this.need()}, ${this.need()}]`),
      raw("[]"),
      raw(""),
    ]);
  }

  // --- arguments

  private arguments(table: readonly Argument[], count: number): readonly TreeEntry[] {
    return Array.from({ length: count }, () => {
      const argument = this.pick(table);
      return [this.key(argument, table), this.argument(argument)];
    });
  }

  /** A key of an argument: mostly its name, else another flag of it, hyphens, or a prefix that no other flag has. */
  private key({ name, flags }: Argument, table: readonly Argument[]): string {
    if (this.chance(0.88)) {
      return name;
    }
    const written = this.pick(flags).replace(/^--?/, "");
    if (this.chance(0.4)) {
      return written;
    }
    const others = table.flatMap((other) => (other.name === name ? [] : other.flags));
    const shortest = [...written].findIndex(
      (_, index) => !others.some((flag) => flag.startsWith(`--${written.slice(0, index + 1)}`)),
    );
    const length = shortest < 0 ? written.length : shortest + 1 + this.upTo(written.length - shortest - 1);
    const prefix = written.slice(0, length);
    return this.chance(0.5) ? prefix.replaceAll("-", "_") : prefix;
  }

  private misspelt(): TreeEntry {
    const key = this.pick(DEPLOYMENT).name;
    const at = this.upTo(key.length - 1);
    const wrong = this.pick([
      key.slice(0, at) + key.slice(at + 1),
      key.slice(0, at) + key.charAt(at) + key.slice(at),
      `${key}_`,
      key.replaceAll("_", ""),
    ]);
    const old = [
      "parallel",
      "override_with",
      "override_metas",
      "https",
      "read_only",
      "port_expose",
      "port_out",
      "peas",
    ];
    return [
      this.chance(0.4) ? this.pick(old) : wrong || "x",
      this.pick([raw(1), text("x"), raw(true), raw("null"), raw("[1, 2]")]),
    ];
  }

  private argument({ name, type, choices }: Argument): Tree {
    switch (name) {
      case "uses":
        return this.uses();
      case "polling":
        return this.polling();
      case "protocol":
        return text(this.pick(["grpc", "GRPC", "GRPC", "http"]));
      case "host":
        return text(this.pick(["0.0.0.0", "localhost", "far.example"]));
      case "log_config":
        return text(this.pick(["default", "quiet", "json", "plain"]));
      case "needs":
        return this.someNeeds();
      case "replicas":
      case "shards":
        return this.number(this.pick([1, 2, 3]));
      case "stateful":
        return raw(false);
      case "deployment_role":
        return text("JOIN");
      case "pod_role":
        return text("WORKER");
      case "peer_ports":
        return this.chance(0.9) ? raw(12345) : map([["0", list([raw(12345), raw(12346)])]]);
      case "workspace":
        return text(this.pick(["./ws", "/abs/../ws", "ws/sub/", "~/ws", "."]));
      case "image_pull_secrets":
        return strings(["secret"]);
      case "gpus":
        return this.pick([text("all"), raw(2), text("device=1")]);
      case "inspect":
        return text("COLLECT");
    }
    return choices ? text(this.pick(choices)) : this.value(type);
  }

  private value(type: string): Tree {
    switch (type) {
      case "flag":
        return this.flag();
      case "int":
        return this.number(this.pick([0, 1, 5, 60, 1000, -1, 600_000]));
      case "map":
        return this.mapping();
      case "int list":
        return this.port();
      case "string list":
        return this.pick([
          () => text(this.pick(["./data", "ValueError", "m.py"])),
          () => strings(["./a:/a", "./b"]),
          () => text("[a, b]"),
          () => raw("[]"),
          () => this.variable("LIST"),
        ])();
      default:
        return this.chance(0.15)
          ? this.variable(this.pick(["NAME", "IMAGE", "QUOTED", "TWICE"]))
          : this.word();
    }
  }

  private word(): Tree {
    return this.chance(0.6) ? prose(this.pick(WORDS)) : prose(this.pick(TEXTS));
  }

  private uses(): Tree {
    if (this.chance(0.07)) {
      return map([
        ["jtype", text("Inner")],
        ["with", map([["a", raw(1)]])],
      ]);
    }
    return this.chance(0.08) ? this.variable("IMAGE") : text(this.pick(USES));
  }

  private number(value: number): Tree {
    if (this.hasEnv && this.chance(0.1)) {
      return this.setVariable(this.pick(["COUNT", "TWICE"]));
    }
    if (this.chance(0.03)) {
      this.usesReferences = true;
      return text(reference("root.vars.n"));
    }
    return raw(this.pick(writtenNumber(value)));
  }

  private flag(): Tree {
    return raw(
      this.pick([
        "true",
        "true",
        "yes",
        "True",
        "'true'",
        "false",
        "'no'",
        "0",
        "off",
        "'false'",
        "null",
        "1",
        "on",
      ]),
    );
  }

  private mapping(): Tree {
    return this.pick([
      () =>
        map([
          [this.pick(WORDS), this.leaf(2)],
          [this.pick(["k", "$NAME", "1", "true"]), this.leaf(1)],
        ]),
      () => map([["tags__n", map([["$gt", raw(3)]])]]),
      () => text('{"k": [1, 2]}'),
      () => text("k: v"),
      () => text("k=v"),
      () => strings(["A=1", "B=two"]),
      () => map([["A", this.variable(this.pick(Object.keys(VARIABLES)))]]),
    ])();
  }

  private leaf(depth: number): Tree {
    if (depth > 0 && this.chance(0.3)) {
      return this.chance(0.5)
        ? list([this.leaf(depth - 1), this.leaf(depth - 1)])
        : map([[this.pick(["x", "y z", "ü"]), this.leaf(depth - 1)]]);
    }
    return this.pick([
      () => prose(this.pick(TEXTS)),
      () =>
        raw(
          this.pick([
            "0x1F",
            "010",
            "1_000",
            "1:30",
            "1e3",
            "1.50",
            ".inf",
            "0b11",
            "0o10",
            "-0.0",
            "12345678901234567890",
          ]),
        ),
      () => raw(this.pick(["~", "", "yes", "on", "y", "None", "TRUE", "'007'", "''", "'[1, 2]'"])),
      () => this.variable(this.pick(Object.keys(VARIABLES))),
    ])();
  }

  /** A variable that the environment has, so that its value counts. */
  private setVariable(name: string): Tree {
    const inner = this.pick([name, `{${name}}`, `{{ ENV.${name} }}`, `{{ env.${name} }}`, `{{ENV.${name}}}`]);
    return text(`$${inner}`);
  }

  /** A variable in one of the spellings that people use; some are none to the engine. */
  private variable(name: string): Tree {
    if (this.chance(0.06)) {
      this.usesReferences = true;
      return text(
        this.pick([
          ...["x", "far", "n"].map((key) => reference(`root.vars.${key}`)),
          `a-${reference("this.name")}`,
        ]),
      );
    }
    return text(
      this.pick([
        `$${name}`,
        `$${name}`,
        `\${${name}}`,
        `\${{ ENV.${name} }}`,
        `\${{ env.${name} }}`,
        `\${{ CONTEXT.${name} }}`,
        `\${{ ${name} }}`,
        `\${{ Env.${name} }}`,
        `\${${name}:-other}`,
        `pre-$${name}.post`,
        ...(this.hasEnv ? [`\${{ENV.${name}}}`] : []),
      ]),
    );
  }

  /** Each key once: of a second one the engine would see the last, which only hides what the first one does. */
  private unique(entries: readonly TreeEntry[]): readonly TreeEntry[] {
    return [...new Map(entries)];
  }

  // --- what the engine refuses

  private spoiled(tree: Tree): Tree {
    const entries = tree.kind === "map" ? tree.entries : [];
    const top = (key: string, value: Tree): Tree =>
      map([
        ["jtype", text("Flow")],
        ...entries.filter(([other]) => other !== key && other !== "jtype"),
        [key, value],
      ]);
    const item = (...wrong: readonly TreeEntry[]): Tree => {
      const listed = entries.find(([key]) => key === "executors")?.[1];
      const items = listed?.kind === "list" ? listed.items : [];
      return top("executors", list(this.shuffled([...items, map(wrong)])));
    };
    return this.pick<() => Tree>([
      () =>
        map([
          ["version", raw("'1'")],
          ["jtype", text("Flow")],
          ...entries.filter(([key]) => key !== "version"),
        ]),
      () => map(entries.filter(([key]) => key !== "jtype")),
      () => top("jtype", text(this.pick(["flow", "Deployment", "AsyncFlow"]))),
      () =>
        top("executors", this.pick([raw("null"), raw("true"), text("a"), map([["a", raw("{}")]]), raw("3")])),
      () => top("version", this.pick([raw("'2'"), raw("2.5"), text("one")])),
      () => top("with", list([text("a")])),
      () => top("gateway", this.pick([list([text("a")]), map([["protocol", text("ftp")]])])),
      () => item(["name", this.pick([text("my-exec"), raw(7), raw("true"), text("two words"), raw("1.5")])]),
      () => item(["name", text("me")], ["needs", this.pick([text("me"), strings(["gateway", "me"])])]),
      () => item(["needs", this.pick([raw(3), raw(true), map([["a", raw(1)]])])]),
      () => item(["method", text(this.pick(["frobnicate", "needs", "build"]))]),
      () => item(["method", text("needs")], ["needs", this.pick([strings(["a"]), text("a"), raw("[]")])]),
      () => item(["method", text(this.pick(["needs_all", "inspect"]))], ["needs", text("gateway")]),
      () => item([this.pick(["timeout", "replica", "shard", "ex", "uses_b", "port_"]), raw(3)]),
      () => item(["shards", this.pick([raw("2.0"), text("x"), raw(true), raw(0), raw(-1)])]),
      () => item(["replicas", this.pick([text("$UNSET"), raw("1.5"), list([text("a")])])]),
      () => item([this.pick(["uses_with", "env", "when"]), this.pick([text("nokv"), raw(3), raw(true)])]),
      () => item(["workspace", text("-x")]),
      () => item(["protocol", this.pick([text("ftp"), text("websocket"), strings(["grpc", "http"])])]),
      () => item(["protocol", text("http")], ["shards", raw(2)]),
      () => item(["compression", text("LZ4")]),
      () => item(["log_config", text("nowhere.yml")]),
      () => item(["stateful", raw(true)], ...this.sometimes(0.5, () => [["workspace", text("w")]])),
      () => item(["external", raw(true)], ["host", text("x,y")], ["port", list([raw(1), raw(2), raw(3)])]),
      () => item(["external", raw(true)], ["host", text("x,y")], ["replicas", raw(3)]),
      () => item(["external", raw(true)], ["replicas", raw(2)]),
      () => item(["uses_with", map([["since", raw("2024-01-31")]])]),
      () => item(["uses_with", map([["inner", map([["jtype", text("Flow")]])]])]),
      () =>
        item([
          "title",
          this.pick([
            text(reference("root.nothing")),
            text(reference("ENV.UNSET")),
            raw("!Word"),
            raw("Hello !World"),
          ]),
        ]),
      () => item(["jtype", text("Deployment")], ["name", text("no_with")]),
      () => top("executors", list([this.pick([text("missing.yml"), text("Word"), raw("null"), raw("[a]")])])),
      () => item([this.pick(["help", "version"]), raw(true)]),
      () => top("with", map([["inspect", text("NEVER")]])),
      () =>
        top(
          "with",
          map([
            ["protocol", strings(["grpc", "http", "websocket"])],
            ["port", list([raw(1), raw(2)])],
          ]),
        ),
    ])();
  }
}
