/** What a transport says of requests that ask for streams. */

/** Jina's `stream_doc` takes one document. */
export const ONE_DOCUMENT = {
  documents: 1,
  why: "A request holds one document: an endpoint that generates takes no more.",
} as const;
