import { useMemo } from "react";
import { listed } from "../base/words.ts";
import type { GatewayEndpoint, GatewayReport, JsonSchema, Readiness } from "../model/run/gateway-report.ts";
import { shorten } from "../model/shorten.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { executorsSeen, knownGateway } from "../store/known-gateway.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { addressOf } from "../store/state.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { useFirstRows } from "../ui/first-rows.tsx";
import "./connection-dialog.css";
import "./gateway-dialog.css";

/** What the gateway of the address tells about itself. */
export default function GatewayDialog() {
  const designer = useDesigner();
  const address = useDesignerState(addressOf);
  const known = useDesignerState(knownGateway);
  const isAsked = known?.isAsked ?? false;
  return (
    <Dialog label="About the gateway" title="About the gateway" onClose={designer.do.closeDialog}>
      <p className="connection-address mono">{address}</p>
      <div className="connection-scroll" aria-live="polite" aria-busy={isAsked}>
        {isAsked && !known?.report && <p className="muted">Asking…</p>}
        {known?.fault && (
          <section className="connection-verdict" aria-label="Fault">
            <p className="field-error">{known.fault.message}</p>
            <p>
              <Button kind="link" onClick={() => runCommand(designer, commandById("test-connection"))}>
                Find out why
              </Button>
            </p>
          </section>
        )}
        {known?.report && <Report report={known.report} />}
        <Seen />
      </div>
      <DialogActions>
        <Button onClick={() => runCommand(designer, commandById("test-connection"))}>Test connection</Button>
        <Button disabled={isAsked} onClick={() => void designer.do.askGateway()}>
          Ask again
        </Button>
        <Button kind="primary" onClick={designer.do.closeDialog}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Those that say most, first. */
const FIRST = ["jina", "docarray", "python", "protobuf", "grpcio"];

function Report({ report: { readiness, versions, endpoints, endpointsNote } }: { report: GatewayReport }) {
  const { shown, more } = useFirstRows(endpoints ?? []);
  const others = [...versions.keys()].filter((name) => !FIRST.includes(name)).sort();
  const rows = (names: readonly string[]) =>
    names
      .filter((name) => versions.has(name))
      .map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="mono">{versions.get(name)}</dd>
        </div>
      ));
  return (
    <>
      <section className="connection-verdict" aria-label="Readiness">
        <Ready readiness={readiness} />
      </section>
      <h3 className="gateway-head">Versions</h3>
      {versions.size === 0 ? (
        <p className="muted">It tells none.</p>
      ) : (
        <>
          <dl className="gateway-versions">{rows(FIRST)}</dl>
          <details>
            <summary>More</summary>
            <dl className="gateway-versions">{rows(others)}</dl>
          </details>
        </>
      )}
      <h3 className="gateway-head">Endpoints</h3>
      {endpointsNote !== "" && <p className="muted">{endpointsNote}</p>}
      {endpoints?.length === 0 && <p className="muted">It has none.</p>}
      <ul className="gateway-endpoints" aria-label="Endpoints">
        {shown.map((endpoint) => (
          <Endpoint key={endpoint.name} endpoint={endpoint} />
        ))}
      </ul>
      {more}
    </>
  );
}

function Ready({ readiness }: { readiness: Readiness }) {
  switch (readiness.kind) {
    case "ready":
      return <Badge kind="accent">ready</Badge>;
    case "not-ready":
      return (
        <>
          <Badge kind="error">not ready</Badge>
          <p>{readiness.why}</p>
        </>
      );
    case "unknown":
      return (
        <>
          <Badge>answers</Badge>
          <p>{readiness.why}</p>
        </>
      );
  }
}

function Endpoint({ endpoint: { name, isGenerator, input, output } }: { endpoint: GatewayEndpoint }) {
  const designer = useDesigner();
  const isUsed = useDesignerState(({ form }) => form.endpoint === name);
  return (
    <li>
      <span className="gateway-use">
        {isUsed ? (
          <span className="faint">in Send</span>
        ) : (
          <Button
            kind="link"
            aria-label={`Use this endpoint: ${shorten(name, MAX_SHOWN)}`}
            onClick={() => {
              designer.do.setForm({ endpoint: name });
              designer.do.closeDialog();
            }}
          >
            Use this endpoint
          </Button>
        )}
      </span>
      <details>
        <summary>
          <span className="mono">{name}</span> {isGenerator && <Badge>generates</Badge>}
          {name === "/default" && (
            <span className="faint"> takes those without an executor of their own</span>
          )}
        </summary>
        <Schema label="takes" schema={input} />
        <Schema label="gives" schema={output} />
      </details>
    </li>
  );
}

/** Fields of a document that are named, and types that one may have. */
const MAX_FIELDS = 60;
/** Characters of a name, and of a type. */
const MAX_SHOWN = 200;

function Schema({ label, schema }: { label: string; schema: JsonSchema | null }) {
  if (!schema) {
    return null;
  }
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const title = typeof schema.title === "string" ? schema.title : "a document";
  return (
    <div className="gateway-schema">
      {label} <b>{shorten(title, MAX_SHOWN)}</b>
      <dl>
        {Object.entries(properties)
          .slice(0, MAX_FIELDS)
          .map(([field, property]) => (
            <div key={field}>
              <dt className="mono">{shorten(field, MAX_SHOWN)}</dt>
              <dd>{shorten(typeWords(property), MAX_SHOWN)}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A type in words, as `string, or none`. */
function typeWords(property: unknown): string {
  if (!isSchema(property)) {
    return "anything";
  }
  const { type, anyOf, items, $ref } = property;
  if (typeof $ref === "string") {
    return $ref.split("/").at(-1) ?? "";
  }
  if (Array.isArray(anyOf)) {
    return listed(anyOf.slice(0, MAX_FIELDS).map(typeWords), "or");
  }
  if (type === "array") {
    const shape = property["tensor/array shape"];
    return typeof shape === "string" ? `tensor, shape ${shape}` : `list of ${typeWords(items)}`;
  }
  return type === "null" ? "nothing" : typeof type === "string" ? type : "anything";
}

function Seen() {
  const run = useDesignerState((state) => state.run);
  const origin = useDesignerState((state) => state.origin);
  const runs = useDesignerState((state) => state.runs);
  const address = useDesignerState((state) => state.address);
  const form = useDesignerState((state) => state.form);
  const names = useMemo(
    () => executorsSeen({ run, origin, runs, address, form }),
    [run, origin, runs, address, form],
  );
  return (
    <>
      <h3 className="gateway-head">Executors</h3>
      <p className="muted">
        {names.length === 0
          ? "A gateway does not tell its executors; the answers to requests do, by their routes. None has come from here yet."
          : `Answers have come by ${listed(names, "and")}.`}
      </p>
    </>
  );
}
