import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { type DocValue, Tensor } from "../model/run/document.ts";
import { DocumentFields } from "./document-value.tsx";

/** The head of a PNG, which says how large it is. */
function pngOf(width: number, height: number): Uint8Array {
  const head = new Uint8Array(33);
  head.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(head.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return head;
}

test("a picture whose pixels would take all memory is told, not drawn", () => {
  const shown = (blob: Uint8Array) => renderToStaticMarkup(<DocumentFields document={{ blob }} />);
  const told = "A picture of 20,000 × 20,000 pixels, which is too large to be drawn here.";
  expect(shown(pngOf(20_000, 20_000))).toContain(told);
  expect(shown(pngOf(8000, 8000))).not.toContain("too large");
});

const said = (numbers: DocValue) => renderToStaticMarkup(<DocumentFields document={{ numbers }} />);

test("the largest and the smallest numbers have a norm and a course", () => {
  for (const numbers of [
    [1.7e308, -1.7e308, 1],
    [5e-324, -5e-324, 0],
    [0, 0, 0],
  ]) {
    expect(said(numbers)).not.toContain("NaN");
  }
  expect(said([3e200, 4e200])).toContain("dimension 2, norm 5e+200, from 3e+200 to 4e+200");
  expect(said([3, 4])).toContain("dimension 2, norm 5, from 3 to 4");
  expect(said([3, 4])).toContain("M0.0 23.0L0.0 23.0L120.0 1.0L120.0 1.0");
});

test("what is said of an array is about no more of it than was looked at", () => {
  const tensor = (values: number[], shape = [values.length]) =>
    new Tensor(shape, "<f8", new Uint8Array(Float64Array.from(values).buffer));
  const { NaN: none, POSITIVE_INFINITY: endless } = Number;
  expect(said(tensor([3, 4]))).toContain(">dimension 2, norm 5, from 3 to 4<");
  expect(said(tensor([3, none, 4]))).toContain(">dimension 3, 1 is not finite, the others from 3 to 4<");
  expect(said(tensor([3, none, 4, -endless], [2, 2]))).toContain(
    ">2 are not finite, the others from 3 to 4<",
  );
  const many: number[] = Array(70_000).fill(0).with(69_999, 1e9);
  expect(said(tensor(many))).toContain(">the first 65,536 numbers from 0 to 0<");
  expect(said(tensor(many.with(1, endless)))).toContain(
    ">of the first 65,536 numbers 1 is not finite, the others from 0 to 0<",
  );
});
