/** Whether a gateway that has answered is still there: asked now and then what it is, which runs none of its endpoints. */
import type { GatewayAddress, Way } from "../model/run/address.ts";
import type { Header } from "../model/run/headers.ts";
import { isActive } from "../model/run/run.ts";
import type { Client } from "./ports.ts";
import { addressOf, wayOf } from "./state.ts";
import type { Tools } from "./tools.ts";

/** How often it is asked. */
const PAUSE_MS = 10_000;
/** How often a page asks by itself where nothing answers: its browser writes each time into its console. */
const GONE_PAUSE_MS = 60_000;

interface GatewayWatch {
  /** Watches the gateway of the address as it is typed now, as long as that is typed and this way chosen, until something is sent. */
  start(client: Client, address: GatewayAddress, way: Way, headers: readonly Header[]): void;
  stop(): void;
}

/** What it finds out is `gatewayFault` of the state. */
export function createGatewayWatch({ get, set, ports }: Pick<Tools, "get" | "set" | "ports">): GatewayWatch {
  let stopWaiting = () => {};
  let watched = 0;

  const stop = () => {
    watched += 1;
    stopWaiting();
  };

  return {
    start(client, address, way, headers) {
      stop();
      const typed = addressOf(get());
      const watch = watched;
      const isOver = () => watch !== watched || isActive(get().run);
      const isTyped = () => addressOf(get()) === typed && wayOf(get().form) === way;
      const askLater = (pauseMs: number) => {
        stopWaiting = ports.clock.after(pauseMs, () => void ask());
      };
      const ask = async () => {
        if (isOver()) {
          return;
        }
        if (!isTyped()) {
          // Somebody may come back to it.
          askLater(PAUSE_MS);
          return;
        }
        const gatewayFault = await client.check(address, way, headers);
        if (!isOver()) {
          if (isTyped()) {
            set({ gatewayFault });
          }
          askLater(way === "direct" && gatewayFault ? GONE_PAUSE_MS : PAUSE_MS);
        }
      };
      askLater(PAUSE_MS);
    },
    stop,
  };
}
