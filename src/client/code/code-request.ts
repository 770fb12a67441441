/** A request as code says it: what the printers and the readers of all languages have in common. Pure. */
import { listed } from "../../base/words.ts";
import type { GatewayAddress } from "../../model/run/address.ts";
import type { Doc } from "../../model/run/document.ts";
import type { DocumentType } from "../../model/run/document-type.ts";
import type { SendRequest } from "../../model/run/request.ts";
import { documentsPerRequest, ONE_DOCUMENT } from "../../model/run/request-limit.ts";

/** A request and where it goes. Its documents are as they were typed: values of JSON and bytes, and no ids but a person's. */
export interface CodeRequest extends Omit<SendRequest, "documents"> {
  readonly documents: readonly Doc[];
  readonly address: GatewayAddress;
  /** What the gateway tells of the endpoint's documents, and as what its answers are read; absent where it tells nothing. */
  readonly types?: EndpointTypes;
  /** The name of the endpoint that takes it, as the gateway tells its endpoints; absent where it tells none. */
  readonly toldName?: string;
  /** Of what is sent along. Code takes the values from the environment, as they may be secrets. */
  readonly headerNames?: readonly string[];
}

/** The types of an endpoint's documents, and of its answers'. */
export interface EndpointTypes {
  readonly input: DocumentType;
  readonly output: DocumentType;
}

/** A language to say a request in. */
export type Language = "python" | "async-python" | "javascript" | "curl" | "grpcurl";

/** Code, with what it does otherwise than the page in sentences, or why a request cannot be said in a language. */
export type PrintedCode =
  | { readonly text: string; readonly notes: readonly string[] }
  | { readonly refused: string };

/** What was read of code: texts for the form's fields, each absent where the code does not say it. */
export interface ReadCode {
  readonly address?: string;
  readonly endpoint?: string;
  readonly documents?: string;
  readonly parameters?: string;
  readonly targetExecutor?: string;
  readonly requestSize?: string;
  readonly window?: string;
  readonly maxAttempts?: string;
  readonly continueOnError?: string;
  readonly timeout?: string;
  readonly compression?: string;
  readonly returnType?: string;
  readonly returnResponses?: string;
  readonly resultsInOrder?: string;
  readonly stream?: string;
  readonly graphqlQuery?: string;
  readonly graphqlVariables?: string;
  /** Their names, a line each, without the values. */
  readonly headers?: string;
  /** What the code says of it is not understood; absent for nothing. */
  readonly unread?: readonly CodePart[];
  /** What is not understood or has no field, in sentences that begin with the line. */
  readonly notes: readonly string[];
}

/** A part of the form that code may say. */
export type CodePart = Exclude<keyof ReadCode, "notes" | "unread">;

/** The environment's variable that code takes the value of a header from, as `X_API_KEY`. */
export function variableOf(headerName: string): string {
  return headerName
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "_")
    .replace(/^(?=\d)/, "_");
}

/** What there is to say about what is sent along. */
export function headerNotes({ headerNames = [] }: Pick<CodeRequest, "headerNames">): string[] {
  const names = headerNames.map(variableOf);
  return names.length === 0
    ? []
    : [
        `The values of the headers are not in the code: it takes them from the environment, as ${listed(names, "and")}.`,
      ];
}

/** The documents of each request, as the sender makes them: one each where answers are streams. */
export function batchesOf({ documents, requestSize, stream }: CodeRequest): (readonly Doc[])[] {
  const asked = documentsPerRequest(requestSize, stream ? ONE_DOCUMENT : null);
  const size = Math.min(asked, Math.max(1, documents.length));
  const count = Math.max(1, Math.ceil(documents.length / size));
  return Array.from({ length: count }, (_, index) => documents.slice(index * size, (index + 1) * size));
}
