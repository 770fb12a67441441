/** Simulated requests: what executors do in them, one stepped through on the canvas, and other numbers tried. */
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";
import { stopClock } from "./pages/clock.ts";

const NARROW = { width: 390, height: 800 };
const DIAMOND = `jtype: Flow
executors:
  - {name: first, uses: A}
  - {name: left, uses: B, needs: first, replicas: 2}
  - {name: right, uses: C, needs: first, shards: 2, polling: ALL}
  - {name: last, uses: D, needs: [left, right]}
`;

test("a request is stepped through by mouse and by keyboard, and its answer is the one of Send", async ({
  designer,
  page,
}) => {
  await designer.open("diamond.yml", DIAMOND);
  await expect(designer.card("last")).toBeVisible();

  // What an executor does in simulated runs is kept with the file, and not in its text.
  await designer.select("left");
  await designer.setField("Simulated delay, ms", "70");
  const simulation = designer.inspector.getByRole("region", { name: "Simulation" });
  await simulation.getByText("Behaviour and more").click();
  await simulation.getByLabel("Behaviour", { exact: true }).selectOption("Change text");
  await designer.setField("Text", "{text}!");
  await expect(simulation.getByLabel("Text", { exact: true })).toHaveValue("{text}!");

  await designer.fillSend({ documents: '[{"id": "d0", "text": "red"}]' });
  const bar = page.getByRole("region", { name: "Step through" });
  // While its steps are worked out, that is said, and can be given up.
  await page.route(/trace\.worker/, () => {});
  await designer.send.getByRole("button", { name: "Step through" }).click();
  await expect(bar).toContainText("Working out the steps: 0 so far.");
  await expect(page.getByRole("tabpanel", { name: "Steps" })).toContainText("Working out the steps");
  await expect(bar.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await expect(designer.canvas.locator(":focus")).toHaveCount(1);
  await page.unroute(/trace\.worker/);

  await designer.send.getByRole("button", { name: "Step through" }).click();
  const list = page.getByRole("listbox", { name: "Steps" });
  await expect(bar).toContainText(/Step 1 of \d+ · 0 ms · 0 messages/);
  await expect(bar).toContainText("The gateway gets the request with 1 document: “red”.");
  // The mark is as round as what it stands around.
  const mark = designer.canvas.locator(".step-mark.is-now");
  const [radius, height] = await mark.evaluate((one) => [
    Number.parseFloat(getComputedStyle(one).borderTopLeftRadius),
    (one as HTMLElement).offsetHeight,
  ]);
  expect(radius).toBeGreaterThanOrEqual(height! / 2);
  await expect(bar).toContainText("simulated");
  await expect(bar.getByRole("button", { name: "Next step" })).toBeFocused();

  await page.keyboard.press("ArrowRight");
  await expect(bar).toContainText("first has the request, from the gateway: 1 document: “red”.");
  await bar.getByRole("button", { name: "Next step" }).click();
  await expect(bar).toContainText("first/rep-0 is sent 1 document");
  await page.keyboard.press("ArrowLeft");
  await expect(list.getByRole("option", { selected: true })).toContainText("first has the request");

  // Both branches at work at a time, and the join has one of its parts.
  await list.focus();
  for (let at = 3; at < 30 && !(await bar.textContent())?.includes("last has part 1 of 2"); at++) {
    await page.keyboard.press("ArrowDown");
    await expect(bar).toContainText(`Step ${at} of`);
  }
  await expect(bar).toContainText("last has part 1 of 2, from right");
  const marks = designer.canvas.locator(".step-mark");
  await expect(marks.filter({ hasText: "1 of 2 parts" })).toBeVisible();
  await expect(marks.filter({ hasText: /^left\/rep-\d: works$/ })).toBeVisible();
  await expect(page.getByRole("tabpanel", { name: "Steps" })).toContainText("Waiting: last (1 of 2 parts).");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violationsOn(page), colorScheme).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  expect(await violationsOn(page), "forced colours").toEqual([]);
  await page.emulateMedia({ forcedColors: "none" });
  await page.setViewportSize(NARROW);
  await expect(bar).toBeVisible();
  expect(await violationsOn(page), "bar at 390 px").toEqual([]);
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
  await page.getByRole("tab", { name: "Steps" }).click();
  await expect(list).toBeVisible();
  expect(await violationsOn(page), "list at 390 px").toEqual([]);
  await expectWithinWindow(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await list.focus();

  await page.keyboard.press("End");
  await expect(bar).toContainText("The answer leaves the gateway with 1 document: “red!”.");
  // Played from its beginning, it comes to its end by itself.
  await bar.getByRole("button", { name: "To the first step" }).click();
  await expect(bar).toContainText("Step 1 of");
  await bar.getByLabel("Steps a second").selectOption("30");
  await bar.getByRole("button", { name: "Play" }).click();
  await expect(bar).toContainText("The answer leaves the gateway");
  await bar.getByRole("button", { name: "Show the answer" }).click();
  await expect(designer.documents()).toHaveCount(1);
  const stepped = await designer.documents().innerText();
  expect((await designer.profile()).get("left")).toBe("70 ms");

  await designer.pressSend();
  await designer.tab("Runs");
  await expect(
    page.getByRole("tabpanel", { name: "Runs" }).getByRole("button", { name: /simulator/ }),
  ).toHaveCount(2);
  await designer.tab("Responses");
  await expect.poll(() => designer.documents().innerText()).toBe(stepped);

  await bar.getByRole("button", { name: "End stepping" }).click();
  await expect(bar).toHaveCount(0);
  await expect(marks).toHaveCount(0);
  expect(await designer.text()).toBe(DIAMOND);
});

test("What if shows what other numbers change, and writes them into the file as one edit", async ({
  designer,
  page,
}) => {
  await designer.open("diamond.yml", DIAMOND);
  await expect(designer.card("last")).toBeVisible();
  await designer.send.getByRole("button", { name: "What if…" }).click();
  const panel = page.getByRole("tabpanel", { name: "What if" });
  await expect(panel).toContainText("Worked out from 600 simulated requests.");
  // In the text's own width and the arrow's, as without styles.
  const select = panel.getByLabel("Polling of right");
  const needed = await select.evaluate((own) => {
    const copy = document.createElement("select");
    copy.className = "input";
    copy.style.cssText = "position: absolute; width: auto";
    copy.add(new Option("by endpoint"));
    own.after(copy);
    const { width } = copy.getBoundingClientRect();
    copy.remove();
    return width;
  });
  await expect.poll(async () => (await select.boundingBox())!.width).toBeGreaterThanOrEqual(needed);
  const rate = panel.getByRole("row", { name: /^Requests a second/ }).getByRole("cell");
  // All take 40 ms, so whoever has one replica is at work all the time.
  await expect(rate).toHaveText(["24.9", "24.9"]);
  await expect(panel).toContainText(
    /first, right and last are the bottleneck together, each at work for \d+ % of the time or more\./,
  );
  // Requests go as Send would send them.
  const first = panel
    .getByRole("row")
    .filter({ has: page.getByRole("button", { name: "first", exact: true }) });
  await expect(first).toContainText("100 %");
  await designer.fillSend({ target: "last" });
  await expect(first).not.toContainText("100 %");
  await designer.fillSend({ target: "", parameters: '{"last": 1}' });
  await expect(panel.getByRole("row", { name: /^Failed requests/ })).toContainText("600 of 600");
  await designer.fillSend({ parameters: "{}" });
  await expect(panel.getByRole("row", { name: /^Failed requests/ })).not.toContainText("600 of 600");
  await expect(rate).toHaveText(["24.9", "24.9"]);

  const write = panel.getByRole("button", { name: "Write into the file" });
  for (const name of ["first", "right", "last"]) {
    // As it is typed, so that what writes it can be pressed at once.
    await panel.getByLabel(`Replicas of ${name}`).fill("2");
    await expect(write).toBeEnabled();
  }
  const latency = panel.getByLabel("Latency of left, ms");
  await latency.pressSequentially("0.05");
  await expect(latency).toHaveValue("0.05");
  await expect(panel.getByRole("alert")).toHaveCount(0);
  await latency.fill("");
  await panel.getByLabel("Window").fill("8");
  await panel.getByLabel("Window").press("Enter");
  await expect(rate.nth(1)).toHaveText(/^49/);
  const wrong = panel.getByLabel("Shards of first");
  await wrong.fill("none");
  await wrong.press("Enter");
  await expect(panel.getByRole("alert")).toHaveText('Give a whole number from 1 to 1,000, not "none".');
  await wrong.press("Escape");
  // Of a window of usual size no column is cut off, and what is to be known of it all stands first.
  const table = panel.getByRole("table", { name: "Executors" });
  await expect
    .poll(() => table.evaluate((own) => own.scrollWidth - own.parentElement!.clientWidth))
    .toBeLessThanOrEqual(0);
  // Nor does what the load comes to run into it, however long its numbers are.
  await designer.fillSend({ parameters: '{"last": 1}' });
  await expect(panel.getByRole("row", { name: /^Failed requests/ })).toContainText("600 of 600");
  await expect
    .poll(async () => {
      const load = panel.getByRole("table", { name: "The load, before and after" });
      const [left, right] = [await load.boundingBox(), await table.boundingBox()];
      return left!.x + left!.width - right!.x;
    })
    .toBeLessThanOrEqual(0);
  await designer.fillSend({ parameters: "{}" });
  await expect(panel.getByRole("row", { name: /^Failed requests/ })).not.toContainText("600 of 600");
  await expect(panel.getByText(/(?:is|are) the bottleneck/)).toBeInViewport({
    ratio: 1,
  });
  await expect(table.getByRole("row").nth(2)).toBeInViewport({ ratio: 1 });
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    if (width < 700) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
      await page.getByRole("tab", { name: "What if" }).click();
      await expect(panel).toContainText("Worked out from 600 simulated requests.");
    }
    expect(await violationsOn(page), String(width)).toEqual([]);
    await expectWithinWindow(page, String(width));
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ forcedColors: "active" });
  expect(await violationsOn(page), "forced colours").toEqual([]);
  await page.emulateMedia({ forcedColors: "none" });

  await write.click();
  const text = await designer.text();
  expect(text).toContain("{name: first, uses: A, replicas: 2}");
  expect(text).toContain("{name: right, uses: C, needs: first, shards: 2, polling: ALL, replicas: 2}");
  await designer.command("Undo");
  expect(await designer.text()).toBe(DIAMOND);
});

