import { problemRows } from "../store/derived.ts";
import { useDesignerState } from "../store/react.ts";

/** How many rows the Problems panel has, coloured by the worst; `isNamed` says of what, to screen readers. */
export function ProblemCount({ isNamed = false }: { isNamed?: boolean }) {
  const problems = useDesignerState((state) => state.document.problems);
  const count = problemRows(problems).length;
  if (count === 0) {
    return null;
  }
  const isError = problems.some(({ severity }) => severity === "error");
  return (
    <span className={`count ${isError ? "is-error" : "is-warning"}`}>
      {count}
      {isNamed && <span className="visually-hidden"> {count === 1 ? "problem" : "problems"}</span>}
    </span>
  );
}
