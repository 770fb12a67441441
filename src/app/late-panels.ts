/** Panels whose code is not needed for the first picture: it comes when one is opened, or before, in an idle moment. */
import { loadLate } from "../store/late.ts";
import { preloadLate } from "../ui/late.tsx";

export const LATE_PANELS = {
  outline: () => loadLate("The outline", () => import("../panels/outline.tsx")),
  problems: () => loadLate("The list of problems", () => import("../panels/problems-tab.tsx")),
  responses: () => loadLate("The responses", () => import("../panels/responses.tsx")),
  profile: () => loadLate("The profile", () => import("../panels/profile.tsx")),
  plot: () => loadLate("The plot", () => import("../panels/plot.tsx")),
} as const;

/** All but the plot, which is large and brings a page of its own. Where the server is gone, opening a panel says so. */
export function preloadPanels(): void {
  const { outline, problems, responses, profile } = LATE_PANELS;
  for (const load of [outline, problems, responses, profile]) {
    preloadLate(load);
  }
}
