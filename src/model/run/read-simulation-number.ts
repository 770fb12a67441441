/** Numbers of a simulation as they are typed. Apart from their limits, which the page needs before anything is typed. */
import { grouped, quoted } from "../../base/words.ts";
import { SIMULATION_LIMITS } from "./simulation-limits.ts";

const LIMITS = {
  ...SIMULATION_LIMITS,
  /** Requests in flight, requests a second, and processes, as they are tried. */
  window: [1, 1000],
  perS: [0.001, 100_000],
  processes: [1, 1000],
} as const;

/** What is typed. */
export type TypedNumber = keyof typeof LIMITS;

/** Those that are not whole. */
const DECIMALS: ReadonlySet<TypedNumber> = new Set(["ms", "share", "perS"]);

/** Digits, in groups of three as we write them or in one, and what stands behind a point. */
const DIGITS = /^(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d+)?$/;

/** The number that a typed text is, or in a sentence what it has to be. */
export function readSimulationNumber(
  name: TypedNumber,
  typed: string,
): { readonly number: number } | { readonly refused: string } {
  const [least, most] = LIMITS[name];
  const isDecimal = DECIMALS.has(name);
  const text = typed.trim();
  const number = text !== "" && DIGITS.test(text) ? Number(text.replaceAll(",", "")) : Number.NaN;
  return number >= least && number <= most && (isDecimal || Number.isInteger(number))
    ? { number }
    : {
        refused: `Give a ${isDecimal ? "" : "whole "}number from ${grouped(least)} to ${grouped(most)}, not ${quoted(text)}.`,
      };
}
