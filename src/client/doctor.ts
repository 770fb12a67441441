/**
 * The connection doctor: probes the way to a gateway step by step, from the page's server and from the page itself, each
 * step for three seconds at most, and says what is the matter. None of the probes runs an endpoint of an Executor.
 */

import { listed } from "../base/words.ts";
import { BRIDGE_HEADERS, PROBE_PATH } from "../model/run/bridge-contract.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Diagnosis, Evidence } from "../model/run/diagnosis.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import type { TargetProbe } from "../model/run/target-probe.ts";
import { describeAddress, hostAndPort } from "./address.ts";
import { isFields } from "./answer-json.ts";
import { type Attempt, bridgeFault, noBridge, noToken, plainAnswer } from "./bridge-faults.ts";
import { letGo } from "./direct-faults.ts";
import { type ReportOptions, readGateway } from "./gateway-report.ts";
import { createHttpWire, type HttpAnswer } from "./http-wire.ts";
import { openApiOf } from "./openapi-answer.ts";
import { type Bar, type DirectFindings, type Findings, verdictOf } from "./verdict.ts";
import { labelOf } from "./way.ts";
import { type DryRun, runDry } from "./websocket-dry-run.ts";

/** For one step. */
const LIMIT_MS = 3000;
/** The page's server takes up to four steps, one after another. */
const SERVER_LIMIT_MS = 4 * LIMIT_MS + 1000;

/** What is tested, and by what means. */
export interface DoctorOptions extends ReportOptions {
  /** What was changed or taken for granted in reading the address, in sentences; "" for nothing. */
  readonly note: string;
  /** Requests to this address that were answered before. */
  readonly answered: number;
  /** What the browser says of pages that want into the local network: `granted`, `denied`, `prompt`; null if nothing. */
  readonly localNetwork: () => Promise<string | null>;
}

/** Takes all probes. `onEvidence` gets each as it is known. Rejects only when the signal aborts. */
export async function diagnose(
  options: DoctorOptions,
  signal: AbortSignal,
  onEvidence: (evidence: Evidence) => void,
): Promise<Diagnosis> {
  const { address, note, way, answered, clock } = options;
  const evidence: Evidence[] = [];
  const tell = (one: Evidence) => {
    evidence.push(one);
    onEvidence(one);
  };
  /** Takes one step, and tells how long it took. */
  const step = async <Found>(take: (limit: AbortSignal) => Promise<Found>): Promise<[Found, number]> => {
    const startedAtMs = clock.nowMs();
    const found = await withLimit(options, signal, LIMIT_MS, take);
    return [found, Math.round(clock.nowMs() - startedAtMs)];
  };

  tell({
    probe: "Address",
    sent: "",
    seen: [labelOf(address, way), note].filter((part) => part !== "").join(". "),
    ms: null,
    outcome: "ok",
  });
  const bar = await tellPage(options, tell);

  const startedAtMs = clock.nowMs();
  const probe = await askServer(options, signal);
  tell(bridgeEvidence(probe, Math.round(clock.nowMs() - startedAtMs)));
  if (!(probe instanceof ClientError)) {
    serverEvidence(address, probe).forEach(tell);
  }

  const byServer = { ...options, way: "bridge" as const };
  let served: Findings["served"] = null;
  let report: Findings["report"] = null;
  const isHttp = !(probe instanceof ClientError) && isHttpFound(probe);
  if (isHttp) {
    const [kind, ms] = await step((limit) => servedAt(byServer, probe, limit));
    served = kind;
    tell({
      probe: "Description",
      sent: "GET /openapi.json, through the page's server",
      seen:
        kind === "other"
          ? "not that of a Jina gateway"
          : `that of a Jina gateway in ${kind === "http" ? "HTTP" : "WebSocket"}`,
      ms,
      outcome: kind === address.protocol ? "ok" : "fault",
    });
  }
  const isOfProtocol =
    !(probe instanceof ClientError) &&
    (address.protocol === "grpc"
      ? typeof probe.http2?.grpc?.status === "number"
      : served === address.protocol);
  const direct =
    address.protocol !== "grpc"
      ? await probeDirectly(options, step, tell)
      : way === "direct"
        ? await probeGrpcWeb(options, step, tell)
        : null;
  const isAlone =
    probe instanceof ClientError && way === "direct" && address.protocol !== "grpc" && direct?.isReadable;
  if (isOfProtocol || isAlone) {
    const [found, ms] = await step((limit) => reportOf(isAlone ? options : byServer, limit));
    report = found;
    tell(gatewayEvidence(found, ms));
  }
  signal.throwIfAborted();
  const verdict = verdictOf({ address, way, answered, bar, probe, served, report, direct });
  return { address: describeAddress(address), way, evidence, verdict };
}

