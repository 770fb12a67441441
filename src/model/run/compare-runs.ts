/**
 * Compares what two runs were answered, field by field. Requests and documents are paired by their order: ids are made
 * anew for what is typed, so they pair nothing. But a run that sent some requests of another again has kept the ids, and
 * is compared with these requests alone. Documents are counted from the last place where both runs had sent as many, so
 * that a request without an answer moves none of those behind it.
 */
import { type Doc, type DocumentList, type DocValue, Excerpt, isFields, isList, Tensor } from "./document.ts";
import type { Exchange, Run } from "./run.ts";

/** A field that differs; undefined on the side that does not have it. */
interface FieldDifference {
  /** As `tags.colour` or `chunks[0].text`. */
  readonly field: string;
  readonly left: DocValue | undefined;
  readonly right: DocValue | undefined;
}

/** A request or a document that differs. */
export interface ComparedRow {
  /** As `Request 2` or `Document 15`. */
  readonly place: string;
  /** At most `MAX_FIELDS`. */
  readonly differences: readonly FieldDifference[];
  /** Whether there are more than these. */
  readonly isCut: boolean;
}

/** Fields of one document that are named. */
const MAX_FIELDS = 20;
/** Values within values are followed so far, which is deeper than answers are read; what is below differs. */
const MAX_DEPTH = 600;

/** What of two runs is compared. */
export interface ComparedParts {
  readonly left: readonly Exchange[];
  readonly right: readonly Exchange[];
  /** Where only some of one run's requests were sent in the other; null where all of both is compared. */
  readonly again: SentAgain | null;
}

interface SentAgain {
  /** Those of the run that sent more, with their places in it: how many requests and documents it sent before. */
  readonly places: ReadonlyMap<Exchange, Place>;
  /** Documents in them. */
  readonly documents: number;
  /** Documents that the run with more sent in all. */
  readonly of: number;
}

interface Place {
  readonly requests: number;
  readonly documents: number;
}

/** Finds what is to be compared, in steps, so that whoever asks can pause. */
export function* comparedParts(left: Run, right: Run): Generator<void, ComparedParts> {
  const [inLeft, inRight] = [sentIn(left), sentIn(right)];
  const again =
    inLeft === inRight
      ? null
      : inLeft > inRight
        ? yield* sentAgain(left.exchanges, right.exchanges)
        : yield* sentAgain(right.exchanges, left.exchanges);
  const partOf = ({ exchanges }: Run, isMore: boolean) =>
    again && isMore ? [...again.places.keys()] : exchanges;
  return { left: partOf(left, inLeft > inRight), right: partOf(right, inRight > inLeft), again };
}

function sentIn({ exchanges }: Run): number {
  return exchanges.reduce((sum, { request }) => sum + request.documents.length, 0);
}

/** The requests of one run whose documents are all that the other sent; null where there are none such. */
function* sentAgain(more: readonly Exchange[], less: readonly Exchange[]): Generator<void, SentAgain | null> {
  const ids = new Set<DocValue | undefined>();
  /** Documents of the one that sent less that were not found yet in the other. */
  let missing = 0;
  for (const { request } of less) {
    for (const id of idsOf(request.documents)) {
      ids.add(id);
      missing += 1;
    }
    yield;
  }
  if (missing === 0 || ids.size < missing || ids.has(undefined)) {
    return null;
  }
  const places = new Map<Exchange, Place>();
  let documents = 0;
  for (const [requests, exchange] of more.entries()) {
    const list = exchange.request.documents;
    if (list.length > 0 && ids.has(idOf(list.at(0) ?? null))) {
      if (![...idsOf(list)].every((id) => ids.has(id))) {
        return null;
      }
      places.set(exchange, { requests, documents });
      missing -= list.length;
    }
    documents += list.length;
    yield;
  }
  return missing === 0 ? { places, documents: ids.size, of: documents } : null;
}

function* idsOf(list: DocumentList): Generator<DocValue | undefined> {
  for (let index = 0; index < list.length; index += 1) {
    yield idOf(list.at(index) ?? null);
  }
}

/** Goes through both; null for each request and document that is the same, so that whoever asks can pause. */
export function* compareRuns({ left, right, again }: ComparedParts): Generator<ComparedRow | null> {
  const placeOf = (a: Exchange | undefined, b: Exchange | undefined): Place | undefined =>
    (a && again?.places.get(a)) ?? (b && again?.places.get(b));
  const requests = Math.max(left.length, right.length);
  for (let index = 0; index < requests; index += 1) {
    const [a, b] = [left[index], right[index]];
    const number = (placeOf(a, b)?.requests ?? index) + 1;
    yield rowOf(`Request ${number}`, a && headOf(a), b && headOf(b), []);
  }
  let number = 0;
  for (const [ofLeft, ofRight] of inStep(left, right)) {
    const [of, other] = [documentsOf(ofLeft), documentsOf(ofRight)];
    number = placeOf(ofLeft[0], ofRight[0])?.documents ?? number;
    for (;;) {
      const a = of.next();
      const b = other.next();
      if (a.done && b.done) {
        break;
      }
      number += 1;
      const [one, two] = [a.value ?? null, b.value ?? null];
      yield rowOf(`Document ${number}`, one?.document, two?.document, areIdsOurs(one, two) ? ["id"] : []);
    }
  }
}

