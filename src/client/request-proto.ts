/**
 * Requests as messages of protobuf-es, for who prints them: read from the bytes that are sent. They throw what encoding
 * throws. Pure.
 */
import { fromBinary } from "@bufbuild/protobuf";
import * as v1 from "../gen/v1/jina_pb.js";
import * as v2 from "../gen/v2/jina_pb.js";
import type { DataRequest } from "../model/run/request.ts";
import { encodeMessage, encodeSingle } from "./wire-message.ts";

/** For gateways with docarray below 0.30. */
export function requestProtoV1(request: DataRequest): v1.DataRequestProto {
  return fromBinary(v1.DataRequestProtoSchema, encodeMessage(request, "v1"));
}

/** For those with docarray 0.30 and later. */
export function requestProtoV2(request: DataRequest): v2.DataRequestProto {
  return fromBinary(v2.DataRequestProtoSchema, encodeMessage(request, "v2"));
}

/** With one document, as `stream_doc` takes it, for gateways with docarray below 0.30. */
export function singleProtoV1(request: DataRequest): v1.SingleDocumentRequestProto {
  return fromBinary(v1.SingleDocumentRequestProtoSchema, encodeSingle(request, "v1"));
}

/** The same for docarray 0.30 and later. */
export function singleProtoV2(request: DataRequest): v2.SingleDocumentRequestProto {
  return fromBinary(v2.SingleDocumentRequestProtoSchema, encodeSingle(request, "v2"));
}
