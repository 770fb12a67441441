import { counted } from "../base/words.ts";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";

/** The Inspector of several executors. */
export function ManyPart({ nodes }: { nodes: readonly BuiltNode[] }) {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  return (
    <>
      <h2>{counted(nodes.length, "executor")}</h2>
      <p className="muted">
        {nodes
          .slice(0, 12)
          .map(({ name }) => name)
          .join(", ")}
        {nodes.length > 12 && ` and ${nodes.length - 12} more`}
      </p>
      <div className="inspector-actions">
        <Button disabled={readOnly} onClick={() => runCommand(designer, commandById("delete"))}>
          Delete
        </Button>
        <Button disabled={readOnly} onClick={() => runCommand(designer, commandById("delete-reconnect"))}>
          Delete and reconnect
        </Button>
      </div>
    </>
  );
}
