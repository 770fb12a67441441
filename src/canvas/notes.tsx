/** What stands over the drawing where it is empty, older than the text, or not what the engine builds. */
import { useStore, useViewport } from "@xyflow/react";
import { cut } from "../base/words.ts";
import type { Projection } from "../model/drawing/project-flow.ts";
import { engineWords } from "../model/engine-fault.ts";
import { meantBy } from "../model/meant.ts";
import { fullMessage, type Problem, placeOf } from "../model/problem.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { isAhead, type OpenFile } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { useMedia } from "../ui/use-media.ts";
import { topOfNote } from "./viewport.ts";

/** Characters of the engine's words that stand on the canvas; the list of problems has them all. */
const MAX_WORDS = 200;

/** Says that the drawing is older than the text, and why. */
export function StaleNote() {
  const designer = useDesigner();
  const text = useOpenFile((file) => file.text);
  const problem = useOpenFile((file) => file.problems[0]);
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
  const legacy = useOpenFile((file) => file.shown.legacy);
  const fix = useOpenFile(
    (file) => file.shown.problems.find(({ code, fix }) => code === "legacy" && fix)?.fix,
  );
  return (
    <div className="stale-note">
      <b>Drawn as Jina {legacy?.version} meant it.</b> To Jina 3.34 this Flow is empty.{" "}
      {fix && (
        <Button kind="link" onClick={() => designer.do.applyFix(fix)}>
          {fix.label}
        </Button>
      )}
    </div>
  );
}

/** Says, clear of the gateway's ends, that there is nothing in the Flow, or that nothing of a long text has been read so far. */
export function EmptyCanvas({ projection }: { projection: Projection }) {
  const designer = useDesigner();
  const viewport = useViewport();
  const height = useStore((state) => state.height);
  const isReading = useOpenFile(isAhead);
  const fileName = useOpenFile((file) => file.fileName);
  const cause = useOpenFile((file) => causeOfEmptiness(file.shown));
  const hasFingers = useMedia("(pointer: coarse)");
  const style = { paddingTop: topOfNote(projection, viewport, height) };
  if (cause) {
    return (
      <div className="canvas-empty is-placed" style={style}>
        <h2>No executors are drawn</h2>
        <Cause problem={cause} />
      </div>
    );
  }
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
      <p>
        {hasFingers
          ? "Choose an executor from the palette, or add the first one now."
          : "Drag an executor in from the palette, double-click here, or add the first one now."}
      </p>
      <Button kind="primary" onClick={() => runCommand(designer, commandById("add"))}>
        Add executor
      </Button>
    </div>
  );
}

/** Says why nothing is drawn, with the change that makes a Flow of the file if there is one. */
export function NoFlowNote() {
  const problem = useOpenFile((file) => file.problems[0]);
  return (
    <div className="canvas-empty" data-testid="no-flow">
      <h2>There is no Flow to draw</h2>
      {problem && <Cause problem={problem} />}
    </div>
  );
}

/** Why a canvas is empty, with the change that mends it if there is one. */
function Cause({ problem }: { problem: Problem }) {
  const designer = useDesigner();
  const { message, engine, fix, range } = problem;
  return (
    <>
      <p>{message}</p>
      {engine && <p className="canvas-engine">{cut(engineWords(engine), MAX_WORDS)}</p>}
      <div className="canvas-actions">
        {fix && (
          <Button kind="primary" onClick={() => designer.do.applyFix(fix)}>
            {fix.label}
          </Button>
        )}
        {range && <Button onClick={() => designer.do.showText(range)}>Show in YAML</Button>}
      </div>
    </>
  );
}

const LIST_KEYS = ["executors", "deployments"];

/** What makes a Flow empty that looks as if it held something: a list that is none, or a key that is misspelt. */
function causeOfEmptiness({ problems }: OpenFile["shown"]): Problem | undefined {
  return problems.find(({ code, path, severity }) => {
    const [key] = path?.length === 1 ? path : [];
    return (
      typeof key === "string" &&
      (LIST_KEYS.includes(key)
        ? severity === "error"
        : code === "key-unused" && meantBy(key, LIST_KEYS) !== null)
    );
  });
}
