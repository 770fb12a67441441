/** Where requests go, as understood from what was typed. */
export type Address =
  | { readonly kind: "simulator" }
  | { readonly kind: "gateway"; readonly protocol: Protocol; readonly host: string; readonly port: number; readonly tls: boolean };

export type Protocol = "grpc" | "http" | "websocket";
