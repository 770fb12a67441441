/** Hosts of executors as the engine takes them apart, and as Python checks them before it asks the system. */
import { quoted } from "../../base/words.ts";
import { strip } from "../python.ts";
import { Refusal } from "./argument-draft.ts";
import { theKey } from "./argument-sentences.ts";

interface HostAddress {
  readonly host: string;
  /** As written, a text. */
  readonly port: string | null;
  readonly isEncrypted: boolean;
}

/** The parts of `scheme://host:port`, of which each but the host may be missing. @throws Refusal */
export function splitAddress(address: string): HostAddress {
  const parts = address.split("://");
  const [scheme = "", rest = ""] = parts.length > 1 ? parts : ["", address];
  const [host = "", port = null, ...more] = rest.split(":");
  if (parts.length > 2 || more.length > 0) {
    throw new Refusal(
      "ValueError",
      "too many values to unpack (expected 2)",
      "host",
      (owner) =>
        `${theKey("host", owner)} must be like example.org, example.org:1234 or grpcs://example.org:1234, not ${quoted(address)}; Jina takes no IPv6.`,
    );
  }
  return { host, port, isEncrypted: ["grpcs", "https", "wss"].includes(scheme) };
}

/** Asks what Python asks before it asks the system for a host. @throws Refusal */
export function checkHostName(host: string): void {
  const labels = strip(host).split(/[.\u3002\uff0e\uff61]/);
  const isEmpty = labels.slice(0, -1).includes("");
  if (isEmpty || labels.some(({ length }) => length >= 64)) {
    throw new Refusal(
      "UnicodeError",
      "encoding with 'idna' codec failed (UnicodeError: label empty or too long)",
      "host",
      (owner) =>
        `${theKey("host", owner)} is no host name: ${quoted(host)} must have 1 to 63 characters between its dots.`,
    );
  }
  if (host.includes("\0")) {
    throw new Refusal(
      "TypeError",
      "gethostbyaddr() argument 1 must be encoded string without null bytes, not str",
      "host",
      (owner) => `${theKey("host", owner)} has a null character in it: take it out.`,
    );
  }
}
