import { describe, expect, test } from "vitest";
import { boundedSize, FIRST_PANES, readPanes, withSize } from "./panes.ts";

describe("the size of a pane", () => {
  test("is set, in whole pixels and within bounds, and given back to the page", () => {
    const set = withSize(FIRST_PANES, "left", 300.4);
    expect(set.sizes).toEqual({ left: 300 });
    expect(withSize(set, "right", 3).sizes).toEqual({ left: 300, right: 220 });
    expect(withSize(set, "left", null)).toEqual(FIRST_PANES);
    expect(boundedSize("bottom", 1e9)).toBe(10_000);
  });
});

describe("what is kept of the panes", () => {
  test("is read as it was written", () => {
    const panes = { sizes: { left: 180, send: 400 }, yaml: "beside", foldsSend: true };
    expect(readPanes(JSON.parse(JSON.stringify(panes)))).toEqual(panes);
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "wide"],
    ["a list", [1]],
    ["other types", { sizes: "large", yaml: 5, foldsSend: "yes" }],
    ["what there is not", { sizes: { top: 100, constructor: 5 }, yaml: "above" }],
    [
      "sizes that are none",
      { sizes: { left: "300", right: -1, text: 1e300, bottom: null, send: Number.NaN } },
    ],
  ])("is as nobody had set it where it is %s", (_, kept) => {
    expect(readPanes(kept)).toEqual(FIRST_PANES);
  });

  test("of which a part is of use keeps that part", () => {
    expect(readPanes({ sizes: { left: 1, right: "x" }, yaml: "alone", foldsSend: 1 })).toEqual({
      sizes: { left: 150 },
      yaml: "alone",
      foldsSend: false,
    });
  });
});
