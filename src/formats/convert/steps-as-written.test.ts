import { describe, expect, test } from "vitest";
import type { Step } from "../../model/steps.ts";
import { parseYaml } from "../yaml/yaml.ts";
import { stepsAsWritten } from "./steps-as-written.ts";

const TEXT = `
shared: &shared {k: 1, deep: {l: 2}}
list:
  - <<: *shared
    own: 3
  - *shared
  - &item
    own: 4
`;

const at = (...steps: Step[]) => stepsAsWritten(parseYaml(TEXT), steps);
const set = (...path: (string | number)[]): Step => ({ kind: "set", path, value: 9 });

describe("stepsAsWritten", () => {
  test.each<[string, Step, Step]>([
    ["a key that is merged", set("list", 0, "k"), set("shared", "k")],
    ["a key in what is merged", set("list", 0, "deep", "l"), set("shared", "deep", "l")],
    ["a key of what an alias stands for", set("list", 1, "k"), set("shared", "k")],
    ["a new key of it", set("list", 1, "n", "m"), set("shared", "n", "m")],
    ["a new key of what merges", set("list", 0, "n"), set("list", 0, "n")],
    ["an alias as such", set("list", 1), set("list", 1)],
    ["what has an anchor", set("list", 2, "own"), set("list", 2, "own")],
  ])("finds %s", (_, step, written) => {
    expect(at(step)).toEqual([written]);
  });

  test("asks once for what is shared, if all ask the same", () => {
    const rename = (index: number): Step => ({ kind: "rename", path: ["list", index, "k"], to: "n" });
    expect(at(rename(0), rename(1))).toEqual([{ kind: "rename", path: ["shared", "k"], to: "n" }]);
    expect(at(rename(0), set("list", 1, "k"))).toEqual({
      refused: expect.stringMatching(/^An anchor shares a part/),
    });
  });
});
