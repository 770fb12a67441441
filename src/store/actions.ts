/** All that changes the open file, opens another one, or sends: one chunk, which comes after the first picture. */
import { createDocumentActions, type DocumentActions } from "./document-actions.ts";
import { createOpeningActions, type OpeningActions } from "./opening.ts";
import { createRunActions, type RunActions } from "./run-actions.ts";
import type { Tools } from "./tools.ts";

/** The actions of one store. */
export function createActions(tools: Tools): DocumentActions & OpeningActions & RunActions {
  return { ...createDocumentActions(tools), ...createOpeningActions(tools), ...createRunActions(tools) };
}
