/** GraphQL of a real gateway, by the page's server and straight from the page. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { environmentPython } from "../scripts/setup.mjs";
import { printGraphql } from "../src/client/code/print-graphql.ts";
import { completeGraphql } from "../src/client/complete-graphql.ts";
import { createGraphql } from "../src/client/graphql.ts";
import { ClientError } from "../src/model/run/client-error.ts";
import { type Gateways, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

/** What it is, where that is no fault. */
function got<Value>(value: Value | ClientError): Value {
  if (value instanceof ClientError) {
    throw value;
  }
  return value;
}

let gateways: Gateways;
beforeAll(async () => {
  gateways = await startGateways("v1", ["graphql", "chain"]);
});
afterAll(() => gateways?.stop());

describe.each(["bridge", "direct"] as const)("GraphQL, way %s", (way) => {
  const graphqlOf = (name: "graphql" | "chain") =>
    createGraphql(gateways.optionsOf(gateways.address(name, "http"), way));
  const signal = () => new AbortController().signal;
  const run = async (query: string, variables = "") =>
    got(await graphqlOf("graphql").run(query, variables, signal()));

  test("a query and a mutation with variables are answered", async () => {
    const { data, errors } = await run(
      'mutation ($docs: [StrawberryDocumentInput!]) { docs(data: $docs, execEndpoint: "/any") { id text } }',
      '{"docs": [{"id": "d", "text": "hi"}]}',
    );
    expect([data, errors]).toEqual([{ docs: [{ id: "d", text: "hi>one>two" }] }, []]);
    const asked = await run(
      '{ docs(data: [{text: "hi"}], parameters: "{\\"k\\": 1}", targetExecutor: "two") { text } }',
    );
    expect(asked.data).toEqual({ docs: [{ text: "hi>two" }] });
  });

  test("its types are told, and offered where they can stand", async () => {
    const schema = got(await graphqlOf("graphql").introspect());
    const offers = (text: string) =>
      completeGraphql(schema, text, text.length).options.map(({ label }) => label);
    expect(offers("{ ")).toEqual(["docs"]);
    expect(offers("mutation { docs(").sort()).toEqual([
      "data",
      "execEndpoint",
      "parameters",
      "targetExecutor",
    ]);
    expect(offers("{ docs(data: [{")).toEqual(expect.arrayContaining(["text", "chunks", "mimeType"]));
    expect(offers("{ docs { matches { scores { ")).toEqual(["name", "score"]);
  });

  test("errors come with their place; what an Executor has raised does not come", async () => {
    const unknown = await run("{ docs { nothing } }");
    expect(unknown.errors).toEqual([
      expect.stringMatching(/^Line 1, column \d+: Cannot query field 'nothing'/),
    ]);
    const raised = await run('{ docs(data: [{text: "FAIL"}]) { text } }');
    expect([raised.data, raised.errors]).toEqual([{ docs: [{ text: "FAIL>one" }] }, []]);
    const refused = await graphqlOf("graphql").run("{", "[]", signal());
    expect(refused).toMatchObject({ code: "input" });
  });

  test("a gateway without it is told as one", async () => {
    const fault = await graphqlOf("chain").introspect();
    expect(fault).toMatchObject({ message: "This gateway exposes no GraphQL." });
  });
});

test.each(["python", "javascript", "curl"] as const)(
  "as code in %s, run as it is printed",
  async (language) => {
    const code = printGraphql(
      {
        address: gateways.address("graphql", "http"),
        query:
          'mutation ($docs: [StrawberryDocumentInput!]) { docs(data: $docs, execEndpoint: "/any") { id text } }',
        variables: '{"docs": [{"id": "d", "text": "it\'s \\"é\\" $HOME"}]}',
      },
      language,
    );
    const text = "text" in code ? code.text : "";
    const [command, args] = {
      python: [
        environmentPython("v1"),
        ["-c", text.replace("print(json.load(response))", "print(response.read().decode())")],
      ],
      javascript: [
        process.execPath,
        [
          "--input-type=module",
          "-e",
          text.replace("console.log(await response.json())", "console.log(await response.text())"),
        ],
      ],
      curl: ["sh", ["-c", text]],
    }[language] as [string, string[]];
    const { stdout } = await promisify(execFile)(command, args);
    expect(JSON.parse(stdout).data).toEqual({ docs: [{ id: "d", text: 'it\'s "é" $HOME>one>two' }] });
  },
);
