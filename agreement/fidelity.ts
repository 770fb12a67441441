/**
 * How true we are to the engine: asks the real one about Flow files and compares its answers with ours.
 *
 *     npm run fidelity [FOLDER] [-- --count 2000 --seed 1 --limit 20 --generation v1 --json]
 *
 * The files are the repository's fixtures, `--count` drawn ones from seed `--seed` on, and those of FOLDER and below:
 * *.yml, *.yaml, and lines {id, yaml, env?, files?} of *.jsonl and *.jsonl.gz. Printed is for each question of QUESTIONS
 * on how many files we agree with the engine, and up to `--limit` disagreements; progress goes to stderr. Exit code 0 if
 * we agree on everything, 1 if not, 2 without the folder. `--json` prints one object: {questions: {KEY: {title, agree, of}}, disagreements:
 * [{question, id, differences}], unanswered: [{id, message}]}, with all disagreements.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type GraphAnswer, type GraphWarning, graphOf, printGraph } from "../src/formats/export/graph.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import type { Problem } from "../src/model/problem.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { createAsker, type EngineAnswer, type Generation } from "./engine.ts";
import { EXPORT_QUESTIONS, type OurExports, ourExportsOf } from "./exports.ts";
import { type Question, readFixtures, readFolder, surroundingsOf } from "./questions.ts";
import { randomFlow } from "./random-flow.ts";

/** What we make of a file: the answer of `graph --json` as its reader gets it, and everything that we say of the file. */
export interface OurAnswer {
  readonly answer: GraphAnswer;
  readonly problems: readonly Problem[];
  /** What we export of a Flow that we accept, made when it is asked for. */
  readonly exports: () => OurExports;
}

type Refused = Extract<EngineAnswer, { ok: false }>;

interface FidelityQuestion {
  readonly key: string;
  readonly title: string;
  /** Null if the file does not raise the question. */
  readonly differences: (ours: OurAnswer, engine: EngineAnswer) => readonly Difference[] | null;
}

/** Keys of a deployment that say what is drawn; all others are arguments. */
const DRAWN = [
  ...["node", "name", "role", "needs", "external", "floating", "shards", "replicas", "polling", "uses"],
  ...["protocols", "pods", "head"],
];

export const QUESTIONS: readonly FidelityQuestion[] = [
  {
    key: "accepted",
    title: "accepted or refused",
    differences: ({ answer }, engine) =>
      answer.ok === engine.ok ? [] : [{ path: "", ours: verdictOf(answer), engine: verdictOf(engine) }],
  },
  whereAccepted("graph", "graph and executors", ({ graph, deployments }) => ({
    graph,
    deployments: deployments.map((deployment) => picked(deployment, (key) => DRAWN.includes(key))),
  })),
  whereAccepted(
    "arguments",
    "other arguments of executors, gateway and Flow",
    ({ deployments, gateway, flow }) => ({
      deployments: deployments.map((deployment) => picked(deployment, (key) => !DRAWN.includes(key))),
      gateway,
      flow,
    }),
  ),
  whereAccepted("counts", "numbers of executors and processes", (answer) =>
    picked(answer, (key) => key.startsWith("num_")),
  ),
  whereAccepted("conditions", "conditions and what is not reduced", ({ conditions, no_reduce }) => ({
    conditions,
    no_reduce,
  })),
  whereAccepted("addresses", "addresses and metadata", ({ addresses, metadata }) => ({
    addresses,
    metadata,
  })),
  whereAccepted("mermaid", "text of the drawing", ({ mermaid, mermaidError }) => ({ mermaid, mermaidError })),
  whereRefused("error-type", "the engine's error met by one of that type", (errors, { type }) =>
    errors.some((error) => error.type === type),
  ),
  whereRefused("error-message", "the engine's error met in its very words", (errors, { type, message }) =>
    errors.some((error) => error.type === type && error.message === withoutMarks(message)),
  ),
  {
    key: "warnings",
    title: "every warning of the engine met",
    differences: ({ answer }, { warnings }) =>
      warnings.length === 0
        ? null
        : without(warnings, answer.warnings).map((warning) => ({
            path: "",
            ours: answer.warnings,
            engine: warning,
          })),
  },
  {
    key: "warnings-made-up",
    title: "no warning in the engine's name that it does not give, none twice",
    differences: ({ answer }, { warnings }) =>
      answer.warnings.length === 0
        ? null
        : without(answer.warnings, warnings).map((warning) => ({
            path: "",
            ours: warning,
            engine: warnings,
          })),
  },
  ...EXPORT_QUESTIONS.map(
    ({ key, title, differences }): FidelityQuestion => ({
      key,
      title,
      differences: ({ answer, exports }, engine) =>
        answer.ok && engine.ok && key in engine ? differences(exports(), engine) : null,
    }),
  ),
  {
    key: "no-error",
    title: "no error of ours where the engine accepts",
    differences: ({ problems }, engine) =>
      engine.ok
        ? problems
            .filter(({ severity }) => severity === "error")
            .map(({ message }) => ({ path: "", ours: message, engine: null }))
        : null,
  },
];

