/** The port to WebSockets: what opens one, and the part of it that is used. */

/** A WebSocket as browsers have it. */
export type Socket = Pick<
  WebSocket,
  "addEventListener" | "binaryType" | "bufferedAmount" | "close" | "protocol" | "readyState" | "send"
>;

/** Begins to open one. Some browsers throw where they do not let the page try, as without TLS from a page that came with it. */
export type OpenSocket = (url: string, protocols: string[]) => Socket;

/** The `readyState` of one that is open. */
export const SOCKET_OPEN = 1;
