import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { printRunCommand } from "./run-command.ts";

describe("printRunCommand", () => {
  test("leaves plain names as they are", () => {
    expect(printRunCommand("flow.yml")).toBe("jina flow --uses flow.yml");
    expect(printRunCommand("flows/my-flow_2.yaml")).toBe("jina flow --uses flows/my-flow_2.yaml");
  });

  test("quotes what a shell would read", () => {
    expect(printRunCommand("my flow.yml")).toBe("jina flow --uses 'my flow.yml'");
    expect(printRunCommand("it's.yml")).toBe("jina flow --uses 'it'\\''s.yml'");
    expect(printRunCommand("")).toBe("jina flow --uses ''");
  });

  test("keeps a leading hyphen from being an option", () => {
    expect(printRunCommand("-x.yml")).toBe("jina flow --uses ./-x.yml");
  });

  test.each([
    "flow.yml",
    "$(touch x).yml",
    "`id`;rm *.yml",
    'a"b\\c!d.yml',
    "'''",
    "~user.yml",
    "#1 & <2>|(3).yml",
    "line\nbreak.yml",
    "größe 流.yml",
  ])("a shell hands over %j as one word", (name) => {
    const words = printRunCommand(name).replace(/^jina/, 'show() { printf "%s\\0" "$@"; }; show');
    expect(execFileSync("sh", ["-c", words], { encoding: "utf8" })).toBe(`flow\0--uses\0${name}\0`);
  });
});
