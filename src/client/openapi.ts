/** What an HTTP gateway says about itself in its OpenAPI: which docarray it runs, and which paths its endpoints have. */

import type { ExposedEndpoint } from "../model/engine/exposed-endpoints.ts";
import { endpointPath } from "../model/run/endpoint-path.ts";
import type { JsonSchema } from "../model/run/gateway-report.ts";
import { isDeeper, isFields, parsedJson } from "./answer-json.ts";
import { MAX_DEPTH } from "./answer-reader.ts";
import type { Generation } from "./generation.ts";
import { keepEndpoints, type ToldEndpoints, type Within } from "./told-endpoints.ts";

/** An HTTP gateway, or an Executor that is served without one. */
export interface HttpGateway {
  readonly generation: Generation;
  /** The methods of each path, in capital letters; without what every gateway has beside its endpoints. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** Whether its answers tell which executors they came by. */
  readonly hasRoutes: boolean;
}

/** What the OpenAPI is of. */
type Described =
  | { readonly kind: "http"; readonly gateway: HttpGateway }
  /** A WebSocket gateway, which serves its state in HTTP. */
  | { readonly kind: "websocket" }
  | { readonly kind: "other" };

/** The schemas of many endpoints may take some, in OpenAPI and in protobuf. */
export const MAX_DESCRIPTION_BYTES = 32 << 20;
/** Larger ones are read away from the page's thread. */
export const SMALL_DESCRIPTION_BYTES = 256 << 10;

/** What the OpenAPI of a gateway tells. */
export interface OpenApiReading extends ToldEndpoints {
  readonly described: Described;
}

/** Reads an OpenAPI document from its bytes; what is no JSON describes no gateway. */
export function readOpenApi(bytes: Uint8Array): OpenApiReading {
  const document = parsedJson(new TextDecoder().decode(bytes));
  const described = describeOpenApi(document);
  if (described.kind !== "http") {
    return { described, endpoints: null, endpointsNote: "" };
  }
  if (isDeeper(document, MAX_DEPTH)) {
    const endpointsNote = `What it tells of its endpoints is nested deeper than ${MAX_DEPTH} levels.`;
    return { described, endpoints: null, endpointsNote };
  }
  return { described, ...endpointsOf(document) };
}

/** Paths that can be asked. */
const MAX_PATHS = 10_000;
const OWN_PATHS = new Set(["/", "/status", "/dry_run", "/graphql"]);

/** Reads a parsed OpenAPI document; `other` is what no Jina gateway gives. */
function describeOpenApi(document: unknown): Described {
  if (!isFields(document) || !isFields(document.paths)) {
    return { kind: "other" };
  }
  const components = isFields(document.components) ? document.components : {};
  const schemas = new Set(Object.keys(isFields(components.schemas) ? components.schemas : {}));
  const isEndpoint = [...schemas].some((name) => name.endsWith("_input_model"));
  const hasRoutes = schemas.has("JinaResponseModel") || schemas.has("JinaRequestModel");
  // A gateway all of whose endpoints generate has none of these models.
  if (!isEndpoint && !hasRoutes && !schemas.has("JinaInfoModel")) {
    return Object.hasOwn(document.paths, "/dry_run") ? { kind: "websocket" } : { kind: "other" };
  }
  const paths = Object.entries(document.paths)
    .filter(([path]) => !OWN_PATHS.has(path))
    .slice(0, MAX_PATHS)
    .map(([path, item]): [string, string[]] => [
      path,
      isFields(item) ? Object.keys(item).map((method) => method.toUpperCase()) : [],
    ]);
  return {
    kind: "http",
    gateway: {
      generation: hasRoutes || schemas.has("PydanticDocument") ? "v1" : "v2",
      paths: new Map(paths),
      hasRoutes,
    },
  };
}

/** How an endpoint is asked. `isStream`: it generates, and its answer is a stream of events. */
interface HttpRoute {
  readonly method: string;
  readonly path: string;
  readonly isStream: boolean;
}

/** Methods that take a body, the one that every endpoint is asked with where it can be first. */
const METHODS = ["POST", "PUT", "PATCH", "DELETE"] as const;

