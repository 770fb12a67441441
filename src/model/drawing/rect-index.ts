/** What stands where on the drawing, so that all in a part of it is found without looking at the rest. */
import { isSameRect, overlaps, type Rect } from "./geometry.ts";

/** Side of a square of the drawing whose items are kept together, in pixels. */
const SQUARE = 800;
/** What lies in more squares than this is kept apart, and looked at each time: few lines are so long. */
const MOST_SQUARES = 64;
/** More than there are rows: a square is one number. */
const ROWS = 2 ** 20;

interface Entry<Item> {
  readonly rect: Rect;
  item: Item;
  /** Number of the last search that has met it. */
  metIn: number;
}

/** Takes items with their boxes, and gives those that touch a part of the drawing. */
export class RectIndex<Item = Rect> {
  private readonly squares = new Map<number, Entry<Item>[]>();
  private readonly large: Entry<Item>[] = [];
  private readonly all = new Map<Item, Entry<Item>>();
  private searches = 0;

  get isEmpty(): boolean {
    return this.all.size === 0;
  }

  /** Takes an item that it does not hold. */
  add(rect: Rect, item: Item): void {
    const entry: Entry<Item> = { rect, item, metIn: 0 };
    this.all.set(item, entry);
    if (countOf(rect) > MOST_SQUARES) {
      this.large.push(entry);
      return;
    }
    for (const key of squaresOf(rect)) {
      const square = this.squares.get(key);
      if (square) {
        square.push(entry);
      } else {
        this.squares.set(key, [entry]);
      }
    }
  }

  /** Takes an item in the place of another, which costs next to nothing where their boxes are the same. */
  replace(old: Item, rect: Rect, item: Item): void {
    const entry = this.all.get(old);
    if (entry && isSameRect(entry.rect, rect)) {
      this.all.delete(old);
      entry.item = item;
      this.all.set(item, entry);
    } else {
      this.remove(old);
      this.add(rect, item);
    }
  }

  remove(item: Item): void {
    const entry = this.all.get(item);
    if (!entry) {
      return;
    }
    this.all.delete(item);
    if (countOf(entry.rect) > MOST_SQUARES) {
      takeOut(this.large, entry);
      return;
    }
    for (const key of squaresOf(entry.rect)) {
      const square = this.squares.get(key) ?? [];
      takeOut(square, entry);
      if (square.length === 0) {
        this.squares.delete(key);
      }
    }
  }

  /** Each item once that has a part inside the box, in no order that means anything; touching its rim is not inside. */
  within(box: Rect): Item[] {
    // Looking at each item takes less than looking at each square of the box.
    const found: Item[] = [];
    if (this.all.size <= countOf(box)) {
      for (const { rect, item } of this.all.values()) {
        if (overlaps(rect, box)) {
          found.push(item);
        }
      }
      return found;
    }
    const search = ++this.searches;
    const look = (entry: Entry<Item>) => {
      if (entry.metIn !== search) {
        entry.metIn = search;
        if (overlaps(entry.rect, box)) {
          found.push(entry.item);
        }
      }
    };
    for (const key of squaresOf(box)) {
      this.squares.get(key)?.forEach(look);
    }
    this.large.forEach(look);
    return found;
  }

  hasWithin(box: Rect): boolean {
    const isIn = ({ rect }: Entry<Item>) => overlaps(rect, box);
    if (this.all.size <= countOf(box)) {
      for (const entry of this.all.values()) {
        if (isIn(entry)) {
          return true;
        }
      }
      return false;
    }
    return this.large.some(isIn) || squaresOf(box).some((key) => this.squares.get(key)?.some(isIn));
  }
}

/** An index of boxes that are what is looked for themselves. */
export function indexOf(rects: Iterable<Rect>): RectIndex {
  const index = new RectIndex();
  for (const rect of rects) {
    index.add(rect, rect);
  }
  return index;
}

function takeOut<Item>(entries: Entry<Item>[], entry: Entry<Item>): void {
  const at = entries.indexOf(entry);
  if (at >= 0) {
    entries.splice(at, 1);
  }
}

function countOf({ x, y, width, height }: Rect): number {
  return (squareOf(x + width) - squareOf(x) + 1) * (squareOf(y + height) - squareOf(y) + 1);
}

function squareOf(pixel: number): number {
  return Math.floor(pixel / SQUARE);
}

/** Numbers of the squares that a box touches. Two far from all drawings may share one, so that boxes are compared too. */
function squaresOf({ x, y, width, height }: Rect): number[] {
  const [right, bottom] = [squareOf(x + width), squareOf(y + height)];
  const keys: number[] = [];
  for (let column = squareOf(x); column <= right; column++) {
    for (let row = squareOf(y); row <= bottom; row++) {
      keys.push(column * ROWS + row);
    }
  }
  return keys;
}
