/** The blocks of a Python program that a statement stands in, by how far lines are indented. */

/** What a statement stands in that may keep it from being carried out once: with the line on which that begins. */
interface Around {
  readonly kind: "loop" | "condition";
  readonly line: number;
}

/**
 * Where a statement stands: `around` is the innermost loop or condition, null outside of any; `within` the line on which
 * the innermost function begins, 0 outside of any.
 */
export interface Place {
  readonly around: Around | null;
  readonly within: number;
}

/** What a block does with what stands in it: carries it out any number of times, perhaps, when it is called, or once. */
export type BlockKind = Around["kind"] | "function" | "other";

/** A block that a header with a colon begins. */
interface Block {
  readonly column: number;
  readonly place: Place;
}

const OUTSIDE: Place = { around: null, within: 0 };

/** The open blocks, while lines are read in their order. */
export class Blocks {
  private readonly open: Block[] = [];
  private column = 0;

  /** The place of what comes next. */
  get place(): Place {
    return this.open.at(-1)?.place ?? OUTSIDE;
  }

  /** A line begins at this column, so that blocks which are indented as much have ended. */
  beginLine(column: number): void {
    this.column = column;
    while ((this.open.at(-1)?.column ?? -1) >= column) {
      this.open.pop();
    }
  }

  /** A block begins on this line. */
  begin(kind: BlockKind, line: number): void {
    const { around, within } = this.place;
    const isAround = kind === "loop" || kind === "condition";
    this.open.push({
      column: this.column,
      place: {
        around: isAround ? { kind, line } : around,
        within: kind === "function" ? line : within,
      },
    });
  }
}
