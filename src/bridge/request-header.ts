import type { IncomingMessage } from "node:http";

/** The value of a request's header; of one that came several times, all of them with commas between. */
export function requestHeader({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