test("What if shows nothing of a file that was worked out for another one", async ({ designer, page }) => {
  await designer.open("diamond.yml", DIAMOND);
  await expect(designer.card("last")).toBeVisible();
  await designer.send.getByRole("button", { name: "What if…" }).click();
  const panel = page.getByRole("tabpanel", { name: "What if" });
  await expect(panel).toContainText(
    /first, right and last are the bottleneck together, each at work for \d+ % of the time or more\./,
  );
  // Nothing is worked out while time stands still.
  await stopClock(page);
  await designer.offer(
    "two.yml",
    "jtype: Flow\nexecutors:\n  - {name: first, replicas: 9}\n  - {name: other}\n",
  );
  await expect(panel.getByLabel("Replicas of other")).toBeVisible();
  await expect(panel).toContainText("Working it out…");
  await expect(panel).not.toContainText(/bottleneck|\d %|Worked out/);
  await page.clock.resume();
  await expect(panel).toContainText("other is the bottleneck: at work for 100 % of the time.");
});

test("simulated requests are worked out beside the page, and given up at once", async ({
  designer,
  page,
}) => {
  await designer.open("diamond.yml", DIAMOND);
  const documents = JSON.stringify(Array.from({ length: 400 }, (_, index) => ({ text: `text ${index}` })));
  await designer.fillSend({ documents });

  // Whatever its worker is at, the page does not wait for it: here it never begins.
  await page.route(/simulate\.worker/, () => {});
  await designer.pressSend();
  await designer.send.getByRole("button", { name: /^Stop/ }).click();
  await expect(designer.told).toContainText("Stopped: 0 of 4 requests answered");
  await page.unroute(/simulate\.worker/);

  await designer.select("first");
  const simulation = designer.inspector.getByRole("region", { name: "Simulation" });
  await simulation.getByText("Behaviour and more").click();
  await simulation.getByLabel("Behaviour", { exact: true }).selectOption("Embed");
  await designer.setField("Numbers a vector", "4096");
  await expect(simulation.getByLabel("Numbers a vector")).toHaveValue("4096");
  const workers: string[] = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  await designer.pressSend();
  await expect(designer.told).toContainText("Done: 4 responses, 400 documents.");
  expect(workers.filter((url) => url.includes("simulate.worker"))).toHaveLength(1);
  // It is gone with its run, and its arrays have come as arrays.
  await expect
    .poll(() => page.workers().filter((one) => one.url().includes("simulate.worker")).length)
    .toBe(0);
  await expect(designer.documents().first()).toContainText("4096");

  await designer.setField("Simulated delay, ms", "60000");
  await designer.pressSend();
  await expect(designer.sent()).toHaveCount(4);
  const stop = designer.send.getByRole("button", { name: /^Stop/ });
  await stop.click();
  await stop.click();
  await expect(designer.told).toContainText("Stopped: 0 of 4 requests answered, 4 unknown.");
});

