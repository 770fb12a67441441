import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import type { Bridge } from "./server.ts";
import { PAGE_FILES, startBridge } from "./test-fixtures.ts";

let bridge: Bridge;

beforeAll(async () => {
  bridge = await startBridge();
});

afterAll(async () => {
  await bridge.close();
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: bridge.port, path, method, headers },
      async (response) => {
        const body = Buffer.concat(await response.toArray()).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

const SCRIPT = "/assets/index-Ab3dEf_9.js";
const TEXT = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };

describe("compression", () => {
  test.each([
    [SCRIPT, "gzip, deflate, br, zstd", "br", "brotli", TEXT.js],
    [SCRIPT, "gzip, deflate", "gzip", "gzip", TEXT.js],
    [SCRIPT, "br;q=0, gzip", "gzip", "gzip", TEXT.js],
    [SCRIPT, "identity", undefined, "plain", TEXT.js],
    [SCRIPT, "", undefined, "plain", TEXT.js],
    ["/assets/only-Ab3dEf_9.css", "br, gzip", "gzip", "gzip css", TEXT.css],
    ["/assets/worker.js", "br, gzip", undefined, "not hashed", TEXT.js],
    ["/mermaid.html", "br", "br", "frame in brotli", "text/html; charset=utf-8"],
  ])("%s for %j comes as %s", async (path, accept, encoding, body, type) => {
    const answer = await ask(path, accept === "" ? {} : { "accept-encoding": accept });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-encoding"]).toBe(encoding);
    expect(answer.headers["content-type"]).toBe(type);
    expect(answer.headers.vary).toMatch(/accept-encoding/i);
    expect(answer.body).toBe(body);
  });
});

describe("caching", () => {
  test.each([
    ["/", "no-cache"],
    ["/index.html", "no-cache"],
    ["/mermaid.html", "no-cache"],
    ["/examples/flow.yml", "no-cache"],
    ["/assets/worker.js", "no-cache"],
    [SCRIPT, "public, max-age=31536000, immutable"],
    ["/assets/frame/mermaid-Ab3dEf_9.js", "public, max-age=31536000, immutable"],
    ["/nothing", "no-store"],
  ])("%s: %s", async (path, expected) => {
    expect((await ask(path)).headers["cache-control"]).toBe(expected);
    expect((await ask(path, { "accept-encoding": "br" })).headers["cache-control"]).toBe(expected);
  });

  test("a file that did not change is not sent again", async () => {
    const { headers } = await ask("/");
    const again = await ask("/", { "if-none-match": String(headers.etag) });
    expect(again.status).toBe(304);
    expect(again.body).toBe("");
  });
});

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; font-src 'self'; " +
  "connect-src 'self' http: https: ws: wss:; worker-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; " +
  "form-action 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types jfd-worker";
const FRAME_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox allow-scripts";

describe("headers", () => {
  test.each(["/", "/index.html", SCRIPT, "/icon.svg", "/nothing"])(
    "%s has the page's policy",
    async (path) => {
      expect((await ask(path)).headers).toMatchObject({
        "content-security-policy": PAGE_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "x-frame-options": "DENY",
      });
    },
  );

  test.each(["/mermaid.html", "/mermaid%2Ehtml", "/%6dermaid.html?x=1"])(
    "%s has its own policy",
    async (path) => {
      for (const encoding of ["identity", "br"]) {
        const { status, headers } = await ask(path, { "accept-encoding": encoding });
        expect(status).toBe(200);
        expect(headers["content-security-policy"]).toBe(FRAME_POLICY);
        expect(headers["x-frame-options"]).toBeUndefined();
        expect(headers["cross-origin-opener-policy"]).toBeUndefined();
        expect(headers["x-content-type-options"]).toBe("nosniff");
      }
    },
  );

  test("only assets may be read from anywhere", async () => {
    expect((await ask(SCRIPT)).headers["access-control-allow-origin"]).toBe("*");
    for (const path of ["/", "/mermaid.html", "/icon.svg", "/examples/flow.yml", "/assets/nothing"]) {
      expect((await ask(path)).headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("types", async () => {
    expect((await ask("/")).headers["content-type"]).toBe("text/html; charset=utf-8");
    expect((await ask("/icon.svg")).headers["content-type"]).toBe("image/svg+xml");
    expect((await ask("/examples/flow.yml")).headers["content-type"]).toBe("text/yaml; charset=utf-8");
  });
});

describe("answers", () => {
  test("the page is the index", async () => {
    expect((await ask("/")).body).toBe(PAGE_FILES["index.html"]);
    expect((await ask("/?x=1")).body).toBe(PAGE_FILES["index.html"]);
  });

  test("a missing file is 404 in a sentence", async () => {
    const answer = await ask("/nothing");
    expect(answer.status).toBe(404);
    expect(answer.body).toBe("There is no such file.\n");
  });

  test("HEAD has the headers and no body", async () => {
    const answer = await ask("/", {}, "HEAD");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-length"]).toBe(String(PAGE_FILES["index.html"].length));
    expect(answer.body).toBe("");
  });

  test("about is fixed and holds nothing secret", async () => {
    const answer = await ask("/api/about", { origin: `http://127.0.0.1:${bridge.port}` });
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    expect(JSON.parse(answer.body)).toEqual({ name: "jina-flow-designer" });
  });
});

test("closing takes no time, also with a connection that is kept open", async () => {
  const own = await startBridge({ clock: createHandClock() });
  const sent = request({
    host: "127.0.0.1",
    port: own.port,
    path: "/",
    headers: { connection: "keep-alive" },
  });
  sent.on("error", () => undefined);
  sent.end();
  await new Promise((resolve) => sent.once("response", (response) => response.resume().once("end", resolve)));
  // The clock stands still: nobody waits until the time for running calls is up.
  await own.close();
});
