/** What the gateway's card says of protocols and ports. */
import type { BuiltFlow } from "../engine/built-flow.ts";
import { isDrawn } from "../engine/drawn.ts";
import type { Flow } from "../flow.ts";
import { isList } from "../python.ts";

/** Lines on the gateway's card; of more, the last says so. */
const MAX_GATE_LINES = 4;

/** Characters of one of the gateway's lines that are shown whole. */
const MAX_GATE_LINE = 14;

/**
 * What the gateway's card says, as far as the file says it; Jina's default is gRPC at a random port. Of an old file it
 * is what its own version meant, and of variables what the engine reads. Each protocol stands with its own port, as
 * `GRPC · 54321`, or over it where both are too long for a line, and so does each of several that have none of their own.
 */
export function gatewayDetail({
  flow,
  legacy,
  picture,
}: {
  readonly flow: Pick<Flow, "with" | "gateway">;
  readonly legacy: unknown;
  readonly picture: BuiltFlow;
}): string[] {
  const list = (...keys: string[]): string[] => {
    for (const map of [flow.gateway, flow.with]) {
      for (const key of keys) {
        const value = map.get(key) ?? null;
        if (value !== null) {
          return isList(value) ? value.map(String) : [String(value)];
        }
      }
    }
    return [];
  };
  const written = list("protocol", "protocols");
  const ports = list("port", "ports", "port_expose");
  if (legacy || [...written, ...ports].some((text) => text.includes("$"))) {
    const { gateway } = picture;
    return gateLines([...gateway.protocols], isDrawn(gateway.ports) ? [] : gateway.ports.map(String));
  }
  const protocols = (written.length > 0 ? written : ["GRPC"]).map((protocol) => protocol.toUpperCase());
  return gateLines(protocols, ports);
}

function gateLines(protocols: readonly string[], ports: readonly string[]): string[] {
  if (ports.length === 0) {
    return [...protocols];
  }
  const pairs =
    ports.length === protocols.length
      ? protocols.map((protocol, index) => [protocol, ports[index]!])
      : [[protocols.join(", "), ports.join(", ")]];
  return pairs.flatMap((pair) => {
    const line = pair.join(" · ");
    return line.length > MAX_GATE_LINE ? pair.flatMap(inLines) : [line];
  });
}

/** A list that is too long for a line has one for each of its items. */
function inLines(list: string): readonly string[] {
  return list.length > MAX_GATE_LINE ? list.split(", ") : [list];
}

/** Those of its lines that the card has room for. */
export function shownGateLines(lines: readonly string[]): readonly string[] {
  return lines.length > MAX_GATE_LINES ? [...lines.slice(0, MAX_GATE_LINES - 1), "and more …"] : lines;
}
