/** What a person does to a Flow: a gesture, a command or a field makes an Edit, and edit/plan-edit.ts turns it into steps. */
import type { Path } from "./path.ts";
import type { Value, ValueMap } from "./value.ts";

/** What an executor needs, drawn as an edge. */
export interface Need {
  readonly from: string;
  readonly to: string;
}

/** An edit of the Flow, as a person means it. */
export type Edit =
  /**
   * A new executor at `index` of the list, else at its end. `on`: on an edge, so that it needs `from`, and `to` needs it
   * instead.
   */
  | {
      readonly kind: "add";
      readonly args: ValueMap;
      readonly index?: number;
      readonly on?: Need;
    }
  /**
   * Executors that are written elsewhere, at `index` of the list, else at its end. `keepsLinks`: their needs to
   * executors that are here, and not among them, stay; else those go.
   */
  | {
      readonly kind: "paste";
      readonly items: readonly PastedItem[];
      readonly index?: number;
      readonly keepsLinks: boolean;
    }
  /** `reconnect`: the followers also get the removed one's needs. `cut`: needs of others that go too. */
  | {
      readonly kind: "remove";
      readonly names: readonly string[];
      readonly reconnect: boolean;
      readonly cut?: readonly Need[];
    }
  | { readonly kind: "rename"; readonly name: string; readonly to: string }
  | { readonly kind: "set"; readonly name: string; readonly key: string; readonly value: Value }
  | { readonly kind: "unset"; readonly name: string; readonly key: string }
  | { readonly kind: "connect"; readonly from: string; readonly to: string }
  | { readonly kind: "disconnect"; readonly from: string; readonly to: string }
  /** One need becomes another: one of its ends was moved. */
  | { readonly kind: "reconnect"; readonly need: Need; readonly instead: Need }
  /** Writes the needs down that the engine supplies. */
  | { readonly kind: "write-needs"; readonly name: string }
  /** To the place before another executor in the file, or to its end. */
  | { readonly kind: "move"; readonly name: string; readonly before: string | null }
  /** Between the two ways to write one need: a text, or a list with it. */
  | { readonly kind: "needs-form"; readonly name: string; readonly form: "text" | "list" }
  /**
   * Any value of the file, however deep; mappings on the way that are not there are made. `follows`: the needs that the
   * engine finds by itself follow, since that it found others is what is wrong; so too below.
   */
  | { readonly kind: "set-path"; readonly path: Path; readonly value: Value; readonly follows?: boolean }
  /** `keepsComments`: those on the lines that go stay, on lines of their own. */
  | {
      readonly kind: "unset-path";
      readonly path: Path;
      readonly keepsComments?: boolean;
      readonly follows?: boolean;
    }
  /** Arguments of several executors, set or taken away in one go. */
  | { readonly kind: "each"; readonly edits: readonly ArgumentEdit[] }
  /** An item of a list, to the place before the one at `before` of the same list; to its end if that is its length. */
  | { readonly kind: "move-item"; readonly path: Path; readonly before: number }
  /** Another name for the key at the end of `path`; its value stays. */
  | { readonly kind: "rename-key"; readonly path: Path; readonly to: string; readonly follows?: boolean };

/** An edit of one value of the file, by its path. */
export type ArgumentEdit = Extract<Edit, { readonly kind: "set-path" | "unset-path" }>;

/** One item of a list of executors, as it comes from another place. */
export interface PastedItem {
  readonly value: ValueMap;
  /** What it is called there; null for a Deployment, which has its name by its place. */
  readonly name: string | null;
  /** Its lines, with the dash in the first column and comments above it, if they say that value by themselves. */
  readonly text?: string;
}
