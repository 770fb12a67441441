/** Where requests go, as understood from what was typed. */
export type Address = { readonly kind: "simulator" } | GatewayAddress;

/** Whether what was typed means the simulator: `simulator:`, and nothing behind it but two slashes. */
export function isSimulator(text: string): boolean {
  return /^simulator:(\/\/)?$/i.test(text.trim());
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
