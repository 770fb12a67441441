import type { ComponentProps } from "react";
import { readSimulationNumber, type TypedNumber } from "../model/run/read-simulation-number.ts";
import { Field } from "../ui/field.tsx";

/** A number of a simulation, within its limits. Without `onClear` it always has one. */
export function NumberField({
  name,
  value,
  onTake,
  onClear,
  ...field
}: {
  /** What it is, which has its limits. */
  name: TypedNumber;
  value: number | undefined;
  onTake: (value: number) => void;
  /** Nothing stands there any more. */
  onClear?: () => void;
} & Pick<ComponentProps<typeof Field>, "label" | "placeholder" | "isBare" | "beside">) {
  return (
    <Field
      {...field}
      value={value === undefined ? "" : String(value)}
      isNumber
      onCommit={(text) => {
        if (onClear && text.trim() === "") {
          onClear();
          return null;
        }
        const read = readSimulationNumber(name, text);
        if ("refused" in read) {
          return read.refused;
        }
        onTake(read.number);
        return null;
      }}
    />
  );
}
