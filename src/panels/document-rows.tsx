/** The documents of one answer: what is on screen is read and shown, each value by its beginning. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { grouped } from "../base/words.ts";
import type { DocumentList } from "../model/run/document.ts";
import { Button } from "../ui/button.tsx";
import { DocumentFields } from "./document-value.tsx";
import "./document-rows.css";

/** Rows of one page of the list: browsers end an element at some 30 million pixels, and a measured row moves those after it. */
const PAGE_ROWS = 1_000;

/** What is shown at once of a list of documents: so many from one of them on, and the one to begin with among these. */
export interface RowsPart {
  readonly first: number;
  readonly count: number;
  readonly wanted: number;
}

/** The list of documents; only the rows in view are made. */
export function DocumentRows({ documents }: { documents: DocumentList }) {
  return <PagedRows documents={documents}>{(part) => <Rows documents={documents} {...part} />}</PagedRows>;
}

/** Documents in pages, where they are too many for one list. */
export function PagedRows({
  documents,
  children,
}: {
  documents: DocumentList;
  children: (part: RowsPart) => ReactNode;
}) {
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
      <Fragment key={`${page} ${wanted}`}>{children({ first, count, wanted })}</Fragment>
    </>
  );
}

/** Where one is among documents that are too many for one list. `onGo` takes the place of a document, from 0. */
function Pages(props: { first: number; count: number; total: number; onGo: (index: number) => void }) {
  const { first, count, total, onGo } = props;
  return (
    <nav className="bar" aria-label="Pages of documents">
      <Button isSmall disabled={first === 0} onClick={() => onGo(first - PAGE_ROWS)}>
        Previous
      </Button>
      <span>
        {grouped(first + 1)}–{grouped(first + count)} of {grouped(total)}
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
          <input
            className="input"
            name="document"
            inputMode="numeric"
            pattern="[0-9]*"
            spellCheck={false}
            autoComplete="off"
          />
        </label>
      </form>
    </nav>
  );
}

function Rows(props: RowsPart & { documents: DocumentList }) {
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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div ref={listRef} className="scroll" tabIndex={0}>
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
  const document = useMemo(() => documents.at(index, "glance") ?? {}, [documents, index]);
  return (
    <dl className="document-fields">
      <dt className="document-number">{index + 1}</dt>
      <dd>
        <DocumentFields document={document} more={() => documents.at(index, "more")} />
      </dd>
    </dl>
  );
}
