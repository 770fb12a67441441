/** The type as which the shown answers are read. */
import type { DocumentType } from "../model/run/document-type.ts";
import { shownOrigin } from "./derived.ts";
import { knownGateway } from "./known-gateway.ts";
import { outputType } from "./known-types.ts";
import { addressOf, type DesignerState } from "./state.ts";

/**
 * What the return type of the form, or the gateway for the endpoint that was asked, says of the shown run's documents; null
 * where the gateway of that run has told no types, or is not the one of the address any more.
 */
export function answerType(state: DesignerState): DocumentType | null {
  const origin = shownOrigin(state);
  return origin && origin.address === addressOf(state)
    ? outputType(knownGateway(state), origin.sent.request.endpoint, state.form.returnType)
    : null;
}
