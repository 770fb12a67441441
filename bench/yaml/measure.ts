/** One measurement in a process of its own: `node bench/yaml/measure.ts NAME` prints its figures. */
import { performance } from "node:perf_hooks";
import { load } from "js-yaml";
import { parseDocument } from "yaml";
import { editDocument } from "../../src/formats/edit/edit-document.ts";
import { parseEngineYaml } from "../../src/formats/read/engine-text.ts";
import { readFlow } from "../../src/formats/read/read-flow.ts";
import type { Figures } from "../harness/benchmark.ts";
import { printFigures } from "../harness/fresh-process.ts";
import { median } from "../harness/statistics.ts";
import { generateFlow, measureYamlParse } from "../yaml-parse.ts";
import { flowText } from "./flow-text.ts";

const EXECUTORS = 10_000;

const MEASUREMENTS = {
  /** Of the replicas of executors all over the file, with the text and the new model of that executor. */
  "edit, ours": () => {
    const document = readFlow(flowText(EXECUTORS));
    return editFigures(50, (index) => {
      const edited = editDocument(document, { kind: "set", name: `e${index}`, key: "replicas", value: 9 });
      if ("refused" in edited || edited.entry?.args.get("replicas") !== 9) {
        throw new Error(`e${index} was not edited`);
      }
    });
  },
  "edit, yaml": () => {
    const document = parseDocument(flowText(EXECUTORS));
    return editFigures(5, (index) => {
      document.setIn(["executors", index, "replicas"], 9);
      if (!String(document).includes("replicas: 9")) {
        throw new Error(`e${index} was not edited`);
      }
    });
  },
  "parse in turn": () => {
    const { engineMs, jsYamlMs } = measureYamlParse(EXECUTORS, 3);
    return { "ours ms": engineMs, "js-yaml ms": jsYamlMs };
  },
  "first parse, ours": () => timed("parse ms", generateFlow(EXECUTORS), parseEngineYaml),
  "first parse, js-yaml": () => timed("parse ms", generateFlow(EXECUTORS), load),
  "first parse, yaml": () => timed("parse ms", generateFlow(EXECUTORS), parseDocument),
} satisfies Record<string, () => Figures>;

/** The name of a measurement. */
export type Measurement = keyof typeof MEASUREMENTS;

function timed(figure: string, text: string, act: (text: string) => unknown): Figures {
  const begun = performance.now();
  act(text);
  return { [figure]: performance.now() - begun };
}

/** Edits of so many executors, evenly spread over the file. */
function editFigures(count: number, edit: (index: number) => void): Figures {
  const times = Array.from({ length: count }, (_, at) => {
    const index = Math.floor((at * EXECUTORS) / count);
    const begun = performance.now();
    edit(index);
    return performance.now() - begun;
  });
  return { "edit ms": median(times), "worst ms": Math.max(...times) };
}

if (import.meta.main) {
  printFigures(MEASUREMENTS[process.argv[2] as Measurement]());
}
