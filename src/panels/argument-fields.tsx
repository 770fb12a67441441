import type { ArgumentField as FieldFacts } from "../model/engine/argument-fields.ts";
import { fullMessage, type Problem } from "../model/problem.ts";
import type { ValueMap } from "../model/value.ts";
import { Note } from "../ui/note.tsx";
import { ArgumentField } from "./argument-field.tsx";

/** Fields one below the other, of arguments that `given` has or lacks. */
export function ArgumentFields(props: {
  fields: readonly FieldFacts[];
  /** An executor, `gateway`, or null for the Flow's `with`. */
  name: string | null;
  given: ValueMap;
  disabled: boolean;
  /** Called before an argument is changed. */
  onChange: (key: string) => void;
  /** What holds where the file gives nothing, if that is not the engine's default. */
  placeholderOf?: (key: string) => string | undefined;
}) {
  const { fields, given, placeholderOf, ...common } = props;
  return fields.map((field) => (
    <ArgumentField
      key={field.name}
      field={field}
      value={given.get(field.name)}
      placeholder={placeholderOf?.(field.name)}
      {...common}
    />
  ));
}

/** What is wrong, a note each. */
export function ProblemNotes({ problems }: { problems: readonly Problem[] }) {
  return problems.map((problem) => (
    <Note key={problem.code + problem.message} kind={problem.severity}>
      {fullMessage(problem)}
    </Note>
  ));
}
