import { expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { PLAIN_EXECUTOR } from "../model/run/simulation.ts";
import { flowOf } from "../simulator/test-flow.ts";
import { createClientPort } from "./client-port.ts";

const SIMULATION = {
  seed: 1,
  common: PLAIN_EXECUTOR,
  executors: new Map(),
  hopMs: 0,
  docarray: "v2",
} as const;

test("a request far in what is read is given up at once, and its documents are read no further", async () => {
  const client = createClientPort({
    clock: createHandClock(),
    random: (count) => new Uint8Array(count),
    baseUrl: "http://127.0.0.1:8000",
    fetch,
    openSocket: () => {
      throw new Error("nothing is sent");
    },
    token: () => null,
  });
  const control = new AbortController();
  let read = 0;
  let isRead = true;
  const documents = {
    label: "endless",
    count: null,
    async *read() {
      try {
        for (;;) {
          read += 1;
          if (read === 100) {
            control.abort(new Error("given up"));
          }
          yield {};
        }
      } finally {
        isRead = false;
      }
    },
  };
  const request = { endpoint: "/", documents, parameters: {}, targetExecutor: "", requestSize: 1 };
  const traced = client.trace(
    {
      address: { kind: "simulator" },
      way: "bridge",
      flow: flowOf({ name: "a", needs: "gateway" }),
      simulation: SIMULATION,
      headers: [],
      request,
    },
    1000,
    control.signal,
    () => {},
  );
  await expect(traced).rejects.toThrow("given up");
  expect(read).toBeLessThan(110);
  expect(isRead).toBe(false);
});
