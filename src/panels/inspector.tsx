/** What is selected, field by field; each field is a splice of the text. */
import { useId } from "react";
import { counted } from "../base/words.ts";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { usesSource } from "../model/engine/uses-source.ts";
import { GATEWAY } from "../model/flow.ts";
import { fullMessage } from "../model/problem.ts";
import { isMap } from "../model/python.ts";
import type { Value } from "../model/value.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { problemsByName } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { hasNoFlow, isShut } from "../store/state.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Note } from "../ui/note.tsx";
import "./inspector.css";

export default function Inspector() {
  const selection = useDesignerState((state) => state.selection);
  const selectedEdge = useDesignerState((state) => state.selectedEdge);
  const built = useDesignerState((state) => state.shown.picture);
  const nodes = [...selection].flatMap((name) => built.byName.get(name) ?? []);
  const only = nodes[0];
  if (selectedEdge) {
    return <EdgePart from={selectedEdge.from} to={selectedEdge.to} />;
  }
  if (nodes.length > 1) {
    return <ManyPart nodes={nodes} />;
  }
  return only ? <ExecutorPart key={only.entry} node={only} /> : <FlowPart />;
}

function ExecutorPart({ node }: { node: BuiltNode }) {
  const designer = useDesigner();
  const stale = useDesignerState(isShut);
  const entry = useDesignerState((state) => state.shown.flow.entries[node.entry]);
  const delays = useDesignerState((state) => state.delays);
  const delayMs = useDesignerState((state) => state.delayMs);
  const problems = problemsByName(useDesignerState((state) => state.shown.problems)).get(node.name) ?? [];
  const { name } = node;
  const args = entry?.args;
  const uses = args?.get("uses");
  // Of a mapping the class that it names, which can be changed here: the rest of it stays.
  const jtype = isMap(uses) ? uses.get("jtype") : undefined;
  const usesText = typeof jtype === "string" && isClass(jtype) ? jtype : textOfArg(uses);
  const locked = stale || node.entry < 0 || node.role === "INSPECT_AUX_PASS";

  const set = (key: string, value: Value) => designer.do.edit({ kind: "set", name, key, value });
  const unset = (key: string) => (args?.has(key) ? designer.do.edit({ kind: "unset", name, key }) : null);
  const setText = (key: string) => (text: string) =>
    text.trim() === "" ? unset(key) : set(key, text.trim());
  const setCount = (key: string) => (text: string) => {
    const trimmed = text.trim();
    if (trimmed === "") {
      return unset(key);
    }
    if (!/^[-+]?\d+$/.test(trimmed) && !trimmed.includes("$")) {
      return `${key} must be a whole number, not "${trimmed}".`;
    }
    return set(key, /^[-+]?\d+$/.test(trimmed) ? Number(trimmed) : trimmed);
  };
  return (
    <div className="inspector">
      <header className="inspector-head">
        <h2 title={name}>{name}</h2>
        <Button isSmall onClick={() => designer.do.showInText(name)}>
          Show in YAML
        </Button>
      </header>
      {locked && !stale && (
        <Note>Jina adds this executor by itself: it stands nowhere in the file, and cannot be edited.</Note>
      )}
      <Field
        label="name"
        value={name}
        isSet={args?.has("name") ?? false}
        disabled={locked}
        onCommit={(text) => designer.do.edit({ kind: "rename", name, to: text.trim() })}
      />
      <Field
        label="uses"
        isMono
        value={usesText}
        title={isMap(uses) ? textOfArg(uses) : undefined}
        placeholder="BaseExecutor"
        isSet={args?.has("uses") ?? false}
        disabled={locked}
        onCommit={(text) =>
          isMap(uses) && isClass(text.trim())
            ? set("uses", new Map([...uses, ["jtype", text.trim()]]))
            : setText("uses")(text)
        }
      />
      <Needs node={node} disabled={locked || node.role === "INSPECT" || entry?.method === "gather_inspect"} />
      <div className="field-row">
        {["replicas", "shards"].map((key) => (
          <Field
            key={key}
            label={key}
            value={textOfArg(args?.get(key))}
            placeholder="1"
            inputMode="numeric"
            isSet={args?.has(key) ?? false}
            disabled={locked}
            onCommit={setCount(key)}
          />
        ))}
      </div>
      <Polling node={node} value={args?.get("polling")} disabled={locked} onSet={set} onUnset={unset} />
      {!node.needsWritten && !locked && (entry?.method ?? "add") === "add" && (
        <Note>
          {node.needs[0] === GATEWAY ? (
            <>
              Receives from the <b>gateway</b> because nothing comes before it in the file.
            </>
          ) : (
            <>
              Follows <b>{node.needs.join(", ")}</b> because it comes next in the file. Moving either would
              change that.
            </>
          )}{" "}
          <Button kind="link" onClick={() => designer.do.edit({ kind: "write-needs", name })}>
            Write the need down
          </Button>
        </Note>
      )}
      {problems.map((problem) => (
        <Note key={problem.code + problem.message} kind={problem.severity}>
          {fullMessage(problem)}
        </Note>
      ))}
      <Field
        label="Simulated delay, ms"
        value={delays.has(name) ? String(delays.get(name)) : ""}
        placeholder={String(delayMs)}
        inputMode="numeric"
        hint="For simulated runs; kept in this tab, not in the file."
        onCommit={(text) => {
          const ms = text.trim() === "" ? null : Number(text);
          if (ms !== null && !(ms >= 0 && ms <= 60_000)) {
            return `A delay must be 0 to 60,000 ms, not "${text}".`;
          }
          designer.do.setDelay(name, ms);
          return null;
        }}
      />
      {!locked && (
        <div className="inspector-actions">
          <Button onClick={() => runCommand(designer, commandById("delete"))}>Delete</Button>
        </div>
      )}
    </div>
  );
}