/** Gives `take` a signal that aborts with the caller's, or when its time is over. */
async function withLimit<Found>(
  { clock }: Pick<DoctorOptions, "clock">,
  signal: AbortSignal,
  limitMs: number,
  take: (limit: AbortSignal) => Promise<Found>,
): Promise<Found> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const giveUp = () => limit.abort();
  signal.addEventListener("abort", giveUp, { once: true });
  const stopWaiting = clock.after(limitMs, giveUp);
  try {
    return await take(limit.signal);
  } finally {
    stopWaiting();
    signal.removeEventListener("abort", giveUp);
  }
}

/** Hosts that browsers trust without TLS too. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** What stands in the way of pages in general, before anything is sent. */
async function tellPage(
  { address, way, bridge, localNetwork }: DoctorOptions,
  tell: (one: Evidence) => void,
): Promise<Bar | null> {
  if (way === "bridge") {
    return null;
  }
  const { protocol, hostname } = new URL(bridge.baseUrl);
  const isMixed = protocol === "https:" && !address.tls && !LOOPBACK.test(address.host);
  // A page of this machine is in the innermost network already: no browser asks about it, whatever its settings say.
  const permission = LOOPBACK.test(hostname) ? null : await localNetwork();
  const bar = isMixed ? "mixed" : permission === "denied" || permission === "prompt" ? permission : null;
  tell({
    probe: "Browser",
    sent: "",
    seen: isMixed
      ? "this page came by HTTPS, and browsers let such pages ask nothing without TLS"
      : permission === null
        ? "nothing stands in the way of this page"
        : `permission to enter the local network: ${permission}`,
    ms: null,
    outcome: bar === "mixed" || bar === "denied" ? "fault" : "ok",
  });
  return bar;
}

/** Lets the page's server look. */
async function askServer(options: DoctorOptions, signal: AbortSignal): Promise<TargetProbe | ClientError> {
  const { address, bridge, fetch } = options;
  const attempt: Attempt = {
    stage: "open",
    tried: labelOf(address, "bridge"),
    address,
    way: "bridge",
    limitMs: SERVER_LIMIT_MS,
  };
  if (bridge.token === null) {
    return noToken(attempt.tried);
  }
  const headers = {
    "content-type": "application/json",
    [BRIDGE_HEADERS.token]: bridge.token,
    [BRIDGE_HEADERS.target]: hostAndPort(address),
    ...(address.tls && { [BRIDGE_HEADERS.tls]: "1" }),
  };
  try {
    return await withLimit(options, signal, SERVER_LIMIT_MS, async (limit) => {
      const url = `${bridge.baseUrl.replace(/\/+$/, "")}${PROBE_PATH}`;
      const response = await fetch(url, { method: "POST", headers, body: "", signal: limit });
      const fault = response.headers.get(BRIDGE_HEADERS.error);
      if (response.ok && fault !== null) {
        return bridgeFault(fault, await response.text(), attempt, null);
      }
      if (!response.ok) {
        letGo(response);
        return plainAnswer(response, attempt);
      }
      const found: unknown = await response.json();
      return isTargetProbe(found) ? found : plainAnswer(response, attempt);
    });
  } catch (cause) {
    signal.throwIfAborted();
    return noBridge(attempt, cause);
  }
}

/** The page's own server is believed in what stands in the parts. */
function isTargetProbe(value: unknown): value is TargetProbe {
  return (
    isFields(value) &&
    ["dns", "tcp", "tls", "http2", "http1"].every((name) => value[name] === null || isFields(value[name]))
  );
}

function bridgeEvidence(probe: TargetProbe | ClientError, ms: number): Evidence {
  const isFault = probe instanceof ClientError;
  return {
    probe: "The page's server",
    sent: "the question what is there",
    seen: isFault ? probe.message : "it looks",
    ms,
    outcome: isFault ? "fault" : "ok",
  };
}

