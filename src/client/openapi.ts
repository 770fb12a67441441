/** What an HTTP gateway says about itself in its OpenAPI: which docarray it runs, and which paths its endpoints have. */
import type { ExposedEndpoint } from "../model/engine/exposed-endpoints.ts";
import type { GatewayEndpoint, JsonSchema } from "../model/run/gateway-report.ts";
import { isFields } from "./answer-json.ts";
import type { Generation } from "./generation.ts";

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

const OWN_PATHS = new Set(["/", "/status", "/dry_run", "/graphql"]);

/** Reads a parsed OpenAPI document; `other` is what no Jina gateway gives. */
export function describeOpenApi(document: unknown): Described {
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
  const own = `/${endpoint.replace(/^\/+|\/+$/g, "")}`;
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
export function endpointsOf(document: unknown): GatewayEndpoint[] {
  const { paths, components } = withLocalReferences(document);
  const schemas = fieldsOf(fieldsOf(components).schemas);
  return Object.entries(fieldsOf(paths))
    .filter(([path]) => !OWN_PATHS.has(path))
    .map(([name, item]): GatewayEndpoint => {
      const { get, post } = fieldsOf(item);
      const isGenerator = post === undefined && get !== undefined;
      const { requestBody, responses } = fieldsOf(post ?? get);
      const asked = schemaIn(requestBody, schemas);
      return {
        name,
        isGenerator,
        input: isGenerator ? asked : documentIn(asked, schemas),
        output: isGenerator ? null : documentIn(schemaIn(fieldsOf(responses)["200"], schemas), schemas),
      };
    });
}

const DEFINITIONS = "#/$defs/";

/**
 * Lets all references begin with `#/$defs/`: Jina leaves such in schemas, which lead to where nothing is, and what they
 * mean stands among the document's own schemas.
 */
function withLocalReferences(document: unknown): JsonSchema {
  const text = JSON.stringify(document ?? null).replaceAll('"#/components/schemas/', `"${DEFINITIONS}`);
  return fieldsOf(JSON.parse(text));
}

/** The schema of a JSON body. */
function schemaIn(body: unknown, schemas: JsonSchema): JsonSchema | null {
  const json = fieldsOf(fieldsOf(fieldsOf(body).content)["application/json"]);
  return schemaBehind(json.schema, schemas);
}

/** What a message holds as its data: one document, or a list of them. */
function documentIn(message: JsonSchema | null, schemas: JsonSchema): JsonSchema | null {
  const data = fieldsOf(fieldsOf(message?.properties).data);
  const choices = Array.isArray(data.anyOf) ? data.anyOf.map(fieldsOf) : [data];
  return schemaBehind(choices.find(({ type }) => type !== "array") ?? choices[0]?.items, schemas);
}

/** Of what was found behind references, so that what reads a schema reads it once, however many endpoints have it. */
const behind = new WeakMap<JsonSchema, JsonSchema>();

/** Follows a reference; what is referred to within comes along as `$defs`. */
function schemaBehind(value: unknown, schemas: JsonSchema): JsonSchema | null {
  const { $ref } = fieldsOf(value);
  const found =
    typeof $ref === "string" && $ref.startsWith(DEFINITIONS)
      ? schemas[$ref.slice(DEFINITIONS.length)]
      : value;
  if (!isFields(found) || Object.keys(found).length === 0) {
    return null;
  }
  const schema = behind.get(found) ?? { ...found, $defs: schemas };
  behind.set(found, schema);
  return schema;
}

function fieldsOf(value: unknown): JsonSchema {
  return isFields(value) ? value : {};
}
