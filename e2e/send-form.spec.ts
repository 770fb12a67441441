/** The fields of Send: the address in parts, parameters for one executor, endpoints to choose from, and the Log of a run. */
import type { Locator } from "@playwright/test";
import { freePort } from "../src/bridge/test-ports.ts";
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";

const FLOW = `jtype: Flow
gateway:
  protocol: http
  port: 12345
  expose_endpoints:
    /rank:
      http_path: /my/rank
      methods: [PUT]
executors:
  - name: one
  - name: two
    replicas: \${{ ENV.COPIES }}
`;

test("an address is said in parts, alone or beside its text, and not in two ways at once", async ({
  designer,
  page,
}) => {
  const { send } = designer;
  await send.getByText("Host, port, protocol, TLS").click();
  const [host, port] = [send.getByLabel("Host"), send.getByLabel("Port")];
  const address = send.getByLabel("Gateway address");
  // Who names a host means no simulator.
  await host.fill("127.0.0.1");
  await expect(address).toHaveValue("");
  await port.fill("1");
  await send.getByLabel("Protocol").selectOption("HTTP");
  await expect(send).toContainText("http://127.0.0.1:1 through the page's server.");
  await send.getByRole("switch", { name: "TLS" }).click();
  await expect(send).toContainText("https://127.0.0.1:1 through the page's server.");
  expect(await violationsOn(page)).toEqual([]);

  await address.fill("grpc://127.0.0.1");
  await expect(send).toContainText(
    "You can't have two definitions of protocol: you have one in the host scheme and one in the keyword argument. Here they are grpc and http.",
  );
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await designer.pressSend();
  await expect(designer.toast).toContainText("two definitions of protocol");
  await send.getByLabel("Protocol").selectOption("");
  await expect(send).toContainText("grpcs://127.0.0.1:1 through the page's server.");

  // They are kept as the address is, and code says where they lead.
  await page.reload();
  await expect(host).toHaveValue("127.0.0.1");
  await expect(send).toContainText("grpcs://127.0.0.1:1 through the page's server.");
  await designer.command("Request as code");
  await expect(page.getByRole("region", { name: "Code" })).toContainText("grpcs://127.0.0.1:1");
});

test("parameters for one executor alone are fields that write into the parameters", async ({
  designer,
  page,
}) => {
  await designer.open("flow.yml", FLOW.replace("${{ ENV.COPIES }}", "1"));
  const { send } = designer;
  const parameters = send.getByLabel("Parameters");
  await parameters.fill('{"limit": 1.0}');
  await send.getByText("For one executor alone").click();
  await send.getByLabel("Executor", { exact: true }).fill("two");
  await send.getByLabel("Key").fill("top_k");
  await send.getByLabel("Value").fill("5");
  await send.getByLabel("Value").press("Enter");
  await expect(parameters).toHaveValue('{"limit": 1.0, "two__top_k": 5}');
  await expect(designer.responses()).toHaveCount(0);
  const field = send.getByRole("textbox", { name: "top_k of two" });
  await expect(field).toHaveValue("5");
  await field.fill("[7");
  await field.press("Tab");
  await expect(send.getByRole("alert")).toContainText("Column 3");
  await expect(parameters).toHaveValue('{"limit": 1.0, "two__top_k": 5}');
  await field.fill("[7]");
  await field.press("Tab");
  await expect(parameters).toHaveValue('{"limit": 1.0, "two__top_k": [7]}');
  expect(await violationsOn(page)).toEqual([]);

  await send.getByLabel("Key").fill("a__b");
  await send.getByRole("button", { name: "Add" }).click();
  await expect(send.getByRole("alert")).toContainText("Jina reads two__a__b as b of an executor twoa");
  await send.getByRole("button", { name: "Remove top_k of two" }).click();
  await expect(parameters).toHaveValue('{"limit": 1.0}');

  // One that is neither drawn nor has answered is typed.
  await send.getByLabel("Executor", { exact: true }).fill("elsewhere");
  await send.getByLabel("Key").fill("k");
  await send.getByLabel("Value").fill("1");
  await send.getByLabel("Value").press("Enter");
  await expect(parameters).toHaveValue('{"limit": 1.0, "elsewhere__k": 1}');
  await expect(send).toContainText("No executor elsewhere is drawn, nor has one answered.");
});

