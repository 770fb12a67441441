/**
 * Several files open, kept over reloads, listed, saved by name and in place, and the same one in two tabs of the browser.
 */

import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { stopClock } from "./pages/clock.ts";
import { Designer } from "./pages/designer.ts";

const flow = (...names: string[]) =>
  `jtype: Flow\nexecutors:\n${names.map((name) => `  - name: ${name}\n`).join("")}`;

test("files open in tabs, each with its own history, view and selection, over a reload too", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await designer.open("b.yml", flow("b1", "b2"));
  await expect(designer.card("b1")).toBeVisible();
  const tabs = page.getByRole("navigation", { name: "Open files" });
  await expect(tabs.getByRole("button", { name: "b.yml", exact: true })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await designer.select("b2");
  await page.keyboard.press("Delete");
  await expect(designer.card("b2")).toHaveCount(0);
  await designer.canvas.hover();
  await designer.ready();
  const place = () => designer.card("b1").boundingBox();
  const unmoved = (await place())!;
  await page.clock.install();
  await page.mouse.wheel(0, 60);
  await expect.poll(async () => (await place())!.y).not.toBe(unmoved.y);
  // The wheel counts as moved once it has stood still for a while.
  await page.clock.runFor(400);
  const before = (await place())!;
  await page.reload();
  await expect(tabs).toBeVisible();
  await expect(designer.card("b1")).toBeVisible();
  await expect
    .poll(async () => {
      const after = (await place())!;
      return Math.abs(after.y - before.y) + Math.abs(after.x - before.x);
    })
    .toBeLessThan(2);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("b2")).toBeVisible();
  await tabs
    .getByRole("button", { name: /^flow.yml/ })
    .first()
    .click();
  await expect(designer.card("loader")).toContainText("7");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).not.toContainText("7");
  await page.keyboard.press("Alt+PageDown");
  await expect(designer.card("b1")).toBeVisible();
  await page.keyboard.press("Shift+Alt+W");
  await expect(designer.card("loader")).toBeVisible();
  await expect(tabs).toHaveCount(0);
  await page.keyboard.press("Shift+Alt+R");
  await expect(designer.card("b2")).toBeVisible();
  await tabs.getByRole("button", { name: "Close b.yml" }).click();
  await expect(designer.card("loader")).toBeVisible();
});

test("a reload right after an edit keeps it", async ({ designer, page }) => {
  await designer.select("loader");
  await page.keyboard.press("Delete");
  await expect(designer.card("loader")).toHaveCount(0);
  await page.reload();
  await expect(designer.cards().first()).toBeVisible();
  await expect(designer.card("loader")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).toBeVisible();
});

/** What both pages' clocks may show from an edit in one until it stands in the other. */
const SHOWN_WITHIN_MS = 1000;

test("two tabs show the same: an edit in one stands in the other within a second", async ({
  designer,
  page,
  server,
}) => {
  // It is kept by now, so that the other page opens it.
  await designer.select("loader");
  await designer.setField("replicas", "7");
  const other = new Designer(await page.context().newPage());
  await expect(async () => {
    await other.page.goto(server.url);
    await expect(other.card("loader")).toContainText("7");
  }).toPass();
  await page.keyboard.press("Escape");
  await designer.card("loader").click({ position: { x: 90, y: 18 } });
  // The clock of both pages is moved here, so that the second is counted and not measured.
  await stopClock(page);
  for (const [from, to, keys, count] of [
    [designer, other, "Delete", 0],
    [other, designer, "ControlOrMeta+Z", 1],
  ] as const) {
    await from.page.keyboard.press(keys);
    await expect(from.card("loader")).toHaveCount(count);
    await expect(to.card("loader")).toHaveCount(1 - count);
    let passedMs = 0;
    await expect
      .poll(async () => {
        if (passedMs < SHOWN_WITHIN_MS) {
          await page.clock.runFor(50);
          passedMs += 50;
        }
        return to.card("loader").count();
      })
      .toBe(count);
  }
});

