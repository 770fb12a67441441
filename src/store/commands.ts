/**
 * Every command of the page: one entry each, which the command palette, the menus and the shortcuts all read. A
 * command sees the designer, never the screen.
 */

import { shorten } from "../model/shorten.ts";
import { type Command, unlessEdge, unlessOneSelected, unlessSelected, unlessWritable } from "./command.ts";
import { placeOfExecutor } from "./derived.ts";
import type { Designer } from "./designer.ts";
import { EXPORT_COMMANDS } from "./export-commands.ts";
import { KEYBOARD_COMMANDS } from "./keyboard-commands.ts";
import { isAhead, type OpenFile, selectedExecutors as selected, whyReadOnly } from "./open-file.ts";
import { RUN_COMMANDS } from "./run-commands.ts";
import type { DesignerState } from "./state.ts";
import { VIEW_COMMANDS } from "./view-commands.ts";

/** Characters of a file's name that a label has. */
const MAX_NAME = 40;

/** Why an executor's lines cannot be shown; null if they can. */
function whyNotShown(file: OpenFile, name: string): string | null {
  if (isAhead(file)) {
    return whyReadOnly(file);
  }
  return placeOfExecutor(file.reading.document, name) ? null : `${name} stands nowhere in the text.`;
}

/** The text on the clipboard; null, which is told, where the browser keeps it. */
export async function readClipboard({ ports, tools }: Designer): Promise<string | null> {
  try {
    return await ports.platform.readClipboard();
  } catch {
    tools.toast("warning", "The browser did not let this page read the clipboard: press the keys for Paste.");
    return null;
  }
}

const pasteClipboard =
  (keepsLinks: boolean): Command["run"] =>
  async (designer) => {
    const text = await readClipboard(designer);
    if (text !== null) {
      designer.do.paste(text, keepsLinks);
    }
  };

/** Moves the selected executor by one place in the file. */
const moveBy =
  (step: -1 | 1): Command["run"] =>
  ({ do: act, get }) => {
    const { file } = get();
    const [name = ""] = selected(file);
    const nodes = file.reading.document.built.nodes.filter(({ entry }) => entry >= 0);
    const entry = nodes.find((node) => node.name === name)?.entry ?? 0;
    const at = step < 0 ? entry - 1 : entry + 2;
    const before = nodes.find((node) => node.entry === at)?.name ?? null;
    act.edit({ kind: "move", name, before });
  };

const unlessMovable =
  (step: -1 | 1) =>
  (state: DesignerState): string | null => {
    const { built, flow } = state.file.reading.document;
    const entry = built.byName.get(selected(state.file)[0] ?? "")?.entry ?? -1;
    const isEnd = entry + step < 0 || entry + step >= flow.entries.length;
    return (
      unlessOneSelected(state) ?? (isEnd ? `It is the ${step < 0 ? "first" : "last"} one in the file.` : null)
    );
  };

const unlessSource = ({ file }: DesignerState) =>
  whyReadOnly(file) ??
  (file.selection.size === 1 ? null : "Select the executor, or the gateway, to connect from.");

function disconnectSelected(act: Designer["do"], { selectedEdges }: OpenFile): void {
  const [edge, ...others] = selectedEdges;
  if (edge) {
    act.edit(
      others.length === 0
        ? { kind: "disconnect", ...edge }
        : { kind: "remove", names: [], reconnect: false, cut: selectedEdges },
    );
  }
}

function downloadFile({ do: act, ports, get, tools }: Designer): void {
  const { fileName, text } = get().file;
  ports.platform.download(fileName, text);
  act.markSaved();
  tools.toast("info", `Downloaded ${fileName}.`);
}

