/** The page as a person finds it: by roles, names and the attributes that are part of the interface. */
import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";

/** The rows of a profile before those of the executors. */
export const PROFILE_HEAD = ["Roundtrip", "Client-server network", "Server", "Gateway-executors network"];

/** A drawing that has not moved for so many frames stands still. */
const STILL_FRAMES = 4;

/** Stands on the clipboard until something else does. */
const NOTHING_COPIED = "nothing was copied";

/** What an action puts on the clipboard, which comes later than the press: what stood there before is not taken for it. */
export async function copiedBy(page: Page, act: () => Promise<void>): Promise<string> {
  await page.evaluate((words) => navigator.clipboard.writeText(words), NOTHING_COPIED);
  await act();
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe(NOTHING_COPIED);
  return read();
}

/** The page as a person uses it: what tests do and look for, in one place. */
export class Designer {
  readonly page: Page;
  readonly canvas: Locator;
  readonly inspector: Locator;
  readonly send: Locator;
  readonly toast: Locator;
  /** What screen readers are told, and nothing else on the page that is a status. */
  readonly told: Locator;

  constructor(page: Page) {
    this.page = page;
    // A listener from the beginning: the browser is told to hand its file dialogs over when the first one is added,
    // and that must not race with the key that opens one.
    page.on("filechooser", () => {});
    this.canvas = page.getByRole("region", { name: "Flow canvas" });
    this.inspector = page.getByRole("tabpanel", { name: "Inspector" });
    this.send = page.getByRole("form", { name: "Send" });
    // While a dialog is open, the one in it.
    this.toast = page.getByTestId("toast").filter({ visible: true });
    this.told = page.locator("[role=status][aria-live]");
  }

  // --- canvas

  card(name: string): Locator {
    return this.canvas.locator(`[data-executor="${name}"]`);
  }

  cards(): Locator {
    return this.canvas.locator("[data-executor]");
  }

  need(from: string, to: string): Locator {
    return this.canvas.locator(`[data-needs="${from}->${to}"]`);
  }

  /** The needs drawn between executors, sorted; those of the engine's own end in `?`. */
  async needs(): Promise<string[]> {
    const edges = await this.canvas
      .locator("[data-needs]")
      .evaluateAll((elements) =>
        elements.map(
          (element) =>
            `${element.getAttribute("data-needs")}${element.hasAttribute("data-implicit") ? "?" : ""}`,
        ),
      );
    return edges.sort();
  }

  paletteItem(title: string): Locator {
    const palette = this.page.getByRole("tabpanel", { name: "Palette" });
    return palette.getByRole("button", { name: new RegExp(`^${title}`) });
  }

