import { useEffect, useRef, useState } from "react";
import { usesSource } from "../model/engine/uses-source.ts";
import { isMap } from "../model/python.ts";
import { argumentText } from "../store/argument-text.ts";
import { draftKey } from "../store/drafts.ts";
import { useOpenFile } from "../store/react.ts";
import { Select } from "../ui/select.tsx";
import type { EditorProps } from "./argument-field.tsx";
import { PlaceField } from "./place-field.tsx";
import { useArgumentActions } from "./use-argument-actions.ts";

/** The forms of `uses`, each with what it begins as. */
const FORMS = {
  class: { label: "Python class", begins: "MyExecutor" },
  file: { label: "YAML file", begins: "executor.yml" },
  image: { label: "Docker image", begins: "docker://name:tag" },
  "hub-image": { label: "Hub, in a container", begins: "jinaai+docker://user/name" },
  hub: { label: "Hub, as source", begins: "jinaai://user/name" },
  inline: { label: "YAML written here", begins: "jtype: MyExecutor\nwith: {}" },
} as const;

type Form = keyof typeof FORMS;

/** What an executor runs: its form, and the text or the mapping that says it. */
export function UsesEditor({ place, value, frame, placeholder, disabled }: EditorProps) {
  const act = useArgumentActions();
  const key = draftKey(place);
  const draft = useOpenFile(({ drafts }) => drafts.get(key));
  const { text } = argumentText(value, "text");
  const box = useRef<HTMLDivElement>(null);
  /** Counts the choices of a form: the text that it begins as is there to be typed over. */
  const [choices, setChoices] = useState(0);
  useEffect(() => {
    const control = box.current?.querySelector<HTMLInputElement>("input, textarea");
    if (choices > 0) {
      control?.focus();
      control?.select();
    }
  }, [choices]);
  const form = draft?.of === text ? formOf(draft.text) : isMap(value) ? "inline" : formOf(text);
  const choose = (chosen: string) => {
    if (!isForm(chosen)) {
      act.set(place, "");
      return;
    }
    act.setDraft(key, { of: text, text: formOf(text) === chosen ? text : FORMS[chosen].begins, error: null });
    setChoices((count) => count + 1);
  };
  return (
    <div ref={box}>
      <PlaceField
        {...frame}
        beside={
          <Select
            className="input is-small"
            aria-label="Form"
            value={form}
            disabled={disabled}
            onTake={choose}
          >
            <option value="">nothing</option>
            {Object.entries(FORMS).map(([value, { label }]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
            {form === "other" && <option value="other">other</option>}
          </Select>
        }
        place={place}
        value={value}
        isText={!isMap(value)}
        isBlock={form === "inline"}
        placeholder={placeholder}
        disabled={disabled}
      />
    </div>
  );
}

function isForm(text: string): text is Form {
  return Object.hasOwn(FORMS, text);
}

/** The form of what is written or typed; "" for nothing, and for the default. */
function formOf(text: string): Form | "other" | "" {
  if (text.trim() === "") {
    return "";
  }
  if (/^\s*(\{|\w+:\s)/.test(text)) {
    return "inline";
  }
  const source = usesSource(text);
  switch (source.kind) {
    case "class":
    case "module":
      return "class";
    case "hub":
      return source.isImage ? "hub-image" : "hub";
    case "file":
    case "image":
      return source.kind;
    default:
      return "other";
  }
}
