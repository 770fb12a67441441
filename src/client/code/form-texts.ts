/** Values that were read of code, as the texts that the form's fields hold. Pure. */
import { type DocValue, isFields } from "../../model/run/document.ts";
import { printJson } from "./print-literal.ts";

/** Documents as they are typed: a line each where all of them are just a text, else an object of JSON each. Null for what is none. */
export function documentsText(value: DocValue): string | null {
  const documents = Array.isArray(value) ? value.map(documentOf) : [documentOf(value)];
  if (documents.some((document) => document === null)) {
    return null;
  }
  const texts = documents.map((document) =>
    document && Object.keys(document).length === 1 ? document.text : null,
  );
  const isLines =
    !texts.some((text) => typeof text !== "string" || text.trim() === "" || /[\r\n]/.test(text)) &&
    !/^\s*[[{]/.test(String(texts[0]));
  return (isLines ? texts : documents.map((document) => printJson(document ?? null))).join("\n");
}

function documentOf(value: DocValue) {
  return typeof value === "string" ? { text: value } : isFields(value) ? value : null;
}

/** Parameters as they are typed; nothing for none. Null for what are none. */
export function parametersText(value: DocValue): string | null {
  if (value === null) {
    return "";
  }
  if (!isFields(value)) {
    return null;
  }
  return Object.keys(value).length === 0 ? "" : printJson(value);
}
