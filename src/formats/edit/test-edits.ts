/** For tests of editing: files in every style, and random edits of every kind. */

import { refuseConnection } from "../../model/edit/edit.ts";
import type { BuiltNode } from "../../model/engine/built-flow.ts";
import type { Edit, Need } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import type { FlowDocument } from "../read/read-flow.ts";
import { copiedItems } from "./copied-items.ts";
import { pastedItems } from "./pasted-items.ts";

const BLOCK_STYLES: Readonly<Record<string, string>> = {
  block: `jtype: Flow
version: '1'
# the executors
executors:
  - name: loader   # first
    uses: Loader
  # about the encoder
  - name: encoder
    uses: docker://clip:1.2
    replicas: 2
    needs: loader
  - name: index
    needs: [loader]
    shards: 2
    polling: {"/index": ANY, "/search": ALL}
  - name: join
    needs:
      - encoder   # one
      - index
`,
  "dashes at the key's column": `jtype: Flow
executors:
- name: a
- uses: B   # nameless
- name: c
  needs:
  - a
  - executor1
`,
  crlf: "jtype: Flow\r\nexecutors:\r\n  - name: a\r\n    uses: A # x\r\n  - name: b\r\n\r\n  - name: c\r\n    needs: [a, b]\r\n    uses_with:\r\n      k: 1\r\n",
  "byte order mark, no final break":
    "\ufeffjtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n    needs: a",
  "no final break after a mapping":
    "jtype: Flow\nexecutors:\n- name: a\n- name: b\n  needs: a\n  uses_with:\n    model: m\n    deep:\n      k: v",
  "no list": "jtype: Flow\nwith:\n  port: 54321\n",
  "null list": "jtype: Flow\nexecutors:   # none yet\nwith: {port: 1}\n",
  "empty list": "jtype: Flow\nexecutors: []\n",
  tag: `# head
!Flow
with:
    port: 12345
executors:
    -   name: a
        uses_with:
            deep:
                text: |
                    line one

                    line two
    -   name: b
        needs: gateway
    -   name: c
        floating: true

    -   name: d

# tail
`,
  methods: `jtype: Flow
executors:
  - name: a
    needs: gateway
  - name: b
    needs: gateway
  - method: needs
    name: both
    needs: [a, b]
  - name: x
  - name: y
    needs: both
  - method: needs_all
    name: all
`,
  inspect: `jtype: Flow
executors:
  - name: a
  - method: inspect
    name: look
    uses: Looker
  - name: b
  - name: c
    needs: [a, b]
`,
  duplicates: `jtype: Flow
executors:
  - name: a
  - name: a
  - uses: Nameless
  - name: d
    needs: [a1, executor2]
`,
  "lone dashes": `jtype: Flow
executors:
  -
    # the one
    name: a
    uses: A
  - uses: B   # kept
    # and this
    name: b
  -
  - name: d
    needs:
      -
        b
`,
  "tabs in comments": `jtype: Flow	# a tab
executors:		# two tabs
  - name: a	#	a
    uses: A
    #	commented out
  - name: b	# b
    needs: a	# by	tab
    env:	# env
      A: 1	# one
  #	before c
  - name: c
`,
  "nested indentation": `jtype: Flow
with:
   env:
         A: '1'
         B:   two
   port:
     - 1
     - 2
executors:
      - name: a
        uses_with:
               list:
                 - - 1
                   - 2
                 - x: 1
                   y: {z: [1, 2, {q: w}]}
        volumes:
        - ./a:/a
        - ./b:/b   # two
      - name: b
        needs: "[a]"
gateway:
 port: 8080
`,
  "blank lines and comments": `
# one
---

jtype: Flow

# two

executors:

  # --- encoders ---

  # about a
  - name: a

    # inside a

    uses: A


  # about b
  # and more
  - name: b
    needs: a
    # replicas: 2

  # --- indexers ---

  - name: c
    needs: [
      a,   # first
      b    # second
    ]

# three
`,
  "a comment over each": `jtype: Flow
# what it does
executors:
  # loads
  - name: a
    uses: A
  # encodes,
  # and much more
  - name: b
    uses: B   # the encoder
    # replicas: 2
  # indexes
  - name: c   # in shards
    needs: [a, b]
    shards: 2
  # --- the end ---

  # answers
  - name: d
    needs: c
`,
  sections: `jtype: Flow
version: '1'
with:
  port: 54321
  protocol: grpc
  env: {A: b}
  prefetch: 10
executors:
  - name: a
    uses: A
  - name: b
    needs: a
gateway:
  uses: MyGateway
  env:
    X: '1'
`,
  "a section's first key moves": `jtype: Flow
gateway: {}
with:
executors:
  - name: a
    uses_with: {}
    env:
  - name: b
    needs: [a]
`,
  deployments: `jtype: Flow
deployments:
  - name: a
  - jtype: Deployment
    with:
      name: own
      uses: Own
      uses_with:
        k: 1
  - name: c
    needs: [executor1, a]
`,
  "inline Deployment by tag": `jtype: Flow
executors:
  - name: a
    needs: gateway
  - !Deployment
    with: {name: own, uses: Own}
  - name: c
    needs: a
`,
  variables: `jtype: Flow
port: 5
executors:
  - name: a
    uses: $USES
    port: \${{root.port}}
  - name: b
    needs: a
    uses_with: {key: '\${{ ENV.KEY }}', other: "$X and \${Y}"}
  - name: c
    needs: [\${{root.executors[0].name}}, b]
`,
  anchors: `jtype: Flow
executors:
  - &base
    name: a
    replicas: &n 2
    uses_with: {k: v}
  - name: b
    replicas: *n
  - <<: *base
    name: c
    needs: [a, b]
`,
  "merged from beside": `jtype: Flow
common: &common
  uses: Common
  env: {A: 1}
  uses_with:
    deep: {k: v}
other: &other {shards: 2, uses: Other}
with:
  env: &env {E: 1}
executors:
  - <<: *common
    name: a
  - name: b
    env: *env
    <<: [*other, *common]
  - name: c
    needs: [a, b]
    uses_with: &with
      k: 1
  - name: d
    uses_with: *with
`,
  "anchored names": `jtype: Flow
executors:
  - name: &first a
    needs: gateway
  - name: b
    needs: *first
  - name: c
    needs: [*first, b]
`,
  "explicit keys": `? jtype
: Flow
? executors
:
  - ? name
    : a
    uses: A
  - name: b
    ? needs
    : - a
    ? uses_with
    : k: 1
      l: 2
`,
  "texts over lines": `jtype: Flow
executors:
  - name: a
    description: a text
      over two lines
    uses: 'in quotes
      over two'
  - name: b
    uses_with:
      script: |2
          indented
        less
      folded: >-
        one
        two
    needs: a
`,
};

