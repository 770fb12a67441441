/** Requests as code, run as they are printed: each gets from a real gateway what the page gets. */
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { environmentPython } from "../scripts/setup.mjs";
import type { CodeRequest, Language } from "../src/client/code/code-request.ts";
import { printCode } from "../src/client/code/print-code.ts";
import { quoteShell } from "../src/client/code/shell-words.ts";
import { readGateway } from "../src/client/gateway-report.ts";
import { createJsonReader } from "../src/client/json-reader.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import type { Protocol } from "../src/model/run/address.ts";
import type { Doc } from "../src/model/run/document.ts";
import { documentTypeOf } from "../src/model/run/document-type.ts";
import { type StayingScript, startScript } from "./ask-script.ts";
import type { Generation } from "./engine.ts";
import { type Gateways, requestOf, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

const run = promisify(execFile);
const MARK = "ANSWER ";
const HEADER = { X_API_KEY: "canary-4711" };

const REQUEST: Omit<CodeRequest, "address"> = {
  endpoint: "/any",
  documents: [
    { id: "a", text: 'it\'s "quoted" \\ $HOME `ls`\nand é 𝄞', tags: { k: [1.5, null, "x"] } },
    { id: "b", text: "b", tags: {} },
    { id: "c", text: "", tags: { "a b": true } },
  ],
  parameters: { sleep: 0, list: [1, "a", null, true] },
  targetExecutor: "one|th",
  requestSize: 2,
  window: 1,
  maxAttempts: 2,
  continueOnError: true,
  timeoutS: 30,
  compression: "gzip",
  returnResponses: true,
};

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;
  let python: StayingScript;
  /** The environment of what is run: the value of a header, and a grpcurl: ours, or the one that GRPCURL_PATH names. */
  let shell: NodeJS.ProcessEnv;
  const programs = mkdtempSync(join(tmpdir(), "programs-"));

  beforeAll(async () => {
    const grpcurl = join(programs, "grpcurl");
    const script = resolve(import.meta.dirname, "..", "engine", "grpcurl.py");
    const words = process.env.GRPCURL_PATH
      ? [process.env.GRPCURL_PATH]
      : [environmentPython(generation), script];
    writeFileSync(grpcurl, `#!/bin/sh\nexec ${words.map(quoteShell).join(" ")} "$@"\n`);
    chmodSync(grpcurl, 0o755);
    shell = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}`, ...HEADER };
    python = startScript("run_programs.py", generation);
    gateways = await startGateways(generation, [
      "chain",
      "endpoints",
      ...(generation === "v2" ? (["typed"] as const) : []),
    ]);
  });

  afterAll(async () => {
    rmSync(programs, { recursive: true });
    python?.stop();
    await gateways?.stop();
  });

  /** What the page gets, by the documents' ids. */
  async function page(): Promise<Record<string, unknown>> {
    const transport = gateways.transportTo(gateways.address("chain", "http"), "bridge");
    const { signal } = new AbortController();
    await transport.open(signal);
    const { endpoint, documents, parameters, targetExecutor } = REQUEST;
    return textsOf(
      documentsOf(
        (await transport.send(requestOf({ endpoint, documents, parameters, targetExecutor }), signal))
          .documents,
      ),
    );
  }

  const cases: (readonly [Language, Protocol])[] = [
    ["python", "grpc"],
    ["async-python", "grpc"],
    ["python", "http"],
    ["python", "websocket"],
    ["async-python", "http"],
    ["async-python", "websocket"],
    ["javascript", "http"],
    ...(generation === "v1" ? [["javascript", "websocket"] as const] : []),
    ["curl", "http"],
    ["grpcurl", "grpc"],
  ];

  test.each(cases)("%s asks a gateway of %s", async (language, protocol) => {
    // Where paths are endpoints, code that is no Client asks one alone: that of which the gateway tells.
    const isPath = generation === "v2" && (language === "curl" || language === "javascript");
    const request = {
      ...REQUEST,
      ...(isPath && { toldName: "/default" }),
      address: gateways.address("chain", protocol),
      ...(protocol !== "websocket" && { headerNames: ["x-api-key"] }),
    };
    const code = printCode(request, language, generation);
    expect(code).toHaveProperty("text");
    const text = "text" in code ? code.text : "";
    const answered = await runCode(language, text);
    const expected = await page();
    expect(Object.values(expected)).toContain("b>one>three");
    expect(textsOf(answered)).toEqual(expected);
  });

  const streams: (readonly [Language, Protocol])[] = [
    ["grpcurl", "grpc"],
    ["python", "grpc"],
    ["async-python", "grpc"],
    ...(generation === "v2"
      ? ([
          ["python", "http"],
          ["javascript", "http"],
          ["curl", "http"],
        ] as const)
      : []),
  ];

  test.each(streams)("%s has documents streamed by a gateway of %s", async (language, protocol) => {
    const request: CodeRequest = {
      address: gateways.address("endpoints", protocol),
      endpoint: "/stream",
      documents: [{ text: "hi & é" }, { text: "you" }],
      parameters: {},
      targetExecutor: "",
      requestSize: 100,
      stream: true,
      timeoutS: 30,
    };
    const code = printCode(request, language, generation);
    expect(code).toHaveProperty("text");
    const text = "text" in code ? code.text : "";
    const expected = ["hi & é", "you"].flatMap((said) => [0, 1, 2].map((index) => `${said} ${index}`));
    expect(await runStream(language, text)).toEqual(expected);
  });

  /** Documents with a field of each kind, one with all of them and one with those that have to be given. */
  const ITEMS: readonly Doc[] = [
    {
      id: "all",
      title: 'it\'s "quoted"',
      count: 7,
      price: 2,
      fresh: true,
      colour: "green",
      link: "https://example.com/a?b=c",
      words: ["a", "é"],
      vector: [1, 2.5, 3, 4],
      tags: { k: [1.5, null, "x"] },
      raw: "bytes",
      part: { id: "p", name: "one" },
      parts: [
        { id: "q", name: "two" },
        { id: "r", name: "three" },
      ],
    },
    { id: "least", title: "b", part: { id: "s", name: "four" } },
  ];

  if (generation === "v2") {
    test.each([
      ["python", "grpc"],
      ["async-python", "grpc"],
      ["python", "http"],
    ] as const)("%s with the endpoint's own classes asks a gateway of %s", async (language, protocol) => {
      const address = gateways.address("typed", protocol);
      const { signal } = new AbortController();
      const options = gateways.optionsOf(address, "bridge");
      const { endpoints } = await readGateway(options, signal);
      const told = endpoints?.find(({ name }) => name === "/seen");
      const types = {
        input: documentTypeOf(told!.input!)!,
        output: documentTypeOf(told!.output!)!,
      };
      const request: CodeRequest = {
        address,
        endpoint: "/seen",
        documents: ITEMS,
        parameters: {},
        targetExecutor: "",
        requestSize: 100,
        types,
      };
      const code = printCode(request, language, generation);
      const text = "text" in code ? code.text : "";
      expect(text).toContain("class Item(BaseDoc):");
      expect(text).toContain("return_type=DocList[Seen]");
      expect("notes" in code && code.notes).toEqual([
        "Item and Seen are the gateway's own classes, written from what it tells of its endpoint.",
      ]);
      const printing = `print(${JSON.stringify(MARK)} + json.dumps([doc.id, doc.what, doc.fields, doc.parts[0].name if len(doc.parts) else None]))`;
      const stdout = await runPython(`import json\n${text.replaceAll("print(doc)", printing)}`);
      const answered = marked(stdout).map((line) => JSON.parse(line));

      const transport = gateways.transportTo(address, "bridge");
      await transport.open(signal);
      const { documents } = await transport.send(requestOf({ endpoint: "/seen", documents: ITEMS }), signal);
      const page = documentsOf(documents).map(({ id, what, fields, parts }) => {
        const [first] = (parts ?? []) as { name: unknown }[];
        return [id, what, fields, first?.name ?? null];
      });
      expect(answered.map(([id]) => id)).toEqual(["all", "least"]);
      expect(answered.map(([id, what, ...rest]) => [id, seenOf(what), ...rest])).toEqual(
        page.map(([id, what, ...rest]) => [id, seenOf(what), ...rest]),
      );
      expect(String(answered[0][1])).toContain("three");
    });
  }

  /** What an Executor saw of a document. */
  function seenOf(what: unknown): unknown {
    return JSON.parse(String(what));
  }

  /** What a program prints. One that fails is told with its last words. */
  async function runPython(program: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const [answer] = await python.ask([{ program, env }]);
    const { code, output, errors } = answer as { code: number; output: string; errors: string };
    expect(code, errors).toBe(0);
    return output;
  }

  /** The texts of the documents, in the order in which they come. */
  async function runStream(language: Language, text: string): Promise<unknown[]> {
    if (language === "grpcurl") {
      const { stdout } = await run("sh", ["-c", text], { env: shell });
      return valuesIn(stdout).map((answer) =>
        fieldOf((answer as { document: ProtoDocument }).document, "text"),
      );
    }
    if (language === "curl" || language === "javascript") {
      const { stdout } =
        language === "curl"
          ? await run("sh", ["-c", text])
          : await run(process.execPath, ["--input-type=module", "-e", text]);
      return [...stdout.matchAll(/^data: (\{.*\})\r?$/gm)].map(([, data]) => JSON.parse(data!).text);
    }
    const printing = `print(${JSON.stringify(MARK)} + json.dumps(part.text))`;
    const stdout = await runPython(`import json\n${text.replaceAll("print(part)", printing)}`);
    return marked(stdout).map((line) => JSON.parse(line));
  }

  async function runCode(language: Language, text: string): Promise<unknown[]> {
    if (language === "grpcurl") {
      const { stdout } = await run("sh", ["-c", text], { env: shell });
      const answers = valuesIn(stdout) as { data: { docs: { docs: ProtoDocument[] } } }[];
      return answers.flatMap(({ data }) =>
        data.docs.docs.map((one) => ({ id: fieldOf(one, "id"), text: fieldOf(one, "text") })),
      );
    }
    if (language === "curl") {
      const { stdout } = await run("sh", ["-c", text], { env: shell });
      return bodiesOf(stdout);
    }
    if (language === "javascript") {
      const printing = `const answered = (body) => console.log(${JSON.stringify(MARK)} + JSON.stringify(body));\n`;
      const module = printing + text.replaceAll(/console\.log\((.*)\);/g, "answered($1);");
      const { stdout } = await run(process.execPath, ["--input-type=module", "-e", module], { env: shell });
      return bodiesOf(marked(stdout).join("\n"));
    }
    const printing = `print(${JSON.stringify(MARK)} + json.dumps([doc.id, doc.text]))`;
    const stdout = await runPython(`import json\n${text.replaceAll("print(doc)", printing)}`, HEADER);
    return marked(stdout).map((line) => {
      const [id, said] = JSON.parse(line) as string[];
      return { id, text: said };
    });
  }
});

function marked(output: string): string[] {
  return output.split("\n").flatMap((line) => (line.startsWith(MARK) ? [line.slice(MARK.length)] : []));
}

/** The documents of bodies that stand one after another. */
function bodiesOf(text: string): unknown[] {
  return valuesIn(text).flatMap((body) => (body as { data: unknown[] }).data);
}

/** Values of JSON that stand one after another. */
function valuesIn(text: string): unknown[] {
  const reader = createJsonReader(text);
  const values: unknown[] = [];
  while (reader.next() < text.length) {
    values.push(reader.value());
  }
  return values;
}

/** A document in protobuf's JSON, of either docarray. */
interface ProtoDocument {
  readonly data?: Readonly<Record<string, { readonly text?: string }>>;
  readonly [field: string]: unknown;
}

function fieldOf({ data, ...fields }: ProtoDocument, name: "id" | "text"): unknown {
  return data ? data[name]?.text : fields[name];
}

function textsOf(documents: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    documents.map((one) => {
      const { id, text } = one as { id: string; text: unknown };
      return [id, text ?? ""];
    }),
  );
}
