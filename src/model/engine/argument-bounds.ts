/** How small and how large the numbers of an argument may be: the engine takes others too, and fails at them later. */
import { grouped } from "../../base/words.ts";
import { isList } from "../python.ts";
import type { Value } from "../value.ts";
import { type Owner, theKey, valueShown } from "./argument-sentences.ts";

interface Bounds {
  readonly least: number;
  readonly most?: number;
  /** What the least number stands for, where that has to be said. */
  readonly meaning?: string;
}

const PORT: Bounds = { least: 1, most: 65_535 };
const COUNT: Bounds = { least: 1 };
const TIMEOUT: Bounds = { least: -1, meaning: "which waits for ever" };

const BOUNDS: Readonly<Record<string, Bounds>> = {
  replicas: COUNT,
  shards: COUNT,
  port: PORT,
  port_monitoring: PORT,
  traces_exporter_port: PORT,
  metrics_exporter_port: PORT,
  timeout_ctrl: TIMEOUT,
  timeout_ready: TIMEOUT,
  timeout_send: TIMEOUT,
  retries: { least: -1 },
  prefetch: { least: 0, meaning: "which sets no limit" },
};

/** Why a number is out of the bounds of the argument of that name, or of one of a list; null if none is. */
export function refuseBounds(name: string, value: Value, owner: Owner): string | null {
  const bounds = BOUNDS[name];
  const numbers = isList(value) ? value : [value];
  const wrong = bounds && numbers.find((one) => isNumber(one) && !isWithin(one, bounds));
  return wrong === undefined || !bounds
    ? null
    : `${theKey(name, owner)} must be ${wordsOf(bounds)}, not ${valueShown(wrong)}.`;
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isWithin(value: number | bigint, { least, most = Number.POSITIVE_INFINITY }: Bounds): boolean {
  return value >= least && value <= most;
}

function wordsOf({ least, most, meaning }: Bounds): string {
  return most === undefined
    ? `${least}${meaning ? `, ${meaning},` : ""} or more`
    : `from ${least} to ${grouped(most)}`;
}
