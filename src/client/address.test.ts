import { describe, expect, test } from "vitest";
import { type AddressParts, NO_PARTS, typedAddress } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { describeAddress, hostAndPort, parseAddress } from "./address.ts";

/** What was understood in one line, or the refusal's sentence. */
function understood(text: string, parts: Partial<AddressParts> = {}): string {
  const parsed = parseAddress(text, { ...NO_PARTS, ...parts });
  if (parsed instanceof ClientError) {
    expect(parsed.code).toBe("address");
    return `refused: ${parsed.message}`;
  }
  const protocol = parsed.address.kind === "gateway" ? ` ${parsed.address.protocol}` : "";
  return `${describeAddress(parsed.address)}${protocol}${parsed.note && ` (${parsed.note})`}`;
}

test.each([
  ["http:/host", "Behind “http:” stands one slash, where two belong: http://host is meant.", "http://host"],
  [
    "HTTP:/host:8080/",
    "Behind “HTTP:” stands one slash, where two belong: http://host:8080/ is meant.",
    "http://host:8080/",
  ],
  ["grpc:host:1", "Behind “grpc:” the two slashes are missing: grpc://host:1 is meant.", "grpc://host:1"],
  ["wss:host", "Behind “wss:” the two slashes are missing: wss://host is meant.", "wss://host"],
  ["grpc:[::1]:5", "Behind “grpc:” the two slashes are missing: grpc://[::1]:5 is meant.", "grpc://[::1]:5"],
  [
    "http:///host:1",
    "Behind “http:” stand 3 slashes, where two belong: http://host:1 is meant.",
    "http://host:1",
  ],
  [
    "ws:\\\\host:1",
    "Behind “ws:” stand backslashes, where two slashes belong: ws://host:1 is meant.",
    "ws://host:1",
  ],
  ["grpc//host:1", "Behind “grpc” the colon is missing: grpc://host:1 is meant.", "grpc://host:1"],
])(
  "%j says what is wrong between scheme and host, and offers the address that is meant",
  (text, says, mended) => {
    const parsed = parseAddress(text);
    expect(parsed).toBeInstanceOf(ClientError);
    expect(parsed).toMatchObject({ message: says, offers: [{ address: mended }] });
    expect(parseAddress(mended)).not.toBeInstanceOf(ClientError);
  },
);

test.each(["grpc:54321", "http:80/", "grpc.lan:1", "https.example", "http", "ws:80"])(
  "%j stays a host, whatever it is called",
  (text) => {
    expect(parseAddress(text)).not.toBeInstanceOf(ClientError);
  },
);

test.each(["http:/host/path", "grpc:two words", "htp:/host", "grpc/host:1"])(
  "%j is offered nothing that would be refused",
  (text) => {
    expect(parseAddress(text)).toMatchObject({ code: "address", offers: [] });
  },
);

