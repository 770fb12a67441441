import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomFlow } from "../../../agreement/random-flow.ts";
import { randomAnchors, randomFile } from "../../../agreement/random-yaml.ts";
import { createSeededRandom } from "../../base/test-random.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import type { Deployment } from "../../model/engine/deployment.ts";
import { podsOf } from "../../model/engine/pods.ts";
import { Float, Timestamp, type Value } from "../../model/value.ts";
import { printMermaid } from "../export/mermaid.ts";
import { diagramOf, sizeOfDiagram } from "../export/mermaid-diagram.ts";
import { type FlowDocument, readFlow } from "../read/read-flow.ts";
import { locate } from "../read/read-values.ts";
import { type PackedDocument, packDocument, reviveDocument, transferredWith } from "./document.ts";
import { packValue, unpackValue } from "./values.ts";

const FIXTURES = resolve(import.meta.dirname, "..", "..", "..", "fixtures");

/** What another thread gets. */
const sent = (packed: PackedDocument): PackedDocument =>
  structuredClone(packed, { transfer: transferredWith(packed) });

const revived = (text: string): FlowDocument =>
  reviveDocument({ text, surroundings: {} }, sent(packDocument(readFlow(text))), () => readFlow(text));

/** A document in which what a deployment works out when it is asked stands as lists, and not as functions. */
function comparable({ yaml, built, picture, ...rest }: FlowDocument) {
  const { text, root, fault } = yaml;
  return { ...rest, yaml: { text, root, fault }, built: listed(built), picture: listed(picture) };
}

function listed({ nodes, byName, followers, unbuilt, ...rest }: BuiltFlow) {
  return {
    ...rest,
    nodes: nodes.map(({ deployment, ...node }) => ({ ...node, deployment: partsOf(deployment) })),
    unbuilt: unbuilt.map(({ name, entry, needs, deployment }) => {
      const place = nodes.findIndex((one) => one.deployment === deployment);
      return { name, entry, needs, deployment: place < 0 ? partsOf(deployment) : place };
    }),
    byName: [...byName].map(([name, node]) => [name, nodes.indexOf(node)]),
    followers: [...followers].map(([name, list]) => [name, list.map((node) => nodes.indexOf(node))]),
  };
}

function partsOf(deployment: Deployment): unknown {
  return Object.entries(deployment ?? {}).map(([key, part]) => [
    key,
    typeof part === "function" ? [...part()] : part,
  ]);
}

const expectRevived = (text: string) =>
  expect(comparable(revived(text))).toStrictEqual(comparable(readFlow(text)));

const FILES = ["flows", "legacy"].flatMap((folder) =>
  readdirSync(join(FIXTURES, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(folder, name)),
);

describe("a revived document is the one that was read", () => {
  test.each(FILES)("of %s", (file) => {
    expectRevived(readFileSync(join(FIXTURES, file), "utf8"));
  });

  test.each([
    ["anchors", "jtype: Flow\nx: &x {replicas: 2}\nexecutors:\n  - &a {<<: *x, name: a}\n  - *a\n"],
    ["tags", "!Flow\nexecutors:\n  - !!map {name: !!str 1}\n"],
    [
      "scalars of all styles",
      "jtype: 'Flow'\na: \"b\\n\"\nc: |\n  d\ne: >-\n  f\n\n  g\nh:\ni: 'it''s'\nj: k\n  l\n",
    ],
    ["numbers", "jtype: Flow\nx: [0x10, 1.5, .inf, -.nan, -0.0, -0, 123456789012345678901234567890]\n"],
    [
      "dates",
      "jtype: Flow\nexecutors:\n  - {name: a, uses_with: {x: 2024-01-31, y: [2024-01-31 12:00:00]}}\n",
    ],
    ["names of the language", "jtype: Flow\nexecutors: [{name: __proto__, constructor: 1, toString: x}]\n"],
    ["JSON, with a BOM and CRLF", '\ufeff{"jtype": "Flow",\r\n "executors": [{"name": "a"}]}\r\n'],
    ["variables", `jtype: Flow\nexecutors:\n  - {name: $A, replicas: $N, uses: '\${{root.jtype}}'}\n`],
    ["nothing", ""],
    ["a list", "- 1.5\n"],
    ["a fault", "jtype: [\n"],
  ])("of %s", (_, text) => {
    expectRevived(text);
  });

  test("of drawn Flow files", () => {
    for (let seed = 1; seed <= 150; seed++) {
      expectRevived(randomFlow(seed).text);
    }
  });

  test.each([
    ["YAML of all kinds", randomFile],
    ["anchors and aliases", randomAnchors],
  ])("of drawn %s", (_, draw) => {
    for (let seed = 1; seed <= 150; seed++) {
      expectRevived(`jtype: Flow\nx:\n${draw(createSeededRandom(seed)).replaceAll(/^/gm, "  ")}`);
      expectRevived(draw(createSeededRandom(seed)));
    }
  });

  test("of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expectRevived(text);
      }),
    );
  });
});

