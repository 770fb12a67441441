import type { ComponentProps } from "react";
import { grouped } from "../base/words.ts";
import { shorten } from "../model/shorten.ts";
import type { Value } from "../model/value.ts";
import { argumentText } from "../store/argument-text.ts";
import { type ArgumentPlace, draftKey } from "../store/drafts.ts";
import { useOpenFile } from "../store/react.ts";
import { Field } from "../ui/field.tsx";
import { useArgumentActions } from "./use-argument-actions.ts";

/** Characters of a value that are edited here: the page takes time to break longer ones into lines. */
const MAX_EDITED = 20_000;

type FieldProps = Omit<ComponentProps<typeof Field>, "value" | "draft" | "onDraft" | "onCommit">;

/**
 * A value at a place of an argument as a text field; what is typed is YAML, nothing takes the value away, and what is
 * half typed is kept with the file. Of a very long one the beginning is shown, and it is changed in the text alone.
 */
export function PlaceField({
  place,
  value,
  text,
  isText = false,
  onCommit,
  ...field
}: FieldProps & {
  place: ArgumentPlace;
  /** As the file gives it. */
  value: Value | undefined;
  /** What stands in the field, if that is not the value's own text. */
  text?: string;
  /** The engine wants a text there: a plain word stands for itself. */
  isText?: boolean;
  /** In place of setting the value. */
  onCommit?: (typed: string) => string | null;
}) {
  const act = useArgumentActions();
  const key = draftKey(place);
  const draft = useOpenFile(({ drafts }) => drafts.get(key));
  const shown = argumentText(value, isText ? "text" : "value");
  const whole = text ?? shown.text;
  if (whole.length > MAX_EDITED) {
    return (
      <Field
        isMono
        {...field}
        isBlock
        value={shorten(whole, MAX_EDITED)}
        disabled
        hint={`The first ${grouped(MAX_EDITED)} of ${grouped(whole.length)} characters: it is changed in the YAML.`}
        onCommit={() => null}
      />
    );
  }
  return (
    <Field
      isMono={!field.isNumber}
      {...field}
      isBlock={field.isBlock ?? (shown.isBlock || draft?.text.includes("\n") === true)}
      value={whole}
      draft={draft}
      onDraft={(next) => act.setDraft(key, next)}
      onCommit={onCommit ?? ((typed) => act.set(place, typed))}
    />
  );
}
