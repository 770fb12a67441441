/** Panels whose code is not needed for the first picture: it comes when one is opened, or before, in an idle moment. */
import { loadLate } from "../store/late.ts";
import { preloadLate } from "../ui/late.tsx";

export const LATE_PANELS = {
  palette: () => loadLate("The palette", () => import("../panels/palette.tsx")),
  outline: () => loadLate("The outline", () => import("../panels/outline.tsx")),
  inspector: () => loadLate("The Inspector", () => import("../panels/inspector.tsx")),
  send: () => loadLate("The Send panel", () => import("../panels/send.tsx")),
  problems: () => loadLate("The list of problems", () => import("../panels/problems-tab.tsx")),
  responses: () => loadLate("The responses", () => import("../panels/responses.tsx")),
  profile: () => loadLate("The profile", () => import("../panels/profile.tsx")),
  dialogs: () => loadLate("The dialogs", () => import("./dialogs.tsx")),
  plot: () => loadLate("The plot", () => import("../panels/plot.tsx")),
} as const;

/** All but the plot, which is large and brings a page of its own. Where the server is gone, opening a panel says so. */
export function preloadPanels(): void {
  const { plot: _, ...panels } = LATE_PANELS;
  for (const load of Object.values(panels)) {
    preloadLate(load);
  }
}
