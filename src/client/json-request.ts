/**
 * Requests in JSON. What a message in protobuf would refuse is refused here in the same words, because a gateway drops
 * what it does not know without one.
 */
import { base64Of } from "../base/base64.ts";
import { type DocValue, isFields, isList, Tensor } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import { numbersOf } from "../model/run/tensor-numbers.ts";
import type { Generation } from "./generation.ts";
import { encodeMessage } from "./wire-message.ts";
import { doubleOf, placeOf, placeOfItem, refused, utf8Of } from "./wire-values.ts";

/** The text that is posted, or sent as a frame. Throws ClientError of code `input`, naming the place. */
export function encodeJsonRequest(request: DataRequest, generation: Generation): string {
  const { requestId, endpoint, parameters, targetExecutor } = request;
  // For what it refuses alone.
  encodeMessage(request, generation);
  return JSON.stringify({
    data: documentsOf(request, generation),
    parameters: jsonOf(parameters, "parameters", generation),
    execEndpoint: endpoint,
    ...(targetExecutor !== "" && { targetExecutor }),
    // Read where paths are endpoints; elsewhere it is passed over.
    header: {
      request_id: requestId,
      ...(targetExecutor !== "" && { target_executor: targetExecutor }),
    },
  });
}

/** One document as the gateway of an endpoint that generates wants it. */
export function encodeJsonDocument(request: DataRequest, generation: Generation): string {
  return JSON.stringify(documentsOf(request, generation)[0] ?? {});
}

function documentsOf({ documents }: DataRequest, generation: Generation): Json[] {
  return documents.map((document, index) => jsonOf(document, placeOfItem(index, "documents"), generation));
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function jsonOf(value: DocValue, place: string, generation: Generation): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") {
    return value;
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return finiteOf(value, () => place);
  }
  if (value instanceof Uint8Array) {
    return generation === "v1" ? base64Of(value) : utf8Of(value, place);
  }
  if (value instanceof Tensor) {
    return listsOf(value, place);
  }
  if (isList(value)) {
    return value.map((item, index) => jsonOf(item, placeOfItem(index, place), generation));
  }
  if (!isFields(value)) {
    throw refused(place, "cannot be a part of an answer");
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, jsonOf(item, placeOf(key, place), generation)]),
  );
}

/** As lists within lists. Truths are spelt as such: as numbers they would be another type of array there. */
function listsOf(tensor: Tensor, place: string): Json {
  const { dtype, shape } = tensor;
  const numbers = numbersOf(tensor);
  if (!numbers) {
    throw refused(place, `is an array of ${dtype}, which JSON cannot spell`, "gRPC carries it.");
  }
  const items = dtype.endsWith("b1")
    ? numbers.map((number) => number !== 0)
    : numbers.map((number, index) => finiteOf(number, () => placeIn(shape, index, place)));
  let at = 0;
  const nest = ([length, ...inner]: readonly number[]): Json =>
    length === undefined ? (items[at++] ?? 0) : Array.from({ length }, () => nest(inner));
  return nest(shape);
}

/** Where the element of an array stands, as `embedding[1][2]`. */
function placeIn(shape: readonly number[], index: number, place: string): string {
  let left = index;
  const path = shape.toReversed().map((length) => {
    const at = left % length;
    left = Math.floor(left / length);
    return `[${at}]`;
  });
  return `${place}${path.toReversed().join("")}`;
}

function finiteOf(value: number | bigint, place: () => string): number {
  const number = typeof value === "bigint" ? doubleOf(value, place()) : value;
  if (!Number.isFinite(number)) {
    throw refused(place(), `is ${number}, which JSON cannot spell`, "gRPC carries it.");
  }
  return number;
}
