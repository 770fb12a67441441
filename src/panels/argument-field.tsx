/** One argument as a field of its kind; what is typed is YAML, and nothing takes the argument away. */
import type { ComponentType } from "react";
import type { ArgumentField as FieldFacts } from "../model/engine/argument-fields.ts";
import { isList, isMap } from "../model/python.ts";
import { shorten } from "../model/shorten.ts";
import type { Value } from "../model/value.ts";
import { argumentText } from "../store/argument-text.ts";
import type { ArgumentPlace } from "../store/drafts.ts";
import { useOpenFile } from "../store/react.ts";
import { ChoiceField } from "../ui/field.tsx";
import { EndpointsEditor } from "./endpoints-editor.tsx";
import { ListEditor } from "./list-editor.tsx";
import { MapEditor } from "./map-editor.tsx";
import { PlaceField } from "./place-field.tsx";
import { PollingEditor } from "./polling-editor.tsx";
import { resolvedText } from "./resolved-text.ts";
import { useArgumentActions } from "./use-argument-actions.ts";
import { UsesEditor } from "./uses-editor.tsx";
import { WhenEditor } from "./when-editor.tsx";

/** What an argument has where the file says nothing of it here, because it says so elsewhere. */
export interface Inherited {
  readonly value: Value;
  /** As `from the Flow`. */
  readonly where: string;
}

/** What an editor of one kind of argument works with. */
export interface EditorProps {
  readonly field: FieldFacts;
  readonly place: ArgumentPlace;
  /** As the file gives it; of several owners, if they all have it so. */
  readonly value: Value | undefined;
  /** What stands around the editor. */
  readonly frame: {
    readonly label: string;
    readonly hint?: string | undefined;
    readonly isSet: boolean;
    readonly onReset?: (() => void) | undefined;
  };
  /** What holds where nothing is written, in an empty field, and as a choice. */
  readonly placeholder: string;
  readonly empty: string;
  readonly disabled: boolean;
}

/** Rows that an editor makes of a value; of more the page would stand still, and nobody goes through them. */
const MOST_ROWS = 500;

/** By kind of argument: a new kind is a line here. */
const EDITORS: Readonly<Record<FieldFacts["kind"], ComponentType<EditorProps>>> = {
  text: TextEditor,
  number: TextEditor,
  yaml: TextEditor,
  choice: ChoiceEditor,
  list: ListEditor,
  map: MapEditor,
  polling: PollingEditor,
  uses: UsesEditor,
  when: WhenEditor,
  endpoints: EndpointsEditor,
};

/** An argument of one owner, or the same of several. */
export function ArgumentField(props: {
  field: FieldFacts;
  /** Executors, `gateway`, or null for the Flow's `with`. */
  owners: ArgumentPlace["owners"];
  value: Value | undefined;
  /** The owners have different values. */
  isMixed?: boolean;
  inherited?: Inherited | undefined;
  disabled: boolean;
  /** In place of what the argument does. */
  hint?: string | undefined;
}) {
  const { field, owners, value, isMixed = false, inherited, disabled, hint = field.help } = props;
  const act = useArgumentActions();
  const place = { owners, way: [field.name] };
  const isSet = isMixed || value !== undefined;
  const [owner = null] = owners;
  const resolved = useOpenFile((file) =>
    owners.length === 1 && value !== undefined ? resolvedText(file, owner, field.name) : "",
  );
  const standing = isMixed ? "mixed" : inherited ? inheritedText(inherited) : field.placeholder;
  const kind = owners.length === 1 ? field.kind : kindOfSeveral(field, value);
  const hasRows = kind === "list" ? isList(value) : isMap(value);
  const isLong = hasRows && rowsOf(value, kind === "endpoints" ? 3 : 1) > MOST_ROWS;
  const Editor = isLong ? TextEditor : EDITORS[kind];
  return (
    <div data-argument={field.name}>
      <Editor
        field={field}
        place={place}
        value={value}
        frame={{
          label: field.name,
          hint:
            inherited && !isSet && isMap(inherited.value)
              ? `${hint} Now: ${standing}.`
              : `${resolved} ${hint}`.trim(),
          isSet,
          onReset: isSet && !disabled ? () => act.set(place, "") : undefined,
        }}
        placeholder={standing}
        empty={isMixed || inherited ? standing : standing === "" ? "not set" : `${standing}, by default`}
        disabled={disabled}
      />
    </div>
  );
}

/** Characters of a value that is told beside a field, or in an empty one. */
const MAX_TOLD = 300;

function inheritedText({ value, where }: Inherited): string {
  const told = shorten(argumentText(value, "text").text, MAX_TOLD);
  return `${told.replaceAll(/\n\s*/g, ", ")}, ${where}`;
}

/** How many rows a value takes whose items have one each, down to a level. */
function rowsOf(value: Value | undefined, levels: number): number {
  const items = isList(value) ? value : isMap(value) ? [...value.values()] : [];
  return levels === 1
    ? items.length
    : items.reduce<number>((rows, item) => rows + rowsOf(item, levels - 1), items.length);
}

/** Of several what is typed is the whole value. */
function kindOfSeveral({ kind, choices }: FieldFacts, value: Value | undefined): FieldFacts["kind"] {
  return choices.length > 0 && kind !== "list" && !isMap(value)
    ? "choice"
    : kind === "number"
      ? kind
      : "text";
}

function TextEditor({ field, place, value, frame, placeholder, disabled }: EditorProps) {
  return (
    <PlaceField
      {...frame}
      place={place}
      value={value}
      isText={field.isText && !isMap(value)}
      {...((field.kind === "yaml" || rowsOf(value, 1) > MOST_ROWS) && { isBlock: true })}
      isNumber={field.kind === "number"}
      unit={field.unit}
      placeholder={placeholder}
      disabled={disabled}
    />
  );
}

function ChoiceEditor(props: EditorProps) {
  const { field, place, value, frame, empty, disabled } = props;
  const act = useArgumentActions();
  const { text, isBlock } = argumentText(value, "text");
  return isBlock ? (
    <TextEditor {...props} />
  ) : (
    <ChoiceField
      {...frame}
      value={text}
      empty={empty}
      choices={field.choices}
      disabled={disabled}
      onCommit={(typed) => act.set(place, typed)}
    />
  );
}
