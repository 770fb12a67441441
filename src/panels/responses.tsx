/** A run's answers: one row a request, and the chosen one whole. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { counted } from "../base/words.ts";
import { type Doc, type DocValue, Tensor } from "../model/document.ts";
import type { Exchange, Run } from "../model/run.ts";
import { chosenExchange, formatMs, tallyOf } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isActive } from "../store/run-actions.ts";

type View = "documents" | "response";

export function Responses() {
  const run = useDesignerState((state) => state.run);
  const chosen = useDesignerState(chosenExchange);
  const [view, setView] = useState<View>("documents");
  if (!run) {
    return <p className="panel-empty">Press Send: the answers of the Flow appear here, whole.</p>;
  }
  if (run.error) {
    return (
      <div className="scroll padded">
        <Failure title="Nothing was sent" error={run.error} />
      </div>
    );
  }
  return (
    <div className="responses">
      <div className="responses-list">
        <RunHead run={run} />
        <ExchangeList run={run} chosen={chosen} />
      </div>
      <div className="responses-detail">
        {chosen && <ExchangeDetail exchange={chosen} view={view} onView={setView} />}
      </div>
    </div>
  );
}

function RunHead({ run }: { run: Run }) {
  const { total, answered, failed, documents } = tallyOf(run);
  return (
    <p className="run-head">
      <span>
        {answered} of {total} answered{failed > 0 && `, ${failed} failed`} · {counted(documents, "document")}
      </span>
      {run.simulated && <span className="badge is-accent">simulated</span>}
      {isActive(run) && <span className="badge">{run.state === "draining" ? "stopping" : "running"}</span>}
    </p>
  );
}

function ExchangeList({ run, chosen }: { run: Run; chosen: Exchange | null }) {
  const designer = useDesigner();
  const listRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: run.exchanges.length,
    getScrollElement: () => listRef.current,
    estimateSize: () => 34,
    overscan: 8,
  });
  return (
    <div ref={listRef} className="scroll">
      <ul style={{ height: virtual.getTotalSize(), position: "relative" }} aria-label="Responses of this run">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const exchange = run.exchanges[index]!;
          const { request, roundtripMs, reply } = exchange;
          return (
            <li key={request.requestId} style={{ transform: `translateY(${start}px)` }} className="exchange">
              <button
                type="button"
                data-request-id={request.requestId}
                aria-current={exchange === chosen}
                onClick={() => designer.do.chooseRequest(request.requestId)}
              >
                <span className={`fate is-${fateOf(exchange)}`}>{fateText(exchange)}</span>
                <span>
                  {index + 1}. {counted(request.documents.length, "document")} sent
                  {reply && `, ${reply.documents.length} back`}
                </span>
                <span className="faint">{roundtripMs === null ? "" : formatMs(roundtripMs)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function fateOf({ state, reply }: Exchange): "ok" | "error" | "open" {
  if (state === "failed" || state === "unknown" || reply?.status.code === "ERROR") {
    return "error";
  }
  return state === "answered" ? "ok" : "open";
}

function fateText(exchange: Exchange): string {
  const { state, reply } = exchange;
  if (reply?.status.code === "ERROR") {
    return "error";
  }
  return {
    waiting: "waiting",
    sent: "sent",
    answered: "ok",
    failed: "failed",
    unknown: "unknown",
    unsent: "not sent",
  }[state];
}

function ExchangeDetail({
  exchange,
  view,
  onView,
}: {
  exchange: Exchange;
  view: View;
  onView: (view: View) => void;
}) {
  const { reply, error, state, request } = exchange;
  if (!reply) {
    return (
      <div className="scroll padded">
        {error ? (
          <Failure
            title={state === "unknown" ? "Whether the gateway worked on this cannot be told" : "No answer"}
            error={error}
          />
        ) : (
          <p className="muted">
            {state === "unsent" ? "The run ended before its turn." : "Waiting for the answer…"}
          </p>
        )}
      </div>
    );
  }
  const { exception } = reply.status;
  return (
    <>
      <div className="detail-bar" role="radiogroup" aria-label="What is shown of the response">
        {(["documents", "response"] as const).map((id) => (
          // biome-ignore lint/a11y/useSemanticElements: two buttons side by side, of which one is on
          <button
            key={id}
            type="button"
            role="radio"
            aria-checked={view === id}
            className="button is-small"
            onClick={() => onView(id)}
          >
            {id === "documents" ? `Documents (${reply.documents.length})` : "Whole response"}
          </button>
        ))}
        <code className="faint request-id">{request.requestId}</code>
      </div>
      {reply.status.code === "ERROR" && (
        <section className="exception" aria-label="Exception">
          <h2>
            {exception?.name || "Error"}
            {exception?.executor && (
              <>
                {" "}
                in <b>{exception.executor}</b>
              </>
            )}
            {failedAt(exchange) && (
              <>
                {" "}
                (executor <b>{failedAt(exchange)}</b>)
              </>
            )}
          </h2>
          <p>{exception?.args.join(", ") || reply.status.description}</p>
          {reply.status.description && exception?.args.length ? (
            <p className="muted">{reply.status.description}</p>
          ) : null}
          {exception && exception.stacks.length > 0 && (
            <details>
              <summary>Stack</summary>
              <pre>{exception.stacks.join("")}</pre>
            </details>
          )}
        </section>
      )}
      {view === "documents" ? (
        <Documents key={request.requestId} documents={reply.documents} />
      ) : (
        <WholeResponse exchange={exchange} />
      )}
    </>
  );
}

/** The executor of the Flow whose route carries the error. */
function failedAt({ reply }: Exchange): string | undefined {
  return reply?.routes.find(({ status, executor }) => status?.code === "ERROR" && executor !== "gateway")
    ?.executor;
}

