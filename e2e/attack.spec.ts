/**
 * Pages of other origins, in a real browser, against our server. They know its port, a gateway behind it and even the
 * token; nothing of what they send may reach the gateway, and they may read nothing. The names lead to this machine, as
 * those of an attacker who answers for his own name do (DNS rebinding).
 */
import { createServer } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import { readSetup } from "../scripts/setup.mjs";
import { expect, test } from "./fixtures.ts";

const RPC = "jina.JinaInfoRPC/_status";

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const bound = server.address();
      resolve(typeof bound === "object" ? (bound?.port ?? 0) : 0);
    });
  });
}

test("a page of another origin reaches no gateway and reads nothing, also by a name of its own for this machine", async ({
  playwright,
  server,
}) => {
  let connections = 0;
  const gateway = createTcpServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  const other = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><title>other</title>"),
  );
  const target = `127.0.0.1:${await listen(gateway)}`;
  const otherPort = await listen(other);
  const token = server.url.split("=")[1] ?? "";
  const { port } = new URL(server.origin);
  const { chromium } = readSetup();
  const browser = await playwright.chromium.launch({
    ...(chromium ? { executablePath: chromium } : {}),
    args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP *.test 127.0.0.1"],
  });
  try {
    const page = await browser.newPage();
    // What the name gave before it was made to lead here: the page is of the server's own port, and still not its own.
    await page.route(`http://rebound.test:${port}/`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>rebound</title>" }),
    );
    for (const attacker of [
      `http://evil.test:${otherPort}/`,
      `http://127.0.0.1:${otherPort}/`,
      `http://rebound.test:${port}/`,
    ]) {
      await page.goto(attacker);
      for (const victim of [server.origin, `http://rebound.test:${port}`]) {
        const read = await page.evaluate(attack, { victim, token, target, rpc: RPC });
        expect(read, `${attacker} to ${victim}`).toEqual([]);
      }
    }
    const direct = await page.goto(`http://evil.test:${port}/`);
    expect(direct?.status()).toBe(421);
    expect(connections).toBe(0);

    // The same call from the server's own origin does reach the gateway.
    await page.goto(server.origin);
    const status = await page.evaluate(
      async ({ url, headers }) =>
        (await fetch(url, { method: "POST", headers, body: new Uint8Array(5) })).status,
      {
        url: `/relay/grpc/${RPC}`,
        headers: {
          "x-bridge-token": token,
          "x-bridge-target": target,
          "content-type": "application/grpc-web+proto",
        },
      },
    );
    expect(status).toBe(200);
    expect(connections).toBe(1);
  } finally {
    await browser.close();
    gateway.close();
    other.close();
  }
});

/** Runs in the page: everything that a page can send. Answers what it could read, with what it was. */
async function attack({
  victim,
  token,
  target,
  rpc,
}: {
  victim: string;
  token: string;
  target: string;
  rpc: string;
}): Promise<string[]> {
  const read: string[] = [];
  const headers = {
    "x-bridge-token": token,
    "x-bridge-target": target,
    "content-type": "application/grpc-web+proto",
  };
  const grpc = `${victim}/relay/grpc/${rpc}`;
  const http = `${victim}/relay/http/post`;
  const query = `?token=${token}&target=${target}&x-bridge-token=${token}&x-bridge-target=${target}`;
  const body = new Uint8Array(5);
  const requests: [string, RequestInit][] = [
    [grpc, { method: "POST", headers, body }],
    [grpc, { method: "POST", headers, body, credentials: "include" }],
    [http, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: "{}" }],
    // Simple ones, which browsers send without asking.
    [grpc, { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body }],
    [grpc + query, { method: "POST", mode: "no-cors", body }],
    [http + query, { method: "POST", mode: "no-cors", body: "{}" }],
    [grpc + query, { mode: "no-cors" }],
    [`${victim}/api/about`, {}],
    [`${victim}/api/about`, { mode: "no-cors" }],
  ];
  for (const [url, init] of requests) {
    try {
      const response = await fetch(url, init);
      // An opaque answer tells nothing; what is refused may be read by a page that has the port's own address.
      if (response.type !== "opaque" && response.ok) {
        read.push(`${init.method ?? "GET"} ${url} ${await response.text()}`);
      }
    } catch {
      // What is wanted.
    }
  }
  navigator.sendBeacon(grpc + query, body);

  const form = document.createElement("form");
  const frame = document.createElement("iframe");
  frame.name = "into";
  document.body.append(frame, form);
  form.method = "POST";
  form.enctype = "text/plain";
  form.target = "into";
  form.action = grpc + query;
  form.submit();

  const socketUrl = `${victim.replace("http", "ws")}/relay/websocket?target=${target}`;
  // Browsers let one attempt wait for the failure of the one before.
  const opened = await new Promise((resolve) => {
    const socket = new WebSocket(socketUrl, [
      "jina-flow-designer",
      "jina-flow-designer.fault",
      `token.${token}`,
    ]);
    socket.addEventListener("open", () => resolve(true));
    socket.addEventListener("error", () => resolve(false));
  });
  if (opened) {
    read.push("WebSocket");
  }
  return read;
}
