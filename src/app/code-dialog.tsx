import { useId, useMemo, useState } from "react";
import { parseAddress } from "../client/address.ts";
import type { CodeRequest, EndpointTypes, Language } from "../client/code/code-request.ts";
import { printCode } from "../client/code/print-code.ts";
import { printGraphql } from "../client/code/print-graphql.ts";
import { parseParameters, readDocuments } from "../client/documents.ts";
import { ClientError } from "../model/run/client-error.ts";
import { readHeaders } from "../model/run/headers.ts";
import { isInput } from "../model/run/request-input.ts";
import { withBytes } from "../model/run/spelled-bytes.ts";
import { type KnownGateway, knownGateway } from "../store/known-gateway.ts";
import { inputType, outputType, toldName } from "../store/known-types.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { readRequest } from "../store/run-form.ts";
import { secretsInForm } from "../store/secret-doubts.ts";
import type { DesignerState } from "../store/state.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { FieldRow } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { SecretDoubts, useAgreement } from "./secret-doubts.tsx";
import "./code-dialog.css";

const LANGUAGES: Readonly<Record<Language, string>> = {
  python: "Python",
  "async-python": "Python, asyncio",
  javascript: "JavaScript",
  curl: "curl",
  grpcurl: "grpcurl",
};

/** The request of the Send panel in a language that is chosen, to be copied. */
export default function CodeDialog() {
  const designer = useDesigner();
  const address = useDesignerState((state) => state.address);
  const form = useDesignerState((state) => state.form);
  const headers = useDesignerState((state) => state.headers);
  const [language, setLanguage] = useState<Language>("python");
  const gateway = useDesignerState(knownGateway);
  const [generation, setGeneration] = useState<"v1" | "v2">(gateway?.report?.generation ?? "v2");
  const asked = { address, form, headers };
  const ids = useId();
  const [isGraphql, setGraphql] = useState(false);
  const parsed = parseAddress(address, form);
  const isHttp =
    !(parsed instanceof ClientError) &&
    parsed.address.kind === "gateway" &&
    parsed.address.protocol === "http";
  const code =
    isHttp && isGraphql ? graphqlCode(asked, language) : requestCode(asked, gateway, language, generation);
  const text = "text" in code ? code.text : null;
  const inForm = useMemo(() => secretsInForm(form), [form]);
  const agreement = useAgreement(text === null ? [] : inForm);
  return (
    <Dialog label="Request as code" title="Request as code" onClose={designer.do.closeDialog}>
      <FieldRow>
        <div className="field">
          <label className="field-label" htmlFor={`${ids}-language`}>
            Language
          </label>
          <Select
            id={`${ids}-language`}
            className="input"
            value={language}
            isLive
            onTake={(value) => setLanguage(languageOf(value))}
          >
            {Object.entries(LANGUAGES).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </div>
        {isHttp && (
          <div className="field">
            <label className="field-label" htmlFor={`${ids}-what`}>
              What is asked
            </label>
            <Select
              id={`${ids}-what`}
              className="input"
              value={isGraphql ? "graphql" : "documents"}
              isLive
              onTake={(value) => setGraphql(value === "graphql")}
            >
              <option value="documents">the request of Send</option>
              <option value="graphql">GraphQL</option>
            </Select>
          </div>
        )}
        <div className="field">
          <label className="field-label" htmlFor={`${ids}-docarray`}>
            docarray of the gateway
          </label>
          <Select
            id={`${ids}-docarray`}
            className="input"
            value={generation}
            isLive
            onTake={(value) => setGeneration(value === "v1" ? "v1" : "v2")}
          >
            <option value="v2">0.30 and later</option>
            <option value="v1">before 0.30</option>
          </Select>
        </div>
      </FieldRow>
      {text === null ? (
        <p className="field-error" role="alert">
          {"refused" in code && code.refused}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keys
        <section className="code-text mono" tabIndex={0} aria-label="Code">
          {text}
        </section>
      )}
      {"notes" in code &&
        code.notes.map((note) => (
          <p key={note} className="field-hint">
            {note}
          </p>
        ))}
      <SecretDoubts agreement={agreement} what="the code" agree="Copy the code with this in it" />
      <DialogActions>
        <Button onClick={designer.do.closeDialog}>Close</Button>
        <Button
          kind="primary"
          disabled={text === null || agreement.isMissing}
          onClick={() => void designer.do.copy(text ?? "", `the request as ${LANGUAGES[language]}`)}
        >
          Copy
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function languageOf(value: string): Language {
  return value in LANGUAGES ? (value as Language) : "python";
}

type Code = ReturnType<typeof printCode>;

function refusalOf({ message, advice }: ClientError): Code {
  return { refused: [message, advice].filter(Boolean).join(" ") };
}

/** What stands in the Send panel. */
type Asked = Pick<DesignerState, "address" | "form" | "headers">;

function requestCode(
  { address, form, headers }: Asked,
  gateway: KnownGateway | null,
  language: Language,
  generation: "v1" | "v2",
): Code {
  const request = requestOf(address, form, headers);
  if (request instanceof ClientError) {
    return refusalOf(request);
  }
  const types = typesOf(gateway, form);
  const input = inputType(gateway, form.endpoint);
  const documents = input
    ? request.documents.map((document) => withBytes(document, input))
    : request.documents;
  const name = toldName(gateway, form.endpoint);
  return printCode(
    { ...request, documents, ...(types && { types }), ...(name !== undefined && { toldName: name }) },
    language,
    generation,
  );
}

/** What the gateway tells of the endpoint; null where that is too little for code. */
function typesOf(gateway: KnownGateway | null, form: DesignerState["form"]): EndpointTypes | null {
  const input = inputType(gateway, form.endpoint);
  const output = outputType(gateway, form.endpoint, form.returnType);
  // A class of a name that it does not tell is the person's own.
  const isOwn = output === null && form.returnType.trim() !== "";
  return input && !isOwn ? { input, output: output ?? input } : null;
}

/** What stands in the dialog GraphQL. */
function graphqlCode({ address, form, headers: headersText }: Asked, language: Language): Code {
  const parsed = parseAddress(address, form);
  const { graphqlQuery: query, graphqlVariables: variables } = form;
  const headers = readHeaders(headersText);
  if (parsed instanceof ClientError || parsed.address.kind === "simulator") {
    return refusalOf(
      parsed instanceof ClientError ? parsed : new ClientError("address", "The simulator has no GraphQL."),
    );
  }
  return headers instanceof ClientError
    ? refusalOf(headers)
    : printGraphql(
        { address: parsed.address, query, variables, headerNames: headers.map(({ name }) => name) },
        language,
      );
}

/** What the form asks, or the first thing in it that cannot be sent. */
function requestOf(
  text: string,
  form: DesignerState["form"],
  headersText: string,
): CodeRequest | ClientError {
  const parsed = parseAddress(text, form);
  if (parsed instanceof ClientError) {
    return parsed;
  }
  const { address } = parsed;
  if (address.kind === "simulator") {
    return new ClientError("input", "The simulator is in this page alone.", {
      advice: "Enter a gateway's address in the Send panel, and the code asks that.",
    });
  }
  const request = readRequest(form, [], {
    parseDocuments: readDocuments,
    parseParameters,
    createInput: () =>
      new ClientError("input", "Code is made of documents that are typed.", {
        advice: "Those of files and templates are read while they are sent.",
      }),
  });
  const headers = readHeaders(headersText);
  if (request instanceof ClientError) {
    return request;
  }
  if (headers instanceof ClientError) {
    return headers;
  }
  const { documents } = request;
  return {
    address,
    ...request,
    documents: isInput(documents) ? [] : documents,
    headerNames: headers.map(({ name }) => name),
  };
}
