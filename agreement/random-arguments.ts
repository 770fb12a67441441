/** The arguments of executors, gateway and Flow in drawn Flow files, with values as people write them. */
import { type Argument, DEPLOYMENT, Draws, reference, strings, VARIABLES, WORDS } from "./random-draws.ts";
import { list, map, prose, type Random, raw, type Tree, type TreeEntry, text } from "./yaml-styles.ts";

// biome-ignore format: a table reads better in full rows
export const TEXTS = [
  "My API", "Search, and more", "it's", "a: b", "50% off", "Grüße 🙂", "#1", "007", "1.50", "yes", "''", "a\\b",
  "one two three four", "line one\nline two", "", " 5 ", "[a, [b]]", "'quoted'", '{"k": 1}', "say jtype: Flow",
  "1_000", "x!", "1e3",
];
// biome-ignore format: a table reads better in full rows
const USES = [
  "Encoder", "executors.Ranker", "docker://me/img:latest", "jinahub://Foo", "jinahub+docker://Foo:secret/v2",
  "jinaai://user/Bar", "jinaai+docker://user/Bar:latest", "exec/config.yml", "_pass", "'[A]'",
];

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

/** Draws arguments for one parser. */
export abstract class ArgumentDraws extends Draws {
  protected readonly hasEnv: boolean;
  protected usesReferences = false;

  constructor(random: Random) {
    super(random);
    this.hasEnv = this.chance(0.3);
  }

  protected abstract someNeeds(): Tree;

  protected arguments(table: readonly Argument[], count: number): readonly TreeEntry[] {
    return Array.from({ length: count }, () => {
      const argument = this.pick(table);
      return [this.key(argument, table), this.argument(argument)];
    });
  }

  /** A key of an argument: mostly its name, else another flag of it, hyphens, or a prefix that no other flag has. */
  protected key({ name, flags }: Argument, table: readonly Argument[]): string {
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

  protected misspelt(): TreeEntry {
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

  protected argument({ name, type, choices }: Argument): Tree {
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

  protected value(type: string): Tree {
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

  protected word(): Tree {
    return this.chance(0.6) ? prose(this.pick(WORDS)) : prose(this.pick(TEXTS));
  }

  protected uses(): Tree {
    if (this.chance(0.07)) {
      return map([
        ["jtype", text("Inner")],
        ["with", map([["a", raw(1)]])],
      ]);
    }
    return this.chance(0.08) ? this.variable("IMAGE") : text(this.pick(USES));
  }

  protected number(value: number): Tree {
    if (this.hasEnv && this.chance(0.1)) {
      return this.setVariable(this.pick(["COUNT", "TWICE"]));
    }
    if (this.chance(0.03)) {
      this.usesReferences = true;
      return text(reference("root.vars.n"));
    }
    return raw(this.pick(writtenNumber(value)));
  }

  protected flag(): Tree {
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

  protected mapping(): Tree {
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

  protected leaf(depth: number): Tree {
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
  protected setVariable(name: string): Tree {
    const inner = this.pick([name, `{${name}}`, `{{ ENV.${name} }}`, `{{ env.${name} }}`, `{{ENV.${name}}}`]);
    return text(`$${inner}`);
  }

  /** A variable in one of the spellings that people use; some are none to the engine. */
  protected variable(name: string): Tree {
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
  protected unique(entries: readonly TreeEntry[]): readonly TreeEntry[] {
    return [...new Map(entries)];
  }

  protected polling(): Tree {
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

  protected port(): Tree {
    const number = () => 1024 + this.upTo(60_000);
    return this.pick([
      ...[0, 1, 2, 3, 4].map(() => raw(number())),
      raw(`'${number()}'`),
      list([raw(number()), raw(number())]),
      raw(`'${number()},${number()}'`),
      this.hasEnv ? this.setVariable("PORT") : this.chance(0.2) ? this.variable("PORT") : raw(number()),
    ]);
  }
}
