/**
 * Flow files of Jina before 3, whose executors stand under `pods`: which version one was written for, and what that
 * version made of it. To Jina 3.34.0 each of them is an empty Flow. The numbers in brackets are promises that the tests
 * quote; each was seen on the old engines.
 *
 * [O1] A file is legacy if it is a Flow, has `pods`, and has no list that 3.34 reads.
 * [O2] Of the engines that take the form of `pods`, the one that leaves the fewest words unread is believed, on a tie
 *      the newest.
 * [O3] A pod needs the one added before it, in a mapping too; a nameless one is `podN` or, from 2.1 on, `executorN`.
 * [O4] Up to 0.6, what `with` says goes before what the pod says; from 0.7 on the pod goes before `with`.
 * [O5] Copies were `replicas` up to 0.3, `parallel` or `shards`, whichever comes last, from 0.4 on, and times
 *      `replicas` from 1.1 on.
 * [O6] Copies of copies without `polling` all get each message from 2.1 on, one of them before.
 * [O7] The gateway speaks HTTP where `rest_api` or `restful` is set, up to 1.x; from 2.0 on it speaks its `protocol`.
 */
import type { ValueMap } from "../value.ts";
import { believedVersion } from "./believed-version.ts";
import { isLegacy } from "./is-legacy.ts";
import { formOf, type LegacyPod, mapIn, type PodsForm, readPods } from "./pods.ts";
import type { LegacyVersion } from "./words.ts";

/** A file of an old version, as far as it is known without conversion. */
export interface LegacyFile {
  readonly root: ValueMap;
  /** The version that the file is believed to be written for. */
  readonly version: LegacyVersion;
  /** Why that version, in a sentence. */
  readonly why: string;
  readonly form: PodsForm;
  readonly with: ValueMap;
  /** In the order of the file, with the entry called `gateway`, which every version passes over. */
  readonly pods: readonly LegacyPod[];
}

/** The file as an old one, or null if it is none. */
export function recogniseLegacy(root: ValueMap): LegacyFile | null {
  if (!isLegacy(root)) {
    return null;
  }
  const form = formOf(root.get("pods") ?? null);
  const { version, why } = believedVersion(root, form);
  return {
    root,
    version,
    why,
    form,
    with: mapIn(root, "with"),
    pods: readPods(root, form, version),
  };
}
