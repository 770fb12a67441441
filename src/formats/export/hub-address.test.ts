import { expect, test } from "vitest";
import { parseHubAddress } from "./hub-address.ts";

test.each([
  ["jinahub+docker://Foo", { scheme: "jinahub+docker", name: "Foo", tag: null }],
  ["jinahub://Foo:secret/v1", { scheme: "jinahub", name: "Foo", tag: "v1" }],
  ["jinaai+docker://me/Foo", { scheme: "jinaai+docker", name: "me/Foo", tag: null }],
  ["jinaai+docker://me/Foo:v2", { scheme: "jinaai+docker", name: "me/Foo", tag: "v2" }],
  ["JINAAI://me/Foo?x", { scheme: "jinaai", name: "me/Foo", tag: null }],
])("%s", (text, address) => {
  expect(parseHubAddress(text)).toEqual(address);
});

test.each(["Klass", "docker://x", "jinaai+docker://Foo", "jinahub://", "jinaai://me/a:b:c", "http://x/y"])(
  "%s is none, in the engine's words",
  (text) => {
    expect(parseHubAddress(text)).toEqual({ fault: `${text} is not a valid Hub URI.` });
  },
);

test("a bracket without its other is what Python says it is", () => {
  expect(parseHubAddress("jinahub://[a")).toEqual({ fault: "Invalid IPv6 URL" });
});
