/** What the exports to Kubernetes and to Docker Compose have in common. */
import type { BuiltFlow, BuiltNode } from "../../model/engine/built-flow.ts";
import type { Deployment } from "../../model/engine/deployment.ts";
import { Drawn } from "../../model/engine/drawn.ts";
import { type Flow, GATEWAY } from "../../model/flow.ts";
import { pythonStr } from "../../model/python.ts";
import { listOf, textOf } from "./argument-values.ts";
import { type Arguments, withArguments } from "./container-args.ts";
import { BUILT_IN_GATEWAYS, isContainerized } from "./container-image.ts";
import type { GivenInputs } from "./export-inputs.ts";
import { ExportRefusal, spokenName } from "./export-refusal.ts";

/** A Flow as its file declares it, and as the engine builds it. */
export interface ExportedFlow {
  readonly flow: Flow;
  readonly built: BuiltFlow;
}

/** The name that the engine gives to what runs an executor. */
export function compatibleName(name: string): string {
  return name.replace(/[/_]/g, "-").toLowerCase();
}

/** An executor's arguments with its workspace in the working folder. A Deployment of its own keeps it as written. */
export function exportedArguments(
  { flow }: ExportedFlow,
  { entry, deployment: { values } }: Pick<BuiltNode, "entry" | "deployment">,
  inputs: GivenInputs,
): Arguments {
  const workspace = textOf(values.get("workspace"));
  const isOwn = flow.entries[entry]?.deployment !== undefined;
  return workspace === null || isOwn ? values : withArguments(values, { workspace: inputs.inCwd(workspace) });
}

/** The first of the hosts that are given. */
export function firstHost(args: Arguments): string {
  return pythonStr(listOf(args.get("host"))?.[0] ?? "");
}

/** Where an external executor is: its first address. */
export function externalAddress(deployment: Deployment, inputs: GivenInputs): string {
  for (const { protocol, host, port } of deployment.addresses()) {
    return `${protocol}://${host}:${port instanceof Drawn ? inputs.port(port) : pythonStr(port)}`;
  }
  return "";
}

/** Refuses, as the engine does, what is neither an image nor in Jina's own. @throws ExportRefusal */
export function checkContainerized(
  uses: string | null,
  executor: string,
  where: "K8s" | "docker-compose",
): void {
  if (isContainerized(uses)) {
    return;
  }
  const message = `Executor "${uses}" is not valid to be used in ${where}. You need to use a containerized Executor. You may check \`jina hub --help\` to see how Jina Hub can help you building containerized Executors.`;
  throw new ExportRefusal(
    { type: "NoContainerizedError", message },
    `${spokenName(executor)} uses ${uses}, which is no image. Put it into one, and write uses: docker://IMAGE.`,
    executor,
  );
}

/** Refuses, as the engine does, a gateway of another name. @throws ExportRefusal */
export function checkGatewayName(name: string): void {
  if (name !== GATEWAY) {
    throw new ExportRefusal(
      { type: "AttributeError", message: "'Namespace' object has no attribute 'uses_metas'" },
      `The gateway is named ${name}, which Jina does not export: leave its name out.`,
      GATEWAY,
    );
  }
}

/** In an image it stands in a file of that name. */
export function exportedGatewayUses(uses: string | null): string {
  return uses !== null && BUILT_IN_GATEWAYS.has(uses) ? uses : "config.yml";
}
