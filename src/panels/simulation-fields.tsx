/** How an executor is simulated, or all that have no settings of their own. Nothing of it is in the file's text. */
import { createContext, useContext, useState } from "react";
import { readSimulationNumber } from "../model/run/read-simulation-number.ts";
import type { Behaviour, ExecutorSettings, Latency } from "../model/run/simulation.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { ChoiceField, Field, FieldRow } from "../ui/field.tsx";
import { describeLatency } from "./describe-latency.ts";
import { latencyLike } from "./latency-like.ts";
import { NumberField } from "./number-field.tsx";
import { SeedField } from "./seed-field.tsx";
import { useSimulationSettings } from "./use-simulation-settings.ts";
import "./simulation-fields.css";

const BEHAVIOURS = ["pass", "text", "split", "embed", "match", "report", "generate", "fail", "drop"] as const;
const LATENCIES = ["fixed", "uniform", "normal", "exponential"] as const;

/** What a behaviour begins with once it is chosen. */
const FIRST_BEHAVIOURS: Readonly<Record<Behaviour["kind"], Behaviour>> = {
  pass: { kind: "pass" },
  text: { kind: "text", template: "{text} > {executor}" },
  split: { kind: "split", size: 100 },
  embed: { kind: "embed", dimension: 8 },
  match: { kind: "match", count: 3 },
  report: { kind: "report" },
  generate: { kind: "generate", count: 5 },
  fail: { kind: "fail", share: 0.1 },
  drop: { kind: "drop", share: 0.5 },
};

const BEHAVIOUR_LABELS: Readonly<Record<Behaviour["kind"], string>> = {
  pass: "Pass through",
  text: "Change text",
  split: "Split into chunks",
  embed: "Embed",
  match: "Match",
  report: "Return a dict",
  generate: "Generate documents",
  fail: "Fail now and then",
  drop: "Drop documents",
};

const LATENCY_LABELS: Readonly<Record<Latency["kind"], string>> = {
  fixed: "Fixed",
  uniform: "Uniform",
  normal: "Normal",
  exponential: "Exponential",
};

const BY_CHANCE = "By chance, which follows from the seed in Send: the same seed gives the same answers.";

/** Whether all settings are shown, as they were last: who sets one executor after the other opens them once. */
export const AllSettingsContext = createContext<readonly [boolean, (isOpen: boolean) => void]>([
  false,
  () => {},
]);

/** The section Simulation of an executor; for null, of the Flow: what holds for all, and for the simulation itself. */
export function SimulationFields({ executor }: { executor: string | null }) {
  const { own } = useSettings(executor);
  const [wasOpen, setOpen] = useContext(AllSettingsContext);
  // What is set is seen; what is set while it is shown does not change that.
  const [isOpen] = useState(
    () => wasOpen || Object.keys(own).some((key) => key !== "latency" || own.latency?.kind !== "fixed"),
  );
  return (
    <section className="simulation-fields" aria-label="Simulation">
      <h3>Simulation</h3>
      <p className="field-hint">
        For simulated runs alone: kept with the file in this browser, never in its text.
        {executor === null && " What an executor has of its own goes before."}
      </p>
      <DelayField executor={executor} />
      <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>Behaviour and more</summary>
        <BehaviourFields executor={executor} />
        <LatencyFields executor={executor} />
        <ServiceFields executor={executor} />
        {executor === null && <WholeFields />}
      </details>
      {executor === null && (
        <details>
          <summary>What is not imitated</summary>
          <p className="field-hint">
            The prefetch of the gateway, compression, dynamic batching, and the schemas for which docarray
            from 0.30 on refuses to chain executors. timeout_send and retries are those of the file.
          </p>
        </details>
      )}
    </section>
  );
}

/** What is set here, what holds where nothing is, and how it is set. */
function useSettings(executor: string | null) {
  const designer = useDesigner();
  const own = useOpenFile(({ simulation: { common, executors } }) =>
    executor === null ? common : executors.get(executor),
  );
  const { common } = useSimulationSettings();
  return {
    own: own ?? {},
    common,
    set: (change: Partial<ExecutorSettings>) => designer.do.simulate(executor, change),
    unset: (key: keyof ExecutorSettings) => designer.do.simulate(executor, {}, [key]),
    /** What stands in a list where nothing is chosen: what holds then. */
    otherwise: (label: string) => (executor === null ? label : `As for all: ${label.toLowerCase()}`),
  };
}

