/** A gateway whose certificate the server was told not to verify is asked, and the page says so in red. */
import { createServer } from "node:https";
import { CERTIFICATE, KEY } from "../src/bridge/test-certificate.ts";
import { listenOnLoopback } from "../src/bridge/test-fixtures.ts";
import { expect, startServer, test } from "./fixtures.ts";
import { Designer } from "./pages/designer.ts";

const OPENAPI = {
  paths: { "/default": { post: {} } },
  components: { schemas: { JinaInfoModel: {}, default_input_model: {} } },
};

test("a certificate that is not verified is said in red beside the answers", async ({ page, faults: _ }) => {
  const gateway = createServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    request.resume();
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify(request.method === "GET" ? OPENAPI : { data: [{ id: "x", text: "answer" }] }));
  });
  const { port, close } = await listenOnLoopback(gateway);
  const server = await startServer("--dangerously-skip-tls-verify", `127.0.0.1:${port}`);
  await page.goto(server.url);
  const designer = new Designer(page);
  await designer.fillSend({ address: `https://127.0.0.1:${port}`, documents: "a" });
  await designer.takeWay("through the page's server");
  await designer.pressSend();
  await expect(designer.documents().first()).toContainText("answer");
  const warning = page.getByRole("alert").filter({ hasText: "is not verified" });
  await expect(warning).toContainText(`The certificate of 127.0.0.1:${port} is not verified`);
  const red = await page.evaluate(() => {
    const probe = document.createElement("i");
    probe.className = "field-error";
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
  await expect(warning).toHaveCSS("color", red);
  expect(red).not.toBe(await page.evaluate(() => getComputedStyle(document.body).color));
  // Else it may miss what it still loads.
  await page.close();
  gateway.closeAllConnections();
  await Promise.all([close(), server.stop()]);
});
