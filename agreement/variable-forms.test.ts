/** References in the forms of other tools, asked of the engine: it leaves as text what we say it leaves, and no other. */
import { expect, test, vi } from "vitest";
import { checkVariables } from "../src/formats/read/check-variables.ts";
import { retype } from "../src/model/python.ts";
import { askScript } from "./ask-script.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const ENV = { NAME: "value", HOME: "/home/user" };

const FORMS = [
  ..."$NAME ${NAME} ${NAME:-x} ${NAME-x} ${NAME:=x} ${NAME:?x} ${NAME:+x} ${NAME%.*} ${NAME#x} ${NAME/a/b}".split(
    " ",
  ),
  ..."${NAME:0:3} ${NAME^^} $(hostname) $(NAME) %NAME% $env:NAME ${env:NAME} ${env.NAME} ${ENV.NAME}".split(
    " ",
  ),
  ..."${{ENV.NAME}} ${{env.NAME}} ${{root.jtype}} x${NAME}y".split(" "),
  ...[
    "${{ ENV.NAME }}",
    "${{ env.NAME }}",
    "${{ Env.NAME }}",
    "${{ENV.NAME }}",
    "${{ ENV.NAME}}",
    "${{  ENV.NAME  }}",
  ],
  ...[
    "${{ ENV.NAME || 'y' }}",
    "${{ ENV.NAME or 'y' }}",
    "${{ ENV.NAME | default('y') }}",
    "${{ secrets.NAME }}",
  ],
  ...[
    "${{ ENV.NAME:-x }}",
    "${{ ENV[NAME] }}",
    "${{ root.jtype }}",
    "{{ NAME }}",
    "{{ .Values.NAME }}",
    "{{NAME}}",
  ],
];

interface Answer {
  readonly ok: boolean;
  readonly flow: { readonly args: { readonly title: unknown } };
}

const leftBy = (texts: readonly string[]) => {
  const questions = texts.map((title) => ({
    yaml: JSON.stringify({ jtype: "Flow", with: { title }, executors: [] }),
    env: ENV,
  }));
  const answers = askScript("ask.py", [], questions) as Answer[];
  return new Map(
    texts.map((text, index) => [text, answers[index]!.ok ? answers[index]!.flow.args.title : null]),
  );
};

test("what is told stays as it stands", () => {
  const left = leftBy(FORMS);
  const told = FORMS.filter((text) => checkVariables(new Map([["title", text]]), () => null).length > 0);
  const stays = FORMS.filter((text) => left.get(text) === retype(text));
  expect(told).toEqual(stays);
  expect(told.length).toBeGreaterThan(20);
});

test("what is offered in its place is the variable", () => {
  const offered = FORMS.flatMap((text) => {
    const fix = checkVariables(new Map([["title", text]]), () => null)[0]?.fix;
    return fix && "edit" in fix && fix.edit.kind === "set-path" ? [String(fix.edit.value)] : [];
  });
  expect(offered.length).toBeGreaterThan(5);
  const forms = [...new Set(offered)];
  expect([...leftBy(forms).values()]).toEqual(forms.map(() => ENV.NAME));
});
