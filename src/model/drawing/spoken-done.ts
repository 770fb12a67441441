/** What is told of a step of undo once it is done, from its label. */

/** The first word of a step's label, as it is told once the step is done. */
const DONE: Readonly<Record<string, string>> = {
  Add: "Added",
  Connect: "Connected",
  Convert: "Converted",
  Delete: "Deleted",
  Disconnect: "Disconnected",
  Duplicate: "Duplicated",
  Indent: "Indented",
  Insert: "Inserted",
  Move: "Moved",
  Paste: "Pasted",
  Pin: "Pinned",
  Rename: "Renamed",
  Replace: "Replaced",
  Take: "Took",
  Unpin: "Unpinned",
  Wrap: "Wrapped",
  Write: "Wrote",
};

/** `Added "encoder"` of `Add "encoder"`. */
export function spokenDone(label: string): string {
  return label.replace(/^\w+/, (verb) => DONE[verb] ?? verb);
}
