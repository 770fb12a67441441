/** The numbers of an array, which is bytes with a type in numpy's spelling. */
import type { Tensor } from "../model/run/document.ts";

type Read = (view: DataView, at: number, isLittle: boolean) => number;

const READS: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  f4: [4, (view, at, isLittle) => view.getFloat32(at, isLittle)],
  f8: [8, (view, at, isLittle) => view.getFloat64(at, isLittle)],
  i1: [1, (view, at) => view.getInt8(at)],
  i2: [2, (view, at, isLittle) => view.getInt16(at, isLittle)],
  i4: [4, (view, at, isLittle) => view.getInt32(at, isLittle)],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at, isLittle) => view.getUint16(at, isLittle)],
  u4: [4, (view, at, isLittle) => view.getUint32(at, isLittle)],
};

/** All its numbers in C order; null for a type whose numbers a double does not hold. */
export function numbersOf({ dtype, buffer }: Tensor): number[] | null {
  const [bytes, read] = READS[dtype.replace(/^[<>|=]/, "")] ?? [0, null];
  if (!read) {
    return null;
  }
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return Array.from({ length: Math.floor(buffer.byteLength / bytes) }, (_, index) =>
    read(view, index * bytes, !dtype.startsWith(">")),
  );
}
