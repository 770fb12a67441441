/**
 * Answers in JSON, of HTTP gateways and of WebSocket gateways without protobuf, as the same Replies that protobuf gives.
 * The two write their keys differently (`requestId`, `request_id`); documents have one form.
 */
import { grouped } from "../base/words.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type DocumentList, type DocValue, Excerpt } from "../model/run/document.ts";
import { type Reply, type Route, type Status, SUCCESS } from "../model/run/reply.ts";
import type { Limits } from "./answer-reader.ts";
import type { Generation } from "./generation.ts";
import { readJsonAt } from "./json-bytes.ts";
import { createIndexedDocuments, createJsonDocuments, excerptOf } from "./json-documents.ts";
import type { IndexedJson } from "./json-index.ts";

type Fields = { readonly [key: string]: unknown };

/** As many values and characters of parameters as an answer in protobuf is read with. */
const PARAMETER_LIMITS: Limits = { values: 20_000, textBytes: 1 << 20 };
const HEADER_LIMITS: Limits = { values: 10_000, textBytes: 256 << 10 };
/** As many routes. */
const MAX_ROUTES = 10_000;
const ROUTE_LIMITS: Limits = { values: 12 * MAX_ROUTES, textBytes: 1 << 20 };

/** What a text says in JSON; undefined for what is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The reply that a parsed text is. Throws ClientError of code `protocol` for what is no answer of a gateway; `tried` says
 * in it what was asked.
 */
export function replyOfJson(answer: unknown, generation: Generation, tried = ""): Reply {
  if (!isFields(answer)) {
    throw notAnAnswer("it is no object", tried);
  }
  const { data, parameters, header, routes } = answer;
  const documents = data ?? [];
  if (!Array.isArray(documents)) {
    throw notAnAnswer("its data is no list", tried);
  }
  const shown = excerptOf(optional(parameters), PARAMETER_LIMITS);
  return replyOfParts({ header, parameters: shown, routes }, createJsonDocuments(documents, generation));
}

/** The same of a large answer, whose values are read when they are looked at. */
export function replyOfIndex({ bytes, index }: IndexedJson, generation: Generation, tried = ""): Reply {
  const { isFields: isAnswer, documents, parts } = index;
  if (!isAnswer) {
    throw notAnAnswer("it is no object", tried);
  }
  if (!documents) {
    throw notAnAnswer("its data is no list", tried);
  }
  const read = (part: string, limits: Limits): DocValue | Excerpt => {
    const from = parts[part];
    const { value, isCut } =
      from === undefined ? { value: {}, isCut: false } : readJsonAt(bytes, from, limits);
    return isCut && !(value instanceof Excerpt) ? new Excerpt(value, "the rest is not shown") : value;
  };
  const around = {
    header: read("header", HEADER_LIMITS),
    parameters: read("parameters", PARAMETER_LIMITS),
    routes: read("routes", ROUTE_LIMITS),
  };
  return replyOfParts(around, createIndexedDocuments(bytes, documents, generation));
}

/** `parameters` are within their limits; of the others, too, what was cut is an Excerpt. */
function replyOfParts(
  parts: { readonly header: unknown; readonly parameters: unknown; readonly routes: unknown },
  documents: DocumentList,
): Reply {
  const notes: string[] = [];
  const whole = (part: keyof typeof parts): unknown => {
    const value = parts[part];
    if (value instanceof Excerpt) {
      notes.push(`${part}: ${value.note}.`);
      return value.shown;
    }
    return value;
  };
  const header = optional(whole("header"));
  const parameters = optional(whole("parameters"));
  const told = whole("routes");
  const routes = Array.isArray(told) ? told : [];
  if (routes.length > MAX_ROUTES) {
    notes.push(`The answer names ${grouped(routes.length)} routes; the first are kept.`);
  }
  return {
    requestId: textOf(header, "requestId", "request_id"),
    endpoint: textOf(header, "execEndpoint", "exec_endpoint"),
    targetExecutor: textOf(header, "targetExecutor", "target_executor"),
    parameters: parameters as Reply["parameters"],
    status: statusOf(header.status) ?? SUCCESS,
    routes: routes.slice(0, MAX_ROUTES).map(routeOf),
    documents,
    ...(notes.length > 0 && { notes }),
  };
}

/** A status as gateways write it; null where there is none, which is how they write that all went well. */
export function statusOf(value: unknown): Status | null {
  if (!isFields(value)) {
    return null;
  }
  const { code, exception } = value;
  return {
    code: code === 1 || code === "ERROR" ? "ERROR" : "SUCCESS",
    description: textOf(value, "description"),
    exception: isFields(exception)
      ? {
          name: textOf(exception, "name"),
          args: textsOf(exception.args),
          stacks: textsOf(exception.stacks),
          executor: textOf(exception, "executor"),
        }
      : null,
  };
}

/**
 * The status that an executor's exception gets where only its text comes, as Python prints it:
 * `ValueError('asked to fail')`.
 */
export function statusOfDetail(detail: string): Status {
  const [, name, args] = /^([A-Za-z_][\w.]*)\((.*)\)$/s.exec(detail) ?? [];
  const quoted = /^(['"])(.*)\1,?$/s.exec(args ?? "");
  return {
    code: "ERROR",
    description: detail,
    exception:
      name === undefined ? null : { name, args: args ? [quoted?.[2] ?? args] : [], stacks: [], executor: "" },
  };
}

/** A value with keys, as JSON has it. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function optional(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function textOf(fields: Fields, ...names: readonly string[]): string {
  const found = names.map((name) => fields[name]).find((value) => typeof value === "string");
  return typeof found === "string" ? found : "";
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function routeOf(value: unknown): Route {
  const route = optional(value);
  return {
    executor: textOf(route, "executor"),
    startMs: millisecondsOf(textOf(route, "startTime", "start_time")),
    endMs: millisecondsOf(textOf(route, "endTime", "end_time")),
    status: statusOf(route.status),
  };
}

/** A time as `2026-11-21T19:28:51.461479+00:00`; Date reads three digits of the fraction. */
function millisecondsOf(text: string): number | null {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    return null;
  }
  const rest = /\.\d{3}(\d+)/.exec(text)?.[1];
  return rest === undefined ? ms : ms + Number(`0.${rest}`);
}

function notAnAnswer(why: string, tried: string): ClientError {
  return new ClientError("protocol", `The answer is not what a Jina gateway answers: ${why}.`, { tried });
}

/** A text, or a number or the like as one; "" for what is in parts, of which there may be no text. */
export function wordOf(value: unknown): string {
  return typeof value === "object" ? "" : String(value);
}

/** Whether a value is nested deeper than so many levels, at which what goes through it by itself would break. */
export function isDeeper(value: unknown, levels: number): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)))
  );
}
