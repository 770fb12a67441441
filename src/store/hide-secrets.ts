/** Takes secrets that are known here out of texts of others, which may repeat them. Pure. */
import { hideValues, MASK } from "../formats/read/mask-secrets.ts";
import { isSecretText, isSecretVariable } from "../model/engine/check-secrets.ts";
import type { RunOrigin } from "./kept-runs.ts";
import type { DesignerState } from "./state.ts";

/** What is secret of what is typed now: the values of headers and of secret variables. */
export function secretsOf({ headers, file }: Pick<DesignerState, "headers" | "file">): readonly string[] {
  const { environment, callers } = file.variables;
  const variables = [...environment, ...callers].flatMap(([name, value]) =>
    isSecretVariable(name, value) ? [value] : [],
  );
  const values = headers.split(/[\r\n]+/).map((line) => line.slice(line.indexOf(":") + 1).trim());
  return [...variables, ...values].filter((value) => value !== "");
}

/** The same, and what was secret when a run was sent: its answers repeat that, whatever is typed by now. */
export function secretsSince(
  state: Pick<DesignerState, "headers" | "file">,
  origin: Pick<RunOrigin, "secrets"> | null,
): readonly string[] {
  return [...new Set([...secretsOf(state), ...(origin?.secrets ?? [])])];
}

/** The text without these values, and without what looks like a secret by itself. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return hideValues(text, secrets).replaceAll(/\S+/g, (word) => (isSecretText("", word) ? MASK : word));
}