const FLOW_STYLES: Readonly<Record<string, string>> = {
  "flow list": `jtype: Flow
executors: [{name: a, uses: A}, {name: b, needs: a}, {name: c, needs: [a, b]}, {}]
`,
  json: `{"jtype": "Flow", "executors": [{"name": "a", "uses": "A"}, {"name": "b", "needs": ["a"]}, {"name": "c", "needs": ["a", "b"], "uses_with": {"k": [1, {"l": null}]}}]}`,
  "json over lines": `{
  "jtype": "Flow",
  "version": "1",
  "with": {
    "port": 54321
  },
  "executors": [
    {
      "name": "a",
      "uses": "A",
      "needs": "gateway"
    },
    {
      "name": "b",
      "uses_with": {
        "k": 1,
        "l": [
          1,
          2
        ]
      }
    },
    {
      "name": "c",
      "needs": ["a", "b"]
    }
  ],
  "gateway": {}
}
`,
  "json with tabs":
    '{\n\t"jtype": "Flow",\n\t"executors": [\n\t\t{"name": "a"},\n\t\t{"name": "b", "needs": "a"}\n\t]\n}\n',
  "tight json": `{"jtype":"Flow","executors":[{"name":"a","needs":"gateway"},{"name":"b","needs":["a"],"env":{"A":"b"}},{"name":"c"}]}`,
  "flow with comments": `jtype: Flow
executors: [ # the list
  {name: a, uses: A}, # first
  # about b
  {name: b, needs: a,   # by text
   uses_with: {k: 1, # one
               l: 2}},
  {
    name: c, # c
    needs: [ a, b, ], # both
  }, # last
]
with: { port: 1, } # tail
`,
  "all in braces": `{jtype: Flow, with: {port: 1}, executors: [{name: a, uses: A, env: {X: 1}}, {name: b, needs: [a]}, {name: c, needs: a}], gateway: {port: 2}}
`,
  "flow methods": `jtype: Flow
executors: [{name: a, needs: gateway}, {name: b, needs: gateway}, {method: needs, name: both, needs: [a, b]}, {name: x}, {method: needs_all, name: all}]
`,
  "flow in a tag's file": `!Flow
executors: [{name: a, floating: false}, {name: b, "needs": ['a'], 'uses': "B"}, {name: c, needs: "[a, b]"}]
`,
};

