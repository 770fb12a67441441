/** What a gateway's own types say of the documents that are typed: a form for them, and what would be refused. */
import { useMemo, useState } from "react";
import { isSimulator } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { DocumentType } from "../model/run/document-type.ts";
import { shorten } from "../model/shorten.ts";
import { type KnownGateway, knownGateway } from "../store/known-gateway.ts";
import { inputType } from "../store/known-types.ts";
import type { Client } from "../store/ports.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { addressOf, type SendForm } from "../store/state.ts";
import { Button } from "../ui/button.tsx";
import { DocumentForm } from "./document-form.tsx";
import { PassedOver } from "./passed-over.tsx";
import { Refused } from "./refused.tsx";

/** Characters that are looked at, at every key. */
const MAX_CHECKED = 200_000;

/** Below the documents: the way to a form, where the gateway tells types, and the form. */
export function TypedDocuments({ form, set }: { form: SendForm; set: (change: Partial<SendForm>) => void }) {
  const designer = useDesigner();
  const client = useDesignerState((state) => state.client);
  const address = useDesignerState(addressOf);
  const gateway = useDesignerState(knownGateway);
  const [isOpen, setOpen] = useState(false);
  const type = inputType(gateway, form.endpoint);
  if (!client || isSimulator(address)) {
    return null;
  }
  const open = () => {
    setOpen(!isOpen);
    if (!isOpen && !gateway?.report) {
      void designer.do.askGateway();
    }
  };
  const isLong = form.documents.length > MAX_CHECKED;
  return (
    <>
      <Button kind="link" aria-expanded={isOpen} onClick={open}>
        {isOpen
          ? "Fold up the form"
          : type
            ? `Form of ${shorten(type.title, 60)}…`
            : "Form of the gateway's types…"}
      </Button>
      {isOpen &&
        (!gateway ? (
          // The address is another one than where the form was opened.
          <Button kind="link" onClick={() => void designer.do.askGateway()}>
            Ask the gateway for its types
          </Button>
        ) : !type ? (
          <p className="field-hint">{whyUntold(gateway, form.endpoint)}</p>
        ) : isLong ? (
          <p className="field-hint">What is typed is too long for a form.</p>
        ) : (
          <DocumentForm
            type={type}
            client={client}
            text={form.documents}
            onText={(documents) => set({ documents })}
          />
        ))}
      {type && !isLong && <Misfits client={client} text={form.documents} type={type} />}
    </>
  );
}

function whyUntold(gateway: KnownGateway, endpoint: string): string {
  if (gateway.isAsked) {
    return "Asking the gateway for its types…";
  }
  return (
    gateway.fault?.message ||
    gateway.report?.endpointsNote ||
    `The gateway tells no type of documents for ${shorten(endpoint, 100)}.`
  );
}

/** What of these documents the gateway would refuse or pass over, by its type; nothing where they cannot be read. */
function Misfits({ client, text, type }: { client: Client; text: string; type: DocumentType }) {
  const documents = useMemo(() => {
    const read = client.readDocuments(text);
    return read instanceof ClientError ? [] : read.documents;
  }, [client, text]);
  return (
    <>
      <Refused documents={documents} type={type} />
      <PassedOver documents={documents} type={type} />
    </>
  );
}