test("executors that have answered are offered beside the drawn ones", async ({ designer, startJina }) => {
  test.setTimeout(120_000);
  const { port } = await startJina("v2", "jtype: Flow\nexecutors:\n  - {name: live, uses: Start}\n");
  await designer.open("flow.yml", FLOW.replace("${{ ENV.COPIES }}", "1"));
  const { send } = designer;
  await designer.fillSend({ address: `grpc://localhost:${port}`, documents: '{"text": "a"}' });
  await send.getByText("For one executor alone").click();
  const executor = send.getByLabel("Executor", { exact: true });
  const offered = () =>
    executor.evaluate((field) =>
      [...((field as HTMLInputElement).list?.options ?? [])].map(({ value }) => value),
    );
  await executor.focus();
  await expect.poll(offered).toEqual(["one", "two"]);
  await designer.pressSend();
  await expect.poll(offered).toEqual(["live", "one", "two"]);
  // The first stands there until another one is typed.
  await expect(executor).toHaveAttribute("placeholder", "live");
  await send.getByLabel("Key").fill("top_k");
  await send.getByLabel("Value").fill("5");
  await send.getByRole("button", { name: "Add" }).click();
  await expect(send.getByLabel("Parameters")).toHaveValue('{"live__top_k": 5}');
  await expect(send).not.toContainText("No executor live is drawn");
  // What the simulator runs is what is drawn.
  await designer.fillSend({ address: "simulator:" });
  await expect.poll(offered).toEqual(["one", "two"]);
});

test("a file that is not sent to its end, as an executor raises, is said to be so, and why", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { port } = await startJina("v2", "jtype: Flow\nexecutors:\n  - {name: own, uses: Fail}\n");
  const { send } = designer;
  await send.getByLabel("Inputs").selectOption({ label: "Files" });
  const rows = Array.from({ length: 50 }, (_, at) => `FAIL ${at}\n`).join("");
  await send
    .locator("input[type=file]")
    .setInputFiles({ name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from(`text\n${rows}`) });
  await designer.fillSend({ size: "2", endpoint: "/", address: `grpc://localhost:${port}` });
  await designer.pressSend();
  const responses = page.getByRole("tabpanel", { name: "Responses" });
  await expect(responses).toContainText("Sending ended with the first error, as Continue on error is off.");
  await expect(responses).toContainText(
    /Of rows\.csv, .*, what stands behind document \d+ was not read before the run ended, and not sent\./,
  );

  await test.step("going on after errors, all is read; a run in which something failed is marked", async () => {
    await send.getByText("More", { exact: true }).click();
    await send.getByRole("switch", { name: "Continue on error" }).click();
    await designer.pressSend();
    await expect(responses).toContainText("0 of 25 answered, 25 failed");
    await expect(responses).not.toContainText("was not read");
    await designer.tab("Runs");
    const outcome = page.locator("[data-run-id] .run-outcome").first();
    await expect(outcome).toHaveText("0 of 25 answered, 25 failed");
    await expect(outcome.locator("svg")).toBeVisible();
    await expect(outcome).toHaveClass(/is-failed/);
    expect(await violationsOn(page)).toEqual([]);
  });
});

