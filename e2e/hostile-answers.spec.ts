/**
 * Hostile answers in the browser: each comes to an end, the page goes on answering, what there is can be seen, and Stop
 * works. How long it takes is what `npm run hostile` prints.
 */

import { createServer } from "node:http";
import { createAnsweringGateway, lookAtAll, sendOnce } from "../scripts/hostile-answers.ts";
import { frame, listenOnLoopback } from "../src/bridge/test-fixtures.ts";
import { HOSTILE } from "../src/client/test-hostile.ts";
import { expect, test } from "./fixtures.ts";

/** One of each kind; the command has them all. */
const WORST = [
  "tags nested 100,000 deep",
  "chunks of chunks 100,000 deep",
  "parameters nested 100,000 deep",
  "as many empty documents as 64 MiB hold",
  "90 documents with 50,000 tag keys each",
  "5,000 documents with 1,000 fields each",
  "100,000 matches with scores",
  "2,000,000 routes",
  "a text of 60 MB in letters of three bytes",
  "a blob of 60 MB",
  "a tensor with 20,000,000 dimensions",
  "a description of 60 MB",
  "a stack of 3,000,000 lines",
  "30,000,000 unknown fields of a document",
  "a message that ends in the middle of a document",
  "60 MB that are not UTF-8",
];
/** Tests, which run beside each other; each takes its share of the answers on one page. */
const SHARES = 2;

for (let share = 0; share < SHARES; share += 1) {
  test(`hostile answers, share ${share + 1}: each ends, and can be looked at`, async ({ designer, page }) => {
    test.setTimeout(120_000);
    const gateway = await createAnsweringGateway();
    await designer.fillSend({ address: `grpc://${gateway.target}`, documents: "x" });
    for (const name of WORST.filter((_, index) => index % SHARES === share)) {
      await test.step(name, async () => {
        const kind = HOSTILE.find((one) => one.name === name)!;
        gateway.say(kind.generation, [frame(Buffer.from(kind.make()))]);
        await sendOnce(page);
        await lookAtAll(designer, kind);
      });
    }
    await gateway.close();
  });
}

test("Stop ends an answer that never ends, and what came before is there", async ({ designer, page }) => {
  const gateway = await createAnsweringGateway();
  gateway.say("v1", "half of it, and then nothing");
  await designer.fillSend({ address: `grpc://${gateway.target}`, documents: "x" });
  const half = page.waitForResponse((response) => response.url().endsWith("/process_single_data"));
  await designer.pressSend();
  await expect(designer.sent()).toHaveCount(1);
  await half;
  const stop = designer.send.getByRole("button", { name: "Stop", exact: true });
  await stop.click();
  // The button says what a second press does.
  await designer.send.getByRole("button", { name: "Stop now, give up 1", exact: true }).click();
  await expect(designer.told).toContainText("Stopped: 0 of 1 request answered, 1 unknown.");
  await expect(designer.responses().first()).toContainText("unknown");
  await expect(page.getByText("0 of 1 answered, 1 unknown")).toBeVisible();
  await gateway.close();
});

test("pages of a million documents: the last one can be reached", async ({ designer, page }) => {
  const gateway = await createAnsweringGateway();
  const million = HOSTILE.find(({ documents }) => documents === 1_000_000)!;
  gateway.say(million.generation, [frame(Buffer.from(million.make()))]);
  await designer.fillSend({ address: `grpc://${gateway.target}`, documents: "x" });
  await designer.pressSend();
  const pages = page.getByRole("navigation", { name: "Pages of documents" });
  await expect(pages).toContainText("1–1,000 of 1,000,000");
  await pages.getByRole("button", { name: "Next" }).click();
  await expect(pages).toContainText("1,001–2,000 of 1,000,000");
  await expect(designer.documents().first()).toContainText("1001");
  await pages.getByLabel("Document").fill("1000000");
  await pages.getByLabel("Document").press("Enter");
  await expect(pages).toContainText("999,001–1,000,000 of 1,000,000");
  await expect(designer.documents().last()).toContainText("1000000");
  await expect(pages.getByRole("button", { name: "Next" })).toBeDisabled();
  await gateway.close();
});

test("a class of 20,000 fields that 3,000 endpoints have is told, read by a worker that ends", async ({
  designer,
  page,
}) => {
  const json = (name: string) => ({
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  const entries = <Entry>(count: number, of: (at: number) => [string, Entry]) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => of(at)));
  const Wide = {
    title: "Wide",
    type: "object",
    properties: entries(20_000, (at) => [`f${at}`, { type: "string", description: "d".repeat(200) }]),
  };
  const told = JSON.stringify({
    paths: entries(3000, (at) => [`/e${at}`, { post: { requestBody: json("Message") } }]),
    components: {
      schemas: {
        JinaInfoModel: {},
        e_input_model: {},
        Message: { properties: { data: { $ref: "#/components/schemas/Wide" } } },
        Wide,
      },
    },
  });
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(request.url === "/openapi.json" ? told : '{"jina": {"docarray": "0.40.0"}}');
  });
  const { port, close } = await listenOnLoopback(server);
  await designer.fillSend({ address: `http://127.0.0.1:${port}`, endpoint: "/e7", documents: "{}" });
  const [worker] = await Promise.all([
    page.waitForEvent("worker", (one) => one.url().includes("/description.worker-")),
    designer.command("About the gateway"),
  ]);
  const dialog = page.getByRole("dialog", { name: "About the gateway" });
  await expect(dialog).toContainText("It tells 3,000 endpoints: the first 1,000 are shown.");
  await expect.poll(() => page.workers().includes(worker)).toBe(false);
  await page.keyboard.press("Escape");
  await expect(designer.send.getByRole("button", { name: "Form of Wide…" })).toBeVisible();
  server.closeAllConnections();
  await close();
});
