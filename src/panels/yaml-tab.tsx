import { loadLate } from "../store/late.ts";
import { useDesigner } from "../store/react.ts";
import { Late } from "../ui/late.tsx";

/** The editor is a tenth of a megabyte: it comes when its tab is opened. */
const loadEditor = () => loadLate("The text editor", () => import("./yaml-editor.tsx"));

export function YamlTab() {
  const { tools } = useDesigner();
  return <Late load={loadEditor} waiting="Loading the editor…" onFault={tools.lateFault} />;
}
