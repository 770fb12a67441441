/**
 * The engine's answers in the repository are the real engine's, under either generation of docarray: the fixtures'
 * engine.json and the list of arguments. And the real engine runs Flow files for the end-to-end tests.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import {
  type Around,
  type Asker,
  createAsker,
  type EngineAnswer,
  type Generation,
  startFlow,
} from "./engine.ts";
import { readFixtures } from "./questions.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const ROOT = resolve(import.meta.dirname, "..");
const fixtures = readFixtures();

const text = (...path: string[]): string => readFileSync(join(ROOT, ...path), "utf8");

// Importing the engine takes seconds: the two generations do it side by side.
describe.concurrent.each<Generation>(["v1", "v2"])("the engine with docarray %s", (generation) => {
  let asker: Asker | undefined;

  // Started by the first test, not before all: where the environment is missing, each test fails with the sentence.
  const ask = async (yaml: string, around?: Around): Promise<EngineAnswer> => {
    asker ??= createAsker(generation);
    return await asker.ask(yaml, around);
  };

  afterAll(() => asker?.close());

  test.each(fixtures)("answers as the fixture $id says", async ({ yaml, engine, ...around }) => {
    expect(await ask(yaml, { ...around, exports: "dump" in engine })).toEqual(engine);
  });

  test("refuses at load, with argparse's message in place of its exit", async () => {
    const refused = await ask("jtype: Flow\nexecutors:\n  - name: a\n    shards: many\n");
    expect(refused).toEqual({
      ok: false,
      error: {
        phase: "load",
        type: "SystemExit",
        message: "argument --shards: invalid int value: 'many'",
      },
      warnings: [],
    });
  });

  test("refuses at build", async () => {
    const refused = await ask("jtype: Flow\nexecutors:\n  - name: a\n    shards: 0\n");
    expect(refused).toMatchObject({ ok: false, error: { phase: "build", type: "KeyError" } });
  });

  test("builds a Flow that it cannot draw", async () => {
    const answer = await ask("jtype: Flow\nexecutors:\n  - name: a\n    needs: nobody\n");
    expect(answer).toMatchObject({ ok: true, mermaid: null, mermaidError: { type: "KeyError" } });
  });

  test("knows the environment and the files of a question, and forgets them", async () => {
    const yaml = "jtype: Flow\nwith: {name: $TEST_NAME}\nexecutors: [dep.yml]\n";
    const files = { "dep.yml": "jtype: Deployment\nwith: {name: $TEST_NAME, workspace: here}\n" };
    expect(await ask(yaml, { env: { TEST_NAME: "shop" }, files })).toMatchObject({
      ok: true,
      flow: { name: "shop" },
      deployments: [{ node: "executor0", name: "shop", workspace: "here" }],
    });
    expect(await ask(yaml)).toMatchObject({ ok: false, error: { message: "can not find dep.yml" } });
  });

  test("sends nothing", async () => {
    const yaml = "jtype: Flow\nexecutors:\n  - method: post\n    on: /index\n";
    expect(await ask(yaml)).toMatchObject({ ok: false, error: { phase: "ask", type: "Unanswered" } });
  });

  test("shows the ports that it draws by their order, and its folders under made-up names", async () => {
    const yaml = "jtype: Flow\nexecutors:\n  - {name: a, workspace: w, replicas: 2}\n  - {title: $HOME}\n";
    expect(await ask(yaml)).toMatchObject({
      deployments: [{ workspace: "/cwd/w" }, { args: { title: "/home/user" } }],
      addresses: {
        a: ["grpc://0.0.0.0:RANDOM_PORT_1", "grpc://0.0.0.0:RANDOM_PORT_2"],
        executor1: ["grpc://0.0.0.0:RANDOM_PORT_3"],
      },
    });
  });

  test("survives a file that ends the process that loads it, and one too deep to read", async () => {
    const deep = `jtype: Flow\nx: ${"[".repeat(2_000)}${"]".repeat(2_000)}\n`;
    expect(await ask(deep)).toMatchObject({ error: { phase: "load", type: "RecursionError" } });
    const help = await ask("jtype: Flow\nexecutors:\n  - help: true\n");
    expect(help).toMatchObject({ error: { phase: "load", type: "SystemExit", message: "0" } });
    expect(await ask("jtype: Flow\n")).toMatchObject({ ok: true, end: "gateway" });
  });

  test("answers overlapping questions each with its own", async () => {
    const ends = await Promise.all(
      ["one", "two", "three"].map(async (name) => {
        const answer = await ask(`jtype: Flow\nexecutors:\n  - name: ${name}\n`);
        return answer.ok && answer.end;
      }),
    );
    expect(ends).toEqual(["one", "two", "three"]);
  });

  test.each([
    ["arguments.json", []],
    ["argument-words.json", ["words"]],
  ])("has the arguments that %s lists", async (name, args) => {
    expect(readSetup().missing[`docarray-${generation}`]).toBeUndefined();
    const script = join(ROOT, "engine", "make_arguments.py");
    const { stdout } = await promisify(execFile)(environmentPython(generation), [script, ...args]);
    expect(stdout).toBe(text("src", "model", "engine", name));
  });
});

describe.concurrent.each<Generation>(["v1", "v2"])("a Flow run with docarray %s", (generation) => {
  const folder = mkdtempSync(join(tmpdir(), "engine-test-"));

  const flowFile = (name: string, yaml: string): string => {
    const file = join(folder, name);
    writeFileSync(file, yaml);
    return file;
  };

  afterAll(() => rmSync(folder, { recursive: true }));

  test("answers on its port until it is stopped, and an executor's mark is in the answer", async () => {
    const file = flowFile(
      "one.yml",
      "jtype: Flow\nwith: {protocol: http}\nexecutors:\n  - {name: begin, uses: Start}\n",
    );
    const flow = await startFlow({ generation, file });
    try {
      const [path, body] =
        generation === "v1"
          ? ["/post", { data: [{ text: "hi" }], execEndpoint: "/" }]
          : ["/default", { data: [{ text: "hi" }] }];
      const response = await fetch(`http://127.0.0.1:${flow.port}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as { data: unknown[] };
      expect(answer.data).toEqual([
        expect.objectContaining({ text: "hi", [generation === "v1" ? "modality" : "start_mark"]: "begin" }),
      ]);
    } finally {
      await flow.stop();
    }
    await expect(fetch(`http://127.0.0.1:${flow.port}/`)).rejects.toThrow();
  });

  test("that cannot start says why", async () => {
    const file = flowFile("refused.yml", "jtype: Flow\nexecutors:\n  - name: not-a-name\n");
    await expect(startFlow({ generation, file })).rejects.toThrow(/did not start: ValueError.*not-a-name/);
  });
});
