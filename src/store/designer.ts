/** The designer: its state, what can be done to it, and the ports it does it through. No React, no screen. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { createDocumentActions, type DocumentActions, settleRead } from "./document-actions.ts";
import { keepState, restoreState } from "./persistence.ts";
import type { Ports } from "./ports.ts";
import { isAhead } from "./reader.ts";
import { followText } from "./reader-follow.ts";
import { createRunActions, type RunActions } from "./run-actions.ts";
import { createSessionActions, type SessionActions } from "./session-actions.ts";
import type { DesignerState } from "./state.ts";
import { createTools, type Tools } from "./tools.ts";

export interface Designer {
  readonly store: StoreApi<DesignerState>;
  readonly do: DocumentActions & SessionActions & RunActions;
  readonly ports: Ports;
  readonly tools: Tools;
  get(): DesignerState;
  /** Writes what is kept over a reload now, not after the next pause. */
  keep(): void;
  switchTheme(): void;
  /** Texts made from a Flow, loaded on first use. */
  loadFormats(): Promise<typeof import("./exports.ts")>;
}

export function createDesigner(ports: Ports, example: { fileName: string; text: string }): Designer {
  const store = createStore<DesignerState>(() => restoreState(ports, example));
  const tools = createTools(store, ports);
  const keep = keepState(store, ports, () =>
    tools.toast(
      "warning",
      "The browser cannot keep a file this large over a reload: download it to be safe.",
    ),
  );
  if (isAhead(store.getState().document)) {
    tools.toast("info", `Reading ${store.getState().fileName} …`);
  }
  followText(store, ports, (document) => store.setState((state) => settleRead(state, document)));
  const actions = {
    ...createDocumentActions(tools),
    ...createSessionActions(tools),
    ...createRunActions(tools),
  };
  return {
    store,
    do: actions,
    ports,
    tools,
    get: store.getState,
    keep,
    switchTheme() {
      const { theme } = store.getState();
      const next = theme === "system" ? "dark" : theme === "dark" ? "light" : "system";
      actions.setTheme(next);
      tools.toast("info", next === "system" ? "Colours follow the system." : `Colours: ${next}.`);
    },
    loadFormats: () => import("./exports.ts"),
  };
}