test("two tabs that both change a file before hearing of each other keep both, and say so", async ({
  designer,
  page,
  server,
}) => {
  await designer.select("loader");
  const other = new Designer(await page.context().newPage());
  await other.page.goto(server.url);
  await other.select("loader");
  // While no time passes nothing is written: neither can have heard of what is done in the other.
  await stopClock(page);
  await page.keyboard.press("Delete");
  await other.page.keyboard.press("ControlOrMeta+D");
  await expect(designer.cards()).toHaveCount(3);
  await expect(other.cards()).toHaveCount(5);
  await page.clock.resume();
  await expect(designer.toast).toContainText("flow.yml was changed in another tab at the same time.");
  await expect(other.toast).toContainText("flow.yml was changed in another tab at the same time.");
  // One of them went first.
  const isOther = (await other.toast.textContent())?.includes("Yours is kept");
  const copied = isOther ? other : designer;
  const tabs = copied.page.getByRole("navigation", { name: "Open files" });
  await expect(tabs.getByRole("button", { name: /^flow \(conflict\)\.yml/ })).toHaveAttribute(
    "aria-current",
    "true",
  );
  const names = async () => (await copied.cards().count()) - 4;
  await expect.poll(names).not.toBe(0);
  const first = await names();
  await tabs.getByRole("button", { name: /^flow\.yml/ }).click();
  await expect.poll(names).toBe(-first);
});

