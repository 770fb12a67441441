/** Text to model and back: one edit, the first parse, and typing. */
import { join } from "node:path";
import { startServer } from "../e2e/fixtures.ts";
import type { Benchmark, Figures } from "./harness/benchmark.ts";
import { measureInProcess } from "./harness/fresh-process.ts";
import { servePage } from "./harness/serve-page.ts";
import { flowText } from "./yaml/flow-text.ts";
import type { Measurement } from "./yaml/measure.ts";
import { typeIntoBare, typeIntoOurs } from "./yaml/typing.ts";
import { MAX_RATIO } from "./yaml-parse.ts";

const TYPING_EXECUTORS = 1000;

const measure = (name: Measurement): [string, () => Promise<Figures>] => [
  name,
  () => measureInProcess(new URL("yaml/measure.ts", import.meta.url), name),
];

const busy = (run: string) => ({ run, figure: "busy per key, median ms" });

export const benchmark: Benchmark = {
  title: "reading and editing flow.yml: 10,000 executors (1.9 MB), and typing into 1,000",
  async prepare() {
    const text = flowText(TYPING_EXECUTORS);
    const [ours, bare] = await Promise.all([
      startServer(),
      servePage(join(import.meta.dirname, "yaml/bare-editor.html"), new Map([["/text", text]])),
    ]);
    return {
      runs: new Map([
        measure("edit, ours"),
        measure("edit, yaml"),
        measure("parse in turn"),
        measure("first parse, ours"),
        measure("first parse, js-yaml"),
        measure("first parse, yaml"),
        ["typing, ours", () => typeIntoOurs(ours.url, text)],
        ["typing, bare editor", () => typeIntoBare(bare.url)],
      ]),
      ratios: [
        {
          title: "one edit with its new model, to printing the document anew with yaml",
          of: { run: "edit, ours", figure: "edit ms" },
          to: { run: "edit, yaml", figure: "edit ms" },
          atMost: 0.01,
        },
        {
          title: "parse with comments and places, to js-yaml's load, both warm",
          of: { run: "parse in turn", figure: "ours ms" },
          to: { run: "parse in turn", figure: "js-yaml ms" },
          atMost: MAX_RATIO,
        },
        {
          title: "the same, first parse of a process",
          of: { run: "first parse, ours", figure: "parse ms" },
          to: { run: "first parse, js-yaml", figure: "parse ms" },
          atMost: MAX_RATIO,
        },
        {
          title: "first parse, to yaml's parseDocument",
          of: { run: "first parse, ours", figure: "parse ms" },
          to: { run: "first parse, yaml", figure: "parse ms" },
        },
        {
          title: "main thread per key, to a bare editor",
          of: busy("typing, ours"),
          to: busy("typing, bare editor"),
          atMost: 1.3,
        },
      ],
      async close() {
        await Promise.all([ours.stop(), bare.close()]);
      },
    };
  },
};
