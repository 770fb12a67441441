/** A document that is one file: its bytes as a blob, or all of it as a data URI. */

import { base64Of } from "../../base/base64.ts";
import { ClientError } from "../../model/run/client-error.ts";
import type { Doc } from "../../model/run/document.ts";
import type { InputFile } from "../../model/run/request-input.ts";
import { readBytes } from "./file-reader.ts";

/** The largest message is 64 MiB, and a data URI is longer by a third. */
const MAX_BYTES = { blob: 60 << 20, uri: 44 << 20 } as const;

/**
 * `field` and `nameField`: where content and name of the file go; without them the content goes by the form, with its
 * media type, as documents of docarray 0.21 have it, and the name nowhere. Throws ClientError of code `input` for a file
 * that no message holds.
 */
export async function readWholeFile(
  file: InputFile,
  form: keyof typeof MAX_BYTES,
  field = "",
  nameField = "",
): Promise<Doc> {
  const maxBytes = MAX_BYTES[form];
  const bytes = file.size > maxBytes ? null : await readBytes(file, maxBytes);
  if (!bytes) {
    const most = maxBytes >> 20;
    throw new ClientError("input", `${file.name}: a message holds files of up to ${most} MiB in this form.`);
  }
  const type = file.type || "application/octet-stream";
  const content = form === "blob" ? bytes : `data:${type};base64,${base64Of(bytes)}`;
  const named = nameField === "" ? {} : { [nameField]: file.name };
  return field === "" ? { [form]: content, mime_type: type, ...named } : { [field]: content, ...named };
}