/** The warnings that `others` has not, or not as often, with phase and kind. */
function without(warnings: readonly GraphWarning[], others: readonly GraphWarning[]): GraphWarning[] {
  const left = others.map(printed);
  return warnings.filter((warning) => {
    const at = left.indexOf(printed(warning));
    if (at >= 0) {
      left.splice(at, 1);
    }
    return at < 0;
  });
}

const printed = ({ phase, category, message }: GraphWarning): string =>
  JSON.stringify([phase, category, message]);

/**
 * What the engine's YAML reader finds wrong, without what it was doing and without places: those count the lines of a
 * rewritten text, not the file's. Other messages stay as they are.
 */
function withoutMarks(message: string): string {
  const parts = message
    .split(/\n {2}in "<unicode string>", line \d+, column \d+:(?:\n {4}.*)*\n?/)
    .filter((part) => part !== "");
  // What it was doing may stand before what is wrong without a place of its own; of two halves of a sentence we say one.
  const said =
    parts
      .map((part) => part.replace(/\n {2}in "<unicode string>", position \d+$/, ""))
      .filter((part) => !/^(?:but |second occurrence)/.test(part))
      .at(-1) ?? "";
  return said.replace(/^while [^\n]*\n|\nbut found another document$|; first occurrence$/g, "");
}

function whereAccepted(
  key: string,
  title: string,
  of: (answer: Extract<GraphAnswer, { ok: true }>) => unknown,
): FidelityQuestion {
  return {
    key,
    title,
    differences: ({ answer }, engine) =>
      answer.ok && engine.ok ? differencesOf(of(answer), of(engine)) : null,
  };
}

function whereRefused(
  key: string,
  title: string,
  isMet: (errors: readonly { type: string; message: string }[], engine: Refused["error"]) => boolean,
): FidelityQuestion {
  return {
    key,
    title,
    differences: ({ problems }, engine) => {
      if (engine.ok) {
        return null;
      }
      const errors = problems.filter(({ severity }) => severity === "error");
      const told = errors.flatMap((problem) => problem.engine ?? []);
      return isMet(told, engine.error) ? [] : [{ path: "", ours: told, engine: engine.error }];
    },
  };
}

function verdictOf(answer: GraphAnswer | EngineAnswer): string {
  return answer.ok ? "accepted" : `refused: ${answer.error.type}: ${answer.error.message}`;
}

function picked(record: object, isWanted: (key: string) => boolean): unknown {
  return Object.fromEntries(Object.entries(record).filter(([key]) => isWanted(key)));
}

// --- the report

interface Disagreement {
  readonly question: string;
  readonly id: string;
  readonly differences: readonly Difference[];
}

/** What came of all files. */
export class Report {
  readonly tallies = new Map(QUESTIONS.map(({ key, title }) => [key, { title, agree: 0, of: 0 }]));
  readonly disagreements: Disagreement[] = [];
  readonly unanswered: { readonly id: string; readonly message: string }[] = [];

  add(id: string, ours: OurAnswer, engine: EngineAnswer): void {
    if (!engine.ok && engine.error.phase === "ask") {
      this.unanswered.push({ id, message: engine.error.message });
      return;
    }
    for (const question of QUESTIONS) {
      const differences = question.differences(ours, engine);
      if (differences !== null) {
        this.count(question.key, id, differences);
      }
    }
  }

  get agrees(): boolean {
    return this.disagreements.length === 0;
  }

  private count(question: string, id: string, differences: readonly Difference[]): void {
    const tally = this.tallies.get(question)!;
    tally.of++;
    if (differences.length === 0) {
      tally.agree++;
    } else {
      this.disagreements.push({ question, id, differences });
    }
  }

