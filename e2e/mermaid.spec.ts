/**
 * The pinned mermaid itself on the engine's text: what it reads is compared with the Flow, box by box and line by line,
 * and so are the labels that it draws. Mended texts have to come out right whatever the Flow.
 */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { randomFlow } from "../agreement/random-flow.ts";
import { printMermaid } from "../src/formats/export/mermaid.ts";
import { diagramOf, sizeOfDiagram } from "../src/formats/export/mermaid-diagram.ts";
import { findMermaidFault } from "../src/formats/export/mermaid-faults.ts";
import { printMended } from "../src/formats/export/mermaid-mended.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { type Diagram, isSameDiagram, missingIn, squeezed } from "../src/model/drawing/diagram.ts";
import { isTooLarge } from "../src/model/drawing/drawing.ts";
import type { BuiltFlow } from "../src/model/engine/built-flow.ts";
import { test as base, expect } from "./fixtures.ts";
import { MermaidPage } from "./pages/mermaid-page.ts";

const FIXTURES = resolve(import.meta.dirname, "..", "fixtures", "flows");
const CORPUS = resolve(import.meta.dirname, "..", "..", "shared", "corpus", "files");

const test = base.extend<{ mermaid: MermaidPage }>({
  mermaid: async ({ page, server }, use) => {
    const mermaid = new MermaidPage(page);
    await mermaid.open(server.origin);
    await use(mermaid);
  },
});

function builtOf(executors: string): BuiltFlow {
  return readFlow(`jtype: Flow\nexecutors:\n${executors}`).built;
}

/** What is wrong with the engine's text by our own words, or `sound`, or that there is none. */
async function verdictOn(mermaid: MermaidPage, built: BuiltFlow): Promise<string> {
  if (!("text" in printMermaid(built))) {
    return "no text";
  }
  const fault = await findMermaidFault(built, async (text) => {
    const answer = await mermaid.ask({ kind: "read", text });
    return answer.kind === "diagram"
      ? { diagram: answer.diagram }
      : { error: answer.kind === "error" ? answer.message : "a picture" };
  });
  return fault?.sentence ?? "sound";
}

function labelsOf({ boxes, groups }: Diagram): string[] {
  return [...boxes, ...groups].map(({ label }) => squeezed(label)).sort();
}

/** Draws the engine's text where mermaid reads the Flow in it, and the mended one; gives what is wrong with either. */
async function faultsOfDrawings(mermaid: MermaidPage, built: BuiltFlow): Promise<string[]> {
  const printed = printMermaid(built);
  const mended = printMended(built);
  const faults: string[] = [];
  const check = async (what: string, text: string, diagram: Diagram, isAlwaysRight: boolean) => {
    const read = await mermaid.ask({ kind: "read", text });
    const isRight = read.kind === "diagram" && isSameDiagram(read.diagram, diagram);
    if (!isRight && isAlwaysRight) {
      const said =
        read.kind === "diagram"
          ? [...missingIn(read.diagram, diagram), ...missingIn(diagram, read.diagram)]
          : [];
      faults.push(`${what}: ${read.kind === "error" ? read.message : said.join(" / ")}\n${text}`);
    }
    if (!isRight) {
      return;
    }
    const drawn = await mermaid.ask({ kind: "draw", text, isDark: true });
    const labels = drawn.kind === "picture" ? await mermaid.labelsOf(drawn.picture.svg) : ["not drawn"];
    if (labels.join("\n") !== labelsOf(diagram).join("\n")) {
      faults.push(`${what} shows ${labels.join(" ¦ ")} instead of ${labelsOf(diagram).join(" ¦ ")}`);
    }
  };
  if ("text" in printed) {
    await check("Jina's text", printed.text, diagramOf(built), false);
  }
  await check("The mended text", mended.text, mended.diagram, true);
  return faults;
}

// biome-ignore format: a table reads better in full rows
const WORDS = [
  "end", "graph", "subgraph", "style", "class", "classDef", "linkStyle", "flowchart", "interpolate", "_self", "_blank",
  "_parent", "_top", "accTitle", "accDescr",
];
// biome-ignore format: a table reads better in full rows
const HARMLESS = [
  "click", "direction", "href", "call", "LR", "TD", "x", "o", "v", "xray", "oarm", "ending", "send", "End", "Graph",
  "styleA", "default_x", "pod", "HEADTAIL", "GATEWAY", "DEPLOYMENT", "größe", "名前", "מקודד", "كاميرا", "constructor", "__proto__", "toString",
  "e0", "unknown0", "L_a_b_0", "null", "true", "section", "title", "node", "root",
];