function Failure({
  title,
  error,
}: {
  title: string;
  error: { message: string; advice: string; tried: string; code: string };
}) {
  return (
    <section className="exception" aria-label="Failure">
      <h2>{title}</h2>
      <p>{error.message}</p>
      {error.tried && (
        <p className="muted">
          Tried: <code>{error.tried}</code>
        </p>
      )}
      {error.advice && (
        <p>
          {error.advice.split("`").map((part, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence keep their order
            index % 2 === 1 ? <code key={index}>{part}</code> : part,
          )}
        </p>
      )}
      <p className="faint">{error.code}</p>
    </section>
  );
}

/** Characters of one value that are put on the page at once. */
const MAX_SHOWN = 2_000;

function Documents({ documents }: { documents: readonly Doc[] }) {
  const listRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: documents.length,
    getScrollElement: () => listRef.current,
    estimateSize: () => 52,
    overscan: 5,
  });
  if (documents.length === 0) {
    return <p className="panel-empty">The answer carries no documents.</p>;
  }
  return (
    <div ref={listRef} className="scroll">
      <ol
        style={{ height: virtual.getTotalSize(), position: "relative" }}
        aria-label="Documents of the response"
      >
        {virtual.getVirtualItems().map(({ index, start }) => (
          <li
            key={index}
            data-index={index}
            ref={virtual.measureElement}
            className="document"
            style={{ transform: `translateY(${start}px)` }}
          >
            <DocumentRow document={documents[index]!} index={index} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function DocumentRow({ document, index }: { document: Doc; index: number }) {
  // `id` first: v2 documents come with their fields in the order of the wire.
  const fields = Object.entries(document).sort(([a], [b]) => Number(b === "id") - Number(a === "id"));
  return (
    <dl className="document-fields">
      <dt className="document-number">{index + 1}</dt>
      <dd>
        {fields.map(([name, value]) => (
          <div key={name} className="document-field">
            <span className="document-name">{name}</span>
            <DocumentValue value={value} />
          </div>
        ))}
      </dd>
    </dl>
  );
}

function DocumentValue({ value }: { value: DocValue }) {
  const [isWhole, setWhole] = useState(false);
  const text = useMemo(() => (typeof value === "string" ? value : printValue(value, MAX_SHOWN * 2)), [value]);
  const isLong = text.length > MAX_SHOWN;
  return (
    <span className="document-value">
      {isWhole
        ? typeof value === "string"
          ? value
          : printValue(value, Number.POSITIVE_INFINITY)
        : text.slice(0, MAX_SHOWN)}
      {isLong && !isWhole && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          … show all
        </button>
      )}
    </span>
  );
}

function WholeResponse({ exchange }: { exchange: Exchange }) {
  const designer = useDesigner();
  const { reply } = exchange;
  const text = useMemo(() => (reply ? printValue(reply as unknown as DocValue, 200_000, 2) : ""), [reply]);
  const isCut = text.endsWith("…");
  return (
    <div className="scroll padded">
      <button
        type="button"
        className="button is-small copy-json"
        onClick={() =>
          void designer.do.copy(
            printValue(reply as unknown as DocValue, Number.POSITIVE_INFINITY, 2),
            "the response",
          )
        }
      >
        Copy JSON
      </button>
      <pre className="json" data-testid="whole-response">
        {text}
      </pre>
      {isCut && <p className="muted">Only the beginning is shown; Copy JSON gives all of it.</p>}
    </div>
  );
}

/**
 * A value as JSON for reading, cut after `limit` characters. Bytes are shown by length, tensors by shape and type
 * with their first numbers, integers beyond 2^53 as they are.
 */
export function printValue(value: DocValue, limit: number, indent = 0): string {
  let out = "";
  const isFull = () => out.length > limit;
  const print = (item: DocValue, depth: number): void => {
    if (isFull()) {
      return;
    }
    if (item === null || item === undefined || typeof item === "boolean" || typeof item === "bigint") {
      out += String(item ?? null);
    } else if (typeof item === "number") {
      out += String(item);
    } else if (typeof item === "string") {
      out += JSON.stringify(item);
    } else if (item instanceof Uint8Array) {
      out += `<${counted(item.length, "byte")}>`;
    } else if (item instanceof Tensor) {
      out += printTensor(item);
    } else {
      const isList = Array.isArray(item);
      const entries = isList
        ? (item as readonly DocValue[]).map((one) => [null, one] as const)
        : Object.entries(item);
      const pad = indent > 0 && entries.length > 0 ? `\n${" ".repeat(indent * (depth + 1))}` : "";
      const end = pad === "" ? "" : `\n${" ".repeat(indent * depth)}`;
      out += isList ? "[" : "{";
      for (const [at, [key, one]] of entries.entries()) {
        if (isFull()) {
          break;
        }
        out += `${at > 0 ? (pad === "" ? ", " : ",") : ""}${pad}${key === null ? "" : `${JSON.stringify(key)}: `}`;
        print(one as DocValue, depth + 1);
      }
      out += end + (isList ? "]" : "}");
    }
  };
  print(value, 0);
  return isFull() && Number.isFinite(limit) ? `${out.slice(0, limit)}…` : out;
}

/** Numbers of a tensor that are shown. */
const MAX_NUMBERS = 8;

function printTensor({ shape, dtype, buffer }: Tensor): string {
  const numbers = firstNumbers(dtype, buffer);
  const size = shape.reduce((product, length) => product * length, 1);
  const shown = numbers ? ` [${numbers.join(", ")}${size > numbers.length ? ", …" : ""}]` : "";
  return `<${dtype} ${shape.join("×") || "scalar"}${shown}>`;
}

function firstNumbers(dtype: string, buffer: Uint8Array): string[] | null {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const isLittle = !dtype.startsWith(">");
  const read: Record<string, [number, (at: number) => number | bigint]> = {
    f4: [4, (at) => Number(view.getFloat32(at, isLittle).toPrecision(7))],
    f8: [8, (at) => view.getFloat64(at, isLittle)],
    i1: [1, (at) => view.getInt8(at)],
    i2: [2, (at) => view.getInt16(at, isLittle)],
    i4: [4, (at) => view.getInt32(at, isLittle)],
    i8: [8, (at) => view.getBigInt64(at, isLittle)],
    u1: [1, (at) => view.getUint8(at)],
    u2: [2, (at) => view.getUint16(at, isLittle)],
    u4: [4, (at) => view.getUint32(at, isLittle)],
    u8: [8, (at) => view.getBigUint64(at, isLittle)],
  };
  const reader = read[dtype.replace(/^[<>|=]/, "")];
  if (!reader) {
    return null;
  }
  const [bytes, at] = reader;
  const count = Math.min(MAX_NUMBERS, Math.floor(buffer.byteLength / bytes));
  return Array.from({ length: count }, (_, index) => String(at(index * bytes)));
}
