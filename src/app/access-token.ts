/**
 * The server's token: it comes once in the address's fragment, which browsers send nowhere, and is kept for this tab
 * so that a reload works. It is taken out of the address at once, against shoulders and screenshots.
 */
import type { Storage } from "../base/storage.ts";

const KEY = "jina-flow-designer.token";

export function takeToken(storage: Storage): string | null {
  const given = /[#&]token=([0-9a-f]{64})/.exec(location.hash)?.[1];
  if (given !== undefined) {
    storage.set(KEY, given);
    history.replaceState(null, "", location.pathname + location.search);
    return given;
  }
  return storage.get(KEY);
}
