/** Profile gateway: ten answers, how their times are spread, and what of it stands at the card and above the answers. */
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

test("Profile gateway asks ten times and shows the spread, in the simulator too", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", "jtype: Flow\nexecutors:\n  - name: first\n  - name: second\n");
  await expect(designer.card("second")).toBeVisible();
  await designer.fillSend({ documents: "{ half typed" });
  await designer.command("Profile gateway");

  const panel = page.getByRole("tabpanel", { name: "Profile" });
  await expect(panel.getByText("Response 1 of 10")).toBeVisible();
  await expect(panel.getByText("simulated", { exact: true })).toBeVisible();
  const spread = panel.getByRole("region", { name: "Times over all answers" });
  await expect(spread.locator("tbody th")).toHaveText([
    "Roundtrip",
    "Client-server network",
    "Server",
    "Gateway-executors network",
    "first",
    "second",
  ]);
  await expect(spread.locator("tbody td:nth-child(2)")).toHaveText(Array(6).fill("10"));
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violationsOn(page), colorScheme).toEqual([]);
  }

  await designer
    .card("first")
    .getByRole("button", { name: /^[\d.]+ m?s of first: unfold$/ })
    .click();
  const details = page.getByRole("dialog", { name: "Details of first" });
  await expect(details).toContainText(
    /10 answers of the shown run: p50 [\d.]+ m?s, p95 .*, p99 .*, simulated/,
  );
  await page.keyboard.press("Escape");

  await designer.tab("Responses");
  await expect(designer.responses()).not.toHaveCount(0);
  await expect(page.getByText(/^10 of 10 answered/)).toContainText("10 documents");
  await expect(page.getByText(/docs\/s · p50 .*, p95 /)).toBeVisible();
  // What was typed stays.
  await expect(designer.send.getByRole("textbox", { name: "Documents" })).toHaveValue("{ half typed");
});

for (const width of [390, 768]) {
  test(`at ${width} px names, bars and times of the profile stand beside each other`, async ({
    designer,
    page,
  }) => {
    await designer.open(
      "long.yml",
      "jtype: Flow\nexecutors:\n  - name: first\n  - name: a_long_name_of_an_encoder\n  - name: last\n",
    );
    await expect(designer.card("last")).toBeVisible();
    await designer.fillSend({ documents: "one\ntwo\nthree", size: "1" });
    await designer.pressSend();
    await expect(page.getByText(/^3 of 3 answered/)).toBeVisible();
    await page.setViewportSize({ width, height: 900 });
    if (width < 700) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
    }
    await page.getByRole("tab", { name: "Profile" }).click();
    const panel = page.getByRole("tabpanel", { name: "Profile" });
    const right = (await panel.boundingBox())!.x + (await panel.boundingBox())!.width;
    const rows = page.locator(".waterfall-row");
    await expect(rows).toHaveCount(4);
    for (const row of await rows.all()) {
      const name = (await row.locator("> span").boundingBox())!;
      const bar = (await row.locator("i").boundingBox())!;
      const range = await row.locator("em").evaluate((label) => {
        const text = document.createRange();
        text.selectNodeContents(label);
        const { left, right: end, height } = text.getBoundingClientRect();
        return { left, end, height };
      });
      expect(bar.x, "the bar begins behind the name").toBeGreaterThanOrEqual(name.x + name.width);
      expect(range.left, "the time begins behind the bar").toBeGreaterThanOrEqual(bar.x + bar.width - 0.5);
      expect(range.end, "the time ends in the panel").toBeLessThanOrEqual(right);
      expect(range.height, "the time stays in its row").toBeLessThanOrEqual(27);
    }
    const heads = page.getByRole("region", { name: "Times over all answers" }).getByRole("row");
    for (const head of await heads.all()) {
      expect((await head.boundingBox())!.height, "a row has two lines at most").toBeLessThan(48);
    }
    expect(await violationsOn(page)).toEqual([]);
  });
}
