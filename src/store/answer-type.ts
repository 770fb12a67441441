/** The types of the documents of the shown run. */
import type { DocumentType } from "../model/run/document-type.ts";
import { shownOrigin } from "./derived.ts";
import { knownGateway } from "./known-gateway.ts";
import { inputType, outputType } from "./known-types.ts";
import { addressOf, type DesignerState } from "./state.ts";

/**
 * What the return type of the form, or the gateway for the endpoint that was asked, says of the shown run's answers; null
 * where the gateway of that run has told no types, or is not the one of the address any more.
 */
export function answerType(state: DesignerState): DocumentType | null {
  const endpoint = endpointThere(state);
  return endpoint === null ? null : outputType(knownGateway(state), endpoint, state.form.returnType);
}

/** What the gateway says of the documents that the shown run has sent; null likewise. */
export function sentType(state: DesignerState): DocumentType | null {
  const endpoint = endpointThere(state);
  return endpoint === null ? null : inputType(knownGateway(state), endpoint);
}

/** What was asked, of the gateway that is still the one of the address. */
function endpointThere(state: DesignerState): string | null {
  const origin = shownOrigin(state);
  return origin && origin.address === addressOf(state) ? origin.sent.request.endpoint : null;
}
