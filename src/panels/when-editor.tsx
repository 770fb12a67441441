import { OPERATORS } from "../model/engine/when-operators.ts";
import { isMap } from "../model/python.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { draftKey } from "../store/drafts.ts";
import { useOpenFile } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { ChoiceField, Field, FieldGroup } from "../ui/field.tsx";
import type { EditorProps } from "./argument-field.tsx";
import { KeyField, MapEditor } from "./map-editor.tsx";
import { PlaceField } from "./place-field.tsx";
import { placeIn, useArgumentActions } from "./use-argument-actions.ts";

/** Which documents an executor gets: a row a condition, all of which hold; what is more than that is YAML. */
export function WhenEditor(props: EditorProps) {
  const { field, place, value, frame, disabled } = props;
  const conditions = conditionsOf(value);
  if (!conditions) {
    return <MapEditor {...props} />;
  }
  return (
    <FieldGroup
      {...frame}
      hint={`${frame.hint ?? ""} A tag is called tags__NAME; all conditions have to hold.`.trim()}
    >
      {conditions.map((condition, index) => (
        <Condition
          // biome-ignore lint/suspicious/noArrayIndexKey: the row stays while its tag is renamed
          key={index}
          name={field.name}
          place={place}
          {...condition}
          isOnly={conditions.length === 1}
          disabled={disabled}
        />
      ))}
      {!disabled && <NewCondition name={field.name} place={place} />}
    </FieldGroup>
  );
}

interface ConditionFacts {
  /** As `tags__colour`. */
  readonly tag: string;
  readonly operator: string;
  readonly operand: Value;
}

/** Null where it is no plain list of conditions. */
function conditionsOf(value: Value | undefined): readonly ConditionFacts[] | null {
  if (value === undefined || value === null) {
    return [];
  }
  const found = isMap(value) ? [...value].flatMap(([tag, test]) => conditionOf(tag, test)) : [];
  return isMap(value) && found.length === value.size ? found : null;
}

function conditionOf(tag: string, test: Value): readonly ConditionFacts[] {
  const [pair, ...others]: [string, Value][] = isMap(test) ? [...(test as ValueMap)] : [];
  return pair && others.length === 0 && OPERATORS.some(({ value }) => value === pair[0])
    ? [{ tag, operator: pair[0], operand: pair[1] }]
    : [];
}

function Condition(
  props: ConditionFacts & Pick<EditorProps, "place" | "disabled"> & { name: string; isOnly: boolean },
) {
  const { name, place, tag, operator, operand, isOnly, disabled } = props;
  const act = useArgumentActions();
  const own = placeIn(place, tag);
  return (
    <div className="value-row is-condition">
      <KeyField place={place} label={`${name}: tag ${tag}`} name={tag} disabled={disabled} />
      <ChoiceField
        label={`${name}: operator of ${tag}`}
        isBare
        value={operator}
        empty="choose"
        choices={OPERATORS}
        disabled={disabled}
        onCommit={(chosen) => act.renameKey(placeIn(own, operator), chosen)}
      />
      <PlaceField
        label={`${name}: value of ${tag}`}
        isBare
        place={placeIn(own, operator)}
        value={operand}
        disabled={disabled}
        onCommit={(typed) =>
          typed.trim() === ""
            ? "Write a value, or remove the condition."
            : act.set(placeIn(own, operator), typed)
        }
      />
      {!disabled && (
        <IconButton
          icon="close"
          label={`Remove the condition on ${tag}`}
          onClick={() => act.set(isOnly ? place : own, "")}
        />
      )}
    </div>
  );
}

/** A condition that is still to come: it is taken once its value is there. */
function NewCondition({ name, place }: { name: string; place: EditorProps["place"] }) {
  const act = useArgumentActions();
  const draftOf = (part: string) => draftKey(placeIn(place, `\u0000${part}`));
  const tag = useOpenFile(({ drafts }) => drafts.get(draftOf("tag")));
  const operator = useOpenFile(({ drafts }) => drafts.get(draftOf("operator")))?.text ?? "$eq";
  const take = (typed: string) => {
    const field = (tag?.text ?? "").trim();
    if (field === "") {
      return "Write the tag first, as tags__colour.";
    }
    const refused = act.set(placeIn(place, field, operator), typed);
    if (refused === null) {
      act.setDraft(draftOf("tag"), null);
      act.setDraft(draftOf("operator"), null);
    }
    return refused;
  };
  return (
    <div className="value-row is-condition">
      <Field
        label={`New tag of ${name}`}
        isBare
        isMono
        placeholder="tags__colour"
        value=""
        draft={tag}
        onDraft={(draft) => draft && act.setDraft(draftOf("tag"), draft.text === "" ? null : draft)}
        onCommit={() => null}
      />
      <ChoiceField
        label={`New operator of ${name}`}
        isBare
        value={operator}
        empty="choose"
        choices={OPERATORS}
        onCommit={(chosen) => {
          act.setDraft(draftOf("operator"), { of: "", text: chosen, error: null });
          return null;
        }}
      />
      <PlaceField
        label={`New value of ${name}`}
        isBare
        placeholder="value"
        place={placeIn(place, "\u0000value")}
        value={undefined}
        onCommit={take}
      />
    </div>
  );
}
