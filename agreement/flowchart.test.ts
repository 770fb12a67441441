/**
 * Drawn flowcharts, read by mermaid itself and by us: the nodes and the arrows are the same, or a note says what is left
 * out. Mermaid's reader runs in Node; only what cleans texts for a page has nothing to do there.
 */
import purify from "dompurify";
import mermaid from "mermaid";
import { beforeAll, expect, test } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import { ChartFault } from "../src/formats/import/chart.ts";
import { readChart } from "../src/formats/import/read-chart.ts";
import { Draws } from "./random-draws.ts";

// biome-ignore format: a table reads better in full rows
const IDS = ["a", "b", "c", "d", "n-1", "x.y", "A_b", "a/b", "日本", "1a", "end1", "click1", "a&b", "b,c", "default", "gateway"];
// biome-ignore format: a table reads better in full rows
const LABELS = [
  "[x]", "[x y]", '["a b"]', "(r)", "([s])", "[[t]]", "[(db)]", "((c))", "{d}", "{{h}}", ">f]", "[/p/]", "[\\q\\]", "(((dc)))",
  '["a (b) --> c"]', '["`md`"]', "[x]:::k", ":::k", ":::k-1", "@{ shape: rounded, label: \"l\" }", '@{ label: "x } y" }', '["a;b"]',
  '["a\nb"]', "[a-b]", '["]"]', "[a & b]", '["#quot;"]', "['q']", '["a" ]', '("x" )', "[%% c]", '["%% c"]',
];
// biome-ignore format: a table reads better in full rows
const LINKS = [
  "-->", "---", "-.->", "==>", "--x", "--o", "<-->", "--->", "-..->", "====>", "-.-", "===", "-- t -->", "-- t ---", "-. t .->",
  "== t ==>", "-->|t|", "---|t|", '-->|"q | r"|', '-- "a --> b" -->', '== "x | y" ==>', '--"t"-->', "e1@-->", "-->\n", "\n  -->",
];
// biome-ignore format: a table reads better in full rows
const OTHERS = [
  "class a k", "class a,b k", 'click a "http://x"', 'click a "x;y" "z"', "click a call f()", "%% a comment", "classDef k fill:#f00",
  "subgraph s1", "subgraph s2 [T]", 'subgraph s3["T" ]', "end", "end",
];

function drawChart(draws: Draws): string {
  const node = () => draws.pick(IDS) + (draws.chance(0.5) ? draws.pick(LABELS) : "");
  const nodes = () => node() + (draws.chance(0.15) ? ` & ${node()}` : "");
  const chain = () => {
    const links = Array.from({ length: draws.upTo(2) }, () => ` ${draws.pick(LINKS)} ${nodes()}`);
    return nodes() + links.join("");
  };
  const lines = Array.from({ length: 1 + draws.upTo(3) }, () =>
    draws.chance(0.75) ? chain() : draws.pick(OTHERS),
  );
  return `flowchart LR\n${lines.map((line) => line + draws.pick(["\n", "\n", "\n\n", " ;\n", "; ", "\r\n"])).join("")}\n`;
}

interface Read {
  readonly nodes: readonly string[];
  readonly arrows: readonly string[];
}

/** Null for what mermaid does not take. */
async function readByMermaid(text: string): Promise<Read | null> {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text).catch(() => ({ db: null }));
  if (db === null) {
    return null;
  }
  const { getVertices, getEdges, getSubGraphs } = db as unknown as {
    getVertices(): ReadonlyMap<string, unknown>;
    getEdges(): readonly { readonly start: string; readonly end: string }[];
    getSubGraphs(): readonly { readonly id: string }[];
  };
  const groups = new Set(getSubGraphs.call(db).map(({ id }) => id));
  return {
    nodes: [...getVertices.call(db).keys()].filter((id) => !groups.has(id)).sort(),
    arrows: getEdges
      .call(db)
      .map(({ start, end }) => `${start} --> ${end}`)
      .sort(),
  };
}

/** Null for what is refused, or said not to be understood. */
function readByUs(text: string): Read | null {
  try {
    const { nodes, edges, notes, ...chart } = readChart(text.replaceAll("\r\n", "\n"), 1, () => false);
    if (notes.list().some(({ message }) => message.startsWith("Not understood"))) {
      return null;
    }
    return {
      nodes: [...nodes.keys()].filter((id) => !chart.boxes.has(id)).sort(),
      arrows: edges.map(({ from, to }) => `${from} --> ${to}`).sort(),
    };
  } catch (cause) {
    if (cause instanceof ChartFault) {
      return null;
    }
    throw cause;
  }
}

beforeAll(async () => {
  Object.assign(purify, { addHook: () => {}, sanitize: (text: string) => text });
  mermaid.initialize({ startOnLoad: false, suppressErrorRendering: true });
  await mermaid.parse("flowchart LR\na");
});

test("drawn flowcharts have the nodes and arrows that mermaid reads in them", async () => {
  const draws = new Draws(createSeededRandom(4177));
  let same = 0;
  let left = 0;
  for (let count = 0; count < 1200; count++) {
    const text = drawChart(draws);
    const theirs = await readByMermaid(text);
    const ours = theirs && readByUs(text);
    if (theirs && ours) {
      expect(ours, text).toEqual(theirs);
      same++;
    } else if (theirs) {
      left++;
    }
  }
  expect(same).toBeGreaterThan(240);
  expect(left).toBeLessThan(same / 20);
}, 120_000);
