/** The panels with their code, which is not needed for the first picture: it comes when one is opened, or in an idle moment before. */
import type { ComponentType } from "react";
import { loadLate } from "../store/late.ts";
import { loadActions } from "../store/late-actions.ts";
import { PANELS, type Panel, type PanelId } from "../store/panels.ts";
import { preloadLate } from "../ui/late.tsx";

type Load = () => Promise<{ readonly default: ComponentType }>;

const CODE: Readonly<Record<PanelId, Load>> = {
  palette: () => import("../panels/palette.tsx"),
  outline: () => import("../panels/outline.tsx"),
  inspector: () => import("../panels/inspector.tsx"),
  yaml: async () => {
    const editor = await import("../panels/yaml-editor.tsx");
    // What is typed goes into the store at once.
    await loadActions();
    return editor;
  },
  variables: () => import("../panels/variables.tsx"),
  send: () => import("../panels/send.tsx"),
  problems: () => import("../panels/problems-tab.tsx"),
  responses: () => import("../panels/responses.tsx"),
  profile: () => import("../panels/profile.tsx"),
  runs: () => import("../panels/runs.tsx"),
  steps: () => import("../panels/steps.tsx"),
  "what-if": () => import("../panels/what-if.tsx"),
  plot: () => import("../panels/plot.tsx"),
  log: () => import("../panels/log.tsx"),
};

type LoadCount = () => Promise<{ readonly default: ComponentType<{ readonly isNamed: boolean }> }>;

/** What stands behind the label of a tab; `isNamed` says to screen readers what is counted. */
const COUNTS: Readonly<Partial<Record<PanelId, LoadCount>>> = {
  problems: () => import("./problem-count.tsx"),
  variables: () => import("./variable-count.tsx"),
};

/** A panel, and how its code is loaded. */
export interface LatePanel extends Panel {
  readonly load: Load;
  readonly loadCount: LoadCount | undefined;
}

/** All panels, in the order of their tabs. */
export const LATE_PANELS: readonly LatePanel[] = PANELS.map((panel) => ({
  ...panel,
  load: () => loadLate(panel.name, CODE[panel.id]),
  loadCount: COUNTS[panel.id],
}));

/** Loads the menus of executors, edges and the canvas. */
export const loadContextMenu: Load = () => loadLate("The menus", () => import("./context-menu.tsx"));

/** Loads the edges by which panes are made larger and smaller. */
export const loadSplitter = () => loadLate("The edges of the panes", () => import("./splitter.tsx"));

/** Loads the row of open files. */
export const loadFileTabs = () => loadLate("The row of files", () => import("./file-tabs.tsx"));

/** Loads the dialogs. */
export const loadDialogs: Load = () => loadLate("The dialogs", () => import("./dialogs.tsx"));

/** Fetches all code but that of large panels. Where the server is gone, opening a panel says so. */
export function preloadPanels(): void {
  for (const { load, isLarge } of LATE_PANELS) {
    if (!isLarge) {
      preloadLate(load);
    }
  }
  preloadLate(loadDialogs);
}
