/** What the Plot tab says about `Flow.plot()`, asked of the real one. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import { printMermaid } from "../src/formats/export/mermaid.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const SCRIPT = join(resolve(import.meta.dirname, ".."), "engine", "plot_flow.py");

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

/** What the engine does with these executors, all asked in one process. */
function plotAll(all: readonly string[]): Plotted[] {
  const missing = readSetup().missing["docarray-v2"];
  if (missing) {
    throw new Error(missing);
  }
  const input = JSON.stringify(all.map(fileOf));
  return JSON.parse(spawnSync(environmentPython("v2"), [SCRIPT], { input, encoding: "utf8" }).stdout);
}

test("Flow.plot() sends to mermaid.ink what is no mermaid, logs a refusal, and fails where it makes no text", () => {
  const failing = Object.values(NO_TEXT);
  const [sent, ...failed] = plotAll([REFUSED_THERE, ...failing.map(([executors]) => executors)]);
  const ours = (executors: string) => printMermaid(readFlow(fileOf(executors)).built);
  const refused = ours(REFUSED_THERE);
  expect(sent).toEqual({
    urls: [
      `https://mermaid.ink/svg/${Buffer.from("text" in refused ? refused.text : "").toString("base64")}`,
    ],
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
