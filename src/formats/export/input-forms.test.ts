import { describe, expect, test } from "vitest";
import { INPUT_FORMS } from "./input-forms.ts";

/** What is of a form, and what is not. */
const CASES: Readonly<Record<keyof typeof INPUT_FORMS, readonly [readonly string[], readonly string[]]>> = {
  namespace: [
    ["a", "search", "my-shop-2", "0", "a".repeat(63)],
    ["", "../../x", "Shop", "-a", "a-", "a_b", "a.b", "a b", "é", "a\n", "a\u001b", "a".repeat(64)],
  ],
  network: [
    ["jina-network", "Net_1.x", "0"],
    ["", "../x", "-a", ".a", "_a", "a b", "a/b", "a:", "a\n", "é"],
  ],
  image: [
    [
      ...["jina", "jina:1", "jinaai/jina:3.34.0-py310-perf", "hub/ranker:1", "localhost:5000/a/b_c--d"],
      ...["Registry.example.org:443/team/x:Latest", "[::1]:5000/a", `a/b:t@sha256:${"0f".repeat(32)}`],
    ],
    [
      "",
      "Jina",
      "a b",
      "../x",
      "a/../b",
      "a:",
      "a:b:c",
      "a@sha256:0",
      "-a",
      "a\n",
      "a\u001b",
      "docker://a",
      "a//b",
    ],
  ],
  port: [
    ["1", "50000", "65535"],
    ["", "0", "65536", "8e3", "-1", " 1", "1.0", "99999999"],
  ],
  folder: [
    ["/", "/home/me", "/a b/é"],
    ["", "home", "./x", "~", "/a\nb", "/a\u001b"],
  ],
};

describe.each(Object.entries(CASES))("a %s", (form, [good, bad]) => {
  const { pattern } = INPUT_FORMS[form as keyof typeof INPUT_FORMS];

  test.each(good)("may be %j", (text) => {
    expect(pattern.test(text)).toBe(true);
  });

  test.each(bad)("may not be %j", (text) => {
    expect(pattern.test(text)).toBe(false);
  });

  test("is judged at once, however long and odd it is", () => {
    const before = process.cpuUsage();
    for (const piece of ["a", "a.", "a-", "a_", "/", "a/", ":", "a:", "@a+", "0", "A."]) {
      pattern.test(`${piece.repeat(20_000)}!`);
    }
    // The time of this process alone: a busy machine makes it no longer.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
