/**
 * Resources with places for parameters, filled in as the engine does: it puts texts into a text and reads that as YAML.
 * So a name `yes` becomes a boolean, `{name}` in a parameter is a place for the parameters after it, and a blank and a
 * number sign end a text. Where every text stays what it is, none of that has to be done.
 */
import { isList, isMap, pythonRepr } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { readValues } from "../read/read-values.ts";
import { checkConstruction } from "../yaml/constructor.ts";
import { attempt } from "../yaml/fault.ts";
import { parseNodes } from "../yaml/parser.ts";
import { isPlainText } from "../yaml/scalar.ts";
import { ExportRefusal } from "./export-refusal.ts";

/** A resource, or a part of one. A text may hold places, as `{name}`, and quotes around one. */
export type Template = string | number | readonly Template[] | { readonly [key: string]: Template };

/** What is put in, by the names of the places; in the order in which the engine puts it in. */
export type Parameters = ReadonlyMap<string, string | number | readonly string[]>;

/** A resource with its parameters. */
interface Filled {
  readonly resource: ValueMap;
  /** The engine made something else of a parameter than it is, or would have. */
  readonly isChanged: boolean;
}

/**
 * The resource with its parameters; each as it is if `isMended`.
 *
 * @throws ExportRefusal where what comes of it is no YAML
 */
export function fillTemplate(template: Template, parameters: Parameters, isMended: boolean): Filled {
  const meant = filledIn(template, parameters) as ValueMap;
  if (placesIn(template).every((place) => isEasyAt(place, parameters))) {
    return { resource: meant, isChanged: false };
  }
  const filled = isMended ? triedAsText(template, parameters) : filledAsText(template, parameters);
  const isChanged = filled === null || !sameValue(filled, meant);
  return { resource: isMended || filled === null ? meant : filled, isChanged };
}

/** The engine's own reader of files says more of a key than Python's, which reads here. */
const HASHED = /^(found )unacceptable key \((unhashable key).*$/s;
const PLACE = /\{([a-zA-Z_-]+)\}/g;
const QUOTED = /^"(.*)"$/;

const knownPlaces = new Map<Template, readonly string[]>();

/** All names of places, those in quotes with them. */
function placesIn(template: Template): readonly string[] {
  let places = knownPlaces.get(template);
  if (!places) {
    const found = linesOf(template).flatMap((line) => line.match(/"?\{[a-zA-Z_-]+\}"?/g) ?? []);
    places = [...new Set(found)];
    knownPlaces.set(template, places);
  }
  return places;
}

/** Whether what is put in at a place is read as what it is. */
function isEasyAt(place: string, parameters: Parameters): boolean {
  const value = parameters.get(place.replace(/^"?\{|\}"?$/g, ""));
  if (typeof value === "string") {
    return place.startsWith('"') ? isQuotable(value) && !value.includes('"') : isPlain(value);
  }
  return value === undefined || typeof value === "number" || value.every(isQuotable);
}

/** Signs that have no meaning in YAML, wherever in a plain text they stand. */
const HARMLESS = /^[\w/.][\w/.:@+-]*$/;

/** Whether a text without quotes is read as what it is, also with others around it. */
function isPlain(text: string): boolean {
  return HARMLESS.test(text) && !text.endsWith(":") && isPlainText(text);
}

/** Whether Python's repr() of a text is read as that text, and holds no place. */
function isQuotable(text: string): boolean {
  return !/['\\\p{C}]|(?! )\p{Z}|\{[a-zA-Z_-]+\}/u.test(text);
}

function filledIn(template: Template, parameters: Parameters): Value {
  if (typeof template === "number") {
    return template;
  }
  if (typeof template === "string") {
    const [place, ...more] = [...template.matchAll(PLACE)];
    const only = place && more.length === 0 && place[0] === template ? parameters.get(place[1]!) : undefined;
    return (
      only ??
      template
        .replace(QUOTED, "$1")
        .replace(PLACE, (written, name: string) => String(parameters.get(name) ?? written))
    );
  }
  return isItems(template)
    ? template.map((item) => filledIn(item, parameters))
    : new Map(Object.entries(template).map(([key, item]) => [key, filledIn(item, parameters)]));
}

/** As the engine does it; null where that is no YAML. */
function triedAsText(template: Template, parameters: Parameters): ValueMap | null {
  try {
    return filledAsText(template, parameters);
  } catch (error) {
    if (error instanceof ExportRefusal) {
      return null;
    }
    throw error;
  }
}

/** As the engine does it. @throws ExportRefusal */
function filledAsText(template: Template, parameters: Parameters): ValueMap {
  let text = linesOf(template).join("\n");
  for (const [name, value] of parameters) {
    text = text.replaceAll(`{${name}}`, () =>
      typeof value === "object" ? pythonRepr(value) : String(value),
    );
  }
  const { result: root, fault } = attempt(text, () => {
    const parsed = parseNodes(text, false);
    checkConstruction(parsed);
    return parsed.root;
  });
  if (fault) {
    const { type, words, message } = fault;
    throw new ExportRefusal(
      { type: type ?? "limit", message: words?.replace(HASHED, "$1$2") ?? message },
      `What Jina writes for Kubernetes is no YAML here, because it puts texts of the file into it as they are: ${message}`,
    );
  }
  const { value } = readValues({ text, root, fault: null }, "yaml");
  return isMap(value) ? value : new Map();
}

function linesOf(template: Template): string[] {
  if (typeof template === "string" || typeof template === "number") {
    return [printed(template)];
  }
  return isItems(template)
    ? template.flatMap((item) => linesOf(item).map((line, index) => `${index === 0 ? "- " : "  "}${line}`))
    : Object.entries(template).flatMap(([key, item]) =>
        typeof item === "object"
          ? [`${key}:`, ...linesOf(item).map((line) => `  ${line}`)]
          : [`${key}: ${printed(item)}`],
      );
}

function printed(scalar: string | number): string {
  return typeof scalar === "number" || isPlainText(scalar) ? String(scalar) : `'${scalar}'`;
}

function isItems(template: Template): template is readonly Template[] {
  return isList(template as Value);
}
