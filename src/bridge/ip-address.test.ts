import { expect, test } from "vitest";
import { addressKind, canonicalAddress } from "./ip-address.ts";

test.each([
  ["127.0.0.1", "127.0.0.1", "loopback"],
  ["127.255.0.9", "127.255.0.9", "loopback"],
  ["::1", "::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "::1", "loopback"],
  ["::ffff:127.0.0.1", "127.0.0.1", "loopback"],
  ["0:0:0:0:0:FFFF:7F00:1", "127.0.0.1", "loopback"],
  ["::127.0.0.1", "127.0.0.1", "loopback"],
  ["10.0.0.1", "10.0.0.1", "other"],
  ["169.253.1.1", "169.253.1.1", "other"],
  ["223.255.255.255", "223.255.255.255", "other"],
  ["2001:DB8::0:1", "2001:db8::1", "other"],
  ["fec0::1", "fec0::1", "other"],
  ["64:ff9b::8.8.8.8", "64:ff9b::808:808", "other"],
  ["0.0.0.0", "0.0.0.0", "refused"],
  ["0.1.2.3", "0.1.2.3", "refused"],
  ["169.254.169.254", "169.254.169.254", "refused"],
  ["::ffff:a9fe:a9fe", "169.254.169.254", "refused"],
  ["64:ff9b::169.254.169.254", "64:ff9b::a9fe:a9fe", "refused"],
  ["64:ff9b::127.0.0.1", "64:ff9b::7f00:1", "refused"],
  ["224.0.0.1", "224.0.0.1", "refused"],
  ["255.255.255.255", "255.255.255.255", "refused"],
  ["100.100.100.200", "100.100.100.200", "refused"],
  ["::", "::", "refused"],
  ["fe80::1", "fe80::1", "refused"],
  ["febf:ffff::1", "febf:ffff::1", "refused"],
  ["ff02::1", "ff02::1", "refused"],
  ["fd00:ec2:0:0::254", "fd00:ec2::254", "refused"],
])("%s is %s, %s", (text, canonical, kind) => {
  expect(canonicalAddress(text)).toBe(canonical);
  expect(addressKind(canonical)).toBe(kind);
});

test.each([
  "localhost",
  "2130706433",
  "0x7f.1",
  "0177.0.0.1",
  "127.1",
  "127.0.0.1.",
  "fe80::1%eth0",
  "1::2::3",
  "",
])("%j is no address", (text) => {
  expect(canonicalAddress(text)).toBeNull();
});
