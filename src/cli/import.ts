/**
 * `import`: the Flow of a file in another form. What of the file is not in it goes to standard error, each with its
 * line. Exit code 1 if there is no Flow in the file, or it cannot be written.
 */
import { listed } from "../base/words.ts";
import { FORMS, formOf, IMPORT_FORMS, importFlow, isImportForm } from "../formats/import/import-flow.ts";
import type { Imported } from "../formats/import/imported.ts";
import type { ImportForm } from "../formats/read/certain-form.ts";
import { type Command, UsageError } from "./command.ts";
import { parseOptions, readInput } from "./inputs.ts";
import { onOneLine, print, printContent, tell } from "./terminal.ts";
import { writeOut } from "./write-out.ts";

const HELP = `Usage: jina-flow-designer import FILE [--from ${FORMS.join("|")}] [--out PATH] [--json]

Makes a Flow file of a file in another form, and prints it. The file is read, and never run. What of it is not in the
Flow is told on standard error, each with its line. Exit code 1 if no Flow can be made of it.

  --from FORM   what the file is; without it, its name or else its text tells
${Object.entries(IMPORT_FORMS)
  .map(([form, { name }]) => `                  ${form.padEnd(10)}${name}`)
  .join("\n")}
  --out PATH    write the Flow there
  --overwrite   write where something stands already
  --json        one JSON object with the text and the notes
FILE may be - for standard input.
`;

const OPTIONS = {
  from: { type: "string" },
  out: { type: "string" },
  overwrite: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** The command `import`. */
export const importCommand: Command = {
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS);
    if (values.help) {
      print(HELP);
      return 0;
    }
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) {
      throw new UsageError("import takes one file.");
    }
    const from = typeof values.from === "string" ? parseForm(values.from) : null;
    const out = typeof values.out === "string" ? values.out : null;
    if (values.json && out !== null) {
      throw new UsageError("--json prints what --out would write: leave one of them out.");
    }
    const { form, imported } = await read(file, from);
    if (values.json) {
      print(`${JSON.stringify(asJson(file, form, imported))}\n`);
      return "refused" in imported ? 1 : 0;
    }
    if ("refused" in imported) {
      tell(`${placeIn(file, imported.line)} ${imported.refused}\n`);
      return 1;
    }
    for (const { line, message } of imported.notes) {
      tell(`${placeIn(file, line)} ${message}\n`);
    }
    return await deliver(imported.text, out, values.overwrite === true);
  },
};

function parseForm(given: string): ImportForm {
  if (!isImportForm(given)) {
    throw new UsageError(`--from takes ${listed(FORMS, "or")}, not ${JSON.stringify(given)}.`);
  }
  return given;
}

async function read(
  file: string,
  given: ImportForm | null,
): Promise<{ form: ImportForm | null; imported: Imported }> {
  const input = await readInput(file, new Map());
  if ("fault" in input) {
    return { form: given, imported: { refused: input.fault.message, line: null } };
  }
  const form = given ?? formOf(file, input.text);
  const imported: Imported =
    form === null
      ? {
          refused: `What form this file has is not clear: say --from ${FORMS.join(" or --from ")}.`,
          line: null,
        }
      : importFlow(input.text, form);
  return { form, imported };
}

async function deliver(text: string, out: string | null, overwrites: boolean): Promise<number> {
  if (out === null) {
    printContent(text);
    return 0;
  }
  const refused = await writeOut(out, text, overwrites);
  if (refused !== null) {
    tell(`${refused}\n`);
  }
  return refused === null ? 0 : 1;
}

function placeIn(file: string, line: number | null): string {
  return line === null ? `${onOneLine(file)}:` : `${onOneLine(file)}:${line}`;
}

function asJson(file: string, form: ImportForm | null, imported: Imported): unknown {
  return "refused" in imported
    ? { file, ok: false, form, error: { line: imported.line, message: imported.refused } }
    : { file, ok: true, form, ...imported };
}
