import type { ArgumentField } from "../model/engine/argument-fields.ts";
import { isMap } from "../model/python.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { type ArgumentPlace, draftKey } from "../store/drafts.ts";
import { useOpenFile } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { Field, FieldGroup } from "../ui/field.tsx";
import type { EditorProps } from "./argument-field.tsx";
import { ListEditor } from "./list-editor.tsx";
import { KeyField, MapEditor } from "./map-editor.tsx";
import { PlaceField } from "./place-field.tsx";
import { placeIn, useArgumentActions } from "./use-argument-actions.ts";

/** What can be said of an endpoint that the gateway offers over HTTP; the gateway hands it to FastAPI. */
const PARTS = [
  { key: "http_path", placeholder: "the endpoint itself", isWords: true },
  { key: "methods", placeholder: "POST", choices: ["GET", "POST", "PUT", "DELETE", "PATCH"] },
  { key: "summary", placeholder: "", isWords: true },
  { key: "description", placeholder: "", isWords: true },
  { key: "tags", placeholder: "Customized", choices: [] },
  { key: "status_code", placeholder: "200" },
] as const;

/** Endpoints of executors that the gateway offers over HTTP, with the path, methods and words of each. */
export function EndpointsEditor(props: EditorProps) {
  const { field, place, value, frame, disabled } = props;
  const act = useArgumentActions();
  const newKey = draftKey(placeIn(place, "\u0000endpoint"));
  const draft = useOpenFile(({ drafts }) => drafts.get(newKey));
  const endpoints = value === undefined || value === null ? new Map<string, Value>() : value;
  if (!isMap(endpoints) || [...endpoints.values()].some((one) => !isMap(one))) {
    return <MapEditor {...props} />;
  }
  const add = (typed: string) => {
    const name = typed.trim();
    if (!name.startsWith("/")) {
      return `An endpoint begins with a slash, as /${name}.`;
    }
    return endpoints.has(name)
      ? `There is a ${name} already.`
      : act.set(placeIn(place, name), `{http_path: ${JSON.stringify(name)}}`);
  };
  return (
    <FieldGroup {...frame}>
      {[...endpoints].map(([name, facts], index) => (
        <Endpoint
          // biome-ignore lint/suspicious/noArrayIndexKey: the endpoint stays while it is renamed
          key={index}
          place={place}
          name={name}
          facts={isMap(facts) ? facts : new Map()}
          isOnly={endpoints.size === 1}
          disabled={disabled}
        />
      ))}
      {!disabled && (
        <Field
          label={`New endpoint of ${field.name}`}
          isBare
          isMono
          placeholder="/endpoint"
          value=""
          draft={draft}
          onDraft={(next) => act.setDraft(newKey, next)}
          onCommit={add}
        />
      )}
    </FieldGroup>
  );
}

function Endpoint(props: {
  /** Of all endpoints. */
  place: ArgumentPlace;
  name: string;
  facts: ValueMap;
  isOnly: boolean;
  disabled: boolean;
}) {
  const { place, name, facts, isOnly, disabled } = props;
  const act = useArgumentActions();
  const own = placeIn(place, name);
  const known: readonly string[] = PARTS.map(({ key }) => key);
  const others = [...facts].filter(([key]) => !known.includes(key));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a field
    <div className="endpoint" role="group" aria-label={`Endpoint ${name}`}>
      <div className="value-row">
        <KeyField place={place} label={`endpoint ${name}`} name={name} disabled={disabled} />
        {!disabled && (
          <IconButton
            icon="close"
            label={`Remove ${name}`}
            // An endpoint without anything said of it is none of the gateway's.
            onClick={() => act.set(isOnly ? place : own, "")}
          />
        )}
      </div>
      {PARTS.map((part) =>
        "choices" in part ? (
          <ListEditor
            key={part.key}
            field={listField(part.key, part.choices)}
            place={placeIn(own, part.key)}
            value={facts.get(part.key)}
            frame={{ label: part.key, isSet: facts.has(part.key) }}
            placeholder={part.placeholder}
            empty={part.placeholder}
            disabled={disabled}
          />
        ) : (
          <PlaceField
            key={part.key}
            label={part.key}
            isSet={facts.has(part.key)}
            isNumber={part.key === "status_code"}
            place={placeIn(own, part.key)}
            value={facts.get(part.key)}
            placeholder={part.placeholder}
            disabled={disabled}
            {...("isWords" in part &&
              asWords(facts.get(part.key), (text) => act.set(placeIn(own, part.key), text)))}
          />
        ),
      )}
      {others.map(([key, value]) => (
        <PlaceField key={key} label={key} isSet place={placeIn(own, key)} value={value} disabled={disabled} />
      ))}
    </div>
  );
}

/** A text that is shown and typed as it is, whatever it would be as YAML. */
function asWords(value: Value | undefined, set: (yaml: string) => string | null) {
  return {
    ...(typeof value === "string" && { text: value }),
    isMono: false,
    onCommit: (typed: string) => set(typed.trim() === "" ? "" : JSON.stringify(typed)),
  };
}

function listField(name: string, choices: readonly string[]): ArgumentField {
  return {
    name,
    kind: "list",
    choices: choices.map((value) => ({ value, label: value })),
    placeholder: "",
    help: "",
    isText: false,
    items: "values",
    unit: "",
  };
}
