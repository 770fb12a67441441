/** The designer: its state, what can be done to it, and the ports it does it through. No React, no screen. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { randomHex } from "../base/random.ts";
import { NO_VARIABLES, type Variables } from "../formats/read/substitute.ts";
import { guardActions } from "./faults.ts";
import { restoreVariables } from "./kept-variables.ts";
import { createLateActions, type LateActions } from "./late-actions.ts";
import { loadLateReading } from "./late-reading.ts";
import { loadFormats } from "./load-formats.ts";
import { isAhead, newFile, openedFile, withDrawing } from "./open-file.ts";
import type { Ports } from "./ports.ts";
import { type Reading, readIfShort } from "./reader.ts";
import { followText } from "./reader-follow.ts";
import { noWork, type RestoredWork } from "./restore.ts";
import { createSessionActions, type SessionActions } from "./session-actions.ts";
import { restoreSettings, SETTINGS_KEY } from "./settings.ts";
import { withLateReading } from "./settle.ts";
import { type DesignerState, initialState, type PendingEvents } from "./state.ts";
import { createTools, type Tools } from "./tools.ts";

/** What the whole page works with. */
export interface Designer {
  readonly store: StoreApi<DesignerState>;
  /** None of these throws: a fault of ours is shown as a message, and the text is either unchanged or whole. */
  readonly do: LateActions & SessionActions;
  /** Does something after all actions that wait for their code, also if that does not come; at once if none waits. */
  inTurn<Result>(act: () => Result): Result | Promise<Result>;
  readonly ports: Ports;
  readonly tools: Tools;
  get(): DesignerState;
  /** The event of this kind, which is gone from the state then; null if there is none. */
  take<Kind extends keyof PendingEvents>(kind: Kind): PendingEvents[Kind];
  /** Looks for mistakes from now on, and in what was read before. Rejects if the code for it does not come. */
  advise(): Promise<void>;
  /** The page may be gone at once: what is not kept yet is kept now. False if changes would be lost. */
  leave(): boolean;
  /** A newer version of the page has taken the database away from this one. */
  replaced(): void;
  switchTheme(): void;
  /** Texts made from a Flow, loaded on first use. */
  readonly loadFormats: typeof loadFormats;
}

/** The designer with the work that was kept, or with the example if there is none. Never throws. */
export function createDesigner(
  ports: Ports,
  example: { fileName: string; text: string },
  work: RestoredWork = noWork(randomHex(ports.random)),
): Designer {
  const store = createStore<DesignerState>(() => firstState(ports, example, work));
  const tools = createTools(store, ports, work);
  reportRestored(tools, work);
  const reportUnread = ({ fault }: Reading) => fault && tools.fault("reading the text", fault.cause);
  reportUnread(store.getState().file.reading);
  store.subscribe(({ file }, before) => file.reading !== before.file.reading && reportUnread(file.reading));
  const takeReading = (reading: Reading) => {
    const { file } = store.getState();
    // Nothing was in view yet, so that the beginning is shown.
    const isFirst = file.shown.picture.nodes.length === 0;
    tools.set({
      file: reading.document.text === file.text ? withLateReading(file, reading) : withDrawing(file, reading),
      ...(isFirst ? { centre: { name: "", isFirst } } : {}),
    });
  };
  followText(store, ports, takeReading, (cause) => tools.fault("reading the text in the background", cause));
  const late = createLateActions(tools);
  const actions = {
    ...late.actions,
    ...guardActions(tools, createSessionActions(tools), () => "changing what is shown"),
  };
  return {
    store,
    do: actions,
    inTurn: late.inTurn,
    ports,
    tools,
    get: store.getState,
    take(kind) {
      const event = store.getState()[kind];
      if (event) {
        tools.set({ [kind]: null });
      }
      return event;
    },
    leave() {
      // Nothing can be changed before.
      return !late.isLoaded() || actions.leave();
    },
    replaced() {
      const message =
        "A newer version of this page was opened in another tab, so nothing is kept any more of what is done in this one: reload it.";
      tools.logLine("warning", message);
      tools.toast("warning", message, { offer: "download" });
      // Said with that: what is refused from now on takes no other message.
      tools.set({ unkept: "a newer version of this page keeps it" });
    },
    async advise() {
      await loadLateReading();
      const { file } = store.getState();
      // Longer ones are read elsewhere, with all checks from the beginning.
      const reading = isAhead(file) ? null : readIfShort(file.text, file.variables);
      if (reading) {
        takeReading(reading);
      }
    },
    switchTheme() {
      const { theme } = store.getState();
      const next = theme === "system" ? "dark" : theme === "dark" ? "light" : "system";
      actions.setTheme(next);
      tools.toast("info", next === "system" ? "Colours follow the system." : `Colours: ${next}.`);
    },
    loadFormats,
  };
}

function firstState(
  ports: Ports,
  { fileName, text }: { fileName: string; text: string },
  { shown, old, tab }: RestoredWork,
): DesignerState {
  const kept = shown?.file ?? old[0];
  const file = kept ?? newFile(randomHex(ports.random), fileName, text, ports.platform.roomyDirection());
  const state = initialState(openedFile(file, variablesOf(ports)));
  return {
    ...state,
    tabs: tab?.tabs ?? state.tabs,
    closed: tab?.closed ?? [],
    ...settingsOf(ports),
  };
}

/** Storage that throws is told of by `restoreWork`. */
function variablesOf({ tabStorage }: Ports): Variables {
  try {
    return restoreVariables(tabStorage);
  } catch {
    return NO_VARIABLES;
  }
}

function settingsOf(ports: Ports): Partial<DesignerState> {
  try {
    return restoreSettings(ports.storage.get(SETTINGS_KEY));
  } catch {
    return {};
  }
}

/** Shows what there is to say about the work that was brought back. */
function reportRestored(tools: Tools, { isDamaged, failed }: RestoredWork): void {
  const { file } = tools.get();
  if (isAhead(file)) {
    tools.toast("info", `Reading ${file.fileName} …`);
  }
  if (isDamaged) {
    tools.damaged();
  }
  if (failed && !(failed.cause instanceof DOMException)) {
    tools.fault("bringing back your work", failed.cause);
  } else if (failed) {
    tools.refusedWork(failed.cause);
  }
}
