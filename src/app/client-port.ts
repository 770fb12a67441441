/**
 * Everything that sends, composed: one chunk, loaded when it is first needed. What a protocol needs comes when something
 * is sent over it.
 */
import { withBreaks } from "../base/breaks.ts";
import type { Clock } from "../base/clock.ts";
import { type RandomBytes, randomHex } from "../base/random.ts";
import type { OpenSocket } from "../base/socket.ts";
import { describeAddress, parseAddress } from "../client/address.ts";
import { limitsOf } from "../client/answer-watch.ts";
import { createAnswerWorker } from "../client/answer-worker.ts";
import { descriptionReader as readLarge } from "../client/description-reader.ts";
import { parseDocuments, parseParameters, readDocuments, readValue } from "../client/documents.ts";
import { editDocuments } from "../client/edit-documents.ts";
import type { GrpcCallOptions } from "../client/grpc-call.ts";
import type { GrpcWebOptions } from "../client/grpc-web.ts";
import type { HttpOptions } from "../client/http.ts";
import { createBatches } from "../client/input/batches.ts";
import { createInput } from "../client/input/create-input.ts";
import { createLateTransport } from "../client/late-transport.ts";
import { parameterTexts, withParameter } from "../client/parameter-text.ts";
import { createSender, WINDOW } from "../client/sender.ts";
import { labelOf, labelOfCall, lacksOf, lacksOfCall, WAY_WORDS } from "../client/way.ts";
import { exposedEndpoints } from "../model/engine/exposed-endpoints.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Doc } from "../model/run/document.ts";
import { isLongRun } from "../model/run/long-run.ts";
import { notLoaded } from "../model/run/not-loaded.ts";
import type { SendRequest } from "../model/run/request.ts";
import { isInput } from "../model/run/request-input.ts";
import { documentsPerRequest, ONE_DOCUMENT } from "../model/run/request-limit.ts";
import type { Transport } from "../model/run/transport.ts";
import { findHits } from "../simulator/find-hits.ts";
import { predictInWorker } from "../simulator/load-predictor.ts";
import { traceInWorker } from "../simulator/request-tracer.ts";
import { createSimulator, SIMULATOR_LACKS } from "../simulator/simulator.ts";
import { createTargetMatcher } from "../simulator/target-matcher.ts";
import { previewTarget } from "../simulator/target-preview.ts";
import { topologySteps } from "../simulator/topology.ts";
import { loadLate } from "../store/late.ts";
import type { Client, RunInput } from "../store/ports.ts";

interface ClientPortOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Origin of the server that served this page. */
  readonly baseUrl: string;
  /** The browser's. */
  readonly fetch: typeof globalThis.fetch;
  readonly openSocket: OpenSocket;
  /** The server's token; null on a page that was opened without it. */
  readonly token: () => string | null;
}

/** What a transport is told beside the address. */
type CallOptions = Pick<GrpcWebOptions, "headers" | "compression" | "limits" | "stream"> &
  Pick<HttpOptions, "exposed" | "endpoint"> & {
    /** For gRPC, where all requests of the run are one call. */
    readonly call?: Pick<GrpcCallOptions, "prefetch">;
  };

