/**
 * HTTP and WebSocket gateways of either generation, from a real browser, straight and through the page's server: one
 * gateway that speaks all protocols is shared by all ways. What each answers in detail, `agreement/http.test.ts` and
 * `agreement/websocket.test.ts` ask without a browser.
 */
import type { Generation } from "../agreement/engine.ts";
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
with: {protocol: [grpc, http, websocket], cors: true}
executors:
  - {name: one, uses: Append}
  - {name: two, uses: Slow, uses_with: {sleep: 0}}
  - {name: three, uses: Fail}
`;

const BRIDGE = "through the page's server";
const DIRECT = "directly from this page";
const WAYS: Record<Generation, readonly (readonly ["http" | "websocket", typeof BRIDGE | typeof DIRECT])[]> =
  {
    v1: [
      ["http", BRIDGE],
      ["http", DIRECT],
      ["websocket", BRIDGE],
      ["websocket", DIRECT],
    ],
    v2: [
      ["http", BRIDGE],
      ["http", DIRECT],
      ["websocket", BRIDGE],
    ],
  };

for (const generation of ["v1", "v2"] as const) {
  test(`HTTP and WebSocket gateways answer by every way that there is (docarray ${generation})`, async ({
    designer,
    page,
    faults,
    startJina,
  }) => {
    test.setTimeout(150_000);
    await designer.open("flow.yml", FLOW);
    const { ports, kill } = await startJina(generation, FLOW);
    const status = page.getByRole("status");
    const light = page.locator(".chip-light");
    const sent = page.locator(".fate").filter({ hasText: /^sent$/ });

    for (const [protocol, way] of WAYS[generation]) {
      const address = `${protocol === "http" ? "http" : "ws"}://localhost:${ports[protocol]}`;
      const hasRoutes = protocol === "websocket" || generation === "v1";
      await test.step(`${address} ${way}: batches, parameters, times`, async () => {
        await designer.fillSend({
          address,
          endpoint: "/any",
          documents: Array.from({ length: 250 }, (_, index) => `document ${index}`).join("\n"),
          parameters: '{"top_k": 5}',
          target: "",
          size: "0",
        });
        await designer.takeWay(way);
        await designer.pressSend();
        // Of more than 100, an HTTP gateway with docarray from 0.30 on would drop the rest without a word.
        const requests = protocol === "http" && generation === "v2" ? 3 : 1;
        await expect(status).toContainText(
          `Done: ${requests} response${requests === 1 ? "" : "s"}, 250 documents`,
        );
        await expect(designer.responses()).toHaveCount(requests);
        await expect(page.getByText("would drop the rest without a word")).toHaveCount(
          requests === 3 ? 1 : 0,
        );
        await expect(designer.documents().first()).toContainText("document 0>one>two>three");
        await page.getByRole("radio", { name: "Whole response" }).click();
        await expect(page.getByTestId("whole-response")).toContainText('"top_k": 5');
        await page.getByRole("radio", { name: /Documents/ }).click();
        await expect(light).toHaveClass(/is-ok/);
        if (hasRoutes) {
          await expect(designer.card("two")).toContainText(/\d m?s/);
        } else {
          await expect(designer.send).toContainText("times of executors");
          await expect(designer.card("two")).not.toContainText(/\d m?s/);
        }
      });

      await test.step(`${address} ${way}: target executor and an exception`, async () => {
        await designer.fillSend({ documents: "FAIL please", target: "three", size: "100", parameters: "" });
        await designer.pressSend();
        const exception = page.getByRole("region", { name: "Exception" });
        await expect(exception).toContainText("ValueError");
        await expect(exception).toContainText("asked to fail");
        await expect(status).toContainText("Failed: ValueError");
        if (protocol === "http" && generation === "v2" && way === DIRECT) {
          // A browser reports every status that is none of success.
          expect(faults.splice(0)).toEqual([expect.stringContaining("status of 500")]);
        }
        // The gateway is there: an exception of an executor is an answer.
        await expect(light).toHaveClass(/is-ok/);
      });

      await test.step(`${address} ${way}: a run is stopped`, async () => {
        await designer.fillSend({ documents: "a\nb", parameters: '{"sleep": 30}', target: "", size: "1" });
        await designer.pressSend();
        await expect(sent).toHaveCount(2);
        const stop = designer.send.getByRole("button", { name: "Stop" });
        await stop.click();
        await expect(page.getByText("stopping", { exact: true })).toBeVisible();
        await stop.click();
        await expect(designer.responses().filter({ hasText: "unknown" })).toHaveCount(2);
        await expect(status).toContainText("Stopped: 0 of 2 requests answered");
      });
    }

    await test.step("the gateway dies under a run", async () => {
      await designer.takeWay(BRIDGE);
      await designer.pressSend();
      await expect(sent).toHaveCount(2);
      await kill();
      const failure = page.getByRole("region", { name: "Failure" });
      await expect(failure).toContainText("broke off");
      await expect(designer.responses().filter({ hasText: "unknown" })).toHaveCount(2);
      await expect(light).toHaveClass(/is-error/);
      await designer.fillSend({ address: `http://localhost:${ports.http}` });
      await designer.pressSend();
      await expect(failure).toContainText("Nothing listens at");
    });
  });
}

test("an HTTP gateway that is asked in gRPC is told with its address, which works", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { port } = await startJina(
    "v2",
    "jtype: Flow\nwith: {protocol: http}\nexecutors:\n  - {name: one, uses: Append}\n",
  );
  await designer.fillSend({ address: `grpc://localhost:${port}`, documents: "a" });
  await designer.pressSend();
  const advised = page
    .getByRole("region", { name: "Failure" })
    .getByText(`http://localhost:${port}`, { exact: true });
  const address = (await advised.textContent())!;
  await designer.fillSend({ address });
  await designer.pressSend();
  await expect(designer.documents().first()).toContainText("a>one");
});

test("an address is shown as it was understood, its port included", async ({ designer }) => {
  for (const [typed, understood] of [
    [
      "localhost",
      "grpc://localhost:80 through the page's server. Without a port it is 80, as in Jina's Client.",
    ],
    ["54321", "grpc://localhost:54321 through the page's server. A number alone is a port of this machine."],
    ["https://gateway.example", "https://gateway.example:443 through the page's server."],
    ["http://http://x", "“http://http://x” names a protocol twice"],
  ] as const) {
    await designer.fillSend({ address: typed });
    await expect(designer.send).toContainText(understood);
  }
});
