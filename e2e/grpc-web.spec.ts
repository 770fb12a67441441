/** Real gRPC gateways from a page: by Envoy without our server, and documents of a generator through it. */
import { asksEnvoy, startEnvoy } from "../agreement/envoy.ts";
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
executors:
  - {name: own, uses: Endpoints}
`;

test("a gRPC gateway answers through Envoy, and a generator's documents come as a stream", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  await designer.open("flow.yml", FLOW);
  await expect(designer.card("own")).toBeVisible();
  const { port } = await startJina("v2", FLOW);
  const status = page.getByRole("status");
  const documents = Array.from({ length: 250 }, (_, index) => `document ${index}`).join("\n");

  const envoy = asksEnvoy() ? await startEnvoy({ gatewayPort: port }) : null;
  if (envoy) {
    await designer.fillSend({ address: `grpc://localhost:${envoy.port}`, endpoint: "/foo", documents });
    await designer.takeWay("directly from this page");
    await designer.pressSend();
    await expect(status).toContainText("Done: 3 responses, 250 documents");
    await expect(designer.documents().first()).toContainText("document 0>own:foo");
    await expect(designer.card("own")).toContainText(/\d m?s/);
    await designer.takeWay("through the page's server");
    await envoy.stop();
  }

  await designer.fillSend({ address: `grpc://localhost:${port}`, endpoint: "/stream", documents: "a\nb" });
  await designer.send.getByText("More", { exact: true }).click();
  await designer.send.getByRole("switch", { name: "Stream as they are generated" }).check();
  await designer.pressSend();
  // One document a request, three out of each.
  await expect(status).toContainText("Done: 2 responses, 6 documents");
  await expect(designer.documents().first()).toContainText("a 0");
});