test.describe("an executor's name", () => {
  const shapes = {
    "with a replica": (name: string) => `  - {name: ${name}}\n`,
    "with shards": (name: string) =>
      `  - {name: ${name}, shards: 2, uses_before: Split, uses_after: Merge}\n`,
    external: (name: string) => `  - {name: ${name}, external: true}\n`,
  };

  for (const [shape, print] of Object.entries(shapes)) {
    test(`${shape}: mermaid's own words are found out, others are drawn`, async ({ mermaid }) => {
      test.setTimeout(180_000);
      const around = (name: string) =>
        builtOf(`  - {name: before, uses: A}\n${print(JSON.stringify(name))}  - {name: after, uses: B}\n`);
      for (const name of WORDS) {
        const sentence = `Jina's text for this Flow is not valid mermaid: ${name}, the name of an executor, is a word of mermaid's own.`;
        expect(await verdictOn(mermaid, around(name))).toBe(sentence);
        expect(await faultsOfDrawings(mermaid, around(name))).toEqual([]);
      }
      for (const name of HARMLESS) {
        expect(await verdictOn(mermaid, around(name)), name).toBe("sound");
      }
      for (const name of ["gatewaystart", "gatewayend"]) {
        expect(await verdictOn(mermaid, around(name))).toContain(
          `draws something else than this Flow from Jina's text: mermaid takes the executor ${name} for the`,
        );
        expect(await faultsOfDrawings(mermaid, around(name))).toEqual([]);
      }
      expect(await verdictOn(mermaid, around("a·b"))).toContain(
        "a·b, the name of an executor, is none that mermaid takes",
      );
      // A word only where a box begins.
      const isDefault = (await verdictOn(mermaid, around("default"))) === "sound";
      expect(isDefault).toBe(shape === "external");
    });
  }

  test("a Deployment's own name is the box's, and not the lines'", async ({ mermaid }) => {
    const built = builtOf("  - jtype: Deployment\n    with: {name: dd, uses: X}\n");
    expect(await verdictOn(mermaid, built)).toBe(
      "Mermaid draws something else than this Flow from Jina's text: the box of executor0 is called dd, its lines lead to executor0.",
    );
    expect(await faultsOfDrawings(mermaid, built)).toEqual([]);
  });
});

test.describe("what an executor uses", () => {
  const REFUSED: Readonly<Record<string, string>> = {
    "A(1)": '"(" and ")"',
    "A[1]": '"[" and "]"',
    "A{1}": '"{" and "}"',
    "A|B": '"|"',
    'A"B': `'"'`,
    '{"jtype": "Foo"}': `"{", '"' and "}"`,
  };
  const OTHER: Readonly<Record<string, string>> = {
    "A<b>": "A",
    "<script>1</script>": "nothing",
    "A#B;C": "A&B;C",
    "#35;": "#",
    "&amp;": "&",
    "`A`": "A",
    "a<b": "a",
    "a\\nb": "a\nb",
  };
  // biome-ignore format: a table reads better in full rows
  const SOUND = [
    "A B", "a-b", "docker://x:1", "exec/my dir/a-b.yml", "jinahub+docker://Foo:secret/v2", "A;B", "A#B", "a & b", "*a*", "__a__",
    "A'B", "A%%B", "ü名🙂", "A=B", "A@B", "A,B", "A!B", "$$x$$", "A-->B", "A:::B", "fa:fa-x", "1. a", "- a", "# a", "end", "graph",
    "", "x".repeat(300),
  ];

  test("signs that mermaid does not take are named", async ({ mermaid }) => {
    for (const [uses, signs] of Object.entries(REFUSED)) {
      const built = builtOf(`  - {name: a, uses: ${JSON.stringify(uses)}}\n  - {name: b, uses: B}\n`);
      expect(await verdictOn(mermaid, built)).toBe(
        `Jina's text for this Flow is not valid mermaid: uses of a holds ${signs}, which mermaid does not take in a label.`,
      );
      expect(await faultsOfDrawings(mermaid, built)).toEqual([]);
    }
    const mapping = builtOf("  - {name: a, uses: {jtype: Foo, with: {k: 1}}}\n");
    expect(await verdictOn(mermaid, mapping)).toContain('uses of a holds "{"');
    const around = builtOf("  - {name: a, shards: 2, uses: A, uses_before: 'B\"', uses_after: C}\n");
    expect(await verdictOn(mermaid, around)).toContain(`uses_before of a holds '"'`);
  });

  test("what mermaid shows as something else is told", async ({ mermaid }) => {
    for (const [uses, shown] of Object.entries(OTHER)) {
      const built = builtOf(`  - {name: a, uses: ${JSON.stringify(uses)}}\n  - {name: b, uses: B}\n`);
      expect(await verdictOn(mermaid, built)).toBe(
        `Mermaid draws something else than this Flow from Jina's text: uses of a, ${uses}, is shown as ${shown}.`,
      );
      expect(await faultsOfDrawings(mermaid, built)).toEqual([]);
    }
    // Between shards the engine makes a line break of each semicolon.
    const sharded = builtOf("  - {name: a, shards: 2, uses: A;B}\n");
    expect(await verdictOn(mermaid, sharded)).toContain("uses of a, A;B, is shown as");
  });

  test("everything else is drawn as it is", async ({ mermaid }) => {
    test.setTimeout(180_000);
    for (const uses of SOUND) {
      const built = builtOf(`  - {name: a, uses: ${JSON.stringify(uses)}}\n  - {name: b, uses: B}\n`);
      expect(await verdictOn(mermaid, built), uses).toBe("sound");
      expect(await faultsOfDrawings(mermaid, built), uses).toEqual([]);
    }
  });
});

