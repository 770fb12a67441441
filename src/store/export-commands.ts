/** The commands that take the Flow elsewhere: as another text, as files or as a link. */
import { type Command, unlessWritable } from "./command.ts";
import type { RowKind } from "./export-kinds.ts";

/** Opens the export dialog with a kind chosen. */
const openExport =
  (kind: RowKind): Command["run"] =>
  ({ do: act }) => {
    act.setExport("kind", kind);
    act.openDialog({ kind: "export" });
  };

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
  ...(["svg", "png", "jpg"] as const).map(
    (kind): Command => ({
      id: `export-${kind}`,
      label: `Export ${kind.toUpperCase()}`,
      run: openExport(kind),
    }),
  ),
  { id: "export-python", label: "Export Python", run: openExport("python") },
  {
    id: "export-kubernetes",
    label: "Export Kubernetes",
    run: openExport("kubernetes"),
  },
  {
    id: "export-compose",
    label: "Export Docker Compose",
    run: openExport("compose"),
  },
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
