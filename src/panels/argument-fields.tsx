import type { ArgumentField as FieldFacts } from "../model/engine/argument-fields.ts";
import { fullMessage, type Problem } from "../model/problem.ts";
import type { ValueMap } from "../model/value.ts";
import { Note } from "../ui/note.tsx";
import { ArgumentField, type Inherited } from "./argument-field.tsx";

/** Whose arguments fields are about, and what is known of their values. */
export interface ArgumentValues {
  /** Executors, `gateway`, or null for the Flow's `with`. */
  readonly owners: readonly (string | null)[];
  /** As the file gives them; of several owners, those that they all have so. */
  readonly given: ValueMap;
  /** Arguments of which several owners have different values. */
  readonly mixed?: ReadonlySet<string>;
  readonly inherited?: ReadonlyMap<string, Inherited>;
  readonly disabled: boolean;
}

/** Fields one below the other, of arguments that `given` has or lacks. */
export function ArgumentFields({
  fields,
  values: { given, mixed, inherited, ...common },
}: {
  fields: readonly FieldFacts[];
  values: ArgumentValues;
}) {
  return fields.map((field) => (
    <ArgumentField
      key={field.name}
      field={field}
      value={given.get(field.name)}
      isMixed={mixed?.has(field.name) ?? false}
      inherited={inherited?.get(field.name)}
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
