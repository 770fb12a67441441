/**
 * What follows from the probes of the connection doctor. Pure. A cause is named only where something was seen that shows
 * it, and an address is advised only where what was seen answers to it, so that no advice leads to another.
 */
import { counted, listed } from "../base/words.ts";
import type { GatewayAddress, Protocol, Way } from "../model/run/address.ts";
import { ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import type { Fix, Verdict, VerdictKind } from "../model/run/diagnosis.ts";
import type { GatewayReport, Readiness } from "../model/run/gateway-report.ts";
import type { Certificate, TargetProbe, TlsProbe } from "../model/run/target-probe.ts";
import { shorten } from "../model/shorten.ts";
import { describeAddress, hostAndPort } from "./address.ts";
import { NoTrailers } from "./grpc-status.ts";
import type { DryRun } from "./websocket-dry-run.ts";

/** All that was found out. */
export interface Findings {
  readonly address: GatewayAddress;
  readonly way: Way;
  /** Requests to this address that were answered before. */
  readonly answered: number;
  /** What a browser may hold this page back by; null where it does not. */
  readonly bar: Bar | null;
  /** What the page's server sees there, or why it does not look. */
  readonly probe: TargetProbe | ClientError;
  /** What the HTTP server there is; null where none was asked. */
  readonly served: "http" | "websocket" | "other" | null;
  /** What the gateway tells by the address's own protocol; null where it was not asked. */
  readonly report: GatewayReport | ClientError | null;
  /** What the browser itself gets; null where it was not tried. */
  readonly direct: DirectFindings | null;
}

/** A page that came by HTTPS and asks without TLS, or one that is not let into the local network, or not yet. */
export type Bar = "mixed" | "denied" | "prompt";

/** What a page gets without its server. */
export interface DirectFindings {
  /** Whether anything answers in HTTP, be it unreadable. */
  readonly answers: boolean;
  /** Whether nothing came back in time, where a refusal comes at once. */
  readonly isSlow: boolean;
  readonly isReadable: boolean;
  /** What came of the dry run over a WebSocket without a subprotocol; null where none was tried. */
  readonly socket: DryRun | null;
  /** What the gateway tells a page in gRPC-web, which takes a proxy before it; null where that was not asked. */
  readonly report: GatewayReport | ClientError | null;
}

const START_BRIDGE = "npm start";
/** What is copied has what is new alone. */
const RESTART = "start the page's server again with this, beside the options that it has now.";
const PROTOCOLS: Readonly<Record<Protocol, string>> = { grpc: "gRPC", http: "HTTP", websocket: "WebSocket" };

/** The end of a diagnosis. */
export function verdictOf(findings: Findings): Verdict {
  const { probe, way, direct, address } = findings;
  // What answers in gRPC-web may be a proxy that speaks nothing else.
  if (direct?.report && !(direct.report instanceof ClientError)) {
    return reported(direct.report, address, "");
  }
  const fault = faultIn(direct);
  if (fault?.cause instanceof NoTrailers) {
    return noTrailers(address, "gRPC-web");
  }
  if (!(probe instanceof ClientError)) {
    const seen = fromServer(findings, probe);
    return seen.kind === "works" && way === "direct" ? fromPage(findings, seen) : seen;
  }
  return way === "direct" && direct && probe.code !== "target-own"
    ? fromPageAlone(findings, direct, withoutServer(address, probe).fix)
    : withoutServer(address, probe);
}

/** Why a page that has asked in gRPC-web got no answer; null where it got one, or has not asked. */
function faultIn(direct: DirectFindings | null): ClientError | null {
  return direct?.report instanceof ClientError ? direct.report : null;
}

function made(
  kind: VerdictKind,
  certainty: Verdict["certainty"],
  says: string,
  fix: Fix | null = null,
): Verdict {
  return { kind, certainty, says, fix };
}

const KINDS: Readonly<Partial<Record<ClientErrorCode, VerdictKind>>> = {
  "bridge-missing": "bridge-missing",
  "bridge-token": "bridge-token",
  "bridge-busy": "bridge-busy",
  "target-not-allowed": "target-not-allowed",
  "target-refused": "target-not-allowed",
  "target-own": "target-not-allowed",
};

function withoutServer(address: GatewayAddress, { code, message, advice }: ClientError): Verdict {
  const kind = KINDS[code] ?? "unknown";
  if (code === "target-not-allowed") {
    const copy = `${START_BRIDGE} -- --allow-target ${hostAndPort(address)}`;
    return made(kind, "certain", message, { says: `Allow it: ${RESTART}`, copy });
  }
  const isStart = kind === "bridge-missing" || kind === "bridge-token";
  const fix = advice === "" ? null : { says: advice.replaceAll("`", ""), copy: isStart ? START_BRIDGE : "" };
  return made(kind, kind === "unknown" ? "open" : "certain", message, fix);
}

/** What the page's server has seen. */
function fromServer(findings: Findings, probe: TargetProbe): Verdict {
  const { address, answered } = findings;
  const { dns, tcp, tls, http1, http2 } = probe;
  const where = hostAndPort(address);
  const before = answered > 0 ? `It has answered ${counted(answered, "request")} before, so ` : "";
  if (dns?.error) {
    return ["ENOTFOUND", "EAI_AGAIN", "ENODATA"].includes(dns.error)
      ? made(
          "no-such-name",
          "certain",
          `The name ${address.host} leads nowhere: no address is known for it.`,
          {
            says: "Check the spelling; a Flow on this machine is at localhost.",
            copy: describeAddress({ ...address, host: "localhost" }),
          },
        )
      : made("target-not-allowed", "likely", `The name ${address.host} cannot be used: ${dns.error}.`);
  }
  switch (tcp?.outcome) {
    case "refused":
      return made(
        "nothing-listens",
        "certain",
        before === ""
          ? `Nothing listens at ${where}: the connection was refused.`
          : `${before}address, protocol and TLS were right; nothing listens at ${where} any more. The Flow was stopped, or it has crashed.`,
        { says: "Start the Flow, and compare the port that it prints with this one.", copy: "", start: true },
      );
    case "silent":
      return made(
        "silent",
        "likely",
        `${before === "" ? "" : `${before}the address was right. `}Nothing at all comes back from ${where}. A machine that is off, or a firewall that drops what it does not let through, does that.`,
      );
    case "unreachable":
      return made("no-route", "certain", `This machine has no way to ${where} (${tcp.error}).`);
    default:
  }
  if (address.tls && tls?.isSpoken && tls.certificate?.distrust) {
    return distrusted(address, tls.certificate);
  }
  if (!address.tls && tls?.isSpoken) {
    return wantsTls(address, tls);
  }
  if (http1 && http1.status !== null && (!http2?.isSpoken || isServedInHttp(findings, http2))) {
    return fromHttp(findings, http1);
  }
  if (http2?.isSpoken) {
    return fromGrpc(findings, http2);
  }
  return made(
    answered > 0 ? "says-nothing" : "unknown",
    "open",
    answered > 0
      ? `${before}address, protocol and TLS are right. ${where} accepts connections now, but does not answer: it may be busy, stopped in a debugger, or about to end.`
      : `${where} accepts connections, but answers neither in HTTP nor in gRPC, and speaks no TLS: it is no Jina gateway, or one that hangs.`,
  );
}

/** With or without TLS, whichever is spoken there. */
function tlsFix(address: GatewayAddress, says: string): Fix {
  const written = describeAddress(address);
  return { says, copy: written, address: written };
}

function wantsTls(address: GatewayAddress, { alpn, certificate, version }: TlsProbe): Verdict {
  // gRPC chooses h2; a gateway in HTTP or WebSocket does not.
  const protocol = alpn === "h2" ? "grpc" : address.protocol === "grpc" ? "http" : address.protocol;
  const certain = alpn === "h2" || address.protocol !== "grpc";
  const distrust = certificate?.distrust
    ? ` Its certificate is not trusted here (${certificate.distrust}), which the next test will say more about.`
    : "";
  return made(
    "wants-tls",
    certain ? "certain" : "likely",
    `${hostAndPort(address)} speaks TLS (${version}), and was asked without it.${distrust}`,
    tlsFix({ ...address, protocol, tls: true }, "Use the address with TLS."),
  );
}

function distrusted(address: GatewayAddress, certificate: Certificate): Verdict {
  const { distrust, subject, issuer, names, validTo } = certificate;
  const of = `The certificate of ${hostAndPort(address)}, for ${subject || "nobody"}, from ${issuer || "nobody"}`;
  if (distrust === "CERT_HAS_EXPIRED") {
    return made("certificate", "certain", `${of}, has expired: it was valid until ${validTo}.`, {
      says: "Give the gateway a new certificate.",
      copy: "",
    });
  }
  if (distrust === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const name = /DNS:([^,*]+)(?:,|$)/.exec(names)?.[1];
    return made(
      "certificate",
      "certain",
      `${of}, is for other names: ${names || "none"}.`,
      name === undefined
        ? null
        : tlsFix({ ...address, host: name }, "Use a name that it is for, if that leads to the same machine."),
    );
  }
  const self = distrust.includes("SELF_SIGNED") ? "is signed by itself" : "is not trusted";
  return made(
    "certificate",
    "certain",
    `${of}, ${self}: the page's server knows no authority for it (${distrust}).`,
    {
      says: `Give it the file of the authority, or of the certificate itself: ${RESTART}`,
      copy: `${START_BRIDGE} -- --tls-ca ${hostAndPort(address)}=ca.pem`,
    },
  );
}

/**
 * Whether what has described itself in HTTP is what is there, though HTTP/2 is spoken too: a proxy before a gateway does
 * that by itself, and may pass gRPC to the same gateway's other port.
 */
function isServedInHttp({ address, served }: Findings, { grpc }: NonNullable<TargetProbe["http2"]>): boolean {
  const isDescribed = served === "http" || served === "websocket";
  const isGrpc = typeof grpc?.status === "number" || grpc?.contentType.startsWith("application/grpc");
  return served === address.protocol || (isDescribed && !isGrpc);
}

function fromGrpc(findings: Findings, { grpc, services }: NonNullable<TargetProbe["http2"]>): Verdict {
  const { address, report } = findings;
  const where = hostAndPort(address);
  if (grpc === null) {
    return made("unknown", "open", `${where} speaks HTTP/2, but gives no answer to gRPC.`);
  }
  if (grpc.status === null) {
    return grpc.contentType.startsWith("application/grpc")
      ? noTrailers(address, "gRPC")
      : made(
          "not-a-gateway",
          "certain",
          `${where} speaks HTTP/2, but not gRPC: it answered with HTTP status ${grpc.httpStatus} and ${grpc.contentType || "no content type"}.`,
        );
  }
  const isJina = services.length === 0 || services.some((name) => name.startsWith("jina."));
  if (grpc.status === 12 && !isJina) {
    return made(
      "not-a-gateway",
      "certain",
      `${where} speaks gRPC, but is no Jina gateway: it offers ${listed(services.slice(0, 5), "and")}.`,
    );
  }
  if (address.protocol !== "grpc") {
    return otherProtocol({ ...address, tls: isOverTls(findings) }, "grpc");
  }
  return noTls(findings) ?? reported(report, address, grpc.message);
}

function noTrailers(address: GatewayAddress, spoken: "gRPC" | "gRPC-web"): Verdict {
  return made(
    "no-trailers",
    "certain",
    `${hostAndPort(address)} answers in ${spoken}, but its answers end without the trailers that hold their status. A proxy before the gateway takes them away.`,
    {
      says: "Let the proxy speak HTTP/2 to the gateway and pass trailers on, or give the gateway's own address. For nginx:",
      copy: "location / { grpc_pass grpc://gateway:54321; }",
    },
  );
}

function fromHttp(findings: Findings, http1: NonNullable<TargetProbe["http1"]>): Verdict {
  const { address, served, report } = findings;
  if (served === "other" || served === null) {
    return made(
      "not-a-gateway",
      "certain",
      `${hostAndPort(address)} speaks HTTP, but is no Jina gateway: it answered with HTTP status ${http1.status} and ${http1.contentType || "no content type"}.`,
      {
        says: "Check the port: a Flow prints its own when it starts.",
        copy: "",
        start: true,
      },
    );
  }
  return served === address.protocol
    ? (noTls(findings) ?? reported(report, address, ""))
    : otherProtocol({ ...address, tls: isOverTls(findings) }, served);
}

function isOverTls({ probe }: Findings): boolean {
  return !(probe instanceof ClientError) && probe.tls?.isSpoken === true;
}

/** Where TLS was asked for and something answers without. */
function noTls(findings: Findings): Verdict | null {
  const { address } = findings;
  return address.tls && !isOverTls(findings)
    ? made(
        "has-no-tls",
        "certain",
        `${hostAndPort(address)} speaks no TLS, though it was asked for: without it, it answers.`,
        tlsFix({ ...address, tls: false }, "Use the address without TLS."),
      )
    : null;
}

function otherProtocol(address: GatewayAddress, protocol: Protocol): Verdict {
  const right = describeAddress({ ...address, protocol });
  return made(
    "other-protocol",
    "certain",
    `A Jina gateway answers at ${hostAndPort(address)}, but in ${PROTOCOLS[protocol]}, not in ${PROTOCOLS[address.protocol]}.`,
    { says: `Use ${right}.`, copy: right, address: right },
  );
}

/** What a gateway of the right protocol has told. */
function reported(report: Findings["report"], address: GatewayAddress, otherwise: string): Verdict {
  if (report instanceof ClientError) {
    const kind = report.code === "not-a-gateway" ? "not-a-gateway" : "unknown";
    return made(kind, "open", report.message, report.advice ? { says: report.advice, copy: "" } : null);
  }
  if (report === null) {
    return made("unknown", "open", otherwise || "The gateway was not asked.");
  }
  const { readiness, versions } = report;
  const jina = versions.get("jina");
  const who = jina === undefined ? "An Executor without a gateway" : `A gateway of Jina ${jina}`;
  return ready(readiness, who, address, "certain");
}

/** Whether what answers there is ready, as far as it says so; `certainty`: of its being what it seems. */
function ready(
  readiness: Readiness,
  who: string,
  address: GatewayAddress,
  certainty: Verdict["certainty"],
): Verdict {
  switch (readiness.kind) {
    case "not-ready":
      return made(
        "not-ready",
        "certain",
        `The gateway answers, but an Executor behind it does not: ${shorten(readiness.why, 500)}`,
        { says: "Look at the Executor's log and start it again, or the whole Flow.", copy: "", start: true },
      );
    case "ready":
      return made(
        "works",
        certainty,
        `${who} answers at ${describeAddress(address)}, and all its Executors do.`,
      );
    case "unknown":
      return made("works", "likely", `${who} answers at ${describeAddress(address)}. ${readiness.why}`);
  }
}

const BRIDGE_WAY: Fix = { says: "Send through the page's server.", copy: "", way: "bridge" };

const BARS: Readonly<Record<Bar, readonly [certainty: Verdict["certainty"], says: string]>> = {
  mixed: [
    "certain",
    "This page came by HTTPS, and browsers let such a page ask nothing without TLS: what it sends there never leaves the browser.",
  ],
  denied: [
    "certain",
    "This browser was told to let no page from here into the local network, where the gateway is. Its settings for this page take that back.",
  ],
  prompt: [
    "likely",
    "This browser asks whether this page may enter the local network, where the gateway is, and sends nothing there before that is answered.",
  ],
};

/** What the browser holds the page back by, where nothing came through to the gateway. */
function barred({ bar, direct }: Findings, fix: Fix | null): Verdict | null {
  const code = faultIn(direct)?.code ?? "unreachable";
  const isUnanswered = code === "unreachable" || code === "timeout";
  const comesThrough = direct?.answers || direct?.socket?.opens || !isUnanswered;
  return bar === null || comesThrough ? null : made("browser-blocks", ...BARS[bar], fix);
}

/** Where the server gets there, and the page is to go there itself. */
function fromPage(findings: Findings, works: Verdict): Verdict {
  const { address, direct, report } = findings;
  if (direct === null) {
    return works;
  }
  const held = barred(findings, BRIDGE_WAY);
  if (held) {
    return held;
  }
  if (address.protocol === "websocket") {
    if (report && !(report instanceof ClientError) && report.generation === "v2" && !isBinary(direct)) {
      return made(
        "json-refused",
        "certain",
        "This WebSocket gateway runs docarray 0.30 or later, which takes no JSON; and a page by itself can send it nothing else.",
        BRIDGE_WAY,
      );
    }
    return direct.socket && !direct.socket.opens
      ? made(
          "browser-blocks",
          "likely",
          "The page's server reaches the gateway, and this page opens no WebSocket to it.",
          BRIDGE_WAY,
        )
      : works;
  }
  if (direct.report instanceof ClientError) {
    return made(
      "browser-blocks",
      "likely",
      `The page's server reaches the gateway, and this page does not: a page needs a proxy before it that speaks gRPC-web and lets pages of other origins read. ${direct.report.message}`,
      BRIDGE_WAY,
    );
  }
  if (!direct.answers) {
    return made(
      "browser-blocks",
      "likely",
      "The page's server reaches the gateway, and this page does not: the browser does not trust its certificate, or does not let this page into the network.",
      BRIDGE_WAY,
    );
  }
  return direct.isReadable ? works : corsOff("certain");
}

function corsOff(certainty: Verdict["certainty"]): Verdict {
  return made(
    "cors-off",
    certainty,
    "The gateway answers, but does not say that pages of other origins may read that: its CORS is off.",
    {
      says: "Send through the page's server, or start the Flow with these lines.",
      copy: "with:\n  cors: true\n",
      way: "bridge",
    },
  );
}

/** Whether a proxy has the gateway speak protobuf to this page. */
function isBinary({ socket }: DirectFindings): boolean {
  return socket?.opens === true && socket.isBinary === true;
}

/** Without a server there is only what the browser tells, which is little; `fix` is what lets the server look. */
function fromPageAlone(findings: Findings, direct: DirectFindings, fix: Fix | null): Verdict {
  const { address, report } = findings;
  const held = barred(findings, fix);
  if (held) {
    return held;
  }
  if (address.protocol === "websocket") {
    if (!direct.socket?.opens) {
      return made(
        "unknown",
        "open",
        "No WebSocket opens there, and a browser does not tell why. The page's server could.",
        fix,
      );
    }
    const seen = ready(direct.socket.readiness, "A WebSocket gateway", address, "likely");
    return seen.kind === "works" && !isBinary(direct)
      ? {
          ...seen,
          says: `${seen.says} Whether it takes JSON, which is all that a page can send, shows when something is sent.`,
        }
      : seen;
  }
  if (direct.report instanceof ClientError) {
    return reported(direct.report, address, "");
  }
  if (!direct.answers) {
    return direct.isSlow
      ? made(
          "silent",
          "likely",
          `Nothing came back from ${hostAndPort(address)} in time. A machine that is off, a firewall that drops what it does not let through, or a gateway that hangs does that. The page's server could tell.`,
          fix,
        )
      : made(
          "unknown",
          "open",
          `No HTTP answer comes from ${hostAndPort(address)}, and a browser does not tell why: nothing may listen there, or something that speaks another protocol. The page's server could tell.`,
          fix,
        );
  }
  return direct.isReadable ? reported(report, address, "") : corsOff("likely");
}
