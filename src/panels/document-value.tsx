/** One field of a document: its value as text, and where it is a picture, a sound, an array or documents, as that. */
import { useEffect, useMemo, useState } from "react";
import { counted, grouped } from "../base/words.ts";
import { type Doc, type DocValue, Excerpt, isFields, Tensor } from "../model/run/document.ts";
import { bytesOfDataUri, mediaOf, pictureSizeOf } from "../model/run/media.ts";
import { numbersOf } from "../model/run/tensor-numbers.ts";
import { Button } from "../ui/button.tsx";
import { documentTitle } from "./document-title.ts";
import { fieldsInOrder } from "./field-order.ts";
import { LongText } from "./long-text.tsx";
import { beginningOf, printValue } from "./print-value.ts";
import { TextBlocks } from "./text-blocks.tsx";

/** Fields of one document that are shown at once. */
const MAX_FIELDS = 20;
/** Characters of one document that are put on the page at once, shared by its fields. */
const MAX_SHOWN = 4_000;
const MIN_SHOWN = 200;
/** Characters of one value that are put on the page when all of it is asked for. */
const MAX_WHOLE = 20_000;
/** Documents within a document that are listed at once. */
const MAX_ITEMS = 20;
/** Numbers of an array that are drawn and summed up; more would keep the page. */
const MAX_NUMBERS = 1 << 16;
/** Bytes of a picture or sound that the browser is given. */
const MAX_MEDIA = 16 << 20;
/** Pixels of a picture that it is: it takes four bytes for each, and a few bytes can say that there are billions. */
const MAX_PIXELS = 64e6;

/** The fields of a document. `more` reads it with more of each value; without it, that is all there is. */
export function DocumentFields({
  document,
  more,
}: {
  document: Doc | Excerpt;
  more?: () => Doc | Excerpt | undefined;
}) {
  const [isOpen, setOpen] = useState(false);
  const [record, note] = partsOf(document);
  const fields = fieldsInOrder(record);
  const shown = isOpen ? fields : fields.slice(0, MAX_FIELDS);
  const limit = Math.max(MIN_SHOWN, Math.floor(MAX_SHOWN / Math.max(2, shown.length)));
  return (
    <div className="document-record">
      {shown.map(([name, value]) => (
        <div key={name} className="document-field">
          <span className="document-name">
            <LongText text={name} max={MIN_SHOWN} />
          </span>
          <FieldValue
            value={value}
            limit={limit}
            scores={scoresBeside(record, value)}
            whole={() => (more ? (partsOf(more())[0][name] ?? null) : value)}
          />
        </div>
      ))}
      {fields.length > shown.length && (
        <Button kind="link" onClick={() => setOpen(true)}>
          … {fields.length - shown.length} more fields
        </Button>
      )}
      {note !== "" && <p className="document-note">{note}</p>}
    </div>
  );
}

function partsOf(document: Doc | Excerpt | undefined): [Doc, note: string] {
  const [shown, note] = document instanceof Excerpt ? [document.shown, document.note] : [document, ""];
  return [isFields(shown) ? shown : {}, note];
}

function FieldValue(props: {
  value: DocValue;
  limit: number;
  scores: readonly DocValue[] | null;
  whole: () => DocValue;
}) {
  const { limit, scores, whole } = props;
  const [wider, setWider] = useState<DocValue | undefined>();
  const value = wider ?? props.value;
  const [shown, note] = value instanceof Excerpt ? [value.shown, value.note] : [value, ""];
  const documents = documentsIn(shown);
  const media = useMemo(() => mediaIn(value), [value]);
  const array = useMemo(() => arrayIn(value), [value]);
  return documents ? (
    <div>
      <NestedDocuments documents={documents} scores={scores} />
      {note !== "" && <p className="document-note">{note}</p>}
      {note !== "" && wider === undefined && (
        <Button kind="link" onClick={() => setWider(whole())}>
          … show more
        </Button>
      )}
    </div>
  ) : (
    <span className="document-value">
      <ValueText value={value} limit={limit} whole={whole} />
      {array && <ArrayPicture {...array} />}
      {media && <MediaView {...media} />}
    </span>
  );
}