/** The client: the simulator for `simulator:`, else what the address's protocol is spoken by. */
export function createClientPort(ports: ClientPortOptions): Client {
  const { clock, random, baseUrl, fetch, openSocket, token } = ports;
  const { index: indexLarge, indexJson: indexLargeJson } = createAnswerWorker();
  const match = createTargetMatcher(clock);
  const speakProtobuf = new Map<string, boolean>();

  const loadDoctor = () => loadLate("What tests connections", () => import("../client/doctor.ts"));
  // Both have to be here when the server is gone, which they are to find out and to tell.
  loadDoctor().catch(() => {});
  import("./connection-dialog.tsx").catch(() => {});

  const transportFor = ({ address, way, flow, simulation, headers, request }: RunInput): Transport =>
    address.kind === "simulator"
      ? createSimulator({
          flow,
          settings: simulation,
          clock,
          match,
          stream: request.stream ?? false,
        })
      : transportTo(address, way, {
          headers,
          compression: request.compression,
          limits: limitsOf(request.timeoutS),
          stream: request.stream ?? false,
          endpoint: request.endpoint,
          exposed: exposedEndpoints(flow),
          ...(way === "bridge" && isLongRun(request) && { call: { prefetch: request.window } }),
        });

  /** Made with breaks: all of a large Flow is gone through. Rejects with the signal's reason once that aborts. */
  const topologyOf = async (signal: AbortSignal, ...of: Parameters<typeof topologySteps>) => {
    const topology = await withBreaks(topologySteps(...of), clock, () => !signal.aborted);
    signal.throwIfAborted();
    return topology!;
  };

  const optionsFor = (address: GatewayAddress, way: Way) => ({
    address,
    way,
    bridge: { baseUrl, token: token() },
    fetch,
    clock,
  });

  const transportTo = (address: GatewayAddress, way: Way, { call, ...how }: CallOptions): Transport => {
    const options = { ...optionsFor(address, way), ...how };
    const isCall = call !== undefined && address.protocol === "grpc";
    const load = async (): Promise<Transport> => {
      if (isCall) {
        const { createGrpcCallTransport } = await import("../client/grpc-call.ts");
        return createGrpcCallTransport({ ...options, ...call, openSocket, indexLarge });
      }
      switch (address.protocol) {
        case "grpc":
          return (await import("../client/grpc-web.ts")).createGrpcWebTransport({ ...options, indexLarge });
        case "http":
          return (await import("../client/http.ts")).createHttpTransport({
            ...options,
            indexLargeJson,
            readLarge,
          });
        case "websocket": {
          const { createWebsocketTransport } = await import("../client/websocket.ts");
          return createWebsocketTransport({
            ...options,
            openSocket,
            indexLarge,
            indexLargeJson,
            speakProtobuf,
          });
        }
      }
    };
    return createLateTransport(
      isCall ? labelOfCall(address) : labelOf(address, way),
      isCall ? lacksOfCall() : lacksOf(address, way),
      () =>
        loadLate("What sends", load).catch((cause) => {
          throw notLoaded(cause);
        }),
    );
  };

  return {
    understandAddress(text, wanted, parts) {
      const parsed = parseAddress(text, parts);
      if (parsed instanceof ClientError) {
        return parsed;
      }
      const { address, note } = parsed;
      const summary = describeAddress(address);
      if (address.kind === "simulator") {
        const via = "runs the drawn Flow here, not your code";
        return { address, note, summary, via, way: null, otherWay: null, lacks: SIMULATOR_LACKS };
      }
      return {
        address,
        note,
        summary,
        via: WAY_WORDS[wanted],
        way: wanted,
        otherWay: wanted === "bridge" ? "direct" : "bridge",
        lacks: lacksOf(address, wanted),
      };
    },
    createInput: (form, files) => createInput(form, files, { clock, random }),
    parseDocuments: (text) => parseDocuments(text, random),
    readDocuments,
    editDocuments,
    readValue,
    parseParameters,
    parameterTexts,
    withParameter,
    previewTarget: (pattern, names) => previewTarget(pattern, names, match),
    async predict(flow, settings, scales, workload, signal) {
      const names = flow.nodes.map(({ name }) => name);
      const hits = await findHits({ pattern: workload.targetExecutor, names }, match);
      const topology = await topologyOf(signal, flow, scales);
      return predictInWorker({ topology, settings, workload, hits }, signal);
    },
    async trace({ flow, simulation, request }, wanted, signal, onSteps) {
      try {
        const { endpoint, parameters, targetExecutor } = request;
        const { around, at, index, count } = await documentsOf(request, wanted, signal);
        const requests = around.map((documents) => ({
          requestId: randomHex(random),
          endpoint,
          documents,
          parameters,
          targetExecutor,
        }));
        const names = flow.nodes.map(({ name }) => name);
        const hits = await findHits({ pattern: targetExecutor, names }, match);
        const question = {
          topology: await topologyOf(signal, flow),
          settings: simulation,
          requests,
          at,
          firstOrdinal: index - at,
          window: request.window ?? WINDOW,
          continueOnError: request.continueOnError ?? false,
          hits,
          epochMs: clock.epochMs(),
          isStream: request.stream ?? false,
        };
        const traced = await traceInWorker(question, signal, onSteps);
        return { request: requests[at]!, index, count, before: at, ...traced };
      } catch (cause) {
        signal.throwIfAborted();
        return clientErrorOf(notLoaded(cause));
      }
    },
    async check(address, way, headers) {
      const transport = transportTo(address, way, { headers });
      try {
        await transport.open(new AbortController().signal);
        return null;
      } catch (cause) {
        return clientErrorOf(cause);
      } finally {
        transport.close();
      }
    },
    async readGateway(address, way, headers) {
      try {
        const { readGateway } = await loadLate(
          "What asks gateways",
          () => import("../client/gateway-report.ts"),
        );
        const options = { ...optionsFor(address, way), headers, openSocket, readLarge };
        return await readGateway(options, new AbortController().signal);
      } catch (cause) {
        return clientErrorOf(notLoaded(cause));
      }
    },
    async diagnose({ address, note, way, headers, answered }, signal, onEvidence) {
      const { diagnose } = await loadDoctor();
      const options = {
        ...optionsFor(address, way),
        note,
        headers,
        openSocket,
        readLarge,
        answered,
        localNetwork,
      };
      return diagnose(options, signal, onEvidence);
    },
    async graphql(address, way, headers, timeoutS) {
      const { createGraphql } = await loadLate(
        "What speaks GraphQL",
        () => import("../client/graphql.ts"),
      ).catch((cause) => {
        throw notLoaded(cause);
      });
      return createGraphql({ ...optionsFor(address, way), headers, limits: limitsOf(timeoutS) });
    },
    start: (input, onChange) =>
      createSender({ transport: transportFor(input), clock, random }).send(
        input.request,
        input.runId,
        onChange,
      ),
  };
}

