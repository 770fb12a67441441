/**
 * Drawn Flow files, exported by the live engine and by us, and our mended exports against the schemas of Kubernetes and of
 * Compose. `npm run fidelity` asks much more.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { afterAll, describe, expect, test, vi } from "vitest";
import { type ExportedFile, type ExportKind, exportFlow } from "../src/formats/export/export-flow.ts";
import { endingProblem } from "../src/formats/export/graph.ts";
import { type FlowDocument, readFlow } from "../src/formats/read/read-flow.ts";
import { askScript } from "./ask-script.ts";
import { type Asker, createAsker } from "./engine.ts";
import { ourAnswerTo, programOf, QUESTIONS } from "./fidelity.ts";
import { readFixtures, surroundingsOf } from "./questions.ts";
import { randomFlow } from "./random-flow.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const SEEDS = Array.from({ length: 120 }, (_, index) => 5001 + index);
const ASKED = QUESTIONS.filter(({ key }) => ["dump", "k8s", "compose", "program"].includes(key));

describe("the engine and we export alike", () => {
  let asker: Asker | undefined;
  let exported = 0;

  afterAll(() => asker?.close());

  test.each(SEEDS)("the drawn Flow %i", async (seed) => {
    const { text, ...around } = randomFlow(seed);
    asker ??= createAsker("v1");
    const ours = ourAnswerTo({ id: `${seed}`, yaml: text, ...around });
    const engine = await asker.ask(text, { ...around, exports: true, program: programOf(ours) });
    exported += engine.ok && engine.k8s ? 1 : 0;
    for (const { title, differences } of ASKED) {
      const found = differences(ours, engine) ?? [];
      expect(found, `${title}\n${text}\n${JSON.stringify(around)}`).toEqual([]);
    }
  });

  test("Flows of which enough are exported to say something", () => {
    expect(exported).toBeGreaterThan(15);
  });
});

test("the command line answers many questions in the engine's own form", async () => {
  const asker = createAsker("v1");
  const questions = readFixtures().filter(({ context }) => !context);
  const answers = await Promise.all(
    questions.map(({ yaml, env, files }) => asker.ask(yaml, { env, files, exports: true })),
  ).finally(() => asker.close());
  const kinds = ["mermaid", "yaml", "kubernetes", "compose"].flatMap((kind) => ["--to", kind]);
  const given = [
    ...["--gateway-image", "jina:1", "--hub-image", "*=hub.invalid/{name}:{tag}", "--port-seed", "50000"],
    ...["--home", "/home/user", "--cwd", "/cwd"],
  ];
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(import.meta.dirname, "..", "src", "cli", "bin.js"),
      "export",
      "--stdin-jsonl",
      "--json",
      ...kinds,
      ...given,
    ],
    {
      input: questions
        .map(({ id, yaml, env, files }) => `${JSON.stringify({ id, yaml, env, files })}\n`)
        .join(""),
      encoding: "utf8",
      maxBuffer: 1 << 28,
    },
  );
  const ours = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(ours.map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
  const made = new Map<string, number>();
  for (const [at, engine] of answers.entries()) {
    const { id, ok, ...answer } = ours[at];
    expect([id, ok]).toEqual([id, engine.ok]);
    if (!engine.ok) {
      continue;
    }
    expect(answer.mermaid, id).toBe(engine.mermaid);
    for (const key of ["mermaid", "dump", "k8s", "compose"] as const) {
      const [error, engineError] = [answer[`${key}Error`], engine[`${key}Error`]];
      expect([answer[key] === null, error?.type], `${id} ${key}`).toEqual([
        engine[key] === null,
        engineError?.type,
      ]);
      // The engine's words may have places of a text of its own around them.
      expect(engineError?.message ?? "", `${id} ${key}`).toContain(error?.message ?? "");
      expect(typeof answer[key]).toBe(typeof engine[key]);
      if (key === "k8s" && engine.k8s) {
        expect(Object.keys(answer.k8s).toSorted(), id).toEqual(Object.keys(engine.k8s).toSorted());
      }
      const which = engineError ? `${key}Error` : key;
      made.set(which, (made.get(which) ?? 0) + 1);
    }
  }
  for (const key of ["mermaid", "dump", "k8s", "compose", "mermaidError", "k8sError", "composeError"]) {
    expect(made.get(key) ?? 0, key).toBeGreaterThan(0);
  }
});

describe("the engine and we export alike what nobody means", () => {
  const list = (executor: string) => `jtype: Flow\nexecutors:\n  - {name: a, ${executor}}\n`;
  let asker: Asker | undefined;

  afterAll(() => asker?.close());

  test.each([
    "uses: 'docker://{{x}}'",
    "uses: 'docker://='",
    "uses: 'docker://[=]'",
    "uses: 'docker://<<'",
    "uses: 'docker://!!set {a}'",
    "uses: 'docker://2024-99-99'",
    "uses: 'docker://{a: {{}: 1}}'",
    "shards: 2, uses: 'docker://x', uses_before: 'docker://', uses_after: 'docker://y'",
    "shards: 2, uses: 'docker://x', uses_before: 'docker://', uses_after: 'docker://'",
  ])("%s", async (executor) => {
    const text = list(executor);
    asker ??= createAsker("v1");
    const ours = ourAnswerTo({ id: executor, yaml: text });
    const engine = await asker.ask(text, { exports: true, program: programOf(ours) });
    for (const { title, differences } of ASKED) {
      expect(differences(ours, engine) ?? [], title).toEqual([]);
    }
  });
});

describe("mended, what the fixtures and drawn Flows become", () => {
  const documents = [
    ...readFixtures().map((fixture) => readFlow(fixture.yaml, surroundingsOf(fixture))),
    ...SEEDS.map((seed) => {
      const { text, ...around } = randomFlow(seed);
      return readFlow(text, surroundingsOf(around));
    }),
  ].filter((document) => !endingProblem(document));
  const files = (kind: ExportKind) => documents.flatMap((document) => mended(document, kind));

  test("is valid to Kubernetes, with no field that it does not know", () => {
    const texts = files("kubernetes").map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(100);
    const answers = askScript("validate_kubernetes.py", [], texts);
    expect(
      answers.flatMap((faults, index) => (faults as string[]).map((one) => [one, texts[index]])),
    ).toEqual([]);
  });

  test("is valid to Compose", () => {
    const validate = composeValidator();
    const texts = files("compose").map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(50);
    for (const text of texts) {
      expect(validate(load(text)), `${JSON.stringify(validate.errors)}\n${text}`).toBe(true);
    }
  });
});

/** The files of a Flow, mended; none of one that is not exported, or has a fault that is left to people. */
function mended(document: FlowDocument, kind: ExportKind): readonly ExportedFile[] {
  const exported = exportFlow(
    document,
    kind,
    { isMended: true },
    {
      gatewayImage: "jina",
      hubImages: new Map([["*", "hub.invalid/{name}:{tag}"]]),
      portSeed: 50_000,
      home: "/home/user",
      cwd: "/cwd",
    },
  );
  return "refused" in exported || exported.faults.some(({ isMendable }) => !isMendable) ? [] : exported.files;
}

/** By the schema that comes with dclint. */
function composeValidator() {
  const folder = dirname(createRequire(import.meta.url).resolve("dclint/package.json"));
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(join(folder, "schemas", "compose.schema.json"), "utf8"),
  );
  return new Ajv({ strict: false, validateFormats: false }).compile(schema);
}
