/**
 * What an IP address is, whatever its spelling. IPv6 spellings of IPv4 addresses (`::ffff:7f00:1`, `::127.0.0.1`)
 * become the IPv4 address they reach, so that one list of refused ranges is enough.
 */
import { isIPv4, isIPv6 } from "node:net";

type AddressKind =
  | "loopback"
  /** Never connected to: unspecified, link-local, multicast, broadcast, and where clouds keep machine credentials. */
  | "refused"
  | "other";

/** Cloud metadata services outside the link-local ranges: AWS and Google over IPv6, Alibaba and Oracle over IPv4. */
const METADATA_ADDRESSES = new Set(["fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192"]);

/**
 * The one spelling of an address: dotted for IPv4 and its IPv6 forms, compressed lower case otherwise. Null for
 * anything else, also for decimal, octal, hexadecimal and shortened IPv4.
 */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) {
    return text;
  }
  if (!isIPv6(text) || text.includes("%")) {
    return null;
  }
  const groups = expand(text);
  const isZeroUpTo = (end: number) => groups.slice(0, end).every((group) => group === 0);
  const isMapped = isZeroUpTo(5) && groups[5] === 0xffff;
  // `::` and `::1` look like the deprecated "compatible" form of 0.0.0.0 and 0.0.0.1, but are addresses of their own.
  const isCompatible = isZeroUpTo(6) && !(groups[6] === 0 && groups[7]! <= 1);
  return isMapped || isCompatible ? embeddedIPv4(groups) : compressed(text);
}

/** What a canonical address is. */
export function addressKind(canonical: string): AddressKind {
  if (METADATA_ADDRESSES.has(canonical)) {
    return "refused";
  }
  if (isIPv4(canonical)) {
    const [first, second] = canonical.split(".").map(Number);
    if (first === 127) {
      return "loopback";
    }
    const isLinkLocal = first === 169 && second === 254;
    // 0/8 means "this host"; 224/4 is multicast, 240/4 reserved with the broadcast address at its end.
    return isLinkLocal || first === 0 || first! >= 224 ? "refused" : "other";
  }
  if (canonical === "::1") {
    return "loopback";
  }
  const groups = expand(canonical);
  // 64:ff9b::/96 is translated to IPv4 by the network, so it is what its last 32 bits are.
  if (groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0)) {
    return addressKind(embeddedIPv4(groups)) === "other" ? "other" : "refused";
  }
  const isLinkLocal = (groups[0]! & 0xffc0) === 0xfe80;
  const isMulticast = groups[0]! >= 0xff00;
  return canonical === "::" || isLinkLocal || isMulticast ? "refused" : "other";
}

function compressed(text: string): string {
  return new URL(`http://[${text}]/`).hostname.slice(1, -1);
}

/** The eight 16-bit groups of an IPv6 address. */
function expand(text: string): number[] {
  const [head, tail] = compressed(text).split("::");
  const parse = (part: string | undefined) =>
    part ? part.split(":").map((group) => Number.parseInt(group, 16)) : [];
  const before = parse(head);
  const after = parse(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function embeddedIPv4(groups: readonly number[]): string {
  const [high, low] = [groups[6]!, groups[7]!];
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}
