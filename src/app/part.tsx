import type { ReactNode } from "react";
import { commandById, runCommand } from "../store/commands.ts";
import { shownRun } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { FaultBoundary } from "../ui/fault-boundary.tsx";

/** A part of the page that may fail alone. It is tried again when what it draws changes: a key, an undo, another card. */
export function Part(props: {
  /** As "The Inspector". */
  name: string;
  /** What else is to be done then. */
  onFault?: () => void;
  children: ReactNode;
}) {
  const { name, onFault, children } = props;
  const designer = useDesigner();
  const retryFor = [
    useDesignerState((state) => state.file),
    useDesignerState(shownRun),
    useDesignerState((state) => state.dialog),
  ];
  return (
    <FaultBoundary
      name={name}
      retryFor={retryFor}
      onFault={(cause) => {
        designer.tools.fault(`drawing ${name[0]!.toLowerCase()}${name.slice(1)}`, cause);
        onFault?.();
      }}
      actions={
        <Button isSmall onClick={() => runCommand(designer, commandById("download"))}>
          Download
        </Button>
      }
    >
      {children}
    </FaultBoundary>
  );
}
