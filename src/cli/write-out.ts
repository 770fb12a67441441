/**
 * Writing by name what a command has made. Nothing that stands there is overwritten unless that is asked for, and nothing
 * is ever written through a link: it may lead to a file that nobody has named.
 */
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { onOneLine } from "./terminal.ts";

/** A file below a folder that is written. */
interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

/** What came of it: why nothing is written, or else the files of the folder that are no part of it. */
type WrittenFolder = { readonly refused: string } | { readonly left: readonly string[] };

/** Writes a file. Null once it is there; else why it is not. */
export async function writeOut(
  out: string,
  content: string | Uint8Array,
  overwrites: boolean,
): Promise<string | null> {
  try {
    return overwrites && (await isLink(out)) ? linked(out) : await write(out, content, overwrites);
  } catch (error) {
    return unwritten(out, error);
  }
}

/** Writes a folder. One with something in it is left alone, or keeps what has other names. */
export async function writeFolder(
  out: string,
  files: readonly WrittenFile[],
  overwrites: boolean,
): Promise<WrittenFolder> {
  try {
    const before = await readdir(out, { recursive: true, withFileTypes: true }).catch(missingFolder);
    if (before.length > 0 && !overwrites) {
      return { refused: standing(out) };
    }
    // All of them before the first is written, so that all is written or nothing.
    const link = await firstLink(out, files);
    if (link !== null) {
      return { refused: linked(link) };
    }
    for (const { path, text } of files) {
      const place = join(out, path);
      await mkdir(dirname(place), { recursive: true });
      const refused = await write(place, text, true);
      if (refused !== null) {
        return { refused };
      }
    }
    const written = new Set(files.map(({ path }) => join(out, path)));
    const left = before
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((place) => !written.has(place));
    return { left };
  } catch (error) {
    return { refused: unwritten(out, error) };
  }
}

/** A link that is made after it was looked for is not followed either, where the system can be told so. */
async function write(out: string, content: string | Uint8Array, overwrites: boolean): Promise<string | null> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_EXCL, O_NOFOLLOW = 0 } = constants;
  try {
    const file = await open(out, O_WRONLY | O_CREAT | O_NOFOLLOW | (overwrites ? O_TRUNC : O_EXCL), 0o666);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    return unwritten(out, error);
  }
}

function unwritten(out: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EEXIST":
      return standing(out);
    case "ELOOP":
      return linked(out);
    default:
      return `${onOneLine(out)} cannot be written: ${onOneLine(message)}.`;
  }
}

function standing(out: string): string {
  return `${onOneLine(out)} is there already: name another place, or --overwrite it.`;
}

function linked(out: string): string {
  return `${onOneLine(out)} is a link, and nothing is written through one: take it away, or name what it leads to.`;
}

async function isLink(place: string): Promise<boolean> {
  const found = await lstat(place).catch(() => null);
  return found?.isSymbolicLink() === true;
}

/** The first of the folder, its folders and its files that is a link; null if none is. */
async function firstLink(out: string, files: readonly WrittenFile[]): Promise<string | null> {
  const places = new Set([out]);
  for (const { path } of files) {
    const parts = relative(out, join(out, path)).split(sep);
    for (const [index] of parts.entries()) {
      places.add(join(out, ...parts.slice(0, index + 1)));
    }
  }
  for (const place of places) {
    if (await isLink(place)) {
      return place;
    }
  }
  return null;
}

function missingFolder(error: NodeJS.ErrnoException): [] {
  if (error.code !== "ENOENT") {
    throw error;
  }
  return [];
}
