/**
 * Answers everything that is not the relay: the built page with its precompressed files, and `/api/about`, by which
 * another launch recognises this one. Knows nothing secret.
 */
import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { contentType } from "mime-types";
import Negotiator from "negotiator";
import send from "send";
import { ABOUT, ABOUT_PATH } from "../model/run/bridge-contract.ts";
import { FRAME_POLICY } from "./security-headers.ts";

/** Vite names a file by its content: `name-` and eight characters of a hash. Such a file never changes. */
const HASHED_NAME = /-[\w-]{8}\.[a-z0-9]+$/;

/** Endings of the precompressed files, by the name that HTTP has for the encoding. */
const ENDINGS: Readonly<Record<string, string>> = { br: ".br", gzip: ".gz", identity: "" };

type StaticFiles = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves the files of an absolute folder. The security headers have been put on the response before. */
export function createStaticFiles(folder: string): StaticFiles {
  return (request, response) => {
    const name = nameOf(request.url ?? "/");
    if (name === null) {
      refuse(response, 400);
    } else if (name === ABOUT_PATH) {
      response.writeHead(200, {
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
      });
      response.end(JSON.stringify(ABOUT));
    } else {
      sendFile(folder, name, request, response);
    }
  };
}

function sendFile(folder: string, name: string, request: IncomingMessage, response: ServerResponse): void {
  const encoding = encodingFor(folder, name, request);
  // `send` keeps to the folder, leaves out what begins with a dot, and answers ranges and conditions.
  send(request, encodeURI(name) + ENDINGS[encoding], {
    root: folder,
    dotfiles: "ignore",
    cacheControl: false,
    index: false,
  })
    .on("headers", () => setFileHeaders(response, name.slice(1), encoding))
    .on("directory", () => refuse(response, 404))
    .on("error", (error: { status?: number }) => refuse(response, error.status ?? 500))
    .pipe(response);
}

/** The path of a request's file within the folder, decoded and from its slash on; null if it cannot be decoded. */
function nameOf(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split("?", 1)[0]!);
    return path === "/" ? "/index.html" : path;
  } catch {
    return null;
  }
}

/** The best encoding of a file that the browser takes and the build has made. */
function encodingFor(folder: string, name: string, request: IncomingMessage): string {
  const accepted = new Negotiator(request).encodings();
  const found = ["br", "gzip"].find(
    (encoding) => accepted.includes(encoding) && existsSync(join(folder, name + ENDINGS[encoding])),
  );
  return found ?? "identity";
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = status === 404 ? "There is no such file." : "This request cannot be answered.";
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(`${text}\n`);
}

/** `name` is the file within the folder, whichever way the request spelled it. */
function setFileHeaders(response: ServerResponse, name: string, encoding: string): void {
  const isAsset = name.startsWith("assets/");
  const isImmutable = isAsset && HASHED_NAME.test(name);
  response.setHeader("content-type", contentType(extname(name)) || "application/octet-stream");
  response.setHeader("vary", "accept-encoding");
  response.setHeader("cache-control", isImmutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (encoding !== "identity") {
    response.setHeader("content-encoding", encoding);
  }
  if (isAsset) {
    // The sandboxed frame has an opaque origin, so its module scripts are cross-origin requests.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("cross-origin-resource-policy", "cross-origin");
  }
  if (name === "mermaid.html") {
    response.setHeader("content-security-policy", FRAME_POLICY);
    response.removeHeader("x-frame-options");
    response.removeHeader("cross-origin-opener-policy");
  }
}
