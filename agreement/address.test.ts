/** Addresses beside the real Client's reading of them: the same, but for a table of differences, each with its reason. */
import { expect, test, vi } from "vitest";
import { parseAddress } from "../src/client/address.ts";
import { ClientError } from "../src/model/run/client-error.ts";
import { askScript } from "./ask-script.ts";

vi.setConfig({ testTimeout: 90_000 });

const SCHEMES = ["", "grpc://", "grpcs://", "http://", "https://", "ws://", "wss://", "websocket://"];
const HOSTS = ["localhost", "my_service.ns.svc", "10.0.0.1", "a-b.example"];
const PORTS = ["", ":1", ":54321", ":65535"];

const SAME = [
  ...SCHEMES.flatMap((scheme) => HOSTS.flatMap((host) => PORTS.map((port) => scheme + host + port))),
  "GRPC://localhost:5",
  "HTTP://localhost",
  "http://localhost/",
  // Refused by both.
  "",
  "http://",
  "grpc://:5",
  "ftp://localhost",
  "jinac://localhost",
  "http://http://localhost",
  "http://localhost:80/path",
  "localhost:http",
  "http://user:secret@localhost",
  "fe80::1",
];

/** What differs, by its reason. */
const DIFFERENT: { readonly [reason: string]: readonly string[] } = {
  // Jina makes `grpc://54321:80` of it, which is the IPv4 address 0.0.212.49 to a resolver.
  "digits alone are a port of this machine": ["54321", "http://54321"],
  // Browsers block the address that means all of them.
  "an address that means all of this machine's is the loopback one": ["0.0.0.0:5"],
  // The Client cuts at the first colon.
  "IPv6 is read": ["grpc://[::1]:5", "[::1]"],
  // The Client drops a slash only where no port is before it.
  "a slash at the end means nothing": ["http://localhost:8080/"],
  "what is meant is clear, though the Client does not know it": [
    "websockets://localhost:1",
    "HTTPS://localhost",
  ],
  "space around it comes with copying": [" localhost:5"],
  // The Client would look for a host of this name, or connect to a port that there is not.
  "what can be no address is refused at once": [
    "http://localhost/path",
    "localhost?x",
    "1.2.3.999:4",
    "localhost:70000",
  ],
  // The Client goes on with port 80 then, which nobody has asked for.
  "a port that is half written is refused": ["localhost:", "localhost:0"],
};

function ours(text: string): object {
  const parsed = parseAddress(text);
  if (parsed instanceof ClientError || parsed.address.kind === "simulator") {
    return { error: true };
  }
  const { kind: _, ...address } = parsed.address;
  return address;
}

const different = Object.values(DIFFERENT).flat();
const asked = [...SAME, ...different];
const jinas = new Map<string, object>();

test("the Client can be asked", () => {
  for (const [index, answer] of (askScript("read_addresses.py", [], asked) as object[]).entries()) {
    jinas.set(asked[index]!, "error" in answer ? { error: true } : answer);
  }
});

test.each(SAME)("%s", (text) => {
  expect(ours(text)).toEqual(jinas.get(text));
});

test.each(different)("%s differs, as the table says", (text) => {
  expect(ours(text)).not.toEqual(jinas.get(text));
});
