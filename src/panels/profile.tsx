/** Where an answer's time went: the tree under Jina's names, and the executors on the gateway's clock. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useMemo, useRef } from "react";
import { formatMs, formatShare } from "../base/words.ts";
import { criticalPath } from "../model/run/critical-path.ts";
import type { ExecutorTime, Profile as ProfileTimes } from "../model/run/profile.ts";
import { isActive, type Run } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { chosenExchange, profileOfExchange, shownRun } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { TableSpace } from "../ui/table-space.tsx";
import { RunHead } from "./run-head.tsx";
import { SpreadTable } from "./spread-table.tsx";
import "./profile.css";

const COLOURS = 6;
/** Characters of an executor's name. */
const MAX_NAME = 200;

/** The tab Profile. */
export default function Profile() {
  const run = useDesignerState(shownRun);
  const exchange = useDesignerState(chosenExchange);
  const profile = profileOfExchange(exchange);
  if (!run || !exchange) {
    return (
      <p className="panel-empty">
        Press Send: the time of each executor appears here. <ProfileGateway /> asks ten times with an empty
        document.
      </p>
    );
  }
  if (!profile) {
    return (
      <div className="scroll">
        <RunHead />
        <p className="panel-empty">
          {exchange.reply
            ? (run.lacks.routes ?? "This answer carries no routes, so nothing can be said about its times.")
            : isActive(run)
              ? "Waiting for the first answer…"
              : "This request has no answer, so there is nothing to time."}
        </p>
      </div>
    );
  }
  const answered = run.exchanges.filter(({ reply }) => reply !== null);
  return (
    <div className="profile list-and-detail">
      <Tree
        run={run}
        profile={profile}
        title={`Response ${answered.indexOf(exchange) + 1} of ${answered.length}`}
      />
      <div className="profile-times">
        <Waterfall profile={profile} />
        {profile.executors.some(isPassedBy) && (
          <p className="profile-note">
            An executor without an end time was passed by, as it has nothing for the endpoint{" "}
            <code>{shorten(exchange.request.endpoint, 60)}</code> or is not the target executor; or it is
            floating, and the answer did not wait for it.
          </p>
        )}
        {answered.length > 1 && <SpreadTable run={run} />}
      </div>
    </div>
  );
}

function ProfileGateway() {
  const designer = useDesigner();
  return (
    <Button kind="link" onClick={() => runCommand(designer, commandById("profile-gateway"))}>
      Profile gateway
    </Button>
  );
}

function colourOf(index: number): string {
  return `var(--s${(index % COLOURS) + 1})`;
}

/** The colour of each executor, in the tree and on the clock. */
function coloursOf(executors: readonly ExecutorTime[]): ReadonlyMap<ExecutorTime, string> {
  return new Map(executors.map((time, index) => [time, colourOf(index)]));
}

function Tree({ run, profile, title }: { run: Run; profile: ProfileTimes; title: string }) {
  const designer = useDesigner();
  const listRef = useRef<HTMLDivElement>(null);
  const { roundtripMs, serverMs, clientServerNetworkMs, gatewayExecutorsNetworkMs, executors } = profile;
  // The slowest first: where there is no room for all of them, it is in view.
  const slowest = useMemo(
    () => executors.toSorted((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0)),
    [executors],
  );
  const colours = useMemo(() => coloursOf(executors), [executors]);
  const shareOf = (ms: number | null) =>
    ms === null ? "" : formatShare(roundtripMs > 0 ? ms / roundtripMs : 0);
  const serverShare = (ms: number | null) => (ms === null || !serverMs ? "" : formatShare(ms / serverMs));
  return (
    <div ref={listRef} className="profile-tree scroll">
      <RunHead />
      <p className="run-head">
        <span>{title}</span>
        {run.simulated && <Badge kind="accent">simulated</Badge>}
        <ProfileGateway />
      </p>
      <table aria-label="Profile" aria-rowcount={executors.length + 4}>
        <tbody>
          <Row name="Roundtrip" depth={0} ms={roundtripMs} share="100 %" />
          <Row
            name="Client-server network"
            depth={1}
            ms={clientServerNetworkMs}
            share={shareOf(clientServerNetworkMs)}
          />
          <Row name="Server" depth={1} ms={serverMs} share={shareOf(serverMs)} />
          <Row
            name="Gateway-executors network"
            depth={2}
            ms={gatewayExecutorsNetworkMs}
            share={serverShare(gatewayExecutorsNetworkMs)}
            title="The gateway's span minus the time in which at least one executor worked. Jina's own profiling() subtracts the sum, which goes below zero where branches run in parallel."
          />
        </tbody>
        <VisibleRows
          executors={slowest}
          scrollRef={listRef}
          rowPx={25}
          wrap={(rows, abovePx, belowPx) => (
            <>
              <TableSpace px={abovePx} />
              <tbody>{rows}</tbody>
              <TableSpace px={belowPx} />
            </>
          )}
          row={(time, index) => (
            <Row
              key={index}
              name={time.executor}
              depth={2}
              ms={time.durationMs}
              share={time.share === null ? "" : formatShare(time.share)}
              colour={colours.get(time)!}
              failed={time.failed}
              onClick={() => designer.do.find(time.executor)}
            />
          )}
        />
      </table>
    </div>
  );
}

