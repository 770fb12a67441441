/** What the gateway of the address has told about itself. Pure. */
import type { ClientError } from "../model/run/client-error.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import type { DesignerState } from "./state.ts";

/** What was asked of one gateway, and what it told. */
export interface KnownGateway {
  /** The address as it was typed; nothing of this holds for another one. */
  readonly address: string;
  readonly isAsked: boolean;
  /** The last one; null before the first. */
  readonly report: GatewayReport | null;
  /** Why it told nothing when it was asked last; null if it did. */
  readonly fault: ClientError | null;
}

/** What is known of the gateway of the address as it is typed now; null if it was not asked yet. */
export function knownGateway({
  gateway,
  address,
}: Pick<DesignerState, "gateway" | "address">): KnownGateway | null {
  return gateway?.address === address ? gateway : null;
}
