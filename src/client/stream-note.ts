/** Said with what came as a stream to its end. Seen on gateways whose generator raises after its first document. */
export const STREAM_NOTE =
  "Where a generator raises, a gateway starts it again three times and then ends as if all was well: documents that come repeatedly are a sign of that.";
