/** Asks a gRPC gateway which docarray generation it runs, which decides which messages are spoken. */
import { fromBinary } from "@bufbuild/protobuf";
import { type JinaInfoProto, JinaInfoProtoSchema, JinaInfoRPC } from "../gen/v1/jina_pb.js";
import type { Attempt } from "./bridge-faults.ts";
import { type Generation, generationOf } from "./generation.ts";
import { notTheMessage } from "./grpc-web-faults.ts";
import type { GrpcWire } from "./grpc-wire.ts";

/** What a gateway says about itself takes some two thousand. */
const MAX_INFO_BYTES = 256 << 10;

/** The generation, as the gateway says it now: it may have been restarted. Throws ClientError. */
export async function askGeneration(
  wire: GrpcWire,
  opening: Attempt,
  signal: AbortSignal,
): Promise<Generation> {
  const message = await wire.ask(
    { attempt: opening, method: JinaInfoRPC.method._status, maxBytes: MAX_INFO_BYTES },
    signal,
  );
  return generationOf(readInfo(message, opening).jina, opening.tried);
}

function readInfo(message: Uint8Array, attempt: Attempt): JinaInfoProto {
  try {
    return fromBinary(JinaInfoProtoSchema, message);
  } catch (cause) {
    throw notTheMessage(cause, attempt);
  }
}