function ValueText({ value, limit, whole }: { value: DocValue; limit: number; whole: () => DocValue }) {
  const [wholeText, setWholeText] = useState<string | null>(null);
  const beginning = useMemo(() => textOf(value, limit), [value, limit]);
  const isWhole = wholeText !== null;
  const text = wholeText ?? beginning;
  const isCut = text.length > (isWhole ? MAX_WHOLE : limit);
  const isExcerpt = value instanceof Excerpt;
  return (
    <>
      <TextBlocks text={text} />
      {(isCut || isExcerpt) && !isWhole && (
        <Button kind="link" onClick={() => setWholeText(textOf(whole(), MAX_WHOLE))}>
          … show {isExcerpt ? "more" : "all"}
        </Button>
      )}
      {isCut && isWhole && (
        <span className="muted"> The first {grouped(MAX_WHOLE)} characters are shown.</span>
      )}
    </>
  );
}

/** A text as it is, anything else as JSON; one character longer than the limit if it was cut. */
function textOf(value: DocValue, limit: number): string {
  const [shown, note] = value instanceof Excerpt ? [value.shown, ` <${value.note}>`] : [value, ""];
  if (typeof shown !== "string") {
    return printValue(value, limit);
  }
  return beginningOf(shown, limit) + note;
}

/** The documents that a value is a list of, as chunks and matches are; null if it is none. */
function documentsIn(value: DocValue): readonly (Doc | Excerpt)[] | null {
  if (!Array.isArray(value) || value.length === 0) {
    return null;
  }
  const documents = value.filter((item) => isFields(item instanceof Excerpt ? item.shown : item));
  return documents.length === value.length ? documents : null;
}

/** The scores that stand beside a list of documents, one for each: a search of docarray 0.30 and later answers so. */
function scoresBeside({ scores }: Doc, documents: DocValue): readonly DocValue[] | null {
  const list = scores instanceof Tensor ? numbersOf(scores, MAX_NUMBERS) : scores;
  return Array.isArray(list) && Array.isArray(documents) && list.length === documents.length ? list : null;
}

/** Documents within a document, each by a line that opens it. */
function NestedDocuments(props: {
  documents: readonly (Doc | Excerpt)[];
  scores: readonly DocValue[] | null;
}) {
  const { documents, scores } = props;
  const [shown, setShown] = useState(MAX_ITEMS);
  return (
    <div className="document-tree">
      {documents.slice(0, shown).map((document, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the documents of an answer keep their order
        <NestedDocument key={index} number={index + 1} document={document} score={scores?.[index] ?? null} />
      ))}
      {documents.length > shown && (
        <Button kind="link" onClick={() => setShown(shown + 5 * MAX_ITEMS)}>
          … {counted(documents.length - shown, "more document")}
        </Button>
      )}
    </div>
  );
}

function NestedDocument(props: { number: number; document: Doc | Excerpt; score: DocValue }) {
  const { number, document, score } = props;
  const [isOpen, setOpen] = useState(false);
  const [fields] = partsOf(document);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {number}. <span className="mono">{textOf(documentTitle(fields), 80)}</span>{" "}
        <span className="document-scores">{scoresOf(fields, score)}</span>
      </summary>
      {isOpen && <DocumentFields document={document} />}
    </details>
  );
}

/** As `cosine 0.12, bm25 3`, or `score 0.12` of a document with a field of that name; "" without any. */
function scoresOf({ scores, score: one }: Doc, beside: DocValue): string {
  const own = isFields(scores ?? null) ? Object.entries(scores ?? {}).slice(0, 5) : [];
  const named = own.map(([name, score]) => {
    const value = isFields(score) ? score.value : score;
    return `${textOf(name, 40)} ${printValue(shortScore(value ?? null), 40)}`;
  });
  const score = beside ?? (typeof one === "number" ? one : null);
  return (score === null ? named : [`score ${printValue(shortScore(score), 40)}`, ...named]).join(", ");
}

function shortScore(value: DocValue): DocValue {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}

