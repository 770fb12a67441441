import { useState } from "react";
import { isList } from "../model/python.ts";
import type { Value } from "../model/value.ts";
import { draftKey } from "../store/drafts.ts";
import { useOpenFile } from "../store/react.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { ChoiceField, FieldGroup } from "../ui/field.tsx";
import type { EditorProps } from "./argument-field.tsx";
import { PlaceField } from "./place-field.tsx";
import { placeIn, useArgumentActions } from "./use-argument-actions.ts";

/** A list, an item a row; one item alone, or none, is a field like any other. */
export function ListEditor(props: EditorProps) {
  const { field, place, value, disabled } = props;
  const items = itemsOf(value);
  const [isAdding, setAdding] = useState(false);
  const isDrafted = useOpenFile(({ drafts }) => drafts.has(draftKey(placeIn(place, items.length))));
  const canAdd = items.length > 0 && !disabled;
  const hasRoom = canAdd && (isAdding || isDrafted);
  return (
    <>
      {items.length < 2 && !hasRoom ? (
        <OnlyItem {...props} />
      ) : (
        <Rows {...props} items={items} hasRoom={hasRoom} />
      )}
      {canAdd && !hasRoom && (
        <div className="value-add">
          <Button isSmall onClick={() => setAdding(true)}>
            Add to {field.name}
          </Button>
        </div>
      )}
    </>
  );
}

function itemsOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : value === undefined || value === null ? [] : [value];
}

/** What is typed may be a list. */
function OnlyItem({ field, place, value, frame, placeholder, disabled }: EditorProps) {
  const act = useArgumentActions();
  const isSingle = isList(value) && value.length === 1;
  const hasCommas = field.choices.length > 0 || field.items === "numbers";
  const commit = (typed: string) =>
    isSingle && typed.trim() !== "" && !typed.trim().startsWith("[") && !(hasCommas && typed.includes(","))
      ? act.set(placeIn(place, 0), typed)
      : act.set(place, typed);
  return (
    <PlaceField
      {...frame}
      place={place}
      value={isSingle ? value[0] : value}
      isNumber={field.items === "numbers"}
      placeholder={placeholder}
      disabled={disabled}
      onCommit={commit}
    />
  );
}

function Rows({
  field,
  place,
  value,
  frame,
  disabled,
  items,
  hasRoom,
}: EditorProps & { items: readonly Value[]; hasRoom: boolean }) {
  const act = useArgumentActions();
  const [error, setError] = useState<string | null>(null);
  const placeOf = (index: number) => (isList(value) ? placeIn(place, index) : place);
  const label = (index: number) => `${field.name} ${index + 1}`;
  return (
    <FieldGroup {...frame} error={error}>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is known by its place alone
        <div className="value-row" key={index}>
          <PlaceField
            label={label(index)}
            isBare
            place={placeOf(index)}
            value={item}
            isText={field.items === "texts"}
            isNumber={field.items === "numbers"}
            disabled={disabled}
          />
          {!disabled && (
            <span className="value-row-buttons">
              {index > 0 && (
                <IconButton
                  icon="up"
                  label={`Move ${label(index)} up`}
                  onClick={() => setError(act.moveItem(placeOf(index), index - 1))}
                />
              )}
              <IconButton
                icon="close"
                label={`Remove ${label(index)}`}
                onClick={() => setError(act.set(placeOf(index), ""))}
              />
            </span>
          )}
        </div>
      ))}
      {hasRoom && <NewItem field={field} place={placeIn(place, items.length)} list={place} />}
    </FieldGroup>
  );
}

/** `place`: where the item comes to stand in the list at `list`. */
function NewItem({
  field,
  place,
  list,
}: Pick<EditorProps, "field" | "place"> & { list: EditorProps["place"] }) {
  const act = useArgumentActions();
  const label = `${field.name} ${Number(place.way.at(-1)) + 1}`;
  return field.choices.length > 0 ? (
    <ChoiceField
      label={label}
      isBare
      value=""
      empty="choose"
      choices={field.choices}
      onCommit={(typed) => act.addItem(list, typed)}
    />
  ) : (
    <PlaceField
      key="new"
      label={label}
      isBare
      place={place}
      value={undefined}
      isNumber={field.items === "numbers"}
      autoFocus
      onCommit={(typed) => act.addItem(list, typed)}
    />
  );
}
