import { useEffect, useState } from "react";
import { isMap } from "../model/python.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { type ArgumentPlace, draftKey } from "../store/drafts.ts";
import { useOpenFile } from "../store/react.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { ChoiceField, Field, type FieldChoice, FieldGroup } from "../ui/field.tsx";
import type { EditorProps } from "./argument-field.tsx";
import { PlaceField } from "./place-field.tsx";
import { placeIn, useArgumentActions } from "./use-argument-actions.ts";

/** More keys than these are clearer as YAML. */
const MOST_ROWS = 40;

/** A mapping, a key a row, or all of it as YAML. */
export function MapEditor(props: EditorProps) {
  const { field, place, value, frame, disabled } = props;
  const map = value === undefined || value === null ? NO_KEYS : isMap(value) ? value : null;
  const [isYaml, setYaml] = useState(map === null || map.size > MOST_ROWS);
  const isWhole = isYaml || map === null;
  const beside = map && (
    <Button
      kind="link"
      aria-label={`${field.name} as ${isWhole ? "rows" : "YAML"}`}
      onClick={() => setYaml(!isYaml)}
    >
      {isWhole ? "as rows" : "as YAML"}
    </Button>
  );
  return isWhole ? (
    <PlaceField {...frame} beside={beside} isBlock place={place} value={value} disabled={disabled} />
  ) : (
    <FieldGroup {...frame} beside={beside}>
      <MapRows
        name={field.name}
        place={place}
        map={map}
        isText={field.items === "texts"}
        disabled={disabled}
      />
    </FieldGroup>
  );
}

const NO_KEYS: ValueMap = new Map();

/** The keys of a mapping and their values, and room for one more. */
export function MapRows(props: {
  /** Of the argument. */
  name: string;
  /** What a key is called, as `endpoint`. */
  noun?: string;
  place: ArgumentPlace;
  map: ValueMap;
  isText?: boolean;
  /** Of which a value is one. */
  choices?: readonly FieldChoice[];
  disabled: boolean;
}) {
  const { name, noun = "key", place, map, isText, choices, disabled } = props;
  const act = useArgumentActions();
  const toNextRow = useNextRow();
  return (
    <>
      {[...map].map(([key, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the row stays while its key is renamed
        <div className="value-row is-pair" key={index}>
          <KeyField place={place} label={`${noun} ${index + 1} of ${name}`} name={key} disabled={disabled} />
          <RowValue
            place={placeIn(place, key)}
            label={`${name} ${key}`}
            value={value}
            isText={isText}
            choices={choices}
            disabled={disabled}
            onEntered={toNextRow}
          />
          {!disabled && (
            <IconButton
              icon="close"
              label={`Remove ${key} from ${name}`}
              onClick={() => act.set(map.size === 1 ? place : placeIn(place, key), "")}
            />
          )}
        </div>
      ))}
      {!disabled && <NewPair {...props} noun={noun} onEntered={toNextRow} />}
    </>
  );
}

/** The name of a key; another one renames it, and none takes it away. */
export function KeyField(props: {
  /** Of the mapping. */
  place: ArgumentPlace;
  label: string;
  name: string;
  disabled: boolean;
  isBare?: boolean;
}) {
  const { place, label, name, disabled, isBare = true } = props;
  const act = useArgumentActions();
  const own = placeIn(place, name);
  return (
    <PlaceField
      label={label}
      isBare={isBare}
      place={placeIn(own, KEY)}
      value={undefined}
      text={name}
      disabled={disabled}
      onCommit={(typed) => (typed.trim() === "" ? act.set(own, "") : act.renameKey(own, typed.trim()))}
    />
  );
}

/** Under which the draft of a key's name is kept: no key of a file is called so. */
const KEY = "\u0000key";

function RowValue({
  place,
  label,
  value,
  isText,
  choices,
  disabled,
  onEntered,
}: {
  place: ArgumentPlace;
  label: string;
  value: Value;
  isText?: boolean | undefined;
  choices?: readonly FieldChoice[] | undefined;
  disabled: boolean;
  onEntered: (field: HTMLElement) => void;
}) {
  const act = useArgumentActions();
  return choices ? (
    <ChoiceField
      label={label}
      isBare
      value={typeof value === "string" ? value.toUpperCase() : ""}
      empty="choose"
      choices={choices}
      disabled={disabled}
      onCommit={(typed) => act.set(place, typed)}
    />
  ) : (
    <PlaceField
      label={label}
      isBare
      place={place}
      value={value}
      isText={isText}
      disabled={disabled}
      onEntered={onEntered}
    />
  );
}

const FIELDS = "input, textarea, select";
const NEW_ROW = "[data-new]";

/** Goes from a value to that of the next row; in the last row there is, to the key of the one to come. */
function useNextRow(): (field: HTMLElement) => void {
  const [entered, setEntered] = useState<{ readonly field: HTMLElement } | null>(null);
  // An effect: what was taken stands in its field before that is left.
  useEffect(() => {
    const row = entered?.field.closest(".value-row");
    const next = row?.matches(NEW_ROW) ? row : row?.nextElementSibling;
    const fields = next?.querySelectorAll<HTMLElement>(FIELDS);
    (next?.matches(NEW_ROW) ? fields?.[0] : fields?.[1])?.focus();
  }, [entered]);
  return (field) => setEntered({ field });
}

/** A key and its value that are still to come: they are taken once both are there. */
function NewPair({
  name,
  noun = "key",
  place,
  map,
  choices,
  onEntered,
}: Parameters<typeof MapRows>[0] & { onEntered: (field: HTMLElement) => void }) {
  const act = useArgumentActions();
  const keyDraft = useOpenFile(({ drafts }) => drafts.get(draftKey(placeIn(place, KEY))));
  const key = (keyDraft?.text ?? "").trim();
  const take = (text: string) => {
    if (key === "") {
      return `Write the ${noun} first.`;
    }
    if (map.has(key)) {
      return `There is a ${key} already.`;
    }
    const refused = act.set(placeIn(place, key), text);
    if (refused === null) {
      act.setDraft(draftKey(placeIn(place, KEY)), null);
    }
    return refused;
  };
  return (
    <div className="value-row is-pair" data-new="">
      <Field
        label={`New ${noun} of ${name}`}
        isBare
        isMono
        placeholder={noun}
        value=""
        draft={keyDraft}
        // It stays until its value is there.
        onDraft={(draft) =>
          draft && act.setDraft(draftKey(placeIn(place, KEY)), draft.text === "" ? null : draft)
        }
        onCommit={() => null}
        onEntered={(field) => {
          field.closest(".value-row")?.querySelectorAll<HTMLElement>(FIELDS)[1]?.focus();
        }}
      />
      {choices ? (
        <ChoiceField
          label={`New value of ${name}`}
          isBare
          value=""
          empty="value"
          choices={choices}
          onCommit={take}
        />
      ) : (
        <PlaceField
          label={`New value of ${name}`}
          isBare
          placeholder="value"
          place={placeIn(place, VALUE)}
          value={undefined}
          onCommit={take}
          onEntered={onEntered}
        />
      )}
    </div>
  );
}

const VALUE = "\u0000value";
