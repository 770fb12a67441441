import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "vite";

/** Serves the page of bare-editor.html, built as ours is, with a text in it. */
export async function serveBarePage(text: string): Promise<{ url: string; close: () => Promise<void> }> {
  const files = await buildPage();
  files.set("/text", text);
  const server = createServer(({ url }, response) => {
    const path = url === "/" ? "/bare-editor.html" : (url ?? "");
    const body = files.get(path);
    const type = path.endsWith(".js")
      ? "text/javascript"
      : path.endsWith(".html")
        ? "text/html"
        : "text/plain";
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** The built files by path. */
async function buildPage(): Promise<Map<string, string | Uint8Array>> {
  const built = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2023",
      rolldownOptions: { input: join(import.meta.dirname, "bare-editor.html") },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  return new Map(
    outputs.flatMap((one) =>
      "output" in one
        ? one.output.map((file): [string, string | Uint8Array] => [
            `/${file.fileName}`,
            file.type === "chunk" ? file.code : file.source,
          ])
        : [],
    ),
  );
}
