/**
 * Files → a zip archive, the same bytes for the same files: no time of day is in it, but the first one that a zip can say.
 * Names are UTF-8.
 */
import type { ExportedFile } from "./export-flow.ts";

/** Entries that an archive can count without the additions for larger ones. */
export const MAX_ENTRIES = 65_535;
/** Files that are packed at the same time. */
const TOGETHER = 32;

/** What readers need to know to unpack it: 2.0, which has deflate. */
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 1 << 11;
const DEFLATE = 8;
/** The first of January 1980, 00:00, as MS-DOS counted. */
const TIME = 0;
const DATE = (1 << 5) | 1;

interface Entry {
  readonly name: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly packed: Uint8Array<ArrayBuffer>;
  /** Of its header, from the beginning of the archive. */
  readonly at: number;
}

/** The archive. @throws RangeError for more files than `MAX_ENTRIES` */
export async function zipOf(files: readonly ExportedFile[]): Promise<Blob> {
  if (files.length > MAX_ENTRIES) {
    throw new RangeError(`a zip archive holds ${MAX_ENTRIES} files, not ${files.length}`);
  }
  const encoder = new TextEncoder();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (let from = 0; from < files.length; from += TOGETHER) {
    const some = files.slice(from, from + TOGETHER).map(async ({ path, text }) => {
      const bytes = encoder.encode(text);
      return { name: encoder.encode(path ?? ""), bytes, packed: await deflate(bytes) };
    });
    for (const file of await Promise.all(some)) {
      const entry = { ...file, at };
      const header = localHeader(entry);
      parts.push(header, entry.name, entry.packed);
      directory.push(directoryHeader(entry), entry.name);
      at += header.length + entry.name.length + entry.packed.length;
    }
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return new Blob([...parts, ...directory, endOf(files.length, size, at)], { type: "application/zip" });
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { writable, readable } = new CompressionStream("deflate-raw");
  const writer = writable.getWriter();
  const [packed] = await Promise.all([
    new Response(readable).arrayBuffer(),
    writer.write(bytes).then(() => writer.close()),
  ]);
  return new Uint8Array(packed);
}

/** What both headers say of a file. */
function described({ name, bytes, packed }: Entry): readonly [number, 2 | 4][] {
  return [
    [VERSION, 2],
    [FLAGS, 2],
    [DEFLATE, 2],
    [TIME, 2],
    [DATE, 2],
    [checksum(bytes), 4],
    [packed.length, 4],
    [bytes.length, 4],
    [name.length, 2],
    // No additions.
    [0, 2],
  ];
}

/** What stands before a file. */
function localHeader(entry: Entry): Uint8Array<ArrayBuffer> {
  return numbers([[0x04034b50, 4], ...described(entry)]);
}

/** What the directory at the end says of a file. */
function directoryHeader(entry: Entry): Uint8Array<ArrayBuffer> {
  return numbers([
    [0x02014b50, 4],
    // Made by a program for MS-DOS, which knows no rights: each reader gives its own.
    [VERSION, 2],
    ...described(entry),
    // No remark; on the first volume; of no kind; no attributes.
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [entry.at, 4],
  ]);
}

/** The end: how many files there are, and where their directory is. */
function endOf(count: number, size: number, at: number): Uint8Array<ArrayBuffer> {
  return numbers([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [size, 4],
    [at, 4],
    [0, 2],
  ]);
}

/** Numbers of two and of four bytes one after the other, the lowest byte first. */
function numbers(all: readonly (readonly [number, 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(all.reduce((sum, [, size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [number, size] of all) {
    if (size === 2) {
      view.setUint16(at, number, true);
    } else {
      view.setUint32(at, number, true);
    }
    at += size;
  }
  return bytes;
}

/** CRC-32 by bytes: what is left of each byte value. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) {
    rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return rest;
});

function checksum(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest = (rest >>> 8) ^ (REMAINDERS[(rest ^ byte) & 0xff] ?? 0);
  }
  return (rest ^ 0xffffffff) >>> 0;
}