function serverEvidence(address: DoctorOptions["address"], probe: TargetProbe): Evidence[] {
  const { dns, tcp, tls, http2, http1 } = probe;
  const rows: (Evidence | null)[] = [
    dns && {
      probe: "DNS",
      sent: address.host,
      seen: dns.error || listed(dns.addresses.slice(0, 4), "and"),
      ms: dns.ms,
      outcome: dns.error ? "fault" : "ok",
    },
    tcp && {
      probe: "TCP",
      sent: `a connection to ${hostAndPort(address)}`,
      seen: tcp.outcome === "open" ? "accepted" : `${tcp.outcome} (${tcp.error})`,
      ms: tcp.ms,
      outcome: tcp.outcome === "open" ? "ok" : "fault",
    },
    tls && {
      probe: "TLS",
      sent: "a handshake that offers HTTP/2 and HTTP/1.1",
      seen: tlsSeen(tls),
      ms: tls.ms,
      outcome: tls.isSpoken === address.tls && !tls.certificate?.distrust ? "ok" : "fault",
    },
    http2 && {
      probe: "gRPC",
      sent: `its dry run, in HTTP/2${http2.overTls ? " over TLS" : ""}`,
      seen: http2Seen(http2),
      ms: http2.ms,
      outcome: http2.grpc?.status === 0 ? "ok" : address.protocol === "grpc" ? "fault" : "skipped",
    },
    http1 && {
      probe: "HTTP",
      sent: `GET /status, in HTTP/1.1${http1.overTls ? " over TLS" : ""}`,
      seen:
        http1.status === null
          ? `no answer in HTTP/1.1 (${http1.error})`
          : `status ${http1.status}, ${http1.contentType || "no content type"}${http1.isJina ? ", a Jina gateway's" : ""}`,
      ms: http1.ms,
      outcome: http1.isJina ? "ok" : address.protocol === "grpc" ? "skipped" : "fault",
    },
  ];
  return rows.filter((row) => row !== null);
}

function tlsSeen({ isSpoken, version, alpn, certificate, error }: NonNullable<TargetProbe["tls"]>): string {
  if (!isSpoken) {
    return `not spoken (${error})`;
  }
  const parts = [
    version,
    alpn === "" ? "no protocol chosen" : `chose ${alpn}`,
    ...(certificate
      ? [
          `certificate for ${certificate.names || certificate.subject || "nobody"}`,
          `from ${certificate.issuer || "nobody"}`,
          `until ${certificate.validTo}`,
          certificate.isUnverified
            ? "not verified, as the page's server was started so"
            : certificate.distrust === ""
              ? "trusted"
              : `not trusted (${certificate.distrust})`,
        ]
      : []),
  ];
  return parts.join(", ");
}

function http2Seen({ isSpoken, grpc, health, services, error }: NonNullable<TargetProbe["http2"]>): string {
  if (grpc === null) {
    return isSpoken ? `HTTP/2, but no answer (${error})` : `no HTTP/2 (${error})`;
  }
  const status =
    grpc.status === null
      ? `HTTP status ${grpc.httpStatus}, ${grpc.contentType || "no content type"}, no gRPC status`
      : `gRPC status ${grpc.status}${grpc.message === "" ? "" : `: ${grpc.message}`}`;
  return [
    status,
    ...(health === "" ? [] : [`health ${health}`]),
    ...(services.length === 0
      ? []
      : [`services ${services.map((name) => name.split(".").at(-1)).join(" ")}`]),
  ].join(", ");
}

function isHttpFound({ http1 }: TargetProbe): boolean {
  return http1 !== null && http1.status !== null;
}

/** What the description says that an HTTP server is. It is asked as it was found to speak, with TLS or without. */
async function servedAt(
  options: ReportOptions,
  probe: TargetProbe | ClientError,
  signal: AbortSignal,
): Promise<"http" | "websocket" | "other"> {
  const overTls = !(probe instanceof ClientError) && probe.http1?.overTls === true;
  const address = { ...options.address, protocol: "http" as const, tls: overTls };
  const tried = labelOf(address, "bridge");
  const attempt: Attempt = { stage: "open", tried, address, way: options.way, limitMs: null };
  const ask = createHttpWire({ ...options, address }).ask;
  const read = async ({ status, response }: HttpAnswer) =>
    status === 200
      ? (await openApiOf(response, tried, options.readLarge, signal)).described.kind
      : ("other" as const);
  return ask({ method: "GET", path: "/openapi.json" }, attempt, signal, read).catch(() => "other");
}

async function reportOf(options: ReportOptions, signal: AbortSignal): Promise<GatewayReport | ClientError> {
  try {
    return await readGateway(options, signal);
  } catch (cause) {
    if (cause instanceof ClientError) {
      return cause;
    }
    throw cause;
  }
}

