/**
 * What the page sends and gets beside what Jina's own Client sends and gets, on the same real gateways, noted on the
 * wire by a proxy before them. Ids and times aside all is equal, but for the differences of `client-differences.ts`,
 * each of which has its reason in docs/python-client.md.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { toJson } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { environmentPython } from "../scripts/setup.mjs";
import { base64Of } from "../src/base/base64.ts";
import { systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import { createGrpcWebTransport } from "../src/client/grpc-web.ts";
import { createHttpTransport } from "../src/client/http.ts";
import { requestProtoV1, requestProtoV2 } from "../src/client/request-proto.ts";
import { createSender } from "../src/client/sender.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import { createWebsocketTransport } from "../src/client/websocket.ts";
import { DataRequestProtoSchema as ProtoV1 } from "../src/gen/v1/jina_pb.js";
import { DataRequestProtoSchema as ProtoV2 } from "../src/gen/v2/jina_pb.js";
import type { GatewayAddress, Protocol } from "../src/model/run/address.ts";
import { type Doc, type DocValue, isFields, Tensor } from "../src/model/run/document.ts";
import type { Run } from "../src/model/run/run.ts";
import { numbersOf } from "../src/model/run/tensor-numbers.ts";
import { CLIENT_CASES, type ClientCase } from "./client-cases.ts";
import { DIFFERENCES, type Seen } from "./client-differences.ts";
import type { Generation } from "./engine.ts";
import { type Gateways, openSocketFrom, requestOf, startGateways } from "./gateways.ts";
import { createRecordingProxy, type Recorded, type RecordingProxy } from "./recording-proxy.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const FLOWS = ["chain", "endpoints", "everything"] as const;
const PROTOCOLS: readonly Protocol[] = ["grpc", "http", "websocket"];
const SCHEMES = { grpc: "grpc", http: "http", websocket: "ws" } as const;

/** What a client has sent, and what it hands over, without ids and times. */
interface Outcome {
  readonly sent: readonly unknown[];
  readonly got: {
    readonly responses: readonly unknown[];
    readonly done: number;
    readonly failed: number;
    readonly always: number;
    readonly raised: string | null;
  };
}

const used = new Set<string>();

test("there are at least 30 cases, each with a name of its own", () => {
  expect(CLIENT_CASES.length).toBeGreaterThanOrEqual(30);
  expect(new Set(CLIENT_CASES.map(({ name }) => name)).size).toBe(CLIENT_CASES.length);
});

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;
  const proxies = new Map<string, RecordingProxy>();
  let python: ReturnType<typeof startPython>;

  beforeAll(async () => {
    gateways = await startGateways(generation, FLOWS);
    for (const flow of FLOWS) {
      const [grpc, http, websocket] = PROTOCOLS.map((protocol) => gateways.address(flow, protocol).port);
      proxies.set(
        flow,
        await createRecordingProxy(generation, { grpc: grpc!, http: http!, websocket: websocket! }),
      );
    }
    python = startPython(generation);
  });

  afterAll(async () => {
    python?.stop();
    await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
    await gateways?.stop();
  });

  const cases = CLIENT_CASES.filter(({ generations }) => generations?.includes(generation) ?? true);
  test.each(cases)("$name", async (one) => {
    const proxy = proxies.get(one.flow)!;
    const unexplained: string[] = [];
    for (const protocol of one.protocols ?? PROTOCOLS) {
      const port = proxy.ports[protocol];
      const ask = () => {
        proxy.take();
        return python.ask(`${SCHEMES[protocol]}://127.0.0.1:${port}`, argumentsOf(one, protocol));
      };
      const theirs = (await ask()) ?? (await ask()) ?? (await ask());
      expect(theirs, "Jina's Client hangs").not.toBeNull();
      const theirSent = proxy.take();
      const run = await send(one, protocol, port);
      const ourSent = proxy.take();
      const expected: Outcome = { sent: sentOf(theirSent), got: theirs! };
      const actual: Outcome = { sent: sentOf(ourSent), got: gotOf(run, generation) };
      expect(ourSent.length > 0 || theirs!.raised !== null, run.error?.message).toBe(true);
      for (const seen of differencesOf(expected, actual, { protocol, generation })) {
        const known = DIFFERENCES.find(({ explains }) => explains(seen));
        if (known) {
          used.add(known.id);
        } else {
          unexplained.push(
            `${protocol} ${seen.path}: Client ${print(seen.client)}, page ${print(seen.page)}`,
          );
        }
      }
    }
    expect(unexplained.join("\n")).toBe("");
  });

  async function send(one: ClientCase, protocol: Protocol, port: number): Promise<Run> {
    const address: GatewayAddress = { kind: "gateway", protocol, host: "127.0.0.1", port, tls: false };
    const options = {
      ...gateways.optionsOf(address, "bridge"),
      headers: one.headers ?? [],
      compression: one.request.compression,
    };
    const transport =
      protocol === "grpc"
        ? createGrpcWebTransport(options)
        : protocol === "http"
          ? createHttpTransport(options)
          : createWebsocketTransport({ ...options, openSocket: openSocketFrom(gateways.bridge) });
    const { finished } = createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
      {
        endpoint: "/",
        parameters: {},
        targetExecutor: "",
        requestSize: 100,
        ...one.request,
        documents: one.documents,
      },
      1,
      () => {},
    );
    return finished;
  }
});

