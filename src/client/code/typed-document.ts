/** A document of a message in protobuf as it would be typed: values of JSON alone. Pure. */
import { base64Of } from "../../base/base64.ts";
import { type Doc, type DocValue, Excerpt, isFields, Tensor } from "../../model/run/document.ts";
import { spellBytes } from "../../model/run/spelled-bytes.ts";
import { numbersOf, shortNumber } from "../../model/run/tensor-numbers.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import type { Generation } from "../generation.ts";
import { textOfUtf8 } from "../wire-values.ts";

/** The type of an array that is typed as a list, where it has one. */
const TYPED_AS: Readonly<Record<Generation, string>> = { v1: "<f4", v2: "" };

/**
 * Arrays become lists, and bytes become what is typed for them, for a gateway of that generation. `note` is told what is
 * lost by that. Throws CodeFault for what cannot be typed.
 */
export function typedDocument(
  document: Doc,
  generation: Generation,
  line: number,
  note: (sentence: string) => void,
): Doc {
  const typed = (value: DocValue): DocValue => {
    if (value instanceof Excerpt) {
      throw new CodeFault(line, `a document cannot be read whole: ${value.note}`);
    }
    if (value instanceof Tensor) {
      const { dtype } = value;
      if (dtype !== TYPED_AS[generation]) {
        note(`an array of the type ${dtype} becomes a list of numbers, which says no type.`);
      }
      return listsOf(value, line);
    }
    if (value instanceof Uint8Array) {
      return typedBytes(value, generation);
    }
    if (Array.isArray(value)) {
      return value.map(typed);
    }
    return isFields(value) ? fieldsOf(value) : value;
  };
  const fieldsOf = (fields: Doc): Doc =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typed(value)]));
  return fieldsOf(document);
}

function listsOf(tensor: Tensor, line: number): DocValue {
  const { dtype, shape } = tensor;
  const numbers = numbersOf(tensor)?.map((one) => shortNumber(one, dtype));
  if (!numbers || numbers.some((one) => typeof one === "number" && !Number.isFinite(one))) {
    throw new CodeFault(line, `an array of the type ${dtype} holds what is no number of JSON`);
  }
  if (numbers.length !== shape.reduce((product, size) => product * size, 1)) {
    throw new CodeFault(line, "an array has not as many elements as its shape says");
  }
  // Of no elements a shape could say that there are any number of lists.
  return numbers.length === 0
    ? []
    : shape.slice(1).reduceRight((items: DocValue[], size) => inPieces(items, size), numbers);
}

function inPieces(items: readonly DocValue[], size: number): DocValue[] {
  return Array.from({ length: items.length / size }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Bytes as a text, as a gateway of the generation reads it, or spelled where they are none. */
function typedBytes(bytes: Uint8Array, generation: Generation): DocValue {
  return generation === "v1" ? base64Of(bytes) : (textOfUtf8(bytes) ?? spellBytes(bytes));
}
