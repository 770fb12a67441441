/** What an executor makes of documents, by the behaviour that stands for its code. */
import { type Doc, type DocValue, Tensor } from "../model/run/document.ts";
import { type Behaviour, type Made, type Pod, podName } from "../model/run/simulation.ts";
import { draw, drawMany } from "./chance.ts";

/** Who behaves, and on which request. */
interface Occasion {
  readonly seed: number;
  readonly by: Pod;
  /** How many requests came to the gateway before this one. */
  readonly ordinal: number;
}

/** What comes back of a method; a dict leaves the documents as they are. */
export interface GivenBack {
  readonly documents: readonly Doc[];
  readonly made?: Made;
}

/** An exception in place of what comes back. */
export interface Raised {
  /** Its class, and what it says; of a method of an Executor of this class. */
  raised(executor: string): readonly [name: string, message: string];
}

/** Gives what comes back of a method. */
export type Behave = (documents: readonly Doc[], on: Occasion) => GivenBack | Raised;

/** What a generator yields for a document, in its order. */
export type Generate = (document: Doc) => readonly Doc[];

const FAILURE: Raised = {
  raised: () => ["RuntimeError", "the simulated Executor fails for this request"],
};

/** The engine calls a generator as it calls other methods, with all documents in place of one. */
const NO_STREAM: Raised = {
  raised: (executor) => ["TypeError", `${executor}.generate() missing 1 required positional argument: 'doc'`],
};

/** What stands for the code of an executor. */
export function createBehave(behaviour: Behaviour): Behave {
  switch (behaviour.kind) {
    case "pass":
      return (documents) => ({ documents });
    case "text": {
      const fill = readTemplate(behaviour.template);
      return (documents, { by }) => ({
        documents: documents.map((document) => ({ ...document, text: fill(document, by) })),
      });
    }
    case "split": {
      const size = Math.max(1, behaviour.size);
      return (documents) => {
        const cut = documents.map((document) => ({ ...document, chunks: chunksOf(document, size) }));
        const count = cut.reduce((sum, { chunks }) => sum + chunks.length, 0);
        return { documents: cut, made: { kind: "chunks", count } };
      };
    }
    case "embed":
      return (documents, on) => ({
        documents: documents.map((document) => ({
          ...document,
          embedding: vectorOf(document, behaviour.dimension, on),
        })),
      });
    case "match":
      return (documents, on) => ({
        documents: documents.map((document) => ({
          ...document,
          matches: matchesOf(document, behaviour.count, on),
        })),
        made: { kind: "matches", count: documents.length * Math.max(0, behaviour.count) },
      });
    case "report":
      return (documents) => ({ documents, made: { kind: "dict", dict: { documents: documents.length } } });
    case "generate":
      return () => NO_STREAM;
    case "fail":
      return (documents, on) =>
        draw(on.seed, "fail", podOf(on), on.ordinal) < behaviour.share ? FAILURE : { documents };
    case "drop":
      return (documents, on) => ({
        documents: documents.filter(
          (_, index) => draw(on.seed, "drop", podOf(on), on.ordinal, index) >= behaviour.share,
        ),
      });
  }
}

/** What stands for the code of a generator; null for what is none. */
export function createGenerate(behaviour: Behaviour): Generate | null {
  return behaviour.kind === "generate"
    ? (document) =>
        Array.from({ length: Math.max(0, behaviour.count) }, (_, number) => ({
          id: `${String(document.id ?? "")}-${number}`,
          text: `${textOf(document)} ${number}`.slice(0, MAX_TEXT),
        }))
    : null;
}

/** Whom a share is drawn for: whichever replica has its turn, all answer alike. */
function podOf({ by: { executor, part, shard } }: Occasion): string {
  return `${executor}/${part}/${shard ?? 0}`;
}

type Piece = (document: Doc, by: Pod) => string;

/** Characters of a text that was changed; what is behind them is left out: in a chain of `{text}{text}` they double. */
const MAX_TEXT = 100_000;

const PLACEHOLDERS: Readonly<Record<string, Piece>> = {
  "{text}": textOf,
  "{id}": ({ id }) => String(id ?? ""),
  "{executor}": (_, { executor }) => executor,
  "{pod}": (_, by) => podName(by),
};

/** What it does not know stays as it is written. */
function readTemplate(template: string): Piece {
  const pieces = template
    .split(/(\{\w+\})/)
    .map((written): Piece => PLACEHOLDERS[written] ?? (() => written));
  return (document, by) =>
    pieces.reduce((text, piece) => (text + piece(document, by)).slice(0, MAX_TEXT), "");
}

function textOf({ text }: Doc): string {
  return typeof text === "string" ? text : "";
}

/** Cut between characters, never inside one. */
function chunksOf(document: Doc, size: number): readonly Doc[] {
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
function vectorOf(document: Doc, dimension: number, { seed, by: { executor } }: Occasion): Tensor {
  const next = drawMany(seed, "embed", executor, subjectOf(document));
  const numbers = Float32Array.from({ length: Math.max(0, dimension) }, () => 2 * next() - 1);
  const bytes = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, index) => {
    bytes.setFloat32(4 * index, number, true);
  });
  return new Tensor([numbers.length], "<f4", new Uint8Array(bytes.buffer));
}

/** The nearest first, as an index gives them. */
function matchesOf(document: Doc, count: number, { seed, by: { executor, shard } }: Occasion): DocValue {
  const next = drawMany(seed, "match", executor, shard ?? 0, subjectOf(document));
  const scores = Array.from({ length: Math.max(0, count) }, () => next()).sort((one, other) => one - other);
  return scores.map((score, index) => ({
    id: `${executor}-${shard ?? 0}-${Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(8, "0")}`,
    text: `match ${index + 1} of ${executor}`,
    scores: { cosine: { value: Math.round(score * 1e4) / 1e4 } },
  }));
}
