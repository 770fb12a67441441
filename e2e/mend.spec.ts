/** Files that are wrong or old are mended from the page: each fix one step of undo, back to the very bytes. */

import { createAsker } from "../agreement/engine.ts";
import { expect, test } from "./fixtures.ts";

/** A Flow of Jina 2.x, with what a person leaves in such files. */
const OLD = `!Flow   # from the tutorial
version: '1'
with:
  port_expose: 45678   # clients know it
  protocol: http
pods:
  # reads the pictures
  - name: loader
    uses: docker://loader:1
  - uses: docker://encoder:2
    needs: loader
    parallel: 2
    polling: all

  - name: store
    uses: docker://store:3
    needs: [loader]
  - method: needs
    name: both
    needs: [executor1, store]
`;

test("a file of Jina 2.x is read as empty to the engine, drawn as it was meant, converted and downloaded", async ({
  designer,
  page,
}) => {
  await designer.open("old.yml", OLD);
  await designer.tab("Problems");
  const row = page.locator("[data-code=legacy]");
  await expect(row).toContainText("To Jina 3.34 this Flow is empty");
  await expect(designer.canvas).toContainText("Drawn as Jina 2.x meant it");
  const meant = [
    "gateway->loader?",
    "loader->executor1",
    "loader->store",
    "executor1->both",
    "store->both",
    "both->gateway?",
  ].sort();
  expect((await designer.needs()).map((need) => need.replace("?", "")).sort()).toEqual(
    meant.map((need) => need.replace("?", "")).sort(),
  );
  // It is not edited by halves.
  await expect(designer.paletteItem("Executor").first()).toBeDisabled();

  await designer.canvas.getByRole("button", { name: "Convert to 3.34" }).click();
  await expect(row).toHaveCount(0);
  await expect(designer.canvas).not.toContainText("Drawn as Jina");
  const { bytes } = await designer.download();
  const converted = bytes.toString();
  for (const comment of ["# from the tutorial", "# clients know it", "# reads the pictures"]) {
    expect(converted).toContain(comment);
  }

  const asker = createAsker("v2");
  try {
    const answer = await asker.ask(converted);
    if (!answer.ok) {
      throw new Error(`${answer.error.message}\n${converted}`);
    }
    expect(
      answer.deployments.map(({ node, needs, shards, polling }) => ({ node, needs, shards, polling })),
    ).toEqual([
      { node: "loader", needs: ["gateway"], shards: 1, polling: "ANY" },
      { node: "executor1", needs: ["loader"], shards: 2, polling: "all" },
      { node: "store", needs: ["loader"], shards: 1, polling: "ANY" },
      { node: "both", needs: ["executor1", "store"], shards: 1, polling: "ANY" },
    ]);
    expect(answer.gateway).toMatchObject({ protocols: ["HTTP"], ports: [45678] });
    expect(answer.graph.both).toEqual(["end-gateway"]);
  } finally {
    asker.close();
  }

  await designer.command("Undo");
  await expect(row).toBeVisible();
  expect((await designer.download()).bytes.toString()).toBe(OLD);
});

/** An error, warnings and a hint, each with a fix. */
const WRONG = `jtype: Flow
executors:
  - name: my-loader   # a hyphen
    uses: docker://loader:1
  - name: encoder
    uses: docker://encoder:2
    replicaz: 3
    needs: my-loader
  - {name: store, uses: 'docker://store:3', replicas: 1}   # said twice
`;

const MENDS = [
  { code: "name-invalid", severity: "error", fix: "Rename to my_loader" },
  { code: "argument-unknown", severity: "warning", fix: "Write replicas" },
  { code: "default-written", severity: "hint", fix: "Take replicas away" },
];

test("problems of each severity are mended from the panel, and undone step by step to the very bytes", async ({
  designer,
  page,
}) => {
  await designer.open("wrong.yml", WRONG);
  await designer.tab("Problems");
  const texts = [WRONG];
  for (const { code, severity, fix } of MENDS) {
    const row = page.locator(".problem", { has: page.locator(`[data-code=${code}]`) });
    await expect(row).toContainText(severity);
    await row.getByRole("button", { name: fix, exact: true }).click();
    await expect(row).toHaveCount(0);
    texts.push((await designer.download()).bytes.toString());
  }
  await expect(page.getByText("No problems: Jina takes this file as it is drawn.")).toBeVisible();
  expect(texts.at(-1)).toBe(`jtype: Flow
executors:
  - name: my_loader   # a hyphen
    uses: docker://loader:1
  - name: encoder
    uses: docker://encoder:2
    replicas: 3
    needs: my_loader
  - {name: store, uses: 'docker://store:3'}   # said twice
`);
  for (const text of texts.slice(0, -1).reverse()) {
    await designer.command("Undo");
    await expect(async () => {
      expect((await designer.download()).bytes.toString()).toBe(text);
    }).toPass();
  }
});