/** Whether the lists of a file stand in block or in flow style. */
export type Layout = "block" | "flow";

/** Texts of Flow files by style, and whether their lists stand in block or in flow style. */
export const STYLES: readonly { readonly name: string; readonly layout: Layout; readonly text: string }[] = [
  ...Object.entries(BLOCK_STYLES).map(([name, text]) => ({ name, layout: "block" as const, text })),
  ...Object.entries(FLOW_STYLES).map(([name, text]) => ({ name, layout: "flow" as const, text })),
];

/** Every kind of edit. */
export const KINDS: readonly Edit["kind"][] = [
  "add",
  "remove",
  "rename",
  "set",
  "unset",
  "connect",
  "disconnect",
  "write-needs",
  "move",
  "needs-form",
  "set-path",
  "unset-path",
  "each",
  "move-item",
  "rename-key",
  "paste",
];

const TEXTS = [
  "MyExec",
  "docker://a:b",
  "exec.yml",
  "x y: z",
  "a #b",
  "- dash",
  "[",
  "🙂",
  "it's",
  'say "hi"',
  "a, b",
  "two\nlines",
  "!Word here",
  `$NAME/\${OTHER}`,
  `\${{ ENV.X }}`,
  "*star",
  "&and",
  "{a: 1",
  "yes",
  "2024-01-31",
  "a\tb",
  "\u2028",
  "end:",
  "%x",
];

const VALUES: Readonly<Record<string, readonly Value[]>> = {
  uses: TEXTS,
  replicas: [1, 2, 3],
  shards: [1, 2],
  polling: [
    "ANY",
    "ALL",
    new Map<string, Value>([
      ["/index", "ANY"],
      ["*", "ALL"],
    ]),
  ],
  floating: [true, false],
  external: [true],
  uses_with: [
    new Map<string, Value>([
      ["k", 1],
      ["l", [1, "two", null, new Float(0.5)]],
    ]),
    new Map(),
    null,
  ],
  volumes: [[], ["./a:/a"], [1, [2, [3]]]],
  timeout_ready: [-1, 12345678901234567890n, new Float(2), new Timestamp("2024-01-31")],
};

/** What comes from other places. */
const PASTED = [
  "name: p   # one\nuses: P\n# inside\nneeds: [a, gateway]\n",
  "# above\n- name: a\n  uses: A   # used\n\n  # deeper\n  env:\n    K: v\n- needs: a\n  # nameless\n- name: q\n  needs: [a, nobody]\n",
  "jtype: Flow\nexecutors:\n    - name: x\n      uses_with:\n        text: |\n          one\n\n          two\n    - method: needs\n      name: j\n      needs: [x, y]\n    - name: y\n      needs: gateway\n",
  "- name: t\n  description: 'in\n\n    lines'\n  needs: gateway\n  k: |+\n    kept\n\n",
  '[\n  {\n    "name": "a",\n    "uses_with": {"k": [1, null]}\n  }\n]',
  "- &base\n  name: m\n  env: {A: 1}\n- <<: *base\n  name: n\n",
];

/** A random number in [0, 1). */
export type Draw = () => number;

/** One random edit of a kind; it may or may not be possible. */
export function drawEdit(kind: Edit["kind"], document: FlowDocument, random: Draw): Edit {
  return new Drawer(document, random).draw(kind);
}

/** One random edit that changes several needs in one step. */
export function drawRewiring(document: FlowDocument, random: Draw): Edit {
  return new Drawer(document, random).drawRewiring();
}

class Drawer {
  private readonly document: FlowDocument;
  private readonly random: Draw;
  private readonly names: readonly string[];

  constructor(document: FlowDocument, random: Draw) {
    this.document = document;
    this.random = random;
    this.names = document.built.nodes.map(({ name }) => name);
  }