function BehaviourFields({ executor }: { executor: string | null }) {
  const { own, common, set, unset, otherwise } = useSettings(executor);
  const behaviour = own.behaviour ?? null;
  const others = BEHAVIOURS.filter((kind) => executor !== null || kind !== "pass");
  return (
    <>
      <ChoiceField
        label="Behaviour"
        value={behaviour === null || (executor === null && behaviour.kind === "pass") ? "" : behaviour.kind}
        empty={otherwise(BEHAVIOUR_LABELS[executor === null ? "pass" : common.behaviour.kind])}
        choices={choicesOf(BEHAVIOUR_LABELS, others)}
        onCommit={(chosen) => {
          const kind = others.find((one) => one === chosen);
          if (kind) {
            set({ behaviour: FIRST_BEHAVIOURS[kind] });
          } else {
            unset("behaviour");
          }
          return null;
        }}
      />
      {behaviour && <BehaviourDetail behaviour={behaviour} onChange={(next) => set({ behaviour: next })} />}
    </>
  );
}

function BehaviourDetail({
  behaviour,
  onChange,
}: {
  behaviour: Behaviour;
  onChange: (behaviour: Behaviour) => void;
}) {
  switch (behaviour.kind) {
    case "pass":
      return null;
    case "report":
      return (
        <p className="field-hint">
          Its number of documents, which stands in __results__ among the parameters of the answer.
        </p>
      );
    case "text":
      return (
        <Field
          label="Text"
          value={behaviour.template}
          isMono
          hint="{text}, {id} and {executor} stand for the document's text and id, and for the executor's name."
          onCommit={(template) => {
            onChange({ ...behaviour, template });
            return null;
          }}
        />
      );
    case "split":
      return (
        <NumberField
          label="Characters a chunk"
          name="size"
          value={behaviour.size}
          onTake={(size) => onChange({ ...behaviour, size })}
        />
      );
    case "embed":
      return (
        <NumberField
          label="Numbers a vector"
          name="dimension"
          value={behaviour.dimension}
          onTake={(dimension) => onChange({ ...behaviour, dimension })}
        />
      );
    case "match":
      return (
        <NumberField
          label="Matches a document"
          name="count"
          value={behaviour.count}
          onTake={(count) => onChange({ ...behaviour, count })}
        />
      );
    case "generate":
      return (
        <NumberField
          label="Documents for each one"
          hint="One after another over its latency, to requests with Stream in Send. Others get an exception, as from a generator."
          name="count"
          value={behaviour.count}
          onTake={(count) => onChange({ ...behaviour, count })}
        />
      );
    case "fail":
      return (
        <NumberField
          label="Share of requests that fail, 0 to 1"
          hint={BY_CHANCE}
          name="share"
          value={behaviour.share}
          onTake={(share) => onChange({ ...behaviour, share })}
        />
      );
    case "drop":
      return (
        <NumberField
          label="Share of documents that go, 0 to 1"
          hint={BY_CHANCE}
          name="share"
          value={behaviour.share}
          onTake={(share) => onChange({ ...behaviour, share })}
        />
      );
  }
}

/** A fixed latency, which is what is wanted most. */
function DelayField({ executor }: { executor: string | null }) {
  const { own, common, set, unset } = useSettings(executor);
  const { latency } = own;
  return (
    <NumberField
      label="Simulated delay, ms"
      name="ms"
      value={latency?.kind === "fixed" ? latency.ms : undefined}
      placeholder={latency ? describeLatency(latency) : describeLatency(common.latency).replace(/ ms$/, "")}
      onTake={(ms) => set({ latency: { kind: "fixed", ms } })}
      onClear={() => unset("latency")}
    />
  );
}

function LatencyFields({ executor }: { executor: string | null }) {
  const { own, common, set, unset, otherwise } = useSettings(executor);
  const latency = own.latency ?? null;
  const shown = latency ?? common.latency;
  return (
    <>
      <ChoiceField
        label="Latency"
        value={latency?.kind ?? ""}
        empty={otherwise(describeLatency(common.latency))}
        choices={choicesOf(LATENCY_LABELS, LATENCIES)}
        onCommit={(chosen) => {
          const kind = LATENCIES.find((one) => one === chosen);
          if (kind) {
            set({ latency: latencyLike(kind, shown) });
          } else {
            unset("latency");
          }
          return null;
        }}
      />
      {latency && latency.kind !== "fixed" && (
        <LatencyDetail latency={latency} onChange={(next) => set({ latency: next })} />
      )}
    </>
  );
}