test("[last] each difference was seen, and stands with its reason in docs/python-client.md", () => {
  expect([...used].sort()).toEqual(DIFFERENCES.map(({ id }) => id).sort());
  const [first = ""] = readFileSync(
    join(import.meta.dirname, "..", "docs", "python-client.md"),
    "utf8",
  ).split("\n## ");
  const table = first.split("\n").filter((line) => /^\| (?!---|difference)/.test(line));
  expect(table).toEqual(DIFFERENCES.map(({ client, page, reason }) => `| ${client} | ${page} | ${reason} |`));
});

/** The arguments of Jina's `post`. */
function argumentsOf({ documents, request, headers, resultsInOrder }: ClientCase, protocol: Protocol) {
  const { parameters, targetExecutor, requestSize, window, continueOnError, returnResponses, compression } =
    request;
  return {
    on: request.endpoint ?? "/",
    ...(documents.length > 0 && { inputs: documents.map(pythonOf) }),
    ...(parameters && { parameters }),
    ...(targetExecutor && { target_executor: targetExecutor }),
    ...(requestSize !== undefined && { request_size: requestSize }),
    ...(window && { prefetch: window }),
    ...(continueOnError && { continue_on_error: true }),
    ...(returnResponses && { return_responses: true }),
    ...(resultsInOrder && { results_in_order: true }),
    ...(compression && { compression: "Gzip" }),
    ...(headers &&
      (protocol === "grpc"
        ? { metadata: headers.map(({ name, value }) => [name, value]) }
        : { headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])) })),
  };
}

function pythonOf(value: DocValue): unknown {
  if (value instanceof Uint8Array) {
    return { $bytes: base64Of(value) };
  }
  if (value instanceof Tensor) {
    return { $array: numbersOf(value)?.map(Number), dtype: value.dtype, shape: value.shape };
  }
  if (Array.isArray(value)) {
    return value.map(pythonOf);
  }
  return isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pythonOf(item)]))
    : value;
}

/**
 * Asked for results in order, Jina's Client waits for ever where it ends its side of the stream after the last answer has
 * come, which happens now and then. So long is it waited for then.
 */
const HANGS_MS = 8_000;

