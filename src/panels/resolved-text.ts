/** What the engine reads of an argument whose text asks for variables, in a sentence to stand beside its field. */
import { argumentsPath } from "../model/arguments-path.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Path } from "../model/path.ts";
import type { OpenFile } from "../store/open-file.ts";
import { createMask, readText, variableRows } from "../store/variable-rows.ts";

/** So many values inside an argument are told of. */
const MAX_TOLD = 4;

/** `name`: an executor, `gateway`, or null for the Flow's `with`. Empty where no text of the argument asks for anything. */
export function resolvedText(
  file: Pick<OpenFile, "reading" | "variables" | "shown">,
  name: string | null,
  key: string,
): string {
  const { variables } = file.reading.document;
  const base = variables.length === 0 ? null : pathOf(file, name, key);
  if (!base) {
    return "";
  }
  const uses = new Map(
    variables.flatMap(({ uses }) =>
      uses
        .filter(({ path }) => base.every((step, index) => path[index] === step))
        .map((use) => [JSON.stringify(use.path), use] as const),
    ),
  );
  const isMasked = createMask(variableRows(file), () => false);
  const told = [...uses.values()].flatMap((use) => {
    if (use.reads === undefined) {
      return [];
    }
    const { text, type } = readText(use.reads);
    const way = use.path.slice(base.length).join(".");
    const value = isMasked(use) ? "••••••" : type === "nothing" ? type : text;
    return [
      `${way === "" ? "" : `${way}: `}${value}${type === "text" || type === "nothing" ? "" : ` (${type})`}`,
    ];
  });
  const shown = told.slice(0, MAX_TOLD).join("; ");
  return told.length === 0 ? "" : `Reads ${shown}${told.length > MAX_TOLD ? "; …" : "."}`;
}

function pathOf({ shown }: Pick<OpenFile, "shown">, name: string | null, key: string): Path | null {
  if (name === null || name === GATEWAY) {
    return [name === null ? "with" : "gateway", key];
  }
  const { flow, picture } = shown;
  const entry = flow.entries[picture.byName.get(name)?.entry ?? -1];
  return entry ? [...argumentsPath(flow, entry), key] : null;
}
