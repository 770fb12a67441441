/** The documents of an answer as Jina's `return_type` reads them: the fields of their type as columns, and what does not fit. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { counted, grouped, listed } from "../base/words.ts";
import { checkDocument } from "../model/run/check-document.ts";
import { type Doc, type DocumentList, type DocValue, Excerpt, isFields } from "../model/run/document.ts";
import type { DocumentType, Field, FieldType } from "../model/run/document-type.ts";
import { shorten } from "../model/shorten.ts";
import { TableSpace } from "../ui/table-space.tsx";
import { useWithBreaks } from "../ui/use-with-breaks.ts";
import { PagedRows, type RowsPart } from "./document-rows.tsx";
import { documentTitle } from "./document-title.ts";
import { printValue } from "./print-value.ts";
import "./typed-rows.css";

/** Columns, and characters of a value. */
const MAX_COLUMNS = 60;
const MAX_VALUE = 120;
/** Documents of an answer that are checked. */
const MAX_CHECKED = 1000;
const MAX_NAMES = 6;
/** Lists within one another that numbers are looked for in. */
const MAX_DEPTH = 4;

interface Typed {
  readonly documents: DocumentList;
  readonly type: DocumentType;
}

/** The table. */
export function TypedRows({ documents, type }: Typed) {
  return (
    <PagedRows documents={documents}>
      {(part) => <Table documents={documents} type={type} part={part} />}
    </PagedRows>
  );
}

/** Says how many documents are not of the type; nothing where all are. */
export function TypeFit({ documents, type }: Typed) {
  const typed = useMemo(() => ({ documents, type }), [documents, type]);
  const fit = useWithBreaks(checkAll, typed);
  return (
    fit !== null &&
    fit.faulty > 0 && (
      <p className="type-fit" role="status">
        {counted(fit.faulty, "document")} of {fit.checked === documents.length ? "" : "the first "}
        {grouped(fit.checked)} {fit.faulty === 1 ? "is" : "are"} no {shorten(type.title, 80)}: Jina's Client
        refuses such an answer.
      </p>
    )
  );
}

function* checkAll({ documents, type }: Typed) {
  const checked = Math.min(documents.length, MAX_CHECKED);
  let faulty = 0;
  for (let index = 0; index < checked; index += 1) {
    const document = documents.at(index, "more") ?? {};
    faulty += checkDocument(document, type).length > 0 ? 1 : 0;
    yield;
  }
  return { checked, faulty };
}

function Table({ documents, type, part }: Typed & { part: RowsPart }) {
  const { first, count, wanted } = part;
  const scrollRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => 30,
    initialOffset: wanted * 30,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const fields = type.fields.slice(0, MAX_COLUMNS);
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div ref={scrollRef} className="scroll typed-rows" tabIndex={0}>
      <table
        aria-label={`Documents of the response as ${shorten(type.title, 80)}`}
        aria-rowcount={documents.length + 1}
      >
        <thead>
          <tr>
            <th scope="col">No.</th>
            {fields.map(({ name }) => (
              <th key={name} scope="col">
                {shorten(name, 80)}
              </th>
            ))}
            {type.fields.length > fields.length && (
              <th scope="col">{counted(type.fields.length - fields.length, "more field")}</th>
            )}
          </tr>
        </thead>
        <TableSpace px={above} />
        <tbody>
          {items.map(({ index }) => (
            <Row
              key={index}
              index={index}
              number={first + index + 1}
              document={documents.at(first + index, "glance") ?? {}}
              type={type}
              fields={fields}
              measure={virtual.measureElement}
            />
          ))}
        </tbody>
        <TableSpace px={below} />
      </table>
    </div>
  );
}

function Row(props: {
  index: number;
  number: number;
  document: Doc | Excerpt;
  type: DocumentType;
  fields: readonly Field[];
  measure: (row: Element | null) => void;
}) {
  const { index, number, document, type, fields, measure } = props;
  const [record, faults, others] = useMemo(() => {
    const shown = document instanceof Excerpt ? document.shown : document;
    const read: Doc = isFields(shown) ? shown : {};
    const known = new Set(type.fields.map(({ name }) => name));
    return [
      read,
      checkDocument(document, type),
      Object.keys(read).filter((name) => !known.has(name)),
    ] as const;
  }, [document, type]);
  return (
    <tr ref={measure} data-index={index} aria-rowindex={number + 1}>
      <th scope="row">{number}</th>
      {fields.map((field) => (
        <td key={field.name}>
          <Cell
            field={field}
            value={Object.hasOwn(record, field.name) ? record[field.name] : undefined}
            fault={faults.find(({ place }) => isWithin(place, field.name))}
          />
        </td>
      ))}
      {others.length > 0 && (
        <td className="faint">
          not of {shorten(type.title, 40)}: {listed(namesOf(others), "and")}
        </td>
      )}
    </tr>
  );
}

function namesOf(names: readonly string[]): string[] {
  const some = names.slice(0, MAX_NAMES).map((name) => shorten(name, 40));
  return [...some, ...(names.length > MAX_NAMES ? [`${names.length - MAX_NAMES} more`] : [])];
}

function isWithin(place: string, field: string): boolean {
  return place === field || place.startsWith(`${field}.`) || place.startsWith(`${field}[`);
}

function Cell(props: {
  field: Field;
  value: DocValue | undefined;
  fault: { readonly place: string; readonly message: string } | undefined;
}) {
  const { field, value, fault } = props;
  return (
    <>
      {value !== undefined ? (
        <span className="typed-value">{textOf(value, field.type)}</span>
      ) : (
        // What Jina's Client makes of a field that did not come.
        !fault && (
          <span className="faint">{field.initial == null ? "none" : textOf(field.initial, field.type)}</span>
        )
      )}
      {fault && (
        <span className="field-error">
          {fault.place === field.name ? "" : `${fault.place}: `}
          {fault.message}
        </span>
      )}
    </>
  );
}

/** A value in one cell: of documents within how many and what they are called, of numbers the first ones, short. */
function textOf(value: DocValue, type: FieldType): string {
  if (typeof value === "string") {
    return shorten(value, MAX_VALUE);
  }
  const [list, note] = value instanceof Excerpt ? [value.shown, ` <${value.note}>`] : [value, ""];
  if (type.kind === "list" && type.item.kind === "document" && Array.isArray(list) && list.length > 0) {
    const titles = list.slice(0, MAX_NAMES).map((item) => {
      const document = item instanceof Excerpt ? item.shown : item;
      return isFields(document) ? shorten(documentTitle(document), 40) : "";
    });
    const more = list.length > titles.length ? ", …" : "";
    const named = titles.every((title) => title !== "") ? `: ${titles.join(", ")}${more}` : "";
    return `${grouped(list.length)} ${shorten(type.item.type().title, 40)}${named}${note}`;
  }
  if (type.kind === "tensor" && Array.isArray(value)) {
    return printValue(shortNumbers(value, 0), MAX_VALUE);
  }
  return printValue(value, MAX_VALUE);
}

/** The beginning of an array, in numbers as long as can be read at a glance. */
function shortNumbers(value: DocValue, depth: number): DocValue {
  return typeof value === "number"
    ? Number(value.toPrecision(4))
    : Array.isArray(value) && depth < MAX_DEPTH
      ? value.slice(0, MAX_VALUE).map((item) => shortNumbers(item, depth + 1))
      : value;
}
