/** The commands that take the Flow elsewhere: as another text, as files or as a link. */
import { type Command, unlessWritable } from "./command.ts";
import type { RowKind } from "./export-kinds.ts";

/** The kinds with a command of their own, by what it calls them. */
const KINDS: readonly (readonly [kind: RowKind, name: string])[] = [
  ["svg", "SVG"],
  ["png", "PNG"],
  ["jpg", "JPG"],
  ["python", "Python"],
  ["kubernetes", "Kubernetes"],
  ["compose", "Docker Compose"],
];

/** In the order in which the palette lists them. */
export const EXPORT_COMMANDS: readonly Command[] = [
  {
    id: "copy-mermaid",
    label: "Copy as mermaid",
    refuse: unlessWritable,
    run: async ({ do: act, get, tools, loadFormats }) => {
      // Of the Flow as it is when the command is given.
      const { built } = get().file.reading.document;
      const { printMermaid } = await loadFormats();
      const printed = printMermaid(built);
      if ("refused" in printed) {
        tools.toast("warning", printed.refused);
      } else {
        await act.copy(printed.text, "the mermaid text");
      }
    },
  },
  { id: "export", label: "Export Flow", run: ({ do: act }) => act.openDialog({ kind: "export" }) },
  ...KINDS.map(
    ([kind, name]): Command => ({
      id: `export-${kind}`,
      label: `Export ${name}`,
      // The export dialog, with the kind chosen.
      run: ({ do: act }) => {
        act.setExport("kind", kind);
        act.openDialog({ kind: "export" });
      },
    }),
  ),
  {
    id: "copy-run",
    label: "Copy run command",
    run: async ({ do: act, get, loadFormats }) => {
      const { file } = get();
      const { printRunCommand, runVariables } = await loadFormats();
      const { variables, notes } = runVariables(file.reading.document.variables, file.variables);
      const command = printRunCommand(file.fileName, variables);
      await act.copy(command, [command, ...notes].join(". "));
    },
  },
  { id: "share", label: "Share link", run: ({ do: act }) => act.openDialog({ kind: "share" }) },
];
