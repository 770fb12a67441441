import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname } from "node:path";
import { build } from "vite";

/** Serves the page of an HTML file, built as ours is, and beside it `data`: texts by the path under which it fetches them. */
export async function servePage(
  html: string,
  data: ReadonlyMap<string, string>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const files = new Map([...(await buildPage(html)), ...data]);
  const server = createServer(({ url }, response) => {
    const path = url === "/" ? `/${basename(html)}` : (url ?? "");
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

/** The built files of an HTML file by path. */
export async function buildPage(html: string): Promise<Map<string, string | Uint8Array>> {
  const built = await build({
    root: dirname(html),
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2023",
      rolldownOptions: { input: html },
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
