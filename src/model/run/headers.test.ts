import { expect, test } from "vitest";
import { parseHeaders, printHeaders, readHeaders } from "./headers.ts";

test("lines of names and values; names in lower case, empty lines left out", () => {
  expect(readHeaders("Authorization: Bearer a:b\n\n x-a :  b \r\n")).toEqual([
    { name: "authorization", value: "Bearer a:b" },
    { name: "x-a", value: "b" },
  ]);
  expect(readHeaders(" \n")).toEqual([]);
});

test.each([
  ["a", "Headers, line 1, column 1: a header is a name, a colon and a value, as x-request: 1."],
  ["a: secret\n: b", "Headers, line 2, column 1: a header is a name"],
  ["a b: secret", "Headers, line 1, column 1: a b is no name of a header"],
  ["  Host: secret", "Headers, line 1, column 3: host is made by what sends the request"],
  ["cookie: secret", "Headers, line 1, column 1: cookie is made"],
  ["grpc-timeout: 1S", "Headers, line 1, column 1: grpc-timeout is made"],
  ["x-bridge-token: secret", "Headers, line 1, column 1: x-bridge-token is made"],
  ["a:", "Headers, line 1, column 3: a has no value."],
  ["a: sécret", "Headers, line 1, column 3: a has a value of other characters than printable ASCII."],
  ["a: secret\nA: secret", "Headers, line 2, column 1: a stands there twice."],
  [`a: ${"secret".repeat(1000)}`, "The headers have more than 4,000 characters together."],
])("%j is refused at its place, without its value", (text, message) => {
  const read = readHeaders(text);
  expect(read).toMatchObject({ code: "input", message: expect.stringContaining(message) });
  expect(String(read)).not.toContain("secret");
});

test("what is printed for the page's server is read there as the same", () => {
  const headers = [
    { name: "authorization", value: "Basic Zm9v+/==&a=b %20" },
    { name: "x-a", value: "; , \" '" },
  ];
  expect(parseHeaders(printHeaders(headers))).toEqual(headers);
  expect(parseHeaders("")).toEqual([]);
  expect(parseHeaders("host=a")).toBeNull();
});
