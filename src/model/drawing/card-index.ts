/** Cards by where they stand, so that those in a part of the drawing are found without looking at all of them. */
import { overlaps, type Rect } from "./geometry.ts";

/** Side of a square of the drawing whose cards are kept together, in pixels. */
const SQUARE = 400;

/** Takes cards, and gives those that touch a part of the drawing. */
export class CardIndex {
  private readonly squares = new Map<string, Rect[]>();
  private readonly cards: Rect[] = [];

  constructor(cards: Iterable<Rect> = []) {
    for (const card of cards) {
      this.add(card);
    }
  }

  get isEmpty(): boolean {
    return this.cards.length === 0;
  }

  add(card: Rect): void {
    this.cards.push(card);
    for (const key of keysOf(card)) {
      const square = this.squares.get(key);
      if (square) {
        square.push(card);
      } else {
        this.squares.set(key, [card]);
      }
    }
  }

  /** Each card once that has a part inside the box; touching its rim is not inside. */
  within(box: Rect): readonly Rect[] {
    if (this.isFewFor(box)) {
      return this.cards.filter((card) => overlaps(card, box));
    }
    const found = new Set<Rect>();
    for (const key of keysOf(box)) {
      for (const card of this.squares.get(key) ?? []) {
        if (overlaps(card, box)) {
          found.add(card);
        }
      }
    }
    return [...found];
  }

  hasWithin(box: Rect): boolean {
    if (this.isFewFor(box)) {
      return this.cards.some((card) => overlaps(card, box));
    }
    for (const key of keysOf(box)) {
      if (this.squares.get(key)?.some((card) => overlaps(card, box))) {
        return true;
      }
    }
    return false;
  }

  /** True where looking at each card takes less than looking at each square of the box. */
  private isFewFor({ width, height }: Rect): boolean {
    return this.cards.length <= (width / SQUARE + 1) * (height / SQUARE + 1);
  }
}

function keyOf(column: number, row: number): string {
  return `${column} ${row}`;
}

function* keysOf({ x, y, width, height }: Rect): Generator<string> {
  for (let column = Math.floor(x / SQUARE); column <= Math.floor((x + width) / SQUARE); column++) {
    for (let row = Math.floor(y / SQUARE); row <= Math.floor((y + height) / SQUARE); row++) {
      yield keyOf(column, row);
    }
  }
}
