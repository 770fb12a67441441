import type { FieldOwner } from "../model/engine/argument-fields.ts";
import { GATEWAY } from "../model/flow.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useOpenFile } from "../store/react.ts";
import type { Inherited } from "./argument-field.tsx";
import { ArgumentFields, ProblemNotes } from "./argument-fields.tsx";
import { MoreArguments } from "./more-arguments.tsx";
import { StayContext } from "./use-argument-actions.ts";
import { useArgumentFields } from "./use-argument-fields.ts";

const SECTIONS = {
  flow: { key: "with", name: null },
  gateway: { key: "gateway", name: GATEWAY },
} as const;

/** The fields of a section of the file, `with` or `gateway`, with what is wrong in it. */
export function SectionFields({
  owner,
  inherited,
}: {
  owner: Exclude<FieldOwner, "deployment">;
  /** What holds where the section says nothing. */
  inherited: ReadonlyMap<string, Inherited>;
}) {
  const { key, name } = SECTIONS[owner];
  const disabled = useOpenFile(isReadOnly);
  const given = useOpenFile((file) => file.shown.flow[key]);
  const problems = useOpenFile((file) => file.shown.problems);
  const { fields, stay } = useArgumentFields(owner, given);
  const wrong = problems.filter(({ path, executor }) => path?.[0] === key && executor === undefined);
  const values = { owners: [name], given, inherited, disabled };
  return (
    <StayContext value={stay}>
      <ArgumentFields fields={[...fields.first, ...fields.given]} values={values} />
      <ProblemNotes problems={wrong} />
      <MoreArguments fields={fields} values={values} />
    </StayContext>
  );
}
