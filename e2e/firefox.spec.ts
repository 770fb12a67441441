/** The page in Firefox, on machines that have one: a file is opened, edited and downloaded. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./fixtures.ts";
import { findFirefox, startFirefox } from "./pages/firefox.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - name: first   # stays\n  - name: second\n    needs: first\n";

const program = findFirefox();

test("in Firefox a file is opened, edited on the canvas and downloaded", async ({ server }) => {
  test.skip(
    program === null,
    "Firefox: not tried, since this machine has none. Install one, or name one in FIREFOX_PATH.",
  );
  const firefox = await startFirefox(program ?? "");
  try {
    await firefox.goto(server.url);
    await firefox.until(`document.querySelector('[data-executor="loader"]') !== null`);
    // The dialog of files that the page would open is the one thing that only a person can answer.
    await firefox.until(`
      addEventListener("click", (event) => {
        if (event.target instanceof HTMLInputElement && event.target.type === "file") {
          event.preventDefault();
          globalThis.fileInput = event.target;
        }
      }, true) ?? true`);
    await firefox.press(["o"], true);
    await firefox.until("globalThis.fileInput !== undefined");
    const file = join(firefox.downloads, "two.yml");
    writeFileSync(file, TEXT);
    await firefox.giveFile(file);
    await firefox.until(`document.querySelectorAll('[data-executor]').length === 2`);

    await firefox.click('[data-executor="second"]');
    await firefox.until(`document.querySelector('[data-executor="second"].selected') !== null`);
    await firefox.press(["n"]);
    await firefox.until(`document.querySelector('[data-executor="executor1"]') !== null`);
    await firefox.press(["z"], true);
    await firefox.until(`document.querySelector('[data-executor="executor1"]') === null`);
    await firefox.press(["d"], true);
    await firefox.until(`document.querySelector('[data-executor="second1"]') !== null`);

    await firefox.press(["s"], true);
    const downloaded = join(firefox.downloads, "two(1).yml");
    await expect.poll(() => existsSync(downloaded)).toBe(true);
    expect(readFileSync(downloaded, "utf8")).toBe(`${TEXT}  - name: second1\n    needs: first\n`);
  } finally {
    await firefox.close();
  }
});
