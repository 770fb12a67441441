/** File name → the command that runs the Flow of that file, ready for a POSIX shell. */

/** A variable of the environment that a Flow asks for. */
export interface RunVariable {
  readonly name: string;
  /** Null for one that is to be set by whoever runs the command: it is not known, or a secret. */
  readonly value: string | null;
}

/**
 * `NAME=value TOKEN="${TOKEN:?}" jina flow --uses flow.yml`. What is not known here is taken from the shell, which says
 * so and runs nothing where it is not set. Values and the name are quoted where a shell would read them as something else.
 */
export function printRunCommand(fileName: string, variables: readonly RunVariable[] = []): string {
  const settings = variables.map(({ name, value }) =>
    value === null ? `${name}="\${${name}:?}" ` : `${name}=${value === "" ? "" : quote(value)} `,
  );
  // A leading hyphen would be taken for an option, in quotes or not.
  const path = fileName.startsWith("-") ? `./${fileName}` : fileName;
  return `${settings.join("")}jina flow --uses ${quote(path)}`;
}

/** Within single quotes a shell reads nothing but the quote itself, which therefore stands outside of them. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
