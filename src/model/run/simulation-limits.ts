/** What the numbers of a simulation may be, in forms and in what the browser has kept. */

/** The least and the most of each; all but shares and milliseconds are whole. */
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
} as const;

/** The name of such a number. */
type SimulationNumber = keyof typeof SIMULATION_LIMITS;

/** Whether that is a number within its limits. */
export function isSimulationNumber(name: SimulationNumber, value: unknown): value is number {
  const [least, most] = SIMULATION_LIMITS[name];
  return (
    typeof value === "number" &&
    value >= least &&
    value <= most &&
    (name === "ms" || name === "share" || Number.isInteger(value))
  );
}
