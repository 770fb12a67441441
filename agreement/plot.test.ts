/** What the Plot tab says about `Flow.plot()`, asked of the real one. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import { exportFlow } from "../src/formats/export/export-flow.ts";
import { printMermaid } from "../src/formats/export/mermaid.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { readFixtures } from "./questions.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const SCRIPT = join(resolve(import.meta.dirname, ".."), "engine", "plot_flow.py");

/** Where the engine has its text drawn. */
const INK = "https://mermaid.ink/svg/";

interface Plotted {
  urls: string[];
  bytes: number | null;
  errors: string[];
  raised: string | null;
}

const REFUSED_THERE = "  - {name: end, uses: {jtype: X}}\n";
const NO_TEXT = {
  "an unknown need": ["  - {name: a, needs: nobody}\n", "KeyError: 'nobody'"],
  "no replicas": ["  - {name: a, replicas: 0}\n", "IndexError: list index out of range"],
  "both, in the order of the engine": [
    "  - {name: a, needs: nobody}\n  - {name: b, replicas: 0}\n",
    "IndexError: list index out of range",
  ],
  "two unknown needs, by their order": ["  - {name: a, needs: [zed, alf]}\n", "KeyError: 'alf'"],
} as const;

function fileOf(executors: string): string {
  return `jtype: Flow\nexecutors:\n${executors}`;
}

/** What the engine does with these files, all asked in one process. */
function plotAll(all: readonly { readonly yaml: string; readonly vertical: boolean }[]): Plotted[] {
  const missing = readSetup().missing["docarray-v2"];
  if (missing) {
    throw new Error(missing);
  }
  const input = JSON.stringify(all);
  const { stdout } = spawnSync(environmentPython("v2"), [SCRIPT], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stdout);
}

test("Flow.plot() sends to mermaid.ink what is no mermaid, logs a refusal, and fails where it makes no text", () => {
  const failing = Object.values(NO_TEXT);
  const [sent, ...failed] = plotAll(
    [REFUSED_THERE, ...failing.map(([executors]) => executors)].map((executors) => ({
      yaml: fileOf(executors),
      vertical: false,
    })),
  );
  const ours = (executors: string) => printMermaid(readFlow(fileOf(executors)).built);
  const refused = ours(REFUSED_THERE);
  expect(sent).toEqual({
    urls: [`${INK}${Buffer.from("text" in refused ? refused.text : "").toString("base64")}`],
    bytes: 0,
    errors: ["can not download image, please check your graph and the network connections"],
    raised: null,
  });
  expect(failed).toEqual(failing.map(([, raised]) => ({ urls: [], bytes: null, errors: [], raised })));
  const words = failing.map(([executors]) => {
    const printed = ours(executors);
    return "error" in printed && printed.error ? `${printed.error.type}: ${printed.error.message}` : "a text";
  });
  expect(words).toEqual(failing.map(([, raised]) => raised));
});

/** Of so many fixtures one is plotted: the engine takes long for each. */
const EACH = 20;

/** What would be something else to mermaid, to HTML or to a pattern, where the engine takes it as a text. */
const HOSTILE = [
  "%%{init: {'securityLevel': 'loose'}}%%",
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"];\nclick a "javascript:alert(1)"',
  'a"]:::pod;\nb["c',
  "flowchart LR;\nx --> y",
  "end;",
  "`a`",
  "#quot;",
  "$&$1",
  "[[{{((|",
  "\\n",
  "a\tb",
  "\u2028\u0000\u0085",
  "😀\u202eabc",
  "jinahub://A:flowchart LR",
  "jinahub+docker://<b>:s3cret/v1",
];

/** These texts in each place of a Flow that a drawing shows them in. */
function hostileFlow(): string {
  const executors = HOSTILE.flatMap((text, at) => [
    { name: `one${at}`, uses: text },
    { name: `many${at}`, uses: text, replicas: 2 },
    { name: `parts${at}`, uses: text, uses_before: text, uses_after: text, shards: 2, replicas: 2 },
    { jtype: "Deployment", with: { name: text, uses: text } },
  ]);
  return `jtype: Flow\nexecutors: ${JSON.stringify(executors)}\n`;
}

test("both directions of Flow.plot() are drawn letter by letter, whatever names and uses hold", () => {
  // All of them, and many more, are asked elsewhere without the direction.
  const fixtures = readFixtures()
    .filter(({ yaml, engine, env, context, files }) => {
      const isAlone = !env && !context && !files && !/\.py\b/.test(yaml);
      return isAlone && engine.ok && engine.mermaid !== null;
    })
    .filter((_, index) => index % EACH === 0)
    .map(({ yaml }) => yaml);
  const asked = [hostileFlow(), ...fixtures].flatMap((yaml) =>
    [true, false].map((vertical) => ({ yaml, vertical })),
  );
  const theirs = plotAll(asked).map(({ urls: [url = ""], raised }) => ({
    text: Buffer.from(url.slice(INK.length), "base64").toString("utf8"),
    raised,
  }));
  const ours = asked.map(({ yaml, vertical }) => {
    const exported = exportFlow(readFlow(yaml), "mermaid", { isVertical: vertical }, {});
    return { text: "files" in exported ? exported.files[0]?.text : exported.refused, raised: null };
  });
  expect(ours).toEqual(theirs);
  expect(ours.length).toBeGreaterThan(8);
  for (const [at, { vertical }] of asked.entries()) {
    expect(ours[at]?.text).toContain(`\nflowchart ${vertical ? "TD" : "LR"};\n`);
  }
});