test("a text that is no YAML for its indentation is drawn after one click, and undone to the byte", async ({
  designer,
  page,
}) => {
  const text =
    "jtype: Flow\nexecutors:\n  - name: loader\n     uses: docker://a:1 # pinned\n  - name: store\n";
  await designer.open("crooked.yml", text);
  await designer.tab("Problems");
  const row = page.locator(".problem", { has: page.locator("[data-code=yaml]") });
  await row.getByRole("button", { name: "Indent as line 3", exact: true }).click();
  await expect(row).toHaveCount(0);
  await expect.poll(async () => (await designer.needs()).length).toBe(3);
  expect((await designer.download()).bytes.toString()).toBe(
    "jtype: Flow\nexecutors:\n  - name: loader\n    uses: docker://a:1 # pinned\n  - name: store\n",
  );
  await designer.command("Undo");
  expect((await designer.download()).bytes.toString()).toBe(text);
});

test("a row of the panel leads to its place in the text and on the canvas", async ({ designer, page }) => {
  await designer.open("wrong.yml", WRONG);
  await designer.tab("Problems");
  await page.locator("[data-code=argument-unknown]").click();
  await expect(designer.card("encoder").locator(".card.is-selected")).toBeVisible();
  await expect(designer.editor()).toBeFocused();
  await expect.poll(() => page.evaluate(() => window.getSelection()?.toString())).toBe("replicaz");
});

/** The same hint at seven executors, one of which has a comment on the line that goes. */
const SEVEN = `jtype: Flow
executors:
${[1, 2, 3, 4, 5, 6]
  .map(
    (index) =>
      `  # the ${index}.\n  - name: step${index}\n    uses: docker://step:${index}\n    replicas: 1\n`,
  )
  .join("")}  - {name: last, uses: 'docker://last:1', replicas: 1}   # in braces
`;

test("the same problem at seven executors is one row that names them, and one click mends all", async ({
  designer,
  page,
}) => {
  const text = SEVEN.replace("replicas: 1\n", "replicas: 1   # one is enough\n");
  await designer.open("seven.yml", text);
  await designer.tab("Problems");
  const rows = page.locator(".problem");
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole("tab", { name: /^Problems/ })).toContainText("1");
  await expect(page.locator("[data-code=default-written]")).toContainText("7 places");
  const names = page.getByRole("list", { name: "Where" }).getByRole("button");
  await expect(names).toHaveText(["step1", "step2", "step3", "step4", "step5", "step6", "last"]);

  await names.nth(4).focus();
  await page.keyboard.press("Enter");
  await expect(designer.card("step5").locator(".card.is-selected")).toBeVisible();
  await expect(designer.editor()).toBeFocused();
  await expect.poll(() => page.evaluate(() => window.getSelection()?.toString())).toBe("1");

  await page.getByRole("button", { name: "Fix all: Take replicas away" }).click();
  await expect(page.getByTestId("toast")).toContainText("Fixed all 7.");
  await expect(page.getByText("No problems: Jina takes this file as it is drawn.")).toBeVisible();
  const mended = (await designer.download()).bytes.toString();
  expect(mended).toBe(
    text
      .replace("    replicas: 1   # one is enough\n", "    # one is enough\n")
      .replaceAll("    replicas: 1\n", "")
      .replace(", replicas: 1}", "}"),
  );
  await designer.command("Undo");
  await expect(rows).toHaveCount(1);
  expect((await designer.download()).bytes.toString()).toBe(text);
});

test("slips of keys, needs and sections are mended by the key that was meant", async ({ designer, page }) => {
  const slips = `jtype: Flow
excutors:
  - name: encoder
    use: docker://encoder:1   # a beginning of several
    replica: 2
  - name: index
    need: encodr   # misspelt twice
