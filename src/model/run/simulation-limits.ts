/** What the numbers of a simulation may be, in forms and in what the browser has kept. */
import { grouped, quoted } from "../../base/words.ts";

/** The least and the most of each; all but shares, milliseconds and rates are whole. */
export const SIMULATION_LIMITS = {
  /** Characters of a chunk. */
  size: [1, 100_000],
  dimension: [1, 4096],
  count: [1, 100],
  share: [0, 1],
  ms: [0, 60_000],
  concurrency: [1, 1000],
  seed: [0, 4_294_967_295],
  replica: [0, 999],
  /** Requests in flight, requests a second, and processes, as they are tried. */
  window: [1, 1000],
  perS: [0.001, 100_000],
  processes: [1, 1000],
} as const;

/** The name of such a number. */
export type SimulationNumber = keyof typeof SIMULATION_LIMITS;

/** The limits of a number as sentences name them: `0 to 60,000`. */
function rangeOf(name: SimulationNumber): string {
  const [least, most] = SIMULATION_LIMITS[name];
  return `${grouped(least)} to ${grouped(most)}`;
}

/** Whether that is a number within its limits. */
export function isSimulationNumber(name: SimulationNumber, value: unknown): value is number {
  const [least, most] = SIMULATION_LIMITS[name];
  return (
    typeof value === "number" &&
    value >= least &&
    value <= most &&
    (isDecimal(name) || Number.isInteger(value))
  );
}

function isDecimal(name: SimulationNumber): boolean {
  return name === "ms" || name === "share" || name === "perS";
}

/** Digits, in groups of three as we write them or in one, and what stands behind a point. */
const DIGITS = /^(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d+)?$/;

/** The number that a typed text is, or in a sentence what it has to be. */
export function readSimulationNumber(
  name: SimulationNumber,
  typed: string,
): { readonly number: number } | { readonly refused: string } {
  const text = typed.trim();
  const number = text !== "" && DIGITS.test(text) ? Number(text.replaceAll(",", "")) : Number.NaN;
  return isSimulationNumber(name, number)
    ? { number }
    : {
        refused: `Give a ${isDecimal(name) ? "" : "whole "}number from ${rangeOf(name)}, not ${quoted(text)}.`,
      };
}