function Needs({ node, disabled }: { node: BuiltNode; disabled: boolean }) {
  const designer = useDesigner();
  const id = useId();
  return (
    <div className="field">
      <span className="field-label" id={id}>
        {node.needsWritten && <i className="field-set" title="Written in the file" aria-hidden="true" />}
        needs
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a field */}
      <div className="tokens" role="group" aria-labelledby={id}>
        {node.needs.map((need) => (
          <span key={need} className={`token${node.needsWritten ? "" : " is-implicit"}`}>
            {need}
            {!node.needsWritten && ", by order"}
            {!disabled && node.needsWritten && (
              <IconButton
                icon="close"
                label={`Remove need ${need}`}
                onClick={() => designer.do.edit({ kind: "disconnect", from: need, to: node.name })}
              />
            )}
          </span>
        ))}
        {!disabled && (
          <IconButton
            icon="plus"
            label="Add need"
            onClick={() => designer.do.openDialog({ kind: "need", to: node.name })}
          />
        )}
      </div>
    </div>
  );
}

function Polling(props: {
  node: BuiltNode;
  value: Value | undefined;
  disabled: boolean;
  onSet: (key: string, value: Value) => string | null;
  onUnset: (key: string) => string | null;
}) {
  const { node, value, disabled, onSet, onUnset } = props;
  const id = useId();
  const text = typeof value === "string" ? value : "";
  const isByEndpoint = value instanceof Map;
  const known = ["", "ANY", "ALL"];
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {value !== undefined && <i className="field-set" title="Written in the file" aria-hidden="true" />}
        polling
      </label>
      {isByEndpoint ? (
        <p className="field-hint">
          By endpoint: {[...value].map(([key, item]) => `${key} ${String(item)}`).join(", ")}
        </p>
      ) : (
        <select
          id={id}
          className="input"
          value={text}
          disabled={disabled}
          onChange={(event) =>
            event.target.value === "" ? onUnset("polling") : onSet("polling", event.target.value)
          }
        >
          <option value="">ANY, by default</option>
          <option value="ANY">ANY: one shard per request</option>
          <option value="ALL">ALL: every shard</option>
          {!known.includes(text) && <option value={text}>{text}</option>}
        </select>
      )}
      {node.shards <= 1 && value !== undefined && (
        <p className="field-hint">Without effect until shards is above 1.</p>
      )}
    </div>
  );
}

function EdgePart({ from, to }: { from: string; to: string }) {
  const designer = useDesigner();
  const stale = useDesignerState(isShut);
  const target = useDesignerState((state) => state.shown.picture.byName.get(to));
  return (
    <div className="inspector">
      <h2>
        {from} → {to}
      </h2>
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
              <Button disabled={stale} onClick={() => designer.do.edit({ kind: "write-needs", name: to })}>
                Write the need down
              </Button>
            )}
            <Button disabled={stale} onClick={() => designer.do.edit({ kind: "disconnect", from, to })}>
              Disconnect
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function ManyPart({ nodes }: { nodes: readonly BuiltNode[] }) {
  const designer = useDesigner();
  const stale = useDesignerState(isShut);
  return (
    <div className="inspector">
      <h2>{counted(nodes.length, "executor")}</h2>
      <p className="muted">
        {nodes
          .slice(0, 12)
          .map(({ name }) => name)
          .join(", ")}
        {nodes.length > 12 && ` and ${nodes.length - 12} more`}
      </p>
      <div className="inspector-actions">
        <Button disabled={stale} onClick={() => runCommand(designer, commandById("delete"))}>
          Delete
        </Button>
        <Button disabled={stale} onClick={() => runCommand(designer, commandById("delete-reconnect"))}>
          Delete and reconnect
        </Button>
      </div>
    </div>
  );
}

function FlowPart() {
  const designer = useDesigner();
  const noFlow = useDesignerState(hasNoFlow);
  const { picture, flow } = useDesignerState((state) => state.shown);
  const delayMs = useDesignerState((state) => state.delayMs);
  const args = [...flow.with];
  if (noFlow) {
    return <p className="panel-empty">There is no Flow in this file.</p>;
  }
  return (
    <div className="inspector">
      <h2>Flow</h2>
      <dl className="facts">
        <dt>Executors</dt>
        <dd>{picture.nodes.length}</dd>
        <dt>Answers</dt>
        <dd>{picture.end}</dd>
        {args.slice(0, 12).map(([key, value]) => (
          <div key={key} className="facts-row">
            <dt>{key}</dt>
            <dd className="mono">{textOfArg(value)}</dd>
          </div>
        ))}
      </dl>
      <Field
        label="Simulated delay, ms"
        value={String(delayMs)}
        inputMode="numeric"
        hint="For simulated runs, of every executor without a delay of its own."
        onCommit={(text) => {
          const ms = Number(text);
          if (text.trim() === "" || !(ms >= 0 && ms <= 60_000)) {
            return `A delay must be 0 to 60,000 ms, not "${text}".`;
          }
          designer.do.setDelay(null, ms);
          return null;
        }}
      />
      <Note kind="quiet">Select an executor to edit it. Drag from the ring on its right to connect it.</Note>
    </div>
  );
}

/** An argument as it is shown in a field; collections in one line. */
function isClass(text: string): boolean {
  return usesSource(text).kind === "class";
}

function textOfArg(value: Value | undefined): string {
  if (value === undefined || value === null) {
    return "";
  }
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${key}: ${textOfArg(item)}`).join(", ")}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => textOfArg(item)).join(", ")}]`;
  }
  return typeof value === "object" ? String((value as { value: number }).value) : String(value);
}
