/**
 * What the engine makes of a text under `uses` when the Flow starts. It asks in this order, and takes the first that
 * fits; what fits nothing ends the start. Nothing of it is looked at when the file is loaded or built.
 */

import { isIdentifier, isMap, strip } from "../python.ts";
import { loadJson } from "../python-json.ts";
import type { Value } from "../value.ts";

type UsesSource =
  /** An image, run as a container. */
  | { readonly kind: "image"; readonly image: string }
  /** An Executor of Jina's Hub; `isImage` if it is run as a container. */
  | { readonly kind: "hub"; readonly isImage: boolean }
  | { readonly kind: "file" }
  | { readonly kind: "url" }
  /** YAML in a text. */
  | { readonly kind: "yaml" }
  | { readonly kind: "class" }
  /** `module.Class`; a path with unusual signs is taken for one too. */
  | { readonly kind: "module"; readonly isPath: boolean }
  /** A mapping that stands in the Flow's file. */
  | { readonly kind: "inline"; readonly value: Value }
  | { readonly kind: "nothing" };

/** What the engine runs where nothing is said. */
export const DEFAULT_EXECUTOR = "BaseExecutor";

const HUB = /^jinahub(?:\+docker|\+sandbox)?:\/\/[^/:?#]+/;
const HUB_OF_USER = /^jinaai(?:\+docker|\+sandbox)?:\/\/[^/?#]+\/+[^/:?#][^:?#]*(?::[^:?#]*)?$/i;

/** `text` as the engine holds it: a mapping is its JSON. */
export function usesSource(text: string): UsesSource {
  if (text.startsWith("docker://")) {
    return { kind: "image", image: text.slice("docker://".length) };
  }
  if (HUB.test(text) || HUB_OF_USER.test(text)) {
    return { kind: "hub", isImage: /^\w+\+docker:/.test(text) };
  }
  if (/^[/\p{L}\p{N}_.-]+.ya?ml$/u.test(strip(text))) {
    return { kind: "file" };
  }
  if (/^https?:/i.test(text)) {
    return { kind: "url" };
  }
  if (/^\s*(?:!|jtype)/.test(text)) {
    return { kind: "yaml" };
  }
  if (isIdentifier(text)) {
    return { kind: "class" };
  }
  const last = text.slice(text.lastIndexOf(".") + 1);
  if (text.includes(".") && isIdentifier(last)) {
    return { kind: "module", isPath: /^ya?ml$/.test(last) };
  }
  const read = loadJson(text);
  return "value" in read ? { kind: "inline", value: read.value } : { kind: "nothing" };
}

/** In YAML: a tag, or the value of `jtype` where that is the first key. */
const CLASS_OF_YAML = /^\s*(?:!|jtype *: *)(["']?)([^\s"'#,{}]+)\1/;

/** What a card shows of it: of YAML, be it a text or a mapping whose JSON the engine holds, the class that it names. */
export function usesLabel(text: string): string {
  if (!text.startsWith("{")) {
    return CLASS_OF_YAML.exec(text)?.[2] ?? text;
  }
  const read = loadJson(text);
  const jtype = "value" in read && isMap(read.value) ? read.value.get("jtype") : undefined;
  return typeof jtype === "string" && jtype !== "" ? jtype : text;
}

/** Whether it is run as a container: then, and only then, the engine reads what is said of containers. */
export function runsInContainer(text: string): boolean {
  const source = usesSource(text);
  return source.kind === "image" || (source.kind === "hub" && source.isImage);
}
