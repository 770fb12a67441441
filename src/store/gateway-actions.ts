/** Asking the gateway of the address about itself, which runs none of its endpoints. */
import { ClientError } from "../model/run/client-error.ts";
import { readHeaders } from "../model/run/headers.ts";
import { knownGateway } from "./known-gateway.ts";
import type { Client } from "./ports.ts";
import { wayOf } from "./run-form.ts";
import type { Tools } from "./tools.ts";

/** What asks. */
export interface GatewayActions {
  /** Asks the gateway of the address as it is typed now: what it tells becomes `gateway` of the state. */
  askGateway(): Promise<void>;
}

/** `loadClient` gives what sends, or rejects with a ClientError. */
export function createGatewayActions(
  { get, set }: Pick<Tools, "get" | "set">,
  loadClient: () => Promise<Client>,
): GatewayActions {
  return {
    async askGateway() {
      const { address, form, headers: typed } = get();
      if (knownGateway(get())?.isAsked) {
        return;
      }
      const client = await loadClient().catch((cause: unknown) => {
        if (cause instanceof ClientError) {
          return cause;
        }
        throw cause;
      });
      const before = knownGateway(get())?.report ?? null;
      const tell = (report: typeof before, fault: ClientError | null, isAsked = false) => {
        // What comes late says nothing of another address.
        if (get().address === address) {
          set({ gateway: { address, isAsked, report, fault } });
        }
      };
      if (client instanceof ClientError) {
        tell(null, client);
        return;
      }
      const understood = client.understandAddress(address, wayOf(form));
      if (understood instanceof ClientError) {
        tell(null, understood);
        return;
      }
      if (understood.address.kind === "simulator") {
        set({ gateway: null });
        return;
      }
      tell(before, null, true);
      const headers = readHeaders(typed);
      const told = await client.readGateway(
        understood.address,
        understood.way ?? "bridge",
        headers instanceof ClientError ? [] : headers,
      );
      tell(told instanceof ClientError ? null : told, told instanceof ClientError ? told : null);
    },
  };
}
