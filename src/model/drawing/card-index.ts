/** Cards by where they stand, so that those in a part of the drawing are found without looking at all of them. */
import { overlaps, type Rect } from "./geometry.ts";

/** Side of a square of the drawing whose cards are kept together, in pixels. */
const SQUARE = 400;

/** Takes cards, and gives those that touch a part of the drawing. */
export class CardIndex {
  private readonly squares = new Map<string, Rect[]>();

  get isEmpty(): boolean {
    return this.squares.size === 0;
  }

  constructor(cards: Iterable<Rect> = []) {
    for (const card of cards) {
      this.add(card);
    }
  }

  add(card: Rect): void {
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

  hasAt(x: number, y: number): boolean {
    const square = this.squares.get(keyOf(Math.floor(x / SQUARE), Math.floor(y / SQUARE))) ?? [];
    return square.some(
      (card) => x > card.x && x < card.x + card.width && y > card.y && y < card.y + card.height,
    );
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
