import { chained } from "../base/chained.ts";
import { GATEWAY } from "../model/flow.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Note } from "../ui/note.tsx";

/** The Inspector of an edge: why it is there, and what can be done with it. */
export function EdgePart({ from, to }: { from: string; to: string }) {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  const target = useOpenFile((file) => file.shown.picture.byName.get(to));
  return (
    <>
      <h2>{chained(from, to)}</h2>
      {to === GATEWAY ? (
        <Note kind="quiet">
          The gateway answers with what <b>{from}</b> returns: it is the last executor in the file that does
          not float. This edge is never written.
        </Note>
      ) : (
        <>
          <Note kind="quiet">
            {target?.needsWritten
              ? `Written in the needs of ${to}.`
              : `Not written: ${to} has no needs of its own, so it follows what comes before it in the file.`}
          </Note>
          <div className="inspector-actions">
            {!target?.needsWritten && (
              <Button disabled={readOnly} onClick={() => designer.do.edit({ kind: "write-needs", name: to })}>
                Write the need down
              </Button>
            )}
            <Button disabled={readOnly} onClick={() => designer.do.edit({ kind: "disconnect", from, to })}>
              Disconnect
            </Button>
          </div>
        </>
      )}
    </>
  );
}
