/**
 * The runs of this tab that are kept: what was sent, from which file and to where, with all answers. They are in memory
 * alone and end with the page, since documents, parameters and headers may be secrets. Pure.
 */
import { isSecretVariable } from "../model/engine/check-secrets.ts";
import { type DocumentList, Excerpt, Tensor } from "../model/run/document.ts";
import { isActive, type Run } from "../model/run/run.ts";
import type { OpenFile } from "./open-file.ts";
import type { RunInput } from "./ports.ts";

/** Where a run came from. */
export interface RunOrigin {
  /** The address as it was typed, in a line. */
  readonly address: string;
  readonly fileId: string;
  /** As the file was called then. */
  readonly fileName: string;
  /** The file's text then. */
  readonly text: string;
  /** Which of the file's texts that were sent it was, from 1: runs of one number have the same text. */
  readonly textNumber: number;
  /** Values that were given for variables then, by name; those of secrets are in `secrets` alone. */
  readonly variables: ReadonlyMap<string, string>;
  /** Values of headers and of secret variables then: its answers may repeat them, and are handed out without. */
  readonly secrets: readonly string[];
  /** What was sent and how, so that it can be sent again: with the headers that are typed then. */
  readonly sent: Omit<RunInput, "runId" | "headers" | "flow" | "simulation">;
}

/** A run that has ended. */
export interface KeptRun {
  readonly run: Run;
  readonly origin: RunOrigin;
}

/** The runs that are listed, in the order in which they began: those that are kept, and the one under way. */
export function listedRuns(
  kept: readonly KeptRun[],
  run: Run | null,
  origin: RunOrigin | null,
): readonly KeptRun[] {
  return run && origin && isActive(run) ? [...kept, { run, origin }] : kept;
}

/** Runs that are kept at most. */
export const MAX_RUNS = 50;
/** Bytes that what was sent and answered in them may take together, but for the last run, which is always kept. */
export const MAX_RUN_BYTES = 64 << 20;

/** The origin of what is sent now; `runs` are those that are kept. */
export function originOf(
  { id: fileId, fileName, text, variables: { environment, callers } }: OpenFile,
  address: string,
  sent: RunOrigin["sent"],
  secrets: readonly string[],
  runs: readonly KeptRun[],
): RunOrigin {
  const given = [...environment, ...callers].filter(([name, value]) => !isSecretVariable(name, value));
  const textNumber = textNumberOf(runs, fileId, text);
  return { address, fileId, fileName, text, textNumber, variables: new Map(given), secrets, sent };
}

function textNumberOf(runs: readonly KeptRun[], fileId: string, text: string): number {
  const ofFile = runs.map(({ origin }) => origin).filter((origin) => origin.fileId === fileId);
  const known = ofFile.find((origin) => origin.text === text);
  return known?.textNumber ?? 1 + Math.max(0, ...ofFile.map(({ textNumber }) => textNumber));
}

/** A variable that had not the same value in two runs; null where it had none. */
interface ChangedVariable {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
}

/** Those that differ, in the order in which they were given. */
export function changedVariables(
  left: Pick<RunOrigin, "variables">,
  right: Pick<RunOrigin, "variables">,
): readonly ChangedVariable[] {
  const names = new Set([...left.variables.keys(), ...right.variables.keys()]);
  return [...names]
    .map((name) => ({
      name,
      left: left.variables.get(name) ?? null,
      right: right.variables.get(name) ?? null,
    }))
    .filter((one) => one.left !== one.right);
}

/** The runs with one more at the end; the oldest go where there are too many, or too much is in them. */
export function keepRun(runs: readonly KeptRun[], ended: KeptRun): readonly KeptRun[] {
  const kept = [...runs, ended].slice(-MAX_RUNS);
  let bytes = bytesOf(ended.run);
  let first = kept.length - 1;
  while (first > 0) {
    bytes += bytesOf(kept[first - 1]!.run);
    if (bytes > MAX_RUN_BYTES) {
      break;
    }
    first -= 1;
  }
  return kept.slice(first);
}

/** What has changed since a run, as words that go on after "This run is": null if nothing has. */
export function whatChanged(origin: RunOrigin, file: Pick<OpenFile, "id" | "text">): string | null {
  if (origin.fileId !== file.id) {
    return "of another file";
  }
  return origin.text === file.text ? null : "of the file before it was changed";
}

const sizes = new WeakMap<Run, number>();

function bytesOf(run: Run): number {
  let bytes = sizes.get(run);
  if (bytes === undefined) {
    const { exchanges } = run;
    bytes = sizeOfSome(exchanges.length, MAX_WEIGHED, (index) => {
      const { request, reply } = exchanges[index]!;
      return sizeOfList(request.documents) + (reply ? sizeOfList(reply.documents) : 0);
    });
    sizes.set(run, bytes);
  }
  return bytes;
}

/** Requests of a run that are weighed, and documents of a list; the others are taken to be as heavy. */
const MAX_WEIGHED = 1000;
const SAMPLES = 20;

function sizeOfList(documents: DocumentList): number {
  const { length, byteLength } = documents;
  return byteLength ?? sizeOfSome(length, SAMPLES, (index) => sizeOfValue(documents.at(index), 8));
}

/** What all of a list weighs, by some that are spread over it. */
function sizeOfSome(length: number, most: number, sizeAt: (index: number) => number): number {
  const step = Math.max(1, Math.floor(length / most));
  let bytes = 0;
  let count = 0;
  for (let index = 0; index < length; index += step) {
    bytes += sizeAt(index);
    count += 1;
  }
  return count === 0 ? 0 : (bytes / count) * length;
}

/** Roughly the bytes that a value takes; of long lists the first values stand for all. */
function sizeOfValue(value: unknown, depth: number): number {
  if (typeof value === "string") {
    return 2 * value.length;
  }
  if (typeof value !== "object" || value === null || depth === 0) {
    return 8;
  }
  if (value instanceof Uint8Array) {
    return value.byteLength;
  }
  if (value instanceof Tensor) {
    return value.buffer.byteLength;
  }
  if (value instanceof Excerpt) {
    return sizeOfValue(value.shown, depth);
  }
  const items = Object.values(value);
  const weighed = items.slice(0, 50);
  const bytes = weighed.reduce((sum: number, item) => sum + 16 + sizeOfValue(item, depth - 1), 0);
  return weighed.length === 0 ? 16 : (bytes / weighed.length) * items.length;
}
