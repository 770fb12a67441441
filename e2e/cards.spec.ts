/** What cards say at a glance, and what opens from them. */
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { stopClock } from "./pages/clock.ts";

const FLOW = `jtype: Flow
executors:
  - name: image_encoder_of_the_left_camera
    uses: {jtype: ImageEncoder, with: {dim: 3}}
  - name: index
    uses: docker://clip:1.2
    shards: 3
    replicas: 2
    polling: ALL
    no_reduce: true
    floating: true
    when: {tags__kind: {$eq: image}}
    needs: [nobody, image_encoder_of_the_left_camera]
`;
const LONG = "image_encoder_of_the_left_camera";

/** The part of a text that is to be seen: its box lies inside the card's. */
async function isInside(part: Locator, card: Locator): Promise<boolean> {
  const [inner, outer] = [(await part.boundingBox())!, (await card.boundingBox())!];
  return inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width;
}

test("a line that runs level to a card meets it level", async ({ designer, page }) => {
  const followers = ["d", "e"].map((name) => `  - name: ${name}\n    needs: [a, b]\n`).join("");
  const flow = `jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n${followers}`;
  await designer.open("level.yml", flow);
  await expect(designer.card("e")).toBeVisible();
  const path = page.locator('[data-id="a->d"] path').first();
  // The last bend, and the end.
  await expect
    .poll(
      async () => {
        const drawn = (await path.getAttribute("d")) ?? "";
        const [bend, end] = [/L\S+ (\S+?)C/.exec(drawn)?.[1], /(\S+)$/.exec(drawn)?.[1]];
        return Math.abs(Number(bend) - Number(end));
      },
      // Where the line ends is known once the library has measured the card, which may come late on a busy machine.
      { timeout: 20_000 },
    )
    .toBeLessThan(0.01);
});

test("an executor that runs elsewhere and is called over TLS says so, on the card and to screen readers", async ({
  designer,
}) => {
  const external = (name: string, more: string) =>
    `  - {name: ${name}, external: true, host: example.org, port: 443${more}}\n`;
  await designer.open(
    "tls.yml",
    `jtype: Flow\nexecutors:\n${external("safe", ", tls: true")}${external("open", "")}`,
  );
  const badges = (name: string) => designer.card(name).locator(".card-badges .badge");
  await expect(badges("safe")).toHaveText(["external", "TLS"]);
  await expect(badges("open")).toHaveText(["external"]);
  await expect(designer.card("safe")).toHaveAccessibleName(/external; TLS/);
});

test("a long name is cut in its middle, an inline mapping is its class, and each kind has its drawing", async ({
  designer,
}) => {
  await designer.open("cards.yml", FLOW);
  const card = designer.card(LONG);
  await expect(card).toHaveAccessibleName(new RegExp(`^${LONG}, `));
  const name = card.locator(".card-name");
  await expect(name).toHaveAttribute("title", LONG);
  await expect(name).toHaveText(LONG);
  await expect.poll(() => isInside(name.getByText("mera", { exact: true }), card)).toBe(true);
  await expect(card.locator(".card-uses")).toHaveText("ImageEncoder");
  await expect(card.locator(".kind-icon.is-class")).toBeVisible();
  await expect(designer.card("index").locator(".kind-icon.is-docker")).toBeVisible();
});