  draw(kind: Edit["kind"]): Edit {
    switch (kind) {
      case "add":
        return this.add();
      case "remove":
        return {
          kind,
          names: this.chance(0.05) ? this.names : this.chance(0.2) ? [this.own(), this.own()] : [this.own()],
          reconnect: this.chance(0.5),
        };
      case "rename":
        return {
          kind,
          name: this.own(),
          to: this.chance(0.05) ? this.own() : `r${Math.floor(this.random() * 50)}`,
        };
      case "set":
        return this.set();
      case "unset":
        return this.unset();
      case "connect":
        return this.connect();
      case "reconnect":
        return this.reconnect();
      case "disconnect":
        return { kind, ...this.need() };
      case "write-needs":
        return { kind, name: this.node(({ needsWritten }) => !needsWritten)?.name ?? this.own() };
      case "move":
        return { kind, name: this.own(), before: this.chance(0.2) ? null : this.own() };
      case "needs-form": {
        const node = this.node(({ needsWritten, needs }) => needsWritten && needs.length === 1);
        return { kind, name: node?.name ?? this.own(), form: this.chance(0.5) ? "text" : "list" };
      }
      case "paste":
        return this.paste();
      case "set-path":
        return this.setPath();
      case "unset-path":
        return { kind, path: this.existing(() => true) };
      case "each":
        return this.each();
      case "move-item": {
        const list = this.existing(
          (last, value) => last !== this.document.flow.listKey && Array.isArray(value) && value.length > 1,
        );
        const length = [valueAt(this.document.root!, list)].flat().length;
        const at = Math.floor(this.random() * length);
        return { kind, path: [...list, at], before: at > 0 && this.chance(0.6) ? at - 1 : at + 2 };
      }
      case "rename-key": {
        const path = this.existing((last) => typeof last === "string");
        return { kind, path, to: this.chance(0.1) ? "uses" : `key ${Math.floor(this.random() * 9)}` };
      }
    }
  }

  private add(): Edit {
    const args = new Map<string, Value>();
    if (this.chance(0.6)) {
      args.set("name", `n${Math.floor(this.random() * 30)}`);
    }
    if (this.chance(0.5)) {
      args.set("uses", this.pick(TEXTS));
    }
    if (this.chance(0.3) && this.names.length > 0) {
      args.set("needs", this.pick(this.names));
    }
    const index = Math.floor(this.random() * (this.document.flow.entries.length + 1));
    if (this.chance(0.2)) {
      const to = this.node(({ needs }) => needs.length > 0);
      return {
        kind: "add",
        args,
        on: { from: this.pick(to?.needs ?? [this.name()]), to: to?.name ?? "gateway" },
      };
    }
    return { kind: "add", args, ...(this.chance(0.6) ? { index } : {}) };
  }

  drawRewiring(): Edit {
    return this.pick([() => this.cut(), () => this.reconnect(), () => this.insert()])();
  }

  /** Moves one end of an edge, or both. */
  private reconnect(): Edit {
    const need = this.need();
    const { from, to } = this.pair();
    const instead = this.pick([
      { from, to: need.to },
      { from: need.from, to },
      { from, to },
    ]);
    return { kind: "reconnect", need, instead };
  }

  /** Adds an executor on an edge. */
  private insert(): Edit {
    const args = new Map<string, Value>([["name", `i${Math.floor(this.random() * 30)}`]]);
    return { kind: "add", args, on: this.need() };
  }

  /** Deletes edges, with an executor or without. */
  private cut(): Edit {
    const names = this.chance(0.5) ? [this.own()] : [];
    return { kind: "remove", names, reconnect: this.chance(0.5), cut: [this.need(), this.need()] };
  }

  private need(): Need {
    const to = this.node(({ needs }) => needs.length > 0);
    return { from: this.pick(to?.needs ?? [this.name()]), to: to?.name ?? this.name() };
  }

  /** Executors of this file, or of a text from elsewhere. */
  private paste(): Edit {
    const copied = copiedItems(this.document, [this.own(), this.own()]);
    const pasted = pastedItems(this.pick(PASTED));
    const items =
      this.chance(0.6) && "items" in copied ? copied.items : "items" in pasted ? pasted.items : [];
    const index = Math.floor(this.random() * (this.document.flow.entries.length + 1));
    return { kind: "paste", items, keepsLinks: this.chance(0.5), ...(this.chance(0.6) ? { index } : {}) };
  }

  private connect(): Edit {
    return { kind: "connect", ...this.pair() };
  }

