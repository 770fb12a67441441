/**
 * Metadata that is sent with each request to an executor. The engine takes any mapping; gRPC takes texts alone, under
 * keys in small letters, and the gateway waits for ever for the answer to what it could not send.
 */
import { cut } from "../../base/words.ts";
import type { Flow } from "../flow.ts";
import { isMap } from "../python.ts";
import { valueShown } from "./argument-sentences.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow } from "./built-flow.ts";
import { Findings } from "./findings.ts";

/** Metadata that gRPC cannot send. */
export function checkMetadata(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const findings = new Findings(flow);
  for (const node of built.nodes) {
    const spot = findings.spotOf(node, "grpc_metadata");
    const metadata = node.deployment.grpcMetadata;
    if (!spot || !metadata || node.role === "INSPECT_AUX_PASS") {
      continue;
    }
    const isWritten = isMap(spot.raw);
    for (const [key, value] of metadata) {
      const below = isWritten && (spot.raw as ReadonlyMap<string, unknown>).has(key) ? [key] : [];
      const lower = key.toLowerCase();
      if (!/^[a-z0-9_.-]+$/.test(key)) {
        const isFree = lower !== key && /^[a-z0-9_.-]+$/.test(lower) && !metadata.has(lower);
        findings.add(spot, {
          code: "metadata-value",
          below,
          isKey: below.length > 0,
          message: `${spot.the} has the key ${cut(key)}, which gRPC does not send: it must be of small letters, digits and the signs _ . - alone. Jina takes the file, but no request that goes there is answered.`,
          ...(isFree && below.length > 0
            ? {
                fix: (at) => ({
                  label: `Write ${lower}`,
                  edit: { kind: "rename-key", path: [...at, key], to: lower },
                }),
              }
            : {}),
        });
      } else if (typeof value !== "string") {
        const quoted = typeof value === "object" ? "" : " In quotes Jina reads it so too.";
        findings.add(spot, {
          code: "metadata-value",
          below,
          message: `${spot.the} has ${valueShown(value)} under ${cut(key)}, and gRPC sends texts alone: Jina takes the file, but no request that goes there is answered.${quoted}`,
        });
      }
    }
  }
  return findings.problems;
}
