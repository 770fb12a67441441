/** Where the page sends or gives something else than Jina's own Client, and why: the table of docs/python-client.md. */
import type { Protocol } from "../src/model/run/address.ts";
import type { Generation } from "./engine.ts";

/** A place where the two are not the same; undefined where there is nothing. */
export interface Seen {
  readonly protocol: Protocol;
  readonly generation: Generation;
  /** As `sent.0.request.header.request_id`. */
  readonly path: string;
  readonly client: unknown;
  readonly page: unknown;
  /** What stands elsewhere in what the Client, or the page, has sent and got. */
  readonly clientAt: (path: string) => unknown;
  readonly pageAt: (path: string) => unknown;
}

interface Difference {
  readonly id: string;
  /** What the Client does, what the page does, and why: sentences of the table. */
  readonly client: string;
  readonly page: string;
  readonly reason: string;
  explains(seen: Seen): boolean;
}

/** The same under another spelling: what one has here, the other has there. */
function isSpeltOtherwise({ path, client, page, clientAt, pageAt }: Seen): boolean {
  const [, before, name = ""] = /^(sent\.\d+\.request\.)(?:header\.)?(\w+)$/.exec(path) ?? [];
  const camel = { exec_endpoint: "execEndpoint", target_executor: "targetExecutor" }[name];
  if (camel) {
    return page === undefined && client === pageAt(before + camel);
  }
  const snake = { execEndpoint: "exec_endpoint", targetExecutor: "target_executor" }[name];
  return snake !== undefined && client === undefined && page === clientAt(before + snake);
}

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** All of them. */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: "size-zero",
    client: "A request size of 0 ends in a ZeroDivisionError.",
    page: "All documents go in one request, as with a size below 0.",
    reason: "That is what Jina's own description of `request_size` says of 0.",
    explains: ({ clientAt }) => clientAt("got.raised") === "ZeroDivisionError",
  },
  {
    id: "call",
    client: "Requests over gRPC go as messages of one stream, `Call`.",
    page: "In a run of fewer than 32 requests each goes as a call of its own, `process_single_data`; longer ones go as one `Call` too.",
    reason:
      "A browser sends no stream: the page's server makes it one, which a few requests do not need. The gateway answers both alike.",
    explains: ({ path, client, page }) =>
      path.endsWith(".how") &&
      client === "/jina.JinaRPC/Call" &&
      page === "/jina.JinaSingleDataRequestRPC/process_single_data",
  },
  {
    id: "results",
    client: "Without parameters, the parameters are `{__results__: {}}`.",
    page: "They are empty.",
    reason: "The key is for what executors return; it is the gateway's to fill.",
    explains: ({ path, client, page }) =>
      /(?:request|responses\.\d+)\.parameters(?:\.__results__)?$/.test(path) &&
      (client === undefined || isEmpty(client)) &&
      (page === undefined || isEmpty(page)),
  },
  {
    id: "spelling",
    client: "JSON spells `exec_endpoint` and `target_executor`.",
    page: "JSON spells `execEndpoint` and `targetExecutor`.",
    reason: "HTTP gateways read both; the second is what their own description shows.",
    explains: (seen) => seen.protocol === "http" && isSpeltOtherwise(seen),
  },
  {
    id: "unset",
    client: "Fields of a document's class that were not set are sent empty, and given back so.",
    page: "Only fields that were written are sent, and only those that came are shown.",
    reason: "The page knows no class of documents: it sends what was typed, and invents nothing.",
    explains: ({ path, client, page }) =>
      /\.(?:data|documents)\./.test(path) && page === undefined && isEmpty(client),
  },
  {
    id: "id-type",
    client: "With docarray from 0.30 on, an id is marked as of the type `id`.",
    page: "It is a text.",
    reason: "Gateways read both alike, and the page does not know what is an id in a class of yours.",
    explains: ({ path, client, page }) => path.endsWith(".id.type") && client === "id" && page === undefined,
  },
  {
    id: "no-documents",
    client: "Without documents there is no list of them.",
    page: "There is an empty one.",
    reason: "Gateways read both alike.",
    explains: ({ path, client, page }) =>
      /request\.data(?:\.docs)?$/.test(path) && client === undefined && isEmpty(page),
  },
  {
    id: "prefetch",
    client: "How many requests go at a time is told to the gateway, in `__prefetch__`.",
    page: "The page keeps to it by itself.",
    reason: "The gateway reads it for streams alone.",
    explains: ({ path, page }) => path.endsWith(".prefetch") && page === null,
  },
  {
    id: "order",
    client: "That results come in order is asked of the gateway, in `__results_in_order__`.",
    page: "The page sorts what it shows.",
    reason: "The gateway reads it for streams alone; here it can be switched without sending again.",
    explains: ({ path, page }) => path.endsWith(".ordered") && page === null,
  },
  {
    id: "own-method",
    client:
      "Over HTTP with docarray below 0.30, an endpoint whose path takes another method than POST is asked at `/post`.",
    page: "It is asked at its own path, by its own method.",
    reason:
      "That is how the gateway offers it, and what stands before a gateway may let nothing else through.",
    explains: ({ path, protocol, generation, client, page }) =>
      protocol === "http" &&
      generation === "v1" &&
      path.endsWith(".how") &&
      client === "POST /post" &&
      /^(?:PUT|PATCH|DELETE) /.test(String(page)),
  },
  {
    id: "no-endpoint",
    client:
      "Over HTTP with docarray from 0.30 on, an endpoint that no executor has is asked at `/post`, which is not there.",
    page: "It is said before anything is sent, with the endpoints that there are.",
    reason: "The gateway has told its endpoints.",
    explains: ({ path, protocol, generation, clientAt, pageAt }) =>
      protocol === "http" &&
      generation === "v2" &&
      (path.startsWith("got.") || path.startsWith("sent")) &&
      clientAt("sent.0.how") === "POST /post" &&
      pageAt("sent.0.how") === undefined,
  },
  {
    id: "raises",
    client:
      "A call that fails is raised, with docarray from 0.30 on over HTTP also an executor's exception; no callback is called, and nothing more is sent.",
    page: "The request ends as failed, or as an answer with an error; what goes on after it is a choice.",
    reason: "Answers that came are kept, and one thing is shown in one way, whichever port was asked.",
    explains: ({ path, client, clientAt }) =>
      typeof clientAt("got.raised") === "string" &&
      (path.startsWith("got") || (path.startsWith("sent") && client === undefined)),
  },
  {
    id: "drawn-ids",
    client: "Documents without an id get one.",
    page: "They are sent without, and the gateway or its executors give one, or none.",
    reason: "What was not written is not invented.",
    explains: ({ path, client, page }) =>
      /\.id(?:\.text)?$/.test(path) &&
      ((client === "(an id)" && page !== client) || (client === undefined && isEmpty(page))),
  },
  {
    id: "return-type",
    client: "Of documents that come, the fields of the return type are given.",
    page: "All fields that came are shown, empty ones too.",
    reason: "The page knows no return type, and hides nothing that came.",
    explains: ({ path, client, page }) =>
      /^got\.responses\.\d+\.documents\./.test(path) && client === undefined && isEmpty(page),
  },
  {
    id: "json-arrays",
    client:
      "Over HTTP, a list of numbers becomes an array, of whole numbers where all are, and a text becomes bytes, as the return type says.",
    page: "It is shown as the list or the text that it is in JSON; with docarray below 0.30 as an array of doubles.",
    reason: "JSON does not tell the one from the other.",
    explains: ({ path, protocol }) =>
      protocol === "http" &&
      /^got\.responses\.\d+\.documents\.\d+\.(?:data\.(?:embedding|data)\.|(?:tensor|embedding)\.dense\.(?:buffer|dtype)$)/.test(
        path,
      ),
  },
  {
    id: "empty-text",
    client: "With docarray below 0.30, an empty text counts as none.",
    page: "It is sent.",
    reason: "What was written is sent.",
    explains: ({ path, generation, client, page }) =>
      generation === "v1" &&
      path.endsWith(".text") &&
      page === "" &&
      (client === undefined || client === null),
  },
  {
    id: "places",
    client:
      "With docarray below 0.30, chunks and matches carry how deep they are and the id of their parent.",
    page: "They are sent as they were written.",
    reason: "The gateway sets them by itself.",
    explains: ({ path, generation, page }) =>
      generation === "v1" &&
      path.startsWith("sent.") &&
      /\.(?:chunks|matches)\.\d+\.(?:granularity|adjacency|parent_id)$/.test(path) &&
      page === undefined,
  },
  {
    id: "nested",
    client: "With docarray from 0.30 on, a document in a document is marked as one.",
    page: "It is a mapping, and several are a list.",
    reason: "Executors read both alike, and the page does not know your classes.",
    explains: ({ path, generation }) => generation === "v2" && /\.data\.(?:child|children)\./.test(path),
  },
];
