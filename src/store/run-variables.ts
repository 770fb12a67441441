/** What the command that runs a Flow has to set, of the variables that its file asks for. */
import { listed } from "../base/words.ts";
import type { RunVariable } from "../formats/export/run-command.ts";
import type { Variables } from "../formats/read/substitute.ts";
import type { Variable } from "../formats/read/variable-uses.ts";
import { isSecretVariable } from "../model/engine/check-secrets.ts";

interface RunVariables {
  readonly variables: readonly RunVariable[];
  /** What the person has to do, without the full stop: a secret's value is in no command. */
  readonly notes: readonly string[];
}

/** `asked`: what the file asks for. `given`: what has a value on this page. */
export function runVariables(asked: readonly Variable[], given: Variables): RunVariables {
  const names = (kind: Variable["kind"]) => asked.filter((one) => one.kind === kind).map(({ name }) => name);
  const variables = names("environment").map((name) => {
    const value = given.environment.get(name);
    return { name, value: value === undefined || isSecretVariable(name, value) ? null : value };
  });
  const toSet = variables.filter(({ value }) => value === null).map(({ name }) => name);
  const callers = names("callers");
  return {
    variables,
    notes: [
      ...(toSet.length > 0 ? [`Set ${listed(toSet, "and")} in the shell first`] : []),
      ...(callers.length > 0
        ? [`Only Python code can give ${listed(callers, "and")}, by Flow.load_config(…, context={…})`]
        : []),
    ],
  };
}
