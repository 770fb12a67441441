/** Texts of `Flow.plot()` that were changed by hand: no arrow is lost without a word, and none means another one. */
import { describe, expect, test } from "vitest";
import { readFixtures } from "../../../agreement/questions.ts";
import { Draws } from "../../../agreement/random-draws.ts";
import { createSeededRandom } from "../../base/test-random.ts";
import { readFlow } from "../read/read-flow.ts";
import { importMermaid } from "./import-mermaid.ts";

const PLOTS = readFixtures().flatMap(({ id, engine }) =>
  engine.ok && engine.mermaid && id !== "circle" ? [{ id, mermaid: engine.mermaid }] : [],
);

function imported(text: string): { text: string; notes: string[] } {
  const result = importMermaid(text);
  if ("refused" in result) {
    throw new Error(`${result.line}: ${result.refused}`);
  }
  return { text: result.text, notes: result.notes.map(({ line, message }) => `${line}: ${message}`) };
}

function builtOf(text: string) {
  const { built, problems } = readFlow(text);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return built;
}

const box = (id: string, uses = "BaseExecutor") =>
  `subgraph ${id};\n\ndirection LR;\n\n${id}/rep-0[""${uses}""]:::pod;\nend;`;
const CHAIN = [
  "flowchart LR;",
  box("a", "A"),
  box("b", "B"),
  "gatewaystart[gateway]:::GATEWAY --> a:::DEPLOYMENT;",
  "a:::DEPLOYMENT --> b:::DEPLOYMENT;",
  "b:::DEPLOYMENT --> gatewayend[gateway]:::GATEWAY;",
];
const chain = (...more: string[]) => `${[...CHAIN, ...more].join("\n")}\n`;
const needsIn = (text: string) =>
  builtOf(text).nodes.map(
    ({ name, needs, floating }) => `${[...needs].sort()}->${name}${floating ? "?" : ""}`,
  );

describe("a plot that was changed", () => {
  test("by an arrow to an executor has the new one before it, not floating", () => {
    const { text, notes } = imported(chain("new:::DEPLOYMENT --> a;"));
    expect(needsIn(text)).toEqual(["gateway->new", "gateway,new->a", "a->b"]);
    expect(text).toContain("uses: B");
    expect(notes).toEqual(["17: No arrow leads to new: it gets its requests from the gateway."]);
  });

  test("by names without a class has the executors of the boxes", () => {
    const { text, notes } = imported(chain().replaceAll(":::DEPLOYMENT", ""));
    expect(text).toBe(imported(chain()).text);
    expect(text).toContain("uses: A");
    expect(notes).toEqual([]);
  });

  test("by other places of its boxes and arrows is the same Flow", () => {
    const [header = "", a = "", b = "", ...arrows] = CHAIN;
    const changed = [header, b, a, ...arrows.reverse()].join("\n");
    expect(needsIn(imported(changed).text)).toEqual(["gateway->a", "a->b"]);
    expect(imported(changed).text).toMatch(/name: a\n(?: .*\n)*? {4}uses: A\n(?: .*\n)*?.*name: b\n/);
  });

  test.each([
    ["a second arrow to the gateway", "a --> gatewayend;", ["gateway->a", "a->b", "a,b->joiner"], 17],
    ["an arrow to where requests begin", "b --> gatewaystart;", ["gateway->a", "a->b"], 17],
    ["a label", "b[The ranker] --> gatewayend;", ["gateway->a", "a->The_ranker"], 15],
    ["another replica with other uses", "subgraph a\na/rep-1[Z]:::pod\nend", ["gateway->a", "a->b"], 18],
    [
      "an arrow to a replica",
      "b --> a2;\nsubgraph a2\na2/rep-0[Z]:::pod\nend\na --> a2/rep-0",
      ["gateway->a", "a->b", "a,b->a2?"],
      21,
    ],
    [
      "a box of its own",
      "subgraph mine\nc --> d\nend\nb --> c",
      ["gateway->a", "a->b", "b->c?", "c->d?"],
      18,
    ],
  ])("by %s is read as any flowchart, which is said at its line", (_, line, needs, at) => {
    const { text, notes } = imported(chain(line));
    expect(needsIn(text)).toEqual(needs);
    expect(text).not.toContain("uses:");
    const said = notes.filter((note) => note.includes("as any flowchart"));
    expect(said).toEqual([
      expect.stringMatching(
        new RegExp(`^${at}: This was drawn by Flow.plot\\(\\) and changed since: Jina would `),
      ),
    ]);
  });

  test("by a circle is refused", () => {
    expect(() => imported(chain("b --> a"))).toThrow("a, b and a go round in a circle");
  });
});

