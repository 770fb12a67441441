/**
 * Answers everything that is not the relay: the built page with its precompressed files, and `/api/about`, by which
 * another launch recognises this one. Knows nothing secret.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { relative, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyReply } from "fastify";
import { FRAME_POLICY } from "./security-headers.ts";

/** The fixed answer of `GET /api/about`. */
export const ABOUT = { name: "jina-flow-designer" } as const;

/** Vite names a file by its content: `name-` and eight characters of a hash. Such a file never changes. */
const HASHED_NAME = /-[\w-]{8}\.[a-z0-9]+$/;

export interface StaticFiles {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** Serves the files of an absolute folder. The security headers have been put on the response before. */
export async function createStaticFiles(folder: string): Promise<StaticFiles> {
  const app = fastify({
    logger: false,
    frameworkErrors: (_error, _request, reply) => void refuse(reply, 400),
  });
  app.get("/api/about", (_request, reply) => reply.header("cache-control", "no-store").send(ABOUT));
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404));
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    refuse(reply, error.statusCode ?? 500),
  );
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    dotfiles: "ignore",
    cacheControl: false,
    setHeaders: (reply, path) =>
      setFileHeaders(
        reply,
        relative(folder, path)
          .split(sep)
          .join("/")
          .replace(/\.(?:br|gz)$/, ""),
      ),
  });
  await app.ready();
  return {
    handle: (request, response) => app.routing(request, response),
    close: () => app.close(),
  };
}

function refuse(reply: FastifyReply, status: number): FastifyReply {
  const text = status === 404 ? "There is no such file." : "This request cannot be answered.";
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("text/plain; charset=utf-8")
    .send(`${text}\n`);
}

/** `name` is the file within the folder, whichever way the request spelled it. */
function setFileHeaders(reply: FastifyReply, name: string): void {
  const isAsset = name.startsWith("assets/");
  const isImmutable = isAsset && HASHED_NAME.test(name);
  reply.header("cache-control", isImmutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (isAsset) {
    // The sandboxed frame has an opaque origin, so its module scripts are cross-origin requests.
    reply.header("access-control-allow-origin", "*");
    reply.header("cross-origin-resource-policy", "cross-origin");
  }
  if (name === "mermaid.html") {
    reply.header("content-security-policy", FRAME_POLICY);
    reply.raw.removeHeader("x-frame-options");
    reply.raw.removeHeader("cross-origin-opener-policy");
  }
}
