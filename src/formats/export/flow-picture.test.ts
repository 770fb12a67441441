/** Pictures as whoever opens them has them: parsed strictly, with all that is drawn in them, and nothing that could run. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import naughtyStrings from "big-list-of-naughty-strings" with { type: "json" };
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFixtures, surroundingsOf } from "../../../agreement/questions.ts";
import { laidOutPlaces } from "../../model/drawing/arrange.ts";
import { CARD_WIDTH } from "../../model/drawing/geometry.ts";
import { missingNeeds } from "../../model/drawing/layout.ts";
import { type FlowDocument, readFlow } from "../read/read-flow.ts";
import { drawPicture, type PictureOptions } from "./flow-picture.ts";
import { textWidth } from "./text-width.ts";
import { xmlText } from "./xml-text.ts";

const ROOT = resolve(import.meta.dirname, "..", "..", "..");
const AS_OPENED: PictureOptions = { isDark: false, direction: "right" };

interface Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (Element | string)[];
}

/** All that a picture may consist of: nothing of it loads, links, runs or holds another language. */
const TAGS = ["svg", "title", "rect", "g", "path", "text"];
const ATTRIBUTES = [
  ...[
    "xmlns",
    "xml:space",
    "width",
    "height",
    "viewBox",
    "role",
    "x",
    "y",
    "rx",
    "d",
    "transform",
    "opacity",
  ],
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"],
  ...["font-family", "font-size", "font-weight", "text-anchor", "textLength", "lengthAdjust"],
];
const TOKEN =
  /<(?<open>[a-z]+)(?<attributes>(?: [\w:-]+="(?:[^"<&]|&(?:amp|lt|gt|quot);)*")*)(?<empty>\/?)>|<\/(?<close>[a-z]+)>|(?<text>(?:[^<&>]|&(?:amp|lt|gt|quot);)+)/giy;
/** What XML 1.0 allows. */
const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Parses the XML that pictures are made of; throws for all that is anything else. */
function parse(svg: string): Element {
  expect(svg).toMatch(CHARACTERS);
  const root: (Element | string)[] = [];
  const open: { tag: string; children: (Element | string)[] }[] = [{ tag: "", children: root }];
  let at = 0;
  for (const { 0: token, index, groups = {} } of svg.matchAll(TOKEN)) {
    if (index !== at) {
      throw new Error(`no XML at ${at}: ${svg.slice(at, at + 80)}`);
    }
    at += token.length;
    const parent = open[open.length - 1];
    if (groups.text !== undefined) {
      parent?.children.push(groups.text);
    } else if (groups.close !== undefined) {
      if (open.pop()?.tag !== groups.close) {
        throw new Error(`</${groups.close}> at ${index} closes another element`);
      }
    } else {
      const tag = groups.open ?? "";
      const pairs = [...(groups.attributes ?? "").matchAll(/ ([\w:-]+)="([^"]*)"/g)];
      const attributes = new Map(pairs.map(([, name = "", value = ""]) => [name, value]));
      if (attributes.size !== pairs.length) {
        throw new Error(`an attribute comes twice: ${token}`);
      }
      const children: (Element | string)[] = [];
      parent?.children.push({ tag, attributes, children });
      if (groups.empty === "") {
        open.push({ tag, children });
      }
    }
  }
  expect([at, open.length]).toEqual([svg.length, 1]);
  const [svgElement] = root;
  if (svgElement === undefined || typeof svgElement === "string") {
    throw new Error("no picture");
  }
  return svgElement;
}

function* elementsOf(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) {
    if (typeof child !== "string") {
      yield* elementsOf(child);
    }
  }
}

const isElement = (child: Element | string): child is Element => typeof child !== "string";
const numberOf = ({ attributes }: Element, name: string) => Number(attributes.get(name) ?? 0);
const textOf = ({ children }: Element) => children.filter((child) => typeof child === "string").join("");
const plain = (xml: string) =>
  xml.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** What is wrong in a picture of a Flow, as sentences. */
