/** Says what of documents the gateway would refuse, by the types that it has told. */
import { useMemo } from "react";
import { counted } from "../base/words.ts";
import { checkDocument } from "../model/run/check-document.ts";
import type { Doc } from "../model/run/document.ts";
import type { DocumentType } from "../model/run/document-type.ts";
import { withBytes } from "../model/run/spelled-bytes.ts";
import { shorten } from "../model/shorten.ts";

/** Faults that are told. */
const MAX_FAULTS = 5;

interface RefusedProps {
  readonly documents: readonly Doc[];
  readonly type: DocumentType;
  /** They stand for more, of which it is not known how many are refused. */
  readonly isSample?: boolean;
  /** The file that they are the first of; "" for none. */
  readonly file?: string;
}

/** The first faults of these documents, each with its place. */
export function Refused({ documents, type, isSample = false, file = "" }: RefusedProps) {
  const { told, count } = useMemo(() => refusedIn(documents, type, file), [documents, type, file]);
  return told.length === 0 ? null : (
    <div className="field-error">
      The gateway refuses what is no {shorten(type.title, 60)}:
      <ul className="typed-faults" aria-label="What the gateway would refuse">
        {told.map((one) => (
          <li key={one}>{one}</li>
        ))}
        {count > told.length && <li>and {isSample ? "more" : counted(count - told.length, "more fault")}</li>}
      </ul>
    </div>
  );
}

function refusedIn(documents: readonly Doc[], type: DocumentType, file: string) {
  const before = file === "" ? "" : `${shorten(file, 60)}, `;
  const told: string[] = [];
  let count = 0;
  for (const [index, document] of documents.entries()) {
    for (const { place, message } of checkDocument(withBytes(document, type), type)) {
      count += 1;
      if (told.length < MAX_FAULTS) {
        told.push(`${before}document ${index + 1}, ${shorten(place, 200)}: ${message}`);
      }
    }
  }
  return { told, count };
}