test("documents that are generated come one by one, until they are stopped, and are stepped through", async ({
  designer,
  page,
}) => {
  await designer.open(
    "stream.yml",
    "jtype: Flow\nexecutors:\n  - {name: writer, uses: A}\n  - {name: after, uses: B}\n",
  );
  await designer.select("writer");
  const simulation = designer.inspector.getByRole("region", { name: "Simulation" });
  await simulation.getByText("Behaviour and more").click();
  await simulation.getByLabel("Behaviour", { exact: true }).selectOption("Generate documents");
  await designer.setField("Documents for each one", "100");
  await designer.setField("Simulated delay, ms", "60000");
  await designer.fillSend({ documents: '[{"id": "d0", "text": "hi"}]' });
  // As an Executor that yields does, it has nothing for a request that asks for no stream.
  await designer.setField("Simulated delay, ms", "30");
  await designer.pressSend();
  await expect(
    page.getByRole("tabpanel", { name: "Responses" }).getByRole("region", { name: "Exception" }),
  ).toContainText("missing 1 required positional argument");

  await designer.setField("Simulated delay, ms", "60000");
  await designer.send.getByText("More", { exact: true }).click();
  await designer.send.getByLabel("Stream as they are generated").check();
  await designer.pressSend();
  const stop = designer.send.getByRole("button", { name: /^Stop/ });
  await expect(designer.documents().first()).toContainText("hi 0");
  await expect(stop).toBeVisible();
  await stop.click();
  await stop.click();
  await expect(designer.told).toContainText("Stopped: 0 of 1 request answered, 1 unknown.");
  await expect(designer.documents().first()).toContainText("hi 0");

  await designer.setField("Simulated delay, ms", "30");
  await designer.setField("Documents for each one", "3");
  await designer.pressSend();
  await expect(designer.told).toContainText("Done: 1 response, 3 documents.");
  await designer.send.getByRole("button", { name: "Step through" }).click();
  const bar = page.getByRole("region", { name: "Step through" });
  await expect(bar).toContainText(/Step 1 of \d+/);
  const list = page.getByRole("listbox", { name: "Steps" });
  await list.focus();
  await page.keyboard.press("End");
  await expect(bar).toContainText(
    "The answer leaves the gateway with 3 documents: “hi 0”, “hi 1” and “hi 2”.",
  );
  await expect(list).toContainText("writer/rep-0 yields 1 document: “hi 1”.");
  // Streams end at the first executor.
  await expect(designer.canvas.locator(".step-mark.is-done")).toHaveText(["3 docs"]);
});

