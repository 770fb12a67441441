/** Reads in a thread of its own what a gateway tells of itself. */
import type { Description } from "./description-reader.ts";
import { readDiscovery } from "./discovery.ts";
import { readOpenApi } from "./openapi.ts";

addEventListener("message", ({ data }: MessageEvent<Description>) => {
  postMessage("openApi" in data ? readOpenApi(data.openApi) : readDiscovery(data.discovery));
});
