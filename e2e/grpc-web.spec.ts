/**
 * Documents of a generator, from a real gRPC gateway through our server, and answers that Envoy passes on compressed. Other
 * calls: `transports.spec.ts`.
 */
import { asksEnvoy, startEnvoy } from "../agreement/envoy.ts";
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
executors:
  - {name: own, uses: Endpoints}
`;

test("a generator's documents come as a stream", async ({ designer, startJina }) => {
  test.setTimeout(120_000);
  await designer.open("flow.yml", FLOW);
  await expect(designer.card("own")).toBeVisible();
  const { port } = await startJina("v2", FLOW);
  await designer.fillSend({ address: `grpc://localhost:${port}`, endpoint: "/stream", documents: "a\nb" });
  await designer.send.getByText("More", { exact: true }).click();
  await designer.send.getByRole("switch", { name: "Stream as they are generated" }).check();
  await designer.pressSend();
  // One document a request, three out of each.
  await expect(designer.told).toContainText("Done: 2 responses, 6 documents");
  await expect(designer.documents().first()).toContainText("a 0");
});

const COMPRESSING = `jtype: Flow
with: {grpc_server_options: {grpc.default_compression_algorithm: 2}}
executors:
  - {name: own, uses: Endpoints}
`;

test("answers that Envoy passes on compressed are expanded by the page", async ({ designer, startJina }) => {
  test.skip(!asksEnvoy());
  test.setTimeout(120_000);
  const { port } = await startJina("v2", COMPRESSING);
  const envoy = await startEnvoy({ gatewayPort: port });
  try {
    const said = "the same again. ".repeat(1000);
    await designer.fillSend({
      address: `grpc://localhost:${envoy.port}`,
      endpoint: "/foo",
      documents: JSON.stringify({ text: said }),
    });
    await designer.takeWay("directly from this page");
    const flags = designer.page
      .waitForResponse((response) => response.url().endsWith("/process_single_data"))
      .then(async (response) => (await response.body())[0]);
    await designer.pressSend();
    await expect(designer.documents().first()).toContainText("the same again.");
    expect(await flags).toBe(1);
  } finally {
    await envoy.stop();
  }
});
