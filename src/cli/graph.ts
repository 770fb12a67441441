/** `graph`: the Flow of a file as the engine would build it. Exit code 1 if the engine refuses a file, 0 otherwise. */
import {
  type AcceptedGraph,
  endingProblem,
  type GraphAnswer,
  graphOf,
  printable,
  printGraph,
} from "../formats/graph.ts";
import { type FlowDocument, readFlow } from "../formats/read-flow.ts";
import { placeOf } from "../model/problem.ts";
import type { Command } from "./command.ts";
import { answerInputs, INPUT_HELP, type ReadableInput, type UnreadableInput } from "./inputs.ts";

const HELP = `Usage: jina-flow-designer graph FILE... [--env NAME=VALUE]... [--json]
       jina-flow-designer graph --stdin-jsonl

Shows the Flow as Jina would build it: each executor, what it receives from, and how often it runs.
Exit code 1 if Jina refuses a file.

${INPUT_HELP}`;

export const graph: Command = {
  run: (args) =>
    answerInputs(args, {
      help: HELP,
      answer: answerTo,
      printJson: (name, answer) => printGraph({ ...name, ...answer } as GraphAnswer),
      printPlain,
    }),
};

/** The engine's answer; a refusal also has the line of the file that it is about. */
function answerTo(input: ReadableInput | UnreadableInput): GraphAnswer {
  if ("fault" in input) {
    const { code, message } = input.fault;
    return refusal({ phase: "load", type: code, message }, 1, []);
  }
  const document = readFlow(input.text, input.surroundings);
  const answer = printable(graphOf(document));
  return answer.ok ? answer : refusal(answer.error, lineOf(document), answer.warnings);
}

function refusal(
  error: Extract<GraphAnswer, { ok: false }>["error"],
  line: number,
  warnings: GraphAnswer["warnings"],
): GraphAnswer {
  const placed = { ...error, line };
  return { ok: false, error: placed, warnings };
}

function lineOf(document: FlowDocument): number {
  const range = endingProblem(document)?.range;
  return range ? placeOf(document.text, range.from).line : 1;
}

// --- for people

function printPlain(file: string, answer: GraphAnswer): string {
  if (!answer.ok) {
    const { type, message, line } = answer.error as typeof answer.error & { line: number };
    return `${file}:${line} refused: ${type}: ${message.replaceAll(/\s+/g, " ")}\n`;
  }
  return `${[headOf(file, answer), ...answer.deployments.map(rowOf), endOf(answer)].join("\n")}\n`;
}

function headOf(file: string, { deployments, gateway, num_pods_running }: AcceptedGraph): string {
  const count = deployments.length;
  const ports = gateway.ports === null ? "a random port" : `port ${gateway.ports.join(", ")}`;
  return `${file}: ${count} ${count === 1 ? "executor" : "executors"}, ${num_pods_running} pods with the gateway, ${gateway.protocols.join(", ")} on ${ports}`;
}

function rowOf({
  node,
  role,
  needs,
  uses,
  shards,
  replicas,
  polling,
  external,
  floating,
}: AcceptedGraph["deployments"][number]): string {
  const facts = [
    uses,
    ...(role === "DEPLOYMENT" ? [] : [role]),
    ...(shards === 1 ? [] : [`${shards} shards, polling ${polling}`]),
    ...(replicas === 1 ? [] : [`${replicas} replicas`]),
    ...(external ? ["external"] : []),
    ...(floating ? ["floating"] : []),
  ];
  return `  ${needs.join(", ")} -> ${node}  (${facts.join("; ")})`;
}

function endOf({ gateway }: AcceptedGraph): string {
  return `  ${gateway.needs.join(", ")} -> gateway`;
}