function faultsIn(svg: string, { picture }: FlowDocument): string[] {
  const faults: string[] = [];
  const root = parse(svg);
  for (const { tag, attributes } of elementsOf(root)) {
    const odd = [...attributes.keys()].filter((name) => !ATTRIBUTES.includes(name));
    if (!TAGS.includes(tag) || odd.length > 0) {
      faults.push(`<${tag}> with ${odd.join(", ")}`);
    }
  }
  const [left = 0, top = 0, width = 0, height = 0] = (root.attributes.get("viewBox") ?? "")
    .split(" ")
    .map(Number);
  const cards = root.children.filter(isElement).filter(({ attributes }) => attributes.has("transform"));
  const titles = cards.map((card) => {
    const [title] = card.children.filter(isElement);
    const [x = 0, y = 0] = (card.attributes.get("transform") ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [];
    for (const element of card.children.filter(isElement)) {
      if (element.tag === "text") {
        const isMono = element.attributes.has("font-family");
        const size = Number(element.attributes.get("font-size") ?? 13);
        const wide = textWidth(plain(textOf(element)), size, isMono ? "mono" : "sans");
        const start = numberOf(element, "x") - (element.attributes.has("text-anchor") ? wide / 2 : 0);
        if (start < 4 || start + wide > CARD_WIDTH - 4) {
          faults.push(`${textOf(element)} leaves its card`);
        }
      }
      if (element.tag === "rect") {
        const [boxX, boxY] = [x + numberOf(element, "x"), y + numberOf(element, "y")];
        const [right, bottom] = [boxX + numberOf(element, "width"), boxY + numberOf(element, "height")];
        if (boxX < left + 8 || boxY < top + 8 || right > left + width - 8 || bottom > top + height - 8) {
          faults.push(`${textOf(card)} is cut`);
        }
      }
    }
    return title ? textOf(title) : "";
  });
  const names = [...picture.nodes.map(({ name }) => name), ...missingNeeds(picture)];
  const expected = names.map((name) => xmlText(name.slice(0, 100)));
  const missing = expected.filter((name) => !titles.some((title) => title.startsWith(name)));
  return [...faults, ...missing.map((name) => `${name} is not there`)];
}

const CORPUS = resolve(ROOT, "..", "shared", "corpus", "files");

function readCorpus(): readonly FlowDocument[] {
  if (!existsSync(CORPUS)) {
    console.warn("The shared corpus is not here: pictures were made of the fixtures only.");
    return [];
  }
  return readdirSync(CORPUS, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFlow(readFileSync(join(CORPUS, name), "utf8")));
}

describe("pictures", () => {
  test.each(["chain", "diamond", "floating", "external", "export-shards", "needs-nothing"])(
    "of %s are as they were",
    async (id) => {
      const fixture = readFixtures().find((one) => one.id === id);
      const document = readFlow(fixture?.yaml ?? "");
      expect(document.picture.nodes.length).toBeGreaterThan(0);
      await expect(drawPicture(document, AS_OPENED)).toMatchFileSnapshot(
        join(ROOT, "fixtures", "pictures", `${id}.svg`),
      );
    },
  );

  test("of all fixtures, and of the public files where those are there: whole, readable, and nothing but a picture", () => {
    const documents = [
      ...readFixtures().map((fixture) => readFlow(fixture.yaml, surroundingsOf(fixture))),
      ...readCorpus(),
    ];
    let count = 0;
    for (const document of documents) {
      for (const direction of ["right", "down"] as const) {
        const svg = drawPicture(document, { isDark: direction === "down", direction });
        expect(faultsIn(svg, document), document.text.slice(0, 2000)).toEqual([]);
        count += document.picture.nodes.length;
      }
    }
    expect(count).toBeGreaterThan(500);
  }, 120_000);

  const flowOf = (names: readonly string[], uses: readonly string[]) =>
    readFlow(
      JSON.stringify({
        jtype: "Flow",
        executors: names.map((name, at) => ({ name, uses: uses[at] ?? "", needs: "gateway" })),
      }),
    );

  test("names and uses are text, whatever they hold", () => {
    const document = flowOf(naughtyStrings, naughtyStrings.toReversed());
    expect(document.picture.nodes.length).toBeGreaterThan(100);
    expect(faultsIn(drawPicture(document, AS_OPENED), document)).toEqual([]);
  });

  test("any characters", () => {
    const character = fc.oneof(
      fc.constantFrom("<", "&", '"', "]]>", "\0", "\u0008", "\ud800", "\udc00", "\ufffe", "\u202e", "\n"),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 6 }), fc.array(text), (names, uses) => {
        const document = flowOf(names, uses);
        expect(faultsIn(drawPicture(document, AS_OPENED), document)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("where cards stand", () => {
  const document = readFlow("jtype: Flow\nexecutors:\n  - {name: a}\n  - {name: b}\n");
  const placed = { ...laidOutPlaces("right"), placed: [["b", 700, 400]] };

  test("is where a person put them, in the direction that they were put down in", () => {
    expect(drawPicture(document, { ...AS_OPENED, places: placed })).toContain(
      'translate(700 400)"><title>b\n',
    );
    expect(drawPicture(document, { ...AS_OPENED, direction: "down", places: placed })).toBe(
      drawPicture(document, { ...AS_OPENED, direction: "down" }),
    );
  });

  test("is in rows where the page shows rows", () => {
    const names = Array.from({ length: 20 }, (_, at) => `  - {name: e${at}}\n`).join("");
    const long = readFlow(`jtype: Flow\nexecutors:\n${names}`);
    const height = (svg: string) => numberOf(parse(svg), "height");
    const inRows = drawPicture(long, { ...AS_OPENED, places: laidOutPlaces("right", true) });
    expect(height(inRows)).toBeGreaterThan(2 * height(drawPicture(long, AS_OPENED)));
  });
});

test("what the engine does not take is marked, and what is missing is drawn as missing", () => {
  const document = readFlow(
    "jtype: Flow\nexecutors:\n  - {name: a, needs: nobody}\n  - {name: b, needs: a, replicas: x}\n",
  );
  const svg = drawPicture(document, AS_OPENED);
  expect(svg).toContain(">1 error</text>");
  expect(svg).toContain(">not in this Flow</text>");
  expect(faultsIn(svg, document)).toEqual([]);
});
