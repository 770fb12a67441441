/** The documents of one answer: what is on screen is read and shown, each value by its beginning. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Doc, type DocumentList, type DocValue, Excerpt } from "../model/run/document.ts";
import { Button } from "../ui/button.tsx";
import { LongText } from "./long-text.tsx";
import { printValue } from "./print-value.ts";
import { TextBlocks } from "./text-blocks.tsx";
import "./document-rows.css";

/** Rows of one page of the list: browsers end an element at some 30 million pixels, and a measured row moves those after it. */
const PAGE_ROWS = 1_000;
/** Fields of one document that are shown at once. */
const MAX_FIELDS = 20;
/** Characters of one document that are put on the page at once, shared by its fields. */
const MAX_SHOWN = 4_000;
const MIN_SHOWN = 200;
/** Characters of one value that are put on the page when all of it is asked for. */
const MAX_WHOLE = 20_000;

/** The list of documents; only the rows in view are made. */
export function DocumentRows({ documents }: { documents: DocumentList }) {
  const [{ page, wanted }, setPlace] = useState({ page: 0, wanted: 0 });
  if (documents.length === 0) {
    return <p className="panel-empty">The answer carries no documents.</p>;
  }
  const first = page * PAGE_ROWS;
  const count = Math.min(PAGE_ROWS, documents.length - first);
  return (
    <>
      {documents.length > PAGE_ROWS && (
        <Pages
          first={first}
          count={count}
          total={documents.length}
          onGo={(index) => setPlace({ page: Math.floor(index / PAGE_ROWS), wanted: index % PAGE_ROWS })}
        />
      )}
      <Rows key={`${page} ${wanted}`} documents={documents} first={first} count={count} wanted={wanted} />
    </>
  );
}

/** Where one is among documents that are too many for one list. `onGo` takes the place of a document, from 0. */
function Pages(props: { first: number; count: number; total: number; onGo: (index: number) => void }) {
  const { first, count, total, onGo } = props;
  const number = (value: number) => value.toLocaleString("en");
  return (
    <nav className="bar" aria-label="Pages of documents">
      <Button isSmall disabled={first === 0} onClick={() => onGo(first - PAGE_ROWS)}>
        Previous
      </Button>
      <span>
        {number(first + 1)}–{number(first + count)} of {number(total)}
      </span>
      <Button isSmall disabled={first + count === total} onClick={() => onGo(first + PAGE_ROWS)}>
        Next
      </Button>
      <form
        className="go-to"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = Number(new FormData(event.currentTarget).get("document"));
          if (Number.isInteger(typed) && typed >= 1 && typed <= total) {
            onGo(typed - 1);
          }
        }}
      >
        <label>
          Document{" "}
          <input className="input" name="document" inputMode="numeric" pattern="[0-9]*" autoComplete="off" />
        </label>
      </form>
    </nav>
  );
}

function Rows(props: { documents: DocumentList; first: number; count: number; wanted: number }) {
  const { documents, first, count, wanted } = props;
  const listRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => listRef.current,
    estimateSize: () => 52,
    overscan: 2,
  });
  useEffect(() => {
    if (wanted > 0) {
      virtual.scrollToIndex(wanted);
    }
  }, [virtual, wanted]);
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
            <DocumentRow documents={documents} index={first + index} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function DocumentRow({ documents, index }: { documents: DocumentList; index: number }) {
  const [isOpen, setOpen] = useState(false);
  const [fields, note] = useMemo(() => {
    const [document, remark] = partsOf(documents.at(index, "glance")!);
    // `id` first: v2 documents come with their fields in the order of the wire.
    const entries = Object.entries(document).sort(([a], [b]) => Number(b === "id") - Number(a === "id"));
    return [entries, remark] as const;
  }, [documents, index]);
  const shown = isOpen ? fields : fields.slice(0, MAX_FIELDS);
  const limit = Math.max(MIN_SHOWN, Math.floor(MAX_SHOWN / Math.max(2, shown.length)));
  return (
    <dl className="document-fields">
      <dt className="document-number">{index + 1}</dt>
      <dd>
        {shown.map(([name, value]) => (
          <div key={name} className="document-field">
            <span className="document-name">
              <LongText text={name} max={MIN_SHOWN} />
            </span>
            <DocumentValue
              value={value}
              limit={limit}
              whole={() => partsOf(documents.at(index, "more")!)[0][name] ?? null}
            />
          </div>
        ))}
        {fields.length > shown.length && (
          <Button kind="link" onClick={() => setOpen(true)}>
            … {fields.length - shown.length} more fields
          </Button>
        )}
        {note !== "" && <p className="document-note">{note}</p>}
      </dd>
    </dl>
  );
}

function partsOf(document: Doc | Excerpt): [Doc, note: string] {
  return document instanceof Excerpt ? [document.shown as Doc, document.note] : [document, ""];
}

function DocumentValue({ value, limit, whole }: { value: DocValue; limit: number; whole: () => DocValue }) {
  const [wholeText, setWholeText] = useState<string | null>(null);
  const beginning = useMemo(() => textOf(value, limit), [value, limit]);
  const isWhole = wholeText !== null;
  const text = wholeText ?? beginning;
  const isCut = text.length > (isWhole ? MAX_WHOLE : limit);
  const isExcerpt = value instanceof Excerpt;
  return (
    <span className="document-value">
      <TextBlocks text={text} />
      {(isCut || isExcerpt) && !isWhole && (
        <Button kind="link" onClick={() => setWholeText(textOf(whole(), MAX_WHOLE))}>
          … show {isExcerpt ? "more" : "all"}
        </Button>
      )}
      {isCut && isWhole && (
        <span className="muted"> The first {MAX_WHOLE.toLocaleString("en")} characters are shown.</span>
      )}
    </span>
  );
}

/** A text as it is, anything else as JSON; one character longer than the limit if it was cut. */
function textOf(value: DocValue, limit: number): string {
  const [shown, note] = value instanceof Excerpt ? [value.shown, ` <${value.note}>`] : [value, ""];
  if (typeof shown !== "string") {
    return printValue(value, limit);
  }
  return shown.length > limit ? `${shown.slice(0, limit)}…${note}` : shown + note;
}
