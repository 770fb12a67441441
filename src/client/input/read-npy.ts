/** Documents of an array of numpy's (`.npy`): each row of its first dimension is the tensor of one. */
import { grouped } from "../../base/words.ts";
import { ClientError } from "../../model/run/client-error.ts";
import { type Doc, Tensor } from "../../model/run/document.ts";
import type { InputFile } from "../../model/run/request-input.ts";
import { createFileReader } from "./file-reader.ts";

const MAGIC = "\x93NUMPY";
/** numpy writes some hundred. */
const MAX_HEAD_BYTES = 64 << 10;
/** A message holds no more. */
const MAX_ROW_BYTES = 64 << 20;
/** Of an array that is stored column by column, and has to be held whole for its rows. */
const MAX_COLUMN_BYTES = 256 << 20;

interface Head {
  readonly dtype: string;
  readonly rows: number;
  /** Of one row. */
  readonly shape: readonly number[];
  readonly itemBytes: number;
  readonly rowBytes: number;
  /** Whether it is stored column by column, as Fortran does. */
  readonly isByColumn: boolean;
}

/** `field`: where a row goes, as `tensor` or `embedding`. Throws ClientError of code `input`. */
export async function* readNpy(file: InputFile, field: string): AsyncGenerator<Doc> {
  const bytes = createByteReader(file);
  try {
    const head = await readHead(bytes, file.name);
    if (head.isByColumn) {
      yield* readColumns(bytes, head, file.name, field);
      return;
    }
    for (let row = 0; row < head.rows; row += 1) {
      const buffer = await bytes.take(head.rowBytes);
      if (!buffer) {
        throw fault(file.name, `it ends in row ${row + 1} of ${head.rows}`);
      }
      yield { [field]: new Tensor(head.shape, head.dtype, buffer) };
    }
  } finally {
    await bytes.end();
  }
}

/** Rows of an array whose first column comes first. They are gathered from all of it. */
async function* readColumns(
  bytes: ByteReader,
  { dtype, rows, shape, itemBytes, rowBytes }: Head,
  name: string,
  field: string,
): AsyncGenerator<Doc> {
  if (rows * rowBytes > MAX_COLUMN_BYTES) {
    throw fault(
      name,
      `it is stored column by column (fortran_order), and has ${grouped(rows * rowBytes)} bytes: of more than ${grouped(MAX_COLUMN_BYTES)}, rows are read only where they stand together, as numpy.ascontiguousarray puts them`,
    );
  }
  const all = await bytes.take(rows * rowBytes);
  if (!all) {
    throw fault(name, "it ends before its last column");
  }
  // How far an element is from the next along each dimension of a row, the first dimension being the rows.
  const steps = shape.map((_, at) => shape.slice(0, at).reduce((product, size) => product * size, rows));
  const items = rowBytes / itemBytes;
  for (let row = 0; row < rows; row += 1) {
    const buffer = new Uint8Array(rowBytes);
    for (let item = 0; item < items; item += 1) {
      let left = item;
      let from = row;
      for (let at = shape.length - 1; at >= 0; at -= 1) {
        from += (left % shape[at]!) * steps[at]!;
        left = Math.floor(left / shape[at]!);
      }
      buffer.set(all.subarray(from * itemBytes, (from + 1) * itemBytes), item * itemBytes);
    }
    yield { [field]: new Tensor(shape, dtype, buffer) };
  }
}

async function readHead(bytes: ByteReader, name: string): Promise<Head> {
  const start = await bytes.take(8);
  const magic = start && String.fromCharCode(...start.subarray(0, 6));
  const major = start?.[6] ?? 0;
  if (magic !== MAGIC || major < 1 || major > 3) {
    throw fault(name, "it is no array of numpy's");
  }
  const sizes = await bytes.take(major === 1 ? 2 : 4);
  const length = (sizes ?? new Uint8Array(0)).reduceRight((sum, byte) => sum * 256 + byte, 0);
  const text = length > 0 && length <= MAX_HEAD_BYTES ? await bytes.take(length) : null;
  if (!text) {
    throw fault(name, "its head is not whole");
  }
  return headOf(new TextDecoder().decode(text), name);
}

function headOf(text: string, name: string): Head {
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  const itemBytes = Number(/^[<>|=][biufc?](\d+)$/.exec(descr ?? "")?.[1] ?? 0);
  if (descr === undefined || shapeText === undefined || itemBytes === 0) {
    throw fault(name, "its elements are no numbers, or its head cannot be read");
  }
  const [rows, ...shape] = shapeText
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  if (rows === undefined || [rows, ...shape].some((size) => !Number.isSafeInteger(size) || size < 0)) {
    throw fault(name, "it has no rows");
  }
  // A row of a list of numbers is a number, which is an array of one here.
  const ofRow = shape.length === 0 ? [1] : shape;
  const rowBytes = ofRow.reduce((product, size) => product * size, itemBytes);
  if (rowBytes === 0) {
    // A few bytes could say that there are any number of them.
    throw fault(name, "its rows have no elements");
  }
  if (rowBytes > MAX_ROW_BYTES) {
    throw fault(name, `a row has ${grouped(rowBytes)} bytes, more than a message holds`);
  }
  const isByColumn = /'fortran_order':\s*True/.test(text);
  return { dtype: descr, rows, shape: ofRow, itemBytes, rowBytes, isByColumn };
}

interface ByteReader {
  /** The next so many bytes; null where there are fewer. */
  take(count: number): Promise<Uint8Array<ArrayBuffer> | null>;
  end(): Promise<void>;
}

function createByteReader(file: InputFile): ByteReader {
  const reader = createFileReader(file);
  let piece: Uint8Array = new Uint8Array(0);
  return {
    async take(count) {
      const taken = new Uint8Array(count);
      for (let filled = 0; filled < count; ) {
        if (piece.length === 0) {
          const next = await reader.next();
          if (!next) {
            return null;
          }
          piece = next;
        }
        const part = piece.subarray(0, count - filled);
        taken.set(part, filled);
        filled += part.length;
        piece = piece.subarray(part.length);
      }
      return taken;
    },
    end: reader.end,
  };
}

function fault(name: string, why: string): ClientError {
  return new ClientError("input", `${name}: ${why}.`);
}
