/** Values as the engine holds them, which is as Python does. */
/** A value as the engine holds it after reading: integers as number (bigint beyond 2^53), floats marked as such. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Timestamp
  | readonly Value[]
  | ValueMap;

/** A mapping, in the order of the file. */
export type ValueMap = ReadonlyMap<string, Value>;

/** A mapping with keys that are no texts: those are its entries' names here, as JSON writes them where it can. */
export class OddMap extends Map<string, Value> {
  /** What such a key is, by its name; a list for one of Python's tuples. */
  readonly pythonKeys: ReadonlyMap<string, Value>;

  constructor(entries: Iterable<readonly [string, Value]>, pythonKeys: ReadonlyMap<string, Value>) {
    super(entries);
    this.pythonKeys = pythonKeys;
  }
}

/** The key by that name as Python has it. */
export function pythonKey(map: ValueMap, name: string): Value {
  return map instanceof OddMap && map.pythonKeys.has(name) ? map.pythonKeys.get(name)! : name;
}

/** The mapping with other values. */
export function withValues(map: ValueMap, values: Map<string, Value>): ValueMap {
  return map instanceof OddMap ? new OddMap(values, map.pythonKeys) : values;
}

/** A float keeps Python's kind: where the engine wants an integer, 2.0 is refused although it equals 2. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A date, or a date with a time: text to most of the engine, and nothing that it can write as JSON. */
export class Timestamp {
  /** As Python's str() shows it: `2024-01-31` or `2024-01-31 12:00:00+02:00`. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
