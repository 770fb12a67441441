import type { ArgumentField as FieldFacts } from "../model/engine/argument-fields.ts";
import type { Value } from "../model/value.ts";
import { argumentText } from "../store/argument-text.ts";
import { useDesigner } from "../store/react.ts";
import { ChoiceField, Field } from "../ui/field.tsx";

/** One argument as a field of its kind; what is typed is YAML, and nothing takes the argument away. */
export function ArgumentField(props: {
  field: FieldFacts;
  /** An executor, `gateway`, or null for the Flow's `with`. */
  name: string | null;
  /** As the file gives it. */
  value: Value | undefined;
  disabled: boolean;
  /** Called before the argument is changed. */
  onChange?: ((key: string) => void) | undefined;
  /** What holds where the file gives nothing, if that is not the engine's default. */
  placeholder?: string | undefined;
  /** In place of what the argument does. */
  hint?: string | undefined;
}) {
  const {
    field,
    name,
    value,
    disabled,
    onChange,
    placeholder = field.placeholder,
    hint = field.help,
  } = props;
  const designer = useDesigner();
  const { text, isBlock } = argumentText(value, field.kind);
  const common = {
    label: field.name,
    value: text,
    placeholder,
    hint,
    isSet: value !== undefined,
    disabled,
    onCommit: (typed: string) => {
      onChange?.(field.name);
      return designer.do.setArgument({ owners: [name], way: [field.name] }, typed);
    },
  };
  return field.kind === "choice" && !isBlock ? (
    <ChoiceField {...common} choices={field.choices} />
  ) : (
    <Field
      {...common}
      isMono={field.kind !== "number"}
      isBlock={isBlock}
      inputMode={field.kind === "number" ? "numeric" : "text"}
    />
  );
}
