/** What can be made of a Flow in the export dialog: one row each. What is typed for one is kept with the file, by field. */
import type { ExportKind, ExportOptions } from "../formats/export/export-flow.ts";
import type { ExportInputs } from "../formats/export/export-inputs.ts";

/** A field beside an export. */
export interface ExportField {
  /** Under which what is typed is kept. */
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** A switch is `on`, or empty. */
  readonly control: "text" | "switch";
}

/** One thing to make. */
interface ExportRow {
  readonly kind: ExportKind;
  readonly name: string;
  /** What it is, beside the name. */
  readonly what: string;
  readonly fields: readonly ExportField[];
  /** What it is downloaded as; `base` is the file's name without its ending. */
  readonly fileName: (base: string) => string;
  readonly mime: string;
}

const VERTICAL: ExportField = {
  id: "vertical",
  label: "From top to bottom",
  hint: "As Flow.plot(vertical_layout=True) draws it.",
  control: "switch",
};

const MEND: ExportField = {
  id: "mend",
  label: "Mend what would not work",
  hint: "Jina writes some things that fail where they are taken to; else they stay as Jina writes them.",
  control: "switch",
};

/** All of them, in the order in which the dialog lists them. */
export const EXPORT_ROWS: readonly ExportRow[] = [
  {
    kind: "mermaid",
    name: "Mermaid",
    what: "the text that Flow.plot() draws",
    fields: [VERTICAL],
    fileName: (base) => `${base}.mmd`,
    mime: "text/plain",
  },
  {
    kind: "compose",
    name: "Docker Compose",
    what: "containers on one machine",
    fields: [
      {
        id: "network",
        label: "Network",
        hint: "That all services are in; else jina-network.",
        control: "text",
      },
      MEND,
    ],
    fileName: () => "docker-compose.yml",
    mime: "application/yaml",
  },
  {
    kind: "kubernetes",
    name: "Kubernetes",
    what: "a folder of resources for kubectl",
    fields: [
      {
        id: "namespace",
        label: "Namespace",
        hint: "Of all resources; else the Flow's name, or default.",
        control: "text",
      },
      MEND,
    ],
    fileName: (base) => `${base}-kubernetes.zip`,
    mime: "application/zip",
  },
  {
    kind: "yaml",
    name: "YAML as Jina saves it",
    what: "what Flow.save_config() writes",
    fields: [],
    fileName: (base) => `${base}-saved.yml`,
    mime: "application/yaml",
  },
  {
    kind: "python",
    name: "Python",
    what: "a program that builds the same Flow",
    fields: [],
    fileName: (base) => `${base}.py`,
    mime: "text/x-python",
  },
];

/** What was chosen and typed in the dialog, by field; `kind` among them. */
type ExportTexts = ReadonlyMap<string, string>;

/** The row that was chosen last, or the first one. */
export function chosenRow(texts: ExportTexts): ExportRow {
  const row = EXPORT_ROWS.find(({ kind }) => kind === texts.get("kind")) ?? EXPORT_ROWS[0];
  if (!row) {
    throw new Error("there is nothing to export");
  }
  return row;
}

/** How it is to be made. */
export function optionsOf(texts: ExportTexts): ExportOptions {
  return {
    isVertical: texts.get("vertical") === "on",
    isMended: texts.get("mend") === "on",
    namespace: texts.get("namespace"),
    network: texts.get("network"),
  };
}

/** What of `hub-image REF` stands before the address. */
const HUB_IMAGE = "hub-image ";

/** What is given to the engine from outside the file. */
export function inputsOf(texts: ExportTexts): ExportInputs {
  const portSeed = texts.get("port-seed");
  const images = [...texts].flatMap(([id, image]): [string, string][] =>
    id.startsWith(HUB_IMAGE) ? [[id.slice(HUB_IMAGE.length), image]] : [],
  );
  return {
    gatewayImage: texts.get("gateway-image"),
    hubImages: new Map(images),
    portSeed: portSeed === undefined ? undefined : Number(portSeed),
    home: texts.get("home"),
    cwd: texts.get("cwd"),
  };
}