test("another seed gives another answer, each seed the same again, and a run says which it had", async ({
  designer,
  page,
}) => {
  await designer.open("one.yml", "jtype: Flow\nexecutors:\n  - {name: only, uses: A}\n");
  await designer.select("only");
  const simulation = designer.inspector.getByRole("region", { name: "Simulation" });
  await simulation.getByText("Behaviour and more").click();
  await simulation.getByLabel("Behaviour", { exact: true }).selectOption("Fail now and then");
  await designer.setField("Share of requests that fail, 0 to 1", "0.5");
  const seed = designer.send.getByLabel("Seed");
  await expect(seed).toHaveValue("1");
  const panel = page.getByRole("tabpanel", { name: "Responses" });
  const outcomeOf = async (): Promise<boolean> => {
    const wanted = await seed.inputValue();
    await designer.sendAnew();
    await expect(panel).toContainText(`Seed ${wanted}`);
    await expect(page.getByText("running", { exact: true })).toHaveCount(0);
    return (await panel.getByRole("region", { name: "Exception" }).count()) === 1;
  };
  const first = await outcomeOf();
  expect(await outcomeOf()).toBe(first);
  await expect(simulation.getByLabel("Share of requests that fail, 0 to 1")).toHaveAccessibleDescription(
    "By chance, which follows from the seed in Send: the same seed gives the same answers.",
  );
  const seen = new Set([first]);
  for (let count = 0; count < 40 && seen.size < 2; count++) {
    const before = await seed.inputValue();
    await designer.send.getByRole("button", { name: "New seed" }).click();
    await expect(seed).not.toHaveValue(before);
    seen.add(await outcomeOf());
  }
  expect(seen.size).toBe(2);
  await designer.tab("Runs");
  await expect(page.getByRole("tabpanel", { name: "Runs" })).toContainText(`Seed ${await seed.inputValue()}`);
  await seed.fill("-1");
  await seed.press("Enter");
  await expect(designer.send.getByRole("alert")).toContainText("Give a whole number from 0 to 4,294,967,295");
  await seed.press("Escape");
});

