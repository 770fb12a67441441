/**
 * Asks a gateway what it is, whether it is ready, and which endpoints it has: its status, its dry run and its
 * description, none of which runs an endpoint of an Executor.
 */

import { type DescMethod, fromBinary } from "@bufbuild/protobuf";
import type { OpenSocket } from "../base/socket.ts";
import {
  JinaDiscoverEndpointsRPC,
  JinaGatewayDryRunRPC,
  JinaInfoProtoSchema,
  JinaInfoRPC,
  StatusProto_StatusCode,
  StatusProtoSchema,
} from "../gen/v2/jina_pb.js";
import { ClientError } from "../model/run/client-error.ts";
import type { GatewayReport, Readiness } from "../model/run/gateway-report.ts";
import { shorten } from "../model/shorten.ts";
import { isFields, parsedJson, statusOf, wordOf } from "./answer-json.ts";
import { type Attempt, otherProtocol } from "./bridge-faults.ts";
import type { DescriptionReader } from "./description-reader.ts";
import { readDiscovery } from "./discovery.ts";
import { type Generation, generationOf } from "./generation.ts";
import { notTheMessage } from "./grpc-web-faults.ts";
import { createGrpcWire } from "./grpc-wire.ts";
import { httpFailure } from "./http-faults.ts";
import { createHttpWire, type HttpAnswer, type HttpWireOptions, readToldBytes } from "./http-wire.ts";
import { MAX_DESCRIPTION_BYTES, SMALL_DESCRIPTION_BYTES } from "./openapi.ts";
import { openApiOf } from "./openapi-answer.ts";
import type { ToldEndpoints } from "./told-endpoints.ts";
import { labelOf } from "./way.ts";
import { runDry } from "./websocket-dry-run.ts";

/** For each question. */
const LIMIT_MS = 3000;
/** Of versions, and of a dry run. */
const MAX_STATE_BYTES = 512 << 10;

/** Of versions that are kept. */
const MAX_KEPT = 1000;
/** Characters of a sentence of the gateway's, and of a name or a version. */
const MAX_SAID = 2000;
const MAX_NAME = 200;

const OLD_ENDPOINTS =
  "With docarray below 0.30 a gateway does not tell the endpoints of its Executors: it takes any, and an Executor that has not got one passes the documents on.";
/** Its own schemas, made anew, refer to what is not in them then. */
const NO_OPTIONAL =
  "Jina cannot tell them in gRPC where a document is optional within another, as `Optional[Part]`; an HTTP port of the same gateway can.";
const NO_GATEWAY = "It is an Executor without a gateway, which has no dry run.";

/** How a gateway is asked. */
export interface ReportOptions extends HttpWireOptions {
  /** The browser's WebSocket. */
  readonly openSocket: OpenSocket;
  /** Reads large descriptions away from the page's thread; without it, as where there are no workers, that is done in place. */
  readonly readLarge?: DescriptionReader;
}

/** Asks it, each question for three seconds at most. Throws ClientError where it does not say what it is. */
export async function readGateway(options: ReportOptions, signal: AbortSignal): Promise<GatewayReport> {
  return within(await READERS[options.address.protocol](options, signal));
}

const READERS = { grpc: readByGrpc, http: readByHttp, websocket: readByWebsocket } as const;

/** As much of a report as can be shown, whatever a server sends. */
function within({ versions, readiness, endpointsNote, ...rest }: GatewayReport): GatewayReport {
  const short = (text: string) => shorten(text, MAX_NAME);
  return {
    ...rest,
    versions: new Map([...versions].slice(0, MAX_KEPT).map(([name, text]) => [short(name), short(text)])),
    readiness: "why" in readiness ? { ...readiness, why: shorten(readiness.why, MAX_SAID) } : readiness,
    endpointsNote: shorten(endpointsNote, MAX_SAID),
  };
}

async function readByGrpc(options: ReportOptions, signal: AbortSignal): Promise<GatewayReport> {
  const { address, way, readLarge } = options;
  const tried = labelOf(address, way);
  const attempt: Attempt = { stage: "open", tried, address, way, limitMs: LIMIT_MS };
  const wire = createGrpcWire(options);
  const ask = async <Told>(
    method: DescMethod,
    maxBytes: number,
    read: (bytes: Uint8Array<ArrayBuffer>) => Told | Promise<Told>,
  ): Promise<Told> => {
    const bytes = await wire.ask({ attempt, method, maxBytes }, signal);
    try {
      return await read(bytes);
    } catch (cause) {
      throw signal.aborted || cause instanceof ClientError ? cause : notTheMessage(cause, attempt);
    }
  };

  const info = await ask(JinaInfoRPC.method._status, MAX_STATE_BYTES, (bytes) =>
    fromBinary(JinaInfoProtoSchema, bytes),
  );
  const generation = generationOf(info.jina, tried);

  const dryRun = async (): Promise<Readiness> => {
    const { code, description } = await ask(JinaGatewayDryRunRPC.method.dry_run, MAX_STATE_BYTES, (bytes) =>
      fromBinary(StatusProtoSchema, bytes),
    );
    return code === StatusProto_StatusCode.ERROR
      ? { kind: "not-ready", why: description }
      : { kind: "ready" };
  };
  const discover = () =>
    ask(JinaDiscoverEndpointsRPC.method.endpoint_discovery, MAX_DESCRIPTION_BYTES, (bytes) =>
      bytes.length > SMALL_DESCRIPTION_BYTES && readLarge
        ? readLarge.discovery(bytes, signal)
        : readDiscovery(bytes),
    );
  let isBare = false;
  const readiness = await dryRun().catch((cause): Readiness => {
    const fault = ifFault(cause);
    isBare = fault.code === "not-a-gateway";
    return { kind: "unknown", why: isBare ? NO_GATEWAY : fault.message };
  });
  // A gateway of the old docarray fails at that, and its log fills with it.
  const endpoints =
    generation === "v1" && !isBare
      ? { endpoints: null, endpointsNote: OLD_ENDPOINTS }
      : await discover().catch(untold);
  return {
    generation,
    versions: new Map(Object.entries(info.jina)),
    readiness,
    ...endpoints,
  };
}

