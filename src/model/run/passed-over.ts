/**
 * What of documents their type does not name: Pydantic, by which docarray makes documents of what arrives, takes the
 * fields that it knows and passes over the others without a word.
 */
import { listed } from "../../base/words.ts";
import { shorten } from "../shorten.ts";
import { type Doc, type DocValue, isFields, isList } from "./document.ts";
import type { DocumentType, FieldType } from "./document-type.ts";

/** Of a class's name, and of a field's with what it is in. */
const MAX_NAME = 60;
/** Documents, and documents within these, that are looked at. */
const MAX_DOCUMENTS = 10_000;

/** Says which fields of these documents a gateway passes over; null where it knows all of them. */
export function passedOverNote(documents: readonly Doc[], type: DocumentType): string | null {
  const names = passedOver(documents, type);
  if (names.length === 0) {
    return null;
  }
  const told = listed(
    names.map((name) => shorten(name, MAX_NAME)),
    "and",
  );
  const which = `${names.length === 1 ? "field" : "fields"} ${told}`;
  return `${shorten(type.title, MAX_NAME)} has no ${which}: the gateway passes over what is sent there.`;
}

/** The fields, each once, as `part.colour` where a document is within one or in a list of it. */
function passedOver(documents: readonly Doc[], type: DocumentType): readonly string[] {
  const names = new Set<string>();
  let left = MAX_DOCUMENTS;

  const look = (document: Doc, { fields, takesOthers }: DocumentType, before: string): void => {
    left -= 1;
    if (left < 0) {
      return;
    }
    const types = new Map(fields.map((field) => [field.name, field.type]));
    for (const [name, value] of Object.entries(document)) {
      const known = types.get(name);
      if (known) {
        lookWithin(value, known, `${before}${name}.`);
      } else if (!takesOthers) {
        names.add(`${before}${name}`);
      }
    }
  };

  const lookWithin = (value: DocValue, type: FieldType, before: string): void => {
    if (type.kind === "document" && isFields(value)) {
      look(value, type.type(), before);
    } else if (type.kind === "list" && isList(value)) {
      for (const item of value) {
        lookWithin(item, type.item, before);
      }
    }
  };

  for (const document of documents) {
    look(document, type, "");
  }
  return [...names];
}