describe("parseAddress", () => {
  test.each([
    ["simulator:", "simulator:"],
    ["Simulator://", "simulator:"],
    ["simulator.lan:5000", "grpc://simulator.lan:5000 grpc"],
    ["localhost:54321", "grpc://localhost:54321 grpc"],
    ["  gateway  ", "grpc://gateway:80 grpc (Without a port it is 80, as in Jina's Client.)"],
    ["grpc://localhost:54321", "grpc://localhost:54321 grpc"],
    ["GRPC://LocalHost:54321/", "grpc://localhost:54321 grpc"],
    [
      "grpcs://jina.example",
      "grpcs://jina.example:443 grpc (Without a port it is 443, as in Jina's Client.)",
    ],
    ["http://localhost", "http://localhost:80 http (Without a port it is 80, as in Jina's Client.)"],
    ["https://localhost:8443", "https://localhost:8443 http"],
    ["ws://localhost:1", "ws://localhost:1 websocket"],
    ["wss://localhost", "wss://localhost:443 websocket (Without a port it is 443, as in Jina's Client.)"],
    ["websocket://localhost:65535", "ws://localhost:65535 websocket"],
    [
      "websockets://localhost:5",
      "wss://localhost:5 websocket (Jina's own Client does not know websockets://, so write wss:// there.)",
    ],
    ["54321", "grpc://localhost:54321 grpc (A number alone is a port of this machine.)"],
    ["http://8080/", "http://localhost:8080 http (A number alone is a port of this machine.)"],
    ["localhost", "grpc://localhost:80 grpc (Without a port it is 80, as in Jina's Client.)"],
    ["grpc://my_service.ns.svc:50051", "grpc://my_service.ns.svc:50051 grpc"],
    ["127.1:99", "grpc://127.0.0.1:99 grpc"],
    ["a.b.:5", "grpc://a.b.:5 grpc"],
    ["a-.-b:5", "grpc://a-.-b:5 grpc"],
    [`${"a".repeat(63)}:5`, `grpc://${"a".repeat(63)}:5 grpc`],
    ["[::1]", "grpc://[::1]:80 grpc (Without a port it is 80, as in Jina's Client.)"],
    ["grpcs://[FE80::1]:54321", "grpcs://[fe80::1]:54321 grpc"],
    [
      "0.0.0.0:54321",
      "grpc://127.0.0.1:54321 grpc (0.0.0.0 means every address of this machine; 127.0.0.1 is used instead.)",
    ],
    ["ws://[::]:9", "ws://[::1]:9 websocket (:: means every address of this machine; ::1 is used instead.)"],
  ])("%s", (text, wanted) => {
    expect(understood(text)).toBe(wanted);
  });

  test.each([
    ["", "empty"],
    ["   ", "empty"],
    ["ftp://localhost", "“ftp” is no protocol"],
    ["://localhost", "“” is no protocol"],
    ["grpc://", "host is missing"],
    ["grpc://:54321", "host is missing"],
    ["http://localhost:8080/post", "has no path"],
    ["http://localhost/a?x#y", "has no path"],
    ["localhost?x", "has no query"],
    ["http://h?x=1", "has no query"],
    ["http://h:5/?x", "has no path"],
    ["localhost#x", "has no fragment"],
    ["h:5#x?y", "has no fragment"],
    ["a..b:5", "“a..b” is no host name: nothing stands before one of its dots"],
    [".a", "“.a” is no host name: nothing stands before one of its dots"],
    ["a..:5", "“a..” is no host name: nothing stands before one of its dots"],
    ["-a:5", "“-a” is no host name: it begins with a hyphen"],
    ["http://-a.b", "it begins with a hyphen"],
    [`${"a".repeat(64)}.b:5`, "one of its parts has more than 63 characters"],
    ["user:secret@localhost", "no user name"],
    ["::1", "needs brackets"],
    ["fe80::1:54321", "needs brackets"],
    ["localhost:", "from 1 to 65535, not “”"],
    ["localhost:0", "from 1 to 65535, not “0”"],
    ["localhost:65536", "from 1 to 65535"],
    ["http://http://x", "The address names a protocol twice"],
    ["grpc://http://x:5", "names a protocol twice"],
    ["0", "from 1 to 65535, not “0”"],
    ["70000", "from 1 to 65535, not “70000”"],
    ["localhost:http", "from 1 to 65535, not “http”"],
    ["[::1]54321", "from 1 to 65535"],
    ["[::1", "needs brackets"],
    ["[::zz]:1", "“[::zz]” is not a host name"],
    ["two words:1", "“two words” is not a host name"],
    ["1.2.3.999", "“1.2.3.999” is not a host name"],
    ["a\nb", "not a host name"],
  ])("refuses %j", (text, sentence) => {
    const said = understood(text);
    expect(said).toMatch(/^refused: /);
    expect(said).toContain(sentence);
  });

  test("half of a character is in no host name", () => {
    expect(understood("grpc://a\ud83d:1")).toMatch(/^refused: .*is not a host name/);
  });

  test("what describeAddress writes is read back as the same address", () => {
    for (const text of [
      "simulator:",
      "grpc://a:1",
      "https://b",
      "wss://[::1]:7",
      "grpcs://c:80",
      "http://d:443",
    ]) {
      const first = parseAddress(text);
      expect(first).not.toBeInstanceOf(ClientError);
      if (!(first instanceof ClientError)) {
        expect(parseAddress(describeAddress(first.address))).toEqual({ ...first, note: "" });
      }
    }
  });
});

