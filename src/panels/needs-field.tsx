import { useId } from "react";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { useDesigner } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { useFirstRows } from "../ui/first-rows.tsx";

/** The needs of an executor, each to be taken away, and a button that adds one. */
export function NeedsField({ node, disabled }: { node: BuiltNode; disabled: boolean }) {
  const designer = useDesigner();
  const id = useId();
  const { shown, more } = useFirstRows(node.needs);
  return (
    <div className="field">
      <span className="field-label" id={id}>
        {node.needsWritten && <i className="field-set" title="Written in the file" aria-hidden="true" />}
        needs
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a field */}
      <div className="tokens" role="group" aria-labelledby={id}>
        {shown.map((need) => (
          <span key={need} className={`token${node.needsWritten ? "" : " is-implicit"}`}>
            {need}
            {!node.needsWritten && ", by order"}
            {!disabled && node.needsWritten && (
              <IconButton
                icon="close"
                label={`Remove need ${need}`}
                onClick={() => designer.do.edit({ kind: "disconnect", from: need, to: node.name })}
              />
            )}
          </span>
        ))}
        {more}
        {!disabled && (
          <IconButton
            icon="plus"
            label="Add need"
            onClick={() => designer.do.openDialog({ kind: "need", to: node.name })}
          />
        )}
      </div>
    </div>
  );
}
