/** What surrounds the documents of a request: header and parameters. The same in both generations. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { DataRequest } from "../model/run/request.ts";
import { structOf, textOf } from "./wire-values.ts";

/** The fields of a request message that its documents are not in. */
export interface Envelope {
  readonly header: {
    readonly requestId: string;
    readonly execEndpoint: string;
    readonly targetExecutor?: string;
  };
  readonly parameters: JsonObject;
}

/** All of a request but its documents. An empty `targetExecutor` is left out, as Jina's own client does. */
export function encodeEnvelope(request: DataRequest): Envelope {
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
