/** The blocks of a Python program that a statement stands in, by how far lines are indented. */

/** What a statement stands in that may keep it from being carried out once: with the line on which that begins. */
interface Around {
  readonly kind: "loop" | "condition";
  readonly line: number;
}

/** Where names are given: the module, a function or a class. */
export interface Scope {
  /** Where it begins; 0 of the module. */
  readonly line: number;
  readonly isClass: boolean;
  readonly outer: Scope | null;
}

/**
 * Where a statement stands: `around` is the innermost loop or condition, null outside of any; `within` the line on which
 * the innermost function begins, `attempt` that on which the innermost block does that an exception may end while the
 * program goes on, `entered` that on which something is entered that may keep exceptions to itself; 0 outside of any.
 */
export interface Place {
  readonly around: Around | null;
  readonly within: number;
  readonly attempt: number;
  readonly entered: number;
  readonly scope: Scope;
}

/** What a block does with what stands in it: carries it out any number of times, perhaps, when it is called, or once. */
export type BlockKind = Around["kind"] | "function" | "class" | "attempt" | "entered" | "other";

/** A block that a header with a colon begins. */
interface Block {
  readonly column: number;
  readonly place: Place;
  /** Whether it has come to its end: what else stands in it is never reached. */
  isOver: boolean;
}

/** Outside of all blocks. */
export const OUTSIDE: Place = {
  around: null,
  within: 0,
  attempt: 0,
  entered: 0,
  scope: { line: 0, isClass: false, outer: null },
};

/** The open blocks, while lines are read in their order. */
export class Blocks {
  private readonly open: Block[] = [{ column: -1, place: OUTSIDE, isOver: false }];
  private column = 0;

  /** The place of what comes next. */
  get place(): Place {
    return this.block.place;
  }

  /** Whether what comes next is never reached. */
  get isOver(): boolean {
    return this.block.isOver;
  }

  private get block(): Block {
    return this.open[this.open.length - 1]!;
  }

  /** A line begins at this column, so that blocks which are indented as much have ended. */
  beginLine(column: number): void {
    this.column = column;
    while (this.block.column >= column) {
      this.open.pop();
    }
  }

  /** A block begins on this line. */
  begin(kind: BlockKind, line: number): void {
    const { around, within, attempt, entered, scope } = this.place;
    const isAround = kind === "loop" || kind === "condition";
    const isScope = kind === "function" || kind === "class";
    this.open.push({
      column: this.column,
      place: {
        around: isAround ? { kind, line } : around,
        within: kind === "function" ? line : within,
        attempt: kind === "attempt" ? line : attempt,
        entered: kind === "entered" ? line : entered,
        scope: isScope ? { line, isClass: kind === "class", outer: scope } : scope,
      },
      isOver: this.isOver,
    });
  }

  /** The innermost block ends here, by `return` or the like. */
  end(): void {
    this.block.isOver = true;
  }
}
