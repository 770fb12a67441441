/** What the bytes of documents have alike in both generations: dense arrays, and texts that are left out where they are empty. */
import type { Tensor } from "../model/run/document.ts";
import type { MessageWriter } from "./message-writer.ts";

/** Writes the fields of a dense array. */
export function writeDense(writer: MessageWriter, { buffer, shape, dtype }: Tensor): void {
  writeText(writer, 3, dtype);
  if (shape.length > 0) {
    writer.uint32s(2, shape);
  }
  if (buffer.length > 0) {
    writer.blob(1, buffer);
  }
}

/** Writes a field of a text, unless that is empty. */
export function writeText(writer: MessageWriter, field: number, value: string): void {
  if (value !== "") {
    writer.text(field, value);
  }
}
