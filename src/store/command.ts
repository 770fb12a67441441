/** What a command is, and the refusals that several commands share. */
import type { Designer } from "./designer.ts";
import { selectedExecutors as selected, whyReadOnly } from "./open-file.ts";
import type { DesignerState } from "./state.ts";

/** One command of the page. */
export interface Command {
  readonly id: string;
  /** Part of the interface: shown in the palette and read by scripts. */
  readonly label: string;
  /** What it is done to, behind the label wherever the command is offered. */
  readonly object?: (state: DesignerState) => string;
  /** Shortcuts, as `Mod+Shift+Z`; Mod is Ctrl, or Cmd on a Mac. */
  readonly keys?: readonly string[];
  /** Single letters and bare keys count only while the canvas has the focus. */
  readonly where?: "canvas";
  /** Why it cannot run now; null if it can. */
  readonly refuse?: (state: DesignerState) => string | null;
  run(designer: Designer): void | Promise<void>;
}

/** The refusal of a command for one executor. */
export const unlessOneSelected = ({ file }: DesignerState) =>
  whyReadOnly(file) ??
  (selected(file).length === 1 && file.selection.size === 1 ? null : "Select one executor first.");

/** The refusal of a command for what is selected: executors at least. */
export const unlessSelected = ({ file }: DesignerState) =>
  whyReadOnly(file) ?? (selected(file).length > 0 ? null : "Select an executor first.");

/** The refusal of a command for one edge. */
export const unlessEdge = ({ file }: DesignerState) =>
  whyReadOnly(file) ?? (file.selectedEdges.length === 1 ? null : "Select one edge first.");

/** The refusal of a command that changes the file. */
export const unlessWritable = ({ file }: DesignerState) => whyReadOnly(file);
