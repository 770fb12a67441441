/** Documents of an input, taken in portions. */
import type { Doc } from "../../model/run/document.ts";
import type { RequestInput } from "../../model/run/request-input.ts";

/** A reading of an input, from its beginning. */
export interface Batches {
  /** The next documents, at most so many; fewer, or none, at the end. Rejects with the fault of the reading. */
  next(size: number): Promise<readonly Doc[]>;
  /** Whether nothing is left. */
  isOver(): boolean;
  /** Ends the reading, also one that waits. */
  stop(): void;
}

/** Nothing is read before it is asked for. */
export function createBatches(input: RequestInput): Batches {
  const aborter = new AbortController();
  const documents = input.read(aborter.signal)[Symbol.asyncIterator]();
  let isOver = false;
  return {
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
