/** What a YAML file describes, judged by its values: to say of one that holds no Flow what it holds instead. */
import { cut } from "../../base/words.ts";
import { nearest } from "../../model/nearest.ts";
import { isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";

/** What a file describes. */
export type RootKind =
  | "Flow"
  /** A Flow by its keys, or by a slip of the pen, whose `jtype` says something else. */
  | "mistyped Flow"
  | "Deployment"
  | "Executor"
  | "AsyncFlow"
  | "Gateway"
  | "Kubernetes"
  | "Compose"
  | "unknown";

interface Root {
  readonly kind: RootKind;
  /** What the file is, and what to do with it, in a sentence or two. */
  readonly sentence: string;
}

/** `fileName` is what the sentences call the file. */
export function recogniseRoot(root: Value, fileName?: string): Root {
  const file = fileName || "This file";
  if (!isMap(root)) {
    const what = Array.isArray(root)
      ? "a list"
      : root === null
        ? "an empty value"
        : "a single text or number";
    return { kind: "unknown", sentence: `${file} holds ${what}, not a Flow: ${BEGINNING}.` };
  }
  const kind = kindOf(root);
  return { kind, sentence: sentenceOf(kind, root, file) };
}

const BEGINNING = "a Flow begins with the line jtype: Flow";

function kindOf(root: ValueMap): RootKind {
  const jtype = root.get("jtype");
  if (typeof jtype === "string" && jtype !== "") {
    if (jtype === "Flow" || jtype === "AsyncFlow") {
      return jtype;
    }
    if (flowKeyOf(root) !== undefined || isSlip(jtype, root)) {
      return "mistyped Flow";
    }
    return jtype === "Deployment" ? jtype : /Gateway$/.test(jtype) ? "Gateway" : "Executor";
  }
  if (root.has("apiVersion") && root.has("kind")) {
    return "Kubernetes";
  }
  const services = root.get("services");
  return services instanceof Map && ![...services.values()].some((one) => !(one instanceof Map))
    ? "Compose"
    : "unknown";
}

/** Sections that only a Flow has. */
const FLOW_KEYS = ["executors", "deployments", "gateway", "pods"];

function flowKeyOf(root: ValueMap): string | undefined {
  return FLOW_KEYS.find((key) => root.has(key));
}

/** Sections of an Executor's own file, whose class may be called anything. */
const EXECUTOR_KEYS = ["metas", "requests", "py_modules"];

function isSlip(jtype: string, root: ValueMap): boolean {
  return (
    /^flow$/i.test(jtype) ||
    (nearest(jtype, ["Flow"]) !== null && !EXECUTOR_KEYS.some((key) => root.has(key)))
  );
}

/** Whether a Flow can be made of it that has it for its one executor, without any of it being lost. */
export function canBeWrapped(root: Value): root is ValueMap {
  const { kind } = recogniseRoot(root);
  if (kind !== "Deployment" && kind !== "Executor") {
    return false;
  }
  const given = (root as ValueMap).get("with") ?? null;
  return (kind === "Executor" || given === null || isMap(given)) && !saysFlow(root);
}

/** The engine makes a tag of these words wherever they stand: no text with them can be written anew. */
function saysFlow(value: Value): boolean {
  if (typeof value === "string") {
    return value.includes("jtype: Flow");
  }
  const items = isMap(value) ? [...value].flat() : Array.isArray(value) ? value : [];
  return items.some(saysFlow);
}

function sentenceOf(kind: RootKind, root: ValueMap, file: string): string {
  const jtype = cut(String(root.get("jtype")));
  switch (kind) {
    case "Flow":
      return `${file} describes a Flow.`;
    case "AsyncFlow":
      return `${file} describes an AsyncFlow, which is a Flow in Jina 3: write jtype: Flow.`;
    case "mistyped Flow": {
      const key = flowKeyOf(root);
      return key === undefined
        ? `${file} says jtype: ${jtype}, which is not a Flow to Jina: write jtype: Flow.`
        : `${file} says jtype: ${jtype}, but ${key} is a section of a Flow: write jtype: Flow.`;
    }
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
      return root.has("executors") || root.has("deployments") || root.has("pods")
        ? `Nothing says that ${fileInside(file)} describes a Flow: write jtype: Flow as its first line.`
        : `${file} describes no Flow: ${BEGINNING}.`;
  }
}

function fileInside(file: string): string {
  return file === "This file" ? "this file" : file;
}
