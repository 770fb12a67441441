import { problemRows } from "../store/problem-rows.ts";
import { useOpenFile } from "../store/react.ts";
import { Count } from "../ui/badge.tsx";

/** How many rows the Problems panel has, coloured by the worst; `isNamed` says of what, to screen readers. */
export default function ProblemCount({ isNamed }: { isNamed: boolean }) {
  const problems = useOpenFile((file) => file.problems);
  const count = problemRows(problems).length;
  if (count === 0) {
    return null;
  }
  const isError = problems.some(({ severity }) => severity === "error");
  return (
    <Count
      value={count}
      kind={isError ? "error" : "warning"}
      what={isNamed ? (count === 1 ? "problem" : "problems") : undefined}
    />
  );
}
