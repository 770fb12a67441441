/**
 * A WebSocket gateway behind a proxy that adds the header by which it speaks protobuf: a page by itself reaches one with
 * either docarray. What is exchanged, `agreement/websocket.test.ts` looks at.
 */
import { asksEnvoy, startEnvoy } from "../agreement/envoy.ts";
import { expect, test } from "./fixtures.ts";

const FLOW = `jtype: Flow
with: {protocol: websocket}
executors:
  - {name: one, uses: Append}
`;

for (const generation of ["v1", "v2"] as const) {
  test(`a page by itself speaks protobuf over WebSocket where a proxy asks the gateway for it (docarray ${generation})`, async ({
    designer,
    page,
    startJina,
  }) => {
    test.skip(!asksEnvoy());
    test.setTimeout(120_000);
    const { port } = await startJina(generation, FLOW);
    const envoy = await startEnvoy({ gatewayPort: port, isWebsocket: true });
    try {
      const sent: (string | Buffer)[] = [];
      page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(payload)));
      await designer.fillSend({
        address: `ws://localhost:${envoy.port}`,
        documents: Array.from({ length: 250 }, (_, index) => `document ${index}`).join("\n"),
      });
      await designer.takeWay("directly from this page");
      await designer.pressSend();
      await expect(designer.told).toContainText("Done: 3 responses, 250 documents");
      await expect(designer.documents().first()).toContainText("document 0>one");
      expect(sent.every((frame) => typeof frame !== "string")).toBe(true);
      await designer.command("Test connection");
      await expect(page.getByRole("region", { name: "Verdict" })).toContainText("all its Executors do");
    } finally {
      await envoy.stop();
    }
  });
}
