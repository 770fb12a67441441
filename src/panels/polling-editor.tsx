import { isMap } from "../model/python.ts";
import { argumentText } from "../store/argument-text.ts";
import { ChoiceField } from "../ui/field.tsx";
import type { EditorProps } from "./argument-field.tsx";
import { MapRows } from "./map-editor.tsx";
import { useArgumentActions } from "./use-argument-actions.ts";

const BY_ENDPOINT = "by endpoint";

const NAMES = ["ANY", "ALL"].map((value) => ({ value, label: value }));

/** How requests reach shards: the same way for all endpoints, or a way for each. */
export function PollingEditor({ field, place, value, frame, empty, disabled }: EditorProps) {
  const act = useArgumentActions();
  const map = isMap(value) ? value : null;
  const { text } = argumentText(map ? undefined : value, "value");
  const commit = (typed: string) =>
    act.set(place, typed === BY_ENDPOINT ? `{"*": ${text.toUpperCase() === "ALL" ? "ALL" : "ANY"}}` : typed);
  return (
    <>
      <ChoiceField
        {...frame}
        value={map ? BY_ENDPOINT : text}
        empty={empty}
        choices={[...field.choices, { value: BY_ENDPOINT, label: "A way for each endpoint" }]}
        disabled={disabled}
        onCommit={commit}
      />
      {map && (
        <div className="value-rows">
          <MapRows
            name={field.name}
            noun="endpoint"
            place={place}
            map={map}
            choices={NAMES}
            disabled={disabled}
          />
        </div>
      )}
    </>
  );
}
