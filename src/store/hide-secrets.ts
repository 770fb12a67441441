/** Takes secrets that are known here out of texts of others, which may repeat them. Pure. */
import { hideValues, MASK } from "../formats/read/mask-secrets.ts";
import { isSecretText, isSecretVariable } from "../model/engine/check-secrets.ts";
import type { DesignerState } from "./state.ts";

/** The text without values of headers and of secret variables, and without what looks like a secret by itself. */
export function hideSecrets(
  text: string,
  { headers, file }: Pick<DesignerState, "headers" | "file">,
): string {
  const { environment, callers } = file.variables;
  const variables = [...environment, ...callers].flatMap(([name, value]) =>
    isSecretVariable(name, value) ? [value] : [],
  );
  const values = headers.split(/[\r\n]+/).map((line) => line.slice(line.indexOf(":") + 1).trim());
  return hideValues(text, [...variables, ...values]).replaceAll(/\S+/g, (word) =>
    isSecretText("", word) ? MASK : word,
  );
}
