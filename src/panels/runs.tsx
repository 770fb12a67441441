/** The runs of this tab: which there were, one of them again, and two of them compared. */
import { useId, useState } from "react";
import { counted } from "../base/words.ts";
import type { Run } from "../model/run/run.ts";
import { isActive } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { shownRun } from "../store/derived.ts";
import { elsewhereNote, elsewhereWords } from "../store/elsewhere.ts";
import { type KeptRun, listedRuns, MAX_RUN_BYTES, MAX_RUNS, whatChanged } from "../store/kept-runs.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { countsOf, outcomeOf } from "../store/run-counts.ts";
import { stopOffer } from "../store/stop-offer.ts";
import { resendWords, unreadWords } from "../store/unread-words.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Select } from "../ui/select.tsx";
import { CompareRuns } from "./compare-runs.tsx";
import { RunResults } from "./executor-results.tsx";
import { clockOfRun, RunHead } from "./run-head.tsx";
import "./runs.css";

/** The tab Runs. */
export default function Runs() {
  const kept = useDesignerState((state) => state.runs);
  const run = useDesignerState((state) => state.run);
  const origin = useDesignerState((state) => state.origin);
  const shownId = useDesignerState((state) => shownRun(state)?.id);
  const runs = listedRuns(kept, run, origin);
  const shown = runs.find((one) => one.run.id === shownId);
  if (runs.length === 0) {
    return (
      <p className="panel-empty">
        Press Send: what was sent and answered is listed here until the page is closed or loaded anew.
      </p>
    );
  }
  return (
    <div className="runs list-and-detail">
      <div className="scroll">
        <ol aria-label="Runs, latest first">
          {runs.toReversed().map((one) => (
            <RunRow key={one.run.id} kept={one} all={runs} isShown={one === shown} />
          ))}
        </ol>
        <p className="runs-note">
          The last {MAX_RUNS} runs are kept, of at most {MAX_RUN_BYTES / 1024 / 1024} MB together. They are in
          this tab alone, nothing of them is stored, and they end when it is closed or loaded anew.
        </p>
      </div>
      <div className="scroll">
        {shown && isActive(shown.run) && <RunUnderWay run={shown.run} />}
        {shown && !isActive(shown.run) && (
          <RunDetail key={shown.run.id} kept={shown} others={kept} all={runs} />
        )}
      </div>
    </div>
  );
}

function RunRow({
  kept: { run, origin },
  all,
  isShown,
}: {
  kept: KeptRun;
  all: readonly KeptRun[];
  isShown: boolean;
}) {
  const designer = useDesigner();
  const id = useOpenFile((file) => file.id);
  const text = useOpenFile((file) => file.text);
  const changed = whatChanged(origin, { id, text });
  const { documents } = countsOf(run);
  return (
    <li>
      <button
        type="button"
        className="run-row"
        data-run-id={run.id}
        aria-current={isShown}
        onClick={() => designer.do.chooseRun(run.id)}
      >
        <span className="run-row-line">
          <time dateTime={new Date(run.startedAtMs).toISOString()}>{clockOfRun(run, all)}</time>
          <b className={hasFaults(run) ? "run-outcome is-failed" : "run-outcome"}>
            {hasFaults(run) && <Icon name="close" />}
            {endingOf(run)}
          </b>
          <span className="muted">{counted(documents, "document")}</span>
          {isActive(run) && <Badge>{run.state === "draining" ? "stopping" : "running"}</Badge>}
        </span>
        <span className="run-row-line muted">
          <span className="mono">{shorten(origin.fileName, 60)}</span>
          <span title="Runs of the same text number were sent from the same text of the file">
            text {origin.textNumber}
          </span>
          <span className="mono run-address">{shorten(origin.address, 100)}</span>
          {changed && <span className="run-changed">{changed}</span>}
        </span>
      </button>
    </li>
  );
}

/** Whether something in it failed, be it that the rest was sent all the same. */
function hasFaults(run: Run): boolean {
  return run.error !== null || run.state === "failed" || countsOf(run).failed > 0;
}

