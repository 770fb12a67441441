/**
 * The commands that lead to a panel, one for each that has none of its own. The command palette and the list of keys have
 * them beside all others; no key is theirs, so that they come late.
 */
import type { Command } from "../store/command.ts";
import type { Designer } from "../store/designer.ts";
import { PANELS, type Panel } from "../store/panels.ts";

/** In the order of the tabs. */
export const PANEL_COMMANDS: readonly Command[] = PANELS.filter(({ id }) => id !== "what-if").map(
  (panel): Command => ({
    id: `go-${panel.id}`,
    label: `Go to ${panel.label}`,
    run: ({ do: act }) => goTo(act, panel),
  }),
);

function goTo(act: Designer["do"], { id, label }: Panel): void {
  if (id === "inspector") {
    act.openInspector();
  } else if (id === "send") {
    act.editAddress();
  } else {
    act.setTab(id);
    // Once the dialog that it was chosen in has given back the focus.
    requestAnimationFrame(() => focusPanel(label));
  }
}

/** The tab of a panel gets the focus; one that stands by itself has none, and gets it where its text is. */
function focusPanel(label: string): void {
  const tabs = [...document.querySelectorAll<HTMLElement>("[role=tab][aria-selected=true]")];
  const apart = document.querySelector(`section[aria-label="${label} panel"]`);
  const editor = apart?.querySelector(".yaml-editor")?.shadowRoot;
  const target =
    tabs.find((tab) => tab.textContent.startsWith(label)) ??
    editor?.querySelector<HTMLElement>("[contenteditable]") ??
    apart?.querySelector<HTMLElement>("button");
  target?.focus();
}
