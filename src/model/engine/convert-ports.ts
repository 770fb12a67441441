/** Texts of the command line as ports: numbers where they are some, and what the engine makes of all others. */
import { integerOf, isMap, parseInteger, pythonStr, typeName } from "../python.ts";
import { loadJson } from "../python-json.ts";
import { Float, type Value, type ValueMap } from "../value.ts";
import { type Token, textOf } from "./command-line.ts";
import { iterate, Refused } from "./convert-argument.ts";

/** What hears of the work: each token before it is read, and each text that is no port. */
export interface PortListener {
  onToken(token: Token): void;
  /** The engine keeps the text as it is, with a line in its log. */
  onPortText(text: string): void;
}

/** Ports in a row, several of them in one text with commas. */
export function readPorts(tokens: readonly Token[], listener: PortListener): readonly Value[] {
  return tokens.flatMap((token) => {
    listener.onToken(token);
    return textOf(token)
      .split(",")
      .map((text) => portOf(text, listener));
  });
}

/** Ports by shard. Those without a shard are the first one's. @throws Refused */
export function readPortsByShard(tokens: readonly Token[], listener: PortListener): ValueMap {
  const byShard = new Map<string, readonly Value[]>();
  let ofFirst: Value[] = [];
  for (const token of tokens) {
    listener.onToken(token);
    const reading = loadJson(textOf(token));
    if ("fault" in reading) {
      throw new Refused(reading.fault);
    }
    const { value } = reading;
    if (isMap(value)) {
      for (const [shard, ports] of value) {
        byShard.set(
          shard,
          iterate(ports).map((port) => numberOf(port, listener)),
        );
      }
    } else if (typeName(value) === "int" || typeof value === "boolean") {
      ofFirst.push(value);
    } else {
      ofFirst = iterate(value).map((port) => numberOf(port, listener));
    }
  }
  // The engine keeps the number 0 and the text "0" apart, and looks at the text's ports last.
  const all = new Map([["0", ofFirst], ...byShard]);
  if (byShard.has("0")) {
    hiddenPorts.set(all, ofFirst);
  }
  return all;
}

const hiddenPorts = new WeakMap<ValueMap, readonly Value[]>();

/** What the engine holds under the number 0 beside the text "0", and writes where it writes all; null without. */
export function portsOfNumberZero(byShard: ValueMap): readonly Value[] | null {
  return hiddenPorts.get(byShard) ?? null;
}

function portOf(text: string, listener: PortListener): Value {
  const port = parseInteger(text);
  if (port === null) {
    listener.onPortText(text);
  }
  return port ?? text;
}

/** Python's int() of any value. @throws Refused */
function numberOf(value: Value, listener: PortListener): Value {
  if (typeof value === "string") {
    return portOf(value, listener);
  }
  if (value instanceof Float) {
    if (Number.isFinite(value.value)) {
      return integerOf(BigInt(Math.trunc(value.value)));
    }
    if (!Number.isNaN(value.value)) {
      throw new Refused({ type: "OverflowError", message: "cannot convert float infinity to integer" });
    }
    listener.onPortText(pythonStr(value));
    return value;
  }
  if (typeof value === "boolean") {
    return Number(value);
  }
  if (value === null || typeof value === "object") {
    const type = typeName(value);
    throw new Refused({
      type: "TypeError",
      message: `int() argument must be a string, a bytes-like object or a real number, not '${type}'`,
    });
  }
  return value;
}
