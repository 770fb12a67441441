/** The path of an endpoint at an HTTP gateway, which does not tell `search`, `/search` and `/search/` apart. */
export function endpointPath(endpoint: string): string {
  return `/${endpoint.replace(/^\/+|\/+$/g, "")}`;
}
