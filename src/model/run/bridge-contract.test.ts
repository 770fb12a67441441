import { expect, test } from "vitest";
import { parseTokenFragment, printTokenFragment } from "./bridge-contract.ts";

const TOKEN = "0123456789abcdef".repeat(4);

test("a token comes out of the fragment that it was put into", () => {
  expect(printTokenFragment(TOKEN)).toBe(`#token=${TOKEN}`);
  expect(parseTokenFragment(printTokenFragment(TOKEN))).toBe(TOKEN);
  expect(parseTokenFragment(`#x=1&token=${TOKEN}`)).toBe(TOKEN);
});

test.each([
  "",
  "#",
  "#token=",
  `#token=${TOKEN.slice(1)}`,
  `#token=${TOKEN}0`,
  `#other-token=${TOKEN}`,
  `token=${TOKEN}`,
])("%j holds none", (fragment) => {
  expect(parseTokenFragment(fragment)).toBeNull();
});
