/** What stands over the drawing where it is empty, older than the text, or not what the engine builds. */
import { useStore, useViewport } from "@xyflow/react";
import { fullMessage, placeOf } from "../model/problem.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isAhead } from "../store/reader.ts";
import type { Projection } from "./project-flow.ts";
import { topOfNote } from "./viewport.ts";

/** Says that the drawing is older than the text, and why. */
export function StaleNote() {
  const designer = useDesigner();
  const { text, problems } = useDesignerState((state) => state.document);
  const problem = problems[0];
  const line = problem?.range ? `line ${placeOf(text, problem.range.from).line}` : "the file";
  return (
    <button
      type="button"
      className="stale-note"
      onClick={() => designer.do.showText(problem?.range ?? { from: 0, to: 0 })}
    >
      {problem?.code === "fault" ? (
        <b>Drawn from the last text that was read.</b>
      ) : (
        <>
          <b>Drawn from the last text that held a Flow.</b> In {line}:
        </>
      )}{" "}
      {problem && fullMessage(problem)} <u>Show it</u>
    </button>
  );
}

/** Says that the drawing is not what the engine builds, and offers to make it so. */
export function LegacyNote() {
  const designer = useDesigner();
  const legacy = useDesignerState((state) => state.shown.legacy);
  const fix = useDesignerState(
    (state) => state.shown.problems.find(({ code, fix }) => code === "legacy" && fix)?.fix,
  );
  return (
    <div className="stale-note">
      <b>Drawn as Jina {legacy?.version} meant it.</b> To Jina 3.34 this Flow is empty.{" "}
      {fix && (
        <button type="button" className="link" onClick={() => designer.do.mend(fix)}>
          {fix.label}
        </button>
      )}
    </div>
  );
}

/** Says, clear of the gateway's ends, that there is nothing in the Flow, or that nothing of a long text has been read so far. */
export function EmptyCanvas({ projection }: { projection: Projection }) {
  const designer = useDesigner();
  const viewport = useViewport();
  const height = useStore((state) => state.height);
  const isReading = useDesignerState(({ document }) => isAhead(document));
  const fileName = useDesignerState((state) => state.fileName);
  const style = { paddingTop: topOfNote(projection, viewport, height) };
  if (isReading) {
    return (
      <div className="canvas-empty is-placed" style={style}>
        <h2>Reading {fileName} …</h2>
      </div>
    );
  }
  return (
    <div className="canvas-empty is-placed" style={style}>
      <h2>An empty Flow</h2>
      <p>Drag an executor in from the palette, double-click here, or add the first one now.</p>
      <button
        type="button"
        className="button is-primary"
        onClick={() => runCommand(designer, commandById("add"))}
      >
        Add executor
      </button>
    </div>
  );
}

/** Says why nothing is drawn, with the change that makes a Flow of the file if there is one. */
export function NoFlowNote() {
  const designer = useDesigner();
  const problem = useDesignerState((state) => state.document.problems[0]);
  return (
    <div className="canvas-empty" data-testid="no-flow">
      <h2>There is no Flow to draw</h2>
      {problem && <p>{fullMessage(problem)}</p>}
      {problem?.fix && (
        <button type="button" className="button is-primary" onClick={() => designer.do.mend(problem.fix!)}>
          {problem.fix.label}
        </button>
      )}
    </div>
  );
}
