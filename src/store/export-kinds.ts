/** What can be made of a Flow in the export dialog: one row each. What is typed for one is kept with the file, by field. */
import type { ExportKind, ExportOptions } from "../formats/export/export-flow.ts";
import type { AskedInput, ExportInputs } from "../formats/export/export-inputs.ts";
import { INPUT_FORMS, type InputForm, withoutSlashes } from "../formats/export/input-forms.ts";
import type { Places } from "../model/drawing/arrange.ts";
import { PIXEL_SCALES, type PixelForm, type PixelScale } from "../model/drawing/pixel-size.ts";

/** A field beside an export. */
export interface ExportField {
  /** Under which what is typed is kept. */
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** A switch is `on`, or empty. */
  readonly control: "text" | "switch" | "choice";
  /** What can be chosen, by what is kept of it. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Where nothing was chosen: a choice of its own, in words, or the value of the one that holds then. */
  readonly unchosen?: string;
  readonly usual?: string;
  /** Stands in an empty field, for an example. */
  readonly placeholder?: string;
  /** What a text of it has to be, where it must be of some form. */
  readonly form?: InputForm;
}

/** What can be made in the dialog: pictures in pixels are drawn here, of the SVG file. */
export type RowKind = ExportKind | PixelForm;

/** One thing to make. */
export interface ExportRow {
  readonly kind: RowKind;
  readonly name: string;
  /** What it is, beside the name. */
  readonly what: string;
  readonly fields: readonly ExportField[];
  /** Whether all arguments are in it, secret ones among them. */
  readonly hasArguments: boolean;
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

const PICTURE: readonly ExportField[] = [
  {
    id: "direction",
    label: "Direction",
    hint: "Cards stand as on the page; in another direction they are laid out anew.",
    control: "choice",
    unchosen: "As on the page",
    choices: [
      { value: "right", label: "From left to right" },
      { value: "down", label: "From top to bottom" },
    ],
  },
  {
    id: "theme",
    label: "Colours",
    hint: "Of the light page or the dark one.",
    control: "choice",
    unchosen: "As the page",
    choices: [
      { value: "light", label: "Light" },
      { value: "dark", label: "Dark" },
    ],
  },
];

const USUAL_SCALE: PixelScale = 2;

const PIXELS: readonly ExportField[] = [
  ...PICTURE,
  {
    id: "scale",
    label: "Scale",
    hint: "Pixels for one of the drawing; screens of today show two.",
    control: "choice",
    usual: String(USUAL_SCALE),
    choices: PIXEL_SCALES.map((scale) => ({ value: String(scale), label: String(scale) })),
  },
];

/** All of them, in the order in which the dialog lists them. */
export const EXPORT_ROWS: readonly ExportRow[] = [
  {
    kind: "mermaid",
    name: "Mermaid",
    what: "the text that Flow.plot() draws",
    fields: [VERTICAL],
    hasArguments: false,
    fileName: (base) => `${base}.mmd`,
    mime: "text/plain",
  },
  {
    kind: "svg",
    name: "SVG",
    what: "the whole drawing, sharp at any size",
    fields: PICTURE,
    hasArguments: false,
    fileName: (base) => `${base}.svg`,
    mime: "image/svg+xml",
  },
  {
    kind: "png",
    name: "PNG",
    what: "the whole drawing in pixels",
    fields: PIXELS,
    hasArguments: false,
    fileName: (base) => `${base}.png`,
    mime: "image/png",
  },
  {
    kind: "jpg",
    name: "JPG",
    what: "the same, for what takes no PNG",
    fields: PIXELS,
    hasArguments: false,
    fileName: (base) => `${base}.jpg`,
    mime: "image/jpeg",
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
        form: INPUT_FORMS.network,
      },
      MEND,
    ],
    hasArguments: true,
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
        form: INPUT_FORMS.namespace,
      },
      MEND,
    ],
    hasArguments: true,
    fileName: (base) => `${base}-kubernetes.zip`,
    mime: "application/zip",
  },
  {
    kind: "yaml",
    name: "YAML as Jina saves it",
    what: "a copy as Flow.save_config() writes it, without comments, keys in Jina's order",
    fields: [],
    hasArguments: true,
    fileName: (base) => `${base}-saved.yml`,
    mime: "application/yaml",
  },
  {
    kind: "python",
    name: "Python",
    what: "a program that builds the same Flow",
    fields: [],
    hasArguments: true,
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

/** What is made for a row: of pictures in pixels, the SVG file that they are drawn of. */
export function madeKind({ kind }: ExportRow): ExportKind {
  return kind === "png" || kind === "jpg" ? "svg" : kind;
}

/** The pixels that a row is drawn in; null for what is no picture in pixels. */
export function pixelsOf(
  texts: ExportTexts,
): { readonly form: PixelForm; readonly scale: PixelScale } | null {
  const { kind } = chosenRow(texts);
  const chosen = texts.get("scale");
  const scale = PIXEL_SCALES.find((one) => String(one) === chosen) ?? USUAL_SCALE;
  return kind === "png" || kind === "jpg" ? { form: kind, scale } : null;
}

/** What of the page a picture follows. */
interface Page {
  readonly isDark: boolean;
  readonly places: Places;
}

/** How it is to be made. */
export function optionsOf(texts: ExportTexts, { isDark, places }: Page): ExportOptions {
  const isPicture = madeKind(chosenRow(texts)) === "svg";
  const [theme, direction] = [texts.get("theme"), texts.get("direction") ?? places.direction];
  // Of the page only what is used: another theme, or a card that is moved, is no reason to make resources anew.
  const ofPage = { isDark: theme === undefined ? isDark : theme === "dark", places };
  return {
    isVertical: isPicture ? direction === "down" : texts.get("vertical") === "on",
    ...(isPicture ? ofPage : {}),
    isMended: texts.get("mend") === "on",
    namespace: texts.get("namespace")?.trim(),
    network: texts.get("network")?.trim(),
  };
}

/** What stands before the address in the id of the field for an image on the Hub. */
const HUB_IMAGE = "hub-image ";

/** The field for what an export takes from outside the file. */
export function inputField({ name, ref, why }: AskedInput): ExportField {
  const hint = `${why[0]?.toUpperCase()}${why.slice(1)}.`;
  const field = { id: name, hint, control: "text" } as const;
  switch (name) {
    case "gateway-image":
      return {
        ...field,
        label: "Image of Jina itself",
        placeholder: "as jinaai/jina:3.34.0",
        form: INPUT_FORMS.image,
      };
    case "hub-image":
      return { ...field, id: `${HUB_IMAGE}${ref}`, label: `Image of ${ref}`, form: INPUT_FORMS.image };
    case "port-seed":
      return { ...field, label: "First port", placeholder: "as 50000", form: INPUT_FORMS.port };
    case "home":
      return { ...field, label: "Home folder", placeholder: "as /home/me", form: INPUT_FORMS.folder };
    case "cwd":
      return {
        ...field,
        label: "Working folder",
        placeholder: "as /home/me/flows",
        form: INPUT_FORMS.folder,
      };
  }
}

/** Why what is typed into a field cannot be that; null if it can, or if nothing is typed. */
export function fieldFault({ form }: ExportField, typed: string): string | null {
  const text = typed.trim();
  return text === "" || !form || form.pattern.test(text) ? null : `Give ${form.words}.`;
}

/** What is given to the engine from outside the file. What is not of its form is not given. */
export function inputsOf(texts: ExportTexts): ExportInputs {
  const given = (id: string, { pattern }: InputForm): string | undefined => {
    const text = texts.get(id)?.trim() ?? "";
    return pattern.test(text) ? text : undefined;
  };
  const folder = (id: "home" | "cwd") => {
    const path = given(id, INPUT_FORMS.folder);
    return path && withoutSlashes(path);
  };
  const portSeed = given("port-seed", INPUT_FORMS.port);
  const images = [...texts.keys()].flatMap((id): [string, string][] => {
    const image = id.startsWith(HUB_IMAGE) ? given(id, INPUT_FORMS.image) : undefined;
    return image === undefined ? [] : [[id.slice(HUB_IMAGE.length), image]];
  });
  return {
    gatewayImage: given("gateway-image", INPUT_FORMS.image),
    hubImages: new Map(images),
    portSeed: portSeed === undefined ? undefined : Number(portSeed),
    home: folder("home"),
    cwd: folder("cwd"),
  };
}
