/**
 * Writes a `.br` and a `.gz` file beside each compressible file of the built page, so that the server has nothing to
 * compress. Run as `node scripts/compress.ts [FOLDER]`; FOLDER is `dist` unless said otherwise.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { extname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Text. Fonts and pictures are compressed already. */
const COMPRESSIBLE = new Set([".js", ".css", ".html", ".svg", ".json", ".yml"]);

const ENCODERS: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  ".br": (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  ".gz": (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * Compresses every compressible file under a folder. A compressed form that is not smaller is left out, and one of an
 * earlier build removed, so that the server falls back to the file itself. Answers how many files it read and wrote.
 */
export async function compressFolder(folder: string): Promise<{ files: number; written: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && COMPRESSIBLE.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  const waiting = [...names];
  let written = 0;
  const work = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const bytes = await readFile(name);
      for (const [ending, encode] of Object.entries(ENCODERS)) {
        const compressed = await encode(bytes);
        if (compressed.length < bytes.length) {
          await writeFile(name + ending, compressed);
          written += 1;
        } else {
          await rm(name + ending, { force: true });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return { files: names.length, written };
}

if (process.argv[1] === import.meta.filename) {
  const folder = resolve(process.argv[2] ?? "dist");
  const { files, written } = await compressFolder(folder);
  console.log(`compressed ${files} files of ${folder}, ${written} written`);
}
