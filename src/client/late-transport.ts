/** A transport whose code comes when it is opened. Its label and what it lacks in any case are known before. */
import type { Lacks, Transport } from "../model/run/transport.ts";

/** `load` gives the transport itself, or rejects with why it does not come. */
export function createLateTransport(label: string, lacks: Lacks, load: () => Promise<Transport>): Transport {
  let loaded: Transport | null = null;
  return {
    label,
    simulated: false,
    get lacks() {
      return loaded?.lacks ?? lacks;
    },
    get warning() {
      return loaded?.warning ?? null;
    },
    get limit() {
      return loaded?.limit ?? null;
    },
    get window() {
      return loaded?.window;
    },
    async open(signal) {
      loaded = await load();
      await loaded.open(signal);
    },
    send(request, signal, onPart) {
      if (!loaded) {
        throw new Error("a transport is opened before anything is sent");
      }
      return loaded.send(request, signal, onPart);
    },
    prepare(request) {
      loaded?.prepare?.(request);
    },
    close() {
      loaded?.close();
    },
    // Of all that a transport may have nothing is forgotten; a seed has only one that simulates.
  } satisfies Required<Omit<Transport, "seed" | "window">> & Pick<Transport, "window">;
}
