/** The Send panel's form, and what it asks to be run. Pure. */
import { grouped } from "../base/words.ts";
import { describeLoneSurrogate, findLoneSurrogate } from "../model/lone-surrogate.ts";
import { isSimulator } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, type DocumentList, Excerpt } from "../model/run/document.ts";
import type { DocumentType } from "../model/run/document-type.ts";
import { readHeaders } from "../model/run/headers.ts";
import type { Compression, SendRequest } from "../model/run/request.ts";
import { documentsRead, type InputFile, inputAfter, isInput, mapInput } from "../model/run/request-input.ts";
import { withBytes } from "../model/run/spelled-bytes.ts";
import type { KeptRun } from "./kept-runs.ts";
import { knownGateway } from "./known-gateway.ts";
import { inputType } from "./known-types.ts";
import { isStale, type OpenFile } from "./open-file.ts";
import type { Client, RunInput } from "./ports.ts";
import { isOpen } from "./run-counts.ts";
import { simulationSettings } from "./simulation-actions.ts";
import { DEFAULT_FORM, type DesignerState, type SendForm, wayOf } from "./state.ts";

/** The page's server carries so many calls of a tab at a time. */
export const MAX_WINDOW = 8;
/** Of ten attempts the last comes a quarter of a minute after the first. */
export const MAX_ATTEMPTS = 10;

/** Why a number that may be left out cannot be taken, in a sentence; null if it can. `most`: the largest. */
export function refuseCount(what: string, text: string, most: number): string | null {
  const count = Number(text);
  return text.trim() === "" || (Number.isInteger(count) && count >= 1 && count <= most)
    ? null
    : `${what} must be a whole number from 1 to ${most}, not "${text}".`;
}

/** A day, beyond which a timer of a browser is of no use. */
const MAX_TIMEOUT_S = 86_400;

/** Why a timeout cannot be taken, in a sentence; null if it can. */
export function refuseTimeout(text: string): string | null {
  const seconds = Number(text);
  return text.trim() === "" || (seconds >= 0 && seconds <= MAX_TIMEOUT_S)
    ? null
    : `The timeout must be a number of seconds from 0 to ${grouped(MAX_TIMEOUT_S)}, not "${text}".`;
}

