/**
 * How many calls a server relays at once, whatever their protocol; more are refused. For all tabs together, since they
 * have one token and a tab that wants more could pose as two: eight for each of eight. A browser opens six connections to
 * one server, so that no tab takes all of them in gRPC or HTTP, and a run has one WebSocket.
 */
export const MAX_STREAMS = 64;

/** Counts the calls of one server. */
export interface StreamLimit {
  /** Counts one in, and gives `onClose` what counts it out again; false if there is no room. */
  enter(onClose: (leave: () => void) => void): boolean;
}

/** A limit that nothing counts against yet. */
export function createStreamLimit(): StreamLimit {
  let running = 0;
  return {
    enter(onClose) {
      if (running >= MAX_STREAMS) {
        return false;
      }
      running += 1;
      onClose(() => {
        running -= 1;
      });
      return true;
    },
  };
}

/** What the page is told where there is no room. */
export const TOO_MANY_STREAMS = `${MAX_STREAMS} calls are running through this server already; wait until one of them ends.`;
