import { expect, test } from "vitest";
import { LATE_PANELS, loadDialogs } from "./late-panels.ts";

test.each(LATE_PANELS.map(({ id, load }) => [id, load] as const))(
  "the code of %s has a component",
  async (_, load) => {
    expect((await load()).default).toBeTypeOf("function");
  },
);

test("the dialogs too", async () => {
  expect((await loadDialogs()).default).toBeTypeOf("function");
});
