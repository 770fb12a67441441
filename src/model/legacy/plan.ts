/**
 * How a Flow file of Jina before 3 is written for 3.34.0, as steps on its tree, and what a person has to know about it.
 * What 3.34 reads as the old version did stays as it is. The numbers in brackets are promises that the tests quote.
 *
 * [C1] The converted file builds the graph that its own version meant: names, order, needs and end.
 * [C2] Copies among which one gets each message become `replicas`; where all get it, or where each has data of its own,
 *      they become `shards`.
 * [C3] What ran before and behind the copies of an executor that has no shards becomes an executor of its own.
 * [C4] Words that 3.34 does not know, or takes for others, go; a note names them.
 * [C5] What `with` gave to every executor stands there only as far as 3.34 passes it on too; else each one gets it.
 * [C6] What a variable says is not guessed: its text stays.
 * [C7] A converted file has nothing to convert.
 */
import { GATEWAY } from "../flow.ts";
import type { ValueMap } from "../value.ts";
import { ConversionNotes } from "./conversion-notes.ts";
import type { ConversionPlan } from "./conversion-plan.ts";
import { Besides } from "./copies.ts";
import { Draft } from "./draft.ts";
import { type LegacyFile, recogniseLegacy } from "./legacy.ts";
import { meaningOf } from "./meaning.ts";
import { planMending } from "./mend.ts";
import { planFrame } from "./plan-frame.ts";
import { PodPlanner } from "./plan-pod.ts";
import { rewordings } from "./references.ts";

/** How an old file is written for 3.34: always at least one step. */
export function planConversion(legacy: LegacyFile): ConversionPlan {
  const draft = new Draft(legacy.root);
  const { built } = meaningOf(legacy);
  const besides = new Besides(legacy, built);
  const notes = new ConversionNotes(legacy, built, besides);
  const planner = new PodPlanner(legacy, draft, besides, notes);
  planFrame(legacy, draft);
  for (const [index, pod] of legacy.pods.entries()) {
    if (pod.name === GATEWAY) {
      draft.remove(pod.path);
    } else {
      planner.plan(pod, index);
    }
  }
  draft.removeEmpty(["with"], legacy.with);
  const { steps, lost } = rewordings(legacy, draft.steps);
  return {
    steps: [...draft.steps, ...steps],
    left: notes.left(draft.steps, lost),
    notes: [...notes.told(), ...draft.goneNotes()],
  };
}

/** How an old file, or a newer one with old words in it, is written for 3.34; null for one that needs nothing. */
export function planRewriting(root: ValueMap): ConversionPlan | null {
  const legacy = recogniseLegacy(root);
  const plan = legacy ? planConversion(legacy) : planMending(root);
  return plan.steps.length > 0 ? plan : null;
}