test("stepping shows which request it is, hides an old run, and keeps to the step's card on a narrow page", async ({
  designer,
  page,
}) => {
  const long = "an-executor-with-a-rather-long-name";
  const text = `jtype: Flow
executors:
  - {name: ${long}, uses: A, shards: 2, polling: ALL}
  - {name: second, uses: B}
  - {name: third, uses: C}
`;
  await designer.open("long.yml", text);
  await designer.select("second");
  const simulation = designer.inspector.getByRole("region", { name: "Simulation" });
  await simulation.getByText("Behaviour and more").click();
  await simulation.getByLabel("Behaviour", { exact: true }).selectOption("Split into chunks");
  await designer.setField("Characters a chunk", "2");
  // Settings that are shown stay so for the executor that is selected next.
  await designer.select("third");
  await simulation.getByLabel("Behaviour", { exact: true }).selectOption("Fail now and then");
  await designer.setField("Share of requests that fail, 0 to 1", "1");
  await designer.fillSend({ documents: '[{"text": "red"}, {"text": "blue"}, {"text": "green"}]', size: "1" });
  await designer.pressSend();
  await expect(designer.card("third").getByText("failed")).toBeVisible();
  await expect(designer.card("second").locator(".card-time")).toBeVisible();

  await designer.send.getByRole("button", { name: "Step through" }).click();
  const bar = page.getByRole("region", { name: "Step through" });
  await expect(bar).toContainText("Request 1 of 3 · Step 1 of");
  await expect(designer.canvas.locator(".card-time")).toHaveCount(0);
  await expect(designer.canvas.locator(".card.is-failed")).toHaveCount(0);
  const steps = page.getByRole("tabpanel", { name: "Steps" });
  const which = steps.getByLabel("Request");
  await which.fill("4");
  await which.press("Enter");
  await expect(steps.getByRole("alert")).toHaveText('Give a whole number from 1 to 3, not "4".');
  await which.fill("3");
  await which.press("Enter");
  await expect(bar).toContainText("Request 3 of 3 · Step 1 of");
  await expect(bar).toContainText("“green”");
  expect(await violationsOn(page)).toEqual([]);

  // After a click the keys go on from there.
  const list = page.getByRole("listbox", { name: "Steps" });
  const row = (at: number) => list.getByRole("option").nth(at - 1);
  await row(3).click();
  await expect(list).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(bar).toContainText("Step 4 of");

  // A name that has no room loses its middle, and says all of itself.
  const mark = designer.canvas.locator(".step-said").first();
  await expect(mark).toHaveAttribute(
    "title",
    new RegExp(`^${long}/shard-\\d/rep-0: works$|: works$|at a time`),
  );
  const cut = designer.canvas.locator(".step-said.is-cut").first();
  for (let at = 5; at < 12 && (await cut.count()) === 0; at++) {
    await page.keyboard.press("ArrowDown");
    await expect(bar).toContainText(`Step ${at} of`);
  }
  await expect(cut).toHaveAttribute("title", new RegExp(`^${long}/shard-\\d/rep-0: works$`));
  await expect(cut.locator("span").last()).toBeVisible();
  const whole = await cut.evaluate((element) => {
    const end = element.lastElementChild!.getBoundingClientRect();
    return end.right <= element.getBoundingClientRect().right + 1;
  });
  expect(whole).toBe(true);
  // The list draws what is in view.
  await page.keyboard.press("End");
  await expect(list).toContainText("second/rep-0 cuts the texts into 3 chunks, and gives back 1 document");

  // On a narrow page each step's card is in view, clear of the bar, also after the list was there instead.
  await page.setViewportSize(NARROW);
  const inView = async (name: string) => {
    const card = (await designer.card(name).boundingBox())!;
    const canvas = (await designer.canvas.boundingBox())!;
    const below = (await bar.boundingBox())!;
    return (
      card.x >= canvas.x - 1 &&
      card.x + card.width <= canvas.x + canvas.width + 1 &&
      card.y >= below.y + below.height - 1 &&
      card.y + card.height <= canvas.y + canvas.height + 1
    );
  };
  const next = bar.getByRole("button", { name: "Next step" });
  await bar.getByRole("button", { name: "To the first step" }).click();
  const met = new Set<string>();
  for (let at = 2; met.size < 3 && at < 60; at++) {
    await next.click();
    await expect(bar).toContainText(`Step ${at} of`);
    const said = (await bar.textContent()) ?? "";
    const name = [long, "second", "third"].find(
      (one) => said.includes(`${one}/`) || said.includes(`${one} has`),
    );
    if (name && !met.has(name)) {
      met.add(name);
      await expect.poll(() => inView(name), name).toBe(true);
    }
  }
  expect([...met]).toEqual([long, "second", "third"]);
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
  await page.getByRole("tab", { name: "Steps" }).click();
  await list.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Canvas" }).click();
  await expect(bar).toContainText("Step 2 of");
  await expect.poll(() => inView(long), "after the list").toBe(true);
  expect(await violationsOn(page), "at 390 px").toEqual([]);
});

