/** The exports of a Flow, as files, with what is wrong in them: those that the engine has methods for, and its picture. */
import { quoted } from "../../base/words.ts";
import type { Places } from "../../model/drawing/arrange.ts";
import type { FlowDocument } from "../read/read-document.ts";
import { composeFile } from "./compose.ts";
import { composeFaults, mendedCompose } from "./compose-faults.ts";
import type { ExportFault } from "./export-fault.ts";
import { type AskedInput, type ExportInputs, GivenInputs, missingSentence } from "./export-inputs.ts";
import { type EngineWords, ExportRefusal } from "./export-refusal.ts";
import { drawPicture } from "./flow-picture.ts";
import { INPUT_FORMS } from "./input-forms.ts";
import { kubernetesFiles } from "./kubernetes.ts";
import { kubernetesFaults, mendedResource } from "./kubernetes-faults.ts";
import { printManifest } from "./manifest-text.ts";
import { printMermaid, verticalMermaid } from "./mermaid.ts";
import { printPython } from "./python.ts";
import { printSavedConfig } from "./saved-config.ts";

/** What can be made of a Flow. */
export const EXPORT_KINDS = ["mermaid", "svg", "yaml", "kubernetes", "compose", "python"] as const;

/** One of these. */
export type ExportKind = (typeof EXPORT_KINDS)[number];

/** How it is to be made. */
export interface ExportOptions {
  /** The drawing from top to bottom. */
  readonly isVertical?: boolean;
  /** Of pictures: in the colours of the dark page. */
  readonly isDark?: boolean;
  /** Of pictures: where cards stand; without places, and from those of the other direction, they are laid out. */
  readonly places?: Places | undefined;
  /** Of Kubernetes; the Flow's name, or `default`, where there is none. */
  readonly namespace?: string | undefined;
  /** Of Docker Compose; `jina-network` where there is none. */
  readonly network?: string | undefined;
  /** Without the faults that can be mended. */
  readonly isMended?: boolean;
}

/** One file of an export. */
export interface ExportedFile {
  /** Below the folder that is written to; null where the export is one file. */
  readonly path: string | null;
  readonly text: string;
}

/** What came of it. */
export type Exported = (Files | Refused) & {
  /** What it takes from outside the file, given or not. */
  readonly asked: readonly AskedInput[];
};

interface Files {
  readonly files: readonly ExportedFile[];
  readonly faults: readonly ExportFault[];
}

interface Refused {
  /** Why nothing came of it, and what to do. */
  readonly refused: string;
  /** What the engine says, if it is it that refuses. */
  readonly engine?: EngineWords | undefined;
  /** The executor that it is about, or the gateway. */
  readonly executor?: string | undefined;
}

/** Makes an export of a Flow that the engine builds. Throws for our own faults alone. */
export function exportFlow(
  document: FlowDocument,
  kind: ExportKind,
  options: ExportOptions,
  given: ExportInputs,
): Exported {
  const inputs = new GivenInputs(given);
  try {
    const exported = makeExport(document, kind, options, inputs);
    const { asked } = inputs;
    const fault = misnamedSentence(kind, options) ?? inputs.portFault;
    if (fault !== null) {
      return { refused: fault, asked };
    }
    const missing = asked.filter(({ isGiven }) => !isGiven);
    return missing.length > 0 ? { refused: missingSentence(missing), asked } : { ...exported, asked };
  } catch (error) {
    if (!(error instanceof ExportRefusal)) {
      throw error;
    }
    const { sentence, engine, executor } = error;
    return {
      refused: sentence,
      engine: engine ?? undefined,
      executor: executor ?? undefined,
      asked: inputs.asked,
    };
  }
}

/** Why nothing can be called as it is asked for; null if it can. */
function misnamedSentence(kind: ExportKind, { namespace, network }: ExportOptions): string | null {
  if (kind === "kubernetes" && namespace && !INPUT_FORMS.namespace.pattern.test(namespace)) {
    return `The namespace ${quoted(namespace)} is none: give ${INPUT_FORMS.namespace.words}.`;
  }
  if (kind === "compose" && network && !INPUT_FORMS.network.pattern.test(network)) {
    return `The network ${quoted(network)} is none: give ${INPUT_FORMS.network.words}.`;
  }
  return null;
}

function makeExport(
  document: FlowDocument,
  kind: ExportKind,
  { isVertical = false, isDark = false, places, namespace, network, isMended = false }: ExportOptions,
  inputs: GivenInputs,
): Files | Refused {
  switch (kind) {
    case "mermaid": {
      const drawing = printMermaid(document.built);
      return "text" in drawing
        ? single(isVertical ? verticalMermaid(drawing.text) : drawing.text)
        : { refused: drawing.refused, engine: drawing.error, executor: drawing.executor };
    }
    case "svg":
      return single(drawPicture(document, { isDark, direction: isVertical ? "down" : "right", places }));
    case "yaml":
      return single(printSavedConfig(document, inputs));
    case "kubernetes":
      return kubernetes(document, namespace || document.built.settings.name || "default", isMended, inputs);
    case "compose": {
      const { file, names } = composeFile(document, network || "jina-network", inputs);
      const resource = isMended ? mendedCompose(file) : file;
      const faults = composeFaults(file, names);
      return single(printManifest(resource, { sorted: false, isMended }), faults);
    }
    case "python":
      return single(printPython(document));
  }
}

function single(text: string, faults: readonly ExportFault[] = []): Files {
  return { files: [{ path: null, text }], faults };
}

function kubernetes(
  document: FlowDocument,
  namespace: string,
  isMended: boolean,
  inputs: GivenInputs,
): Files | Refused {
  const { built } = document;
  const files = kubernetesFiles({ flow: document, namespace, inputs, isMended });
  const ports = built.gateway.ports.filter((port) => typeof port === "number");
  return {
    files: files.map(({ path, documents }) => {
      const resources = isMended ? documents.map((resource) => mendedResource(resource, ports)) : documents;
      const texts = resources.map((resource) => printManifest(resource, { sorted: true, isMended }));
      return { path, text: texts.join("---\n") };
    }),
    faults: kubernetesFaults(files, namespace, ports),
  };
}
