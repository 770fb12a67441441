import { grouped } from "../../base/words.ts";
import type { ImportNote } from "./imported.ts";

/** Notes of one import at most; of those beyond it is said how many there are. */
const MAX_NOTES = 100;

/** Collects what is to be known about an import. What happens often is told once, where it is first, with how often. */
export class ImportNotes {
  private readonly own: ImportNote[] = [];
  private readonly kinds = new Map<string, { readonly line: number; count: number }>();
  private dropped = 0;

  /** A note about this line alone. */
  add(line: number, message: string): void {
    if (this.own.length < MAX_NOTES) {
      this.own.push({ line, message });
    } else {
      this.dropped++;
    }
  }

  /** A note that may come again: it is told once. */
  count(line: number, message: string, times = 1): void {
    const known = this.kinds.get(message);
    if (known) {
      known.count += times;
    } else {
      this.kinds.set(message, { line, count: times });
    }
  }

  /** Those of another collection too. */
  addAll(others: ImportNotes): void {
    for (const { line, message } of others.own) {
      this.add(line, message);
    }
    for (const [message, { line, count }] of others.kinds) {
      this.count(line, message, count);
    }
    this.dropped += others.dropped;
  }

  /** All of them, in the order of their lines. */
  list(): ImportNote[] {
    const kinds = [...this.kinds].map(([message, { line, count }]) => ({
      line,
      message: count === 1 ? message : `${message} (${grouped(count)} times)`,
    }));
    const all = [...this.own, ...kinds].sort((a, b) => a.line - b.line);
    const last = all.at(-1);
    return this.dropped > 0 && last
      ? [...all, { line: last.line, message: `${grouped(this.dropped)} more notes like these are left out.` }]
      : all;
  }
}
