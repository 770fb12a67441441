/** The lines by which two texts differ, as people read it: lines that stay, lines that go, lines that come. */

/** Lines that stand together, `from` the first text, from both, or in the second text alone. */
export interface DiffRow {
  readonly kind: "same" | "removed" | "added";
  readonly line: string;
}

/** Of more differing lines, all that stands between the first and the last difference is shown as replaced. */
const MOST_CHANGES = 1000;

/**
 * The shortest way from one text to the other, line by line, after Myers (1986): it takes time in the number of lines
 * times the number of differences, which is bounded.
 */
export function diffLines(before: string, after: string): DiffRow[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    start++;
  }
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end++;
  }
  const same = (line: string): DiffRow => ({ kind: "same", line });
  return [
    ...old.slice(0, start).map(same),
    ...diffMiddle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...old.slice(old.length - end).map(same),
  ];
}

function diffMiddle(old: readonly string[], now: readonly string[]): DiffRow[] {
  const trail = furthestPoints(old, now);
  if (trail === null) {
    return [
      ...old.map((line): DiffRow => ({ kind: "removed", line })),
      ...now.map((line): DiffRow => ({ kind: "added", line })),
    ];
  }
  // Back from the end, one difference at a time.
  const rows: DiffRow[] = [];
  let [x, y] = [old.length, now.length];
  const keepTo = (least: number) => {
    while (x > least && x > 0 && y > 0 && old[x - 1] === now[y - 1]) {
      x--;
      y--;
      rows.push({ kind: "same", line: old[x] ?? "" });
    }
  };
  for (let count = trail.length - 1; count > 0; count--) {
    const points = trail[count - 1] ?? new Map<number, number>();
    const diagonal = x - y;
    const isDown = comesFromAbove(points, diagonal, count);
    const fromX = points.get(isDown ? diagonal + 1 : diagonal - 1) ?? 0;
    keepTo(isDown ? fromX : fromX + 1);
    if (isDown) {
      y--;
      rows.push({ kind: "added", line: now[y] ?? "" });
    } else {
      x--;
      rows.push({ kind: "removed", line: old[x] ?? "" });
    }
  }
  keepTo(0);
  return rows.reverse();
}

/** For each number of differences, how far along the first text each diagonal reaches; null if there are too many. */
function furthestPoints(
  old: readonly string[],
  now: readonly string[],
): ReadonlyMap<number, number>[] | null {
  const trail: ReadonlyMap<number, number>[] = [];
  for (let count = 0; count <= Math.min(old.length + now.length, MOST_CHANGES); count++) {
    const before = trail[count - 1] ?? new Map([[1, 0]]);
    const points = new Map<number, number>();
    for (let diagonal = -count; diagonal <= count; diagonal += 2) {
      let x = comesFromAbove(before, diagonal, count)
        ? (before.get(diagonal + 1) ?? 0)
        : (before.get(diagonal - 1) ?? 0) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) {
        x++;
      }
      points.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) {
        return [...trail, points];
      }
    }
    trail.push(points);
  }
  return null;
}

/** True if the diagonal is reached by a line of the second text, false by one of the first. */
function comesFromAbove(points: ReadonlyMap<number, number>, diagonal: number, count: number): boolean {
  return (
    diagonal === -count ||
    (diagonal !== count && (points.get(diagonal - 1) ?? -1) < (points.get(diagonal + 1) ?? -1))
  );
}
