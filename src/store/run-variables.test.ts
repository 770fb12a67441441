import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { printRunCommand } from "../formats/export/run-command.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { runVariables } from "./run-variables.ts";

const FLOW =
  "jtype: Flow\nexecutors:\n- {name: a, uses: '$IMAGE', workspace: '${{ ENV.DIR }}', title: '$TOKEN $NONE $EMPTY ${{ x }}'}\n";
const GIVEN = {
  environment: new Map([
    ["IMAGE", "docker://a b's"],
    ["DIR", "/tmp/$HOME"],
    ["TOKEN", "hush"],
    ["EMPTY", ""],
  ]),
  callers: new Map([["x", "y"]]),
};

test("the command sets what is not secret, and says what else must be set", () => {
  const { variables, notes } = runVariables(readFlow(FLOW).variables, GIVEN);
  expect(printRunCommand("flow.yml", variables)).toBe(
    `IMAGE='docker://a b'\\''s' DIR='/tmp/$HOME' TOKEN="\${TOKEN:?}" NONE="\${NONE:?}" EMPTY= jina flow --uses flow.yml`,
  );
  expect(notes).toEqual([
    "Set TOKEN and NONE in the shell first",
    "Only Python code can give x, by Flow.load_config(…, context={…})",
  ]);
  expect(runVariables([], GIVEN)).toEqual({ variables: [], notes: [] });
});

test("a shell hands on what is set, and runs nothing where something is missing", () => {
  const { variables } = runVariables(readFlow(FLOW).variables, GIVEN);
  const jina = 'jina() { printf "%s|" "$IMAGE" "$DIR" "$TOKEN" "$NONE" "$EMPTY"; }; ';
  const run = (env: Record<string, string>) =>
    execFileSync("sh", ["-c", jina + printRunCommand("flow.yml", variables)], {
      env,
      encoding: "utf8",
      stdio: "pipe",
    });
  expect(run({ TOKEN: "hush", NONE: "1" })).toBe("docker://a b's|/tmp/$HOME|hush|1||");
  expect(() => run({ TOKEN: "hush" })).toThrow(/NONE/);
});
