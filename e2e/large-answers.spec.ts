/** Large answers in JSON are gone through away from the page's thread, which reads what it shows and nothing else. */
import { createServer } from "node:http";
import { listenOnLoopback } from "../src/bridge/test-fixtures.ts";
import { acceptOf } from "../src/bridge/websocket-handshake.ts";
import { expect, test } from "./fixtures.ts";

const OPENAPI = JSON.stringify({
  paths: { "/x": { post: {} } },
  components: { schemas: { JinaInfoModel: {}, x_input_model: {} } },
});
const DOCUMENTS = 50_000;

/** An answer of 50 MB. */
function largeAnswer(): Buffer {
  const data = Array.from({ length: DOCUMENTS }, (_, index) => ({
    id: index === 0 ? "asked" : `${index}`,
    text: `text ${index} ${"x".repeat(960)}`,
  }));
  return Buffer.from(JSON.stringify({ header: {}, parameters: {}, routes: [], data }));
}

declare global {
  interface Window {
    /** The most that the page's own thread has read at once: characters parsed, bytes made into text. */
    largestRead: { parsed: number; decoded: number };
  }
}

test("an answer of 50 MB by HTTP and by WebSocket leaves the page's thread alone", async ({
  designer,
  page,
}) => {
  test.setTimeout(120_000);
  const body = largeAnswer();
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader("content-type", "application/json");
    // What the page reads of the gateway after a run is asked by GET.
    response.end(request.method === "POST" ? body : request.url === "/openapi.json" ? OPENAPI : "{}");
  });
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => undefined);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(request.headers["sec-websocket-key"]!)}\r\n\r\n`,
    );
    socket.once("data", () => {
      const head = Buffer.alloc(10);
      head.writeUInt8(0x81, 0);
      head.writeUInt8(127, 1);
      head.writeUInt32BE(body.length, 6);
      socket.write(Buffer.concat([head, body]));
    });
  });
  const { port } = await listenOnLoopback(server);
  await page.evaluate(() => {
    const most = { parsed: 0, decoded: 0 };
    window.largestRead = most;
    const { parse } = JSON;
    JSON.parse = (text: string, ...more) => {
      most.parsed = Math.max(most.parsed, text.length);
      return parse(text, ...more);
    };
    const { decode } = TextDecoder.prototype;
    TextDecoder.prototype.decode = function (input, options) {
      most.decoded = Math.max(most.decoded, input?.byteLength ?? 0);
      return decode.call(this, input, options);
    };
  });
  for (const [address, way] of [
    [`http://localhost:${port}`, "through the page's server"],
    [`ws://localhost:${port}`, "directly from this page"],
  ] as const) {
    await test.step(address, async () => {
      await designer.fillSend({ address, endpoint: "/x", documents: '{"id": "asked"}' });
      await designer.takeWay(way);
      await designer.sendAnew();
      await expect(designer.told).toContainText("Done: 1 response, 50,000 documents", { timeout: 60_000 });
      await expect(designer.documents().first()).toContainText("text 0 xxx");
      const read = await page.evaluate(() => window.largestRead);
      expect(read.parsed).toBeLessThan(1 << 20);
      expect(read.decoded).toBeLessThan(1 << 20);
    });
  }
  server.closeAllConnections();
  server.close();
});
