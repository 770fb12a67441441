/** Flow files over everything that the engine looks at, drawn at random. */
import { ArgumentDraws, TEXTS } from "./random-arguments.ts";
import {
  DEPLOYMENT,
  type Drawn,
  FLOW,
  GATEWAY,
  reference,
  strings,
  VARIABLES,
  WORDS,
} from "./random-draws.ts";
import { spoiled } from "./random-spoiled.ts";
import { list, map, raw, type Tree, type TreeEntry, text } from "./yaml-styles.ts";

const STATEFUL: readonly TreeEntry[] = [
  ["stateful", raw(true)],
  ["replicas", raw(3)],
  ["workspace", text("./state")],
];

/** A drawn Flow before it is written. */
export class Draft extends ArgumentDraws {
  private readonly files: Record<string, Tree> = {};
  private readonly names: string[] = ["gateway"];
  private usesCommon = false;

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
    return this.chance(0.09) ? { ...sound, tree: spoiled(this, tree) } : sound;
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

  protected override someNeeds(): Tree {
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
}
