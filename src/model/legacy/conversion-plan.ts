/** How an old file, or one with old words in it, is written for Jina 3.34.0. */
import type { Step } from "../steps.ts";

/** A conversion as steps on the values of the file, with what there is to say about it. */
export interface ConversionPlan {
  readonly steps: readonly Step[];
  /** What a person has to do or to look at, in sentences. */
  readonly left: readonly string[];
  /** What a person may want to know. */
  readonly notes: readonly string[];
}
