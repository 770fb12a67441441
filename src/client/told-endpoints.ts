/**
 * What is kept of the endpoints that a gateway tells: as many as can be shown, and no more of their types than the page's
 * thread takes over at once, whatever a server sends.
 */
import { counted, grouped } from "../base/words.ts";
import type { GatewayEndpoint, GatewayReport, JsonSchema } from "../model/run/gateway-report.ts";
import { isFields } from "./answer-json.ts";

/** The endpoints, or why there are none. */
export type ToldEndpoints = Pick<GatewayReport, "endpoints" | "endpointsNote">;

/** A schema as far as it is kept; null for what is none, and where those before it leave no room for it. */
export type Within = (schema: unknown) => JsonSchema | null;

const MAX_KEPT = 1000;
/** Characters of a name. */
const MAX_NAME = 2000;
/** Fields of a class: one more than `documentTypeOf` reads, which by that knows that there are others. */
const MAX_FIELDS = 1001;
/** Values of all types together, and characters of these. */
const MAX_VALUES = 200_000;
const MAX_CHARACTERS = 4 << 20;

const LEFT_OUT = "Types are left out: together they are more than this page takes.";

/** Each name once; `createRead` makes what reads the endpoint of a name. */
export function keepEndpoints(
  names: Iterable<string>,
  createRead: (within: Within) => (name: string) => GatewayEndpoint,
): ToldEndpoints {
  const each = [...new Set(names)];
  // A part of a name would be another endpoint.
  const kept = each.filter((name) => name.length <= MAX_NAME);
  const longCount = each.length - kept.length;
  const bounds = createBounds();
  const endpoints = kept.slice(0, MAX_KEPT).map(createRead(bounds.within));
  const notes = [
    kept.length > MAX_KEPT
      ? `It tells ${grouped(kept.length)} endpoints: the first ${grouped(MAX_KEPT)} are shown.`
      : "",
    longCount > 0
      ? `Left out: ${counted(longCount, "endpoint")} with a name of more than ${grouped(MAX_NAME)} characters.`
      : "",
    bounds.isOver() ? LEFT_OUT : "",
  ];
  return { endpoints, endpointsNote: notes.filter((note) => note !== "").join(" ") };
}

function createBounds(): { readonly within: Within; isOver(): boolean } {
  let values = MAX_VALUES;
  let characters = MAX_CHARACTERS;
  let isOver = false;

  /** Takes up the room for all of it, as far as there is; tells whether there is. */
  const take = (value: unknown): boolean => {
    values -= 1;
    characters -= typeof value === "string" ? value.length : 0;
    if (values < 0 || characters < 0) {
      return false;
    }
    return Array.isArray(value)
      ? value.every(take)
      : !isFields(value) || Object.entries(value).every(([key, one]) => take(key) && take(one));
  };

  return {
    within(schema) {
      if (!isFields(schema)) {
        return null;
      }
      const { properties } = schema;
      const fields = isFields(properties) ? Object.entries(properties) : [];
      const kept =
        fields.length > MAX_FIELDS
          ? { ...schema, properties: Object.fromEntries(fields.slice(0, MAX_FIELDS)) }
          : schema;
      const before = { values, characters };
      if (take(kept)) {
        return kept;
      }
      // A part of a type would be another type.
      ({ values, characters } = before);
      isOver = true;
      return null;
    },
    isOver: () => isOver,
  };
}
