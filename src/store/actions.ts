/** All that changes the open file, opens another one, or sends: one chunk, which comes after the first picture. */
import { type AnswerActions, createAnswerActions } from "./answer-actions.ts";
import { createDocumentActions, type DocumentActions } from "./document-actions.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import { createKeyboardActions, type KeyboardActions } from "./keyboard-actions.ts";
import { bringPlacesAfter } from "./late-places.ts";
import { createLibraryActions, type LibraryActions } from "./library.ts";
import { createOpeningActions, type OpeningActions } from "./opening.ts";
import { placesAfter } from "./places-after.ts";
import { createPresetActions, type PresetActions } from "./presets.ts";
import { createRequestActions, type RequestActions } from "./request-actions.ts";
import { createRunActions, type RunActions } from "./run-actions.ts";
import { createSavingActions, type SavingActions } from "./saving.ts";
import { keepSettings } from "./settings-keeper.ts";
import { createShareActions, type ShareActions } from "./share-actions.ts";
import { createSimulationActions, type SimulationActions } from "./simulation-actions.ts";
import type { Tools } from "./tools.ts";
import { createVariableActions, type VariableActions } from "./variable-actions.ts";

/** What keeps the work, which it does from the beginning. */
export interface KeepingActions {
  /** Writes now what has changed, not after the next pause. */
  keep(): Promise<void>;
  /** The same where the page may be gone at once. False if changes that were not saved would be lost. */
  leave(): boolean;
}

/** The actions of one store. */
export function createActions(
  tools: Tools,
): AnswerActions &
  DocumentActions &
  KeyboardActions &
  LibraryActions &
  OpeningActions &
  PresetActions &
  RequestActions &
  RunActions &
  SavingActions &
  SimulationActions &
  ShareActions &
  VariableActions &
  KeepingActions {
  bringPlacesAfter(placesAfter);
  const keeper: Keeper = createKeeper(tools);
  void keeper.start();
  const writeSettings = keepSettings(tools);
  const documents = createDocumentActions(tools);
  const opening = createOpeningActions(tools, keeper);
  return {
    ...createAnswerActions(tools),
    ...documents,
    ...createKeyboardActions(tools, documents.movePlaced),
    ...opening,
    ...createSavingActions(tools, opening),
    ...createShareActions(tools, opening),
    ...createLibraryActions(tools, keeper),
    ...createPresetActions(tools),
    ...createRequestActions(tools),
    ...createRunActions(tools),
    ...createSimulationActions(tools, documents),
    ...createVariableActions(tools),
    keep: keeper.write,
    leave() {
      writeSettings();
      return keeper.leave();
    },
  };
}
