import type { FieldOwner } from "../model/engine/argument-fields.ts";
import { GATEWAY } from "../model/flow.ts";
import { fullMessage } from "../model/problem.ts";
import type { ValueMap } from "../model/value.ts";
import { argumentText } from "../store/argument-text.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useOpenFile } from "../store/react.ts";
import { Note } from "../ui/note.tsx";
import { ArgumentField } from "./argument-field.tsx";
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
      {[...fields.first, ...fields.given].map((field) => {
        const handedOn = inherited?.get(field.name);
        return (
          <ArgumentField
            key={field.name}
            field={field}
            name={name}
            value={given.get(field.name)}
            placeholder={handedOn === undefined ? undefined : argumentText(handedOn, "text").text}
            disabled={readOnly}
            onChange={stay}
          />
        );
      })}
      {wrong.map((problem) => (
        <Note key={problem.code + problem.message} kind={problem.severity}>
          {fullMessage(problem)}
        </Note>
      ))}
      <MoreArguments groups={fields.groups} name={name} given={given} disabled={readOnly} onChange={stay} />
    </>
  );
}
