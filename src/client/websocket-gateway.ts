/**
 * What a WebSocket gateway is, as far as it has to be known before something is sent: its docarray, which it tells in
 * HTTP, and whether it speaks protobuf to a page without its server, which its dry run shows.
 */
import type { OpenSocket } from "../base/socket.ts";
import type { Way } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { isFields, parsedJson, wordOf } from "./answer-json.ts";
import { type Attempt, otherProtocol } from "./bridge-faults.ts";
import { type Generation, generationOf } from "./generation.ts";
import { createHttpWire, type HttpWireOptions, readText } from "./http-wire.ts";
import { labelOf, unverifiedWarning } from "./way.ts";
import { runDry } from "./websocket-dry-run.ts";

/** For the dry run that shows which frames are spoken. One that takes longer, as Executors are busy, shows nothing. */
const DRY_RUN_MS = 1000;

/** Which gateway, which way, and by what means. */
export interface WebsocketGatewayOptions extends HttpWireOptions {
  /** The browser's WebSocket. */
  readonly openSocket: OpenSocket;
  /** By their addresses, whether gateways speak protobuf to a page without its server; what is found out is put there. */
  readonly speakProtobuf?: Map<string, boolean>;
}

interface WebsocketGateway {
  /** What was dangerous about asking it, a sentence; null for nothing. */
  readonly warning: string | null;
  /** Asks for its docarray. Throws ClientError. */
  generationBy(way: Way, signal: AbortSignal): Promise<Generation>;
  /** For what goes straight from a page: asked by its server if there is one, else by itself, if a proxy lets it. */
  generationEitherWay(signal: AbortSignal): Promise<Generation>;
  /** Whether it speaks protobuf to a page, because a proxy asks it to. */
  speaksProtobuf(signal: AbortSignal): Promise<boolean>;
  /** Another one may answer at its address now. */
  forget(): void;
}

/** The gateway of these options. `opening`: what it is asked for. */
export function createWebsocketGateway(options: WebsocketGatewayOptions, opening: Attempt): WebsocketGateway {
  const { address, way, bridge, speakProtobuf = new Map<string, boolean>() } = options;
  const label = labelOf(address, way);
  let warning: string | null = null;

  const generationBy = async (by: Way, signal: AbortSignal): Promise<Generation> => {
    const onUnverified = () => {
      warning = unverifiedWarning(address);
    };
    const status = await createHttpWire({ ...options, way: by, onUnverified }).ask(
      { method: "GET", path: "/status" },
      opening,
      signal,
      async ({ response }) => readText(response, label),
    );
    const versions = versionsOf(status);
    if (!versions) {
      throw new ClientError("not-a-gateway", "What answers there does not say which Jina it runs.", {
        tried: label,
        advice: otherProtocol(address),
      });
    }
    return generationOf(versions, label);
  };

  return {
    get warning() {
      return warning;
    },
    generationBy,
    async generationEitherWay(signal) {
      const isServed = bridge.token !== null;
      const byServer = isServed ? await generationBy("bridge", signal).catch(() => null) : null;
      return byServer ?? generationBy("direct", signal);
    },
    async speaksProtobuf(signal) {
      const known = speakProtobuf.get(label);
      if (known !== undefined) {
        return known;
      }
      const ran = await runDry({ ...options, limitMs: DRY_RUN_MS }, signal);
      const isBinary = ran.opens && ran.isBinary === true;
      if (isBinary || (ran.opens && ran.readiness.kind === "ready")) {
        speakProtobuf.set(label, isBinary);
      }
      return isBinary;
    },
    forget: () => speakProtobuf.delete(label),
  };
}

/** The versions that a gateway's status names; null for what is no such status. */
function versionsOf(text: string): { [name: string]: string } | null {
  const status = parsedJson(text);
  if (!isFields(status) || !isFields(status.jina)) {
    return null;
  }
  return Object.fromEntries(Object.entries(status.jina).map(([name, version]) => [name, wordOf(version)]));
}
