/** Ports for the store's tests: time that stands still until it is moved, storage in memory, a screen that notes. */
import type { Clock } from "../base/clock.ts";
import { createMemoryStorage } from "../base/storage.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { loadAdvice } from "./advice.ts";
import { loadEditing } from "./editing.ts";
import type { Client, OpenedFile, Ports } from "./ports.ts";

// Edits of a test are made at once.
await loadEditing();
// What is looked for beyond the engine's own is there from the start.
await loadAdvice();

export interface FakeClock extends Clock {
  /** Lets time pass, and everything that waited for it happen. */
  pass(ms: number): Promise<void>;
}

/** Promises that wait for promises: some rounds of the queue, none of which takes time. */
async function settlePromises(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await Promise.resolve();
  }
}

export function createFakeClock(): FakeClock {
  let now = 0;
  let waiting: { atMs: number; wake: () => void }[] = [];
  return {
    nowMs: () => now,
    epochMs: () => 1_795_291_410_000 + now,
    sleep: (ms) => new Promise((wake) => waiting.push({ atMs: now + ms, wake })),
    async pass(ms) {
      await settlePromises();
      now += ms;
      const due = waiting.filter(({ atMs }) => atMs <= now);
      waiting = waiting.filter(({ atMs }) => atMs > now);
      for (const { wake } of due) {
        wake();
      }
      await settlePromises();
    },
  };
}

/** A reading that a test lets end, or fail. */
export interface FakeReading {
  readonly text: string;
  readonly signal: AbortSignal;
  finish(): Promise<void>;
  fail(reason?: Error): Promise<void>;
}

export interface FakePorts extends Ports {
  readonly clock: FakeClock;
  /** What the screen was asked to do, in order. */
  readonly done: string[];
  /** What is being read away from the page, in the order in which it was asked for. */
  readonly readings: FakeReading[];
  /** What the file dialog gives next. */
  picked: OpenedFile | null;
}

export function createFakePorts(client?: Client): FakePorts {
  const done: string[] = [];
  const readings: FakeReading[] = [];
  const ports: FakePorts = {
    clock: createFakeClock(),
    random: (count) => new Uint8Array(count),
    tabStorage: createMemoryStorage(),
    storage: createMemoryStorage(),
    done,
    readings,
    reader: {
      read: (text, signal) =>
        new Promise((resolve, reject) => {
          const settled =
            <Args extends unknown[]>(settle: (...args: Args) => void) =>
            async (...args: Args) => {
              readings.splice(readings.indexOf(reading), 1);
              settle(...args);
              await settlePromises();
            };
          const reading: FakeReading = {
            text,
            signal,
            finish: settled(() => resolve(readFlow(text))),
            fail: settled((reason = new Error("no reader")) => reject(reason)),
          };
          readings.push(reading);
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    },
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
