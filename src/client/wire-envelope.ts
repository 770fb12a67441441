/**
 * What surrounds the documents of a message: header, parameters, status and routes. The same in both generations, whose
 * generated types are alike here.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DataRequestProto, DataRequestProtoSchema, RouteProto, StatusProto } from "../gen/v1/jina_pb.js";
import { StatusProto_StatusCode } from "../gen/v1/jina_pb.js";
import { ClientError } from "../model/client-error.ts";
import type { Reply, Route, Status } from "../model/reply.ts";
import { SUCCESS } from "../model/reply.ts";
import type { DataRequest } from "../model/request.ts";
import { structOf } from "./wire-values.ts";

type Envelope = Pick<DataRequestProto, "header" | "parameters" | "routes">;
type Timestamp = NonNullable<RouteProto["startTime"]>;

/** All of a request but its documents. An empty `targetExecutor` is left out, as Jina's own client does. */
export function encodeEnvelope(
  request: DataRequest,
): Pick<MessageInitShape<typeof DataRequestProtoSchema>, "header" | "parameters"> {
  return {
    header: {
      requestId: request.requestId,
      execEndpoint: request.endpoint,
      ...(request.targetExecutor !== "" && { targetExecutor: request.targetExecutor }),
    },
    parameters: structOf(request.parameters, "parameters"),
  };
}

/** The list of documents of a message, which each generation has in a type of its own; undefined if there is none. */
export function documentsOf<List>(
  content: { case: "docs"; value: List } | { case: "docsBytes" } | { case: undefined } | undefined,
): List | undefined {
  if (content?.case === "docsBytes") {
    throw new ClientError(
      "protocol",
      "The answer carries its documents in a form that only Python can read.",
    );
  }
  return content?.case === "docs" ? content.value : undefined;
}

/** All of an answer but its documents. */
export function decodeEnvelope({ header, parameters, routes }: Envelope): Omit<Reply, "documents"> {
  return {
    requestId: header?.requestId ?? "",
    endpoint: header?.execEndpoint ?? "",
    targetExecutor: header?.targetExecutor ?? "",
    parameters: parameters ?? {},
    status: header?.status === undefined ? SUCCESS : decodeStatus(header.status),
    routes: routes.map(decodeRoute),
  };
}

function decodeRoute({ executor, startTime, endTime, status }: RouteProto): Route {
  return {
    executor,
    startMs: millisecondsOf(startTime),
    endMs: millisecondsOf(endTime),
    status: status === undefined ? null : decodeStatus(status),
  };
}

function decodeStatus({ code, description, exception }: StatusProto): Status {
  return {
    code: code === StatusProto_StatusCode.ERROR ? "ERROR" : "SUCCESS",
    description,
    exception:
      exception === undefined
        ? null
        : {
            name: exception.name,
            args: exception.args,
            stacks: exception.stacks,
            executor: exception.executor,
          },
  };
}

/** Milliseconds since 1970 with their fraction; null for no timestamp. */
function millisecondsOf(time: Timestamp | undefined): number | null {
  return time === undefined ? null : Number(time.seconds) * 1000 + time.nanos / 1e6;
}