`;
  await designer.open("slips.yml", slips);
  await designer.tab("Problems");
  const problems = page.getByRole("tabpanel", { name: "Problems" });
  const fixes = ["Write executors", "Write uses", "Write replicas", "Write needs", "Need encoder instead"];
  for (const fix of fixes) {
    const button = problems.getByRole("button", { name: fix, exact: true });
    await button.click();
    await expect(button).toHaveCount(0);
  }
  await expect(page.getByText("No problems: Jina takes this file as it is drawn.")).toBeVisible();
  expect((await designer.download()).bytes.toString()).toBe(
    slips
      .replace("excutors", "executors")
      .replace("use:", "uses:")
      .replace("replica:", "replicas:")
      .replace("need: encodr", "needs: encoder"),
  );
  await expect
    .poll(async () => (await designer.needs()).map((need) => need.replace("?", "")))
    .toContain("encoder->index");
});

test("the beginning of several names is a choice of them", async ({ designer, page }) => {
  await designer.open("choice.yml", "jtype: Flow\nexecutors:\n  - name: a\n    timeout: 600000\n");
  await designer.tab("Problems");
  const choices = page.locator(".problem-fixes").getByRole("button");
  await expect(choices).toHaveText(["Write timeout_ctrl", "Write timeout_ready", "Write timeout_send"]);
  await choices.nth(1).click();
  await expect(page.getByText("No problems: Jina takes this file as it is drawn.")).toBeVisible();
  expect((await designer.download()).bytes.toString()).toContain("    timeout_ready: 600000\n");
});

test("a canvas that is empty by mistake says why, and mends it", async ({ designer, page }) => {
  await designer.open("slip.yml", "jtype: Flow\nexcutors:\n  - name: a\n");
  const canvas = designer.canvas;
  await expect(canvas).toContainText("excutors at the top of the file is ignored");
  await expect(canvas.getByText("An empty Flow")).toHaveCount(0);
  await canvas.getByRole("button", { name: "Write executors" }).click();
  await expect(designer.card("a")).toBeVisible();
  await designer.open("mapping.yml", "jtype: Flow\nexecutors:\n  a: {}\n  b: {}\n");
  await expect(canvas).toContainText("executors must be a list of executors, not a mapping of 2 keys");
  await expect(canvas.getByRole("button", { name: "Add executor" })).toHaveCount(0);
  await canvas.getByRole("button", { name: "Show in YAML" }).click();
  await expect(designer.editor()).toBeFocused();
  await expect(page.getByRole("tab", { name: "YAML" })).toHaveAttribute("aria-selected", "true");
});

test("a Flow that calls itself a Deployment keeps its executors", async ({ designer, page }) => {
  const text = "jtype: Deployment   # by mistake\nexecutors:\n  - name: a\n  - name: b   # second\n";
  await designer.open("mistyped.yml", text);
  await designer.tab("Problems");
  await expect(page.getByRole("button", { name: /^Wrap/ })).toHaveCount(0);
  const problems = page.getByRole("tabpanel", { name: "Problems" });
  await problems.getByRole("button", { name: "Write jtype: Flow", exact: true }).click();
  await expect(designer.cards()).toHaveCount(2);
  expect((await designer.download()).bytes.toString()).toBe(text.replace("Deployment", "Flow"));
});

test("a deleted executor takes the comment over it along, and gives it back", async ({ designer, page }) => {
  const text = SEVEN.replace("executors:\n", "executors:\n  # --- all of them ---\n\n");
  await designer.open("comments.yml", text);
  await designer.select("step1");
  await page.keyboard.press("Delete");
  await expect(designer.card("step1")).toHaveCount(0);
  const left = (await designer.download()).bytes.toString();
  expect(left).not.toContain("# the 1.");
  expect(left).toContain("# --- all of them ---");
  expect(left).toContain("# the 2.");
  await designer.command("Undo");
  await expect(designer.card("step1")).toBeVisible();
  expect((await designer.download()).bytes.toString()).toBe(text);
});

test("a Deployment is offered wrapped as a Flow of one", async ({ designer, page }) => {
  await designer.open(
    "deployment.yml",
    "jtype: Deployment\nwith:\n  uses: docker://a:1   # the image\n  replicas: 2\n",
  );
  await designer.tab("Problems");
  await page.locator(".problem").getByRole("button", { name: /^Wrap/ }).click();
  await expect(designer.cards()).toHaveCount(1);
  expect((await designer.download()).bytes.toString()).toContain("# the image");
});
