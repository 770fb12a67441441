/** What an HTTP gateway says about itself in its OpenAPI: which docarray it runs, and which paths its endpoints have. */
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

/**
 * The way of an endpoint, found as Jina's Client finds it: its own path, else that of the default endpoint, else the one
 * that takes all endpoints. Beyond the Client, paths with other methods and those of generators are found too. Null if
 * there is none.
 */
export function routeOf({ paths }: HttpGateway, endpoint: string): HttpRoute | null {
  const own = `/${endpoint.replace(/^\/+|\/+$/g, "")}`;
  const posted = (path: string): HttpRoute | null =>
    paths.get(path)?.includes("POST") ? { method: "POST", path, isStream: false } : null;
  const isGenerator = paths.get(own)?.join() === "GET";
  const other = paths.get(own)?.find((method) => /^(?:PUT|DELETE|PATCH)$/.test(method));
  return (
    (own === "/" ? null : posted(own)) ??
    (isGenerator ? { method: "GET", path: own, isStream: true } : null) ??
    posted("/default") ??
    posted("/post") ??
    (other ? { method: other, path: own, isStream: false } : null)
  );
}