/** Jina's Client, which is asked one question after another. */
function startPython(generation: Generation) {
  const script = join(import.meta.dirname, "..", "engine", "post_requests.py");
  const start = () => {
    const child = spawn(environmentPython(generation), [script], { stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, lines, ready: lines.next(), said: () => said };
  };
  let running = start();
  return {
    /** Null where it hangs; the next question is then for another one. */
    async ask(host: string, asked: { readonly results_in_order?: boolean }): Promise<Outcome["got"] | null> {
      const { child, lines, said } = running;
      child.stdin.write(`${JSON.stringify({ id: 0, host, asked })}\n`);
      let hangs = false;
      const giveUp = () => {
        hangs = true;
        child.kill("SIGKILL");
      };
      // How long Jina takes to be imported hangs on the machine.
      await running.ready;
      const timer = asked.results_in_order ? setTimeout(giveUp, HANGS_MS) : undefined;
      const line = await lines.next();
      clearTimeout(timer);
      if (hangs) {
        running = start();
        return null;
      }
      if (line.done) {
        throw new Error(`Jina's Client ended: ${said()}`);
      }
      const { responses, done, failed, always, raised } = JSON.parse(line.value);
      return { responses: inOrder(responses.map(withStatus)), done, failed, always, raised };
    },
    stop: () => running.child.kill("SIGKILL"),
  };
}

/** What was sent, the requests by their documents, as they come in any order. */
function sentOf(recorded: readonly Recorded[]): unknown[] {
  return inOrder(
    recorded.map(({ how, headers, request }) => ({
      how,
      authorization: headers.authorization ?? null,
      encoding: headers["grpc-encoding"] ?? null,
      ordered: headers.__results_in_order__ ?? null,
      prefetch: headers.__prefetch__ ?? null,
      request,
    })),
  );
}

/** What the page hands over, in the words of Jina's callbacks. */
function gotOf({ exchanges }: Run, generation: Generation): Outcome["got"] {
  const replies = exchanges.flatMap(({ reply }) => (reply ? [reply] : []));
  const done = replies.filter(({ status }) => status.code === "SUCCESS").length;
  const failed = exchanges.filter(
    ({ state, reply }) => state === "failed" || reply?.status.code === "ERROR",
  ).length;
  return {
    responses: inOrder(
      replies.map((reply) => ({
        documents: messagesOf(documentsOf(reply.documents), generation),
        parameters: reply.parameters,
        status: reply.status,
      })),
    ),
    done,
    failed,
    always: done + failed,
    // What goes wrong is in the run.
    raised: null,
  };
}

/** Documents as protobuf spells them in JSON. */
function messagesOf(documents: readonly Doc[], generation: Generation): unknown[] {
  const request = requestOf({ documents });
  const names = { useProtoFieldName: true } as const;
  const message = (
    generation === "v1"
      ? toJson(ProtoV1, requestProtoV1(request), names)
      : toJson(ProtoV2, requestProtoV2(request), names)
  ) as { data?: { docs?: { docs?: unknown[] } } };
  return message.data?.docs?.docs ?? [];
}

/** As replies have it: what protobuf leaves out is what it stands for. */
function withStatus(response: { status: Record<string, unknown> }): object {
  const { status } = response;
  const exception = status.exception as Record<string, unknown> | undefined;
  return {
    ...response,
    status: {
      code: status.code ?? "SUCCESS",
      description: status.description ?? "",
      exception: exception
        ? {
            name: exception.name ?? "",
            args: exception.args ?? [],
            stacks: exception.stacks ?? [],
            executor: exception.executor ?? "",
          }
        : null,
    },
  };
}

/** By the ids of their documents. */
function inOrder<Value>(values: readonly Value[]): Value[] {
  const key = (value: Value) =>
    JSON.stringify(value)
      .match(/"d\d+"/g)
      ?.toSorted(byNumber)[0] ?? "";
  return values.toSorted((a, b) => byNumber(key(a), key(b)));
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** All places where two outcomes are not the same, ids and times aside. */
function differencesOf(
  client: Outcome,
  page: Outcome,
  around: Pick<Seen, "protocol" | "generation">,
): Seen[] {
  const [theirs, ours] = [flat(client), flat(page)];
  return [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((path) => JSON.stringify(theirs.get(path)) !== JSON.stringify(ours.get(path)))
    .map((path) => ({
      ...around,
      path,
      client: theirs.get(path),
      page: ours.get(path),
      clientAt: (other: string) => theirs.get(other),
      pageAt: (other: string) => ours.get(other),
    }));
}

/** The values of a tree by their paths, in which numbers of lists are `*` where there is one. */
function flat(tree: unknown, path = "", into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof tree === "object" && tree !== null) {
    const entries = Object.entries(tree);
    if (entries.length === 0) {
      into.set(path, Array.isArray(tree) ? [] : {});
    }
    for (const [key, value] of entries) {
      flat(value, path === "" ? key : `${path}.${key}`, into);
    }
  } else {
    const isId = typeof tree === "string" && /^[0-9a-f]{32}$/.test(tree);
    // How deep the stack was is not the same for every call.
    const isLine = /stacks\.\d+$/.test(path);
    into.set(isLine ? path.replace(/\d+$/, "*") : path, isId ? "(an id)" : isLine ? "(a line)" : tree);
  }
  return into;
}

function print(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
