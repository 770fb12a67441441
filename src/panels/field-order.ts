/**
 * In which order the fields of a document are shown. Documents of docarray 0.30 and later come in the order of the wire,
 * which is another one with each start of a gateway. Pure.
 */
import { type Doc, type DocValue, isFields } from "../model/run/document.ts";

/** `id`, `text`, then what has a value and at last what has none, each by name. */
export function fieldsInOrder(document: Doc): readonly (readonly [name: string, value: DocValue])[] {
  return Object.entries(document).sort(
    ([a, one], [b, other]) => rankOf(a, one) - rankOf(b, other) || (a < b ? -1 : 1),
  );
}

function rankOf(name: string, value: DocValue): number {
  return name === "id" ? 0 : isEmpty(value) ? 3 : name === "text" ? 1 : 2;
}

function isEmpty(value: DocValue): boolean {
  return (
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isFields(value) && Object.keys(value).length === 0)
  );
}