/** What the browser says of pages that want into the local network; null where it does not say. */
async function localNetwork(): Promise<string | null> {
  try {
    // Chromium's name, which the types of browsers do not have yet.
    const name = "local-network-access" as PermissionName;
    return (await navigator.permissions.query({ name })).state;
  } catch {
    return null;
  }
}

function clientErrorOf(cause: unknown): ClientError {
  return cause instanceof ClientError
    ? cause
    : new ClientError("protocol", `A fault of the Designer: ${String(cause)}.`, { cause });
}

/** So many requests before one, and behind it, are simulated with it, and so many documents of them: another thread gets them. */
const MOST_BEFORE = 1000;
const MOST_BEHIND = 100;
const MOST_DOCUMENTS = 20_000;

/** One request of a send, with those around it. */
interface OneOfMany {
  /** The documents of each. */
  readonly around: readonly (readonly Doc[])[];
  /** Which of these it is. */
  readonly at: number;
  /** Which of all requests it is, from 0. */
  readonly index: number;
  /** How many requests there are; null where that is not known. */
  readonly count: number | null;
}

/** Of the requests of a send one, `wanted` from 0, or the last one. Rejects with the signal's reason once that aborts. */
async function documentsOf(
  { documents, requestSize, stream }: SendRequest,
  wanted: number,
  signal: AbortSignal,
): Promise<OneOfMany> {
  const size = documentsPerRequest(requestSize, stream ? ONE_DOCUMENT : null);
  const countFor = (many: number): number => Math.max(1, Math.ceil(many / size));
  const before = Math.min(MOST_BEFORE, Math.floor(MOST_DOCUMENTS / size));
  if (!isInput(documents)) {
    const behind = Math.min(MOST_BEHIND, Math.floor(MOST_DOCUMENTS / size));
    const count = countFor(documents.length);
    const index = Math.min(wanted, count - 1);
    const first = Math.max(0, index - before);
    const around = Array.from({ length: Math.min(count, index + behind + 1) - first }, (_, at) => {
      // Infinity times 0 is no number.
      const from = first + at === 0 ? 0 : (first + at) * size;
      return documents.slice(from, from + size);
    });
    return { around, at: index - first, index, count };
  }
  const batches = createBatches(documents);
  signal.addEventListener("abort", batches.stop);
  try {
    let around = [await batches.next(size)];
    let read = 1;
    // No further than it: what is behind may have a fault, or be a long time in coming.
    while (read <= wanted && !batches.isOver()) {
      const next = await batches.next(size);
      if (next.length > 0) {
        around.push(next);
        read += 1;
      }
      // Now and then, since all of them move up.
      if (around.length > 2 * MOST_BEFORE) {
        around = around.slice(-before - 1);
      }
    }
    signal.throwIfAborted();
    around = around.slice(-before - 1);
    const count = documents.count === null ? null : countFor(documents.count);
    return { around, at: around.length - 1, index: read - 1, count: batches.isOver() ? read : count };
  } finally {
    signal.removeEventListener("abort", batches.stop);
    batches.stop();
  }
}
