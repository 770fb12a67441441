/** The port to the other tabs that show this page. */
export interface Channel {
  /** Tells all others. */
  post(message: unknown): void;
  /** Calls `hear` with what another one tells, which may be anything. */
  listen(hear: (message: unknown) => void): void;
}

/** The browser's own channel of this name. */
export function createBrowserChannel(name: string): Channel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen(hear) {
      channel.onmessage = ({ data }) => hear(data);
    },
  };
}
