/** Documents of a generator, from a real gRPC gateway through our server. Other calls: `transports.spec.ts`. */
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
executors:
  - {name: own, uses: Endpoints}
`;

test("a generator's documents come as a stream", async ({ designer, page, startJina }) => {
  test.setTimeout(120_000);
  await designer.open("flow.yml", FLOW);
  await expect(designer.card("own")).toBeVisible();
  const { port } = await startJina("v2", FLOW);
  const status = page.getByRole("status");
  await designer.fillSend({ address: `grpc://localhost:${port}`, endpoint: "/stream", documents: "a\nb" });
  await designer.send.getByText("More", { exact: true }).click();
  await designer.send.getByRole("switch", { name: "Stream as they are generated" }).check();
  await designer.pressSend();
  // One document a request, three out of each.
  await expect(status).toContainText("Done: 2 responses, 6 documents");
  await expect(designer.documents().first()).toContainText("a 0");
});