function LatencyDetail({
  latency,
  onChange,
}: {
  latency: Exclude<Latency, { readonly kind: "fixed" }>;
  onChange: (latency: Latency) => void;
}) {
  switch (latency.kind) {
    case "uniform":
      return (
        <FieldRow>
          <NumberField
            label="From, ms"
            name="ms"
            value={latency.fromMs}
            onTake={(fromMs) => onChange({ ...latency, fromMs })}
          />
          <NumberField
            label="To, ms"
            name="ms"
            value={latency.toMs}
            onTake={(toMs) => onChange({ ...latency, toMs })}
          />
        </FieldRow>
      );
    case "normal":
      return (
        <FieldRow>
          <NumberField
            label="Mean, ms"
            name="ms"
            value={latency.meanMs}
            onTake={(meanMs) => onChange({ ...latency, meanMs })}
          />
          <NumberField
            label="Deviation, ms"
            name="ms"
            value={latency.deviationMs}
            onTake={(deviationMs) => onChange({ ...latency, deviationMs })}
          />
        </FieldRow>
      );
    case "exponential":
      return (
        <NumberField
          label="Mean, ms"
          name="ms"
          value={latency.meanMs}
          onTake={(meanMs) => onChange({ ...latency, meanMs })}
        />
      );
  }
}

const ONE = "1";
const ALL = "all";

/** How requests are served: how many at a time, at which endpoints, and by which replicas not. */
function ServiceFields({ executor }: { executor: string | null }) {
  const { own, common, set, unset, otherwise } = useSettings(executor);
  const { concurrency, endpoints, down } = own;
  const labels = { [ONE]: "One, as plain methods do", [ALL]: "All, as async methods do" };
  const labelOf = (count: number) => labels[count === 1 ? ONE : ALL];
  return (
    <>
      <ChoiceField
        label="Requests at a time"
        value={concurrency === undefined ? "" : concurrency === 1 ? ONE : ALL}
        empty={otherwise(labelOf(common.concurrency))}
        choices={[
          { value: ONE, label: labels[ONE] },
          { value: ALL, label: labels[ALL] },
        ]}
        hint="Of each replica."
        onCommit={(chosen) => {
          if (chosen === "") {
            unset("concurrency");
          } else {
            set({ concurrency: chosen === ONE ? 1 : Number.POSITIVE_INFINITY });
          }
          return null;
        }}
      />
      {executor !== null && (
        <FieldRow>
          <Field
            label="Endpoints"
            value={(endpoints ?? []).join(", ")}
            placeholder="every"
            isMono
            onCommit={(text) => {
              const names = listOf(text);
              if (names.length === 0) {
                unset("endpoints");
              } else {
                set({ endpoints: names });
              }
              return null;
            }}
          />
          <Field
            label="Replicas down"
            value={(down ?? []).join(", ")}
            placeholder="none"
            isMono
            onCommit={(text) => {
              const read = listOf(text).map((one) => readSimulationNumber("replica", one));
              const replicas = read.flatMap((one) => ("number" in one ? [one.number] : []));
              if (replicas.length < read.length) {
                return `Give the numbers of replicas, from 0 on, as 0, 2, not "${text}".`;
              }
              if (replicas.length === 0) {
                unset("down");
              } else {
                set({ down: replicas });
              }
              return null;
            }}
          />
        </FieldRow>
      )}
    </>
  );
}

/** What holds for the simulation as a whole. */
function WholeFields() {
  const designer = useDesigner();
  const { hopMs, docarray } = useOpenFile((file) => file.simulation);
  return (
    <>
      <FieldRow>
        <SeedField />
        <NumberField
          label="Each message takes, ms"
          name="ms"
          value={hopMs}
          onTake={(next) => designer.do.setSimulation({ hopMs: next })}
        />
      </FieldRow>
      <ChoiceField
        label="docarray"
        value={docarray === "v1" ? "v1" : ""}
        empty="0.30 and later"
        choices={[{ value: "v1", label: "Below 0.30" }]}
        hint="The same seed and requests give the same answers."
        onCommit={(chosen) => {
          designer.do.setSimulation({ docarray: chosen === "v1" ? "v1" : "v2" });
          return null;
        }}
      />
    </>
  );
}

function listOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

function choicesOf<Kind extends string>(labels: Readonly<Record<Kind, string>>, kinds: readonly Kind[]) {
  return kinds.map((value) => ({ value, label: labels[value] }));
}
