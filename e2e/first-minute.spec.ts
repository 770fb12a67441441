/** What a newcomer meets: an example, the simulator, and work that is not lost. */
import { expect, test } from "./fixtures.ts";
import { PROFILE_HEAD } from "./pages/designer.ts";

test("the page opens with an example, and pressing Send shows responses and a profile", async ({
  designer,
  page,
}) => {
  await expect(designer.cards()).toHaveCount(4);
  await expect(designer.send.getByLabel("Gateway address")).toHaveValue("simulator:");
  await expect(designer.send.getByText("simulated", { exact: true })).toBeVisible();

  await designer.pressSend();
  await expect(designer.responses()).toHaveCount(1);
  await expect(designer.documents()).toHaveCount(2);
  await expect(designer.documents().first()).toContainText("a red bicycle");
  await expect(page.getByRole("region", { name: "Results" }).getByText("simulated")).toBeVisible();

  const profile = await designer.profile();
  expect([...profile.keys()]).toEqual([...PROFILE_HEAD, "loader", "image_encoder", "joiner", "text_index"]);
  await expect(page.getByRole("region", { name: "Results" }).getByText("simulated")).toBeVisible();
  // Every card carries its own time and share.
  for (const name of ["loader", "image_encoder", "text_index", "joiner"]) {
    await expect(designer.card(name)).toContainText(/\d+ ms.*\d+ %/s);
  }
});

test("branches are simulated side by side, with the delays that were set", async ({ designer, page }) => {
  for (const name of ["image_encoder", "text_index"]) {
    await designer.select(name);
    await designer.setField("Simulated delay, ms", "600");
  }
  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(2);
  await page.getByRole("radio", { name: "Whole response" }).click();
  const whole = await page.getByTestId("whole-response").textContent();
  const { routes }: { routes: { executor: string; startMs: number; endMs: number }[] } = JSON.parse(whole!);
  const branches = routes.filter(({ executor }) => ["image_encoder", "text_index"].includes(executor));
  // One after the other, the second would begin when the first has ended.
  const bothMs =
    Math.min(...branches.map(({ endMs }) => endMs)) - Math.max(...branches.map(({ startMs }) => startMs));
  expect(bothMs).toBeGreaterThan(500);
  const profile = await designer.profile();
  expect(Number.parseFloat(profile.get("image_encoder")!)).toBeGreaterThanOrEqual(595);
});

test("a reload keeps text, names and places of cards", async ({ designer, page }) => {
  await designer.dragIn("Executor", 0.5, 0.85);
  await expect(designer.card("executor1")).toBeVisible();
  const before = await designer.card("executor1").boundingBox();
  const text = await designer.text();
  await page.reload();
  await expect(designer.card("executor1")).toBeVisible();
  expect(await designer.text()).toBe(text);
  const after = await designer.card("executor1").boundingBox();
  const start = async () => (await designer.card("loader").boundingBox())!;
  // The view is fitted anew, so places are compared with each other.
  expect(Math.sign(after!.y - (await start()).y)).toBe(Math.sign(before!.y - (await start()).y));
  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(2);
});

test("the server's token leaves the address bar and works after a reload", async ({
  designer,
  page,
  server,
}) => {
  await expect(designer.canvas).toBeVisible();
  expect(page.url()).toBe(`${server.origin}/`);
  await page.reload();
  await designer.fillSend({ address: "grpc://127.0.0.1:9" });
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Failure" })).toContainText("127.0.0.1:9");
  await expect(page.getByRole("region", { name: "Failure" })).not.toContainText("token");
});
