/** Where requests go, as understood from what was typed. */
export type Address = { readonly kind: "simulator" } | GatewayAddress;

/** Whether what was typed means the simulator: `simulator:`, and nothing behind it but two slashes. */
export function isSimulator(text: string): boolean {
  return /^simulator:(\/\/)?$/i.test(text.trim());
}

/** What may be said of an address beside its text, as `jina.Client` takes it in arguments of its own. Texts as typed. */
export interface AddressParts {
  readonly host: string;
  readonly port: string;
  /** `grpc`, `http` or `websocket` in any case; "" where it is not said. */
  readonly protocol: string;
  /** `on`, or empty where it is not said. */
  readonly tls: string;
}

/** Nothing is said beside the text. */
export const NO_PARTS: AddressParts = { host: "", port: "", protocol: "", tls: "" };

/** What was typed of an address, in one line that tells it from others: the text alone, or with its parts behind it. */
export function typedAddress(text: string, { host, port, protocol, tls }: AddressParts): string {
  const parts = Object.entries({ host, port, protocol, tls }).filter(([, part]) => part !== "");
  return [text, ...parts.map(([name, part]) => `${name}=${part}`)].filter(Boolean).join(" ");
}

/** The address of a gateway. */
export interface GatewayAddress {
  readonly kind: "gateway";
  readonly protocol: Protocol;
  /** A name or an IP address in lower case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The protocols that gateways speak. */
export type Protocol = "grpc" | "http" | "websocket";

/**
 * How a gateway is reached: through the page's server, or by the browser itself. The browser can do that where the
 * gateway, or a proxy before it, speaks to pages.
 */
export type Way = "bridge" | "direct";