/** One that failed is told by that. */
function isPassedBy({ startMs, durationMs, failed }: ExecutorTime): boolean {
  return startMs !== null && durationMs === null && !failed;
}

function Waterfall({ profile: { serverMs, executors } }: { profile: ProfileTimes }) {
  const { inTime, critical, colours } = useMemo(
    () => ({
      inTime: executors.toSorted((a, b) => (a.startMs ?? Infinity) - (b.startMs ?? Infinity)),
      critical: criticalPath(executors),
      colours: coloursOf(executors),
    }),
    [executors],
  );
  const listRef = useRef<HTMLDivElement>(null);
  const spanMs = executors.reduce(
    (span, { startMs, durationMs }) => Math.max(span, (startMs ?? 0) + (durationMs ?? 0)),
    Math.max(serverMs ?? 0, 0.001),
  );
  return (
    <div ref={listRef} className="waterfall scroll" role="img" aria-label="Executors on the gateway's clock">
      <div className="waterfall-axis">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part}>{formatMs(spanMs * part)}</span>
        ))}
      </div>
      {serverMs !== null && (
        <Bar name="gateway" startMs={0} durationMs={serverMs} spanMs={spanMs} colour="var(--line2)" />
      )}
      <VisibleRows
        executors={inTime}
        scrollRef={listRef}
        rowPx={27}
        wrap={(rows, abovePx, belowPx) => (
          <>
            <div style={{ height: abovePx }} />
            {rows}
            <div style={{ height: belowPx }} />
          </>
        )}
        row={(time, index) => (
          <Bar
            key={index}
            name={time.executor}
            startMs={time.startMs}
            durationMs={time.durationMs}
            spanMs={spanMs}
            colour={colours.get(time)!}
            failed={time.failed}
            isCritical={critical.has(time)}
          />
        )}
      />
    </div>
  );
}

/** Executors up to this number are all on the page, as anybody's Flow is. */
const MAX_ALL = 200;

/** The rows of executors; of many, those on screen, between spaces of the others' height. */
function VisibleRows(props: {
  executors: readonly ExecutorTime[];
  scrollRef: RefObject<HTMLElement | null>;
  rowPx: number;
  row: (time: ExecutorTime, index: number) => ReactNode;
  wrap: (rows: ReactNode, abovePx: number, belowPx: number) => ReactNode;
}) {
  const { executors, scrollRef, rowPx, row, wrap } = props;
  const isLong = executors.length > MAX_ALL;
  const virtual = useVirtualizer({
    count: isLong ? executors.length : 0,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  if (!isLong) {
    return wrap(executors.map(row), 0, 0);
  }
  const items = virtual.getVirtualItems();
  const rows = items.map(({ index }) => row(executors[index]!, index));
  return wrap(rows, items[0]?.start ?? 0, virtual.getTotalSize() - (items.at(-1)?.end ?? 0));
}

function Row(props: {
  name: string;
  depth: number;
  ms: number | null;
  share: string;
  colour?: string;
  title?: string;
  failed?: boolean;
  onClick?: () => void;
}) {
  const { name, depth, ms, share, colour, title, failed, onClick } = props;
  const text = (
    <>
      {colour && <i className="swatch" style={{ background: colour }} />}
      {shorten(name, MAX_NAME)}
      {failed && <span className="profile-failed"> failed</span>}
    </>
  );
  return (
    <tr title={title}>
      <th scope="row" style={{ paddingLeft: 14 + depth * 16 }}>
        {onClick ? (
          <Button kind="plain" onClick={onClick}>
            {text}
          </Button>
        ) : (
          text
        )}
      </th>
      <td className="profile-ms">{ms === null ? "no end" : formatMs(ms)}</td>
      <td className="profile-share">{share}</td>
    </tr>
  );
}

function Bar(props: {
  name: string;
  startMs: number | null;
  durationMs: number | null;
  spanMs: number;
  colour: string;
  failed?: boolean;
  isCritical?: boolean;
}) {
  const { name, startMs, durationMs, spanMs, colour, failed, isCritical } = props;
  const left = ((startMs ?? 0) / spanMs) * 100;
  const width = ((durationMs ?? 0) / spanMs) * 100;
  return (
    <div className="waterfall-row">
      <span title={shorten(name, MAX_NAME)}>{shorten(name, MAX_NAME)}</span>
      <div className="waterfall-track">
        {startMs !== null && (
          <i
            className={[durationMs === null && "is-open", failed && "is-failed", isCritical && "is-critical"]
              .filter(Boolean)
              .join(" ")}
            style={{
              left: `${left}%`,
              width: durationMs === null ? undefined : `${Math.max(width, 0.3)}%`,
              backgroundColor: colour,
            }}
          />
        )}
        <em>
          {startMs === null ? "never started" : durationMs === null ? "no end time" : formatMs(durationMs)}
          {failed && ", failed"}
          {isCritical && ", critical path"}
        </em>
      </div>
    </div>
  );
}