  toJSON(): unknown {
    const { disagreements, unanswered } = this;
    return { questions: Object.fromEntries(this.tallies), disagreements, unanswered };
  }

  /** For people; of each question at most `limit` disagreements. */
  toText(limit: number): string {
    const lines = [...this.tallies.values()].map(({ title, agree, of }) => {
      const share = of === 0 ? "" : `${((100 * agree) / of).toFixed(2)} %`;
      return `${title.padEnd(56)}${`${agree}`.padStart(7)} of ${`${of}`.padStart(6)}${share.padStart(11)}`;
    });
    for (const [key, { title }] of this.tallies) {
      const found = this.disagreements.filter(({ question }) => question === key);
      const shown = found.slice(0, limit);
      if (shown.length > 0) {
        lines.push(
          "",
          `${title}: ${found.length} disagree${shown.length < found.length ? `, the first ${limit}` : ""}`,
        );
        lines.push(...shown.flatMap(disagreementLines));
      }
    }
    if (this.unanswered.length > 0) {
      lines.push("", `The engine has not answered ${this.unanswered.length}:`);
      lines.push(...this.unanswered.slice(0, limit).map(({ id, message }) => `  ${id}: ${message}`));
    }
    return `${lines.join("\n")}\n`;
  }
}

const SHOWN_CHARACTERS = 400;

function disagreementLines({ id, differences }: Disagreement): string[] {
  const shown = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, SHOWN_CHARACTERS);
  return differences.flatMap(({ path, ours, engine }) => [
    `  ${id} ${path}`,
    `    ours    ${shown(ours)}`,
    `    engine  ${shown(engine)}`,
  ]);
}

// --- the questions, asked

/** What we make of a question, through the very text that `graph --json` prints. */
export function ourAnswerTo(question: Question): OurAnswer {
  const document = readFlow(question.yaml, surroundingsOf(question));
  return {
    answer: JSON.parse(printGraph(graphOf(document))),
    problems: document.problems,
    exports: () => ourExportsOf(document, surroundingsOf(question)),
  };
}

/** The program that we export of a Flow that we accept. */
export function programOf({ answer, exports }: OurAnswer): string | undefined {
  return answer.ok ? (exports().program ?? undefined) : undefined;
}

/** Questions that wait for the engine at a time. */
const WINDOW = 40;

async function compareAll(
  questions: readonly Question[],
  generation: Generation,
  onProgress: (done: number) => void,
): Promise<Report> {
  const report = new Report();
  const asker = createAsker(generation);
  try {
    for (let from = 0; from < questions.length; from += WINDOW) {
      const some = questions.slice(from, from + WINDOW);
      const ours = some.map(ourAnswerTo);
      const answers = some.map(({ yaml, env, context, files }, index) =>
        asker.ask(yaml, { env, context, files, exports: true, program: programOf(ours[index]!) }),
      );
      for (const [index, answer] of (await Promise.all(answers)).entries()) {
        report.add(some[index]!.id, ours[index]!, answer);
      }
      onProgress(from + some.length);
    }
  } finally {
    asker.close();
  }
  return report;
}

function drawnQuestions(seed: number, count: number): Question[] {
  return Array.from({ length: count }, (_, index) => {
    const { text, ...around } = randomFlow(seed + index);
    return { id: `drawn:${seed + index}`, yaml: text, ...around };
  });
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      count: { type: "string", default: "2000" },
      seed: { type: "string", default: "1" },
      limit: { type: "string", default: "20" },
      generation: { type: "string", default: "v1" },
      json: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const missing = positionals.find((folder) => !existsSync(folder));
  if (missing !== undefined) {
    console.error(`There is no folder ${missing}.`);
    return 2;
  }
  const questions = [
    ...readFixtures().map((fixture) => ({ ...fixture, id: `fixture:${fixture.id}` })),
    ...drawnQuestions(Number(values.seed), Number(values.count)),
    ...positionals.flatMap(readFolder),
  ];
  const report = await compareAll(questions, values.generation === "v2" ? "v2" : "v1", (done) => {
    process.stderr.write(`\r${done} of ${questions.length}`);
  });
  process.stderr.write("\n");
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : report.toText(Number(values.limit)));
  return report.agrees ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await main();
}
