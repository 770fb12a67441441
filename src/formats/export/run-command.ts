/** File name → the command that runs the Flow of that file, ready for a POSIX shell. */

/** `jina flow --uses flow.yml`, the name quoted where a shell would read it as something else. */
export function printRunCommand(fileName: string): string {
  // A leading hyphen would be taken for an option, in quotes or not.
  const path = fileName.startsWith("-") ? `./${fileName}` : fileName;
  return `jina flow --uses ${quote(path)}`;
}

/** Within single quotes a shell reads nothing but the quote itself, which therefore stands outside of them. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
