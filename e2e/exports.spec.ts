/** One dialog makes all exports: what it shows and hands out is what the command line makes of the same file. */
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { environmentPython } from "../scripts/setup.mjs";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { stopClock } from "./pages/clock.ts";
import { Designer } from "./pages/designer.ts";

const FLOW = `jtype: Flow
with: {name: shop, port: [80, 81], protocol: [http, grpc]}
executors:
  - {name: encode, uses: 'docker://me/encode:2', volumes: ['./d:/data'], env: {API_KEY: sk-93jf83hf83hf82hf8aa}}
  - {name: index, uses: 'docker://me/index:1', shards: 2}
  - {name: rank, uses: 'jinaai+docker://jina-ai/Ranker:latest'}
`;
const HUB = "jinaai+docker://jina-ai/Ranker:latest";
const KUBERNETES = [
  ...["--to", "kubernetes", "--namespace", "search", "--mend", "--gateway-image", "jina:1"],
  ...["--hub-image", `${HUB}=hub/ranker:1`],
];

/** Runs the command line's `export` on a text, in a folder of its own. */
async function commandLine(text: string, args: readonly string[]): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "exports-"));
  try {
    await writeFile(join(folder, "flow.yml"), text);
    const out = join(folder, "out");
    const main = join(import.meta.dirname, "..", "src", "cli", "main.ts");
    execFileSync(process.execPath, [main, "export", join(folder, "flow.yml"), ...args, "--out", out], {
      stdio: "ignore",
    });
    const found = await readdir(out, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const files = paths.length > 0 ? paths : [out];
    return new Map(
      await Promise.all(
        files.map(async (path) => [path.slice(out.length + 1), await readFile(path, "utf8")] as const),
      ),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What Python unpacks of an archive, by path. */
function unpacked(path: string): Map<string, string> {
  const script =
    "import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))";
  const output = execFileSync(environmentPython("v2"), ["-c", script, path], { encoding: "utf8" });
  return new Map(Object.entries<string>(JSON.parse(output)));
}

function dialogOn(page: Page): Locator {
  return page.getByRole("dialog", { name: "Export Flow" });
}

/** Fills a field of the dialog, and goes on without leaving it. */
async function give(dialog: Locator, label: string, text: string): Promise<void> {
  await dialog.getByRole("textbox", { name: label, exact: true }).fill(text);
}

test("exports are shown before they are taken, and are what the command line makes", async ({
  designer,
  page,
}) => {
  await designer.open("shop.yml", FLOW);
  await expect(designer.card("rank")).toBeVisible();
  await designer.command("Export Flow");
  const dialog = dialogOn(page);
  const status = dialog.getByRole("status");
  await expect(status).toHaveText(/^\d+ lines$/);
  await expect(dialog.getByRole("region", { name: "Mermaid" })).toContainText("flowchart LR;");
  await dialog.getByRole("checkbox", { name: /From top to bottom/ }).check();
  await expect(dialog.getByRole("region", { name: "Mermaid" })).toContainText("flowchart TD;");
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  // Where it is seen, and can be dismissed: the dialog lets nothing beside it be pressed.
  await expect(dialog.getByTestId("toast")).toContainText("Copied the export to Mermaid");
  await dialog.getByRole("button", { name: "Dismiss" }).click();
  await expect(designer.toast).toHaveCount(0);
  const [mermaid] = (await commandLine(FLOW, ["--to", "mermaid", "--vertical"])).values();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mermaid?.trimEnd());

  // What is not known is asked for, and a slip is told where it is made.
  await dialog.getByRole("radio", { name: /Docker Compose/ }).check();
  await expect(dialog.getByText("it is not guessed")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Download" })).toBeDisabled();
  await expect(dialog.getByRole("textbox", { name: "First port" })).toBeInViewport({ ratio: 1 });
  const textboxes = dialog.locator(".export-choice").getByRole("textbox");
  await expect
    .poll(() => textboxes.evaluateAll((all) => all.map((one) => one.getAttribute("placeholder"))))
    .toEqual(["as 50000", "as jinaai/jina:3.34.0", "as /home/me", null, null]);
  await give(dialog, "Home folder", "home/ann");
  await expect(dialog.getByRole("alert")).toHaveText("Give the whole path of a folder, as /home/me.");
  await give(dialog, "Home folder", "/home/ann");
  await give(dialog, "First port", "50000");
  await give(dialog, "Image of Jina itself", "jina:1");
  await give(dialog, `Image of ${HUB}`, "hub/ranker:1");
  await expect(dialog.getByRole("region", { name: "Docker Compose" })).toContainText("image: me/encode:2");
  const [compose] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(compose.suggestedFilename()).toBe("docker-compose.yml");
  const args = ["--to", "compose", "--home", "/home/ann", "--port-seed", "50000", ...KUBERNETES.slice(5)];
  const [file] = (await commandLine(FLOW, args)).values();
  expect(await readFile(await compose.path(), "utf8")).toBe(file);
  await expect(dialog.getByTestId("toast")).toContainText("Downloaded docker-compose.yml.");

  // Several files are a tree, gone through by keys.
  await dialog.getByRole("radio", { name: /Kubernetes/ }).check();
  // In the page's colour, not in the browser's own.
  await expect(dialog.getByRole("radio", { name: /Kubernetes/ })).toHaveCSS(
    "accent-color",
    "rgb(0, 128, 127)",
  );
  const tree = dialog.getByRole("listbox", { name: "Files" });
  await expect(tree.getByRole("option")).toHaveCount(6);
  await expect(dialog.getByText("A secret of the file stands in this export")).toBeVisible();
  await expect(dialog.getByText(/faults in what Jina writes/)).toBeVisible();
  await give(dialog, "Namespace", "search");
  await dialog.getByRole("checkbox", { name: /^Mend/ }).check();
  await expect(dialog.getByText(/\d mended$/)).toBeVisible();
  await tree.focus();
  await page.keyboard.press("End");
  await expect(tree.getByRole("option", { name: "gateway/gateway.yml" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(dialog.getByRole("region", { name: "gateway/gateway.yml" })).toContainText(
    "namespace: search",
  );
  expect(await violationsOn(page, "dialog[open]")).toEqual([]);
  const [zip] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download zip" }).click(),
  ]);
  expect(zip.suggestedFilename()).toBe("shop-kubernetes.zip");
  const files = unpacked(await zip.path());
  expect(files).toEqual(await commandLine(FLOW, KUBERNETES));
  expect(files.size).toBe(6);

  // All that was chosen and typed stays with the file, over a reload too, and is not in its text.
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(await designer.text()).toBe(FLOW);
  await page.reload();
  await expect(designer.card("rank")).toBeVisible();
  await designer.command("Export Flow");
  await expect(dialog.getByRole("radio", { name: /Kubernetes/ })).toBeChecked();
  await expect(dialog.getByRole("textbox", { name: "Namespace" })).toHaveValue("search");
  await expect(dialog.getByRole("textbox", { name: `Image of ${HUB}` })).toHaveValue("hub/ranker:1");
  await expect(tree.getByRole("option")).toHaveCount(6);
});

/** From now on looks at each frame whether the text that is shown has another namespace than the field. */
async function watchNamespaces(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const wrong: string[] = [];
    Object.assign(globalThis, { wrongNamespaces: wrong });
    const look = () => {
      const dialog = document.querySelector("dialog[open]");
      const field = [...(dialog?.querySelectorAll("label") ?? [])].find(
        ({ textContent }) => textContent === "Namespace",
      )?.control as HTMLInputElement | null | undefined;
      const isMaking = dialog?.querySelector(".export-preview")?.getAttribute("aria-busy") === "true";
      const shown = dialog
        ?.querySelector(".export-text")
        ?.textContent?.match(/namespace: (\S+?)(?=[a-z-]*:|$)/)?.[1];
      if (field && !isMaking && shown !== undefined && !shown.startsWith(field.value || "shop")) {
        wrong.push(`${shown} for ${field.value}`);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  return () => page.evaluate(() => (globalThis as unknown as { wrongNamespaces: string[] }).wrongNamespaces);
}

test("what is shown is of what the fields say, without Enter; what cannot be a name is told there", async ({
  designer,
  page,
}) => {
  await designer.open("shop.yml", FLOW);
  await expect(designer.card("rank")).toBeVisible();
  await designer.command("Export Kubernetes");
  const dialog = dialogOn(page);
  await expect(dialog.getByRole("radio", { name: /Kubernetes/ })).toBeFocused();
  const download = dialog.getByRole("button", { name: /^Download/ });
  const namespace = dialog.getByRole("textbox", { name: "Namespace", exact: true });
  await give(dialog, "Image of Jina itself", "Jina 3");
  await expect(dialog.getByRole("alert")).toHaveText(/^Give the name of an image, as jinaai\/jina:3\.34\.0/);
  await give(dialog, "Image of Jina itself", "jina:1");
  await give(dialog, `Image of ${HUB}`, "hub/ranker:1");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  const text = dialog.getByRole("region", { name: "encode/encode.yml" });
  await expect(text).toContainText("namespace: shop");

  const wrong = await watchNamespaces(page);
  await namespace.pressSequentially("search", { delay: 40 });
  await expect(text).toContainText("namespace: search");
  await expect(download).toBeEnabled();
  await expect(namespace).toBeFocused();
  // What was made before is not handed out as what is chosen now: while no time passes nothing is made.
  await stopClock(page);
  await namespace.press("Backspace");
  await expect(download).toBeDisabled();
  await page.clock.resume();
  await expect(text).toContainText(/namespace: searc(?!h)/);
  await expect(download).toBeEnabled();
  expect(await wrong()).toEqual([]);

  for (const refused of ["../../x", "Shop"]) {
    await namespace.fill(refused);
    await expect(dialog.getByRole("alert")).toHaveText(
      "Give lower-case letters, digits and hyphens, at most 63, with a letter or digit at both ends (a label of RFC 1123, as Kubernetes asks).",
    );
    await expect(dialog.getByText("Nothing is made before this is put right: Namespace.")).toBeVisible();
    await expect(download).toBeDisabled();
    await expect(text).toHaveCount(0);
  }
  expect(await violationsOn(page, "dialog[open]")).toEqual([]);
  await namespace.fill("");
  await expect(text).toContainText("namespace: shop");
  await dialog.getByRole("radio", { name: /Docker Compose/ }).check();
  await give(dialog, "Network", "a/b");
  await expect(dialog.getByRole("alert")).toHaveText(/as Docker asks\.$/);
});

test("a zip comes as it was asked for, though another tab changes the Flow twice while it is packed", async ({
  designer,
  page,
  server,
}) => {
  await designer.open("shop.yml", FLOW);
  await expect(designer.card("rank")).toBeVisible();
  const other = new Designer(await page.context().newPage());
  await expect(async () => {
    await other.page.goto(server.url);
    await expect(other.card("rank")).toBeVisible();
  }).toPass();
  await page.bringToFront();
  // From the packed archive on, what that thread answers waits for the test.
  await page.evaluate(() => {
    const test = { exports: 0, letGo: () => {} };
    const { promise: released, resolve } = Promise.withResolvers<void>();
    test.letGo = resolve;
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (...args: [message: { sent?: { ask?: string } }]) {
      test.exports += args[0].sent?.ask === "make" ? 1 : 0;
      postMessage.apply(this, args);
    };
    const own = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage")!;
    Object.defineProperty(Worker.prototype, "onmessage", {
      ...own,
      set(this: Worker, take: (event: MessageEvent) => void) {
        let before: Promise<void> = Promise.resolve();
        own.set!.call(this, (event: MessageEvent<{ sent?: { blob?: Blob } }>) => {
          before = event.data.sent?.blob ? released : before;
          void before.then(() => take(event));
        });
      },
    });
    Object.assign(globalThis, { test });
  });
  const exportsAsked = () =>
    page.evaluate(() => (globalThis as unknown as { test: { exports: number } }).test.exports);

  await designer.command("Export Kubernetes");
  const dialog = dialogOn(page);
  const status = dialog.getByRole("status");
  await give(dialog, "Image of Jina itself", "jina:1");
  await give(dialog, `Image of ${HUB}`, "hub/ranker:1");
  await dialog.getByRole("checkbox", { name: /^Mend/ }).check();
  await give(dialog, "Namespace", "search");
  await expect(status).toHaveText(/^6 files, /);
  const downloaded = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download zip" }).click();
  await expect(dialog.getByRole("button", { name: "Packing…" })).toBeVisible();
  for (const shards of [3, 4]) {
    const before = await exportsAsked();
    await other.page.bringToFront();
    await other.retype(FLOW.replace("shards: 2", `shards: ${shards}`));
    await page.bringToFront();
    await expect.poll(exportsAsked).toBeGreaterThan(before);
  }
  await expect(status).toHaveText(/^8 files, /);
  await page.evaluate(() => (globalThis as unknown as { test: { letGo: () => void } }).test.letGo());
  expect(unpacked(await (await downloaded).path())).toEqual(await commandLine(FLOW, KUBERNETES));
  await expect(dialog.getByTestId("toast")).toContainText("Downloaded shop-kubernetes.zip.");
});

test("however fast another export is asked for, the last one is made", async ({ designer, page }) => {
  test.setTimeout(120_000);
  const executors = Array.from({ length: 1500 }, (_, at) => `  - {name: e${at}, uses: 'docker://exec'}\n`);
  await designer.offer("many.yml", `jtype: Flow\nexecutors:\n${executors.join("")}`);
  await expect(designer.toast).toContainText("Opened many.yml", { timeout: 30_000 });
  await designer.command("Export Kubernetes");
  const dialog = dialogOn(page);
  const status = dialog.getByRole("status");
  await expect(dialog.getByText("it is not guessed")).toBeVisible({ timeout: 30_000 });
  await give(dialog, "Image of Jina itself", "jina:1");
  const choose = async (kind: string) =>
    dialog
      .locator(`input[name="kind"]`)
      .and(dialog.getByRole("radio", { name: new RegExp(`^${kind}`) }))
      .check();
  // In the middle of a pause, of the start of a thread, of its reading, of an answer that is large.
  for (const [step, waitMs] of [0, 30, 150, 210, 260, 400, 700, 1100, 90, 205, 900, 230].entries()) {
    await choose(["YAML", "Kubernetes", "Python", "SVG"][step % 4]!);
    await page.waitForTimeout(waitMs);
  }
  await choose("Kubernetes");
  await give(dialog, "Namespace", "last");
  await expect(status).toHaveText(/^1,501 files, /, { timeout: 30_000 });
  await expect(dialog.getByRole("region", { name: "e0/e0.yml" })).toContainText("namespace: last");
  await expect(dialog.getByRole("button", { name: "Download zip" })).toBeEnabled();
});

test("a refusal is in plain words and Jina's, with a way to what it is about", async ({ designer, page }) => {
  await designer.open("class.yml", "jtype: Flow\nexecutors:\n  - {name: a}\n  - {name: plain, uses: Foo}\n");
  await expect(designer.card("plain")).toBeVisible();
  await designer.command("Export Docker Compose");
  const dialog = dialogOn(page);
  await expect(dialog.getByRole("radio", { name: /Docker Compose/ })).toBeChecked();
  await expect(dialog.getByText("plain uses Foo, which is no image.")).toBeVisible();
  await expect(dialog.getByText('Jina: NoContainerizedError: Executor "Foo"')).toBeVisible();
  await dialog.getByRole("button", { name: "Go to plain" }).click();
  await expect(designer.inspector.getByRole("heading", { name: "plain", exact: true })).toBeVisible();

  // A text that is no Flow: the last one stands on the canvas, and is not what would be made.
  await designer.retype("jtype: Flow\nexecutors:\n  - {name: a\n");
  await designer.command("Export Kubernetes");
  await expect(dialog.getByText("The text is no Flow that Jina takes")).toBeVisible();
  await dialog.getByRole("button", { name: /^Show line \d+ of the YAML$/ }).click();
  await expect(designer.editor()).toBeVisible();
  await expect(dialog).toHaveCount(0);
});

/** The longest task of the page, as a part of the time from the choice to the list of files. */
const LONGEST_PART = 0.3;

test("10,000 executors are exported while the page goes on", async ({ designer, page }) => {
  test.setTimeout(120_000);
  const executors = Array.from(
    { length: 10_000 },
    (_, at) => `  - {name: e${at}, uses: 'docker://exec/${at % 8}'}\n`,
  );
  await designer.offer("big.yml", `jtype: Flow\nexecutors:\n${executors.join("")}`);
  await expect(designer.toast).toContainText("Opened big.yml", { timeout: 60_000 });
  await designer.command("Export Kubernetes");
  const dialog = dialogOn(page);
  await expect(dialog.getByText("it is not guessed")).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
  });
  const beganMs = Date.now();
  await give(dialog, "Image of Jina itself", "jina:1");
  await expect(dialog.getByRole("status")).toHaveText(/Making/);
  await expect(dialog.getByRole("status")).toHaveText(/^\d+.* files, /, { timeout: 60_000 });
  const tookMs = Date.now() - beganMs;
  const tree = dialog.getByRole("listbox", { name: "Files" });
  await tree.focus();
  await page.keyboard.press("End");
  await expect(dialog.getByRole("region", { name: "gateway/gateway.yml" })).toContainText("apiVersion");
  await dialog.getByRole("searchbox", { name: "Find a file" }).fill("e9999");
  await tree.getByRole("option", { name: "e9999/e9999.yml" }).click();
  await expect(dialog.getByRole("region", { name: "e9999/e9999.yml" })).toContainText("e9999");
  const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  test.info().annotations.push({
    type: "10,000 executors",
    description: `made after ${tookMs} ms; tasks of 50 ms and more: ${tasks.join(", ") || "none"}`,
  });
  expect(Math.max(0, ...tasks)).toBeLessThan(LONGEST_PART * tookMs);
});
