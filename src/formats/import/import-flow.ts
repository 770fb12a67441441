/**
 * A text in another form than YAML → the text of a Flow file. It is read, and never run. Each form reads in time that
 * grows with the text alone, and has caps, which it states where a text goes beyond one.
 */
import { certainForm, type ImportForm } from "../read/certain-form.ts";
import { importMermaid } from "./import-mermaid.ts";
import { importPython } from "./import-python.ts";
import type { Imported } from "./imported.ts";

interface Form {
  /** For people. */
  readonly name: string;
  /** How names of such files end, without the dot. */
  readonly endings: readonly string[];
  /** Whether a text that is no certain one looks like one. */
  isLike(text: string): boolean;
  read(text: string): Imported;
}

/** The forms that are read, in the order in which a text is held for one of them. */
export const IMPORT_FORMS: Readonly<Record<ImportForm, Form>> = {
  mermaid: {
    name: "Mermaid flowchart",
    endings: ["mmd", "mermaid", "md"],
    isLike: (text) => /^[^\S\n\u2028\u2029]*(?:(?:graph|flowchart)\b|```+[^\S\n]*mermaid|%%\{)/m.test(text),
    read: importMermaid,
  },
  python: {
    name: "Python program",
    endings: ["py"],
    isLike: (text) => /^[^\S\n\u2028\u2029]*(?:import|from)\s+jina\b|\b(?:Flow|Deployment)\(/m.test(text),
    read: importPython,
  },
};

/** Their names, in the same order. */
export const FORMS = Object.keys(IMPORT_FORMS).filter(isImportForm);

/** The Flow of a text in this form. */
export function importFlow(text: string, form: ImportForm): Imported {
  return IMPORT_FORMS[form].read(text);
}

/** Whether that is the name of a form. */
export function isImportForm(name: string): name is ImportForm {
  return Object.hasOwn(IMPORT_FORMS, name);
}

/** Which form a file has, by its name, else by its text; null if neither tells. */
export function formOf(fileName: string, text: string): ImportForm | null {
  return (
    formOfName(fileName) ?? certainForm(text) ?? FORMS.find((form) => IMPORT_FORMS[form].isLike(text)) ?? null
  );
}

/** Which form a file has by its name; null if that does not tell. */
export function formOfName(fileName: string): ImportForm | null {
  const ending = /\.([^.]+)$/.exec(fileName.toLowerCase())?.[1] ?? "";
  return FORMS.find((form) => IMPORT_FORMS[form].endings.includes(ending)) ?? null;
}
