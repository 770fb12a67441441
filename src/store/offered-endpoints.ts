/**
 * The endpoints that Send offers: those that the gateway has told, those that the drawn Flow exposes in HTTP, and those
 * that Jina's Client has methods for. Pure.
 */
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { exposedEndpoints } from "../model/engine/exposed-endpoints.ts";
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
  const exposed =
    isHttp && !hasOwnPaths
      ? exposedEndpoints(drawn).map(({ endpoint, path, methods }): OfferedEndpoint => {
          return { value: endpoint, label: `${methods.join(", ")} ${path}` };
        })
      : [];
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
