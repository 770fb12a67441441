/** Ports for the store's tests: time that stands still until it is moved, storage in memory, a screen that notes. */

import { createHandClock, type HandClock, settled } from "../base/test-clock.ts";
import { createMemoryStorage } from "../base/test-storage.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { loadActions } from "./late-actions.ts";
import { loadLateReading } from "./late-reading.ts";
import type { Client, OpenedFile, Ports } from "./ports.ts";

// Edits of a test are made at once.
await loadActions();
// What is looked for beyond the engine's own is there from the start.
await loadLateReading();

/** A reading that a test lets end, or fail. */
interface FakeReading {
  readonly text: string;
  readonly signal: AbortSignal;
  finish(): Promise<void>;
  fail(reason?: Error): Promise<void>;
}

/** Ports for tests, and what they have recorded. */
export interface FakePorts extends Ports {
  readonly clock: HandClock;
  /** What the screen was asked to do, in order. */
  readonly done: string[];
  /** What is being read away from the page, in the order in which it was asked for. */
  readonly readings: FakeReading[];
  /** What the file dialog gives next. */
  picked: OpenedFile | null;
  /** What the clipboard holds. */
  clipboard: string;
}

/** Ports that record what they are asked for, with storage and a clock that the test owns. */
export function createFakePorts(client?: Client): FakePorts {
  const done: string[] = [];
  const readings: FakeReading[] = [];
  const ports: FakePorts = {
    clock: createHandClock(),
    random: (count) => new Uint8Array(count),
    tabStorage: createMemoryStorage(),
    storage: createMemoryStorage(),
    done,
    readings,
    reader: {
      read: ({ text, given }, signal) =>
        new Promise((resolve, reject) => {
          const settling =
            <Args extends unknown[]>(settle: (...args: Args) => void) =>
            async (...args: Args) => {
              readings.splice(readings.indexOf(reading), 1);
              settle(...args);
              await settled();
            };
          const reading: FakeReading = {
            text,
            signal,
            finish: settling(() => resolve(readFlow(text, { given }))),
            fail: settling((reason = new Error("no reader")) => reject(reason)),
          };
          readings.push(reading);
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    },
    picked: null,
    clipboard: "",
    platform: {
      download: (fileName, text) => void done.push(`download ${fileName}: ${text}`),
      pickFile: async () => ports.picked,
      copy: async (text) => {
        done.push(`copy ${text}`);
        ports.clipboard = text;
      },
      readClipboard: async () => ports.clipboard,
      roomyDirection: () => "right",
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
