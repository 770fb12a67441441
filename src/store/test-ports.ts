/** Ports for the store's tests: time that stands still until it is moved, storage in memory, a screen that notes. */

import { createHandClock, type HandClock, settled } from "../base/test-clock.ts";
import { createMemoryDatabase, type MemoryDatabase } from "../base/test-database.ts";
import { createMemoryStorage } from "../base/test-storage.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import type { LayoutForm } from "../model/drawing/layout.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { loadActions } from "./late-actions.ts";
import { loadLateReading } from "./late-reading.ts";
import type { Client, OpenedFile, Ports } from "./ports.ts";
import { restoreWork } from "./restore.ts";

// Edits of a test are made at once.
await loadActions();
// What is looked for beyond the engine's own is there from the start.
await loadLateReading();

/** A reading that a test lets end, or fail. */
interface FakeReading {
  readonly text: string;
  readonly form: LayoutForm;
  readonly signal: AbortSignal;
  finish(): Promise<void>;
  fail(reason?: Error): Promise<void>;
}

/** A layout that a test lets end, or fail. */
type FakeLayout = Omit<FakeReading, "text">;

/** Ports for tests, and what they have recorded. */
export interface FakePorts extends Ports {
  readonly database: MemoryDatabase;
  readonly clock: HandClock;
  /** What the screen was asked to do, in order. */
  readonly done: string[];
  /** What other tabs were told, in order. */
  readonly posted: unknown[];
  /** What is being read away from the page, in the order in which it was asked for. */
  readonly readings: FakeReading[];
  /** What is being laid out away from the page. */
  readonly layouts: FakeLayout[];
  /** What the file dialog gives next. */
  picked: OpenedFile | null;
  /** Texts on the disk, by the names of files. */
  readonly disk: Map<string, string>;
  /** What the clipboard holds. */
  clipboard: string;
}

/** The designer as a page makes it that is opened with these ports, with what they keep. */
export async function openPage(ports: Ports, example: { fileName: string; text: string }): Promise<Designer> {
  const designer = createDesigner(ports, example, await restoreWork(ports));
  await designer.do.keep();
  return designer;
}

/** Lets all end that is to be read and laid out away from the page. */
export async function readAll({ readings, layouts }: FakePorts): Promise<void> {
  for (;;) {
    const [one] = [...readings, ...layouts];
    if (!one) {
      return;
    }
    await one.finish();
  }
}

/** What is under way in another thread: stands in the list until the test lets it end with what `make` gives, or fail. */
function pending<Facts, Made>(
  list: (Facts & Pick<FakeReading, "signal" | "finish" | "fail">)[],
  signal: AbortSignal,
  facts: Facts,
  make: () => Made,
): Promise<Made> {
  return new Promise((resolve, reject) => {
    const settling =
      <Args extends unknown[]>(settle: (...args: Args) => void) =>
      async (...args: Args) => {
        list.splice(list.indexOf(one), 1);
        settle(...args);
        await settled();
      };
    const one = {
      ...facts,
      signal,
      finish: settling(() => resolve(make())),
      fail: settling((reason = new Error("no reader")) => reject(reason)),
    };
    list.push(one);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** Ports that record what they are asked for, with storage and a clock that the test owns. */
export function createFakePorts(client?: Client): FakePorts {
  const done: string[] = [];
  const posted: unknown[] = [];
  const readings: FakeReading[] = [];
  const layouts: FakeLayout[] = [];
  const ports: FakePorts = {
    clock: createHandClock(),
    // Another one each time.
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    database: createMemoryDatabase(),
    channel: { post: (message) => void posted.push(message), listen: () => {} },
    posted,
    tabStorage: createMemoryStorage(),
    storage: createMemoryStorage(),
    done,
    readings,
    layouts,
    reader: {
      read: ({ text, given, form, document }, signal) =>
        document
          ? pending(layouts, signal, { form }, () => document)
          : pending(readings, signal, { text, form }, () => readFlow(text, { given })),
    },
    picked: null,
    clipboard: "",
    disk: new Map(),
    platform: {
      download: (fileName, text) => void done.push(`download ${fileName}: ${text}`),
      pickFile: async () => ports.picked,
      pickPlace: undefined,
      readDisk: async ({ name }) => new TextEncoder().encode(ports.disk.get(name)),
      writeDisk: async ({ name }, text) => void ports.disk.set(name, text),
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
