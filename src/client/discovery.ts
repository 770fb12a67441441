/** Reads what a gRPC gateway with docarray from 0.30 on answers to `endpoint_discovery`. */
import { fromBinary } from "@bufbuild/protobuf";
import { EndpointsProtoSchema } from "../gen/v2/jina_pb.js";
import { isFields } from "./answer-json.ts";
import { keepEndpoints, type ToldEndpoints } from "./told-endpoints.ts";

/** Throws what fromBinary throws for bytes that are not this message. */
export function readDiscovery(bytes: Uint8Array): ToldEndpoints {
  const { endpoints, schemas = {} } = fromBinary(EndpointsProtoSchema, bytes);
  return keepEndpoints(endpoints.filter(isOfPeople), (within) => (name) => {
    const told = Object.hasOwn(schemas, name) ? schemas[name] : null;
    const { is_generator, input, output } = isFields(told) ? told : {};
    return { name, isGenerator: is_generator === true, input: within(input), output: within(output) };
  });
}

/** Those that begin otherwise are the engine's own. */
function isOfPeople(name: string): boolean {
  return name.startsWith("/");
}
