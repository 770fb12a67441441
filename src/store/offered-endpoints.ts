/**
 * The endpoints that Send offers: those that the gateway has told, those that the drawn Flow exposes in HTTP, and those
 * that Jina's Client has methods for. Pure.
 */
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { KnownGateway } from "./known-gateway.ts";

/** An endpoint, as it is typed. */
interface OfferedEndpoint {
  readonly value: string;
  /** Of an HTTP gateway: with which method and at which path it is asked, as `POST /my/foo`; absent for others. */
  readonly label?: string;
}

/** Those that Jina's Client has methods for, as an HTTP gateway with docarray below 0.30 has them. */
const CLIENTS: readonly (readonly [endpoint: string, route: string])[] = [
  ["/", "POST /post"],
  ["/index", "POST /index"],
  ["/search", "POST /search"],
  ["/update", "PUT /update"],
  ["/delete", "DELETE /delete"],
];

/** Each endpoint once: first those that the gateway has told, then the exposed ones. `isHttp`: it is asked in HTTP. */
export function offeredEndpoints(
  gateway: KnownGateway | null,
  drawn: BuiltFlow,
  isHttp: boolean,
): readonly OfferedEndpoint[] {
  const report = gateway?.report;
  const told = (report?.endpoints ?? []).map(({ name, isGenerator }): OfferedEndpoint => {
    const method = isGenerator ? "GET" : "POST";
    return { value: name, ...(isHttp && { label: `${method} ${name}` }) };
  });
  // With later docarray each endpoint has its own path, and nothing is exposed besides.
  const hasOwnPaths = report?.generation === "v2";
  const exposed = isHttp && !hasOwnPaths ? exposedBy(drawn) : [];
  const isLeftOut = (endpoint: string) =>
    drawn.gateway.values.get(endpoint === "/" ? "no_debug_endpoints" : "no_crud_endpoints") === true;
  const clients = CLIENTS.map(
    ([value, label]): OfferedEndpoint =>
      isHttp && !hasOwnPaths && !isLeftOut(value) ? { value, label } : { value },
  );
  const byValue = new Map([...clients, ...exposed, ...told].map((one) => [one.value, one]));
  const order = new Set([...told, ...exposed, ...clients].map(({ value }) => value));
  return [...order].flatMap((value) => byValue.get(value) ?? []);
}

/** The endpoints that the gateway of a Flow gives a path in HTTP. */
function exposedBy({ gateway }: BuiltFlow): readonly OfferedEndpoint[] {
  const json = gateway.values.get("expose_endpoints");
  let said: unknown = null;
  try {
    said = typeof json === "string" ? JSON.parse(json) : null;
  } catch {
    // A gateway with such a text does not start, which is told among the problems.
  }
  return Object.entries(Object(said)).map(([endpoint, facts]): OfferedEndpoint => {
    const { http_path: path, methods } = Object(facts);
    const names = Array.isArray(methods) && methods.length > 0 ? methods.map(String).join(", ") : "POST";
    return {
      value: endpoint,
      label: `${names} ${typeof path === "string" && path !== "" ? path : endpoint}`,
    };
  });
}