/** The seconds of a timeout that is not refused; undefined where none is given. */
export function timeoutOf(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

/** Why a name of a class of documents cannot be taken, in a sentence; null if it can. */
export function refuseReturnType(text: string): string | null {
  return /^(?:[\p{L}_][\p{L}\p{N}_]*)?$/u.test(text.trim())
    ? null
    : `The return type is the name of a class of documents, as Answer, not "${text}".`;
}

function isCompression(text: string): text is Compression {
  return text === "gzip" || text === "deflate";
}

/** What is to be run, or the first thing in the form that cannot be. */
export function readForm(client: Client, state: DesignerState): Omit<RunInput, "runId"> | ClientError {
  const { form, file, untaken } = state;
  const understood = client.understandAddress(state.address, wayOf(form), form);
  if (understood instanceof ClientError) {
    return understood;
  }
  const error =
    (understood.address.kind === "simulator" ? nothingToSimulate(file) : null) ??
    refusePart("The endpoint", form.endpoint) ??
    refusePart("The target executor", form.targetExecutor);
  if (error) {
    return error;
  }
  if (untaken !== null && form.input === "") {
    // What would be sent is what stood there before, not what is seen.
    return new ClientError("input", untaken);
  }
  const request = readRequest(form, state.inputFiles, client);
  if (request instanceof ClientError) {
    return request;
  }
  const type = understood.address.kind === "gateway" ? inputType(knownGateway(state), form.endpoint) : null;
  const headers = readHeaders(state.headers);
  if (headers instanceof ClientError) {
    return headers;
  }
  return {
    address: understood.address,
    way: understood.way ?? "bridge",
    request: type ? { ...request, documents: typedDocuments(request.documents, type) } : request,
    headers,
    flow: file.shown.built,
    simulation: simulationSettings(state),
  };
}

/** Whether what documents spell as bytes waits for the gateway to tell where its type has some. */
export function waitsForTypes(state: DesignerState): boolean {
  const { form } = state;
  const text = form.input === "" ? form.documents : form.input === "template" ? form.template : "";
  return text.includes('"base64"') && !isSimulator(state.address) && !knownGateway(state)?.report;
}

function typedDocuments(documents: SendRequest["documents"], type: DocumentType): SendRequest["documents"] {
  return isInput(documents)
    ? mapInput(documents, (document) => withBytes(document, type))
    : documents.map((document) => withBytes(document, type));
}

/** Requests of which a profile is made. */
const PROFILE_COUNT = 10;

/**
 * What Jina's `client.profiling()` posts to the form's address, ten times one after another, or why that cannot be: one
 * empty document to `/`. Of the form, only what says how requests get there counts.
 */
export function readProfiling(client: Client, state: DesignerState): Omit<RunInput, "runId"> | ClientError {
  const { host, port, protocol, tls, way, timeout, compression } = state.form;
  const where = { host, port, protocol, tls, way };
  const documents = `[${Array(PROFILE_COUNT).fill("{}").join()}]`;
  const form = { ...DEFAULT_FORM, ...where, timeout, compression, documents, requestSize: "1", window: "1" };
  const input = readForm(client, { ...state, form });
  return input instanceof ClientError
    ? input
    : { ...input, request: { ...input.request, needsRoutes: true } };
}

/** What the form asks of whichever gateway, or the first thing in it that cannot be sent. */
export function readRequest(
  form: SendForm,
  files: readonly InputFile[],
  client: Pick<Client, "parseDocuments" | "parseParameters" | "createInput">,
): SendRequest | ClientError {
  const documents = readDocuments(form, files, client);
  if (documents instanceof ClientError) {
    return documents;
  }
  const parameters = client.parseParameters(form.parameters);
  if (parameters instanceof ClientError) {
    return parameters;
  }
  const options = readOptions(form);
  if (options instanceof ClientError) {
    return options;
  }
  const { endpoint, targetExecutor } = form;
  return { endpoint, ...documents, ...parameters, targetExecutor, ...options };
}

/** What is to be sent, or why it cannot be; files are not read yet. */
export function readDocuments(
  form: SendForm,
  files: readonly InputFile[],
  client: Pick<Client, "parseDocuments" | "createInput">,
): Pick<SendRequest, "documents"> | ClientError {
  switch (form.input) {
    case "none":
      return { documents: [] };
    case "files":
    case "template": {
      const documents = client.createInput(form, files);
      return documents instanceof ClientError ? documents : { documents };
    }
    default:
      return client.parseDocuments(form.documents);
  }
}

/** The numbers and switches of the form, or the first of them that cannot be taken. */
function readOptions(
  form: SendForm,
): Omit<SendRequest, "endpoint" | "documents" | "parameters" | "targetExecutor"> | ClientError {
  const requestSize = Number(form.requestSize.trim() || "100");
  if (!Number.isInteger(requestSize)) {
    return new ClientError("input", `The request size must be a whole number, not "${form.requestSize}".`);
  }
  const fault =
    refuseCount("The window", form.window, MAX_WINDOW) ??
    refuseCount("Max attempts", form.maxAttempts, MAX_ATTEMPTS) ??
    refuseTimeout(form.timeout) ??
    refuseReturnType(form.returnType);
  if (fault) {
    return new ClientError("input", fault);
  }
  const timeoutS = timeoutOf(form.timeout);
  return {
    requestSize,
    ...(form.window.trim() !== "" && { window: Number(form.window) }),
    ...(form.maxAttempts.trim() !== "" && { maxAttempts: Number(form.maxAttempts) }),
    ...(form.continueOnError === "on" && { continueOnError: true }),
    ...(form.stream === "on" && { stream: true }),
    ...(timeoutS !== undefined && { timeoutS }),
    ...(isCompression(form.compression) && { compression: form.compression }),
    ...(form.returnType.trim() !== "" && { returnType: form.returnType.trim() }),
    ...(form.returnResponses === "on" && { returnResponses: true }),
  };
}

/** What of a run is sent again: all, what certainly was not answered, or what was not even read. */
export type Again = "all" | "open" | "unread";

/**
 * What is to be run to send again what a run has sent, or why that cannot be. `elsewhere` reads the form's address, where
 * that takes the place of the run's own.
 */
export function readAgain(
  { run, origin }: KeptRun,
  which: Again,
  state: DesignerState,
  elsewhere: Pick<Client, "understandAddress"> | null,
): Omit<RunInput, "runId"> | ClientError {
  const { file, form } = state;
  const understood = elsewhere?.understandAddress(state.address, wayOf(form), form);
  if (understood instanceof ClientError) {
    return understood;
  }
  const sent = understood
    ? { ...origin.sent, address: understood.address, way: understood.way ?? "bridge" }
    : origin.sent;
  const headers = readHeaders(state.headers);
  if (headers instanceof ClientError) {
    return headers;
  }
  const error = sent.address.kind === "simulator" ? nothingToSimulate(file) : null;
  if (error) {
    return error;
  }
  const { documents: given } = sent.request;
  const open =
    which === "unread"
      ? []
      : run.exchanges.filter(isOpen).flatMap(({ request }) => keptOf(request.documents));
  const read = documentsRead(run.exchanges);
  // What cannot be read on would end the run where it ended before.
  const documents = isInput(given) && run.unread !== undefined ? inputAfter(given, open, read) : open;
  return {
    ...sent,
    headers,
    request:
      which === "all"
        ? sent.request
        : {
            ...sent.request,
            documents,
            // Who saw it end with the first error can let it go on now.
            ...(state.form.continueOnError === "on" && { continueOnError: true }),
          },
    flow: file.shown.built,
    simulation: simulationSettings(state),
  };
}

function keptOf(list: DocumentList): Doc[] {
  return Array.from({ length: list.length }, (_, index) => list.at(index)).flatMap((document) =>
    document === undefined || document instanceof Excerpt ? [] : [document],
  );
}

/** The simulator does what Jina would: without a Flow, or with a text that is none any more, nothing. */
function nothingToSimulate(file: OpenFile): ClientError | null {
  if (!isStale(file)) {
    return null;
  }
  return new ClientError("input", "The text holds no Flow that could be run in the simulator.", {
    advice: file.problems[0]?.message ?? "",
  });
}

/** What cannot be sent as it is, said before anything is. */
function refusePart(what: string, text: string): ClientError | null {
  const at = findLoneSurrogate(text);
  return at < 0
    ? null
    : new ClientError(
        "input",
        `${what} holds ${describeLoneSurrogate(text, at)} at character ${at + 1}, which cannot be sent.`,
      );
}
