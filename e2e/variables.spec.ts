/** Variables: listed with their places, given values in this tab alone, and read with them. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
with:
  port: \${{ ENV.PORT }}
shared:
  model: base   # kept
executors:
  - name: encoder
    uses: $IMAGE
    replicas: $REPLICAS
    uses_with:
      api_key: \${{ ENV.API_KEY }}
      model: \${{root.shared.model}}
  - name: \${{ CONTEXT.LAST }}
    needs: encoder
`;

const panel = (page: Page) => page.getByRole("tabpanel", { name: "Variables" });
const variable = (page: Page, name: string) => panel(page).locator(`[data-variable="${name}"]`);
const field = (page: Page, name: string) => panel(page).getByRole("textbox", { name, exact: true });

const give = async (page: Page, name: string, value: string) => {
  await variable(page, name).locator("input").fill(value);
  await variable(page, name).locator("input").press("Enter");
};

test("a file without variables says what they are; each one is listed with its places, which lead there", async ({
  designer,
  page,
}) => {
  await designer.tab("Variables");
  await expect(panel(page)).toContainText("This file asks for no variables");
  await designer.open("vars.yml", FLOW);
  await expect(page.getByRole("tab", { name: /^Variables/ })).toContainText("5");
  await expect(panel(page).locator("[data-variable]")).toHaveCount(5);
  await expect(variable(page, "REPLICAS")).toContainText("encoder · replicas");
  await expect(variable(page, "REPLICAS")).toContainText("without it $REPLICAS");
  await expect(panel(page).locator("[data-reference]")).toContainText("root.shared.model");
  await expect(panel(page).locator("[data-reference]")).toContainText(
    "encoder · uses_with.model reads base text",
  );
  await expect(panel(page)).toContainText("Only code that loads the file can give these");
  // A problem leads to the variable without which it is one.
  await designer.tab("Problems");
  await page.getByRole("button", { name: "Set REPLICAS", exact: true }).click();
  await expect(variable(page, "REPLICAS").locator("input")).toBeFocused();
  await variable(page, "REPLICAS").getByRole("button", { name: "encoder · replicas" }).click();
  await expect(page.getByRole("tab", { name: "YAML" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator(".cm-content")).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => document.querySelector("[data-executor=encoder]")?.className ?? ""))
    .not.toBe("");
});

test("graph, problems and exports are made with the values, and the file keeps its variables", async ({
  designer,
  page,
}) => {
  await designer.open("vars.yml", FLOW);
  await designer.tab("Variables");
  await give(page, "LAST", "indexer");
  await expect(designer.card("indexer")).toBeVisible();
  await give(page, "REPLICAS", "3");
  await expect(variable(page, "REPLICAS")).toContainText("reads 3 number");
  await give(page, "IMAGE", "docker://shop/encoder");
  await expect(designer.card("encoder")).toContainText("shop/encoder");
  await give(page, "PORT", "54321");
  await expect(designer.canvas.locator('[data-id="start"]')).toContainText("54321");
  await expect(page.getByRole("tab", { name: /^Variables/ })).toContainText("1");

  await give(page, "REPLICAS", "many");
  await designer.tab("Problems");
  await expect(page.locator("[data-code=argument-value]")).toContainText("replicas of encoder");
  await give(page, "REPLICAS", "3");
  await expect(page.locator("[data-code=argument-value]")).toHaveCount(0);

  await designer.command("Copy as mermaid");
  await expect(designer.toast).toContainText("Copied the mermaid text");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("docker://shop/encoder");
  await give(page, "API_KEY", "sk-hush");
  await designer.command("Copy run command");
  await expect(designer.toast).toContainText(
    "Set API_KEY in the shell first. Only Python code can give LAST",
  );
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'PORT=54321 IMAGE=docker://shop/encoder REPLICAS=3 API_KEY="${API_KEY:?}" jina flow --uses vars.yml',
  );

  await designer.command("Export Kubernetes");
  const dialog = page.getByRole("dialog", { name: "Export" });
  await dialog.getByRole("radio", { name: /^YAML/ }).check();
  await dialog.getByRole("textbox", { name: "First port" }).fill("50000");
  const told = dialog.getByText("The values of secret variables stand in this export");
  await expect(told).toContainText("API_KEY.");
  await dialog.getByRole("button", { name: "Close" }).click();

  // An edit of such a field shows and keeps the variable, with what it reads beside it.
  await designer.tab("Inspector");
  await designer.select("encoder");
  const replicas = designer.inspector.getByRole("textbox", { name: "replicas", exact: true });
  await expect(replicas).toHaveValue("$REPLICAS");
  await expect(replicas).toHaveAccessibleDescription(/Reads 3/);
  await designer.setField("shards", "2");
  expect(await designer.text()).toBe(
    FLOW.replace("  - name: ${{ CONTEXT", "    shards: 2\n  - name: ${{ CONTEXT"),
  );
});

test("secrets are masked until they are shown, and no value goes to the disk but those of this tab's plain ones", async ({
  designer,
  page,
}) => {
  await designer.open("vars.yml", FLOW);
  await designer.tab("Variables");
  await give(page, "API_KEY", "sk-hush-hush");
  // What has the shape of a token is a secret under any name; problems do not quote it.
  await give(page, "REPLICAS", "ghp_hushhushhushhushhushhushhushhushhush");
  await designer.card("encoder").click({ position: { x: 90, y: 18 } });
  for (const name of ["Problems", "Responses", "Log", "Outline", "Inspector", "YAML", "Variables"]) {
    await designer.tab(name);
    await expect(page.getByRole("tabpanel", { name }).locator("*").first()).toBeAttached();
    // The fields that hold them show dots.
    const content = (await page.content()).replaceAll(/<input[^>]* type="password"[^>]*>/g, "");
    expect([name, /.{0,200}hush.{0,100}/s.exec(content)?.[0]]).toEqual([name, undefined]);
    if (name === "Problems") {
      await expect(page.locator("[data-code=argument-value]", { hasText: "replicas" })).toContainText(
        "••••••",
      );
    }
  }
  expect(page.url()).not.toContain("hush");
  await give(page, "REPLICAS", "4");
  const secret = variable(page, "API_KEY");
  await expect(secret.locator("input")).toHaveAttribute("type", "password");
  await expect(secret).toContainText("reads ••••••");
  await secret.getByRole("button", { name: "Show API_KEY" }).click();
  await expect(field(page, "API_KEY")).toHaveValue("sk-hush-hush");
  await expect(secret).toContainText("reads sk-hush-hush");
  const read = async () => {
    const databases = await indexedDB.databases();
    const contents: unknown[] = [];
    for (const { name } of databases) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name ?? "");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        contents.push(
          await new Promise((resolve) => {
            const request = database.transaction(store).objectStore(store).getAll();
            request.onsuccess = () => resolve(request.result);
          }),
        );
      }
      database.close();
    }
    return {
      shared: JSON.stringify([{ ...localStorage }, contents]),
      tab: JSON.stringify({ ...sessionStorage }),
    };
  };
  const plain = 'REPLICAS\\",\\"4';
  await expect.poll(async () => (await page.evaluate(read)).tab).toContain(plain);
  await expect.poll(async () => (await page.evaluate(read)).shared).toContain("vars.yml");
  const stored = await page.evaluate(read);
  expect(stored.shared).not.toContain("hush");
  expect(stored.shared).not.toContain(plain);
  expect(stored.tab).not.toContain("hush");
  await page.reload();
  await designer.tab("Variables");
  await expect(field(page, "REPLICAS")).toHaveValue("4");
  await expect(variable(page, "REPLICAS")).toContainText("reads 4 number");
  await expect(variable(page, "API_KEY").locator("input")).toHaveValue("");
});

test("a .env text is taken line by line, and a bad line is named and stays", async ({ designer, page }) => {
  await designer.open("vars.yml", FLOW);
  await designer.tab("Variables");
  const text = page.getByRole("textbox", { name: "Text of a .env file" });
  await text.fill("# values\nexport REPLICAS=2\nnonsense\nIMAGE='docker://a/b' # x\nOTHER=1\n");
  await panel(page).getByRole("button", { name: "Set these" }).click();
  await expect(panel(page).getByRole("status")).toContainText("3 variables set.");
  await expect(panel(page).getByRole("status")).toContainText("Line 3: it must be NAME=value.");
  await expect(text).toHaveValue(/nonsense/);
  await expect(variable(page, "REPLICAS")).toContainText("reads 2 number");
  await expect(field(page, "OTHER")).toHaveValue("1");
  await panel(page).getByRole("button", { name: "Take OTHER away" }).click();
  await expect(variable(page, "OTHER")).toHaveCount(0);
  await give(page, "REPLICAS", "");
  await expect(variable(page, "REPLICAS")).toContainText("without it $REPLICAS");
  expect(await designer.text()).toBe(FLOW);
});
