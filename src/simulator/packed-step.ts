/** Events and errors on their way between threads, where an error would lose all but its message. */
import { ClientError } from "../model/run/client-error.ts";
import type { Doc, DocumentList, Excerpt } from "../model/run/document.ts";
import type { Reply } from "../model/run/reply.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import { itemsOf, type PackedDocuments, packDocuments, unpackDocuments } from "./packed-documents.ts";

/** An error as a worker posts it: what it says. */
export type PackedError = Pick<ClientError, "code" | "message" | "advice" | "tried">;

/** For a thread to post. */
export function packError({ code, message, advice, tried }: ClientError): PackedError {
  return { code, message, advice, tried };
}

/** The error that was packed. */
export function unpackError({ code, message, advice, tried }: PackedError): ClientError {
  return new ClientError(code, message, { advice, tried });
}

/** Steps as a worker posts them: what is the same in several is there once. */
export interface PackedSteps {
  readonly documents: PackedDocuments;
  /** Lists of documents, by their places among these. */
  readonly lists: readonly (readonly number[])[];
  /** In the place of a list its place among the lists. */
  readonly steps: readonly PackedStep[];
}

type Refused = Extract<SimulationEvent, { readonly kind: "refused" }>;
type Answered = Extract<SimulationEvent, { readonly kind: "answered" }>;
type OneOf<Event> = Event extends unknown ? Omit<Event, "documents"> : never;

type PackedStep = { readonly list: number } & (
  | OneOf<Exclude<SimulationEvent, Refused | Answered>>
  | (Omit<Refused, "documents" | "error"> & { readonly error: PackedError })
  | (Omit<Answered, "documents" | "reply"> & { readonly reply: Omit<Reply, "documents"> })
);

/** For a worker to post. */
export function packSteps(steps: readonly SimulationEvent[]): PackedSteps {
  const documents = new Map<Doc | Excerpt, number>();
  const places = new Map<DocumentList, number>();
  const lists: number[][] = [];
  const placeOf = (list: DocumentList): number => {
    const known = places.get(list);
    if (known !== undefined) {
      return known;
    }
    places.set(list, lists.length);
    lists.push(
      itemsOf(list).map((document) => {
        const place = documents.get(document) ?? documents.size;
        documents.set(document, place);
        return place;
      }),
    );
    return lists.length - 1;
  };
  const packed = steps.map(({ documents: list, ...step }): PackedStep => {
    const place = { list: placeOf(list) };
    switch (step.kind) {
      case "refused":
        return { ...step, ...place, error: packError(step.error) };
      case "answered": {
        // An answer's documents are those of its event.
        const { documents: _, ...reply } = step.reply;
        return { ...step, ...place, reply };
      }
      default:
        return { ...step, ...place };
    }
  });
  return { steps: packed, lists, documents: packDocuments([...documents.keys()]) };
}

/** The steps that were packed. */
export function unpackSteps({ steps, lists, documents }: PackedSteps): SimulationEvent[] {
  const all = unpackDocuments(documents);
  const unpacked = lists.map(
    (places): DocumentList => ({
      length: places.length,
      at: (index) => {
        const place = places[index];
        return place === undefined ? undefined : all.at(place);
      },
    }),
  );
  const none: DocumentList = [];
  return steps.map(({ list, ...step }): SimulationEvent => {
    const its = { documents: unpacked[list] ?? none };
    switch (step.kind) {
      case "refused":
        return { ...step, ...its, error: unpackError(step.error) };
      case "answered":
        return { ...step, ...its, reply: { ...step.reply, ...its } };
      default:
        return { ...step, ...its };
    }
  });
}
