/**
 * Finds out what is at a target, step by step: name, connection, TLS, HTTP/2 with gRPC, HTTP/1.1. Asked are a gateway's
 * dry run, health, reflection and status, which run no endpoint. The policy of targets holds for each connection, and
 * nothing is sent to a server whose certificate is not trusted: of that one the certificate alone is looked at.
 */
import type { ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import { connect, isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import type { Clock } from "../base/clock.ts";
import type {
  Certificate,
  DnsProbe,
  Http1Probe,
  Http2Probe,
  TargetProbe,
  TcpProbe,
  TlsProbe,
} from "../model/run/target-probe.ts";
import { createCheckedLookup, type LookupOptions } from "./checked-lookup.ts";
import type { HttpUpstream } from "./http-upstream.ts";
import type { Target } from "./target.ts";
import type { TargetSettings } from "./target-settings.ts";
import type { Upstreams } from "./upstreams.ts";

/** For each step. */
const LIMIT_MS = 3000;
/** Of an answer that is only looked at. */
const MAX_BYTES = 64 << 10;
/** Characters of a text that comes from the target. */
const MAX_TEXT = 300;

const DRY_RUN = "/jina.JinaGatewayDryRunRPC/dry_run";
const HEALTH = "/grpc.health.v1.Health/Check";
const REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
/** `ServerReflectionRequest{list_services: ""}` */
const LIST_SERVICES = Buffer.from([0x3a, 0x00]);
/** `HealthCheckResponse{status}`, by the status. */
const HEALTHS = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

/** By what means targets are probed. */
export interface TargetProbeOptions extends LookupOptions {
  readonly clock: Clock;
  /** A certificate is judged as calls judge it. */
  readonly settings: TargetSettings;
  readonly upstreams: Upstreams;
  readonly httpUpstream: HttpUpstream;
}

/** Takes all steps that can tell something. Rejects once `over` aborts. */
export async function probeTarget(
  target: Target,
  options: TargetProbeOptions,
  over: AbortSignal,
): Promise<TargetProbe> {
  const nothing: TargetProbe = { dns: null, tcp: null, tls: null, http2: null, http1: null };
  const step = <Found>(take: (limit: AbortSignal) => Promise<Found>) => timed(options.clock, over, take);

  const dns = isIP(target.host) ? null : await step((limit) => probeDns(target, options, limit));
  if (dns?.error) {
    return { ...nothing, dns };
  }
  const tcp = await step((limit) => probeTcp(target, options, limit));
  if (tcp.outcome !== "open") {
    return { ...nothing, dns, tcp };
  }
  const askTls = () => step((limit) => probeTls(target, options, limit));
  const ask = async (overTls: boolean) => {
    const asked = { ...target, tls: overTls };
    const [http2, http1] = await Promise.all([
      step((limit) => probeHttp2(asked, options, limit)),
      step((limit) => probeHttp1(asked, options, limit)),
    ]);
    return { http2, http1 };
  };
  if (target.tls) {
    const tls = await askTls();
    const isDistrusted = tls.isSpoken && tls.certificate?.distrust !== "";
    return { dns, tcp, tls, ...(isDistrusted ? { http2: null, http1: null } : await ask(tls.isSpoken)) };
  }
  const plain = await ask(false);
  const isPlain = plain.http2.isSpoken || plain.http1.status !== null;
  return { dns, tcp, tls: isPlain ? null : await askTls(), ...plain };
}

/** Takes a step with its limit, and adds how long it took. */
async function timed<Found>(
  clock: Clock,
  over: AbortSignal,
  take: (limit: AbortSignal) => Promise<Found>,
): Promise<Found & { ms: number }> {
  over.throwIfAborted();
  const startedAtMs = clock.nowMs();
  const limit = new AbortController();
  const giveUp = () => limit.abort();
  over.addEventListener("abort", giveUp, { once: true });
  const stopWaiting = clock.after(LIMIT_MS, giveUp);
  try {
    const found = await take(limit.signal);
    over.throwIfAborted();
    return { ...found, ms: Math.round(clock.nowMs() - startedAtMs) };
  } finally {
    stopWaiting();
    over.removeEventListener("abort", giveUp);
  }
}

const SILENT = "no answer in time";

function probeDns(target: Target, options: LookupOptions, limit: AbortSignal): Promise<Omit<DnsProbe, "ms">> {
  return new Promise((resolve) => {
    limit.addEventListener("abort", () => resolve({ addresses: [], error: SILENT }), { once: true });
    createCheckedLookup(target, options)(target.host, { all: true }, (error, addresses) => {
      const list = Array.isArray(addresses) ? addresses.map(({ address }) => address) : [];
      resolve(error ? { addresses: [], error: wordOf(error) } : { addresses: list, error: "" });
    });
  });
}

function probeTcp(target: Target, options: LookupOptions, limit: AbortSignal): Promise<Omit<TcpProbe, "ms">> {
  const { host, port } = target;
  const socket = connect({ host, port, lookup: createCheckedLookup(target, options) });
  return new Promise((resolve) => {
    const settle = (outcome: TcpProbe["outcome"], error = "") => {
      socket.destroy();
      resolve({ outcome, error });
    };
    socket.once("connect", () => settle("open"));
    socket.on("error", (error) => {
      const word = wordOf(error);
      const outcome = word === "ECONNREFUSED" ? "refused" : word === "ETIMEDOUT" ? "silent" : "unreachable";
      settle(outcome, word);
    });
    limit.addEventListener("abort", () => settle("silent", SILENT), { once: true });
  });
}

function probeTls(
  target: Target,
  options: TargetProbeOptions,
  limit: AbortSignal,
): Promise<Omit<TlsProbe, "ms">> {
  const { host, port } = target;
  const { settings } = options;
  const socket = connectTls({
    host,
    port,
    lookup: createCheckedLookup(target, options),
    ALPNProtocols: ["h2", "http/1.1"],
    ...settings.tlsOf(target),
    // So that a certificate that is not trusted can be told about. Nothing is sent here.
    rejectUnauthorized: false,
  });
  return new Promise((resolve) => {
    const fail = (error: string) => {
      socket.destroy();
      resolve({ isSpoken: false, version: "", alpn: "", certificate: null, error });
    };
    socket.once("secureConnect", () => {
      const found = {
        isSpoken: true,
        version: socket.getProtocol() ?? "",
        alpn: socket.alpnProtocol || "",
        certificate: certificateOf(socket, settings.isUnverified(target)),
        error: "",
      };
      socket.destroy();
      resolve(found);
    });
    socket.on("error", (error) => fail(wordOf(error)));
    socket.once("close", () => fail("closed"));
    limit.addEventListener("abort", () => fail(SILENT), { once: true });
  });
}

function certificateOf(socket: TLSSocket, isUnverified: boolean): Certificate {
  const { subject, issuer, subjectaltname = "", valid_to = "" } = socket.getPeerCertificate();
  const error: unknown = socket.authorizationError;
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: cut(subjectaltname),
    validTo: cut(valid_to),
    isUnverified,
    distrust:
      socket.authorized || isUnverified ? "" : error instanceof Error ? wordOf(error) : cut(String(error)),
  };
}

function nameOf(name: PeerCertificate["subject"] | undefined): string {
  const common = name?.CN ?? name?.O ?? "";
  return cut(Array.isArray(common) ? common.join(", ") : common);
}

async function probeHttp2(
  target: Target,
  options: TargetProbeOptions,
  limit: AbortSignal,
): Promise<Omit<Http2Probe, "ms">> {
  const none = { overTls: target.tls, isSpoken: false, grpc: null, health: "", services: [] };
  const history = options.upstreams.historyOf(target);
  const call = (path: string, message: Buffer = Buffer.alloc(0)) =>
    callGrpc(target, path, message, options.upstreams, limit);
  const dryRun = await call(DRY_RUN);
  if ("error" in dryRun) {
    return { ...none, isSpoken: history.hasSpokenHttp2, error: dryRun.error };
  }
  const grpc = {
    httpStatus: Number(dryRun.head[":status"]),
    contentType: cut(String(dryRun.head["content-type"] ?? "")),
    status: dryRun.status,
    message: dryRun.message,
  };
  if (grpc.status === null) {
    return { ...none, isSpoken: true, grpc, error: "" };
  }
  const [health, reflection] = await Promise.all([call(HEALTH), call(REFLECTION, LIST_SERVICES)]);
  // A frame's five bytes, the tag of the field, and its number; nothing but the frame for 0.
  const isHealthTold = "bytes" in health && health.status === 0;
  return {
    ...none,
    isSpoken: true,
    grpc,
    health: isHealthTold ? (HEALTHS[health.bytes[6] ?? 0] ?? "UNKNOWN") : "",
    services:
      "bytes" in reflection
        ? [...new Set(reflection.bytes.toString("latin1").match(/(?:[a-z]\w*\.)+[A-Z]\w*/g))].slice(0, 30)
        : [],
    error: "",
  };
}

interface GrpcAnswer {
  readonly head: IncomingHttpHeaders;
  /** The frames, as many as are looked at. */
  readonly bytes: Buffer;
  readonly status: number | null;
  readonly message: string;
}

async function callGrpc(
  target: Target,
  path: string,
  message: Buffer,
  upstreams: Upstreams,
  limit: AbortSignal,
): Promise<GrpcAnswer | { readonly error: string }> {
  if (limit.aborted) {
    // The call before took all the time that there was.
    return { error: SILENT };
  }
  const headers = { "content-type": "application/grpc+proto", te: "trailers" };
  const opening = upstreams.open(target, path, headers);
  const late = new Promise<null>((resolve) => {
    limit.addEventListener("abort", () => resolve(null), { once: true });
  });
  const stream = await Promise.race([opening, late]).catch((error: unknown) => error);
  if (stream === null) {
    // It may open yet.
    opening.then(upstreams.cancel, () => undefined);
    return { error: SILENT };
  }
  if (stream instanceof Error) {
    return { error: wordOf(stream) };
  }
  const opened = await opening;
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  opened.end(Buffer.concat([prefix, message]));
  return readGrpc(opened, upstreams, limit);
}

function readGrpc(
  stream: ClientHttp2Stream,
  upstreams: Upstreams,
  limit: AbortSignal,
): Promise<GrpcAnswer | { readonly error: string }> {
  return new Promise((resolve) => {
    let head: IncomingHttpHeaders | null = null;
    let trailers: IncomingHttpHeaders = {};
    let bytes = Buffer.alloc(0);
    let failed = "";
    const settle = () => {
      const status = head?.["grpc-status"] ?? trailers["grpc-status"];
      const said = head?.["grpc-message"] ?? trailers["grpc-message"] ?? "";
      resolve(
        head
          ? {
              head,
              bytes,
              status: status === undefined ? null : Number(status),
              message: decoded(String(said)),
            }
          : { error: failed || "closed before an answer came" },
      );
      upstreams.cancel(stream);
    };
    stream.on("response", (answer) => {
      head = answer;
    });
    stream.on("trailers", (last) => {
      trailers = last;
    });
    stream.on("data", (chunk: Buffer) => {
      bytes = bytes.length < MAX_BYTES ? Buffer.concat([bytes, chunk]) : bytes;
    });
    stream.on("error", (error) => {
      failed = wordOf(error);
    });
    stream.once("end", settle);
    stream.once("close", settle);
    limit.addEventListener(
      "abort",
      () => {
        failed = SILENT;
        settle();
      },
      { once: true },
    );
  });
}

/** gRPC writes what is outside of ASCII as percent and two digits. */
function decoded(message: string): string {
  try {
    return cut(decodeURIComponent(message));
  } catch {
    return cut(message);
  }
}

function probeHttp1(
  target: Target,
  { httpUpstream }: TargetProbeOptions,
  limit: AbortSignal,
): Promise<Omit<Http1Probe, "ms">> {
  const { request } = httpUpstream.open(target, {
    method: "GET",
    path: "/status",
    headers: { accept: "application/json", "user-agent": "jina-flow-designer" },
    isAlone: true,
  });
  return new Promise((resolve) => {
    const none = { overTls: target.tls, status: null, contentType: "", isJina: false };
    const settle = (found: Omit<Http1Probe, "ms">) => {
      resolve(found);
      request.destroy();
    };
    request.on("error", (error) => settle({ ...none, error: wordOf(error) }));
    limit.addEventListener("abort", () => settle({ ...none, error: SILENT }), { once: true });
    request.once("upgrade", (_answer, gateway: Duplex) => {
      gateway.destroy();
      settle({ ...none, error: "goes over to another protocol" });
    });
    request.once("response", (answer) => {
      let text = "";
      const told = () =>
        settle({
          overTls: target.tls,
          status: answer.statusCode ?? 0,
          contentType: cut(answer.headers["content-type"] ?? ""),
          isJina: isJinaStatus(text),
          error: "",
        });
      answer.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
        if (text.length > MAX_BYTES) {
          told();
        }
      });
      answer.once("end", told);
      answer.once("close", told);
    });
    request.end();
  });
}

/** Whether it names its Jina, as `{"jina": {"jina": "3.34.0", …}}`. */
function isJinaStatus(text: string): boolean {
  try {
    const { jina } = JSON.parse(text);
    return typeof jina.jina === "string";
  } catch {
    return false;
  }
}

/** The innermost cause tells most. */
function wordOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ("code" in one && typeof one.code === "string") {
      return cut(one.code);
    }
    if (!(one.cause instanceof Error)) {
      return cut(one.message);
    }
  }
  return "unknown";
}

function cut(text: string): string {
  return text.slice(0, MAX_TEXT);
}
