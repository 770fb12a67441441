/** What an executor makes of documents, by the behaviour that stands for its code. */
import { type Doc, type DocValue, Tensor } from "../model/run/document.ts";
import type { Behaviour } from "../model/run/simulation.ts";
import { draw, drawMany } from "./chance.ts";

/** Who behaves, and on which request. */
interface Occasion {
  readonly seed: number;
  readonly executor: string;
  /** How many requests came to the gateway before this one. */
  readonly ordinal: number;
  readonly shard: number;
}

/** The documents that come back; null where an exception is raised. */
export function behave(behaviour: Behaviour, documents: readonly Doc[], on: Occasion): readonly Doc[] | null {
  switch (behaviour.kind) {
    case "pass":
      return documents;
    case "text":
      return documents.map((document) => ({ ...document, text: fill(behaviour.template, document, on) }));
    case "split":
      return documents.map((document) => ({
        ...document,
        chunks: chunksOf(document, Math.max(1, behaviour.size)),
      }));
    case "embed":
      return documents.map((document) => ({
        ...document,
        embedding: vectorOf(document, behaviour.dimension, on),
      }));
    case "match":
      return documents.map((document) => ({
        ...document,
        matches: matchesOf(document, behaviour.count, on),
      }));
    case "fail":
      return draw(on.seed, "fail", on.executor, on.ordinal, on.shard) < behaviour.share ? null : documents;
    case "drop":
      return documents.filter(
        (_, index) => draw(on.seed, "drop", on.executor, on.ordinal, on.shard, index) >= behaviour.share,
      );
  }
}

function fill(template: string, document: Doc, { executor }: Occasion): string {
  const values = new Map([
    ["text", textOf(document)],
    ["id", String(document.id ?? "")],
    ["executor", executor],
  ]);
  return template.replace(/\{(\w+)\}/g, (written, name: string) => values.get(name) ?? written);
}

function textOf({ text }: Doc): string {
  return typeof text === "string" ? text : "";
}

/** Cut between characters, never inside one. */
function chunksOf(document: Doc, size: number): DocValue {
  const characters = [...textOf(document)];
  const chunks: Doc[] = [];
  for (let at = 0; at < characters.length; at += size) {
    chunks.push({
      id: `${String(document.id ?? "")}-${chunks.length}`,
      text: characters.slice(at, at + size).join(""),
    });
  }
  return chunks;
}

/** What chance hangs on: the text, so that equal texts get equal vectors; of a document without one, its id. */
function subjectOf(document: Doc): string {
  return textOf(document) || String(document.id ?? "");
}

/** Numbers from -1 to 1. */
function vectorOf(document: Doc, dimension: number, { seed, executor }: Occasion): Tensor {
  const next = drawMany(seed, "embed", executor, subjectOf(document));
  const numbers = Float32Array.from({ length: Math.max(0, dimension) }, () => 2 * next() - 1);
  const bytes = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, index) => {
    bytes.setFloat32(4 * index, number, true);
  });
  return new Tensor([numbers.length], "<f4", new Uint8Array(bytes.buffer));
}

/** The nearest first, as an index gives them. */
function matchesOf(document: Doc, count: number, { seed, executor, shard }: Occasion): DocValue {
  const next = drawMany(seed, "match", executor, shard, subjectOf(document));
  const scores = Array.from({ length: Math.max(0, count) }, () => next()).sort((one, other) => one - other);
  return scores.map((score, index) => ({
    id: `${executor}-${shard}-${Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(8, "0")}`,
    text: `match ${index + 1} of ${executor}`,
    scores: { cosine: { value: Math.round(score * 1e4) / 1e4 } },
  }));
}
