/** No file hangs or kills page or server; each gets a message with its place, and nothing typed is lost. */
import { expect, test } from "./fixtures.ts";

const deep = (open: string, close: string, count: number) =>
  `jtype: Flow\nx: ${open.repeat(count)}${close.repeat(count)}\n`;

const UNREADABLE: { name: string; content: string; code: string; says: RegExp }[] = [
  {
    name: "flow style nested 100,000 deep",
    content: deep("[", "]", 100_000),
    code: "limit",
    says: /nested more than 64 deep/,
  },
  {
    name: "block style nested 2,000 deep",
    content: Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    code: "limit",
    says: /nested more than 64 deep/,
  },
  { name: "an empty file", content: "", code: "empty", says: /empty/ },
  { name: "only a comment", content: "# nothing\n", code: "empty", says: /empty/ },
  {
    name: "two documents",
    content: "jtype: Flow\n---\njtype: Flow\n",
    code: "yaml",
    says: /A second document begins here.*single document/,
  },
  { name: "a tab", content: "jtype: Flow\nexecutors:\n\t- name: a\n", code: "yaml", says: /tab/ },
  {
    name: "a list",
    content: "- name: a\n",
    code: "no-flow",
    says: /This file holds a list, not a Flow: a Flow begins with the line jtype: Flow/,
  },
  {
    name: "a Deployment",
    content: "jtype: Deployment\nwith: {}\n",
    code: "no-flow",
    says: /describes a Deployment/,
  },
  {
    name: "aliases that unfold without end",
    content: `jtype: Flow\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n${Array.from({ length: 9 }, (_, index) => `x${index + 1}: &x${index + 1} [${Array(10).fill(`*x${index}`).join(", ")}]`).join("\n")}\nexecutors:\n  - name: a\n    uses_with: {big: *x9}\n`,
    code: "limit",
    says: /unfold to more than/,
  },
];

for (const { name, content, code, says } of UNREADABLE) {
  test(`${name}: a message with its place`, async ({ designer, page }) => {
    await designer.open("bad.yml", content);
    const row = page.locator(`[data-code=${code}]`);
    await expect(row.first()).toContainText(says);
    await expect(row.first()).toContainText(/line \d+, column \d+|the file/);
    expect((await designer.download()).bytes.toString()).toBe(content);
    // The page lives: the work before it comes back.
    await designer.command("Back to previous file");
    await expect(designer.card("loader")).toBeVisible();
  });
}

const DOUBTFUL: { name: string; content: string; code: string; says: RegExp; cards: number }[] = [
  {
    name: "a cycle of needs",
    content:
      "jtype: Flow\nexecutors:\n  - {name: a, needs: c}\n  - {name: b, needs: a}\n  - {name: c, needs: b}\n",
    code: "needs-cycle",
    says: /need each other in a cycle/,
    cards: 3,
  },
  {
    name: "an unknown name",
    content: "jtype: Flow\nexecutors:\n  - name: encoder\n  - {name: b, needs: encodr}\n",
    code: "needs-unknown",
    says: /Did you mean encoder/,
    cards: 2,
  },
  {
    name: "duplicate names",
    content: "jtype: Flow\nexecutors:\n  - name: a\n  - name: a\n",
    code: "name-duplicate",
    says: /Jina calls this executor a1/,
    cards: 2,
  },
  {
    name: "an invalid name",
    content: "jtype: Flow\nexecutors:\n  - name: my-exec\n",
    code: "name-invalid",
    says: /must be made of letters, digits and underscores.*python variable name conventions/,
    cards: 1,
  },
  {
    name: "names that are names of the language",
    content:
      "jtype: Flow\nexecutors:\n  - name: __proto__\n  - name: constructor\n    needs: [__proto__, toString]\n",
    code: "needs-unknown",
    says: /toString/,
    cards: 2,
  },
];

for (const { name, content, code, says, cards } of DOUBTFUL) {
  test(`${name}: drawn, with a message that leads to its place`, async ({ designer, page }) => {
    await designer.open("doubtful.yml", content);
    await expect(designer.cards()).toHaveCount(cards);
    await designer.tab("Problems");
    const row = page.locator(`[data-code=${code}]`).first();
    await expect(row).toContainText(says);
    await expect(row).toContainText(/line \d+, column \d+/);
    await row.click();
    await expect(designer.editor()).toBeFocused();
    await expect(page.getByTestId("yaml-editor").locator(".cm-problem").first()).toBeVisible();
    await designer.pressSend();
    await expect(designer.told).toContainText(/Done|Failed/);
  });
}

test("a file that is not UTF-8 is refused with the offset, and the work stays", async ({ designer }) => {
  const before = await designer.text();
  await designer.offer("latin.yml", Buffer.from("jtype: Flow\n# caf\xe9\n", "latin1"));
  await expect(designer.toast).toContainText("not UTF-8: byte 0xe9 at offset 17");
  expect(await designer.text()).toBe(before);
});

test("a file over 8 MB is refused before it is read, and the work stays", async ({ designer }) => {
  const before = await designer.text();
  await designer.offer("huge.yml", Buffer.alloc(8 * 1024 * 1024 + 1, "#"));
  await expect(designer.toast).toContainText("files over 8 MB are not opened");
  expect(await designer.text()).toBe(before);
});

test("a Flow of 10,000 executors opens, is seen from afar, found in and edited", async ({
  designer,
  page,
}) => {
  test.setTimeout(120_000);
  const lines = Array.from(
    { length: 10_000 },
    (_, index) =>
      `  - name: e${index}\n    uses: Exec${index % 7}  # number ${index}\n${index > 2 ? `    needs: [e${index - 1}, e${index - 3}]\n` : ""}`,
  );
  const text = `jtype: Flow\nexecutors:\n${lines.join("")}`;
  await designer.open("big.yml", text);
  await expect(designer.card("e0")).toBeVisible({ timeout: 30_000 });
  await designer.canvas.getByRole("button", { name: "Fit" }).click();
  await expect(designer.canvas.getByRole("img", { name: "10,000 executors, seen from afar" })).toBeVisible();
  expect(await page.locator("*").count()).toBeLessThan(1500);
  await designer.tab("Outline");
  await page.getByRole("listbox").focus();
  await page.keyboard.press("End");
  await expect(designer.card("e9999")).toBeVisible({ timeout: 20_000 });
  await designer.setField("uses", "Last");
  expect((await designer.download()).bytes.toString()).toBe(
    text.replace("Exec3  # number 9999", "Last  # number 9999"),
  );
});
