/** What stands in place of the page where it cannot be drawn at all. Without React, which may be what failed. */

/** The person's text. */
export interface LastFile {
  readonly fileName: string;
  readonly text: string;
}

interface LastResort {
  readonly cause: unknown;
  /** Null if it is not known. */
  readonly file: LastFile | null;
  download(fileName: string, text: string): void;
  /** Begins without what was kept, which is set aside. */
  startAfresh(): void;
}

/** Replaces all that stands in `root` by the fault and the ways out of it. */
export function showLastResort(root: HTMLElement, { cause, file, download, startAfresh }: LastResort): void {
  const note = document.createElement("main");
  note.className = "fault-note";
  note.role = "alert";
  const heading = document.createElement("h1");
  heading.textContent = "The Designer could not be shown";
  const reason = document.createElement("p");
  reason.textContent = `That is a fault of the Designer, not of your file: ${String(cause)}`;
  note.append(heading, reason);
  const addButton = (label: string, act: () => void) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    note.append(button, " ");
  };
  if (file) {
    addButton(`Download ${file.fileName}`, () => download(file.fileName, file.text));
  }
  addButton("Reload", () => location.reload());
  addButton("Start with the example", startAfresh);
  root.replaceChildren(note);
}
