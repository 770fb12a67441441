/** What a YAML file describes, judged by its values: to say of one that holds no Flow what it holds instead. */
import { cut } from "../base/words.ts";
import type { Value, ValueMap } from "./flow.ts";

export type RootKind =
  | "Flow"
  | "Deployment"
  | "Executor"
  | "AsyncFlow"
  | "Gateway"
  | "Kubernetes"
  | "Compose"
  | "unknown";

export interface Root {
  readonly kind: RootKind;
  /** What the file is, and what to do with it, in a sentence or two. */
  readonly sentence: string;
}

/** `fileName` is what the sentences call the file. */
export function recogniseRoot(root: Value, fileName?: string): Root {
  const file = fileName || "This file";
  if (!(root instanceof Map)) {
    const what = Array.isArray(root)
      ? "a list"
      : root === null
        ? "an empty value"
        : "a single text or number";
    return { kind: "unknown", sentence: `${file} holds ${what}, not a Flow: ${BEGINNING}.` };
  }
  const kind = kindOf(root as ValueMap);
  return { kind, sentence: sentenceOf(kind, root as ValueMap, file) };
}

const BEGINNING = "a Flow begins with the line jtype: Flow";

function kindOf(root: ValueMap): RootKind {
  const jtype = root.get("jtype");
  if (typeof jtype === "string" && jtype !== "") {
    if (jtype === "Flow" || jtype === "AsyncFlow" || jtype === "Deployment") {
      return jtype;
    }
    if (/^flow$/i.test(jtype)) {
      return "unknown";
    }
    return /Gateway$/.test(jtype) ? "Gateway" : "Executor";
  }
  if (root.has("apiVersion") && root.has("kind")) {
    return "Kubernetes";
  }
  const services = root.get("services");
  return services instanceof Map && ![...services.values()].some((one) => !(one instanceof Map))
    ? "Compose"
    : "unknown";
}

function sentenceOf(kind: RootKind, root: ValueMap, file: string): string {
  const jtype = cut(String(root.get("jtype")));
  switch (kind) {
    case "Flow":
      return `${file} describes a Flow.`;
    case "AsyncFlow":
      return `${file} describes an AsyncFlow, which is a Flow in Jina 3: write jtype: Flow.`;
    case "Deployment":
      return `${file} describes a Deployment, not a Flow: make a Flow of this one executor, or name the file as an entry of a Flow's executors.`;
    case "Executor":
      return `${file} describes an Executor, ${jtype}, not a Flow: make a Flow of this one, or name the file in the uses of a Flow's executor.`;
    case "Gateway":
      return `${file} describes a gateway, ${jtype}, not a Flow: name it in the uses of a Flow's gateway.`;
    case "Kubernetes":
      return `${file} describes a ${cut(String(root.get("kind")))} for Kubernetes, not a Flow: ${BEGINNING}.`;
    case "Compose":
      return `${file} describes services for Docker Compose, not a Flow: ${BEGINNING}.`;
    case "unknown":
      if (/^flow$/i.test(jtype)) {
        return `${file} says jtype: ${jtype}, which is not a Flow to Jina: write jtype: Flow.`;
      }
      return root.has("executors") || root.has("deployments") || root.has("pods")
        ? `Nothing says that ${fileInside(file)} describes a Flow: write jtype: Flow as its first line.`
        : `${file} describes no Flow: ${BEGINNING}.`;
  }
}

function fileInside(file: string): string {
  return file === "This file" ? "this file" : file;
}
