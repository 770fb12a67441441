/**
 * One edit from beginning to end: plan, splice, and proof that the text now means what the edit meant and nothing
 * else. The same for canvas, Inspector, commands and command line.
 *
 * The proof reads the patched text again. Where nothing in the file stands in two places, and an edit stays within one
 * executor, only the lines of that executor are read, and of a long file only those that it touches: what stands around them
 * is the same text as before.
 */

import type { Plan, Refusal } from "../../model/edit/edit.ts";
import { planEdit } from "../../model/edit/plan-edit.ts";
import { buildFlow } from "../../model/engine/build.ts";
import type { BuiltFlow } from "../../model/engine/built-flow.ts";
import type { Entry } from "../../model/flow.ts";
import type { Edit } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { fullMessage } from "../../model/problem.ts";
import { differences } from "../../model/same-value.ts";
import { applySteps, orderAfter, type Step, treeAt, treeOfSteps } from "../../model/steps.ts";
import { applyChanges, type TextChange } from "../../model/text-change.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { loadFlow } from "../read/load-flow.ts";
import type { LoadContext } from "../read/loader.ts";
import { contextOf } from "../read/read-document.ts";
import { type FlowDocument, readFlow, type Surroundings } from "../read/read-flow.ts";
import { NO_VARIABLES } from "../read/substitute.ts";
import type { YamlFault } from "../yaml/yaml.ts";
import { entryAlone, proveEntry, proveFile } from "./entry-proof.ts";
import { patch } from "./patch.ts";
import { hasAliases, isShared, misledBy, sharedNote } from "./shared-values.ts";

/** An edit that is made: the new text, and everything that follows from it. */
export class Edited {
  readonly text: string;
  /** What was planned, on the values of the file before. */
  readonly steps: readonly Step[];
  readonly changes: readonly TextChange[];
  readonly label: string;
  readonly notes: readonly string[];
  /** The executors that come by it, where its plan says, in the order of the file. */
  readonly added: readonly string[];
  /** Values besides those of the edit that change with it, because the file has them in one place; after the edit. */
  readonly shared: readonly Path[];
  /** The entry of the one executor that the edit is about, as it is now; null if it is about none, or several. */
  readonly entry: Entry | null;
  private readonly surroundings: Surroundings;
  private read: FlowDocument | null;

  constructor(
    before: FlowDocument,
    changes: readonly TextChange[],
    { steps, label, notes, added = [] }: Plan,
    entry: Entry | null,
    read: FlowDocument | null = null,
    shared: readonly Path[] = [],
  ) {
    this.text = read?.text ?? applyChanges(before.text, changes);
    this.steps = steps;
    this.changes = changes;
    this.label = label;
    this.notes = notes;
    this.added = added;
    this.shared = shared;
    this.entry = entry;
    this.surroundings = before.surroundings;
    this.read = read;
  }

  /** True if the proof has read the whole text already, so that the document costs nothing more. */
  get isRead(): boolean {
    return this.read !== null;
  }

  /** What the new text reads as; it is read when this is first asked for. */
  get document(): FlowDocument {
    this.read ??= readFlow(this.text, this.surroundings);
    return this.read;
  }
}

/** The file after an edit, read in the same surroundings, or why it cannot be made. */
export function editDocument(document: FlowDocument, edit: Edit): Edited | Refusal {
  return editorOf(document)?.edit(edit) ?? NO_FLOW;
}

/** The steps that an edit is made of. */
export function planDocument(document: FlowDocument, edit: Edit): Plan | Refusal {
  return editorOf(document)?.plan(edit) ?? NO_FLOW;
}

function editorOf(document: FlowDocument): Editor | null {
  return document.isFlow && document.root ? new Editor(document, document.root) : null;
}

/** Characters of a text that is read as a whole: whoever makes the edit wants its document next. */
const MOST_READ_TWICE = 32_000;

const ONLY_IN_TEXT = "change it in the text";

const NO_FLOW: Refusal = {
  refused: "The text holds no Flow right now: fix it first.",
};

class Editor {
  private readonly before: FlowDocument;
  private readonly root: ValueMap;
  private readonly context: LoadContext;
  private readonly isPlain: boolean;
  /** The last text that was read for the plan. */
  private tried: FlowDocument | null = null;

  constructor(before: FlowDocument, root: ValueMap) {
    this.before = before;
    this.root = root;
    this.isPlain = !hasAliases(before) && !before.text.includes("${{");
    this.context = contextOf(before.surroundings);
  }

  plan(edit: Edit): Plan | Refusal {
    const { flow, built } = this.before;
    const { isPlain, root } = this;
    const needsText = !isPlain || this.before.text.includes("$");
    const after = (steps: readonly Step[]) => (needsText ? this.readAfter(steps) : this.buildAfter(steps));
    return planEdit({ root, flow, built, isPlain, after }, edit);
  }

