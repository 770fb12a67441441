/**
 * What is made of a Flow for somewhere else, beside the engine's own time for the same file. The engine has its picture
 * drawn by mermaid, so ours stands beside mermaid that draws the engine's text.
 */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { startServer } from "../e2e/fixtures.ts";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import { printMermaid } from "../src/formats/export/mermaid.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { imageFlowText } from "./exports/flow-text.ts";
import type { MeasuredKind } from "./exports/measure.ts";
import { measurePage } from "./exports/measure-page.ts";
import { timeMermaid } from "./exports/time-mermaid.ts";
import type { Benchmark, Figures } from "./harness/benchmark.ts";
import { measureInProcess } from "./harness/fresh-process.ts";
import { servePage } from "./harness/serve-page.ts";

const EXECUTORS = 10_000;
/** The engine's time for Kubernetes and mermaid's for the picture grow with the square of these, or more. */
const FEW_EXECUTORS = 500;
const MAX_RATIO = 0.1;
const ENGINE = "the engine";
const MERMAID = "mermaid in Chromium";
const KINDS: readonly { readonly kind: MeasuredKind; readonly title: string; readonly run: string }[] = [
  { kind: "mermaid", title: "mermaid text, ours to the engine's", run: ENGINE },
  { kind: "kubernetes", title: "kubernetes, ours to the engine's", run: ENGINE },
  {
    kind: "svg",
    title: "SVG with its layout, to mermaid drawing the engine's text in Chromium",
    run: MERMAID,
  },
];
const PAGE = "the page that exports";
const ONE = "one";
/** What a person takes for a pause, in milliseconds. */
const MOST_TASK_MS = 50;
/** By processor time, of which other programs take nothing. */
const LONGEST_TASK =
  "longest task of the page while it makes each export, changes it, copies and downloads it, makes a link and imports a chart, ms";
/** The engine and mermaid, which take many minutes, are stopped after so many times our own: the ratio would be smaller yet. */
const STOPPED_AFTER = 15;

const SCRIPT = resolve(import.meta.dirname, "..", "engine", "time_exports.py");

/** Its files for Kubernetes are not made where ours were not. */
function askEngine(text: string, ours: Figures): Figures {
  const missing = readSetup().missing["docarray-v2"];
  if (missing) {
    throw new Error(missing);
  }
  const seconds = Math.ceil(((ours["kubernetes ms"] ?? 0) * STOPPED_AFTER) / 1000);
  const answer = execFileSync(environmentPython("v2"), [SCRIPT, String(seconds)], {
    input: text,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
  const { mermaid, kubernetes } = JSON.parse(answer);
  return { "mermaid ms": mermaid, ...(seconds > 0 && { "kubernetes ms": kubernetes }) };
}

/** The text that the engine sends to mermaid.ink, letter by letter. */
function plotText(text: string): string {
  const drawing = printMermaid(readFlow(text, { environment: new Map() }).built);
  if (!("text" in drawing)) {
    throw new Error(drawing.refused);
  }
  return drawing.text;
}

export const benchmark: Benchmark = {
  title: `exports of 10,000 executors beside the engine's, our SVG beside mermaid in Chromium drawing the text of Flow.plot(); either is stopped at ${STOPPED_AFTER} times our time`,
  async prepare(isQuick, isWanted) {
    const executors = isQuick ? FEW_EXECUTORS : EXECUTORS;
    const text = imageFlowText(executors);
    const kinds = KINDS.filter(({ title }) => isWanted(title)).map(({ kind }) => kind);
    const plot = kinds.includes("svg")
      ? await servePage(
          resolve(import.meta.dirname, "exports", "mermaid.html"),
          new Map([["/text", plotText(text)]]),
        )
      : null;
    const ratio = ({ kind, title, run }: (typeof KINDS)[number]) => ({
      title,
      of: { run: "ours", figure: `${kind} ms` },
      to: { run, figure: `${kind} ms` },
      // What is promised is about the large Flow: in a small one our first drawing is not yet compiled.
      ...(isQuick ? {} : { atMost: MAX_RATIO }),
    });
    const server = isWanted(LONGEST_TASK) ? await startServer() : null;
    const arrows = Array.from({ length: executors - 1 }, (_, at) => `n${at}[Node ${at}] --> n${at + 1}\n`);
    const chart = `flowchart LR\n${arrows.join("")}`;
    let ours: Figures = {};
    const measure = async () => {
      const script = new URL("exports/measure.ts", import.meta.url);
      ours = await measureInProcess(script, String(executors), ...kinds);
      return ours;
    };
    return {
      runs: new Map([
        ["ours", measure],
        [ENGINE, async () => askEngine(text, ours)],
        [
          MERMAID,
          async () => ({
            "svg ms": plot ? await timeMermaid(plot.url, STOPPED_AFTER * (ours["svg ms"] ?? 0)) : 0,
          }),
        ],
        [PAGE, async () => ({ ...(server && (await measurePage(server.url, text, chart))), [ONE]: 1 })],
      ]),
      ratios: [
        ...KINDS.map(ratio),
        {
          title: LONGEST_TASK,
          of: { run: PAGE, figure: "longest task ms" },
          to: { run: PAGE, figure: ONE },
          ...(isQuick ? {} : { atMost: MOST_TASK_MS }),
        },
      ],
      async close() {
        await Promise.all([plot?.close(), server?.stop()]);
      },
    };
  },
};