/** A run that goes on: its answers come in Responses. */
function RunUnderWay({ run }: { run: Run }) {
  const designer = useDesigner();
  const { label, title } = stopOffer(run);
  return (
    <>
      <RunHead />
      <div className="run-actions">
        <span role="status">
          {run.state === "draining" ? "Stopping" : "Running"}: {outcomeOf(run)}.
        </span>
        <Button isSmall title={title} onClick={() => runCommand(designer, commandById("stop"))}>
          {label}
        </Button>
      </div>
    </>
  );
}

/** The outcome, with how the run ended where that was before its time. */
function endingOf(run: Run): string {
  if (run.error) {
    return "Not sent";
  }
  const isCut = run.state === "failed" && countsOf(run).failed === 0;
  return `${run.state === "stopped" ? "Stopped: " : isCut ? "Ended early: " : ""}${outcomeOf(run)}`;
}

function RunDetail({
  kept,
  others,
  all,
}: {
  kept: KeptRun;
  others: readonly KeptRun[];
  all: readonly KeptRun[];
}) {
  const { run } = kept;
  const designer = useDesigner();
  const isBusy = useDesignerState((state) => isActive(state.run));
  const [otherId, setOtherId] = useState("");
  const compareId = useId();
  const other = others.find((one) => one.run.id === Number(otherId));
  const { open, unknown } = countsOf(run);
  const unread = unreadWords(run, kept.origin);
  const elsewhere = useDesignerState((state) => elsewhereWords(state, kept.origin));
  const elsewhereNoted = useDesignerState((state) => elsewhereNote(state, kept.origin));
  const isPart = open > 0 && (open < run.exchanges.length || unread !== null);
  return (
    <>
      <RunHead />
      <div className="run-actions">
        <Button isSmall disabled={isBusy} onClick={() => void designer.do.resend(run.id, "all")}>
          Resend all
        </Button>
        {isPart && (
          <Button isSmall disabled={isBusy} onClick={() => void designer.do.resend(run.id, "open")}>
            {resendWords(open, unread)}
          </Button>
        )}
        {unread && (
          <Button isSmall disabled={isBusy} onClick={() => void designer.do.resend(run.id, "unread")}>
            Send {unread.rest}
          </Button>
        )}
        {elsewhere && (
          <Button isSmall disabled={isBusy} onClick={() => void designer.do.resend(run.id, "all", true)}>
            Resend all {elsewhere}
          </Button>
        )}
        {elsewhere && isPart && (
          <Button isSmall disabled={isBusy} onClick={() => void designer.do.resend(run.id, "open", true)}>
            {resendWords(open, unread)} {elsewhere}
          </Button>
        )}
        {run.simulated && <Badge kind="accent">simulated</Badge>}
        {run.seed !== undefined && <span className="muted">Seed {run.seed}</span>}
        {others.length > 1 && (
          <div className="compare-with">
            <label htmlFor={compareId}>Compare with</label>
            <Select id={compareId} className="input" value={otherId} isLive onTake={setOtherId}>
              <option value="">no other run</option>
              {others
                .toReversed()
                .filter((one) => one.run !== run)
                .map((one) => (
                  <option key={one.run.id} value={one.run.id}>
                    {clockOfRun(one.run, all)} {shorten(one.origin.fileName, 40)}, text{" "}
                    {one.origin.textNumber}, {endingOf(one.run)}
                  </option>
                ))}
            </Select>
          </div>
        )}
      </div>
      {elsewhere && elsewhereNoted && <p className="runs-note">{elsewhereNoted}</p>}
      {unread && <p className="runs-note">{unread.says}</p>}
      {unknown > 0 && (
        <p className="runs-note">
          Of {counted(unknown, "request")} it cannot be told whether the gateway worked on them; only Resend
          all sends them again.
        </p>
      )}
      <RunResults run={run} />
      {other && <CompareRuns key={other.run.id} other={other} shown={kept} all={all} />}
    </>
  );
}