/**
 * A WebSocket gateway tells in HTTP what it is, which a page may not read without its server. Whether it is ready a page
 * finds out by itself, by the gateway's own dry run over WebSocket.
 */
async function readByWebsocket(options: ReportOptions, signal: AbortSignal): Promise<GatewayReport> {
  const { address, way, openSocket, clock } = options;
  const [told, ran] = await Promise.all([
    readByHttp({ ...options, way: "bridge" }, signal).catch(ifFault),
    way === "direct" ? runDry({ address, openSocket, clock, limitMs: LIMIT_MS }, signal) : null,
  ]);
  if (!ran?.opens) {
    if (told instanceof ClientError) {
      throw told;
    }
    return told;
  }
  return told instanceof ClientError
    ? {
        generation: null,
        versions: new Map(),
        readiness: ran.readiness,
        endpoints: null,
        endpointsNote: `A page may not read what a WebSocket gateway tells of itself, and its server does not tell it. ${told.message}`,
      }
    : { ...told, readiness: ran.readiness };
}

/** WebSocket gateways answer the same in HTTP. */
async function readByHttp(options: ReportOptions, signal: AbortSignal): Promise<GatewayReport> {
  const { address, way, readLarge } = options;
  const tried = labelOf(address, way);
  const attempt: Attempt = { stage: "open", tried, address, way, limitMs: LIMIT_MS };
  const wire = createHttpWire(options);
  const jsonOf = async ({ status, type, response }: HttpAnswer) => {
    const bytes = await readToldBytes(response, MAX_STATE_BYTES, tried);
    return { status, type, answer: parsedJson(new TextDecoder().decode(bytes)) };
  };
  const read = (path: string) => wire.ask({ method: "GET", path }, attempt, signal, jsonOf).catch(ifFault);

  const [openApi, status, dryRun] = await Promise.all([
    wire.ask({ method: "GET", path: "/openapi.json" }, attempt, signal, async (answer, untilLate) => {
      if (answer.status !== 200) {
        throw httpFailure(await jsonOf(answer), attempt);
      }
      return openApiOf(answer.response, tried, readLarge, untilLate);
    }),
    read("/status"),
    read("/dry_run"),
  ]);
  const { described } = openApi;
  const isOther = described.kind === "other";
  if (isOther || (described.kind === "websocket") !== (address.protocol === "websocket")) {
    throw new ClientError(
      "not-a-gateway",
      isOther
        ? "What answers there is no Jina gateway, or one of another protocol."
        : described.kind === "websocket"
          ? "A WebSocket gateway answers there."
          : "An HTTP gateway answers there.",
      { tried, advice: otherProtocol(address) },
    );
  }
  const versions = "answer" in status ? fieldsOf(fieldsOf(status.answer).jina) : {};
  const generation =
    generationIn(versions) ?? (described.kind === "http" ? described.gateway.generation : null);
  return {
    generation,
    versions: new Map(Object.entries(versions).map(([name, version]) => [name, wordOf(version)])),
    readiness: "answer" in dryRun ? readinessOf(dryRun) : { kind: "unknown", why: dryRun.message },
    ...told(described.kind, generation, openApi),
  };
}

function told(
  kind: "http" | "websocket",
  generation: Generation | null,
  { endpoints, endpointsNote }: ToldEndpoints,
): ToldEndpoints {
  if (kind === "websocket") {
    return {
      endpoints: null,
      endpointsNote: "A WebSocket gateway does not tell the endpoints of its Executors.",
    };
  }
  return generation === "v1"
    ? { endpoints: null, endpointsNote: OLD_ENDPOINTS }
    : { endpoints, endpointsNote };
}

function untold(cause: unknown): ToldEndpoints {
  const { message } = ifFault(cause);
  const why = /KeyError.*#\/\$defs\//.test(message) ? ` ${NO_OPTIONAL}` : "";
  return { endpoints: null, endpointsNote: `It does not tell its endpoints. ${message}${why}` };
}

function readinessOf({ status, answer }: { status: number; answer: unknown }): Readiness {
  const said = statusOf(answer);
  if (status === 404 || status === 405) {
    return { kind: "unknown", why: NO_GATEWAY };
  }
  if (status !== 200 || !said) {
    return { kind: "unknown", why: `Its dry run gave HTTP status ${status} and no state.` };
  }
  return said.code === "ERROR" ? { kind: "not-ready", why: said.description } : { kind: "ready" };
}

/** A fault of ours stays one. */
function ifFault(cause: unknown): ClientError {
  if (cause instanceof ClientError) {
    return cause;
  }
  throw cause;
}

function generationIn(versions: { readonly [name: string]: unknown }): Generation | null {
  return typeof versions.docarray === "string" ? generationOf({ docarray: versions.docarray }, "") : null;
}

function fieldsOf(value: unknown): { readonly [key: string]: unknown } {
  return isFields(value) ? value : {};
}
