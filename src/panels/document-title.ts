/** What a document is called where one line stands for it. Pure. */
import type { Doc } from "../model/run/document.ts";
import { fieldsInOrder } from "./field-order.ts";

/** In documents of docarray 0.21 these tell nothing of what one is about. */
const NO_TITLES = new Set(["id", "parent_id", "mime_type", "modality"]);

/** Its text, address, title or name, else its first field that is a text, and at last its id; "" for none of them. */
export function documentTitle(fields: Doc): string {
  const others = fieldsInOrder(fields).map(([name]) => name);
  const names = ["text", "uri", "title", "name", ...others.filter((name) => !NO_TITLES.has(name)), "id"];
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : "";
    if (typeof value === "string" && value !== "") {
      return value;
    }
  }
  return "";
}
