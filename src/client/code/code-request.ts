/** A request as code says it: what the printers and the readers of all languages have in common. Pure. */
import type { GatewayAddress } from "../../model/run/address.ts";
import type { Doc } from "../../model/run/document.ts";
import type { SendRequest } from "../../model/run/request.ts";

/** A request and where it goes. Its documents are as they were typed: values of JSON alone, and no ids but a person's. */
export interface CodeRequest extends SendRequest {
  readonly address: GatewayAddress;
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
  /** What is not understood or has no field, in sentences that begin with the line. */
  readonly notes: readonly string[];
}

/** The documents of each request, as the sender makes them. */
export function batchesOf({ documents, requestSize }: CodeRequest): (readonly Doc[])[] {
  const size = requestSize > 0 ? requestSize : Math.max(1, documents.length);
  const count = Math.max(1, Math.ceil(documents.length / size));
  return Array.from({ length: count }, (_, index) => documents.slice(index * size, (index + 1) * size));
}