  private pair(): Need {
    const { built } = this.document;
    const pairs = Array.from({ length: 8 }, () => ({ from: this.name(), to: this.name() }));
    return pairs.find(({ from, to }) => refuseConnection(built, from, to) === null) ?? pairs[0]!;
  }

  private set(): Edit {
    if (this.chance(0.25)) {
      const value: Value = this.chance(0.4) ? this.name() : [this.name(), this.name()];
      return { kind: "set", name: this.own(), key: "needs", value };
    }
    const key = this.pick(Object.keys(VALUES));
    return { kind: "set", name: this.own(), key, value: this.pick(VALUES[key]!) };
  }

  /** One argument of two executors, the same of both. */
  private each(): Edit {
    const { flow, built } = this.document;
    const key = this.pick(Object.keys(VALUES));
    const value = this.pick(VALUES[key]!);
    const entries = new Set([this.own(), this.own()].map((name) => built.byName.get(name)?.entry ?? 0));
    const isSet = this.chance(0.8);
    const edits = [...entries].map((entry) => {
      const path = [flow.listKey, entry, ...(flow.entries[entry]?.deployment ? ["with"] : []), key];
      return isSet ? ({ kind: "set-path", path, value } as const) : ({ kind: "unset-path", path } as const);
    });
    return { kind: "each", edits };
  }

  private unset(): Edit {
    const name = this.own();
    const node = this.document.built.byName.get(name);
    const keys = [...(this.document.flow.entries[node?.entry ?? -1]?.args.keys() ?? [])];
    return { kind: "unset", name, key: this.pick([...keys, ...keys, "method", "replicas"]) };
  }

  private setPath(): Edit {
    const { flow, root } = this.document;
    const entry = Math.floor(this.random() * (flow.entries.length + 0.2));
    const inline = flow.entries[entry]?.deployment ? ["with"] : [];
    const key = () => this.pick(["k", "deep", "l", "new key", "5", "a.b", "true"]);
    const path: Path = this.pick<() => Path>([
      () => this.existing(() => true),
      () => this.existing(() => true),
      () => [flow.listKey, entry, ...inline, "uses_with", key()],
      () => [flow.listKey, entry, ...inline, "uses_with", key(), key()],
      () => [flow.listKey, entry, ...inline, this.pick(["env", "volumes", "needs", "name", "floating", "x"])],
      () => ["with", this.pick(["port", "env", "floating", "new"])],
      () => ["with", "env", key()],
      () => ["gateway", this.pick(["port", "uses", "env"])],
      () => ["gateway", "env", key(), key()],
      () => [this.pick(["version", "name", "extra"])],
      () => {
        const list = this.existing((_, value) => Array.isArray(value));
        const value = valueAt(root!, list);
        return [...list, Array.isArray(value) ? value.length : key()];
      },
    ])();
    const value = this.pick<Value>([
      ...TEXTS,
      1,
      true,
      null,
      new Float(1e21),
      ["x", [1]],
      new Map<string, Value>([["m", new Map([["n", "o"]])]]),
      new Map(),
      [],
    ]);
    return { kind: "set-path", path, value };
  }

  /** A path that leads somewhere, and not to `jtype`. */
  private existing(isWanted: (last: string | number, value: Value) => boolean): Path {
    const paths: Path[] = [];
    const visit = (value: Value, path: Path): void => {
      const last = path.at(-1);
      if (last !== undefined && last !== "jtype" && isWanted(last, value)) {
        paths.push(path);
      }
      const children: Iterable<[string | number, Value]> =
        value instanceof Map ? (value as ValueMap) : Array.isArray(value) ? value.entries() : [];
      for (const [key, child] of children) {
        visit(child, [...path, key]);
      }
    };
    visit(this.document.root!, []);
    return paths.length > 0 ? this.pick(paths) : ["nothing"];
  }

  private node(isWanted: (node: BuiltNode) => boolean): BuiltNode | undefined {
    const nodes = this.document.built.nodes.filter((node) => node.entry >= 0 && isWanted(node));
    return nodes.length > 0 ? this.pick(nodes) : undefined;
  }

  private own(): string {
    return this.names.length > 0 && this.chance(0.98) ? this.pick(this.names) : "nobody";
  }

  private name(): string {
    return this.pick([...this.names, ...this.names, "gateway", "nobody"]);
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)]!;
  }
}
