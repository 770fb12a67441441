/** What surrounds the documents of a request: header and parameters. The same in both generations. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DataRequestProtoSchema } from "../gen/v1/jina_pb.js";
import type { DataRequest } from "../model/run/request.ts";
import { structOf, textOf } from "./wire-values.ts";

/** All of a request but its documents. An empty `targetExecutor` is left out, as Jina's own client does. */
export function encodeEnvelope(
  request: DataRequest,
): Pick<MessageInitShape<typeof DataRequestProtoSchema>, "header" | "parameters"> {
  return {
    header: {
      requestId: request.requestId,
      execEndpoint: textOf(request.endpoint, "endpoint"),
      ...(request.targetExecutor !== "" && {
        targetExecutor: textOf(request.targetExecutor, "target_executor"),
      }),
    },
    parameters: structOf(request.parameters, "parameters"),
  };
}
