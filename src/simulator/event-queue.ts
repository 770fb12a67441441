/** What is still to happen, the earliest first; of one moment, what was put in first. */

/** A queue of things by their time. */
interface EventQueue<Item> {
  push(atMs: number, item: Item): void;
  /** The time of the first; null of an empty queue. */
  nextAtMs(): number | null;
  /** Takes the first out. */
  pop(): Item | undefined;
}

interface Entry<Item> {
  readonly atMs: number;
  /** Its place among all that were ever put in. */
  readonly number: number;
  readonly item: Item;
}

/** An empty queue, as a binary heap. */
export function createEventQueue<Item>(): EventQueue<Item> {
  const heap: Entry<Item>[] = [];
  let count = 0;

  const isBefore = (one: Entry<Item>, other: Entry<Item>): boolean =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.number < other.number);

  const rise = (entry: Entry<Item>): void => {
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(entry, parent)) {
        break;
      }
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  };

  const sink = (entry: Entry<Item>): void => {
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) {
        break;
      }
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, entry)) {
        break;
      }
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = entry;
  };

  return {
    push(atMs, item) {
      rise({ atMs, number: count, item });
      count += 1;
    },
    nextAtMs: () => heap[0]?.atMs ?? null,
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && last !== first) {
        sink(last);
      }
      return first?.item;
    },
  };
}
