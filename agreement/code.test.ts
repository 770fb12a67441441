/** Requests as code, run as they are printed: each gets from a real gateway what the page gets. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { environmentPython } from "../scripts/setup.mjs";
import type { CodeRequest, Language } from "../src/client/code/code-request.ts";
import { printCode } from "../src/client/code/print-code.ts";
import { createJsonReader } from "../src/client/json-reader.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import type { Protocol } from "../src/model/run/address.ts";
import type { Generation } from "./engine.ts";
import { type Gateways, requestOf, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

const run = promisify(execFile);
const MARK = "ANSWER ";

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

  beforeAll(async () => {
    gateways = await startGateways(generation, ["chain", "endpoints"]);
  });

  afterAll(() => gateways?.stop());

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
    ["javascript", "http"],
    ...(generation === "v1" ? [["javascript", "websocket"] as const] : []),
    ["curl", "http"],
  ];

  test.each(cases)("%s asks a gateway of %s", async (language, protocol) => {
    // Where paths are endpoints, code that is no Client takes the endpoint's name for its path, and asks no other.
    const isPath = generation === "v2" && (language === "curl" || language === "javascript");
    const request = {
      ...REQUEST,
      ...(isPath && { endpoint: "/" }),
      address: gateways.address("chain", protocol),
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

  /** The texts of the documents, in the order in which they come. */
  async function runStream(language: Language, text: string): Promise<unknown[]> {
    if (language === "curl" || language === "javascript") {
      const { stdout } =
        language === "curl"
          ? await run("sh", ["-c", text])
          : await run(process.execPath, ["--input-type=module", "-e", text]);
      return [...stdout.matchAll(/^data: (\{.*\})\r?$/gm)].map(([, data]) => JSON.parse(data!).text);
    }
    const printing = `print(${JSON.stringify(MARK)} + json.dumps(part.text))`;
    const { stdout } = await run(environmentPython(generation), [
      "-c",
      `import json\n${text.replaceAll("print(part)", printing)}`,
    ]);
    return marked(stdout).map((line) => JSON.parse(line));
  }

  async function runCode(language: Language, text: string): Promise<unknown[]> {
    if (language === "curl") {
      const { stdout } = await run("sh", ["-c", text]);
      return bodiesOf(stdout);
    }
    if (language === "javascript") {
      const printing = `const answered = (body) => console.log(${JSON.stringify(MARK)} + JSON.stringify(body));\n`;
      const module = printing + text.replaceAll(/console\.log\((.*)\);/g, "answered($1);");
      const { stdout } = await run(process.execPath, ["--input-type=module", "-e", module]);
      return bodiesOf(marked(stdout).join("\n"));
    }
    const printing = `print(${JSON.stringify(MARK)} + json.dumps([doc.id, doc.text]))`;
    const { stdout } = await run(environmentPython(generation), [
      "-c",
      `import json\n${text.replaceAll("print(doc)", printing)}`,
    ]);
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
  const reader = createJsonReader(text);
  const documents: unknown[] = [];
  while (reader.next() < text.length) {
    const { data } = reader.value() as { data: unknown[] };
    documents.push(...data);
  }
  return documents;
}

function textsOf(documents: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    documents.map((one) => {
      const { id, text } = one as { id: string; text: unknown };
      return [id, text ?? ""];
    }),
  );
}