test("several causes are told, and that there are more", async ({ mermaid }) => {
  const names = ["fine", "end", "style", "good", "class", "graph", "flowchart"];
  const verdict = await verdictOn(mermaid, builtOf(names.map((name) => `  - {name: ${name}}\n`).join("")));
  expect(verdict).toMatch(/: end, .*; style, .*; class, .* own, and there is more\.$/);
});

test("the texts that the engine gave for the fixtures are read as their Flows, or a reason is found", async ({
  mermaid,
}) => {
  test.setTimeout(240_000);
  const faults: string[] = [];
  const counts = { sound: 0, unsound: 0 };
  for (const name of await readdir(FIXTURES)) {
    const { mermaid: text } = JSON.parse(await readFile(join(FIXTURES, name, "engine.json"), "utf8"));
    if (typeof text !== "string") {
      continue;
    }
    const { built } = readFlow(await readFile(join(FIXTURES, name, "flow.yml")).then(String));
    const printed = printMermaid(built);
    // Some need variables or files to be the Flow that the engine was asked about.
    if (!("text" in printed) || printed.text !== text) {
      continue;
    }
    const verdict = await verdictOn(mermaid, built);
    counts[verdict === "sound" ? "sound" : "unsound"]++;
    if (verdict !== "sound" && !/: .*/.test(verdict)) {
      faults.push(`${name}: ${verdict}`);
    }
    faults.push(...(await faultsOfDrawings(mermaid, built)).map((fault) => `${name}: ${fault}`));
  }
  expect(faults).toEqual([]);
  expect(counts.sound).toBeGreaterThan(30);
  expect(counts.unsound).toBeGreaterThan(3);
});

test("drawn Flows: a reason for each text that is not read as its Flow, and each mended one right", async ({
  mermaid,
}) => {
  test.setTimeout(400_000);
  const faults: string[] = [];
  const counts = { sound: 0, unsound: 0 };
  for (let seed = 1; seed <= 50; seed++) {
    const { built } = readFlow(randomFlow(seed).text);
    if (built.nodes.length === 0 || isTooLarge(sizeOfDiagram(built))) {
      continue;
    }
    const verdict = await verdictOn(mermaid, built);
    counts[verdict === "sound" ? "sound" : "unsound"]++;
    if (!["sound", "no text"].includes(verdict) && !verdict.includes(": ")) {
      faults.push(`${seed}: ${verdict}`);
    }
    faults.push(...(await faultsOfDrawings(mermaid, built)).map((fault) => `${seed}: ${fault}`));
  }
  expect(faults).toEqual([]);
  expect(counts.sound).toBeGreaterThan(13);
  expect(counts.unsound).toBeGreaterThan(3);
});

test("Flow files from public repositories: likewise", async ({ mermaid }) => {
  if (!existsSync(CORPUS)) {
    console.warn("The shared corpus is not here: mermaid was asked about the other texts only.");
    return;
  }
  test.setTimeout(400_000);
  const faults: string[] = [];
  const names = (await readdir(CORPUS, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
  for (const name of names.filter((_, index) => index % 24 === 0)) {
    const { built } = readFlow(await readFile(join(CORPUS, name)).then(String));
    if (built.nodes.length === 0 || sizeOfDiagram(built).lines > 60) {
      continue;
    }
    const verdict = await verdictOn(mermaid, built);
    if (!["sound", "no text"].includes(verdict) && !verdict.includes(": ")) {
      faults.push(`${name}: ${verdict}`);
    }
    faults.push(...(await faultsOfDrawings(mermaid, built)).map((fault) => `${name}: ${fault}`));
  }
  expect(faults).toEqual([]);
});