  /** Drags an item of the palette to a place of the canvas, given as parts of its width and height. */
  async dragIn(title: string, x: number, y: number): Promise<void> {
    await this.ready();
    await this.paletteItem(title).scrollIntoViewIfNeeded();
    const from = (await this.paletteItem(title).boundingBox())!;
    const box = (await this.canvas.boundingBox())!;
    const { mouse } = this.page;
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 8 });
    await mouse.up();
  }

  /** Drags from one executor's outgoing ring to another's incoming one. */
  async connect(from: string, to: string): Promise<void> {
    await this.ready();
    const source = from === "gateway" ? this.canvas.locator('[data-id="start"]') : this.card(from);
    const start = (await source.locator(".react-flow__handle.source").boundingBox())!;
    const end = (await this.card(to).locator(".react-flow__handle.target").boundingBox())!;
    const { mouse } = this.page;
    await mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await mouse.down();
    await mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 10 });
    await mouse.up();
  }

  async select(name: string): Promise<void> {
    await this.card(name).click({ position: { x: 90, y: 18 } });
    await expect(this.inspector.getByRole("heading", { name, exact: true })).toBeVisible();
  }

  /** Clicks an edge at the middle of its line. */
  async selectNeed(from: string, to: string, button: "left" | "right" = "left"): Promise<void> {
    await this.ready();
    const point = await this.need(from, to)
      .locator("path.react-flow__edge-path")
      .evaluate((element) => {
        const path = element as SVGPathElement;
        const middle = path.getPointAtLength(path.getTotalLength() / 2);
        const { x, y } = new DOMPoint(middle.x, middle.y).matrixTransform(path.getScreenCTM()!);
        return { x, y };
      });
    await this.page.mouse.click(point.x, point.y, { button });
  }

  // --- panels

  /** Brings a part of the page into view where the window has no room for all of them. */
  async show(place: "Add" | "Canvas" | "Edit" | "Send"): Promise<void> {
    const { page } = this;
    const { width } = page.viewportSize()!;
    if (width < 760) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: place }).click();
    } else if (width < 1024 && (place === "Add" || place === "Edit")) {
      // There is room for one of the two at a time.
      const label = place === "Add" ? "Parts of the Flow" : "Details";
      const fold = page.getByRole("button", { name: new RegExp(`^(?:Show|Hide) ${label}$`) });
      if ((await fold.getAttribute("aria-label"))?.startsWith("Show")) {
        await fold.click();
      }
    }
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
  }

  /** Types into a field of the Inspector and leaves it. */
  async setField(label: string, value: string): Promise<void> {
    const field = this.inspector.getByRole("textbox", { name: label, exact: true });
    await field.fill(value);
    await field.press("Enter");
  }

  editor(): Locator {
    return this.page.getByTestId("yaml-editor").getByRole("textbox", { name: "YAML of the Flow" });
  }

  /** Replaces the text as a person would, by pasting over all of it. */
  async retype(text: string): Promise<void> {
    await this.tab("YAML");
    await this.editor().click();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.evaluate((content) => navigator.clipboard.writeText(content), text);
    await this.page.keyboard.press("ControlOrMeta+V");
  }

  /** The text of the document, by the command that copies it. */
  async text(): Promise<string> {
    const text = await copiedBy(this.page, () => this.command("Copy the whole file"));
    await expect(this.toast).toContainText("Copied the YAML text");
    return text;
  }

  async command(label: string): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+K");
    const palette = this.page.getByRole("dialog", { name: "Command palette" });
    await palette.getByRole("combobox").fill(label);
    await palette.getByRole("option", { name: label }).first().click();
    await expect(palette).toHaveCount(0);
  }

  /** Presses Mod+S and gives the file that the browser stored. */
  async download(): Promise<{ name: string; bytes: Buffer }> {
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.page.keyboard.press("ControlOrMeta+S"),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** Opens a file by the Open file command, and waits until it is the one that is shown and the canvas is ready for it. */
  async open(name: string, content: string | Buffer): Promise<void> {
    // Its tab, which may come later, has the name too.
    const shown = this.page.getByRole("button", { name: `File ${name}`, exact: true });
    // One that is called the same is told from it by its place among the open files, or by being among some.
    const before = (await shown.isVisible()) ? await this.#placeOfFile() : null;
    await this.offer(name, content);
    await expect(shown).toBeVisible();
    if (before !== null) {
      await expect.poll(() => this.#placeOfFile(), `another ${name} is shown`).not.toBe(before);
    }
    await this.ready();
  }

  /** Where the file that is shown stands among the open ones; on a narrow page, which of them it is. */
  #placeOfFile(): Promise<string> {
    return this.page.getByRole("navigation", { name: "Open files" }).evaluateAll(([row]) => {
      const list = row?.querySelector("select");
      const tabs = [...(row?.querySelectorAll("[aria-current]") ?? [])];
      return list?.value ?? `${tabs.findIndex((tab) => tab.getAttribute("aria-current") === "true")}`;
    });
  }

  /** Hands a file to the Open file command, which may refuse it. */
  async offer(name: string, content: string | Buffer): Promise<void> {
    await this.#choose(() => this.page.keyboard.press("ControlOrMeta+O"), name, content, "application/yaml");
  }

  /** Chooses a file among the inputs of Send, which are files. */
  async chooseInput(name: string, content: string | Buffer, mimeType = ""): Promise<void> {
    await this.#choose(() => this.send.getByText("Choose files…").click(), name, content, mimeType);
  }

  async #choose(
    ask: () => Promise<void>,
    name: string,
    content: string | Buffer,
    mimeType: string,
  ): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), ask()]);
    await chooser.setFiles({ name, mimeType, buffer: Buffer.from(content) });
  }

  /** Waits until the canvas, if it is shown, takes every gesture and its drawing stands still. */
  async ready(): Promise<void> {
    if (!(await this.canvas.isVisible())) {
      return;
    }
    // What listens for gestures comes after the first picture, together with the buttons.
    await expect(this.canvas.locator(".canvas-foot")).toBeVisible();
    await this.canvas.evaluate(
      (canvas, { frames }) =>
        new Promise<void>((resolve) => {
          const placesOf = () => {
            const box = canvas.getBoundingClientRect();
            const drawn = canvas.querySelectorAll<HTMLElement>(
              ".react-flow__viewport, [data-id].react-flow__node",
            );
            return [
              box.x,
              box.y,
              box.width,
              box.height,
              ...[...drawn].map(({ style }) => style.transform),
            ].join();
          };
          let last = "";
          let same = 0;
          const look = () => {
            const places = placesOf();
            same = places === last ? same + 1 : 0;
            last = places;
            if (same >= frames) {
              resolve();
            } else {
              requestAnimationFrame(look);
            }
          };
          look();
        }),
      { frames: STILL_FRAMES },
    );
  }

  // --- sending

  async fillSend(fields: {
    address?: string;
    endpoint?: string;
    documents?: string;
    parameters?: string;
    target?: string;
    size?: string;
  }): Promise<void> {
    const labels = {
      address: "Gateway address",
      endpoint: "Endpoint",
      documents: "Documents",
      parameters: "Parameters",
      target: "Target executor",
      size: "Request size",
    };
    for (const [key, value] of Object.entries(fields)) {
      await this.send.getByLabel(labels[key as keyof typeof labels]).fill(value);
    }
  }

  /** Takes the way to the gateway of the address, if it is not the one that is taken already. */
  async takeWay(way: "through the page's server" | "directly from this page"): Promise<void> {
    const other = this.send.getByRole("button", { name: `Send ${way}` });
    const hint = this.send.getByText(/^(?:grpc|http|ws)s?:\S+ (?:through|directly)/);
    await expect(hint).toBeVisible();
    if (!(await hint.textContent())?.includes(way)) {
      await other.click();
    }
    await expect(hint).toContainText(way);
  }

  async pressSend(): Promise<void> {
    await this.send.getByRole("button", { name: "Send", exact: true }).click();
  }

  /** Presses Send, and waits until what is shown as Responses is of this run: until then it is that of the one before. */
  async sendAnew(): Promise<void> {
    const responses = this.responses();
    const first = async () =>
      (await responses.count()) > 0 ? responses.first().getAttribute("data-request-id") : null;
    const before = await first();
    await this.pressSend();
    await expect.poll(first).not.toBe(before);
  }

  responses(): Locator {
    return this.page.locator("[data-request-id]");
  }

  /** Requests that are on their way. While there are none a run is still opening, and given up by the first Stop. */
  sent(): Locator {
    return this.page.locator(".fate").filter({ hasText: /^sent$/ });
  }

  documents(): Locator {
    return this.page.getByRole("list", { name: "Documents of the response" }).getByRole("listitem");
  }

  /** The rows of the profile tree as `name` → `time`. */
  async profile(): Promise<Map<string, string>> {
    await this.tab("Profile");
    const rows = this.page.getByRole("table", { name: "Profile" }).getByRole("row");
    await expect(rows.first()).toBeVisible();
    const cells = await rows.evaluateAll((elements) =>
      elements.map((row) => [
        row.querySelector("th")!.textContent!.trim(),
        row.querySelector("td")!.textContent!.trim(),
      ]),
    );
    return new Map(cells.map(([name, time]) => [name!, time!]));
  }
}
