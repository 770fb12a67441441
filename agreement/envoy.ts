/**
 * Envoy before a gateway, as a person may run it so that a page reaches that by itself: with its filter grpc_web before
 * gRPC, or with the header before WebSocket by which a gateway speaks protobuf.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { environmentPython } from "../scripts/setup.mjs";
import { freePort } from "../src/bridge/test-ports.ts";

/** A running Envoy. */
export interface Envoy {
  readonly port: number;
  stop(): Promise<void>;
}

interface EnvoyOptions {
  /** Of the gateway, on this machine. */
  readonly gatewayPort: number;
  /** Whether that is its WebSocket; else it is gRPC. */
  readonly isWebsocket?: boolean;
  /** Whether the gateway wants TLS; its certificate is not checked. */
  readonly gatewayTls?: boolean;
  /** Files of the certificate and the key by which Envoy itself speaks TLS; plain without. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

const START_MS = 15_000;

/** Comes with the environment of docarray v1. */
const PROGRAM = join(dirname(environmentPython("v1")), "envoy");

/**
 * Whether tests ask through Envoy: always where the set-up installs it, so that they fail if it is missing there.
 * Elsewhere, without one, the console says that they did not.
 */
export function asksEnvoy(): boolean {
  const asks = (process.platform === "linux" && process.arch === "x64") || existsSync(PROGRAM);
  if (!asks) {
    console.warn("Envoy is not here: no gRPC gateway was asked through it.");
  }
  return asks;
}

/** Starts one before a gateway, and waits until it listens. */
export async function startEnvoy(options: EnvoyOptions): Promise<Envoy> {
  if (!existsSync(PROGRAM)) {
    throw new Error("There is no Envoy in the environment of docarray v1.");
  }
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "envoy-"));
  const file = join(folder, "envoy.json");
  writeFileSync(file, JSON.stringify(configOf(port, options)));
  // Without it, two at a time would share memory by a number.
  const child = spawn(PROGRAM, ["-c", file, "--use-dynamic-base-id", "--concurrency", "1", "-l", "warning"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  };
  const scheme = options.tls ? "https" : "http";
  for (const until = Date.now() + START_MS; Date.now() < until; ) {
    const answered = await fetch(`${scheme}://127.0.0.1:${port}/`).then(
      () => true,
      // Its certificate is not trusted here, but there it is.
      (cause: Error) => scheme === "https" && /certificate/i.test(String(cause.cause)),
    );
    if (answered) {
      return { port, stop };
    }
    if (child.exitCode !== null) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`Envoy did not start: ${said}`);
}

const FILTERS = "type.googleapis.com/envoy.extensions.filters.http";
const TRANSPORT = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3";

/** The header that no page can send, as the server would have to answer it. */
const SPEAK_PROTOBUF = {
  header: { key: "sec-websocket-protocol", value: "bytes" },
  append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
};

/** What Envoy's own documentation gives for gRPC-web and for WebSocket, with the headers that a page sends. */
function configOf(port: number, { gatewayPort, isWebsocket = false, gatewayTls, tls }: EnvoyOptions) {
  const socket = (port_value: number) => ({ socket_address: { address: "127.0.0.1", port_value } });
  return {
    static_resources: {
      listeners: [
        {
          address: socket(port),
          filter_chains: [
            {
              ...(tls && {
                transport_socket: {
                  name: "tls",
                  typed_config: {
                    "@type": `${TRANSPORT}.DownstreamTlsContext`,
                    common_tls_context: {
                      tls_certificates: [
                        {
                          certificate_chain: { filename: tls.certificate },
                          private_key: { filename: tls.key },
                        },
                      ],
                    },
                  },
                },
              }),
              filters: [
                {
                  name: "http",
                  typed_config: {
                    "@type":
                      "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                    stat_prefix: "http",
                    stream_idle_timeout: "0s",
                    ...(isWebsocket && { upgrade_configs: [{ upgrade_type: "websocket" }] }),
                    route_config: {
                      virtual_hosts: [
                        {
                          name: "jina",
                          domains: ["*"],
                          routes: [
                            {
                              match: { prefix: "/" },
                              route: { cluster: "jina", timeout: "0s" },
                              ...(isWebsocket && { request_headers_to_add: [SPEAK_PROTOBUF] }),
                            },
                          ],
                          typed_per_filter_config: {
                            "envoy.filters.http.cors": {
                              "@type": `${FILTERS}.cors.v3.CorsPolicy`,
                              allow_origin_string_match: [{ safe_regex: { regex: ".*" } }],
                              allow_methods: "GET, POST",
                              allow_headers:
                                "content-type,x-grpc-web,x-user-agent,grpc-timeout,authorization",
                              expose_headers: "grpc-status,grpc-message,grpc-status-details-bin",
                              max_age: "600",
                            },
                          },
                        },
                      ],
                    },
                    http_filters: [
                      {
                        name: "envoy.filters.http.cors",
                        typed_config: { "@type": `${FILTERS}.cors.v3.Cors` },
                      },
                      ...(isWebsocket
                        ? []
                        : [{ name: "web", typed_config: { "@type": `${FILTERS}.grpc_web.v3.GrpcWeb` } }]),
                      { name: "router", typed_config: { "@type": `${FILTERS}.router.v3.Router` } },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: "jina",
          connect_timeout: "2s",
          ...(gatewayTls && {
            transport_socket: {
              name: "tls",
              typed_config: { "@type": `${TRANSPORT}.UpstreamTlsContext` },
            },
          }),
          typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              explicit_http_config: isWebsocket
                ? { http_protocol_options: {} }
                : { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: "jina",
            endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(gatewayPort) } }] }],
          },
        },
      ],
    },
  };
}
