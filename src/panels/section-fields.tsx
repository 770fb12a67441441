import type { FieldOwner } from "../model/engine/argument-fields.ts";
import { GATEWAY } from "../model/flow.ts";
import type { ValueMap } from "../model/value.ts";
import { argumentText } from "../store/argument-text.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useOpenFile } from "../store/react.ts";
import { ArgumentFields, ProblemNotes } from "./argument-fields.tsx";
import { MoreArguments } from "./more-arguments.tsx";
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
  inherited?: ValueMap;
}) {
  const { key, name } = SECTIONS[owner];
  const readOnly = useOpenFile(isReadOnly);
  const given = useOpenFile((file) => file.shown.flow[key]);
  const problems = useOpenFile((file) => file.shown.problems);
  const { fields, stay } = useArgumentFields(owner, given);
  const wrong = problems.filter(({ path, executor }) => path?.[0] === key && executor === undefined);
  return (
    <>
      <ArgumentFields
        fields={[...fields.first, ...fields.given]}
        name={name}
        given={given}
        disabled={readOnly}
        onChange={stay}
        placeholderOf={(argument) => {
          const handedOn = inherited?.get(argument);
          return handedOn === undefined ? undefined : argumentText(handedOn, "text").text;
        }}
      />
      <ProblemNotes problems={wrong} />
      <MoreArguments groups={fields.groups} name={name} given={given} disabled={readOnly} onChange={stay} />
    </>
  );
}