test("whatever of Send has the focus, the page stays where it is", async ({ designer, page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const { send } = designer;
  await send.getByText("More", { exact: true }).click();
  await send.getByLabel("Inputs").selectOption({ label: "Files" });
  await send.getByRole("switch", { name: "Continue on error" }).focus();
  expect(await page.evaluate(() => document.documentElement.scrollTop)).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBe(0);
});

test("endpoints that the drawn Flow exposes are offered with method and path where the address is in HTTP", async ({
  designer,
}) => {
  await designer.open("flow.yml", FLOW);
  const { send } = designer;
  const offers = () =>
    send
      .locator("datalist option")
      .evaluateAll((options) =>
        (options as HTMLOptionElement[])
          .filter(({ value }) => value.startsWith("/"))
          .map(({ value, label }) => `${value} ${label}`),
      );
  await designer.fillSend({ address: "grpc://localhost:1" });
  await expect.poll(offers).not.toContain("/rank PUT /my/rank");
  await designer.fillSend({ address: "http://localhost:1", endpoint: "/rank" });
  await expect
    .poll(offers)
    .toEqual([
      "/rank PUT /my/rank",
      "/ POST /post",
      "/index POST /index",
      "/search POST /search",
      "/update PUT /update",
      "/delete DELETE /delete",
    ]);
  await expect(send).toContainText("Offered in HTTP as PUT /my/rank.");
});

test("an endpoint that the drawn Flow exposes is asked at its path and by its method, either way", async ({
  designer,
  startJina,
}) => {
  test.setTimeout(120_000);
  const exposing = `jtype: Flow
with: {protocol: http, cors: true}
gateway:
  no_debug_endpoints: true
  expose_endpoints: '{"/foo": {"http_path": "/my/foo", "methods": ["PUT"]}}'
executors:
  - {name: own, uses: Endpoints}
`;
  const { port } = await startJina("v1", exposing);
  await designer.open("flow.yml", exposing);
  await designer.fillSend({ address: `http://localhost:${port}`, endpoint: "/foo", documents: "a" });
  await expect(designer.send).toContainText("Offered in HTTP as PUT /my/foo.");
  for (const way of ["through the page's server", "directly from this page"] as const) {
    await designer.takeWay(way);
    await designer.sendAnew();
    await expect(designer.documents().first()).toContainText("a>own:foo");
    await expect(designer.page.getByRole("tabpanel", { name: "Responses" })).toContainText("1 of 1 answered");
  }
});

test("the Log tells what Jina's Client would call, can be filtered and copied, and holds no secret", async ({
  designer,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await designer.open("flow.yml", FLOW.replace("${{ ENV.COPIES }}", "1"));
  await designer.fillSend({ documents: "a\nb\nc", size: "1" });
  await designer.pressSend();
  await expect(designer.responses()).toHaveCount(3);
  await expect(designer.told).toContainText("Done: 3 responses");
  await designer.tab("Log");
  const log = page.getByRole("list", { name: "Log" });
  await expect(log.getByRole("listitem").filter({ hasText: "on_done" })).toHaveCount(3);
  await expect(log.getByRole("listitem").filter({ hasText: "on_always" })).toHaveCount(3);
  await page.getByLabel("Lines that are shown").selectOption("on_done");
  await expect(log.getByRole("listitem")).toHaveCount(3);
  await page.getByLabel("Words in the lines").fill("request 2");
  await expect(log.getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("tabpanel", { name: "Log" }).getByRole("status")).toHaveText("1 of 7 lines");
  await page.getByRole("tabpanel", { name: "Log" }).getByRole("button", { name: "Copy" }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^\d{4}-\d\d-\d\dT\S+ on_done Request 2 of run 1: 1 document in .*$/);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    if (width === 390) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
      await designer.tab("Log");
    }
    expect(await violationsOn(page), `${width}`).toEqual([]);
    await expectWithinWindow(page, `${width}`);
  }
});

test("two runs that differ in variables say which", async ({ designer, page }) => {
  await designer.open("flow.yml", FLOW);
  const give = async (value: string) => {
    await designer.tab("Variables");
    const field = page.getByRole("tabpanel", { name: "Variables" }).getByRole("textbox", { name: /COPIES/ });
    await field.fill(value);
    await field.press("Enter");
    await expect(designer.card("two")).toContainText(value);
    await designer.sendAnew();
    await expect(page.getByText("1 of 1 answered")).toBeVisible();
  };
  await designer.fillSend({ documents: "a" });
  await give("2");
  await give("3");
  await designer.tab("Runs");
  await expect(page.locator("[data-run-id]")).toHaveCount(2);
  await page.locator('[data-run-id="2"]').click();
  await page.getByLabel("Compare with").selectOption({ index: 1 });
  const table = page.getByRole("table", { name: "Variables that differ" });
  await expect(table.getByRole("row")).toHaveText([/^Variable/, /^COPIES\s*2\s*3$/]);
});

