/**
 * A Flow in a link: its text, the places of its cards and, where wanted, the request of the Send panel, in the fragment
 * of an address, which browsers send to no server: `#flow=1.…`. Behind the version stands JSON of one form, in UTF-8,
 * compressed (raw deflate) and in base64 for addresses, without padding. No address, no header and no value of a
 * variable is in it. What is read comes from strangers: it is bounded while it is unpacked, and checked key by key.
 */
import { base64Of, bytesOfBase64 } from "../base/base64.ts";
import { withBreaks } from "../base/breaks.ts";
import type { Clock } from "../base/clock.ts";
import { expand } from "../base/expand.ts";
import { cut, grouped, listed, megabytes, quoted } from "../base/words.ts";
import type { Places } from "../model/drawing/arrange.ts";
import { NO_PARTS } from "../model/run/address.ts";
import { readPlaces } from "./kept-document.ts";
import { FORM_FIELDS, readFields } from "./kept-requests.ts";
import { packPlaces } from "./pack-document.ts";
import { DEFAULT_FORM, type SendForm } from "./state.ts";

/** What a link holds. */
export interface SharedFlow {
  readonly fileName: string;
  readonly text: string;
  readonly places: Places;
  /** The texts of the Send panel; null where they were not to be shared. */
  readonly form: SendForm | null;
}

const VERSION = 1;
/** Characters of a link: what browsers take in an address, and far beyond what a program for messages does. */
const MAX_LINK = 1_000_000;
/** Bytes that a link unpacks to. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Objects and lists within each other: those of the form are three. */
const MAX_DEPTH = 5;
/** Characters of a file's name; a longer one is cut in its middle. */
const MAX_NAME = 200;

/** What is left where no link can be made. */
const INSTEAD = "Send the file instead.";

const KEYS = ["fileName", "text", "places", "request"] as const;

