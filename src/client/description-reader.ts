/**
 * Reads in a worker what a gateway tells of itself where that is large. The worker is ended once that is read, or nobody
 * waits for it any more.
 */
import { askWorker } from "../base/ask-worker.ts";
import { notLoaded } from "../model/run/not-loaded.ts";
import url from "./description.worker.ts?worker&url";
import type { OpenApiReading } from "./openapi.ts";
import type { ToldEndpoints } from "./told-endpoints.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What the worker is sent. */
export type Description = { readonly openApi: Bytes } | { readonly discovery: Bytes };

/** What reads large descriptions. Both reject with the signal's reason, and with a ClientError without the worker's code. */
export interface DescriptionReader {
  openApi(bytes: Bytes, signal: AbortSignal): Promise<OpenApiReading>;
  /** Rejects with an Error for what is not that message. */
  discovery(bytes: Bytes, signal: AbortSignal): Promise<ToldEndpoints>;
}

const WHAT = "What reads descriptions of gateways";

/** What reads each in a worker of its own. */
export const descriptionReader: DescriptionReader = {
  openApi: (openApi, signal) => ask({ openApi }, signal),
  discovery: (discovery, signal) => ask({ discovery }, signal),
};

function ask<Reading>(description: Description, signal: AbortSignal): Promise<Reading> {
  return askWorker<Reading>(url, WHAT, description, signal).catch((cause) => {
    throw notLoaded(cause);
  });
}
