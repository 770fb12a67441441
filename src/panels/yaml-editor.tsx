/**
 * The text, in CodeMirror. The store has the text; the editor sends what is typed to it and takes over what changes
 * elsewhere. Undo belongs to the store, so that it is one history with the canvas.
 */
import { useEffect, useRef, useState } from "react";
import type { YamlPlace } from "../store/panes.ts";
import { useDesigner, useDesignerState, usePendingEvent } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import type { IconName } from "../ui/icon.tsx";
import { createYamlView, type YamlView } from "./yaml-view.ts";
import "./yaml-editor.css";

const PLACES: readonly { readonly id: YamlPlace; readonly label: string; readonly icon: IconName }[] = [
  { id: "tab", label: "YAML in its tab", icon: "in-tab" },
  { id: "beside", label: "YAML beside the canvas", icon: "beside" },
  { id: "alone", label: "YAML alone", icon: "alone" },
];

/** The tab YAML. */
export default function YamlEditor() {
  const designer = useDesigner();
  const hostRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<YamlView | null>(null);
  const place = useDesignerState(({ panes }) => panes.yaml);
  const [executor, setExecutor] = useState<string | null>(null);

  useEffect(() => {
    const host = hostRef.current;
    if (!host) {
      return;
    }
    const view = createYamlView(designer, host, setExecutor);
    viewRef.current = view;
    return () => {
      view.close();
      viewRef.current = null;
    };
  }, [designer]);

  usePendingEvent("reveal", (event) => viewRef.current?.reveal(event));

  return (
    <div className="yaml">
      <div ref={hostRef} className="yaml-editor" data-testid="yaml-editor" />
      <div className="yaml-bar" role="toolbar" aria-label="YAML">
        {executor === null ? (
          <span className="yaml-where" />
        ) : (
          <button
            type="button"
            className="yaml-where mono"
            title="Show it on the canvas (Alt+Enter, or Ctrl+click in the text)"
            aria-label={`Show ${executor} on the canvas`}
            onClick={() => viewRef.current?.showOnCanvas()}
          >
            {executor}
          </button>
        )}
        <IconButton
          label="Search in the YAML"
          title="Search in the YAML (Ctrl+F in it)"
          icon="search"
          onClick={() => viewRef.current?.search()}
        />
        <fieldset className="yaml-places" aria-label="Where the YAML stands">
          {PLACES.map(({ id, label, icon }) => (
            <IconButton
              key={id}
              label={label}
              title={label}
              icon={icon}
              aria-pressed={id === place}
              onClick={() => designer.do.setYamlPlace(id)}
            />
          ))}
        </fieldset>
      </div>
    </div>
  );
}
