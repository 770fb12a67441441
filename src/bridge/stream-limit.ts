/** How many calls a server relays at once, whatever their protocol; more are refused. */
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
