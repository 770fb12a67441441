/** The numbers of an array, which is bytes with a type in numpy's spelling. */
import type { Tensor } from "./document.ts";

type Read = (view: DataView, at: number, isLittle: boolean) => number | bigint;

const READS: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  b1: [1, (view, at) => view.getUint8(at)],
  f2: [2, (view, at, isLittle) => halfOf(view.getUint16(at, isLittle))],
  f4: [4, (view, at, isLittle) => view.getFloat32(at, isLittle)],
  f8: [8, (view, at, isLittle) => view.getFloat64(at, isLittle)],
  i1: [1, (view, at) => view.getInt8(at)],
  i2: [2, (view, at, isLittle) => view.getInt16(at, isLittle)],
  i4: [4, (view, at, isLittle) => view.getInt32(at, isLittle)],
  i8: [8, (view, at, isLittle) => view.getBigInt64(at, isLittle)],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at, isLittle) => view.getUint16(at, isLittle)],
  u4: [4, (view, at, isLittle) => view.getUint32(at, isLittle)],
  u8: [8, (view, at, isLittle) => view.getBigUint64(at, isLittle)],
};

/** A float of 16 bits, which not every browser reads by itself: a sign, 5 bits of exponent, 10 of fraction. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) {
    return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The first of its numbers in C order, as many as `most`, truths as 0 and 1, integers of 64 bits as bigint; null for a type that is not read. */
export function numbersOf(
  { dtype, buffer }: Pick<Tensor, "dtype" | "buffer">,
  most = Number.POSITIVE_INFINITY,
): (number | bigint)[] | null {
  const [bytes, read] = READS[elementOf(dtype)] ?? [0, null];
  if (!read) {
    return null;
  }
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const count = Math.min(most, Math.floor(buffer.byteLength / bytes));
  return Array.from({ length: count }, (_, index) => read(view, index * bytes, !dtype.startsWith(">")));
}

/** The number in which a byte of the array stands, and its place in C order; null for a type that is not read. */
export function numberAtByte(
  { dtype, buffer }: Tensor,
  byte: number,
): { readonly at: number; readonly number: number | bigint } | null {
  const [bytes] = READS[elementOf(dtype)] ?? [0];
  const at = Math.floor(byte / bytes);
  const part = buffer.subarray(at * bytes, (at + 1) * bytes);
  const [number] = numbersOf({ dtype, buffer: part }) ?? [];
  return number === undefined ? null : { at, number: shortNumber(number, dtype) };
}

/** A number of an array of this type with no more digits than the type holds: `0.1` and not `0.10000000149011612`. */
export function shortNumber(value: number | bigint, dtype: string): number | bigint {
  const element = elementOf(dtype);
  if (element === "f2" && typeof value === "number") {
    // No two of its numbers are the same up to their fifth digit.
    return Number(value.toPrecision(5));
  }
  if (typeof value === "bigint" || element !== "f4") {
    return value;
  }
  for (const digits of [7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return short;
    }
  }
  return Number(value.toPrecision(9));
}

function elementOf(dtype: string): string {
  return dtype.replace(/^[<>|=]/, "");
}
