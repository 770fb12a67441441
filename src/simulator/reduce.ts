/**
 * Several lists of documents become one, as the engine reduces them: documents of one id are merged into the one that
 * came first, and new ones are put behind it. What a merge keeps differs between the generations of docarray.
 */
import { type Doc, type DocValue, type Fields, isFields } from "../model/run/document.ts";

/**
 * Merges lists in the order of their coming. From docarray 0.30 on only documents of the first list are found again, if
 * there are any: those that others add are not, and may come twice.
 */
export function reduce(lists: readonly (readonly Doc[])[], docarray: "v1" | "v2"): readonly Doc[] {
  const [first = [], ...others] = lists;
  const merged = [...first];
  const placesOf = () => new Map(merged.map(({ id }, index) => [id, index]));
  let places = placesOf();
  for (const documents of others) {
    places = first.length === 0 ? placesOf() : places;
    for (const document of documents) {
      const at = places.get(document.id);
      const known = at === undefined ? undefined : merged[at];
      if (at !== undefined && known !== undefined) {
        merged[at] = docarray === "v1" ? withMissing(known, document) : updated(known, document);
        continue;
      }
      if (docarray === "v1") {
        places.set(document.id, merged.length);
      }
      merged.push(document);
    }
  }
  return merged;
}

/** Below docarray 0.30: what is set stays, what is not is taken over; chunks and matches are reduced themselves. */
function withMissing(document: Doc, other: Doc): Doc {
  const merged: Record<string, DocValue> = { ...document };
  for (const [field, value] of Object.entries(other)) {
    const own = document[field];
    if (field === "chunks" || field === "matches") {
      merged[field] = reduce([documentsOf(own), documentsOf(value)], "v1");
    } else if (field !== "id" && field !== "parent_id" && isEmpty(own)) {
      merged[field] = value;
    }
  }
  return merged;
}

/** From docarray 0.30 on: what is set later holds; lists of documents are reduced themselves. */
function updated(document: Doc, other: Doc): Doc {
  const merged: Record<string, DocValue> = { ...document };
  for (const field in other) {
    const value = other[field];
    if (field === "chunks" || field === "matches") {
      merged[field] = reduce([documentsOf(document[field]), documentsOf(value)], "v2");
    } else if (value !== undefined && value !== null) {
      merged[field] = value;
    }
  }
  return merged;
}

function documentsOf(value: DocValue | undefined): Fields[] {
  return Array.isArray(value) ? value.filter((one: DocValue) => isFields(one)) : [];
}

/** What docarray below 0.30 takes for a field that is not set. */
function isEmpty(value: DocValue | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isFields(value) && Object.keys(value).length === 0)
  );
}
