/**
 * Values of a file as JSON, which goes to another thread as one text, at no cost to speak of, and becomes values again
 * when they are asked for. Nothing is lost on the way: integers of any size, floats as such, the order of keys.
 *
 * A list is `[0, item…]`, a mapping `[1, key, value…]`, and what JSON has no form for is a number and a text: `[2, "1.5"]`
 * a float, `[3, "2024-01-31"]` a date, `[4, "9007199254740993"]` an integer beyond 2^53, `[5, "-0"]` a number that JSON
 * would change. A mapping with keys that are no texts is `[6, those keys by their names, key, value…]`. All else stands for
 * itself.
 */

import { numberText } from "../../base/words.ts";
import { isMap } from "../../model/python.ts";
import { Float, OddMap, Timestamp, type Value, type ValueMap } from "../../model/value.ts";

const LIST = 0;
const MAP = 1;
const FLOAT = 2;
const TIMESTAMP = 3;
const BIG = 4;
const NUMBER = 5;
const ODD_MAP = 6;

type Json = null | boolean | number | string | readonly Json[];

/** A value as one text of JSON. */
export function packValue(value: Value): string {
  return JSON.stringify(toJson(value));
}

/** @param packed by `packValue`. */
export function unpackValue(packed: string): Value {
  return fromJson(JSON.parse(packed));
}

function toJson(value: Value): Json {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : [NUMBER, numberText(value)];
    case "bigint":
      return [BIG, String(value)];
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) {
    return null;
  }
  if (value instanceof Float) {
    return [FLOAT, numberText(value.value)];
  }
  if (value instanceof Timestamp) {
    return [TIMESTAMP, value.text];
  }
  if (isMap(value)) {
    const json: Json[] = value instanceof OddMap ? [ODD_MAP, toJson(value.pythonKeys)] : [MAP];
    for (const [key, item] of value) {
      json.push(key, toJson(item));
    }
    return json;
  }
  const json: Json[] = [LIST];
  for (const item of value as readonly Value[]) {
    json.push(toJson(item));
  }
  return json;
}

function fromJson(json: Json): Value {
  if (typeof json !== "object" || json === null) {
    return json;
  }
  switch (json[0]) {
    case FLOAT:
      return new Float(Number(json[1]));
    case TIMESTAMP:
      return new Timestamp(json[1] as string);
    case BIG:
      return BigInt(json[1] as string);
    case NUMBER:
      return Number(json[1]);
    case MAP:
      return mapFrom(json, 1);
    case ODD_MAP:
      return new OddMap(mapFrom(json, 2), fromJson(json[1]!) as ValueMap);
    default: {
      const list: Value[] = json.slice(1) as Value[];
      // Most items of long lists are what they are.
      for (let at = 1; at < json.length; at++) {
        const item = json[at]!;
        if (typeof item === "object" && item !== null) {
          list[at - 1] = fromJson(item);
        }
      }
      return list;
    }
  }
}

function mapFrom(json: readonly Json[], from: number): Map<string, Value> {
  const map = new Map<string, Value>();
  for (let at = from; at < json.length; at += 2) {
    map.set(json[at] as string, fromJson(json[at + 1]!));
  }
  return map;
}
