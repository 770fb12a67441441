/** What a person should know of a Flow though the engine takes it without a word: all checks beyond the engine's own. */
import { checkFlow } from "../../model/engine/check-flow.ts";
import { checkJcloud } from "../../model/engine/check-jcloud.ts";
import { checkSecrets } from "../../model/engine/check-secrets.ts";
import { checkTexts } from "./check-texts.ts";
import { checkVariables } from "./check-variables.ts";
import type { Advise } from "./read-document.ts";

/** The problems that the engine is silent about: of the Flow, and of its text. */
export const advise: Advise = ({ yaml, root, effective, flow, built, isLegacy, owner }) => ({
  ofFlow: [
    ...checkFlow(flow, built),
    ...checkJcloud(effective, flow, built),
    // As declared: what a variable puts in does not stand in the file.
    ...checkSecrets(root, owner),
  ],
  ofText: [...checkTexts(yaml, root, effective, owner), ...(isLegacy ? [] : checkVariables(root, owner))],
});
