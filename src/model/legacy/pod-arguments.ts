/** What single arguments of a pod say. */
import { isSet } from "../engine/flag.ts";
import { pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { type Argument, isTemplate, type LegacyPod } from "./pods.ts";
import type { LegacyVersion } from "./words.ts";

/** A number above 1, or one that only a variable tells: then there may be many. */
export function isMany(value: Value | undefined): boolean {
  return (
    typeof value === "string" ||
    isTemplate(value) ||
    ((typeof value === "number" || typeof value === "bigint") && value > 1)
  );
}

/** `polling` in upper case; undefined if nothing says it, and what a variable says as it is. */
export function pollingOf(pod: LegacyPod): string | undefined {
  const value = pod.read.get("polling")?.value;
  return value === undefined || value === null ? undefined : pythonStr(value).toUpperCase();
}

/** True if all copies of a pod get each message; a variable may say so. */
export function isPolledAll(pod: LegacyPod, version: LegacyVersion): boolean {
  const polling = pollingOf(pod);
  if (polling !== undefined) {
    return polling !== "ANY";
  }
  const { shards, replicas } = copiesOf(pod);
  return version === "2.x" && isMany(shards?.value) && isMany(replicas?.value);
}

/** What says how many copies there are: `shards` among which `polling` chooses, each of them `replicas` times. */
export function copiesOf(pod: LegacyPod): { shards: Argument | undefined; replicas: Argument | undefined } {
  return { shards: pod.read.get("shards"), replicas: pod.read.get("replicas") };
}

/** Whether a pod runs elsewhere already. */
export function isExternal(pod: LegacyPod): boolean {
  return isSet(pod.read.get("external")?.value);
}

/** What a pod runs, as 3.34 writes it: an image's name gets `docker://`. Null where the file says nothing. */
export function usesOf(pod: LegacyPod): Value {
  const image = pod.read.get("image")?.value;
  return image === undefined ? (pod.read.get("uses")?.value ?? null) : imageUses(image);
}

/** An image's name as `uses` has it. */
export function imageUses(image: Value): string {
  const text = isTemplate(image) ? templateText(image as ValueMap) : pythonStr(image);
  return text.startsWith("docker://") ? text : `docker://${text}`;
}

/** `{{ X }}` as it was written, but for its blanks. */
function templateText(template: ValueMap): string {
  return `{${[...template.keys()][0]}}`;
}
