/** Addresses beside the real Client's reading of them: the same, but for a table of differences, each with its reason. */
import { expect, test, vi } from "vitest";
import { parseAddress } from "../src/client/address.ts";
import { type AddressParts, NO_PARTS } from "../src/model/run/address.ts";
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
  "h:5#x",
  "h:5?x=1",
  "h:5/?x",
  // Behind it the Client wants another argument.
  "-a:5",
  "http://-a",
  // Both take them for names, which a resolver may know.
  "a-:5",
  "a.b.:5",
  "_a.-b:5",
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
    "http://h?x=1",
    "localhost#x",
    "a..b:5",
    ".a:5",
    `${"a".repeat(64)}:5`,
  ],
  // The Client goes on with port 80 then, which nobody has asked for.
  "a port that is half written is refused": ["localhost:", "localhost:0"],
};

function ours(text: string, parts = NO_PARTS): object {
  const parsed = parseAddress(text, parts);
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

/** A text with parts beside it, as the arguments of the Client that they are. */
const MIXES: readonly (readonly [text: string, parts: Partial<AddressParts>])[] = [
  "h",
  "grpc://h",
  "https://h",
  "ws://h",
  "h:5",
  "http://h:5",
].flatMap(
  (text) =>
    [
      [text, { port: "7" }],
      [text, { protocol: "http" }],
      [text, { protocol: "websocket", tls: "on" }],
      [text, { port: "5" }],
      [text, { protocol: "grpc" }],
      [text, { tls: "on" }],
    ] as const,
);

function argumentsOf(text: string, { port, protocol, tls }: Partial<AddressParts>): object {
  return {
    host: text,
    ...(port && { port: Number(port) }),
    ...(protocol && { protocol: protocol.toUpperCase() }),
    ...(tls && { tls: true }),
  };
}

test("parts are read as the Client reads its arguments, and refused in its words", () => {
  const answers = askScript(
    "read_addresses.py",
    [],
    MIXES.map(([text, parts]) => argumentsOf(text, parts)),
  ) as object[];
  let refused = 0;
  let twice = 0;
  for (const [index, [text, given]] of MIXES.entries()) {
    const answer = answers[index]!;
    const parsed = parseAddress(text, { ...NO_PARTS, ...given });
    const name = JSON.stringify([text, given]);
    if (!("error" in answer)) {
      expect(ours(text, { ...NO_PARTS, ...given }), name).toEqual(answer);
    } else if (parsed instanceof ClientError) {
      refused += 1;
      const said = String(answer.error).replace(/^ValueError: /, "");
      expect(parsed.message.startsWith(`${said}.`), `${name}: ${parsed.message} / ${said}`).toBe(true);
    } else {
      // The Client takes nothing twice, be it the same.
      twice += 1;
      expect(parsed.note, name).toMatch(/is given twice, which Jina's own Client does not take/);
    }
  }
  expect(
    [refused, twice].every((count) => count > 3),
    `${refused} ${twice}`,
  ).toBe(true);
});