/** An arrow of a text, by the ids at its ends; found by its signs alone. */
const ARROW = /^([^\s:[]+)(?:\[gateway\])?(?::::\w+)? -[-.]+> ([^\s:[;]+)/gm;

function ends(text: string): { from: string; to: string; line: number }[] {
  return (
    [...text.matchAll(ARROW)]
      .map(({ 1: from = "", 2: to = "", index }) => ({
        from,
        to,
        line: text.slice(0, index).split("\n").length,
      }))
      // Heads and tails are drawn within an executor.
      .filter(({ from, to }) => !/-(?:head|tail)$|\//.test(`${from} ${to}`))
  );
}

/** One change as people make it, by slip or on purpose. */
function changed(draws: Draws, text: string): string {
  const lines = text.split("\n");
  const arrows = lines.flatMap((line, at) => (/ -[-.]+> /.test(line) && !line.includes("/") ? [at] : []));
  const at = draws.pick(arrows);
  const ids = [...new Set(ends(text).flatMap(({ from, to }) => [from, to]))];
  const [one, other] = [draws.pick(ids), draws.pick([...ids, "brand_new"])];
  const style = draws.pick(["", ":::DEPLOYMENT"]);
  const line = lines[at] ?? "";
  switch (draws.pick(["add", "take", "class", "swap", "rename", "both", "box"])) {
    case "add":
      return [...lines, `${one}${style} --> ${other}${draws.pick(["", ":::DEPLOYMENT"])};`].join("\n");
    case "take":
      return lines.toSpliced(at, 1).join("\n");
    case "class":
      return lines.with(at, line.replaceAll(/:::(?!GATEWAY)\w+/g, "")).join("\n");
    case "swap": {
      const second = draws.pick(arrows);
      return lines
        .with(at, lines[second] ?? "")
        .with(second, line)
        .join("\n");
    }
    case "rename":
      return lines.with(at, line.replace(/ ([\w-]+):::/, " renamed:::")).join("\n");
    case "both":
      return lines.toSpliced(draws.pick(arrows), 0, line).join("\n");
    default: {
      // A box with all that is in it.
      const from = lines.findIndex((each) => each.startsWith(`subgraph ${one};`));
      const to = lines.indexOf("end;", from);
      return from < 0 ? text : lines.toSpliced(from, to - from + 1).join("\n");
    }
  }
}

describe("random changes of plots lose no arrow", () => {
  const SEEDS = Array.from({ length: 400 }, (_, index) => 4201 + index);
  let read = 0;
  let plotted = 0;

  test.each(SEEDS)("%i", (seed) => {
    const draws = new Draws(createSeededRandom(seed));
    let { mermaid: text } = draws.pick(PLOTS);
    for (let left = draws.pick([1, 1, 2, 3]); left > 0; left--) {
      text = changed(draws, text);
    }
    const result = importMermaid(text);
    if ("refused" in result) {
      expect(result.refused).toMatch(/round in a circle|leads to itself|no node in this chart/);
      return;
    }
    read++;
    plotted += result.notes.some(({ message }) => message.includes("as any flowchart")) ? 0 : 1;
    const built = readFlow(result.text).built;
    const begin = (id: string) => id === "gatewaystart" || id === "gatewayend";
    // A bare `end` is a word of mermaid's.
    const unread = result.notes.flatMap(({ line, message }) =>
      message.startsWith("Not understood") ? [line] : [],
    );
    for (const { from, to } of ends(text).filter(({ line }) => !unread.includes(line))) {
      const what = `${from} --> ${to} in\n${text}\n→\n${result.text}`;
      if (begin(to)) {
        // It is waited for: it is the end, or what the end waits for, or no executor.
        const end = built.byName.get(built.end);
        expect(begin(from) || from === built.end || end?.needs.includes(from), what).toBe(true);
      } else {
        expect(built.byName.get(to)?.needs, what).toContain(begin(from) ? "gateway" : from);
      }
    }
    for (const { name, needs, floating } of built.nodes) {
      const floats = needs.filter((need) => built.byName.get(need)?.floating);
      expect(floating ? [] : floats, `${name} in\n${text}\n→\n${result.text}`).toEqual([]);
    }
  });

  test("of enough of them to say something", () => {
    expect(read).toBeGreaterThan(250);
    expect(plotted).toBeGreaterThan(80);
    expect(read - plotted).toBeGreaterThan(60);
  });
});
