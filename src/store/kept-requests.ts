/** Requests that were given a name, kept with their file: all of the Send form but the values of headers. Pure. */
import { typedAddress } from "../model/run/address.ts";
import { partsOf } from "./kept.ts";
import { DEFAULT_FORM, type DesignerState, type SendForm } from "./state.ts";

/** A request that was given a name. */
export interface KeptRequest {
  /** No two of a file have the same. */
  readonly name: string;
  /** As it was typed, without what may be secret in it. */
  readonly address: string;
  /** Names of the headers that are sent along; their values may be secret, and are kept nowhere. */
  readonly headers: readonly string[];
  readonly form: SendForm;
}

/** The names of the fields of the Send form. */
export const FORM_FIELDS = Object.keys(DEFAULT_FORM) as readonly (keyof SendForm)[];

/** Whether that may be the name of a header. */
export function isHeaderName(name: unknown): name is string {
  return typeof name === "string" && /^[a-z0-9_.-]{1,100}$/.test(name);
}

/**
 * An address without a user's name and password, a query and a fragment, in which secrets stand, also where something else
 * is wrong with it: with the number of its slashes, with a second scheme, or a password with a slash in it.
 */
export function withoutSecrets(address: string): string {
  const plain = address.replace(/[?#].*$/s, "");
  const at = plain.lastIndexOf("@");
  const [scheme] = /^(?:\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]+)?/i.exec(plain.slice(0, Math.max(0, at)))!;
  return at < 0 ? plain : scheme + plain.slice(at + 1);
}

/** The same of the address that a form says in parts. */
export function withoutHostSecrets(form: SendForm): SendForm {
  return { ...form, host: withoutSecrets(form.host) };
}

/** What the Send panel holds, under a name. */
export function requestOf(
  name: string,
  { address, form, headers }: Pick<DesignerState, "address" | "form" | "headers">,
): KeptRequest {
  return {
    name,
    address: withoutSecrets(address),
    headers: headerNames(headers),
    form: withoutHostSecrets(form),
  };
}

/** A name that stands before a colon; what has none may be a value. */
function headerNames(headers: string): string[] {
  const names = headers.split(/[\r\n]+/).flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 0 ? [] : [line.slice(0, colon).trim().toLowerCase()];
  });
  return [...new Set(names.filter(isHeaderName))];
}

/**
 * What is typed into Headers once a request is chosen: its names. Values that are typed already stay if the address does,
 * so that no request sends them elsewhere.
 */
export function headersOf(
  { address, headers: names, form }: Pick<KeptRequest, "address" | "headers" | "form">,
  now: Pick<DesignerState, "address" | "form" | "headers">,
): string {
  const { address: typedText, form: typedForm } = requestOf("", now);
  const isSame = typedAddress(typedText, typedForm) === typedAddress(address, form);
  const typed = isSame ? now.headers.split(/[\r\n]+/) : [];
  return names
    .map((name) => typed.find((line) => headerNames(line).includes(name)) ?? `${name}: `)
    .join("\n");
}

/** Those of what the browser keeps that are requests. */
export function readKeptRequests(kept: unknown): readonly KeptRequest[] {
  const list: readonly unknown[] = Array.isArray(kept) ? kept : [];
  const byName = new Map<string, KeptRequest>();
  for (const value of list) {
    const { name, address, headers, form } = partsOf<KeptRequest>(value);
    if (typeof name === "string" && typeof address === "string") {
      byName.set(name, {
        name,
        address: withoutSecrets(address),
        headers: Array.isArray(headers) ? headers.filter(isHeaderName) : [],
        form: withoutHostSecrets(readFields(partsOf<SendForm>(form))),
      });
    }
  }
  return [...byName.values()];
}

/** Those of another tab, with what was done here since all tabs had those of `before`: each request goes by itself. */
export function mergeRequests(
  before: readonly KeptRequest[],
  mine: readonly KeptRequest[],
  theirs: readonly KeptRequest[],
): readonly KeptRequest[] {
  if (mine === before) {
    return theirs;
  }
  const made = mine.filter((one) => !before.includes(one));
  const gone = before.filter((one) => !mine.includes(one));
  const names = new Set([...made, ...gone].map(({ name }) => name));
  return [...theirs.filter(({ name }) => !names.has(name)), ...made];
}

/** A form of those of its fields that are texts; the others are as they were before anything was typed. */
export function readFields(kept: { readonly [field in keyof SendForm]?: unknown }): SendForm {
  const texts = FORM_FIELDS.flatMap((field) =>
    Object.hasOwn(kept, field) && typeof kept[field] === "string" ? [[field, kept[field]]] : [],
  );
  return { ...DEFAULT_FORM, ...Object.fromEntries(texts) };
}
