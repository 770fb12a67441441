import { ConversionReport } from "./conversion-report.tsx";
import { Problems } from "./problems.tsx";

/** What is wrong with the file, below what its conversion has left to look at. */
export default function ProblemsTab() {
  return (
    <div className="problems-tab">
      <ConversionReport />
      <Problems />
    </div>
  );
}
