import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";

/** Rows that are made at first, and with each press. */
const STEP = 40;

/** The first rows of a list that may be a long one, with a button that shows more of them; null where all are shown. */
export function useFirstRows<Row>(rows: readonly Row[]): {
  readonly shown: readonly Row[];
  readonly more: ReactNode;
} {
  const [count, setCount] = useState(STEP);
  const left = rows.length - count;
  return {
    shown: rows.slice(0, count),
    more: left > 0 && (
      <Button isSmall onClick={() => setCount(count + STEP)}>
        Show {Math.min(left, STEP)} more of {left}
      </Button>
    ),
  };
}
