import { type ComponentProps, useState } from "react";
import { readSimulationNumber, type TypedNumber } from "../model/run/read-simulation-number.ts";
import { Field } from "../ui/field.tsx";

/** A number of a simulation, within its limits. Without `onClear` it always has one. */
export function NumberField({
  name,
  value,
  onTake,
  onClear,
  isLive,
  ...field
}: {
  /** What it is, which has its limits. */
  name: TypedNumber;
  value: number | undefined;
  onTake: (value: number) => void;
  /** Nothing stands there any more. */
  onClear?: () => void;
} & Pick<ComponentProps<typeof Field>, "label" | "placeholder" | "isBare" | "beside" | "hint" | "isLive">) {
  /** Stands while the number is the one that it says: who types 0.05 comes by 0.0, which is 0. */
  const [typed, setTyped] = useState<{ readonly text: string; readonly number: number } | null>(null);
  const printed = value === undefined ? "" : String(value);
  return (
    <Field
      {...field}
      value={typed !== null && typed.number === value ? typed.text : printed}
      isNumber
      isLive={isLive}
      onCommit={(text) => {
        if (onClear && text.trim() === "") {
          onClear();
          return null;
        }
        const read = readSimulationNumber(name, text);
        if ("refused" in read) {
          return read.refused;
        }
        setTyped(isLive ? { text, number: read.number } : null);
        onTake(read.number);
        return null;
      }}
    />
  );
}
