import { lazy, Suspense } from "react";

/** The editor is a tenth of a megabyte: it comes when its tab is opened. */
const YamlEditor = lazy(() => import("./yaml-editor.tsx"));

export function YamlTab() {
  return (
    <Suspense fallback={<p className="panel-empty">Loading the editor…</p>}>
      <YamlEditor />
    </Suspense>
  );
}
