/** The target executor before anything is sent. How patterns are read, `simulator/target-pattern.test.ts` tests. */
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

const LONG = `${"a".repeat(36)}_b`;
const FLOW = `jtype: Flow\nexecutors:\n  - name: foo\n  - name: bar\n  - name: ${LONG}\n`;

test("the cards that a pattern hits are marked; one that never comes to an end leaves the page at work", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW);
  const target = designer.send.getByLabel("Target executor");
  const marks = designer.canvas.getByText("target", { exact: true });
  await target.fill("fo+|ba");
  await expect(designer.send.getByText("Hits foo and bar.")).toBeVisible();
  await expect(marks).toHaveCount(2);
  await expect(designer.card("foo").getByText("target", { exact: true })).toBeVisible();
  expect(await violationsOn(page)).toEqual([]);
  await target.fill("oo");
  await expect(designer.send.getByText(/^Hits no executor of the drawn Flow/)).toBeVisible();
  await expect(marks).toHaveCount(0);
  // Repetition in a repetition is tried too, away from the page.
  await target.fill("(fo+)+$");
  await expect(designer.send.getByText(/Hits foo\.|takes too long/)).toBeVisible();

  await target.fill("(a+)+$");
  await expect(designer.send.getByText("What this pattern hits was not found out here")).toBeVisible();
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Failure" })).toContainText(
    "What target_executor hits takes too long to find out.",
  );
  await target.fill("bar");
  await designer.pressSend();
  await expect(designer.documents().first()).toBeVisible();
  await target.fill("");
  await expect(marks).toHaveCount(0);
});
