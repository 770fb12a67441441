/** `graph`: the Flow of a file as the engine would build it. Exit code 1 if the engine refuses a file, 0 otherwise. */
import { counted } from "../base/words.ts";
import {
  type AcceptedGraph,
  endingProblem,
  type GraphAnswer,
  graphOf,
  printable,
  printGraph,
} from "../formats/export/graph.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import type { Command } from "./command.ts";
import {
  answerInputs,
  INPUT_HELP,
  lineOf,
  messageOf,
  type ReadableInput,
  refusedLine,
  type UnreadableInput,
} from "./inputs.ts";
import { onOneLine } from "./terminal.ts";

const HELP = `Usage: jina-flow-designer graph FILE... [--env NAME=VALUE]... [--json]
       jina-flow-designer graph --stdin-jsonl

Shows the Flow as Jina would build it: each executor, what it receives from, and how often it runs.
Exit code 1 if Jina refuses a file.

${INPUT_HELP}`;

/** The command `graph`. */
export const graph: Command = {
  run: (args) =>
    answerInputs(args, {
      help: HELP,
      answer: answerTo,
      printJson: (name, { sentence: _, ...answer }) => printGraph({ ...name, ...answer } as GraphAnswer),
      printPlain,
    }),
};

/** The engine's answer; of a refusal also the line of the file that it is about, and the sentence for people. */
type Answer = GraphAnswer & { readonly sentence?: string };

function answerTo(input: ReadableInput | UnreadableInput): Answer {
  if ("fault" in input) {
    const { code, message } = input.fault;
    return refusal({ phase: "load", type: code, message }, 1, message, []);
  }
  const document = readFlow(input.text, input.surroundings);
  const answer = printable(graphOf(document));
  const problem = endingProblem(document);
  if (answer.ok || !problem) {
    return answer;
  }
  return refusal(answer.error, lineOf(document.text, problem), messageOf(problem), answer.warnings);
}

function refusal(
  error: Extract<GraphAnswer, { ok: false }>["error"],
  line: number,
  sentence: string,
  warnings: GraphAnswer["warnings"],
): Answer {
  const placed = { ...error, line };
  return { ok: false, error: placed, warnings, sentence };
}

// --- for people

function printPlain(file: string, answer: Answer): string {
  if (!answer.ok) {
    const { line } = answer.error as typeof answer.error & { line: number };
    return refusedLine(file, line, answer.sentence ?? answer.error.message);
  }
  return `${[headOf(file, answer), ...answer.deployments.map(rowOf), endOf(answer)].join("\n")}\n`;
}

function headOf(file: string, { deployments, gateway, num_pods_running }: AcceptedGraph): string {
  const count = deployments.length;
  const ports = gateway.ports === null ? "a random port" : `port ${gateway.ports.join(", ")}`;
  return `${onOneLine(file)}: ${counted(count, "executor")}, ${counted(num_pods_running, "pod")} with the gateway, ${gateway.protocols.join(", ")} on ${ports}`;
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
    ...(shards === 1 ? [] : [`${counted(shards, "shard")}, polling ${polling}`]),
    ...(replicas === 1 ? [] : [counted(replicas, "replica")]),
    ...(external ? ["external"] : []),
    ...(floating ? ["floating"] : []),
  ];
  return `  ${needs.join(", ")} -> ${node}  (${facts.join("; ")})`;
}

function endOf({ gateway }: AcceptedGraph): string {
  return `  ${gateway.needs.join(", ")} -> gateway`;
}
