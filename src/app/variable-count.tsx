import { useOpenFile } from "../store/react.ts";
import { countUnset } from "../store/variable-rows.ts";
import { Count } from "../ui/badge.tsx";

/** How many variables have no value; `isNamed` says so to screen readers. */
export default function VariableCount({ isNamed }: { isNamed: boolean }) {
  const count = useOpenFile(countUnset);
  return count === 0 ? null : <Count value={count} kind="warning" what={isNamed ? "not set" : undefined} />;
}
