/** Documents of a request, taken in portions: of a list, which is known from the start, and of an input, which is read. */
import type { Doc } from "../../model/run/document.ts";
import { isInput, type RequestInput } from "../../model/run/request-input.ts";

/** A reading of documents, from the first one. */
interface Batches {
  /** All of them, where none has to be read; null where only reading tells. */
  readonly known: readonly Doc[] | null;
  /** The next documents, at most so many; fewer, or none, at the end. Rejects with the fault of the reading. */
  next(size: number): Promise<readonly Doc[]>;
  /** Whether nothing is left to be read. */
  isOver(): boolean;
  /** Ends the reading, also one that waits. */
  stop(): void;
}

/** Nothing is read before it is asked for. */
export function createBatches(given: readonly Doc[] | RequestInput): Batches {
  return isInput(given) ? readingOf(given) : knownAs(given);
}

function knownAs(known: readonly Doc[]): Batches {
  let taken = 0;
  return {
    known,
    async next(size) {
      const batch = known.slice(taken, taken + size);
      taken += batch.length;
      return batch;
    },
    isOver: () => true,
    stop() {},
  };
}

function readingOf(input: RequestInput): Batches {
  const aborter = new AbortController();
  const documents = input.read(aborter.signal)[Symbol.asyncIterator]();
  let isOver = false;
  return {
    known: null,
    async next(size) {
      const batch: Doc[] = [];
      try {
        while (batch.length < size && !isOver) {
          const { done, value } = await documents.next();
          if (done) {
            isOver = true;
          } else {
            batch.push(value);
          }
        }
      } catch (cause) {
        isOver = true;
        throw cause;
      }
      return batch;
    },
    isOver: () => isOver,
    stop() {
      isOver = true;
      aborter.abort();
      void documents.return?.();
    },
  };
}
