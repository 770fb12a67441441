/**
 * The connection doctor and what a gateway tells, from a real browser on a real gateway. Each fault by itself is staged in
 * `agreement/doctor.test.ts`.
 */
import { freePort } from "../src/bridge/test-ports.ts";
import { expect, startServer, test } from "./fixtures.ts";
import { violationsOnDialog } from "./pages/accessibility.ts";
import { copiedBy, Designer } from "./pages/designer.ts";

const FLOW = `jtype: Flow
with: {protocol: [grpc, http]}
executors:
  - {name: one, uses: Append}
`;

test("a wrong address is found out, the advice works, and what the gateway tells is shown", async ({
  designer,
  page,
  context,
  faults,
  startJina,
}) => {
  test.setTimeout(120_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await designer.open("flow.yml", FLOW);
  const { ports, kill } = await startJina("v2", FLOW.replace("one", "einer"));
  const dialog = page.getByRole("dialog", { name: "Test connection" });
  const verdict = dialog.getByRole("region", { name: "Verdict" });

  await test.step("gRPC to an HTTP port", async () => {
    await designer.fillSend({ address: `grpc://127.0.0.1:${ports.http}` });
    await designer.send.getByRole("button", { name: "Test connection…" }).click();
    await expect(verdict).toContainText("but in HTTP, not in gRPC");
    await expect(dialog.getByRole("list", { name: "Probes" })).toContainText("GET /status, in HTTP/1.1");
    expect(await violationsOnDialog(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Use this address" }).click();
    await expect(verdict).toContainText("all its Executors do");
    const report = await copiedBy(page, () => dialog.getByRole("button", { name: "Copy report" }).click());
    expect(report).toContain(`Test of http://127.0.0.1:${ports.http}`);
    expect(report).toContain("jina 3.34.0");
    expect(report).not.toMatch(/[0-9a-f]{64}/);
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(designer.send.getByLabel("Gateway address")).toHaveValue(`http://127.0.0.1:${ports.http}`);
    await expect(page.locator(".chip-light")).toHaveClass(/is-ok/);
  });

  await test.step("a slip behind the scheme is named, and the address that is meant is taken at a press", async () => {
    const meant = `http://127.0.0.1:${ports.http}`;
    await designer.fillSend({ address: `http:/127.0.0.1:${ports.http}` });
    await expect(designer.send).toContainText("stands one slash, where two belong");
    await expect(page.locator(".chip-light")).toHaveClass(/is-idle/);
    await designer.send.getByRole("button", { name: `Use ${meant}` }).press("Enter");
    await expect(designer.send.getByLabel("Gateway address")).toHaveValue(meant);
    await expect(designer.send.getByLabel("Gateway address")).toBeFocused();
  });

  await test.step("without CORS a page reads nothing by itself", async () => {
    await designer.takeWay("directly from this page");
    await designer.command("Test connection");
    await expect(verdict).toContainText("its CORS is off");
    await dialog.getByRole("button", { name: "Send through the page's server" }).click();
    await expect(verdict).toContainText("all its Executors do");
    await dialog.getByRole("button", { name: "Close" }).click();
    // A browser complains of what it does not let a page read.
    expect(faults.splice(0).join()).toContain("CORS policy");
  });

  await test.step("what the gateway tells", async () => {
    await designer.command("About the gateway");
    const about = page.getByRole("dialog", { name: "About the gateway" });
    await expect(about.getByRole("region", { name: "Readiness" })).toHaveText("ready");
    await expect(about).toContainText("3.34.0");
    await about.getByText("/default").click();
    await expect(about).toContainText("takes Note");
    await expect(about).toContainText("None has come from here yet");
    expect(await violationsOnDialog(page)).toEqual([]);
    await about.getByRole("button", { name: "Use this endpoint: /default" }).click();
    await expect(about).toBeHidden();
    await expect(designer.send.getByRole("combobox", { name: "Endpoint" })).toHaveValue("/default");
    await designer.fillSend({ endpoint: "/" });
  });

  await test.step("a gateway that has answered and is killed", async () => {
    await designer.fillSend({ address: `grpc://127.0.0.1:${ports.grpc}` });
    await designer.pressSend();
    await expect(designer.told).toContainText("Done: 1 response");
    // The live Flow calls it otherwise than the one that is drawn.
    const differs = page.getByText("it may be the same executor under another name");
    await expect(differs).toBeHidden();
    await page
      .getByText("Not the Flow that is drawn: 1 executor not drawn, 1 drawn without an answer")
      .click();
    await expect(differs).toBeVisible();
    await expect(designer.card("one")).toContainText("did not answer");
    await kill();
    await designer.pressSend();
    await page.getByRole("button", { name: "Find out why…" }).click();
    await expect(verdict).toContainText("It has answered 1 request before");
    await expect(verdict).toContainText("nothing listens");
  });
});

test("a gateway that is asked straight from the page and dies while nothing is sent is not green for long", async ({
  designer,
  page,
  faults,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { port, kill } = await startJina("v2", FLOW.replace("[grpc, http]", "http, cors: true"));
  await designer.fillSend({ address: `http://localhost:${port}`, documents: "a" });
  await designer.takeWay("directly from this page");
  await designer.pressSend();
  const light = page.locator(".chip-light");
  await expect(light).toHaveClass(/is-ok/);
  await kill();
  // It is asked every ten seconds.
  await expect(light).toHaveClass(/is-error/, { timeout: 20_000 });
  await expect(page.getByRole("button", { name: "It does not answer: find out why" })).toBeVisible();
  // Of what does not answer a browser complains by itself.
  expect(faults.splice(0).join()).toContain("ERR_CONNECTION_REFUSED");
});

test("a server that is gone is found out, and the address of its next launch works in the same tab", async ({
  page,
  faults,
}) => {
  const port = String(await freePort());
  const first = await startServer("--port", port);
  await page.goto(first.url);
  const designer = new Designer(page);
  await designer.fillSend({ address: "grpc://127.0.0.1:1" });
  // What tests connections comes while there is a server.
  const isHere = () =>
    ["doctor", "connection-dialog"].every((wanted) =>
      performance.getEntriesByType("resource").some(({ name }) => name.includes(`/${wanted}-`)),
    );
  await expect.poll(() => page.evaluate(isHere)).toBe(true);
  await first.stop();
  await designer.send.getByRole("button", { name: "Test connection…" }).click();
  const dialog = page.getByRole("dialog", { name: "Test connection" });
  const verdict = dialog.getByRole("region", { name: "Verdict" });
  await expect(verdict).toContainText(
    "The page's server, which passes requests on to gateways, does not answer.",
  );
  await expect(verdict).toContainText("npm start");

  const second = await startServer("--port", port);
  await dialog.getByRole("button", { name: "Test again" }).click();
  await expect(verdict).toContainText("does not know the token of this page");
  await page.goto(second.url);
  await expect(page).toHaveURL(/\/$/);
  await dialog.getByRole("button", { name: "Test again" }).click();
  await expect(verdict).toContainText("Nothing listens at 127.0.0.1:1");
  // As after a reload.
  await page.reload();
  await expect(designer.send.getByLabel("Gateway address")).toHaveValue("grpc://127.0.0.1:1");
  await designer.send.getByRole("button", { name: "Test connection…" }).click();
  await expect(verdict).toContainText("Nothing listens at 127.0.0.1:1");
  await second.stop();
  // Of what does not answer, and of what is refused, a browser complains by itself.
  expect(faults.splice(0).join()).toContain("ERR_CONNECTION_REFUSED");
});
