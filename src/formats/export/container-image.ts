/** Which image a container runs, as the engine finds it for what stands under `uses`. */
import { DEFAULT_EXECUTOR } from "../../model/engine/uses-source.ts";
import type { GivenInputs } from "./export-inputs.ts";
import { ExportRefusal, spokenName } from "./export-refusal.ts";
import { parseHubAddress } from "./hub-address.ts";

/** The gateways that come with the engine. */
export const BUILT_IN_GATEWAYS: ReadonlySet<string | null> = new Set([
  "HTTPGateway",
  "WebSocketGateway",
  "GRPCGateway",
  "CompositeGateway",
]);

/** Whether the engine exports what runs this: an image, or what Jina's own image holds. */
export function isContainerized(uses: string | null): boolean {
  if (uses === null || uses === DEFAULT_EXECUTOR || BUILT_IN_GATEWAYS.has(uses)) {
    return true;
  }
  if (uses.startsWith("docker://")) {
    return true;
  }
  const address = parseHubAddress(uses);
  return "scheme" in address && address.scheme.endsWith("+docker");
}

/** The image for what stands under an argument. @throws ExportRefusal where it names none */
export function imageFor(
  uses: string | null,
  argument: string,
  executor: string,
  inputs: GivenInputs,
): string {
  if (uses === null || uses === DEFAULT_EXECUTOR || BUILT_IN_GATEWAYS.has(uses)) {
    return inputs.gatewayImage();
  }
  const address = parseHubAddress(uses);
  if ("scheme" in address) {
    return inputs.hubImage(uses);
  }
  if (uses.startsWith("docker")) {
    return uses.replaceAll("docker://", "");
  }
  throw new ExportRefusal(
    { type: "ValueError", message: address.fault },
    `${argument} of ${spokenName(executor)} is ${uses}, which is no image. Write docker://IMAGE there, or an address of the Hub.`,
    executor,
  );
}
