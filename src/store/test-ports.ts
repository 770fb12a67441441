/** Ports for the store's tests: time that stands still until it is moved, storage in memory, a screen that notes. */
import type { Clock } from "../base/clock.ts";
import { createMemoryStorage } from "../base/storage.ts";
import type { Client, OpenedFile, Ports } from "./ports.ts";

export interface FakeClock extends Clock {
  /** Lets time pass, and everything that waited for it happen. */
  pass(ms: number): Promise<void>;
}

export function createFakeClock(): FakeClock {
  let now = 0;
  let waiting: { atMs: number; wake: () => void }[] = [];
  const settle = async () => {
    // Promises that wait for promises: some rounds of the queue, none of which takes time.
    for (let round = 0; round < 20; round++) {
      await Promise.resolve();
    }
  };
  return {
    nowMs: () => now,
    epochMs: () => 1_795_291_410_000 + now,
    sleep: (ms) => new Promise((wake) => waiting.push({ atMs: now + ms, wake })),
    async pass(ms) {
      await settle();
      now += ms;
      const due = waiting.filter(({ atMs }) => atMs <= now);
      waiting = waiting.filter(({ atMs }) => atMs > now);
      for (const { wake } of due) {
        wake();
      }
      await settle();
    },
  };
}

export interface FakePorts extends Ports {
  readonly clock: FakeClock;
  /** What the screen was asked to do, in order. */
  readonly done: string[];
  /** What the file dialog gives next. */
  picked: OpenedFile | null;
}

export function createFakePorts(client?: Client): FakePorts {
  const done: string[] = [];
  const ports: FakePorts = {
    clock: createFakeClock(),
    random: (count) => new Uint8Array(count),
    tabStorage: createMemoryStorage(),
    storage: createMemoryStorage(),
    done,
    picked: null,
    platform: {
      download: (fileName, text) => void done.push(`download ${fileName}: ${text}`),
      pickFile: async () => ports.picked,
      copy: async (text) => void done.push(`copy ${text}`),
    },
    loadClient: async () => {
      if (!client) {
        throw new Error("there is no client");
      }
      return client;
    },
  };
  return ports;
}