test("a closed file comes back from the list of what is kept, or is removed for good", async ({
  designer,
  page,
}) => {
  await designer.open("b.yml", flow("b1"));
  await expect(designer.card("b1")).toBeVisible();
  await designer.command("Close file");
  await designer.command("Kept files");
  const dialog = page.getByRole("dialog", { name: "Kept files" });
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await expect(dialog.getByRole("listitem").filter({ hasText: "b.yml" })).toContainText(
    /20\d\d, .* characters/,
  );
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Open b.yml" }).click();
  await expect(designer.card("b1")).toBeVisible();
  await designer.command("Close file");
  await designer.command("Kept files");
  await dialog.getByRole("button", { name: "Remove b.yml" }).click();
  await dialog.getByRole("button", { name: "Remove for good" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
});

test("300 open files: tabs around the one that is shown, the others in a list that is drawn in parts, and edits as ever", async ({
  designer,
  page,
  server,
}) => {
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await expect(designer.card("loader")).toContainText("7 replicas");
  // A page of the server that is not ours: nothing is written but what is written here.
  await page.goto(`${server.origin}/icon.svg`);
  const copied = await page.evaluate(async (copies) => {
    const [{ name = "" } = {}] = await indexedDB.databases();
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    const table = database.transaction("kept", "readwrite").objectStore("kept");
    const answered = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    const [keys, values] = await Promise.all([answered(table.getAllKeys()), answered(table.getAll())]);
    const entries = (keys as (string | number)[][]).map((key, at) => ({ key, value: values[at] }));
    const tab = entries.find(({ key }) => key[0] === "tab")!;
    const own = entries.filter(({ key }) => key[1] === tab.value.shown);
    const ids = Array.from({ length: copies }, (_, at) => `copy${String(at).padStart(3, "0")}`);
    for (const id of ids) {
      for (const { key, value } of own) {
        const isHead = key[0] === "head";
        const copy = isHead ? { ...value, fileName: `${id}.yml`, editedMs: value.editedMs - 1 } : value;
        table.put(copy, [key[0]!, id, ...key.slice(2)]);
      }
    }
    table.put({ ...tab.value, open: [...ids.slice(0, 150), tab.value.shown, ...ids.slice(150)] }, tab.key);
    sessionStorage.removeItem("jina-flow-designer.unwritten");
    await new Promise((resolve) => {
      table.transaction.oncomplete = resolve;
    });
    database.close();
    return own.some(({ key }) => key[2] === "step");
  }, 299);
  expect(copied).toBe(true);
  await page.goto(server.url);
  const tabs = page.getByRole("navigation", { name: "Open files" });
  await expect(tabs.getByRole("button", { name: /more files$/ })).toHaveText([
    "135 more files",
    "135 more files",
  ]);
  await expect(tabs.getByRole("button", { name: /^Close / })).toHaveCount(30);
  await expect(tabs.locator("[aria-current=true]")).toBeInViewport({ ratio: 0.99 });
  await designer.ready();
  expect(await page.locator("*").count()).toBeLessThan(1500);

  await page.keyboard.press("Alt+PageDown");
  await expect(tabs.locator("[aria-current=true]")).toHaveAccessibleName("copy150.yml unsaved changes");
  await expect(tabs.locator("[aria-current=true]")).toBeInViewport({ ratio: 0.99 });
  await designer.select("loader");
  await designer.setField("replicas", "8");
  await expect(designer.card("loader")).toContainText("8 replicas");

  await tabs
    .getByRole("button", { name: /more files$/ })
    .last()
    .click();
  const dialog = page.getByRole("dialog", { name: "Kept files" });
  await expect(dialog.getByRole("listitem")).toHaveCount(40);
  await expect(dialog.getByRole("button", { name: "Show 40 more of 260" })).toBeVisible();
  expect(await page.locator("*").count()).toBeLessThan(1500);
  await dialog.getByRole("button", { name: "Show 40 more of 260" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(80);
  await dialog.getByRole("textbox").fill("copy298");
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
  await dialog.getByRole("button", { name: "Show copy298.yml" }).click();
  await expect(tabs.locator("[aria-current=true]")).toHaveAccessibleName("copy298.yml unsaved changes");
  await expect(tabs.getByRole("button", { name: /more files$/ })).toHaveText(["270 more files"]);
  await expect(designer.card("loader")).toContainText("7 replicas");
});

test("a version is saved by name, compared as text and as graph, and restored as one step", async ({
  designer,
  page,
}) => {
  // Without one there is nothing to compare with, which leads to the first.
  await designer.command("Versions");
  const versions = page.getByRole("dialog", { name: "Versions" });
  await expect(versions).toContainText("There is no version yet that the file could be compared with.");
  await versions.getByRole("button", { name: "Save version…" }).click();
  await page.getByRole("dialog", { name: "Save version" }).getByRole("textbox").fill("with loader");
  await page.keyboard.press("Enter");
  await expect(designer.toast).toContainText("Saved the version “with loader” of flow.yml.");
  await designer.select("loader");
  await page.keyboard.press("Delete");
  await expect(designer.card("loader")).toHaveCount(0);
  await page.reload();
  await expect(designer.cards().first()).toBeVisible();
  await designer.command("Versions");
  await page
    .getByRole("dialog", { name: "Versions" })
    .getByRole("button", { name: "Compare with loader" })
    .click();
  const dialog = page.getByRole("dialog", { name: "Compare with loader" });
  await expect(dialog.getByRole("list", { name: "Differences of the graph" })).toContainText(
    "Removed: loader",
  );
  await expect(dialog.getByRole("region", { name: "Differences of the text" })).toContainText(
    "−   - name: loader",
  );
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Restore" }).click();
  await expect(designer.card("loader")).toBeVisible();
  await designer.canvas.focus();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).toHaveCount(0);
});

test("a file is saved in place, unless it has changed on the disk meanwhile", async ({
  page,
  server,
  faults: _,
}) => {
  // A file of the origin's own stands for one of the disk: no test can answer the browser's dialogs.
  await page.addInitScript(() => {
    const file = async (name: string) =>
      (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
    Object.assign(globalThis, {
      showOpenFilePicker: async () => [await file("disk.yml")],
      showSaveFilePicker: async () => file("new.yml"),
    });
  });
  const onDisk = (name: string, text?: string) =>
    page.evaluate(
      async ([fileName, written]) => {
        const root = await navigator.storage.getDirectory();
        const handle = await root.getFileHandle(fileName, { create: true });
        if (written !== undefined) {
          const stream = await handle.createWritable();
          await stream.write(written);
          await stream.close();
        }
        return (await handle.getFile()).text();
      },
      [name, text] as const,
    );
  await page.goto(server.url);
  const designer = new Designer(page);
  await onDisk("disk.yml", flow("d1", "d2"));
  await expect(designer.card("loader")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+O");
  await designer.select("d2");
  await page.keyboard.press("Delete");
  await page.keyboard.press("ControlOrMeta+S");
  await expect(designer.toast).toContainText("Saved disk.yml.");
  expect(await onDisk("disk.yml")).toBe(flow("d1"));
  // It is known after a reload, too.
  await page.reload();
  await designer.select("d1");
  await page.keyboard.press("ControlOrMeta+D");
  await expect(designer.cards()).toHaveCount(2);
  await onDisk("disk.yml", flow("elsewhere"));
  await page.keyboard.press("ControlOrMeta+S");
  await expect(designer.toast).toContainText(
    "disk.yml was changed on the disk meanwhile, so it was not saved.",
  );
  expect(await onDisk("disk.yml")).toBe(flow("elsewhere"));
  await designer.toast.getByRole("button", { name: "Forward to next file" }).click();
  await expect(designer.card("elsewhere")).toBeVisible();
  await page.keyboard.press("Alt+PageUp");
  await expect(designer.cards()).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+S");
  await expect(designer.toast).toContainText("Saved disk.yml.");
  expect(await onDisk("disk.yml")).toContain("d1");
  await designer.command("New flow");
  await page.keyboard.press("ControlOrMeta+S");
  await expect(designer.toast).toContainText("Saved new.yml.");
  expect(await onDisk("new.yml")).toContain("executors: []");
});

test("a window whose browser gives no database says so, offers the file, and works", async ({
  designer,
  page,
}) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("not in a private window", "SecurityError");
    };
  });
  await page.reload();
  await expect(designer.toast).toContainText("The browser does not keep your work: SecurityError");
  await expect(designer.toast.getByRole("button", { name: /^Download/ })).toBeVisible();
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await expect(designer.canvas.getByText("7 replicas")).toBeVisible();
  // Leaving warns, as what the tab keeps of it for a reload is gone with the window.
  const asked = page.waitForEvent("dialog");
  const reloaded = page.reload();
  await (await asked).accept();
  await reloaded;
  await expect(designer.canvas.getByText("7 replicas")).toBeVisible();
});

test("full storage is told with the download, and leaving warns only while something would be lost", async ({
  designer,
  page,
}) => {
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await designer.select("loader");
  await designer.setField("replicas", "7");
  const setFull = (isFull: boolean) =>
    page.evaluate((full) => {
      const store: { put: IDBObjectStore["put"]; realPut?: IDBObjectStore["put"] } = IDBObjectStore.prototype;
      store.realPut ??= store.put;
      store.put = full
        ? () => {
            throw new DOMException("put in by the test", "QuotaExceededError");
          }
        : store.realPut;
    }, isFull);
  await page.reload();
  await designer.select("loader");
  expect(asked).toEqual([]);
  await setFull(true);
  await designer.setField("replicas", "8");
  await expect(designer.toast).toContainText("The browser does not keep your work: its storage is full.");
  await expect(designer.toast.getByRole("button", { name: "Download" })).toBeVisible();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  await setFull(false);
  await expect(designer.toast).toContainText("The browser keeps your work again.", { timeout: 15_000 });
});

test("storage that is really full is told, and keeping goes on once there is room", async ({
  page,
  server,
}) => {
  const browser = await page.context().newCDPSession(page);
  const { origin } = new URL(server.url);
  await browser.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  await page.goto(server.url);
  const designer = new Designer(page);
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await expect(designer.toast).toContainText("The browser does not keep your work: its storage is full.", {
    timeout: 15_000,
  });
  await expect(designer.toast.getByRole("button", { name: "Download" })).toBeVisible();
  await browser.send("Storage.overrideQuotaForOrigin", { origin });
  await expect(designer.toast).toContainText("The browser keeps your work again.", { timeout: 15_000 });
  await page.reload();
  await expect(designer.card("loader")).toContainText("7");
});

test("what the browser has thrown away is kept anew", async ({ designer, page, server }) => {
  await designer.open("b.yml", flow("b1", "b2"));
  await expect(designer.card("b2")).toBeVisible();
  const browser = await page.context().newCDPSession(page);
  await browser.send("Storage.clearDataForOrigin", {
    origin: new URL(server.url).origin,
    storageTypes: "indexeddb",
  });
  await designer.select("b2");
  await expect(designer.toast).toContainText("it is kept again");
});
