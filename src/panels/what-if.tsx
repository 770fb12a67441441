/** What if: numbers of the Flow changed for a trial, and what a load would come to then, beside what it comes to now. */
import { useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { counted, formatMs, formatShare, grouped } from "../base/words.ts";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { ExecutorLoad, Prediction } from "../model/run/simulation.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { presentTrial } from "../store/simulation-actions.ts";
import type { ExecutorTrial } from "../store/trial.ts";
import {
  type Comparison,
  compareTrial,
  isBusy,
  isNothing,
  refuseTrial,
  verdictOf,
} from "../store/what-if.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceField } from "../ui/field.tsx";
import { describeLatency } from "./describe-latency.ts";
import { NumberField } from "./number-field.tsx";
import { useSimulationSettings } from "./use-simulation-settings.ts";
import "./what-if.css";

/** Executors that have a row; of more, those that are looked for, or that have most to do. */
const MAX_ROWS = 60;
/** After what is typed, before it is worked out. */
const PAUSE_MS = 150;

/** The tab What if. */
export default function WhatIf() {
  const refusal = useOpenFile(refuseTrial);
  const id = useOpenFile((file) => file.id);
  // What was worked out for one file says nothing of another, which may have executors of the same names.
  return refusal === null ? <Trial key={id} /> : <p className="panel-empty">{refusal}</p>;
}

function Trial() {
  const designer = useDesigner();
  const built = useOpenFile((file) => file.shown.built);
  const all = useOpenFile((file) => file.trial);
  const trial = useMemo(() => presentTrial(all, built), [all, built]);
  const readOnly = useOpenFile(isReadOnly);
  const { comparison, isWorking, fault } = useComparison();
  const hasScales = [...trial.executors.values()].some(
    ({ replicas, shards, polling }) => (replicas ?? shards ?? polling) !== undefined,
  );
  return (
    <div className="what-if scroll">
      <div className="what-if-head">
        <Badge kind="accent">simulated</Badge>
        <p>
          Numbers for a trial alone. Nothing of the file changes until they are written into it.{" "}
          <span className="faint" role="status">
            {isWorking
              ? "Working it out…"
              : comparison
                ? `Worked out from ${counted(comparison.requests, "simulated request")}.`
                : ""}
          </span>
        </p>
        <Button isSmall disabled={readOnly || !hasScales} onClick={() => designer.do.writeTrial()}>
          Write into the file
        </Button>
        <Button
          isSmall
          disabled={isNothing(trial) && trial.perS === null}
          onClick={() => designer.do.resetTrial()}
        >
          Reset
        </Button>
      </div>
      {fault && <p className="field-error">{fault}</p>}
      {comparison && <p className="what-if-verdict">{verdictOf(comparison)}</p>}
      <div className={`what-if-parts${isWorking ? " is-working" : ""}`}>
        <div className="what-if-whole">
          <LoadFields comparison={comparison} />
          {comparison && <Summary comparison={comparison} />}
        </div>
        <ExecutorTable nodes={built.nodes} comparison={comparison} />
      </div>
    </div>
  );
}

/** What the load comes to: worked out anew a moment after something has changed, and given up when it changes again. */
function useComparison() {
  const designer = useDesigner();
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isWorking, setWorking] = useState(true);
  const trial = useOpenFile((file) => file.trial);
  const built = useOpenFile((file) => file.shown.built);
  const simulation = useOpenFile((file) => file.simulation);
  const { endpoint, documents, input, requestSize, window, parameters, targetExecutor, stream } =
    useDesignerState((state) => state.form);
  const delayMs = useDesignerState((state) => state.delayMs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is worked out follows from these
  useEffect(() => {
    const aborter = new AbortController();
    const { signal } = aborter;
    const work = async () => {
      setWorking(true);
      try {
        await designer.ports.clock.sleep(PAUSE_MS, signal);
        const client = await designer.do.loadClient();
        const next = await compareTrial(client, designer.get(), signal);
        if (!signal.aborted) {
          setComparison(next);
          setFault(null);
        }
      } catch (cause) {
        if (signal.aborted) {
          return;
        }
        setComparison(null);
        setFault(
          cause instanceof ClientError
            ? [cause.message, cause.advice].filter(Boolean).join(" ")
            : `It could not be worked out: ${cause instanceof Error ? cause.message : String(cause)}`,
        );
      }
      if (!signal.aborted) {
        setWorking(false);
      }
    };
    void work();
    return () => aborter.abort();
  }, [
    designer,
    trial,
    built,
    simulation,
    delayMs,
    endpoint,
    documents,
    input,
    requestSize,
    window,
    parameters,
    targetExecutor,
    stream,
  ]);
  return { comparison, isWorking, fault };
}

function LoadFields({ comparison }: { comparison: Comparison | null }) {
  const designer = useDesigner();
  const { window, perS } = useOpenFile((file) => file.trial);
  const sent = comparison?.window.before;
  return (
    <div className="what-if-load">
      <NumberField
        isLive
        label="Window"
        name="window"
        value={window ?? undefined}
        placeholder={sent === undefined ? "" : `${sent}, as Send`}
        onTake={(next) => designer.do.tryLoad({ window: next })}
        onClear={() => designer.do.tryLoad({ window: null })}
      />
      <NumberField
        isLive
        label="Requests a second"
        name="perS"
        value={perS ?? undefined}
        placeholder="all it takes"
        onTake={(next) => designer.do.tryLoad({ perS: next })}
        onClear={() => designer.do.tryLoad({ perS: null })}
      />
    </div>
  );
}

function Summary({ comparison }: { comparison: Comparison }) {
  const { before, after, requests } = comparison;
  const rows: readonly (readonly [string, (prediction: Prediction) => string])[] = [
    ["Requests a second", ({ requestsPerS }) => formatRate(requestsPerS)],
    ["Documents a second", ({ documentsPerS }) => formatRate(documentsPerS)],
    ["Round trip, p50", ({ roundtrips }) => formatMs(roundtrips.p50Ms)],
    ["Round trip, p95", ({ roundtrips }) => formatMs(roundtrips.p95Ms)],
    ["Messages a request", ({ messages }) => formatRate(messages / requests)],
    ["Failed requests", ({ failed }) => `${failed} of ${requests}`],
  ];
  return (
    <table className="what-if-summary" aria-label="The load, before and after">
      <thead>
        <tr>
          <td />
          <th scope="col">As it is</th>
          <th scope="col">Tried</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, print]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{print(before)}</td>
            <td className={print(before) === print(after) ? "" : "is-changed"}>{print(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function formatRate(rate: number): string {
  return rate >= 100 ? grouped(Math.round(rate)) : rate.toFixed(rate < 10 ? 2 : 1).replace(/\.0+$/, "");
}

const NO_ROWS: { readonly shown: readonly BuiltNode[]; readonly comparison: Comparison | null } = {
  shown: [],
  comparison: null,
};

function ExecutorTable({
  nodes,
  comparison,
}: {
  nodes: readonly BuiltNode[];
  comparison: Comparison | null;
}) {
  const [search, setSearch] = useState("");
  const id = useId();
  const found = useMemo(
    () => nodes.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase())),
    [nodes, search],
  );
  const isCut = found.length > MAX_ROWS;
  const shown = useMemo(() => {
    const busy = ({ name }: BuiltNode) => comparison?.before.executors.get(name)?.busy ?? 0;
    return isCut ? found.toSorted((one, other) => busy(other) - busy(one)).slice(0, MAX_ROWS) : found;
  }, [found, isCut, comparison]);
  // Drawn in small pieces, also when the tab opens: all rows at once would hold up the click that opens it.
  const rows = useDeferredValue(
    useMemo(() => ({ shown, comparison }), [shown, comparison]),
    NO_ROWS,
  );
  return (
    <div className="what-if-executors">
      {nodes.length > MAX_ROWS && (
        <p className="what-if-find">
          <label htmlFor={id}>Find</label>
          <input
            id={id}
            className="input is-small"
            type="search"
            spellCheck={false}
            autoComplete="off"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <span className="faint">
            {shown.length} of {counted(nodes.length, "executor")}
            {isCut && comparison && ", the busiest first"}
          </span>
        </p>
      )}
      <table aria-label="Executors">
        <thead>
          <tr>
            {["Executor", "Replicas", "Shards", "Polling", "Latency, ms", "At work", "Waiting", "Queue"].map(
              (name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.shown.map((node) => (
            <Row
              key={node.name}
              node={node}
              before={rows.comparison?.before.executors.get(node.name)}
              after={rows.comparison?.after.executors.get(node.name)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  node: { name, replicas, shards, polling },
  before,
  after,
}: {
  node: BuiltNode;
  before: ExecutorLoad | undefined;
  after: ExecutorLoad | undefined;
}) {
  const designer = useDesigner();
  const tried: ExecutorTrial = useOpenFile((file) => file.trial.executors.get(name)) ?? {};
  const { common, executors } = useSimulationSettings();
  const asItIs = executors.get(name)?.latency ?? common.latency;
  const shardCount = tried.shards ?? shards;
  const change = (to: ExecutorTrial, unset: readonly (keyof ExecutorTrial)[] = []) =>
    designer.do.tryExecutor(name, to, unset);
  return (
    <tr className={after && isBusy(after) ? "is-busy" : ""}>
      <th scope="row">
        <Button kind="plain" title={name} onClick={() => designer.do.find(name)}>
          {name}
        </Button>
      </th>
      <td>
        <NumberField
          isBare
          isLive
          label={`Replicas of ${name}`}
          name="processes"
          value={tried.replicas}
          placeholder={String(replicas)}
          onTake={(next) => change({ replicas: next })}
          onClear={() => change({}, ["replicas"])}
        />
      </td>
      <td>
        <NumberField
          isBare
          isLive
          label={`Shards of ${name}`}
          name="processes"
          value={tried.shards}
          placeholder={String(shards)}
          onTake={(next) => change({ shards: next })}
          onClear={() => change({}, ["shards"])}
        />
      </td>
      <td>
        <ChoiceField
          isBare
          label={`Polling of ${name}`}
          value={tried.polling ?? ""}
          empty={polling.startsWith("{") ? "by endpoint" : polling.toUpperCase()}
          choices={["ANY", "ALL"].map((value) => ({ value, label: value }))}
          disabled={shardCount <= 1}
          onCommit={(value) => {
            change(value === "" ? {} : { polling: value }, value === "" ? ["polling"] : []);
            return null;
          }}
        />
      </td>
      <td>
        <NumberField
          isBare
          isLive
          label={`Latency of ${name}, ms`}
          name="ms"
          value={tried.latency?.kind === "fixed" ? tried.latency.ms : undefined}
          placeholder={describeLatency(asItIs).replace(/ ms$/, "")}
          onTake={(ms) => change({ latency: { kind: "fixed", ms } })}
          onClear={() => change({}, ["latency"])}
        />
      </td>
      <Change before={before} after={after} print={({ busy }) => formatShare(busy)} />
      <Change before={before} after={after} print={({ waitMs }) => formatMs(waitMs)} />
      <Change before={before} after={after} print={({ longestQueue }) => grouped(longestQueue)} />
    </tr>
  );
}

/** A number as it is, and behind it what it is with what is tried where that differs. */
function Change({
  before,
  after,
  print,
}: {
  before: ExecutorLoad | undefined;
  after: ExecutorLoad | undefined;
  print: (load: ExecutorLoad) => string;
}) {
  if (!before || !after) {
    return <td className="what-if-number">…</td>;
  }
  const [old, now] = [print(before), print(after)];
  return (
    <td className="what-if-number">
      <span>{old}</span>
      {old !== now && (
        <>
          {" "}
          <span>
            → <b>{now}</b>
          </span>
        </>
      )}
    </td>
  );
}