/** The part of the fragment behind `flow=`; or why the Flow is too large for a link. */
export async function printShareLink(flow: SharedFlow): Promise<{ link: string } | { refused: string }> {
  const { fileName, text, places, form } = flow;
  const value = {
    fileName: cut(fileName, MAX_NAME),
    text,
    places: packPlaces(places),
    ...(form ? { request: changedFields({ ...form, ...NO_PARTS }) } : {}),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  if (bytes.length > MAX_BYTES) {
    return {
      refused: `This Flow has ${megabytes(bytes.length)}; a link holds up to ${megabytes(MAX_BYTES)}. ${INSTEAD}`,
    };
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const link = `${VERSION}.${toBase64Url(packed)}`;
  return link.length > MAX_LINK
    ? {
        refused: `The link would have ${grouped(link.length)} characters; browsers take up to ${grouped(MAX_LINK)}. ${INSTEAD}`,
      }
    : { link };
}

/** The Flow of such a link, read with breaks; or in a sentence what is wrong with it. */
export async function readShareLink(
  link: string,
  clock: Clock,
): Promise<SharedFlow | { readonly refused: string }> {
  const [version = "", packed = "", ...rest] = link.split(".");
  if (!/^\d{1,9}$/.test(version) || rest.length > 0) {
    return refusal("it does not begin with the number of its version");
  }
  if (Number(version) !== VERSION) {
    return {
      refused: `This link has version ${Number(version)}, and this page reads version ${VERSION}: it was made by ${Number(version) > VERSION ? "a newer" : "another"} version of the Designer. Open it there, or ask for the file.`,
    };
  }
  if (link.length > MAX_LINK) {
    return refusal(`it has ${grouped(link.length)} characters, and may have ${grouped(MAX_LINK)}`);
  }
  const bytes = fromBase64Url(packed);
  if (bytes === null) {
    return refusal("it has signs that no link has, or is cut off");
  }
  let unpacked: Uint8Array | null;
  try {
    unpacked = await expand(bytes, "deflate-raw", MAX_BYTES);
  } catch {
    return refusal("it is cut off, or was changed on the way: copy it again as a whole");
  }
  return unpacked === null
    ? refusal(`it unpacks to more than ${megabytes(MAX_BYTES)}`)
    : // Nothing ends it before its end.
      (await withBreaks(readUnpacked(unpacked), clock))!;
}

/** Yields where there may be a break. */
function* readUnpacked(bytes: Uint8Array): Generator<void, SharedFlow | { readonly refused: string }> {
  let value: unknown;
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    yield;
    if (yield* isDeep(json)) {
      return refusal(`what is in it stands in each other more than ${MAX_DEPTH} deep`);
    }
    yield;
    value = JSON.parse(json);
    yield;
  } catch {
    return refusal("it was changed on the way: what it unpacks to cannot be read");
  }
  const parts = typeof value === "object" && value !== null ? new Map(Object.entries(value)) : null;
  if (parts === null || Array.isArray(value)) {
    return refusal("it holds no Flow");
  }
  const known: readonly string[] = KEYS;
  const other = [...parts.keys()].find((key) => !known.includes(key));
  if (other !== undefined) {
    return refusal(`it holds ${quoted(other)}, which is none of ${listed(KEYS, "and")}`);
  }
  const [fileName, text, request] = [parts.get("fileName"), parts.get("text"), parts.get("request") ?? null];
  const places = readPlaces(parts.get("places"));
  yield;
  if (typeof fileName !== "string" || fileName.length > MAX_NAME) {
    return refusal(`its fileName is no text of up to ${MAX_NAME} characters`);
  }
  if (typeof text !== "string") {
    return refusal("its text is no text");
  }
  if (places === null) {
    return refusal("its places are none");
  }
  const fault = faultOfRequest(request);
  return fault === null
    ? { fileName, text, places, form: request === null ? null : { ...readFields(request), ...NO_PARTS } }
    : refusal(fault);
}

function faultOfRequest(request: unknown): string | null {
  if (request === null) {
    return null;
  }
  if (typeof request !== "object" || Array.isArray(request)) {
    return "its request is no object";
  }
  const fields: readonly string[] = FORM_FIELDS;
  const [other] = Object.entries(request).filter(
    ([key, value]) => !fields.includes(key) || typeof value !== "string",
  );
  return other ? `its request has ${quoted(other[0])}, which is no text of the Send panel` : null;
}

function refusal(why: string): { readonly refused: string } {
  return { refused: `The link holds no Flow that can be opened: ${why}.` };
}

/** Those that differ from what the panel shows at first. */
function changedFields(form: SendForm): Partial<SendForm> {
  return Object.fromEntries(
    FORM_FIELDS.flatMap((field) => (form[field] === DEFAULT_FORM[field] ? [] : [[field, form[field]]])),
  );
}

function toBase64Url(bytes: Uint8Array): string {
  return base64Of(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null for what is none. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  return /^[\w-]+$/.test(text) ? bytesOfBase64(text.replaceAll("-", "+").replaceAll("_", "/")) : null;
}

/** Characters between two breaks. */
const STRETCH = 1 << 16;

/** Whether brackets stand in each other too deep; a parser may go as deep itself. */
function* isDeep(json: string): Generator<void, boolean> {
  let depth = 0;
  let isInText = false;
  let next = STRETCH;
  for (let at = 0; at < json.length; at++) {
    if (at >= next) {
      next += STRETCH;
      yield;
    }
    const sign = json.charCodeAt(at);
    if (isInText) {
      // Past what a backslash stands before.
      at += sign === 92 ? 1 : 0;
      isInText = sign !== 34;
    } else if (sign === 34) {
      isInText = true;
    } else if (sign === 91 || sign === 123) {
      depth++;
      if (depth > MAX_DEPTH) {
        return true;
      }
    } else if (sign === 93 || sign === 125) {
      depth--;
    }
  }
  return false;
}
