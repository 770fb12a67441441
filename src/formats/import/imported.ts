/** What becomes of a text in another form than YAML: a Flow with what is to be known about it, or why there is none. */

/** The text of a Flow file, and what of the original is not in it; or a sentence why there is no Flow, with the line it is about. */
export type Imported =
  | { readonly text: string; readonly notes: readonly ImportNote[] }
  | { readonly refused: string; readonly line: number | null };

/** A sentence about a line of the text that was read; lines count from 1. */
export interface ImportNote {
  readonly line: number;
  readonly message: string;
}