/** The exchanges of both, in portions in which as many documents were sent; what is left at the end is a portion, too. */
function* inStep(
  left: readonly Exchange[],
  right: readonly Exchange[],
): Generator<readonly [Exchange[], Exchange[]]> {
  const rest = [left.values(), right.values()] as const;
  for (;;) {
    const portions: [Exchange[], Exchange[]] = [[], []];
    let ahead = 0;
    const take = (side: 0 | 1): boolean => {
      const { done, value } = rest[side].next();
      if (!done) {
        portions[side].push(value);
        ahead += (side === 0 ? 1 : -1) * value.request.documents.length;
      }
      return !done;
    };
    const [hasLeft, hasRight] = [take(0), take(1)];
    if (!hasLeft && !hasRight) {
      return;
    }
    while (ahead !== 0 && take(ahead > 0 ? 1 : 0)) {
      // Until both have sent as many, or one has sent all.
    }
    yield portions;
  }
}

interface Answered {
  readonly document: DocValue;
  /** The id of the document that was sent at this place. */
  readonly sentId: DocValue | undefined;
}

function* documentsOf(exchanges: readonly Exchange[]): Generator<Answered, null> {
  for (const { request, reply } of exchanges) {
    const documents: DocumentList = reply?.documents ?? [];
    for (let index = 0; index < documents.length; index += 1) {
      yield { document: documents.at(index) ?? null, sentId: idOf(request.documents.at(index) ?? null) };
    }
  }
  return null;
}

/** Whether both documents only have the ids that they were sent with, which differ. */
function areIdsOurs(a: Answered | null, b: Answered | null): boolean {
  return (
    a !== null &&
    b !== null &&
    a.sentId !== b.sentId &&
    idOf(a.document) === a.sentId &&
    idOf(b.document) === b.sentId
  );
}

function idOf(document: DocValue): DocValue | undefined {
  const value = document instanceof Excerpt ? document.shown : document;
  return isFields(value) ? value.id : undefined;
}

/** What became of a request, as a document of its own. */
function headOf({ state, reply, error }: Exchange): Doc {
  return {
    state,
    ...(error && { error: error.message }),
    ...(reply && {
      status: reply.status.code,
      ...(reply.status.description !== "" && { description: reply.status.description }),
      ...(reply.status.exception && {
        exception: reply.status.exception.name,
        executor: reply.status.exception.executor,
        args: reply.status.exception.args,
      }),
      parameters: reply.parameters,
      routes: reply.routes.map(({ executor }) => executor),
      documents: reply.documents.length,
    }),
  };
}

function rowOf(
  place: string,
  left: DocValue | undefined,
  right: DocValue | undefined,
  skipped: readonly string[],
): ComparedRow | null {
  const differences: FieldDifference[] = [];
  for (const difference of fieldDifferences(left, right, "", 0)) {
    if (skipped.includes(difference.field)) {
      continue;
    }
    if (differences.length === MAX_FIELDS) {
      return { place, differences, isCut: true };
    }
    differences.push(difference);
  }
  return differences.length === 0 ? null : { place, differences, isCut: false };
}

/** Whether two values are the same, field by field. */
export function isSameValue(one: DocValue, other: DocValue): boolean {
  return fieldDifferences(one, other, "", 0).next().done === true;
}

function* fieldDifferences(
  left: DocValue | undefined,
  right: DocValue | undefined,
  field: string,
  depth: number,
): Generator<FieldDifference> {
  if (Object.is(left, right)) {
    return;
  }
  const [a, b] = [shownOf(left), shownOf(right)];
  if (left instanceof Excerpt && right instanceof Excerpt && left.note !== right.note) {
    // What is not shown of them differs, at least in its length.
    yield { field, left, right };
  } else if (depth < MAX_DEPTH && isList(a) && isList(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
      yield* fieldDifferences(a[index], b[index], `${field}[${index}]`, depth + 1);
    }
  } else if (depth < MAX_DEPTH && isFields(a) && isFields(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [one, two] = [own(a, key), own(b, key)];
      yield* fieldDifferences(one, two, field === "" ? key : `${field}.${key}`, depth + 1);
    }
  } else if (!isSameLeaf(a, b)) {
    yield { field, left, right };
  }
}

function own(record: Doc, key: string): DocValue | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function shownOf(value: DocValue | undefined): DocValue | undefined {
  return value instanceof Excerpt ? value.shown : value;
}

function isSameLeaf(a: DocValue | undefined, b: DocValue | undefined): boolean {
  if (a instanceof Tensor && b instanceof Tensor) {
    return a.dtype === b.dtype && isSameList(a.shape, b.shape) && isSameList(a.buffer, b.buffer);
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return isSameList(a, b);
  }
  return Object.is(a, b);
}

function isSameList(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) {
    return false;
  }
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] !== b[index]) {
      return false;
    }
  }
  return true;
}
