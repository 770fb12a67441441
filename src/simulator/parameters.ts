/** The parameters of a request as an executor gets them. */
import { type DocValue, type Fields, isFields } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import { isSpecific, splitSpecific } from "../model/run/specific-parameters.ts";
import { gatewayError } from "./faults.ts";

/** Parameters by name. */
export type Parameters = DataRequest["parameters"];

/**
 * The parameters as an executor gets them: `NAME__key` is `key` for the executor NAME and nothing for others, and what
 * stands under its own name is laid over the rest. Throws ClientError where the gateway fails on them.
 */
export function parametersFor(parameters: Parameters, executor: string): Parameters {
  if (Object.keys(parameters).length === 0) {
    return parameters;
  }
  const own = new Map(Object.entries(parameters));
  for (const [key, value] of Object.entries(parameters)) {
    if (isSpecific(key)) {
      const { executor: named, name } = splitSpecific(key);
      if (named === executor) {
        own.set(name, value);
      }
      own.delete(key);
    }
  }
  const special = own.has(executor) ? parameters[executor] : undefined;
  if (isTrue(special)) {
    const type = pythonType(special);
    if (type !== "dict") {
      throw gatewayError(
        "TypeError",
        `dict.update() argument after ** must be a mapping, not ${type}`,
        `A parameter with the name of an executor, here ${executor}, holds parameters for it: it must be an object.`,
      );
    }
    for (const [key, value] of Object.entries(special as Parameters)) {
      own.set(key, value);
    }
  }
  return Object.fromEntries(own);
}

/** The parameter in which the dicts stand that executors return. */
export const RESULTS = "__results__";

/** Where no dict was returned. */
export const NO_RESULTS: Fields = {};

/** What a client has sent as such dicts: each executor gets it, and gives it back with its own. */
export function resultsIn(parameters: Parameters): Fields {
  const results = parameters[RESULTS];
  return isFields(results) ? results : NO_RESULTS;
}

/** One object of several: what comes later holds. */
export function mergeFields(all: readonly Fields[]): Fields {
  const [first] = all;
  if (first && all.every((fields) => fields === first)) {
    return first;
  }
  return Object.fromEntries(all.flatMap((fields) => Object.entries(fields)));
}

/** Python's truth of a value. */
function isTrue(value: DocValue | undefined): value is DocValue {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

/** The type that a parameter has once it has been through the wire. */
function pythonType(value: DocValue): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "object":
      return Array.isArray(value) ? "list" : "dict";
    default:
      return "float";
  }
}
