/** Everything that sends, composed: one chunk, loaded when it is first needed. */
import type { Clock } from "../base/clock.ts";
import type { RandomBytes } from "../base/random.ts";
import { describeAddress, parseAddress } from "../client/address.ts";
import { createAnswerWorker } from "../client/answer-worker.ts";
import { parseDocuments, parseParameters } from "../client/documents.ts";
import { createGrpcWebTransport } from "../client/grpc-web.ts";
import { createSender } from "../client/sender.ts";
import type { Address } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Transport } from "../model/run/transport.ts";
import { createSimulator } from "../simulator/simulator.ts";
import type { Client, RunInput } from "../store/ports.ts";

interface ClientPortOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Origin of the server that served this page. */
  readonly baseUrl: string;
  /** The browser's. */
  readonly fetch: typeof globalThis.fetch;
  /** The server's token; null on a page that was opened without it. */
  readonly token: () => string | null;
}

/** The client: the simulator for `simulator:`, else gRPC-web through the page's server. */
export function createClientPort({ clock, random, baseUrl, fetch, token }: ClientPortOptions): Client {
  const indexLarge = createAnswerWorker();
  const transportFor = (input: RunInput): Transport => {
    const { address } = input;
    return address.kind === "simulator"
      ? createSimulator({ flow: input.flow, clock, delayMs: input.delayMs })
      : createGrpcWebTransport({ address, bridge: { baseUrl, token: token() }, fetch, indexLarge });
  };
  return {
    understandAddress(text) {
      const parsed = parseAddress(text);
      if (parsed instanceof ClientError) {
        return parsed;
      }
      const { address, note } = parsed;
      if (address.kind === "gateway" && address.protocol !== "grpc") {
        return new ClientError(
          "address",
          `This page speaks to gRPC gateways so far; ${describeAddress(address)} is none.`,
          {
            advice: "Give the gateway's gRPC address, as grpc://localhost:54321.",
          },
        );
      }
      return { address, note, summary: describeAddress(address), via: routeTo(address) };
    },
    parseDocuments: (text) => parseDocuments(text, random),
    parseParameters(text) {
      const parameters = parseParameters(text);
      return parameters instanceof ClientError ? parameters : { parameters };
    },
    start: (input, onChange) =>
      createSender({ transport: transportFor(input), clock, random }).send(
        input.request,
        input.runId,
        onChange,
      ),
  };
}

function routeTo(address: Address): string {
  return address.kind === "simulator"
    ? "runs the drawn Flow here, not your code"
    : "through the page's server";
}
