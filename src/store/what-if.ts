/** What if: other numbers for a trial, and what a load would come to as the file is and with them. */
import { formatShare, grouped, listed } from "../base/words.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { findExcessDrawing } from "../model/engine/limits.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Doc } from "../model/run/document.ts";
import { isInput } from "../model/run/request-input.ts";
import type { ExecutorLoad, Prediction, SimulationSettings, Workload } from "../model/run/simulation.ts";
import { isStale, type OpenFile } from "./open-file.ts";
import type { Client } from "./ports.ts";
import { readForm } from "./run-form.ts";
import { presentTrial } from "./simulation-actions.ts";
import type { DesignerState } from "./state.ts";
import { NO_TRIAL, type Trial } from "./trial.ts";

/** The sender's own, where none is given. */
const USUAL_WINDOW = 4;

/** Processes that are called by one prediction, about: some seconds of work at most. */
const MAX_CALLS = 300_000;
const REQUESTS = { least: 8, most: 600 };

/** What a load comes to, as the file is and with what is tried. */
export interface Comparison {
  readonly requests: number;
  readonly before: Prediction;
  readonly after: Prediction;
  readonly window: { readonly before: number; readonly after: number };
  /** Requests a second, of both; null for as many as the window lets through. */
  readonly perS: number | null;
}

/**
 * Works it out; the old numbers first. Rejects with the signal's reason once that aborts, else with a ClientError where
 * the Send panel's form holds nothing that could be sent, or what is tried is more than can be worked out.
 */
export async function compareTrial(
  client: Client,
  state: DesignerState,
  signal: AbortSignal,
): Promise<Comparison> {
  const input = readForm(client, { ...state, address: "simulator:" });
  if (input instanceof ClientError) {
    throw input;
  }
  const { flow, simulation, request } = input;
  const trial = presentTrial(state.file.trial, flow);
  // Nothing else of an executor is looked at: of a long file some of it is read only then.
  const nodes = flow.nodes.map(({ name, uses, shards, replicas }) => ({
    name,
    uses,
    shards,
    replicas,
    ...trial.executors.get(name),
  }));
  const excess = findExcessDrawing(flow) ?? findExcessDrawing({ nodes });
  if (excess) {
    throw new ClientError("input", excess.message);
  }
  const requests = requestsFor(flow, trial);
  const before: Workload = {
    requests,
    window: request.window ?? USUAL_WINDOW,
    perS: trial.perS,
    endpoint: request.endpoint,
    documents: firstDocuments(request.documents, request.stream ? 1 : request.requestSize),
    parameters: request.parameters,
    targetExecutor: request.targetExecutor,
    ...(request.stream && { stream: true }),
  };
  const after = { ...before, window: trial.window ?? before.window };
  const asItIs = await client.predict(flow, simulation, NO_TRIAL.executors, before, signal);
  return {
    requests,
    before: asItIs,
    after: isNothing(trial)
      ? asItIs
      : await client.predict(flow, withLatencies(simulation, trial), trial.executors, after, signal),
    window: { before: before.window, after: after.window },
    perS: trial.perS,
  };
}

/** Why nothing of a file can be tried, in a sentence; null if something can. */
export function refuseTrial(file: OpenFile): string | null {
  if (isStale(file)) {
    return "The text holds no Flow that could be tried: fix it in the YAML tab first.";
  }
  return file.shown.built.nodes.length === 0
    ? "There is no executor yet whose numbers could be tried."
    : null;
}

/** What is to be known of a load with what is tried, in a sentence. */
export function verdictOf(comparison: Comparison): string {
  const { after, requests } = comparison;
  if (after.failed < requests) {
    return bottleneckOf(comparison);
  }
  const why = after.whyFailed ?? "step through one to see why";
  return `No request is answered well: ${why.endsWith(".") ? why : `${why}.`}`;
}

/** Whether a trial is the file as it is; its rate counts for both. */
export function isNothing({ executors, window }: Trial): boolean {
  return executors.size === 0 && window === null;
}

/** As few as a large Flow needs to be done in seconds, as it is and as it is tried, and as many as a spread wants. */
function requestsFor({ nodes }: BuiltFlow, { executors }: Trial): number {
  const calls = nodes.reduce(
    (sum, { name, shards }) => sum + 1 + Math.max(shards, executors.get(name)?.shards ?? 1),
    0,
  );
  return Math.max(REQUESTS.least, Math.min(REQUESTS.most, Math.floor(MAX_CALLS / Math.max(1, calls))));
}

function withLatencies(simulation: SimulationSettings, { executors }: Trial): SimulationSettings {
  const settings = new Map(simulation.executors);
  for (const [name, { latency }] of executors) {
    if (latency) {
      settings.set(name, { ...settings.get(name), latency });
    }
  }
  return { ...simulation, executors: settings };
}

/** Documents of files are not read for a trial: one that is empty stands for them. */
function firstDocuments(documents: Parameters<typeof isInput>[0], size: number): readonly Doc[] {
  if (isInput(documents)) {
    return [{}];
  }
  return documents.slice(0, size > 0 ? size : documents.length);
}

/** The share of the time at work from which on an executor is busy. */
const BUSY = 0.85;

/** Whether an executor keeps the others waiting. */
export function isBusy({ busy }: ExecutorLoad): boolean {
  return busy >= BUSY;
}

/** Shares of the time that differ by less are alike: what was gained with one executor would be lost at the other. */
const ALIKE = 0.05;

/** The share of the requests asked for from which on the Flow keeps up with them; the last answers take their time. */
const KEPT_UP = 0.95;

/** What keeps a load from going faster with what is tried, in a sentence. */
function bottleneckOf({ after, window, perS }: Comparison): string {
  const loads = [...after.executors];
  const most = loads.reduce((busiest, [, { busy }]) => Math.max(busiest, busy), 0);
  const busiest = loads.filter(([, load]) => isBusy(load) && load.busy >= most - ALIKE);
  if (busiest.length > 0) {
    const names = listed(
      busiest.map(([name]) => name),
      "and",
    );
    const least = formatShare(Math.min(...busiest.map(([, { busy }]) => busy)));
    return busiest.length === 1
      ? `${names} is the bottleneck: at work for ${least} of the time. More replicas of it would help.`
      : `${names} are the bottleneck together, each at work for ${least} of the time or more. More replicas of one alone would hardly help.`;
  }
  const inFlight = `with ${grouped(window.after)} in flight, the client waits for answers`;
  if (perS !== null && after.requestsPerS < KEPT_UP * perS) {
    return `The window is the bottleneck: ${inFlight} and does not come to ${grouped(perS)} requests a second.`;
  }
  return perS === null
    ? `No executor is the bottleneck: ${inFlight}.`
    : "Nothing is the bottleneck: requests come no faster.";
}
