/** A query or a mutation of GraphQL as code, with what each language has itself. Pure. */
import type { GatewayAddress } from "../../model/run/address.ts";
import { isFields } from "../../model/run/document.ts";
import { describeAddress } from "../address.ts";
import { createJsonReader, JsonFault } from "../json-reader.ts";
import { headerNotes, type Language, type PrintedCode, variableOf } from "./code-request.ts";
import { printJson, printPython, quotePython } from "./print-literal.ts";
import { quoteShell } from "./shell-words.ts";

/** What is asked, and where. */
interface GraphqlRequest {
  readonly address: GatewayAddress;
  readonly query: string;
  /** An object in JSON, as it was typed; "" for none. */
  readonly variables: string;
  /** Of what is sent along. */
  readonly headerNames?: readonly string[];
}

/** The code, or why there is none. */
export function printGraphql(request: GraphqlRequest, language: Language): PrintedCode {
  const { address, query } = request;
  if (address.protocol !== "http" || language === "grpcurl") {
    return { refused: "GraphQL is what HTTP gateways may speak, and grpcurl asks gateways that speak gRPC." };
  }
  const variables = variablesOf(request.variables);
  if (variables === null) {
    return { refused: 'Variables are an object in JSON, as {"text": "hello"}.' };
  }
  const body = { query, ...(Object.keys(variables).length > 0 && { variables }) };
  const url = `${describeAddress(address)}/graphql`;
  const text = { python: inPython, "async-python": inPython, javascript: inJavaScript, curl: inCurl }[
    language
  ];
  return { text: text(url, body, request.headerNames ?? []), notes: headerNotes(request) };
}

function variablesOf(text: string) {
  if (text.trim() === "") {
    return {};
  }
  try {
    const reader = createJsonReader(text);
    const value = reader.value();
    return reader.next() === text.length && isFields(value) ? value : null;
  } catch (cause) {
    if (cause instanceof JsonFault) {
      return null;
    }
    throw cause;
  }
}

type Print = (url: string, body: Parameters<typeof printJson>[0], headerNames: readonly string[]) => string;

const inPython: Print = (url, body, headerNames) =>
  [
    "import json",
    ...(headerNames.length > 0 ? ["import os"] : []),
    "from urllib.request import Request, urlopen",
    "",
    "request = Request(",
    `    ${quotePython(url)},`,
    `    data=json.dumps(${printPython(body, 4)}).encode(),`,
    `    headers={${["'content-type': 'application/json'", ...headerNames.map((name) => `${quotePython(name)}: os.environ[${quotePython(variableOf(name))}]`)].join(", ")}},`,
    ")",
    "with urlopen(request) as response:",
    "    print(json.load(response))",
    "",
  ].join("\n");

const inJavaScript: Print = (url, body, headerNames) =>
  [
    `const response = await fetch(${JSON.stringify(url)}, {`,
    '  method: "POST",',
    `  headers: { ${['"content-type": "application/json"', ...headerNames.map((name) => `${JSON.stringify(name)}: process.env.${variableOf(name)}`)].join(", ")} },`,
    `  body: JSON.stringify(${printJson(body, 2)}),`,
    "});",
    "console.log(await response.json());",
    "",
  ].join("\n");

const inCurl: Print = (url, body, headerNames) =>
  `${[
    `curl ${quoteShell(url)}`,
    "-H 'content-type: application/json'",
    ...headerNames.map((name) => `-H "${name}: $${variableOf(name)}"`),
    `-d ${quoteShell(printJson(body))}`,
  ].join(" \\\n  ")}\n`;
