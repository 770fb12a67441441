import { flowText } from "../yaml/flow-text.ts";

/** A file of so many executors, each of an image, without which the engine exports none. */
export function imageFlowText(executors: number): string {
  return flowText(executors).replaceAll(/uses: Exec(\d)/g, "uses: docker://exec/$1");
}
