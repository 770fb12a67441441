import type { ReactNode } from "react";
import { isSimulationNumber, rangeOf, type SimulationNumber } from "../model/run/simulation-limits.ts";
import { Field } from "../ui/field.tsx";

/** A number of a simulation, within its limits. */
export function NumberField({
  label,
  name,
  value,
  beside,
  onTake,
}: {
  label: string;
  name: SimulationNumber;
  value: number;
  /** What else stands beside the label. */
  beside?: ReactNode;
  onTake: (value: number) => void;
}) {
  const isDecimal = name === "ms" || name === "share";
  return (
    <Field
      label={label}
      value={String(value)}
      isNumber
      beside={beside}
      onCommit={(text) => {
        const number = text.trim() === "" ? Number.NaN : Number(text);
        if (!isSimulationNumber(name, number)) {
          return `Give a ${isDecimal ? "" : "whole "}number from ${rangeOf(name)}, not "${text}".`;
        }
        onTake(number);
        return null;
      }}
    />
  );
}
