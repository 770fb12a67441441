/** What the page sends along to a gateway: headers that a person gave. Each is checked here too, whoever the page is. */
import { BRIDGE_HEADERS } from "../model/run/bridge-contract.ts";
import { parseHeaders } from "../model/run/headers.ts";

/** What the header of that name holds, by name; null where one of them is none that is passed on. */
export function passedHeaders(line: string | undefined): Readonly<Record<string, string>> | null {
  const headers = parseHeaders(line ?? "");
  return headers && Object.fromEntries(headers.map(({ name, value }) => [name, value]));
}

export const HEADERS_INVALID = `The header ${BRIDGE_HEADERS.headers} holds a header that is not passed on.`;
