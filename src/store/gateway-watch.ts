/** Whether a gateway that has answered is still there: asked now and then what it is, which runs none of its endpoints. */
import type { GatewayAddress } from "../model/run/address.ts";
import type { Header } from "../model/run/headers.ts";
import { isActive } from "../model/run/run.ts";
import type { Client } from "./ports.ts";
import { addressOf } from "./state.ts";
import type { Tools } from "./tools.ts";

/** How often it is asked. */
const PAUSE_MS = 10_000;

interface GatewayWatch {
  /** Watches the gateway of the address as it is typed now, until that changes or something is sent. */
  start(client: Client, address: GatewayAddress, headers: readonly Header[]): void;
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
    start(client, address, headers) {
      stop();
      const typed = addressOf(get());
      const watch = watched;
      const isOver = () => watch !== watched || addressOf(get()) !== typed || isActive(get().run);
      const askLater = () => {
        stopWaiting = ports.clock.after(PAUSE_MS, () => void ask());
      };
      const ask = async () => {
        if (isOver()) {
          return;
        }
        const gatewayFault = await client.check(address, headers);
        if (!isOver()) {
          set({ gatewayFault });
          askLater();
        }
      };
      askLater();
    },
    stop,
  };
}