test("what is marked of a Flow that has changed since is said to be old, until it is stepped through again", async ({
  designer,
  page,
}) => {
  await designer.open("diamond.yml", DIAMOND);
  await designer.fillSend({ documents: '[{"text": "red"}]' });
  await designer.send.getByRole("button", { name: "Step through" }).click();
  const bar = page.getByRole("region", { name: "Step through" });
  await bar.getByRole("button", { name: "To the last step" }).click();
  const said = designer.canvas.locator(".step-mark", { has: page.locator(".step-said") });
  await expect(said.first()).toHaveText("1 doc");
  await expect(designer.canvas.locator(".is-old")).toHaveCount(0);

  await designer.select("right");
  await page.keyboard.press("Delete");
  await expect(designer.card("right")).toHaveCount(0);
  await expect(bar).toContainText("The Flow has changed since.");
  await expect(page.getByRole("tabpanel", { name: "Steps" })).toContainText("The Flow has changed since.");
  await expect(said).toHaveCount(3);
  for (const mark of await said.all()) {
    await expect(mark).toHaveText("Flow as it was: 1 doc");
    await expect(mark).toHaveClass(/is-old/);
  }
  await expect(designer.canvas.locator(".step-lines.is-old")).toHaveCount(1);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violationsOn(page), colorScheme).toEqual([]);
  }

  await bar.getByRole("button", { name: "Step through again" }).click();
  await expect(bar).toContainText("Step 1 of");
  await expect(designer.canvas.locator(".is-old")).toHaveCount(0);
  await expect(bar).not.toContainText("The Flow has changed since.");
});

test("the rows of What if are drawn after the click that opens it, not in it", async ({ designer, page }) => {
  await designer.open("diamond.yml", DIAMOND);
  await designer.tab("What if");
  const rows = page.getByRole("table", { name: "Executors" }).locator("tbody tr");
  await expect(rows).toHaveCount(4);
  await designer.tab("Problems");
  const tab = page.getByRole("tab", { name: "What if" });
  const drawn = await tab.evaluate(async (element: HTMLElement) => {
    element.click();
    // What follows from a click is drawn before the next task begins.
    await Promise.resolve();
    const table = document.querySelector("table[aria-label=Executors]");
    return { isOpen: table !== null, rows: table?.querySelectorAll("tbody tr").length };
  });
  expect(drawn).toEqual({ isOpen: true, rows: 0 });
  await expect(rows).toHaveCount(4);
});

test("of many executors What if shows the busiest, and says so of those alone", async ({
  designer,
  page,
}) => {
  const executors = Array.from({ length: 62 }, (_, at) => `  - {name: e${at}}\n`).join("");
  await designer.open("many.yml", `jtype: Flow\nexecutors:\n${executors}`);
  await designer.tab("What if");
  const panel = page.getByRole("tabpanel", { name: "What if" });
  await expect(panel).toContainText("60 of 62 executors, the busiest first");
  await panel.getByRole("searchbox", { name: "Find" }).fill("e6");
  await expect(panel).toContainText("3 of 62 executors");
  await expect(panel).not.toContainText("busiest");
});
