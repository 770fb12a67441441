/** What is said of a chart or a program that was put into a file of YAML, by hand or by pasting it. */
import type { Problem } from "../../model/problem.ts";
import { type ImportForm, partInOtherForm } from "./certain-form.ts";

const NAMES: Readonly<Record<ImportForm, string>> = {
  mermaid: "a mermaid flowchart",
  python: "a Python program",
};

/** The words, the line where it begins, and the import as a fix; null where the text holds nothing in another form. */
export function importProblem(text: string): Pick<Problem, "message" | "range" | "fix"> | null {
  const part = partInOtherForm(text);
  if (!part) {
    return null;
  }
  const { form, from, to, isAmongOthers } = part;
  const name = NAMES[form];
  const begins = from + (/\S/.exec(text.slice(from, to))?.index ?? 0);
  const line = /^[^\n\r]*/.exec(text.slice(begins, to))?.[0].trimEnd() ?? "";
  return {
    message: isAmongOthers
      ? `Here ${name} begins among the lines of a Flow file: import it as a file of its own, and take it away here.`
      : `This is ${name}, not a Flow file: import it, and it becomes one.`,
    range: { from: begins, to: begins + line.length },
    fix: { label: "Import as a new file", imports: { from, to } },
  };
}
