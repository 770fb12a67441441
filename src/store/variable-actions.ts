/** Giving values to variables. They belong to the tab: they are read with the open file, and are no step of its history. */
import { counted } from "../base/words.ts";
import type { Variables } from "../formats/read/substitute.ts";
import { isSecretVariable } from "../model/engine/check-secrets.ts";
import { keepVariables } from "./kept-variables.ts";
import { withVariables } from "./settle.ts";
import type { Tools } from "./tools.ts";

/** What gives values to variables. */
export interface VariableActions {
  /** Gives a variable a value, or takes it away for null. */
  setVariable(kind: keyof Variables, name: string, value: string | null): void;
  /** Gives variables of the environment values; those that are not among them keep theirs. */
  setEnvironment(values: ReadonlyMap<string, string>): void;
}

/** The actions. */
export function createVariableActions({ get, setFile, say, ports }: Tools): VariableActions {
  const give = (variables: Variables) => {
    setFile(withVariables(get().file, variables));
    keepVariables(ports.tabStorage, variables, isSecretVariable);
  };
  return {
    setVariable(kind, name, value) {
      const { variables } = get().file;
      if ((variables[kind].get(name) ?? null) === value) {
        return;
      }
      const values = new Map(variables[kind]);
      if (value === null) {
        values.delete(name);
      } else {
        values.set(name, value);
      }
      give({ ...variables, [kind]: values });
      say(value === null ? `${name} is not set any more.` : `${name} is set.`);
    },

    setEnvironment(values) {
      const { variables } = get().file;
      give({ ...variables, environment: new Map([...variables.environment, ...values]) });
      say(`${counted(values.size, "variable")} set.`);
    },
  };
}
