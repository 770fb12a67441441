/** Has the real engine run Flows and answer requests, by engine/run_requests.py. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import type { Doc, DocValue } from "../src/model/run/document.ts";
import type { Generation } from "./engine.ts";
import { type RoutedAnswer, requestOf, yamlOf } from "./simulated-answers.ts";
import { ROUTED_FLOWS } from "./simulator-flows.ts";

const SCRIPT = join(resolve(import.meta.dirname, "..", "engine"), "run_requests.py");

/** What the script prints of one request. */
type Said =
  | { readonly error: string }
  | {
      readonly routes: readonly (readonly [string, boolean, boolean])[];
      readonly documents: readonly Doc[];
      readonly parameters: { readonly [key: string]: DocValue };
      readonly status: {
        readonly code: string;
        readonly description?: string;
        readonly exception?: { readonly executor?: string };
      };
    };

/** The answers of real gateways by the Flows' names in ROUTED_FLOWS. Throws the set-up's sentence if Jina is missing. */
export async function askRoutes(
  names: readonly string[],
  generation: Generation,
): Promise<Readonly<Record<string, readonly RoutedAnswer[]>>> {
  const missing = readSetup().missing[`docarray-${generation}`];
  if (missing) {
    throw new Error(missing);
  }
  const child = spawn(environmentPython(generation), [SCRIPT], { stdio: ["pipe", "pipe", "ignore"] });
  for (const id of names) {
    const routed = ROUTED_FLOWS[id];
    if (!routed) {
      throw new Error(`there is no Flow ${id}`);
    }
    const { stream = false, insists = false, requests } = routed;
    const question = { id, yaml: yamlOf(routed), stream, insists, requests: requests.map(requestOf) };
    child.stdin.write(`${JSON.stringify(question)}\n`);
  }
  child.stdin.end();
  const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
  const lines = output.trimEnd().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const { id, answers, error }: { id: string; answers?: readonly Said[]; error?: string } =
        JSON.parse(line);
      if (!answers) {
        throw new Error(`${id}: ${error ?? "no answer"}`);
      }
      return [id, answers.map(answerOf)];
    }),
  );
}

function answerOf(said: Said): RoutedAnswer {
  if ("error" in said) {
    return said;
  }
  const { exception, description, code } = said.status;
  return { ...said, status: exception ? `${exception.executor ?? ""}: ${description ?? ""}` : code };
}
