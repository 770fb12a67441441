/** The gateway that a relayed call is for, as the page names it; the same for every protocol. */
import type { IncomingMessage } from "node:http";
import type { Protocol } from "../model/run/address.ts";
import { BRIDGE_HEADERS, type BridgeErrorCode } from "../model/run/bridge-contract.ts";
import { requestHeader } from "./request-header.ts";
import { parseTarget, type Target, type TargetPolicy } from "./target.ts";

type NamedTarget =
  | { readonly kind: "target"; readonly target: Target }
  | { readonly kind: "fault"; readonly code: BridgeErrorCode; readonly text: string };

/** Reads and judges the target that a request's headers name. */
export function readTargetOf(
  request: IncomingMessage,
  protocol: Protocol,
  policy: TargetPolicy,
): NamedTarget {
  const [name, tls] = [BRIDGE_HEADERS.target, BRIDGE_HEADERS.tls].map((one) => requestHeader(request, one));
  return readTarget(name, tls, protocol, policy);
}

/** Reads and judges a target. `name` is what the page gave as `host:port`, `tls` as its wish for TLS, if anything. */
export function readTarget(
  name: string | undefined,
  tls: string | undefined,
  protocol: Protocol,
  policy: TargetPolicy,
): NamedTarget {
  const fault = (code: BridgeErrorCode, text: string): NamedTarget => ({ kind: "fault", code, text });
  if (tls !== undefined && tls !== "1") {
    return fault("target-invalid", `The header ${BRIDGE_HEADERS.tls} is 1 or missing.`);
  }
  const target = parseTarget(name ?? "", tls === "1", protocol);
  if (!target) {
    return fault(
      "target-invalid",
      `The header ${BRIDGE_HEADERS.target} is not host:port, as 127.0.0.1:54321 or [::1]:54321.`,
    );
  }
  const refusal = policy.refusal(target);
  return refusal === null ? { kind: "target", target } : fault(refusal.code, refusal.text);
}
