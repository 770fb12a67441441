import { describe, expect, test } from "vitest";
import { UNDER_WITH } from "../../model/engine/argument-sentences.ts";
import type { Value } from "../../model/value.ts";
import { checkVariables } from "./check-variables.ts";

const found = (value: Value, key = "env") =>
  checkVariables(new Map([["with", new Map([[key, value]])]]), () => UNDER_WITH);

/** What is told of a text, and the text after the fix; null where there is none. */
function told(text: string): [string, unknown] {
  const [problem] = found(text);
  const fix = problem?.fix;
  return [problem!.message, fix && "edit" in fix && fix.edit.kind === "set-path" ? fix.edit.value : null];
}

describe("references that the engine leaves as text", () => {
  test.each<[string, RegExp, string | null]>([
    [
      "${NAME:-x}",
      /^The env under with has \$\{NAME:-x\}, which is no variable.*no default values.*\$\{\{ ENV\.NAME \}\}/,
      null,
    ],
    ["${NAME-x}", /no default values/, null],
    ["a ${NAME:=x} b", /^The env under with has \$\{NAME:=x\},.*no default values/, null],
    ["${NAME:?not set}", /knows no such condition/, null],
    ["${NAME:+y}", /knows no such condition/, null],
    ["${NAME%.*}", /changes no variable/, null],
    ["${NAME:0:3}", /changes no variable/, null],
    ["$(hostname)", /runs no commands/, null],
    ["%USERPROFILE%", /\$\{\{ ENV\.USERPROFILE \}\}/, "${{ ENV.USERPROFILE }}"],
    ["$env:HOME", /\$\{\{ ENV\.HOME \}\}/, "${{ ENV.HOME }}"],
    ["x/${env:HOME}/y", /\$\{\{ ENV\.HOME \}\}/, "x/${{ ENV.HOME }}/y"],
    ["{{ NAME }}", /a template/, null],
    ["{{ .Values.name | quote }}", /a template/, null],
    ["${{ ENV.X || 'y' }}", /no default values/, null],
    ["${{ ENV.X | default('y') }}", /no default values/, null],
    ["${{ secrets.X }}", /Inside there is ENV\.NAME/, null],
    ["${{ENV.X }}", /one blank on either side/, "${{ ENV.X }}"],
    ["${{  ENV.X  }}", /one blank on either side/, "${{ ENV.X }}"],
    ["${{ Env.X }}", /one blank on either side/, "${{ ENV.X }}"],
    ["${{executors[0].name}}", /\$\{\{root\.executors\[0\]\.name\}\}/, null],
    ["${{NAME}}", /\$\{\{ ENV\.NAME \}\}, one that Python code gives \$\{\{ NAME \}\}/, null],
    ["${{env.NAME}}", /one blank on either side/, "${{ ENV.NAME }}"],
    ["${{ root.with.port }}", /root\.path without blanks/, null],
  ])("%s", (text, message, mended) => {
    const [words, fixed] = told(text);
    expect(words).toMatch(message);
    expect(fixed).toBe(mended);
  });

  test("are told each at its place, once for what an alias repeats", () => {
    const shared = new Map([["A", "${A:-1}"]]);
    const root = new Map<string, Value>([
      ["vars", shared],
      [
        "executors",
        [
          new Map<string, Value>([
            ["env", shared],
            ["uses", "$(which x)"],
          ]),
        ],
      ],
    ]);
    expect(checkVariables(root, () => null).map(({ path }) => path)).toEqual([
      ["vars", "A"],
      ["executors", 0, "uses"],
    ]);
  });
});

describe("texts that are none", () => {
  test.each([
    ..."$NAME ${NAME} ${{root.with.port}} ${{this.x}} ${{ENV.X}} ${{0}} {tags__x} %d 100% 5%A%".split(" "),
    ...[
      "${{ ENV.NAME }}",
      "${{ env.NAME }}",
      "${{ name }}",
      "${{ CONTEXT.name }}",
      "a {{ b }} c",
      "$5 (five)",
      "%Y-%m",
    ],
  ])("%s", (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each(["entrypoint", "command", "prompt", "prompt_template"])(
    "those that something else reads: %s",
    (key) => {
      expect(found("{{ question }}", key)).toEqual([]);
      expect(found(["$(hostname)"], key)).toEqual([]);
    },
  );
});
