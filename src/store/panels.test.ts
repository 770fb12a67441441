import { describe, expect, test } from "vitest";
import { FIRST_TABS, MAIN_TABS, onOneSide, openTab, PANELS, PLACES, readTabs, toggleFold } from "./panels.ts";

describe("the list of panels", () => {
  test("no id comes twice", () => {
    const ids = PANELS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test("each place of tabs begins with one of its own, that is a tab at every width", () => {
    for (const [place, id] of Object.entries(MAIN_TABS)) {
      expect(PLACES.map((one) => one.id)).toContain(place);
      expect(PANELS.find((panel) => panel.id === id)).toMatchObject({ place });
      expect(PANELS.find((panel) => panel.id === id)).not.toHaveProperty("isApartWhenWide");
    }
  });

  test.each(PANELS.map(({ id, place }) => [id, place] as const))("%s opens at its place", (id, place) => {
    const tabs = openTab(FIRST_TABS, id);
    expect(tabs).toEqual({ ...FIRST_TABS, [place]: id });
    expect(readTabs(tabs)).toEqual(tabs);
  });

  test("an id that is none, or of another place, leaves the first tab open", () => {
    expect(readTabs({ left: "inspector", right: 5, bottom: "x" })).toEqual(FIRST_TABS);
  });

  test("of two sides that there is no room for, the one that is opened stays", () => {
    const left = { ...FIRST_TABS, right: null };
    const right = { ...FIRST_TABS, left: null };
    expect(onOneSide(FIRST_TABS, FIRST_TABS)).toEqual(right);
    expect(onOneSide(FIRST_TABS, left)).toEqual(right);
    expect(onOneSide(FIRST_TABS, right)).toEqual(left);
    expect(onOneSide(left, FIRST_TABS)).toBe(left);
  });

  test("a place is folded up and opened again with its main tab, and any of its tabs opens it", () => {
    const folded = toggleFold(FIRST_TABS, "left");
    expect(folded).toEqual({ ...FIRST_TABS, left: null });
    expect(readTabs(folded)).toEqual(folded);
    expect(toggleFold(folded, "left")).toEqual(FIRST_TABS);
    expect(openTab(folded, "outline").left).toBe("outline");
  });
});
