/** Kept requests as a JSON file, which docs/requests.md describes, and the reading of one. Pure. */
import { counted, grouped, listed } from "../base/words.ts";
import {
  FORM_FIELDS,
  isHeaderName,
  type KeptRequest,
  readKeptRequests,
  withoutSecrets,
} from "./kept-requests.ts";

const FORMAT = "jina-flow-designer.requests";
const VERSION = 1;

/** Requests that a file holds at most. */
export const MAX_REQUESTS = 200;
/** Characters of all of them together, as a file. */
export const MAX_LENGTH = 5_000_000;
/** Characters of a name. */
export const MAX_NAME = 100;

/** Why that cannot be the name of a request, in a sentence; null if it can. */
export function refuseName(name: string): string | null {
  if (name.trim() === "") {
    return "Give the request a name.";
  }
  return name.length > MAX_NAME ? `A name has at most ${MAX_NAME} characters.` : null;
}

/** Why there cannot be so many requests, or such long ones, in a sentence; null if there can. */
export function refuseAmount(requests: readonly KeptRequest[]): string | null {
  if (requests.length > MAX_REQUESTS) {
    return `A file keeps at most ${MAX_REQUESTS} requests: remove some first.`;
  }
  return printRequests(requests).length > MAX_LENGTH
    ? `The requests of a file have at most ${grouped(MAX_LENGTH)} characters together: these are too long.`
    : null;
}

/** The file. */
export function printRequests(requests: readonly KeptRequest[]): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, requests }, null, 2)}\n`;
}

/** The requests of such a file; or in a sentence what is wrong in it first, with its place. */
export function readRequestFile(text: string): readonly KeptRequest[] | { readonly refused: string } {
  if (text.length > MAX_LENGTH) {
    return refusal(`The file is too long: it may have ${grouped(MAX_LENGTH)} characters.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    return refusal(`The file is no JSON: ${cause instanceof Error ? cause.message : String(cause)}.`);
  }
  const fault = faultOfFile(value);
  if (fault !== null) {
    return refusal(fault);
  }
  return readKeptRequests(Object(value).requests);
}

function refusal(refused: string) {
  return { refused };
}

function faultOfFile(value: unknown): string | null {
  const file = asObject(value);
  if (file?.get("format") !== FORMAT) {
    return `The file holds no requests of the Designer: its format is not "${FORMAT}".`;
  }
  if (file.get("version") !== VERSION) {
    return `version is not ${VERSION}: the file was made by another version of the Designer.`;
  }
  const requests = file.get("requests");
  if (!Array.isArray(requests)) {
    return "requests is no list.";
  }
  if (requests.length > MAX_REQUESTS) {
    return `requests has ${counted(requests.length, "request")}, and may have ${MAX_REQUESTS}.`;
  }
  const names = new Set<unknown>();
  for (const [at, request] of requests.entries()) {
    const place = `requests[${at}]`;
    const fault = faultOfRequest(request, place);
    if (fault !== null) {
      return fault;
    }
    const name = asObject(request)?.get("name");
    if (names.has(name)) {
      return `${place}.name stands there twice.`;
    }
    names.add(name);
  }
  return faultOfKeys(file, ["format", "version", "requests"], "The file");
}

function faultOfRequest(value: unknown, place: string): string | null {
  const request = asObject(value);
  if (request === null) {
    return `${place} is no object.`;
  }
  const name = request.get("name");
  const address = request.get("address");
  const headers = request.get("headers") ?? [];
  const form = asObject(request.get("form"));
  if (typeof name !== "string") {
    return `${place}.name is no text.`;
  }
  const refused = refuseName(name);
  if (refused !== null || name !== name.trim()) {
    return `${place}.name is no name: ${refused ?? "it begins or ends with space."}`;
  }
  if (typeof address !== "string") {
    return `${place}.address is no text.`;
  }
  if (withoutSecrets(address) !== address) {
    return `${place}.address may hold a secret: take the user name, password, query and fragment out of it.`;
  }
  if (!Array.isArray(headers)) {
    return `${place}.headers is no list.`;
  }
  const header = headers.findIndex((one) => !isHeaderName(one));
  if (header >= 0) {
    return `${place}.headers[${header}] is no name of a header in lower case.`;
  }
  if (form === null) {
    return `${place}.form is no object.`;
  }
  const field = [...form].find(([, text]) => typeof text !== "string");
  return (
    faultOfKeys(form, FORM_FIELDS, `${place}.form`) ??
    (field ? `${place}.form.${field[0]} is no text.` : null) ??
    faultOfKeys(request, ["name", "address", "headers", "form"], place)
  );
}

function faultOfKeys(
  object: ReadonlyMap<string, unknown>,
  known: readonly string[],
  place: string,
): string | null {
  const other = [...object.keys()].find((key) => !known.includes(key));
  return other === undefined
    ? null
    : `${place} has the key ${JSON.stringify(other.slice(0, MAX_NAME))}, which is none of ${listed(known, "and")}.`;
}

/** The keys that stand in the object itself; null if it is none. */
function asObject(value: unknown): ReadonlyMap<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : null;
}