test("where advice names another way or address, a press takes it, and it can be taken back", async ({
  designer,
  page,
  faults,
}) => {
  const address = `http://127.0.0.1:${await freePort()}`;
  await designer.fillSend({ address });
  await designer.takeWay("directly from this page");
  await designer.pressSend();
  const failure = page.getByRole("region", { name: "Failure" });
  await expect(failure).toContainText("which can tell");
  await failure.getByRole("button", { name: "Use the page's server" }).click();
  await expect(designer.send).toContainText(`${address} through the page's server.`);
  // What failed before is marked as that, and is not offered again.
  await expect(failure).toContainText("This is of what Send was set to then.");
  await expect(failure.getByRole("button", { name: "Use the page's server" })).toHaveCount(0);
  expect(await violationsOn(page)).toEqual([]);
  await failure.getByRole("button", { name: "Send there" }).click();
  await expect(failure).toContainText("through the page's server");
  await expect(failure).not.toContainText("This is of what Send was set to then.");
  await designer.send.getByRole("button", { name: "Bring back what was here before" }).click();
  await expect(designer.send).toContainText(`${address} directly from this page.`);
  // A browser complains of what does not answer.
  expect(faults.splice(0).join()).toContain("ERR_CONNECTION_REFUSED");
});

test("what the chosen way cannot do is greyed out and explained, and what no page can is said", async ({
  designer,
  page,
}) => {
  const { send } = designer;
  await send.getByText("More", { exact: true }).click();
  const stream = send.getByRole("switch", { name: "Stream as they are generated" });
  const compression = send.getByLabel("Compression");
  const headers = send.getByRole("textbox", { name: "Headers" });
  const lacking = send.getByText(/^Not this way: /);
  // In the simulator nothing is sent anywhere, which is no news to who has chosen it.
  await expect(stream).toBeEnabled();
  await expect(compression).toBeDisabled();
  await expect(headers).toBeDisabled();
  await expect(send).toContainText("Nothing is sent anywhere.");
  await expect(lacking).toHaveCount(0);

  await designer.fillSend({ address: "grpc://127.0.0.1:1" });
  await expect(stream).toBeEnabled();
  await expect(compression).toBeEnabled();
  await expect(headers).toBeEnabled();
  await designer.takeWay("directly from this page");
  await expect(compression).toBeDisabled();
  await expect(lacking).toContainText("compression, certificates of your own authority");

  await designer.fillSend({ address: "ws://127.0.0.1:1" });
  await expect(stream).toBeDisabled();
  await expect(stream).toHaveAccessibleDescription(/WebSocket gateway answers a request with one message/);
  await expect(headers).toHaveAccessibleDescription(/sends no headers with a WebSocket/);
  await expect(headers).toBeDisabled();
  await expect(send).toContainText("A WebSocket gateway answers a request with one message.");
  await lacking.click();
  await expect(send.getByText("A browser sends no headers with a WebSocket.").first()).toBeVisible();
  expect(await violationsOn(page)).toEqual([]);

  await expect(send).toContainText("A page has no proxy, as the browser's own is taken, and no log_config");
});

test("Tab leaves the fields of Send, also the window in which documents are edited", async ({
  designer,
  page,
}) => {
  const documents = designer.send.getByLabel("Documents");
  await documents.click();
  await page.keyboard.press("Tab");
  await expect(documents).not.toBeFocused();
  await expect(documents).toHaveValue("a red bicycle\ntwo dogs in snow");
  await designer.send.getByRole("button", { name: "Edit in a window…" }).click();
  const large = page.getByLabel("Documents in a window");
  await large.click();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Close" })).toBeFocused();
});