/** What there is to say of an array at a glance: its norm, if it is a vector, its range, and its course as a line. */
function ArrayPicture({ numbers, dimension, odd, looked, isBeginning }: NumberArray) {
  const { norm, least, most, path } = useMemo(() => courseOf(numbers), [numbers]);
  const range = `from ${least} to ${most}`;
  const of = isBeginning ? `of the first ${grouped(looked)} numbers ` : "";
  const said = [
    dimension === null ? "" : `dimension ${dimension}, `,
    dimension === null || odd > 0 ? "" : `norm ${norm}, `,
    odd > 0
      ? `${of}${grouped(odd)} ${odd === 1 ? "is" : "are"} not finite, the others ${range}`
      : isBeginning
        ? `the first ${grouped(looked)} numbers ${range}`
        : range,
  ].join("");
  return (
    <span className="array-picture">
      <span className="muted">{said}</span>
      <svg
        viewBox={`0 0 ${COLUMNS} 24`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Course of the numbers, ${said}`}
      >
        <path d={path} />
      </svg>
    </span>
  );
}

interface NumberArray {
  /** The finite ones. */
  readonly numbers: readonly number[];
  /** Of a vector; null of an array of more dimensions, or of which not all is looked at. */
  readonly dimension: number | null;
  /** How many of those that were looked at are infinite, or no number: they have no place in a range. */
  readonly odd: number;
  readonly looked: number;
  /** Whether there are more than were looked at. */
  readonly isBeginning: boolean;
}

/** The numbers of an array, be it a tensor or a list as JSON has it; null for what is none, or hardly one. */
function arrayIn(value: DocValue): NumberArray | null {
  const isTensor = value instanceof Tensor;
  const list = isTensor ? numbersOf(value, MAX_NUMBERS)?.map(Number) : value;
  if (!Array.isArray(list)) {
    return null;
  }
  const first = list.slice(0, MAX_NUMBERS);
  const looked = first.length;
  const numbers = first.filter((item) => typeof item === "number" && Number.isFinite(item));
  const isBeginning =
    looked < (isTensor ? value.shape.reduce((product, size) => product * size, 1) : list.length);
  const odd = looked - numbers.length;
  // A list with something else in it is no array of numbers.
  return numbers.length < 2 || (!isTensor && (isBeginning || odd > 0))
    ? null
    : {
        numbers,
        dimension: !isBeginning && (!isTensor || value.shape.length === 1) ? looked : null,
        odd,
        looked,
        isBeginning,
      };
}

/** Columns of the line. */
const COLUMNS = 120;

function courseOf(numbers: readonly number[]) {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  // Squares and differences of the largest numbers are none, so both are taken of parts.
  const largest = Math.max(-least, most) || 1;
  const squares = numbers.reduce((sum, number) => sum + (number / largest) ** 2, 0);
  const height = most / largest - least / largest || 1;
  const step = Math.max(1, numbers.length / COLUMNS);
  const points: string[] = [];
  for (let at = 0; at < numbers.length; at += step) {
    const part = numbers.slice(Math.floor(at), Math.floor(at + step));
    const x = ((at / step) * COLUMNS) / Math.max(1, Math.ceil(numbers.length / step) - 1);
    for (const number of [Math.max(...part), Math.min(...part)]) {
      points.push(
        `${Math.min(COLUMNS, x).toFixed(1)} ${(23 - ((number / largest - least / largest) / height) * 22).toFixed(1)}`,
      );
    }
  }
  const short = (value: number) => String(Number(value.toPrecision(4)));
  return {
    norm: short(largest * Math.sqrt(squares)),
    least: short(least),
    most: short(most),
    path: `M${points.join("L")}`,
  };
}

/** The picture or sound that a value is, in bytes or as a data URI; null if it is none that the page shows. */
function mediaIn(value: DocValue) {
  const bytes =
    value instanceof Uint8Array ? value : typeof value === "string" ? bytesOfDataUri(value, MAX_MEDIA) : null;
  const media = bytes && bytes.length <= MAX_MEDIA ? mediaOf(bytes) : null;
  return media && bytes ? { ...media, bytes } : null;
}

function MediaView(props: { kind: "image" | "audio"; type: string; bytes: Uint8Array }) {
  const { kind, bytes } = props;
  const size = useMemo(() => (kind === "image" ? pictureSizeOf(bytes) : null), [kind, bytes]);
  if (kind === "image" && !size) {
    return null;
  }
  const [width, height] = size ?? [0, 0];
  return width * height > MAX_PIXELS ? (
    <span className="muted">
      A picture of {grouped(width)} × {grouped(height)} pixels, which is too large to be drawn here.
    </span>
  ) : (
    <Medium {...props} />
  );
}

function Medium({ kind, type, bytes }: { kind: "image" | "audio"; type: string; bytes: Uint8Array }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  const name = `${type}, ${counted(bytes.length, "byte")}`;
  if (url === null) {
    return null;
  }
  return kind === "image" ? (
    <img className="document-image" src={url} alt={`Content of the document: ${name}`} decoding="async" />
  ) : (
    // biome-ignore lint/a11y/useMediaCaption: what a gateway sends has no captions
    <audio className="document-audio" src={url} controls preload="metadata" aria-label={`Sound: ${name}`} />
  );
}