/**
 * The way of an endpoint, found as Jina's Client finds it: its own path, else that of the default endpoint, else the one
 * that takes all endpoints. Beyond the Client, paths with other methods and those of generators are found too, and before
 * all the one at which the drawn Flow exposes it (`exposed`), if the gateway has it. Null if there is none.
 */
export function routeOf(
  { paths, generation }: HttpGateway,
  endpoint: string,
  exposed: readonly ExposedEndpoint[] = [],
): HttpRoute | null {
  const own = endpointPath(endpoint);
  const asked = (path: string, methods: readonly string[] = METHODS): HttpRoute | null => {
    const method = METHODS.find((one) => methods.includes(one) && paths.get(path)?.includes(one));
    return method ? { method, path, isStream: false } : null;
  };
  // With later docarray nothing is exposed; a path with a parameter in it is asked by nobody who does not know that.
  const drawn = generation === "v1" ? exposed.find((one) => one.endpoint === endpoint) : undefined;
  const isGenerator = generation === "v2" && paths.get(own)?.join() === "GET";
  return (
    (drawn && !drawn.path.includes("{") ? asked(drawn.path, drawn.methods) : null) ??
    (own === "/" ? null : asked(own)) ??
    (isGenerator ? { method: "GET", path: own, isStream: true } : null) ??
    asked("/default") ??
    asked("/post")
  );
}

/**
 * The endpoints of an OpenAPI document in which each has a path of its own, which is so from docarray 0.30 on, with the
 * schemas of their documents.
 */
function endpointsOf(document: unknown): ToldEndpoints {
  const { paths: told, components } = fieldsOf(document);
  const paths = fieldsOf(told);
  const names = Object.keys(paths).filter((path) => !OWN_PATHS.has(path));
  return keepEndpoints(names, (within) => {
    const schemas = Object.fromEntries(
      Object.entries(fieldsOf(fieldsOf(components).schemas)).map(([name, schema]) => [name, within(schema)]),
    );
    const behind = createFollower(schemas, within);
    return (name) => {
      const { get, post } = fieldsOf(paths[name]);
      const isGenerator = post === undefined && get !== undefined;
      const { requestBody, responses } = fieldsOf(post ?? get);
      const asked = behind(schemaIn(requestBody));
      return {
        name,
        isGenerator,
        input: isGenerator ? asked : behind(documentIn(asked)),
        output: isGenerator ? null : behind(documentIn(behind(schemaIn(fieldsOf(responses)["200"])))),
      };
    };
  });
}

/** The schema of a JSON body. */
function schemaIn(body: unknown): unknown {
  return fieldsOf(fieldsOf(fieldsOf(body).content)["application/json"]).schema;
}

/** What a message holds as its data: one document, or a list of them. */
function documentIn(message: JsonSchema | null): unknown {
  const data = fieldsOf(fieldsOf(message?.properties).data);
  const choices = Array.isArray(data.anyOf) ? data.anyOf.map(fieldsOf) : [data];
  return choices.find(({ type }) => type !== "array") ?? choices[0]?.items;
}

/** Jina leaves references to `$defs` in schemas, which lead to where nothing is: what they mean is one of the document's own. */
const REFERENCE = /^#\/(?:components\/schemas|\$defs)\/(.+)$/s;

/**
 * Follows a reference to one of these schemas; what is referred to within comes along as `$defs`. What was found is given
 * again, so that what reads a schema reads it once, however many endpoints have it.
 */
function createFollower(schemas: JsonSchema, within: Within): (value: unknown) => JsonSchema | null {
  const followed = new Map<JsonSchema, JsonSchema>();
  return (value) => {
    const { $ref } = fieldsOf(value);
    const [, name] = (typeof $ref === "string" ? REFERENCE.exec($ref) : null) ?? [];
    const found = name === undefined ? within(value) : schemas[name];
    if (!isFields(found) || Object.keys(found).length === 0) {
      return null;
    }
    const schema = followed.get(found) ?? { ...found, $defs: schemas };
    followed.set(found, schema);
    return schema;
  };
}

function fieldsOf(value: unknown): JsonSchema {
  return isFields(value) ? value : {};
}
