/** Applying the fixes that problems offer, and the conversion of an old file with its report. */
import { counted, grouped } from "../base/words.ts";
import type { ReportRow } from "../model/legacy/conversion-report.ts";
import type { Fix, Problem } from "../model/problem.ts";
import { applyChanges, type TextChange } from "../model/text-change.ts";
import { commit } from "./commit.ts";
import type { EditActions } from "./edit-actions.ts";
import type { Report } from "./history.ts";
import { loadFormats } from "./load-formats.ts";
import { type OpenFile, whyReadOnly } from "./open-file.ts";
import { openTab } from "./panels.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

/** What applies the fixes of problems. */
export interface FixActions {
  /** Makes the change that a problem offers, as one step of undo, or shows the Flow that a part of the file becomes. */
  applyFix(fix: Fix): Promise<void>;
  /** Makes the changes that all problems offer which say the same as this one, as one step of undo. */
  applyAllFixes(problem: Problem): Promise<void>;
}

type Rewriting = Extract<Fix, { readonly rewrite: unknown }>;

/** Rows of a report that are shown; nobody reads more of them. */
const MAX_ROWS = 300;

/** The actions; `edit` is the store's own, which makes fixes that are edits. */
export function createFixActions(tools: Tools, { edit }: EditActions): FixActions {
  return {
    async applyFix(fix) {
      if ("edit" in fix) {
        edit(fix.edit, { label: fix.label });
      } else if ("rewrite" in fix) {
        await rewriteFile(tools, fix);
      } else if ("imports" in fix) {
        const { file } = tools.get();
        const text = file.text.slice(fix.imports.from, fix.imports.to);
        tools.set({ dialog: { kind: "import", file: { name: file.fileName, text } } });
      } else if (changeFile(tools, fix.label, fix.changes, null)) {
        tools.toast("info", `${fix.label}: done.`, { canUndo: true });
      }
    },
    applyAllFixes: (problem) => applyAllFixes(tools, problem),
  };
}

/** Something may be typed, or another file opened, while code is on its way: places of the text would be wrong then. */
function isSameText(a: OpenFile, b: OpenFile): boolean {
  return a.text === b.text && a.fileName === b.fileName;
}

/** False if the page has just shown a fault of ours. */
function changeFile(
  tools: Tools,
  label: string,
  changes: readonly TextChange[],
  report: Report | null,
): boolean {
  const { file } = tools.get();
  const after = withText(file, applyChanges(file.text, changes), changes);
  const step = { label, kind: "edit", changes, ...(report ? { report } : {}) } as const;
  if (!commit(tools, step, report ? { ...after, report } : after)) {
    return false;
  }
  tools.set({ centre: { name: "" } });
  return true;
}

async function rewriteFile(tools: Tools, fix: Rewriting): Promise<void> {
  const { file } = tools.get();
  const late = await loadFormats();
  if (!isSameText(file, tools.get().file)) {
    return;
  }
  const rewritten = late.rewrite(file.text, fix.rewrite);
  if ("refused" in rewritten) {
    tools.toast("warning", rewritten.refused);
    return;
  }
  const rows = atMost(MAX_ROWS, late.reportOf(rewritten));
  const report = rows.length > 0 ? { fileName: file.fileName, rows } : null;
  if (!changeFile(tools, fix.label, rewritten.changes, report)) {
    return;
  }
  if (report) {
    tools.set({ tabs: openTab(tools.get().tabs, "problems") });
    for (const line of late.printReport(rows)) {
      tools.logLine("info", `${file.fileName}, ${line}`);
    }
  }
  tools.toast("info", [`${fix.label}: done.`, report && whatIsLeft(rows)].filter(Boolean).join(" "), {
    canUndo: true,
  });
}

function whatIsLeft(rows: readonly ReportRow[]): string {
  const left = rows.filter(({ isLeft }) => isLeft).length;
  if (left === 0) {
    return "Problems and Log tell what was done.";
  }
  const [verb, them] = left === 1 ? ["is", "it"] : ["are", "them"];
  return `${counted(left, "thing")} ${verb} left to you: Problems and Log tell of ${them}, and of what was done.`;
}

async function applyAllFixes(tools: Tools, problem: Problem): Promise<void> {
  const { file } = tools.get();
  const late = await loadFormats();
  if (!isSameText(file, tools.get().file)) {
    return;
  }
  const refused = whyReadOnly(tools.get().file);
  if (refused !== null) {
    tools.toast("warning", refused);
    return;
  }
  const all = late.applyAllFixes(tools.get().file.reading.document, problem);
  if ("refused" in all) {
    tools.toast("warning", all.refused);
    return;
  }
  const { document, changes, notes, fixed, wanted, isMore } = all;
  const label = problem.fix ? `Fix all: ${problem.fix.label}` : "Fix all";
  const after = withText(tools.get().file, document.text, changes, { document, fault: null });
  if (!commit(tools, { label, kind: "edit", changes }, after)) {
    return;
  }
  const sentence = isMore
    ? `Fixed ${grouped(fixed)}. There are more of them: fix them next.`
    : fixed === wanted
      ? `Fixed all ${grouped(fixed)}.`
      : `Fixed ${grouped(fixed)} of ${grouped(wanted)}; the others need a person.`;
  tools.toast("info", [sentence, ...notes].join(" "), { canUndo: true });
}

/** The first rows of a report, and how many more there are. */
function atMost(count: number, rows: readonly ReportRow[]): readonly ReportRow[] {
  const more = rows.length - count;
  return more <= 0
    ? rows
    : [...rows.slice(0, count), { line: null, before: "", text: `And ${counted(more, "more change")}.` }];
}
