/**
 * The server's token: it comes once in the address's fragment, which browsers send nowhere, and is kept for this tab
 * so that a reload works. It is taken out of the address at once, against shoulders and screenshots.
 */
import type { Storage } from "../base/storage.ts";
import { parseTokenFragment } from "../model/run/bridge-contract.ts";
import { dropFromFragment } from "./fragment.ts";

const KEY = "jina-flow-designer.token";

/** The token of this tab; null if the page was opened without one. */
export function takeToken(storage: Storage): string | null {
  const given = parseTokenFragment(location.hash);
  if (given !== null) {
    storage.set(KEY, given);
    dropFromFragment("token");
    return given;
  }
  return storage.get(KEY);
}
