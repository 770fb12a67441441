import { useCallback, useEffect, useState } from "react";
import { chained } from "../base/chained.ts";
import { counted, listed } from "../base/words.ts";
import type { NamedVersion } from "../store/kept-version.ts";
import type { VersionComparison } from "../store/library.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { useFirstRows } from "../ui/first-rows.tsx";
import { formatTime } from "./format-time.ts";

/** The named versions of the open file: compared with it, restored or removed. */
export function VersionsDialog() {
  const designer = useDesigner();
  const fileName = useOpenFile((file) => file.fileName);
  /** Undefined while they are on their way. */
  const [versions, setVersions] = useState<readonly NamedVersion[] | null>();
  const [compared, setCompared] = useState<NamedVersion | null>(null);
  const list = useCallback(async () => setVersions(await designer.do.listVersions()), [designer]);
  useEffect(() => void list(), [list]);
  const { shown, more } = useFirstRows(versions ?? []);
  if (compared) {
    return <CompareDialog version={compared} onBack={() => setCompared(null)} />;
  }
  return (
    <Dialog label="Versions" title={`Versions of ${fileName}`} onClose={designer.do.closeDialog}>
      <ul className="kept-rows">
        {shown.map((version) => (
          <li key={version.atMs}>
            <span className="kept-name" title={version.name} dir="auto">
              {version.name}
            </span>
            <small className="muted">
              {formatTime(version.atMs)}, {counted(version.text.length, "character")}
            </small>
            <Button isSmall aria-label={`Compare ${version.name}`} onClick={() => setCompared(version)}>
              Compare
            </Button>
            <IconButton
              icon="close"
              label={`Remove the version ${version.name}`}
              onClick={async () => {
                await designer.do.removeVersion(version);
                await list();
              }}
            />
          </li>
        ))}
      </ul>
      {more}
      {versions?.length === 0 && (
        <p className="choice-hint">
          There is no version yet that the file could be compared with. Save one now: what you change after
          that is shown here beside it, and the version can be brought back.
        </p>
      )}
      {versions === null && <p className="choice-hint">The browser does not say what it keeps.</p>}
      <DialogActions>
        <Button
          kind={versions?.length === 0 ? "primary" : "framed"}
          onClick={() => designer.do.openDialog({ kind: "save-version" })}
        >
          Save version…
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Of more lines, only those around differences are shown. */
const MAX_LINES = 2000;
const AROUND = 3;

function CompareDialog({ version, onBack }: { version: NamedVersion; onBack: () => void }) {
  const designer = useDesigner();
  /** Undefined while they are being compared. */
  const [comparison, setComparison] = useState<VersionComparison | null>();
  useEffect(() => {
    const control = new AbortController();
    void designer.do.compareVersion(version, control.signal).then((found) => {
      if (!control.signal.aborted) {
        setComparison(found);
      }
    });
    return () => control.abort();
  }, [designer, version]);
  return (
    <Dialog
      label={`Compare ${version.name}`}
      title={`From “${version.name}” to now`}
      onClose={designer.do.closeDialog}
    >
      {comparison ? (
        <Comparison comparison={comparison} />
      ) : (
        <p className="choice-hint">{comparison === null ? "They could not be compared." : "Comparing…"}</p>
      )}
      <DialogActions>
        <Button onClick={onBack}>Back</Button>
        <Button
          kind="primary"
          onClick={() => {
            designer.do.closeDialog();
            void designer.do.restoreVersion(version);
          }}
        >
          Restore
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const SIGNS = { same: " ", added: "+", removed: "−" } as const;

function Comparison({ comparison: { rows, graph } }: { comparison: VersionComparison }) {
  const isChanged = rows.some(({ kind }) => kind !== "same");
  const isShown = (at: number) => rows.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(isDifferent);
  const numbered = rows.map((row, at) => ({ ...row, at }));
  const shown =
    rows.length > MAX_LINES ? numbered.filter(({ at }) => isShown(at)).slice(0, MAX_LINES) : numbered;
  const isCut = shown.length === MAX_LINES;
  return (
    <>
      <div className="version-changes">
        {graph ? (
          <GraphChanges graph={graph} />
        ) : (
          "One of the two holds no Flow, so their texts are compared alone."
        )}
      </div>
      {isChanged ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys
        <section className="version-diff mono" tabIndex={0} aria-label="Differences of the text">
          {shown.map(({ kind, line, at }) => (
            <span key={at} className={`is-${kind}`}>
              {SIGNS[kind]} {line}
            </span>
          ))}
          {isCut && <span>… and more: only the first {MAX_LINES} lines are shown.</span>}
        </section>
      ) : (
        <p className="choice-hint">The text is the same.</p>
      )}
    </>
  );
}

function isDifferent({ kind }: VersionComparison["rows"][number]): boolean {
  return kind !== "same";
}

function GraphChanges({ graph }: { graph: NonNullable<VersionComparison["graph"]> }) {
  const edges = (list: typeof graph.addedEdges) => list.map(({ from, to }) => chained(from, to));
  const sentences = [
    ["Added", graph.added],
    ["Removed", graph.removed],
    ["Changed", graph.changed.map(({ name, keys }) => `${name} (${keys.join(", ")})`)],
    ["Edges added", edges(graph.addedEdges)],
    ["Edges removed", edges(graph.removedEdges)],
    ["Changed of the Flow", graph.changedWith],
    ["Changed of the gateway", graph.changedGateway],
  ] as const;
  const told = sentences.filter(([, items]) => items.length > 0);
  return told.length === 0 ? (
    "The graph is the same."
  ) : (
    <ul aria-label="Differences of the graph">
      {told.map(([what, items]) => (
        <li key={what}>
          {what}: {listed(items, "and")}
        </li>
      ))}
    </ul>
  );
}
