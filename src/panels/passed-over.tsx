/**
 * Says what of documents the gateway passes over, by the types that it has told: it does so without a word. And what it
 * would refuse, of documents that are read as they are sent.
 */
import { useEffect, useMemo, useState } from "react";
import { isSimulator } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, type DocumentList, isFields } from "../model/run/document.ts";
import type { DocumentType } from "../model/run/document-type.ts";
import { passedOverNote } from "../model/run/passed-over.ts";
import { type InputFile, type InputForm, isInput, type RequestInput } from "../model/run/request-input.ts";
import { sentType } from "../store/answer-type.ts";
import { shownOrigin } from "../store/derived.ts";
import { knownGateway } from "../store/known-gateway.ts";
import { inputType } from "../store/known-types.ts";
import type { Client } from "../store/ports.ts";
import { useDesignerState } from "../store/react.ts";
import { addressOf, type SendForm } from "../store/state.ts";
import { Refused } from "./refused.tsx";

/** Documents that stand for those of files, also files that are looked at; and for those of a request that was sent. */
const SAMPLE = 20;
const SENT_SAMPLE = 100;

/** Of documents that are to be sent. */
export function PassedOver({ documents, type }: { documents: readonly Doc[]; type: DocumentType }) {
  const note = useMemo(() => passedOverNote(documents, type), [documents, type]);
  return note && <p className="field-error">{note}</p>;
}

/** Of what is read as it is sent: the first documents of files, or one of a template. */
export function MisfitsOfInput({ form }: { form: SendForm }) {
  const client = useDesignerState((state) => state.client);
  const files = useDesignerState((state) => state.inputFiles);
  const address = useDesignerState(addressOf);
  const gateway = useDesignerState(knownGateway);
  const type = isSimulator(address) ? null : inputType(gateway, form.endpoint);
  const isKnown = type !== null;
  const { input, fileForm, fieldResolver, tensorField, fileField, nameField, template } = form;
  const asked = useMemo(
    () => ({
      ...{ input, fileForm, fieldResolver, tensorField, fileField, nameField, template },
      // All documents of a template have the same fields.
      ...{ count: "1", intervalMs: "0" },
    }),
    [input, fileForm, fieldResolver, tensorField, fileField, nameField, template],
  );
  const sampled = useMemo(
    () => (client && isKnown ? sampleInput(client, asked, files) : null),
    [client, asked, files, isKnown],
  );
  const sample = useFirstDocuments(sampled?.input ?? null);
  return (
    type && (
      <>
        <Refused documents={sample} type={type} isSample file={sampled?.file ?? ""} />
        <PassedOver documents={sample} type={type} />
      </>
    )
  );
}

/** None where they cannot be read, which is said where they are sent. */
function useFirstDocuments(input: RequestInput | null): readonly Doc[] {
  const [first, setFirst] = useState<readonly Doc[]>([]);
  useEffect(() => {
    const aborter = new AbortController();
    void firstDocuments(input, aborter.signal).then((documents) => {
      if (!aborter.signal.aborted) {
        setFirst(documents);
      }
    });
    return () => aborter.abort();
  }, [input]);
  return first;
}

async function firstDocuments(input: RequestInput | null, signal: AbortSignal): Promise<readonly Doc[]> {
  const documents: Doc[] = [];
  try {
    for await (const document of input?.read(signal) ?? []) {
      documents.push(document);
      if (documents.length === SAMPLE) {
        break;
      }
    }
  } catch (cause) {
    if (!(cause instanceof ClientError)) {
      throw cause;
    }
  }
  return documents;
}

/** The template, or the first file of several documents: one that is a document as a whole is not read for this. */
function sampleInput(client: Client, form: InputForm, files: readonly InputFile[]) {
  const parts = form.input === "files" ? files.slice(0, SAMPLE).map((file) => [file]) : [files];
  for (const part of parts) {
    const input = client.createInput(form, part);
    if (!(input instanceof ClientError) && (form.input === "template" || input.count === null)) {
      return { input, file: form.input === "files" ? (part[0]?.name ?? "") : "" };
    }
  }
  return null;
}

/**
 * Of a request of the shown run, beside its answer. What was read as it was sent is not kept: the first rows of its files
 * stand for it.
 */
export function PassedOverOfSent({ documents }: { documents: DocumentList }) {
  const type = useDesignerState(sentType);
  const given = useDesignerState((state) => shownOrigin(state)?.sent.request.documents);
  const isOfRows = type !== null && given !== undefined && isInput(given) && given.count === null;
  const rows = useFirstDocuments(isOfRows ? given : null);
  const note = useMemo(() => {
    const some = Array.from({ length: Math.min(documents.length, SENT_SAMPLE) }, (_, index) =>
      documents.at(index),
    );
    return type && passedOverNote([...rows, ...some.filter(isFields)], type);
  }, [documents, rows, type]);
  return note && <p className="answer-notes">{note}</p>;
}
