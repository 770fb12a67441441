/**
 * The client: documents with texts and embeddings through the page's server, beside Jina's own Client on the same real
 * gateway, and beside the bare `fetch` of the same bytes from a gateway that does nothing.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { type Generation, startFlow } from "../agreement/engine.ts";
import { environmentPython } from "../scripts/setup.mjs";
import { type Bridge, createBridge } from "../src/bridge/server.ts";
import { createStubGateway, frame, respond } from "../src/bridge/test-fixtures.ts";
import type { Load, MEASUREMENTS } from "./client/page.ts";
import { withBarePage } from "./harness/bare-page.ts";
import type { Benchmark, Figures } from "./harness/benchmark.ts";
import { buildPage } from "./harness/serve-page.ts";

const DOCUMENTS = 10_000;
const FEW_DOCUMENTS = 1000;
const DIMENSIONS = 768;
const REQUEST_SIZE = 100;
const PYTHON_SCRIPT = join(import.meta.dirname, "../engine/time_client.py");
const FLOW = "jtype: Flow\nwith: {protocol: grpc}\nexecutors:\n  - {name: echo, uses: Vectors}\n";

type Stop = () => unknown;

/** The page of this benchmark behind our server, in a folder of its own. */
async function servePage(folder: string): Promise<Bridge> {
  const files = await buildPage(join(import.meta.dirname, "client/index.html"));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return createBridge({ distFolder: folder, port: 0 });
}

/** A gateway that gives back what it got, and says that it runs docarray v1. */
function startEchoGateway() {
  const info = frame(Buffer.from("\n\x12\n\x08docarray\x12\x060.21.1", "latin1"));
  return createStubGateway((stream, headers) => {
    if (headers[":path"]?.endsWith("_status")) {
      stream.resume();
      stream.once("end", () => respond(stream, [info]));
      return;
    }
    stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.pipe(stream);
  });
}

/** Jina's Client in a process that is kept: each call measures once. */
function startPythonClient(generation: Generation, load: Omit<Load, "token">, stops: Stop[]) {
  const args = [load.port, load.documents, load.dimensions, load.requestSize].map(String);
  const child = spawn(environmentPython(generation), [PYTHON_SCRIPT, ...args], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  stops.push(() => child.kill());
  return async (): Promise<Figures> => {
    child.stdin.write("\n");
    const { value, done } = await lines.next();
    if (done) {
      throw new Error(`Jina's Client (docarray ${generation}) has ended without an answer`);
    }
    return JSON.parse(value);
  };
}

export const benchmark: Benchmark = {
  title: `the client: documents of ${DIMENSIONS} dimensions, ${REQUEST_SIZE} a request, through the page's server`,
  async prepare(isQuick) {
    const documents = isQuick ? FEW_DOCUMENTS : DOCUMENTS;
    const folder = mkdtempSync(join(tmpdir(), "bench-client-"));
    const stops: Stop[] = [() => rmSync(folder, { recursive: true })];
    const bridge = await servePage(folder);
    stops.push(() => bridge.close());
    const inPage = (name: keyof typeof MEASUREMENTS, port: number) => (): Promise<Figures> =>
      withBarePage(bridge.address, async (evaluate) => {
        const load: Load = {
          port,
          token: bridge.token,
          documents,
          dimensions: DIMENSIONS,
          requestSize: REQUEST_SIZE,
        };
        const measure = (how: Load) => evaluate(`bench[${JSON.stringify(name)}](${JSON.stringify(how)})`);
        // The first time compiles the code, and starts what is started once.
        await measure({ ...load, documents: load.requestSize * 4 });
        return (await measure(load)) as Figures;
      });

    const echo = await startEchoGateway();
    stops.push(() => echo.close());
    const runs = new Map<string, () => Promise<Figures>>([
      ["the page", inPage("client", echo.port)],
      ["the page over gRPC-web", inPage("client over gRPC-web", echo.port)],
      ["fetch and decode", inPage("fetch and decode", echo.port)],
      ["fetch", inPage("fetch", echo.port)],
      ["rows", inPage("rows", echo.port)],
    ]);
    for (const generation of ["v1", "v2"] as const) {
      const file = join(folder, `${generation}.yml`);
      writeFileSync(file, FLOW);
      const flow = await startFlow({ generation, file });
      stops.push(() => flow.stop());
      const load = { port: flow.port, documents, dimensions: DIMENSIONS, requestSize: REQUEST_SIZE };
      runs.set(`the page, ${generation}`, inPage("client", flow.port));
      runs.set(`Jina's Client, ${generation}`, startPythonClient(generation, load, stops));
    }

    const ms = (run: string) => ({ run, figure: "ms" });
    return {
      runs,
      ratios: [
        {
          title: "raw fetch of the same bytes with the same decode, to the page",
          of: ms("fetch and decode"),
          to: ms("the page"),
          atLeast: 0.95,
        },
        { title: "raw fetch, to the page", of: ms("fetch"), to: ms("the page"), atLeast: 0.75 },
        {
          title: "raw fetch of the same bytes with the same decode, to the page over gRPC-web",
          of: ms("fetch and decode"),
          to: ms("the page over gRPC-web"),
          atLeast: 0.95,
        },
        {
          title: "raw fetch, to the page over gRPC-web",
          of: ms("fetch"),
          to: ms("the page over gRPC-web"),
          atLeast: 0.75,
        },
        {
          title: "Jina's Client to the page, docarray v1",
          of: ms("Jina's Client, v1"),
          to: ms("the page, v1"),
          atLeast: 0.9,
        },
        {
          title: "Jina's Client to the page, docarray v2",
          of: ms("Jina's Client, v2"),
          to: ms("the page, v2"),
          atLeast: 2,
        },
        {
          title: "a screen of rows, ours to `pbf` decoding those rows",
          of: { run: "rows", figure: "rows ms" },
          to: { run: "rows", figure: "decoder's rows ms" },
          atMost: 1.2,
        },
      ],
      async close() {
        for (const stop of stops.toReversed()) {
          await stop();
        }
      },
    };
  },
};