  edit(edit: Edit): Edited | Refusal {
    const edited = this.editAs(edit);
    const isWritten = edit.kind === "paste" && edit.items.some(({ text }) => text !== undefined);
    // What cannot stand here as it was written may stand here in our words.
    return "refused" in edited && isWritten ? this.editAs(withoutTexts(edit)) : edited;
  }

  private editAs(edit: Edit): Edited | Refusal {
    const plan = this.plan(edit);
    if ("refused" in plan) {
      return plan;
    }
    const changes = patch(this.before, plan.steps);
    if ("refused" in changes) {
      return changes;
    }
    // As declared: variables stay text.
    const declared = { ...this.context, ...NO_VARIABLES };
    const entry = this.isPlain ? proveEntry(this.before, plan.steps, changes, declared) : null;
    if (entry) {
      return new Edited(this.before, changes, plan, entry);
    }
    const isLong = this.isPlain && this.before.text.length > MOST_READ_TWICE;
    const root = isLong ? proveFile(this.before, applySteps(this.root, plan.steps), changes) : null;
    if (root) {
      const place = this.placeOf(edit, plan.steps);
      const item = (root.get(this.before.flow.listKey) as readonly Value[] | undefined)?.[place];
      const own = item === undefined ? null : entryAlone(this.before, item, place, declared);
      return new Edited(this.before, changes, plan, own);
    }
    return this.prove(plan, changes, edit);
  }

  /** What the engine builds after the steps, where each value of the file stands for itself. */
  private buildAfter(steps: readonly Step[]): BuiltFlow {
    return buildFlow(loadFlow(applySteps(this.root, steps), this.context).flow).flow;
  }

  /** The same, found out from the text. */
  private readAfter(steps: readonly Step[]): BuiltFlow | Refusal {
    const changes = patch(this.before, steps);
    if ("refused" in changes) {
      return changes;
    }
    const after = this.read(applyChanges(this.before.text, changes));
    return "refused" in after ? after : after.built;
  }

  private read(text: string): FlowDocument | Refusal {
    if (this.tried?.text !== text) {
      this.tried = readFlow(text, this.before.surroundings);
    }
    const { yaml, isFlow, problems } = this.tried;
    if (yaml.fault) {
      return { refused: brokenText(yaml.fault) };
    }
    return isFlow
      ? this.tried
      : { refused: `This would leave no Flow. ${problems[0] ? fullMessage(problems[0]) : ""}`.trimEnd() };
  }

  // --- proofs

  /** Reads the whole text again. */
  private prove(plan: Plan, changes: readonly TextChange[], edit: Edit): Edited | Refusal {
    const after = this.read(applyChanges(this.before.text, changes));
    if ("refused" in after) {
      return after;
    }
    const shared = [...differences(applySteps(this.root, plan.steps), after.root!)];
    if (!shared.every((path) => isShared(this.before, path) || isShared(after, path))) {
      return {
        refused: `This cannot be changed here without changing what the file means elsewhere: ${ONLY_IN_TEXT}.`,
      };
    }
    const misled = misledBy(this.before, after, plan.steps, this.context);
    if (misled) {
      return { refused: misled };
    }
    const notes =
      shared.length > 0 ? [...plan.notes, sharedNote(this.before, after, plan.steps, shared)] : plan.notes;
    const entry = after.flow.entries[this.placeOf(edit, plan.steps)] ?? null;
    return new Edited(this.before, changes, { ...plan, notes }, entry, after, shared);
  }

  // --- what came of it

  /** Where the entry is then that an edit is about; -1 if it is about none, or several. */
  private placeOf(edit: Edit, steps: readonly Step[]): number {
    const { listKey, entries } = this.before.flow;
    const order = orderAfter(treeAt(treeOfSteps(steps), [listKey]) ?? treeOfSteps([]), entries.length);
    return edit.kind === "add"
      ? order.findIndex((source) => typeof source === "object")
      : order.indexOf(this.subjectOf(edit) ?? -1);
  }

  /** The entry that an edit is about. */
  private subjectOf(edit: Edit): number | undefined {
    switch (edit.kind) {
      case "reconnect":
      case "add":
      case "paste":
      case "remove":
      case "each":
        return undefined;
      case "set-path":
      case "unset-path":
      case "move-item":
      case "rename-key":
        return edit.path[0] === this.before.flow.listKey && edit.path.length > 2
          ? Number(edit.path[1])
          : undefined;
      case "connect":
      case "disconnect":
        return this.before.built.byName.get(edit.to)?.entry;
      default:
        return this.before.built.byName.get(edit.name)?.entry;
    }
  }
}

function withoutTexts(edit: Extract<Edit, { kind: "paste" }>): Edit {
  return { ...edit, items: edit.items.map(({ value, name }) => ({ value, name })) };
}

function brokenText({ message, words }: YamlFault): string {
  const lost = /^found undefined alias '([^']+)'/.exec(words ?? "")?.[1];
  return lost
    ? `*${lost} is used further on, and what this changes holds its anchor &${lost}: ${ONLY_IN_TEXT}.`
    : `This would break the text elsewhere (${message.replace(/\.$/, "")}): ${ONLY_IN_TEXT}.`;
}
