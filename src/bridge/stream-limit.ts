/** How many calls a server relays at once, whatever their protocol; more are refused. */
export const MAX_STREAMS = 64;

/** Counts the calls of one server. */
export interface StreamLimit {
  /** Counts one in: what counts it out again, or null if there is no room. */
  enter(): (() => void) | null;
}

/** A limit that nothing counts against yet. */
export function createStreamLimit(): StreamLimit {
  let running = 0;
  return {
    enter() {
      if (running >= MAX_STREAMS) {
        return null;
      }
      running += 1;
      return () => {
        running -= 1;
      };
    },
  };
}

/** What the page is told where there is no room. */
export const TOO_MANY_STREAMS = `${MAX_STREAMS} calls are running through this server already; wait until one of them ends.`;
