/** Where a name leads, with every address checked: only those that the policy permits are connected to. */
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Target, TargetPolicy } from "./target.ts";
import { refusedAddress } from "./upstream-fault.ts";

/** Resolves a name to all its addresses; `dns.lookup` does. */
export type Resolve = (
  name: string,
  options: { all: true },
  callback: (error: Error | null, addresses: { address: string; family: number }[]) => void,
) => void;

/** What decides where a name leads. */
export interface LookupOptions {
  readonly policy: TargetPolicy;
  readonly resolve?: Resolve | undefined;
}

/** A lookup that drops every address that the policy refuses, and fails with the refusal if none is left. */
export function createCheckedLookup(
  target: Target,
  { policy, resolve = systemLookup }: LookupOptions,
): LookupFunction {
  return (name, options, callback) => {
    resolve(name, { all: true }, (error, addresses) => {
      if (error) {
        callback(error, "");
        return;
      }
      const permitted = addresses.filter(({ address }) => policy.addressRefusal(target, address) === null);
      const first = permitted[0];
      if (!first) {
        const refusal = policy.addressRefusal(target, addresses[0]?.address ?? "");
        callback(refusal && refusedAddress(refusal), "");
      } else if (options.all) {
        callback(null, permitted);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}
