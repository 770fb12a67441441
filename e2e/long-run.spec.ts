/** A run of many requests to a real gRPC gateway is one call. What each answers, `agreement/grpc-call.test.ts` asks. */
import { expect, test } from "./fixtures.ts";

const flowOf = (seen: string) => `jtype: Flow
executors:
  - {name: one, uses: Append}
  - {name: two, uses: Slow, uses_with: {sleep: 0, seen: ${seen}}}
  - {name: three, uses: Fail}
`;

test("many requests go in one call, which is stopped, goes on after a failure, and says what its end leaves open", async ({
  designer,
  page,
  startJina,
  arrivals,
}) => {
  test.setTimeout(150_000);
  const flow = flowOf(arrivals.folder);
  await designer.open("flow.yml", flow);
  const { port, kill } = await startJina("v2", flow);
  const calls: string[] = [];
  page.on("websocket", (socket) => calls.push(new URL(socket.url()).pathname));
  page.on("request", (request) => calls.push(new URL(request.url()).pathname));
  const carried = () =>
    calls.splice(0).filter((path) => /^\/relay\/(?:call$|.*process_single_data)/.test(path));
  const documents = Array.from({ length: 40 }, (_, index) => `document ${index}`).join("\n");

  await test.step("all of it", async () => {
    await designer.fillSend({ address: `grpc://localhost:${port}`, endpoint: "/any", documents, size: "2" });
    await expect(designer.send).toContainText("40 docs · 20 requests");
    await expect(designer.send).not.toContainText("· one call");
    await designer.fillSend({ size: "1" });
    await expect(designer.send).toContainText("40 docs · 40 requests · one call");
    await designer.pressSend();
    await expect(designer.told).toContainText("Done: 40 responses, 40 documents");
    expect(carried()).toEqual(["/relay/call"]);
    await designer.responses().nth(4).click();
    await expect(designer.documents().first()).toContainText("document 4>one>two>three");
    await expect(designer.card("two")).toContainText(/\d m?s/);
    await designer.tab("Log");
    await expect(page.getByRole("list", { name: "Log" })).toContainText(
      "all requests in one call: Done: 40 responses",
    );
    await designer.tab("Responses");
  });

  await test.step("a request that fails, and the rest", async () => {
    await designer.fillSend({ documents: documents.replace("document 7\n", "FAIL\n") });
    await designer.send.getByText("More", { exact: true }).click();
    await designer.send.getByLabel("Continue on error").check();
    await designer.pressSend();
    await expect(designer.told).toContainText("Failed: ValueError");
    await expect(page.locator(".fate").filter({ hasText: /not sent|unknown/ })).toHaveCount(0);
    expect(carried()).toEqual(["/relay/call"]);
    await designer.send.getByLabel("Continue on error").uncheck();
  });

  await test.step("Stop, twice", async () => {
    const before = arrivals.count();
    await designer.fillSend({ documents, parameters: '{"sleep": 30}' });
    await designer.pressSend();
    await expect(designer.sent()).toHaveCount(8);
    // What is given up on its way would be counted below.
    await expect.poll(() => arrivals.count()).toBe(before + 8);
    const stop = designer.send.getByRole("button", { name: "Stop" });
    await stop.click();
    await expect(page.getByText("stopping", { exact: true })).toBeVisible();
    await stop.click();
    await expect(designer.told).toContainText("Stopped: 0 of 40 requests answered, 8 unknown, 32 not sent");
  });

  await test.step("the gateway dies under it", async () => {
    const before = arrivals.count();
    await designer.pressSend();
    await expect(designer.sent()).toHaveCount(8);
    await expect.poll(() => arrivals.count()).toBe(before + 8);
    await kill();
    const failure = page.getByRole("region", { name: "Failure" });
    await expect(failure).toContainText(/broke off|closed the connection/);
    await expect(failure).toContainText("8 requests were in flight");
    await expect.poll(() => failure.evaluate((own) => own.scrollHeight - own.clientHeight)).toBe(0);
  });
});
