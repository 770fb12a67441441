import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock.ts";

/** How long the other side may take to end a connection that this one has ended. */
const CLOSE_MS = 2_000;

/**
 * Ends a connection that is no longer one of HTTP, so that nothing else does it, with a last word if there is one. What
 * still comes is read and dropped: unread, it would make the end of the connection a fault.
 */
export function endSocket(socket: Duplex, clock: Clock, last?: Buffer | string): void {
  socket.removeAllListeners("data");
  socket.resume();
  socket.end(last);
  const stopWaiting = clock.after(CLOSE_MS, () => socket.destroy());
  socket.once("close", stopWaiting);
}
