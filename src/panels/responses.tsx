/** A run's answers: one row a request, and the chosen one whole. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { counted, formatMs, grouped } from "../base/words.ts";
import { GATEWAY } from "../model/flow.ts";
import { isSimulator } from "../model/run/address.ts";
import { type ClientError, isAboutConnection } from "../model/run/client-error.ts";
import type { DocumentType } from "../model/run/document-type.ts";
import type { Reply } from "../model/run/reply.ts";
import type { Exchange, Run } from "../model/run/run.ts";
import { isActive } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import { answerType } from "../store/answer-type.ts";
import { asTheyCame } from "../store/as-they-came.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { chosenExchange, shownOrigin, shownRun } from "../store/derived.ts";
import { elsewhereBy, elsewhereNote, elsewhereWords } from "../store/elsewhere.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { countsOf, hasFailed, outcomeOf } from "../store/run-counts.ts";
import { addressOf, wayOf } from "../store/state.ts";
import { resendWords, unreadWords } from "../store/unread-words.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { DocumentRows } from "./document-rows.tsx";
import { ExecutorResults, hasResults } from "./executor-results.tsx";
import { LongText } from "./long-text.tsx";
import { PassedOverOfSent } from "./passed-over.tsx";
import { MAX_COPIED, printReply, printValue } from "./print-value.ts";
import { RunHead } from "./run-head.tsx";
import { RunPace } from "./run-pace.tsx";
import { TextBlocks } from "./text-blocks.tsx";
import { TypedRows, TypeFit } from "./typed-rows.tsx";
import "./responses.css";

type View = "documents" | "typed" | "response";

/** The tab Responses. */
export default function Responses() {
  const run = useDesignerState(shownRun);
  const unsent = useDesignerState((state) => state.unsent);
  const chosen = useDesignerState(chosenExchange);
  const designer = useDesigner();
  const isWhole = useDesignerState(({ form }) => form.returnResponses === "on");
  const returnType = useDesignerState(({ form }) => form.returnType.trim());
  const type = useDesignerState(answerType);
  const [isTable, setTable] = useState<boolean | null>(null);
  // Who names a type wants to see it.
  const view: View = isWhole ? "response" : type && (isTable ?? returnType !== "") ? "typed" : "documents";
  const error = unsent ?? run?.error;
  if (error) {
    return (
      <div className="scroll">
        <RunHead />
        <div className="padded">
          <Failure title="Nothing was sent" error={error} />
        </div>
      </div>
    );
  }
  if (!run) {
    return <p className="panel-empty">Press Send: the answers of the Flow appear here, whole.</p>;
  }
  return (
    <div className="responses list-and-detail">
      <div className="responses-list">
        <RunHead />
        <RunCounts run={run} />
        <ExchangeList run={run} chosen={chosen} />
      </div>
      <div className="responses-detail">
        {chosen && (
          <ExchangeDetail
            exchange={chosen}
            type={type}
            view={view}
            onView={(next) => {
              setTable(next === "response" ? isTable : next === "typed");
              designer.do.setForm({ returnResponses: next === "response" ? "on" : "" });
            }}
          />
        )}
      </div>
    </div>
  );
}

function RunCounts({ run }: { run: Run }) {
  const designer = useDesigner();
  const origin = useDesignerState(shownOrigin);
  const isBusy = useDesignerState((state) => isActive(state.run));
  const { answered, failed, unsent, open, documents } = countsOf(run);
  const elsewhere = useDesignerState((state) => origin && elsewhereWords(state, origin));
  const elsewhereNoted = useDesignerState((state) => origin && elsewhereNote(state, origin));
  const resent = origin && open > 0 && !isActive(run) ? resendWords(open, unreadWords(run, origin)) : null;
  return (
    <p className="run-head">
      <span>
        {outcomeOf(run)} · {counted(documents, "document")}
      </span>
      {run.simulated && <Badge kind="accent">simulated</Badge>}
      {run.seed !== undefined && <span className="muted">Seed {run.seed}</span>}
      {isActive(run) && <Badge>{run.state === "draining" ? "stopping" : "running"}</Badge>}
      {run.state === "stopped" && <Badge>stopped</Badge>}
      {run.warning && (
        <strong className="field-error" role="alert">
          {run.warning}
        </strong>
      )}
      {resent && (
        <Button kind="link" disabled={isBusy} onClick={() => void designer.do.resend(run.id, "open")}>
          {resent}
        </Button>
      )}
      {resent && elsewhere && (
        <>
          <Button kind="link" disabled={isBusy} onClick={() => void designer.do.resend(run.id, "open", true)}>
            {resent} {elsewhere}
          </Button>
          {elsewhereNoted && <span className="muted">{elsewhereNoted}</span>}
        </>
      )}
      {answered + failed + unsent > 0 && (
        <Button kind="link" onClick={() => runCommand(designer, commandById("export-answers"))}>
          Export…
        </Button>
      )}
      <RunRest run={run} failed={failed} unsent={unsent} />
      <RunPace run={run} />
      {run.notes.map((note) => (
        <span key={note} className="muted">
          {note}
        </span>
      ))}
    </p>
  );
}

