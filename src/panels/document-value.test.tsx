import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { DocumentFields } from "./document-value.tsx";

const said = (numbers: readonly number[]) => renderToStaticMarkup(<DocumentFields document={{ numbers }} />);

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