describe("in parts", () => {
  test.each<[text: string, parts: Partial<AddressParts>, wanted: string]>([
    ["", { host: "localhost", port: "54321" }, "grpc://localhost:54321 grpc"],
    ["", { host: "h", port: "1", protocol: "http", tls: "on" }, "https://h:1 http"],
    [
      "",
      { host: "h", protocol: "WEBSOCKET" },
      "ws://h:80 websocket (Without a port it is 80, as in Jina's Client.)",
    ],
    ["", { host: "h", tls: "on" }, "grpcs://h:443 grpc (Without a port it is 443, as in Jina's Client.)"],
    [
      "",
      { port: "54321" },
      "grpc://127.0.0.1:54321 grpc (0.0.0.0 means every address of this machine; 127.0.0.1 is used instead.)",
    ],
    ["", { host: "http://h:8080" }, "http://h:8080 http"],
    // A mix.
    ["grpc://h", { port: "5" }, "grpc://h:5 grpc"],
    ["h:5", { protocol: "http" }, "http://h:5 http"],
    ["http://h:5", { tls: "on" }, "https://h:5 http"],
    ["h:5", { host: "H" }, "grpc://h:5 grpc"],
    ["[::1]:7", { host: "[::1]" }, "grpc://[::1]:7 grpc"],
    // The same said twice.
    [
      "grpc://h:5",
      { port: "5" },
      "grpc://h:5 grpc (The port is given twice, which Jina's own Client does not take.)",
    ],
    [
      "wss://h:5",
      { protocol: "websocket", tls: "on" },
      "wss://h:5 websocket (The protocol is given twice, which Jina's own Client does not take. The TLS is given twice, which Jina's own Client does not take.)",
    ],
  ])("%j and %j", (text, parts, wanted) => {
    expect(understood(text, parts)).toBe(wanted);
  });

  test.each<[text: string, parts: Partial<AddressParts>, sentence: string]>([
    [
      "grpc://h:5",
      { port: "6" },
      "You can't have two definitions of port: you have one in the host scheme and one in the keyword argument. Here they are 5 and 6.",
    ],
    ["http://h:5", { protocol: "grpc" }, "You can't have two definitions of protocol: "],
    ["ws://h:5", { host: "other" }, "Here they are h and other."],
    ["54321", { port: "1" }, "two definitions of port"],
    ["simulator:", { port: "5" }, "The simulator runs in this page"],
    ["h", { port: "x" }, "from 1 to 65535, not “x”"],
    ["h", { port: "0" }, "from 1 to 65535, not “0”"],
    ["h", { protocol: "ftp" }, "“ftp” is no protocol"],
    ["", { host: "u:p@h" }, "no user name"],
    ["", { host: "two words" }, "not a host name"],
    ["ftp://h", { port: "5" }, "“ftp” is no protocol"],
    ["", { host: "  " }, "The address is empty"],
  ])("refuses %j with %j", (text, parts, sentence) => {
    const said = understood(text, parts);
    expect(said).toMatch(/^refused: /);
    expect(said).toContain(sentence);
  });
});

test("hostAndPort puts IPv6 in brackets", () => {
  const gateway = { kind: "gateway", protocol: "grpc", port: 5, tls: false } as const;
  expect(hostAndPort({ ...gateway, host: "::1" })).toBe("[::1]:5");
  expect(hostAndPort({ ...gateway, host: "h" })).toBe("h:5");
});

test("what was typed is one line, which tells one address from another", () => {
  expect(typedAddress("h:1", NO_PARTS)).toBe("h:1");
  expect(typedAddress("", { ...NO_PARTS, host: "h", tls: "on" })).toBe("host=h tls=on");
  expect(typedAddress("grpc://h", { ...NO_PARTS, port: "5" })).toBe("grpc://h port=5");
});
