/** Reads the OpenAPI that an HTTP gateway has answered with: in place, or away from the page's thread where it is large. */
import type { DescriptionReader } from "./description-reader.ts";
import { readToldBytes } from "./http-wire.ts";
import {
  MAX_DESCRIPTION_BYTES,
  type OpenApiReading,
  readOpenApi,
  SMALL_DESCRIPTION_BYTES,
} from "./openapi.ts";

/** Throws ClientError for what is too large; without `readLarge`, as where there are no workers, all is read in place. */
export async function openApiOf(
  response: Response,
  tried: string,
  readLarge: DescriptionReader | undefined,
  signal: AbortSignal,
): Promise<OpenApiReading> {
  const bytes = await readToldBytes(response, MAX_DESCRIPTION_BYTES, tried);
  return bytes.length > SMALL_DESCRIPTION_BYTES && readLarge
    ? readLarge.openApi(bytes, signal)
    : readOpenApi(bytes);
}