describe("what is asked for late", () => {
  const text = "jtype: Flow\nexecutors:\n  - {name: a, replicas: 2}\n  - &b {name: b}\n  - *b\n";

  test("is the same each time", () => {
    const document = revived(text);
    const item = () => locate(document.yaml, ["executors", 0])!.node;
    expect(item()).toBe(item());
    expect(document.root).toBe(document.root);
    expect(document.flow.entries[0]!.args).toBe(document.flow.entries[0]!.args);
    expect(document.built.nodes[0]!.deployment).toBe(document.built.nodes[0]!.deployment);
  });

  test("is not what is drawn, told and compared of executors", () => {
    const drawn = `${text}  - {name: c, shards: 2, replicas: 3, uses_before: X, needs: [a, b]}\n  - {external: true}\n`;
    const read = readFlow(drawn);
    const { built } = reviveDocument({ text: drawn, surroundings: {} }, sent(packDocument(read)), () =>
      expect.fail("the text is read again"),
    );
    const told = (flow: BuiltFlow) => [
      printMermaid(flow),
      sizeOfDiagram(flow),
      diagramOf(flow),
      flow.nodes.map(({ deployment }) => [deployment.pods, podsOf(deployment, 9, 9)]),
      flow.unbuilt.map(({ name }) => name),
    ];
    expect(told(built)).toEqual(told(read.built));
  });

  test("is one object where the document has one", () => {
    const { built, picture } = revived(text);
    expect(picture).toBe(built);
    expect(built.byName.get("a")).toBe(built.nodes[0]);
    expect(built.followers.get("gateway")![0]).toBe(built.nodes[0]);
  });

  test("comes with an object that takes over its parts", () => {
    const document = revived(text);
    const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(document)) as FlowDocument;
    expect(comparable(copy)).toStrictEqual(comparable(readFlow(text)));
  });
});

test("the numbers of the nodes are handed over, not copied", () => {
  const packed = packDocument(readFlow("jtype: Flow\n"));
  sent(packed);
  expect(packed.nodes!.words).toHaveLength(0);
});

describe("a packed value", () => {
  const scalar: fc.Arbitrary<Value> = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.string(),
    fc.maxSafeInteger(),
    fc.constant(-0),
    fc.bigInt(),
    fc.double().map((value) => new Float(value)),
    fc.string().map((text) => new Timestamp(text)),
  );
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar,
      fc.array(tie("value")),
      fc
        .array(fc.tuple(fc.oneof(fc.string(), fc.constant("__proto__")), tie("value")))
        .map((pairs) => new Map(pairs)),
    ),
  }));

  test("is the value", () => {
    fc.assert(
      fc.property(value, (drawn) => {
        const back = unpackValue(packValue(drawn));
        expect(back).toStrictEqual(drawn);
        // Keys come in the order of the file.
        if (drawn instanceof Map) {
          expect([...(back as ReadonlyMap<string, Value>).keys()]).toEqual([...drawn.keys()]);
        }
      }),
    );
  });
});