test("problems stand beside the badges, and a click or Enter leads to their row", async ({
  designer,
  page,
}) => {
  await designer.open("cards.yml", FLOW);
  const card = designer.card("index");
  await expect(card.getByText("3 shards × 2")).toBeVisible();
  const mark = card.getByRole("button", { name: "1 warning of index" });
  const row = page.locator('[data-code="needs-unknown"]');
  await mark.click();
  await expect(row).toBeFocused();
  await expect(designer.inspector.getByRole("heading", { name: "index", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Hide Results" }).click();
  await mark.focus();
  await page.keyboard.press("Enter");
  await expect(row).toBeFocused();
  await page.getByRole("button", { name: "Hide Results" }).click();
  await designer.command("Show problems");
  await expect(row).toBeFocused();
});

test("what has no room on a card, and its copies, unfold by click and by keyboard and fold again", async ({
  designer,
  page,
}) => {
  await designer.open("cards.yml", FLOW);
  const card = designer.card("index");
  const details = page.getByRole("dialog", { name: "Details of index" });
  await card.getByRole("button", { name: /^\d more of index: / }).click();
  for (const text of ["3 shards × 2", "ALL", "floating", "when", "no reduce"]) {
    await expect(details.getByText(text, { exact: true })).toBeVisible();
  }
  await expect(details).toContainText("match {'tags__kind': {'$eq': 'image'}}");
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
  // What is selected stays so.
  await expect(designer.inspector.getByRole("heading", { name: "index", exact: true })).toBeVisible();

  await card.getByRole("button", { name: "3 shards × 2 of index: unfold" }).focus();
  await page.keyboard.press("Enter");
  await expect(details).toContainText("Jina starts 7 processes for it");
  const processes = details.getByRole("list", { name: "Processes" }).getByRole("listitem");
  await expect(processes).toHaveText([
    "index/head",
    "index/shard-0rep-0rep-1",
    "index/shard-1rep-0rep-1",
    "index/shard-2rep-0rep-1",
  ]);
  await details.getByRole("button", { name: "Fold up" }).click();
  await expect(details).toHaveCount(0);

  await designer.command("Show details of the card");
  await expect(details).toBeVisible();
  const box = (await details.boundingBox())!;
  const { y, height } = (await card.boundingBox())!;
  expect(box.y >= y + height || box.y + box.height <= y).toBe(true);
  await page.mouse.click(box.x < 500 ? 800 : 300, 20);
  await expect(details).toHaveCount(0);
});

const BY_ORDER = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";

test("a dashed line offers to be written down where one points at it, and where it is selected", async ({
  designer,
  page,
}) => {
  await designer.open("order.yml", BY_ORDER);
  await expect(designer.card("b")).toBeVisible();
  await expect(page.getByRole("region", { name: "Legend" })).toContainText("by order");
  const offer = page.getByRole("button", { name: "Write it down: b needs a" });
  const canvas = (await designer.canvas.boundingBox())!;
  await page.mouse.move(canvas.x + 60, canvas.y + 60);
  await expect(offer).toHaveCount(0);
  const line = (await designer.need("a", "b").locator(".react-flow__edge-path").boundingBox())!;
  await page.mouse.move(line.x + line.width / 2, line.y + line.height / 2, { steps: 3 });
  await expect(offer).toBeVisible();
  const ink = await page.evaluate(() => getComputedStyle(document.body).color);
  await expect(designer.need("a", "b").locator(".react-flow__edge-path")).toHaveCSS("stroke", ink);
  // It does not stand where the pointer is, so that a click still means the line.
  await page.mouse.down();
  await page.mouse.up();
  await expect(designer.inspector.getByRole("heading", { name: "a → b" })).toBeVisible();
  expect(await designer.text()).toBe(BY_ORDER);
  await offer.click();
  await expect(designer.need("a", "b")).not.toHaveAttribute("data-implicit");
  await expect(offer).toHaveCount(0);
  expect(await designer.text()).toBe(`${BY_ORDER}    needs: a\n`);
  await page.keyboard.press("ControlOrMeta+Z");
  await page.mouse.click(canvas.x + 60, canvas.y + 60);
  await expect(designer.need("a", "b")).toHaveAttribute("data-implicit");
  await expect(offer).toHaveCount(0);
  await designer.selectNeed("a", "b");
  await expect(offer).toBeVisible();
  // What goes to the gateway is never written.
  await designer.selectNeed("b", "gateway");
  await expect(page.getByRole("button", { name: /^Write it down: / })).toHaveCount(0);
});

test("what is offered beside a dashed line leaves with the pointer, and not on the way to it", async ({
  designer,
  page,
}) => {
  await designer.open("order.yml", BY_ORDER);
  await expect(designer.card("b")).toBeVisible();
  const offer = page.getByRole("button", { name: "Write it down: b needs a" });
  const line = (await designer.need("a", "b").locator(".react-flow__edge-path").boundingBox())!;
  await page.mouse.move(line.x + line.width / 2, line.y + line.height / 2, { steps: 3 });
  await expect(offer).toBeVisible();
  const button = (await offer.boundingBox())!;
  // However slow the machine, the way takes less time than the button stays, and the stay there more.
  await stopClock(page);
  await page.mouse.move(button.x + button.width / 2, button.y + button.height / 2, { steps: 20 });
  await page.clock.runFor(1_000);
  await expect(offer).toBeVisible();
  await page.clock.resume();
  const canvas = (await designer.canvas.boundingBox())!;
  await page.mouse.move(canvas.x + 60, canvas.y + 60, { steps: 5 });
  await expect(offer).toHaveCount(0);
});

test("the three kinds of lines differ by their dashes, and the legend of them folds up", async ({
  designer,
  page,
}) => {
  await designer.open("order.yml", `${BY_ORDER}  - {name: c, needs: b}\n`);
  const dashOf = (from: string, to: string) =>
    designer
      .need(from, to)
      .locator(".react-flow__edge-path")
      .evaluate((path) => getComputedStyle(path).strokeDasharray);
  const dashes = [await dashOf("b", "c"), await dashOf("a", "b"), await dashOf("c", "gateway")];
  expect(new Set(dashes).size).toBe(3);
  const legend = page.getByRole("region", { name: "Legend" });
  await legend.getByRole("button", { name: "Hide the legend" }).click();
  await expect(legend.getByRole("listitem")).toHaveCount(0);
  await legend.getByRole("button", { name: "Show the legend" }).click();
  await expect(legend.getByRole("listitem")).toHaveText(["written", "by order", "answer"]);
});

test("a card that cuts an address leaves the port whole", async ({ designer }) => {
  await designer.open(
    "outside.yml",
    "jtype: Flow\nexecutors:\n  - {name: outside, external: true, host: rank.flows.example.com, port: 54322}\n",
  );
  const uses = designer.card("outside").locator(".card-uses");
  await expect(uses.locator("> span").last()).toHaveText(":54322");
  await expect(uses).toHaveAttribute("title", "rank.flows.example.com:54322");
});