test("as a tab Send scrolls to its last field, and nothing of it lies over what is below", async ({
  designer,
  page,
}) => {
  for (const [width, height] of [
    [390, 700],
    [1000, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (width === 390) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
    } else {
      await designer.tab("Send");
    }
    const { send } = designer;
    await send.locator("summary").filter({ hasText: "More" }).click();
    await send.getByRole("button", { name: "Requests…" }).scrollIntoViewIfNeeded();
    await expect(async () => {
      const last = (await send.getByRole("button", { name: "Requests…" }).boundingBox())!;
      const place = (await page.getByRole("tabpanel", { name: "Send" }).boundingBox())!;
      const form = (await send.boundingBox())!;
      expect(form.y + form.height, `${width}`).toBeLessThanOrEqual(place.y + place.height + 1);
      expect(last.y + last.height, `${width}`).toBeLessThanOrEqual(place.y + place.height);
      expect(place.y + place.height).toBeLessThanOrEqual(width === 390 ? height - 47 : height);
    }).toPass({ timeout: 10_000 });
    await send.locator("summary").filter({ hasText: "More" }).click();
  }
});

test("the light beside the address leads to the test of the connection, where requests go to a gateway", async ({
  designer,
  page,
}) => {
  const header = page.locator(".header");
  const light = header.locator(".chip-dot");
  await expect(light).toBeDisabled();
  await designer.fillSend({ address: "grpc://127.0.0.1:1" });
  await header.getByRole("button", { name: "Find out whether it answers" }).click();
  const dialog = page.getByRole("dialog", { name: "Test connection" });
  await expect(dialog.getByRole("region", { name: "Verdict" })).toContainText("Nothing listens");
  await page.keyboard.press("Escape");
  await designer.pressSend();
  await expect(page.getByRole("region", { name: "Failure" })).toBeVisible();
  await header.getByRole("button", { name: "It does not answer: find out why" }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await header.getByText("grpc://127.0.0.1:1").click();
  await expect(designer.send.getByLabel("Gateway address")).toBeFocused();
});

test("how much is sent stands whole in the head of Send, also beside the sign of the simulator", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await designer.fillSend({ documents: "1\n2\n3\n4\n5\n6\n7\n8\n9\n10", size: "2" });
  const summary = designer.send.getByTitle("10 docs · 5 requests");
  await expect(summary).toBeVisible();
  expect(await cutOf(summary)).toBeLessThanOrEqual(1);
});

test("nor is it cut beside Stop, whatever Stop says, and no choice of Send is cut", async ({
  designer,
  page,
  startJina,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const flow = await startJina(
    "v1",
    "jtype: Flow\nwith: {protocol: [grpc, websocket]}\nexecutors:\n  - {name: slow, uses: Slow, uses_with: {sleep: 600}}\n",
  );
  await designer.fillSend({ address: `ws://127.0.0.1:${flow.ports.websocket}` });
  await designer.send.getByText("Host, port, protocol, TLS").click();
  await designer.send.getByText("More", { exact: true }).click();
  await expect(designer.send.getByLabel("Protocol")).toContainText("WEBSOCKET, as understood");
  const cut = await designer.send.locator("select:visible").evaluateAll((selects) => {
    const pen = document.createElement("canvas").getContext("2d")!;
    // What opens it takes so many pixels.
    const arrowPx = 16;
    return (selects as HTMLSelectElement[]).flatMap((select) => {
      const { fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(select);
      pen.font = `${fontSize} ${fontFamily}`;
      const text = select.selectedOptions[0]?.text ?? "";
      const roomPx = select.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
      return pen.measureText(text).width > roomPx - arrowPx ? [text] : [];
    });
  });
  expect(cut).toEqual([]);

  const documents = Array.from({ length: 300 }, (_, at) => `${at}`).join("\n");
  await designer.fillSend({ address: `grpc://127.0.0.1:${flow.ports.grpc}`, documents, size: "1" });
  await designer.pressSend();
  const summary = designer.send.getByTitle("300 docs · 300 requests · one call");
  await expect(designer.sent()).not.toHaveCount(0);
  for (const label of ["Stop", /^Stop now, give up/]) {
    const stop = designer.send.getByRole("button", { name: label, exact: true });
    await expect(stop).toBeVisible();
    expect(await cutOf(summary)).toBeLessThanOrEqual(1);
    await stop.click();
  }
  await expect(page.getByText("stopped", { exact: true })).toBeVisible();
});

/** By how many pixels a text is larger than what holds it. */
function cutOf(part: Locator): Promise<number> {
  return part.evaluate((element) => {
    const text = document.createRange();
    text.selectNodeContents(element);
    const [inner, outer] = [text.getBoundingClientRect(), element.getBoundingClientRect()];
    return Math.max(inner.width - outer.width, inner.height - outer.height);
  });
}