/** Why a run ended early, and what is in none of its requests: a file's documents are in none before they are read. */
function RunRest({ run, failed, unsent }: { run: Run; failed: number; unsent: number }) {
  const designer = useDesigner();
  const origin = useDesignerState(shownOrigin);
  const isBusy = useDesignerState((state) => isActive(state.run));
  const goesOn = useDesignerState(({ form }) => form.continueOnError === "on");
  const unread = origin && unreadWords(run, origin);
  if (run.error || (run.state !== "failed" && run.state !== "stopped") || (unsent === 0 && !unread)) {
    return null;
  }
  return (
    <>
      {run.state === "failed" && failed > 0 && (
        <>
          <span className="muted">
            Sending ended with the first error, as Continue on error{" "}
            {goesOn ? "was off. It is on now." : "is off."}
          </span>
          {!goesOn && (
            <Button kind="link" onClick={() => designer.do.setForm({ continueOnError: "on" })}>
              Turn it on
            </Button>
          )}
        </>
      )}
      {unread && (
        <>
          <span className="muted">{unread.says}</span>
          <Button kind="link" disabled={isBusy} onClick={() => void designer.do.resend(run.id, "unread")}>
            Send {unread.rest}
          </Button>
        </>
      )}
    </>
  );
}

function ExchangeList({ run, chosen }: { run: Run; chosen: Exchange | null }) {
  const designer = useDesigner();
  const listRef = useRef<HTMLDivElement>(null);
  const isInOrder = useDesignerState(({ form }) => form.resultsInOrder === "on");
  const exchanges = useMemo(() => (isInOrder ? run.exchanges : asTheyCame(run.exchanges)), [run, isInOrder]);
  const virtual = useVirtualizer({
    count: run.exchanges.length,
    getScrollElement: () => listRef.current,
    estimateSize: () => 34,
    overscan: 8,
    // The height of the list may be a part of a pixel less than the whole number that is reckoned with.
    scrollPaddingEnd: 1,
  });
  const chosenId = chosen?.request.requestId;
  const hasEnded = !isActive(run);
  // The one that is shown beside the list is in view in it: of a run with failures that is the first of them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come later move nothing; the end does
  useEffect(() => {
    const index = exchanges.findIndex(({ request }) => request.requestId === chosenId);
    if (index > 0) {
      virtual.scrollToIndex(index);
    }
  }, [chosenId, hasEnded]);
  return (
    <div ref={listRef} className="scroll">
      <ul style={{ height: virtual.getTotalSize(), position: "relative" }} aria-label="Responses of this run">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const exchange = exchanges[index]!;
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
                <span className="exchange-name">
                  {(exchange === run.exchanges[index] ? index : run.exchanges.indexOf(exchange)) + 1}.{" "}
                  {counted(request.documents.length, "document")} sent
                  {reply && `, ${reply.documents.length} back`}
                </span>
                <span className="exchange-time faint">
                  {roundtripMs === null ? "" : formatMs(roundtripMs)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function fateOf(exchange: Exchange): "ok" | "error" | "open" {
  return hasFailed(exchange) ? "error" : exchange.state === "answered" ? "ok" : "open";
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
  type,
  view,
  onView,
}: {
  exchange: Exchange;
  /** Of its documents; null where it is not known. */
  type: DocumentType | null;
  view: View;
  onView: (view: View) => void;
}) {
  const { reply, error, state, request } = exchange;
  if (!reply) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      <div className="scroll padded" tabIndex={0}>
        {error ? (
          <Failure
            title={state === "unknown" ? "Whether the gateway worked on this cannot be told" : "No answer"}
            error={error}
          />
        ) : (
          <p className="muted">
            {state === "unsent"
              ? "The run ended before its turn."
              : state === "unknown"
                ? "The run was stopped before the answer came: whether the gateway worked on this cannot be told."
                : "Waiting for the answer…"}
          </p>
        )}
      </div>
    );
  }
  const views: readonly (readonly [View, string])[] = [
    ["documents", `Documents (${reply.documents.length})`],
    ...(type ? [["typed", `As ${shorten(type.title, 40)}`] as const] : []),
    ["response", "Whole response"],
  ];
  return (
    <>
      <div className="bar" role="radiogroup" aria-label="What is shown of the response">
        {views.map(([id, label]) => (
          <Button isSmall key={id} role="radio" aria-checked={view === id} onClick={() => onView(id)}>
            {label}
          </Button>
        ))}
        <code className="faint request-id">{request.requestId}</code>
      </div>
      {reply.status.code === "ERROR" && <ReplyException reply={reply} />}
      {reply.notes && (
        <ul className="answer-notes" aria-label="What is not shown of the answer">
          {reply.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {view !== "response" && hasResults(reply.parameters) && (
        <p className="answer-notes">
          Beside the documents, executors returned results.{" "}
          <Button kind="link" onClick={() => onView("response")}>
            Show them
          </Button>
        </p>
      )}
      <PassedOverOfSent documents={request.documents} />
      {type && <TypeFit key={`fit ${request.requestId}`} documents={reply.documents} type={type} />}
      {view === "response" ? (
        <WholeResponse reply={reply} />
      ) : view === "typed" && type ? (
        <TypedRows key={request.requestId} documents={reply.documents} type={type} />
      ) : (
        <DocumentRows key={request.requestId} documents={reply.documents} />
      )}
    </>
  );
}

/** What Python says where a generator's endpoint is handed a list. */
const TAKES_ONE = /missing 1 required positional argument: 'doc'/;

function ReplyException({ reply }: { reply: Reply }) {
  const { exception, description } = reply.status;
  const failedAt = failedExecutor(reply);
  const args = exception?.args.join(", ") ?? "";
  return (
    <section className="exception" aria-label="Exception">
      <h2>
        <LongText text={exception?.name || "Error"} max={200} />
        {exception?.executor && (
          <>
            {" "}
            in{" "}
            <b>
              <LongText text={exception.executor} max={200} />
            </b>
          </>
        )}
        {failedAt && (
          <>
            {" "}
            (executor{" "}
            <b>
              <LongText text={failedAt} max={200} />
            </b>
            )
          </>
        )}
      </h2>
      <p>
        <LongText text={args || description} />
      </p>
      {description && args && (
        <p className="muted">
          <LongText text={description} />
        </p>
      )}
      {TAKES_ONE.test(args) && (
        <p>
          It takes one document at a time, as endpoints that generate do. Over gRPC, “Stream as they are
          generated” in Send asks it so.
        </p>
      )}
      {exception && exception.stacks.length > 0 && <Stack stacks={exception.stacks} />}
    </section>
  );
}

function Stack({ stacks }: { stacks: readonly string[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Stack</summary>
      <pre>{isOpen && <LongText text={stacks.join("")} max={10_000} />}</pre>
    </details>
  );
}

/** The executor of the Flow whose route carries the error. */
function failedExecutor(reply: Reply): string | undefined {
  return reply.routes.find(({ status, executor }) => status?.code === "ERROR" && executor !== GATEWAY)
    ?.executor;
}

function Failure({ title, error }: { title: string; error: ClientError }) {
  const designer = useDesigner();
  // What is tested, and what something is offered for, is the address as it is now.
  const isCurrent = useDesignerState(
    (state) =>
      !isSimulator(state.address) &&
      (state.unsent === error || shownOrigin(state)?.address === addressOf(state)),
  );
  const way = useDesignerState((state) => wayOf(state.form));
  /** Whether it is of another address, or another way to it, than Send takes now. */
  const isFormer = useDesignerState((state) => {
    const origin = shownOrigin(state);
    return origin !== null && state.unsent !== error && elsewhereBy(state, origin) !== null;
  });
  const canTest = isCurrent && isAboutConnection(error.code);
  const offers = isCurrent ? error.offers.filter((offer) => offer.start || offer.way !== way) : [];
  const fileName = useOpenFile((file) => file.fileName);
  return (
    <section className="exception" aria-label="Failure">
      <h2>{title}</h2>
      {isFormer && (
        <p className="failure-former" role="status">
          This is of what Send was set to then. Now it goes elsewhere, or another way, and nothing was sent
          there yet.{" "}
          <Button isSmall onClick={() => runCommand(designer, commandById("send"))}>
            Send there
          </Button>
        </p>
      )}
      <p>
        <LongText text={error.message} />
      </p>
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
      {offers.length > 0 && (
        <p className="failure-offers">
          {offers.map(({ address, way: other, start }) =>
            start ? (
              <Button key="start" isSmall onClick={() => runCommand(designer, commandById("copy-run"))}>
                Copy the command that runs {fileName}
              </Button>
            ) : (
              <Button
                key={address ?? other}
                isSmall
                onClick={() => designer.do.fillForm(other ? { way: other } : {}, address)}
              >
                {address === undefined ? "Use the page's server" : `Use ${address}`}
              </Button>
            ),
          )}
        </p>
      )}
      {canTest && (
        <p>
          <Button kind="link" onClick={() => runCommand(designer, commandById("test-connection"))}>
            Find out why…
          </Button>
        </p>
      )}
    </section>
  );
}

/** Characters of a whole answer that are put on the page. */
const MAX_SHOWN = 100_000;

function WholeResponse({ reply }: { reply: Reply }) {
  const designer = useDesigner();
  const text = useMemo(() => printValue(reply, MAX_SHOWN, 2), [reply]);
  const copy = async () => {
    const copied = await printReply(reply);
    const isCut = copied.length > MAX_COPIED;
    await designer.do.copy(
      copied,
      isCut ? `the first ${grouped(MAX_COPIED)} characters of the response` : "the response",
    );
  };
  return (
    <div className="scroll padded">
      <ExecutorResults parameters={reply.parameters} />
      <div className="copy-json">
        <Button isSmall onClick={() => void copy()}>
          Copy JSON
        </Button>
      </div>
      <pre className="json" data-testid="whole-response">
        <TextBlocks text={text} />
      </pre>
      {text.length > MAX_SHOWN && (
        <p className="muted">Only the beginning is shown; Copy JSON gives more of it.</p>
      )}
    </div>
  );
}