/** All commands, in the order in which the palette lists them. */
export const COMMANDS: readonly Command[] = [
  { id: "new", label: "New flow", run: ({ do: act }) => act.newFlow() },
  {
    id: "open",
    label: "Open file",
    keys: ["Mod+O"],
    run: async ({ do: act, ports }) => {
      const file = await ports.platform.pickFile();
      if (file) {
        await act.openFiles([file]);
      }
    },
  },
  {
    id: "import",
    label: "Import",
    run: ({ do: act }) => act.openDialog({ kind: "import", file: null }),
  },
  {
    id: "back",
    label: "Back to previous file",
    keys: ["Alt+PageUp"],
    refuse: ({ filesBefore }) => (filesBefore.length > 0 ? null : "There is no previous file."),
    run: ({ do: act }) => act.backToFile(),
  },
  {
    id: "forward",
    label: "Forward to next file",
    keys: ["Alt+PageDown"],
    refuse: ({ filesAfter }) => (filesAfter.length > 0 ? null : "There is no next file."),
    run: ({ do: act }) => act.forwardToFile(),
  },
  {
    id: "close",
    label: "Close file",
    keys: ["Shift+Alt+W"],
    run: ({ do: act, get }) => act.closeFile(get().file.id),
  },
  {
    id: "reopen",
    label: "Reopen closed file",
    keys: ["Shift+Alt+R"],
    refuse: ({ closed }) => (closed.length > 0 ? null : "No file was closed."),
    run: ({ do: act }) => act.reopenFile(),
  },
  { id: "kept", label: "Kept files", run: ({ do: act }) => act.openDialog({ kind: "kept" }) },
  {
    id: "save-version",
    label: "Save version",
    run: ({ do: act }) => act.openDialog({ kind: "save-version" }),
  },
  { id: "versions", label: "Versions", run: ({ do: act }) => act.openDialog({ kind: "versions" }) },
  {
    id: "save",
    label: "Save",
    keys: ["Mod+S"],
    run: (designer) =>
      designer.get().file.disk || designer.ports.platform.pickPlace
        ? designer.do.saveFile()
        : downloadFile(designer),
  },
  {
    id: "download",
    label: "Download",
    object: ({ file }) => shorten(file.fileName, MAX_NAME),
    run: downloadFile,
  },
  {
    id: "undo",
    label: "Undo",
    keys: ["Mod+Z"],
    refuse: ({ file }) => (file.undo.length > 0 ? null : "Nothing to undo."),
    run: ({ do: act }) => act.undo(),
  },
  {
    id: "redo",
    label: "Redo",
    keys: ["Mod+Shift+Z", "Mod+Y"],
    refuse: ({ file }) => (file.redo.length > 0 ? null : "Nothing to redo."),
    run: ({ do: act }) => act.redo(),
  },
  {
    id: "add",
    label: "Add executor",
    keys: ["N"],
    where: "canvas",
    refuse: unlessWritable,
    run: ({ do: act }) => void act.addExecutor(new Map()),
  },
  {
    id: "add-chosen",
    label: "Add from the palette",
    keys: ["Shift+N"],
    where: "canvas",
    refuse: unlessWritable,
    run: ({ do: act }) => act.openDialog({ kind: "add" }),
  },
  {
    id: "rename",
    label: "Rename",
    keys: ["F2"],
    where: "canvas",
    refuse: unlessOneSelected,
    run: ({ do: act, get }) => act.openDialog({ kind: "rename", name: selected(get().file)[0]! }),
  },
  {
    id: "delete",
    label: "Delete",
    keys: ["Delete", "Backspace"],
    where: "canvas",
    refuse: ({ file }) =>
      whyReadOnly(file) ??
      (selected(file).length + file.selectedEdges.length > 0 ? null : "Select an executor or an edge first."),
    run: ({ do: act, get }) => {
      const { file } = get();
      const names = selected(file);
      if (names.length > 0) {
        act.edit({ kind: "remove", names, reconnect: false, cut: file.selectedEdges });
      } else {
        disconnectSelected(act, file);
      }
    },
  },
  {
    id: "delete-reconnect",
    label: "Delete and reconnect",
    keys: ["Mod+Delete", "Mod+Backspace"],
    where: "canvas",
    refuse: unlessSelected,
    run: ({ do: act, get }) => {
      act.edit({ kind: "remove", names: selected(get().file), reconnect: true });
    },
  },
  {
    id: "connect",
    label: "Connect",
    keys: ["C"],
    where: "canvas",
    refuse: unlessSource,
    run: ({ do: act, get }) => act.openDialog({ kind: "connect", from: [...get().file.selection][0]! }),
  },
  {
    id: "follow",
    label: "Add a follower",
    keys: ["F"],
    where: "canvas",
    refuse: unlessSource,
    run: ({ do: act, get }) => {
      const [from] = get().file.selection;
      if (from !== undefined) {
        act.openDialog({ kind: "follow", from, corner: null });
      }
    },
  },
  {
    id: "disconnect",
    label: "Disconnect",
    refuse: ({ file }) =>
      whyReadOnly(file) ?? (file.selectedEdges.length > 0 ? null : "Select an edge first."),
    run: ({ do: act, get }) => disconnectSelected(act, get().file),
  },
  {
    id: "write-need",
    label: "Write the need down",
    refuse: (state) => {
      const { selectedEdges, shown } = state.file;
      const target = shown.picture.byName.get(selectedEdges[0]?.to ?? "");
      return (
        unlessEdge(state) ??
        (target?.needsWritten === false ? null : "It is written in the file already, or never.")
      );
    },
    run: ({ do: act, get }) => {
      const [edge] = get().file.selectedEdges;
      if (edge) {
        act.edit({ kind: "write-needs", name: edge.to });
      }
    },
  },
  {
    id: "insert",
    label: "Insert executor here",
    refuse: unlessEdge,
    run: ({ do: act, get }) => {
      const [edge] = get().file.selectedEdges;
      if (edge) {
        act.addExecutor(new Map(), undefined, edge);
      }
    },
  },
  {
    id: "move-up",
    label: "Move up in the file",
    keys: ["Shift+Alt+ArrowUp"],
    where: "canvas",
    refuse: unlessMovable(-1),
    run: moveBy(-1),
  },
  {
    id: "move-down",
    label: "Move down in the file",
    keys: ["Shift+Alt+ArrowDown"],
    where: "canvas",
    refuse: unlessMovable(1),
    run: moveBy(1),
  },
  ...KEYBOARD_COMMANDS,
  ...VIEW_COMMANDS,
  {
    id: "show-text",
    label: "Show in YAML",
    refuse: ({ file }) =>
      selected(file).length === 1 ? whyNotShown(file, selected(file)[0]!) : "Select one executor first.",
    run: ({ do: act, get }) => act.showInText(selected(get().file)[0]!),
  },
  {
    id: "copy-yaml",
    label: "Copy as YAML",
    keys: ["Mod+C"],
    where: "canvas",
    run: ({ do: act }) => act.copySelected(),
  },
  {
    id: "copy-file",
    label: "Copy the whole file",
    run: async ({ do: act, get }) => void (await act.copy(get().file.text, "the YAML text")),
  },
  {
    id: "cut",
    label: "Cut",
    keys: ["Mod+X"],
    where: "canvas",
    refuse: unlessSelected,
    run: ({ do: act }) => act.cutSelected(),
  },
  {
    id: "paste",
    label: "Paste",
    keys: ["Mod+V"],
    where: "canvas",
    refuse: unlessWritable,
    run: pasteClipboard(false),
  },
  {
    id: "paste-linked",
    label: "Paste and keep links",
    keys: ["Mod+Shift+V"],
    where: "canvas",
    refuse: unlessWritable,
    run: pasteClipboard(true),
  },
  {
    id: "duplicate",
    label: "Duplicate",
    keys: ["Mod+D"],
    where: "canvas",
    refuse: unlessSelected,
    run: ({ do: act }) => act.duplicateSelected(),
  },
  {
    id: "save-preset",
    label: "Save as preset",
    refuse: unlessOneSelected,
    run: ({ do: act }) => act.savePreset(),
  },
  {
    id: "restore-preset",
    label: "Bring back the preset",
    refuse: ({ removedPreset }) => (removedPreset ? null : "No preset was removed."),
    run: ({ do: act }) => act.restorePreset(),
  },
  ...EXPORT_COMMANDS,
  ...RUN_COMMANDS,
  {
    id: "yaml-beside",
    label: "YAML beside the canvas",
    run: ({ do: act }) => act.setYamlPlace("beside"),
  },
  { id: "yaml-alone", label: "YAML alone", run: ({ do: act }) => act.setYamlPlace("alone") },
  { id: "yaml-tab", label: "YAML in its tab", run: ({ do: act }) => act.setYamlPlace("tab") },
  { id: "theme", label: "Switch between light and dark", run: ({ switchTheme }) => switchTheme() },
  {
    id: "commands",
    label: "Command palette",
    keys: ["Mod+K"],
    run: ({ do: act }) => act.openDialog({ kind: "commands" }),
  },
  {
    id: "find",
    label: "Find executor",
    keys: ["Mod+F"],
    run: ({ do: act }) => act.openDialog({ kind: "find" }),
  },
  {
    id: "shortcuts",
    label: "Keyboard shortcuts",
    keys: ["?"],
    where: "canvas",
    run: ({ do: act }) => act.openDialog({ kind: "shortcuts" }),
  },
];

