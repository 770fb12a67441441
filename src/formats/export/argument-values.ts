/** Arguments of the engine read as what they hold; null where they hold something else. */
import type { ArgumentValue } from "../../model/engine/drawn.ts";
import { isList, isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";

/** A text. */
export function textOf(value: ArgumentValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** A whole number, or what stands for one that is not given. */
export function numberOf(value: ArgumentValue | undefined, otherwise: number): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : otherwise;
}

/** A list in which nothing is drawn. */
export function listOf(value: ArgumentValue | undefined): readonly Value[] | null {
  return value !== undefined && isList(value as Value) ? (value as readonly Value[]) : null;
}

/** A mapping. */
export function mapOf(value: ArgumentValue | undefined): ValueMap | null {
  return isMap(value as Value | undefined) ? (value as ValueMap) : null;
}