function gatewayEvidence(found: GatewayReport | ClientError, ms: number): Evidence {
  const probe = "Gateway";
  const sent = "what it is, whether it is ready, its endpoints";
  if (found instanceof ClientError) {
    return { probe, sent, seen: found.message, ms, outcome: "fault" };
  }
  const { readiness, versions, endpoints } = found;
  const seen = [
    ...["jina", "docarray", "python"].flatMap((name) => {
      const version = versions.get(name);
      return version === undefined ? [] : [`${name} ${version}`];
    }),
    readiness.kind === "ready" ? "ready" : readiness.why,
    ...(endpoints
      ? [
          `endpoints ${
            listed(
              endpoints.slice(0, 10).map(({ name }) => name),
              "and",
            ) || "none"
          }`,
        ]
      : []),
  ];
  return { probe, sent, seen: seen.join(", "), ms, outcome: readiness.kind === "not-ready" ? "fault" : "ok" };
}

/** What the gateway tells a page that asks it in gRPC-web. */
async function probeGrpcWeb(
  options: DoctorOptions,
  step: <Found>(take: (limit: AbortSignal) => Promise<Found>) => Promise<[Found, number]>,
  tell: (one: Evidence) => void,
): Promise<DirectFindings> {
  const [report, ms] = await step((limit) => reportOf(options, limit));
  const answers = !(report instanceof ClientError);
  tell({
    ...gatewayEvidence(report, ms),
    probe: "This page, gRPC-web",
    sent: "the questions what it is and whether it is ready",
  });
  return { answers, isSlow: false, isReadable: answers, socket: null, report };
}

/** What the browser gets by itself. It complains of what fails in its own console. */
async function probeDirectly(
  options: DoctorOptions,
  step: <Found>(take: (limit: AbortSignal) => Promise<Found>) => Promise<[Found, number]>,
  tell: (one: Evidence) => void,
): Promise<DirectFindings> {
  const { address, way } = options;
  const url = `${address.tls ? "https" : "http"}://${hostAndPort(address)}/status`;
  const ask = (mode: RequestMode) => (signal: AbortSignal) =>
    options
      .fetch(url, { mode, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal })
      .then(
        (answer) => {
          letGo(answer);
          return true;
        },
        () => false,
      );
  const unwanted = (isSeen: boolean) => (isSeen ? "ok" : way === "direct" ? "fault" : "skipped");
  const [answers, opaqueMs] = await step(ask("no-cors"));
  // What is refused is refused at once; what is dropped on the way is waited for in vain.
  const isSlow = !answers && opaqueMs >= LIMIT_MS;
  tell({
    probe: "This page, HTTP",
    sent: "GET /status, without a wish to read it",
    seen: answers
      ? "something answers"
      : isSlow
        ? "nothing came back in time"
        : "no answer in HTTP, at once; the browser does not say why",
    ms: opaqueMs,
    outcome: unwanted(answers),
  });
  if (!answers) {
    const socket = await socketStep(options, step, tell);
    return { answers, isSlow, isReadable: false, socket, report: null };
  }
  const [isReadable, readableMs] = await step(ask("cors"));
  tell({
    probe: "This page, reading",
    sent: "GET /status",
    seen: isReadable ? "the page may read it" : "the browser lets this page read nothing: CORS is off",
    ms: readableMs,
    outcome: address.protocol === "websocket" ? "skipped" : unwanted(isReadable),
  });
  return { answers, isSlow, isReadable, socket: await socketStep(options, step, tell), report: null };
}

/** The dry run of a WebSocket gateway, which also tells whether a WebSocket of a page opens there. */
async function socketStep(
  { address, way, openSocket, clock }: DoctorOptions,
  step: <Found>(take: (limit: AbortSignal) => Promise<Found>) => Promise<[Found, number]>,
  tell: (one: Evidence) => void,
): Promise<DryRun | null> {
  if (address.protocol !== "websocket") {
    return null;
  }
  const [ran, ms] = await step((limit) => runDry({ address, openSocket, clock, limitMs: LIMIT_MS }, limit));
  tell({
    probe: "This page, WebSocket",
    sent: "the gateway's dry run, without a subprotocol",
    seen: ran.opens ? (ran.readiness.kind === "ready" ? "ready" : ran.readiness.why) : ran.seen,
    ms,
    outcome: ran.opens && ran.readiness.kind !== "not-ready" ? "ok" : way === "direct" ? "fault" : "skipped",
  });
  return ran;
}