/** The command of this id. @throws Error if there is none */
export function commandById(id: string): Command {
  const command = COMMANDS.find((one) => one.id === id);
  if (!command) {
    throw new Error(`no command ${id}`);
  }
  return command;
}

/** What a command is called now: `Download flow.yml`. */
export function labelOf({ label, object }: Command, state: DesignerState): string {
  return object ? `${label} ${object(state)}` : label;
}

/** Why a command cannot run now; null if it can. */
export function refusalOf({ refuse }: Command, state: DesignerState): string | null {
  return refuse?.(state) ?? null;
}

/** Runs a command, or says why it cannot run now: the one way by which keys, menus and buttons do it. */
export function runCommand(designer: Designer, command: Command): void {
  const { run } = command;
  const { guard, toast } = designer.tools;
  const label = labelOf(command, designer.get());
  const act = () => {
    const refused = refusalOf(command, designer.get());
    if (refused) {
      // What the message before it offers is still to be had.
      toast("info", refused, { isRefusal: true, offer: designer.get().toast?.offer ?? null });
      return;
    }
    return run(designer);
  };
  void guard(`running the command “${label}”`, () => designer.inTurn(act), undefined);
}

/** The command that a key press means; `inCanvas` tells where the focus is, `hasSingle` whether keys count without others. */
export function commandForKey(event: KeyPress, inCanvas: boolean, hasSingle = true): Command | undefined {
  const pressed = keyName(event);
  if (!hasSingle && /^(Shift\+)?.$/.test(pressed)) {
    return undefined;
  }
  return COMMANDS.find(({ keys, where }) => keys?.includes(pressed) && (where !== "canvas" || inCanvas));
}

/** The part of a `KeyboardEvent` that says which keys are pressed. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** Physical key: Alt changes the character on a Mac. */
  readonly code: string;
}

function keyName({ key, ctrlKey, metaKey, shiftKey, altKey, code }: KeyPress): string {
  // With Alt, and in another script, the character is not the letter on the key; + shares a key with = or is one of its own.
  const base =
    /^Key[A-Z]$/.test(code) && (altKey || !/^[ -~]$/.test(key))
      ? code.slice(3)
      : key.length === 1
        ? key.replace("+", "=").toUpperCase()
        : key;
  // Signs such as ? are typed with Shift; it is part of the sign then.
  const isSign = base.length === 1 && !/[A-Z0-9]/.test(base);
  return [ctrlKey || metaKey ? "Mod" : "", shiftKey && !isSign ? "Shift" : "", altKey ? "Alt" : "", base]
    .filter(Boolean)
    .join("+");
}
