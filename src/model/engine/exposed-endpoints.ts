/** The endpoints that the gateway of a Flow exposes in HTTP, which it does with docarray below 0.30. Pure. */
import type { BuiltFlow } from "./built-flow.ts";

/** An endpoint of executors, and how it is asked in HTTP. */
export interface ExposedEndpoint {
  readonly endpoint: string;
  readonly path: string;
  /** At least one, in capital letters. */
  readonly methods: readonly string[];
}

/** In the order in which the gateway's `expose_endpoints` has them; none where it cannot be read. */
export function exposedEndpoints({ gateway }: BuiltFlow): readonly ExposedEndpoint[] {
  const json = gateway.values.get("expose_endpoints");
  let said: unknown = null;
  try {
    said = typeof json === "string" ? JSON.parse(json) : null;
  } catch {
    // A gateway with such a text does not start, which is told among the problems.
  }
  return Object.entries(Object(said)).map(([endpoint, facts]): ExposedEndpoint => {
    const { http_path: path, methods } = Object(facts);
    return {
      endpoint,
      path: typeof path === "string" && path !== "" ? path : endpoint,
      methods:
        Array.isArray(methods) && methods.length > 0
          ? methods.map((one) => String(one).toUpperCase())
          : ["POST"],
    };
  });
}
