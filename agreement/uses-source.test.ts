/** Texts under `uses` beside the engine's loader, live: what it takes each for, and which it can make nothing of. */
import { expect, test, vi } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import { buildFlow } from "../src/model/engine/build.ts";
import type { BuildProblem } from "../src/model/engine/build-problem.ts";
import { checkUses } from "../src/model/engine/check-uses.ts";
import { usesSource } from "../src/model/engine/uses-source.ts";
import type { Flow } from "../src/model/flow.ts";
import { askScript } from "./ask-script.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

interface Answer {
  readonly kind: string;
  readonly error: { readonly type: string; readonly message: string } | null;
}

const KNOWN = [
  ..."Append executors.Append foo.Bar foo.py x.yml ./x.yaml a/b-c_d.yml x.yml.txt ~/x.yml @x.yml C:\\x.yml".split(
    " ",
  ),
  ..."docker:// docker://x docker://me/img:1 DOCKER://x jinahub://Foo jinahub://Foo:secret jinahub://Foo/v1".split(
    " ",
  ),
  ..."jinahub:// jinahub://:s jinahub+docker://Foo:s/v2 jinahub+sandbox://Foo jinahub+serverless://Foo".split(
    " ",
  ),
  ..."JINAHUB://Foo jinaai://Foo jinaai://me/Foo jinaai://me/Foo:latest jinaai+docker://me/Foo:1 jinaai://me/".split(
    " ",
  ),
  ..."jinaai+sandbox://me/Foo JINAAI://me/Foo jinaai://me/a/b jinaai://me/a:b:c jinaai:// jinaai://me jinaai:me/Foo".split(
    " ",
  ),
  ..."https://a.example/x http://a.example HTTPS://a.example/x ftp://a.example/x me/img:1 my-executor A;B a,b".split(
    " ",
  ),
  ...[
    "Two Words",
    "a b.yml",
    " x.yml ",
    "Append ",
    " Append",
    "!Append",
    "jtype: Append",
    "7",
    "1.5",
    "true",
    "null",
  ],
  ...["{}", "[]", '"Append"', '{"jtype": "Append"}', '{"jtype": "Append", "with": {}}', '{"jtype": "Echo"}'],
  ...['{"with": {}}', '{"with": {}, "jtype": "Append"}', '{"jtype": null}', '{"jtype": 7}', '{"jtype": ""}'],
  ...[
    '{"jtype": "jinahub://Foo"}',
    '{"jtype": "docker://x"}',
    '{"jtype": "executors.Append"}',
    "{jtype: Append}",
  ],
  ...[
    '{"jtype": "x.yml"}',
    '{"jtype": "Append "}',
    '{"jtype": ["Append"]}',
    '{"jtype": "my-executor"}',
    '{"jtype": "./x.yml"}',
    '{"with": {}, "jtype": "jinahub://Foo"}',
    '{"with": {}, "jtype": 7}',
    '{"jtype": true}',
    '{"jtype": {"a": 1}}',
    '{"with": {}, "jtype": ["Append"]}',
    "0",
    '""',
    "Größe",
  ],
];

const PIECES = "Append foo . / : :// - _ @ ~ + docker jinahub jinaai me x yml yaml { } [ ] ! 7 é".split(" ");

function randomTexts(count: number): string[] {
  const random = createSeededRandom(7);
  const pick = () => PIECES[Math.floor(random() * PIECES.length)]!;
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random() * 5) }, pick).join(""),
  );
}

function kindOf(text: string): string {
  const source = usesSource(text);
  return source.kind === "hub" && source.isImage ? "hub image" : source.kind;
}

/** What is said of an executor that has it. */
function saidOf(text: string): BuildProblem[] {
  const args = new Map([
    ["name", "a"],
    ["uses", text],
  ]);
  const flow: Flow = {
    with: new Map(),
    gateway: new Map(),
    listKey: "executors",
    entries: [{ index: 0, method: "add", args }],
  };
  return checkUses(flow, buildFlow(flow).flow).filter(({ code }) => code === "uses-value");
}

test("each text is what the engine takes it for", () => {
  const texts = [...KNOWN, ...randomTexts(400)];
  const answers = askScript("load_uses.py", [], texts) as Answer[];
  expect(texts.map((text) => [text, kindOf(text)])).toEqual(
    texts.map((text, index) => [text, answers[index]!.kind]),
  );
});

test("what no Executor can be made of is told, in the loader's words, and nothing else is", () => {
  const answers = askScript("load_uses.py", [], KNOWN) as Answer[];
  for (const [index, text] of KNOWN.entries()) {
    const { kind, error } = answers[index]!;
    const [said] = saidOf(text);
    if (error) {
      expect(said?.message, text).toMatch(/does not start\./);
      const { engine } = said!;
      // How the loader prints such a text as YAML, on which its words hang, is not known here.
      if (text === '{"jtype": "./x.yml"}') {
        expect(engine).toBeUndefined();
        continue;
      }
      expect(engine, text).toMatchObject({ phase: "start", type: error.type });
      expect(engine!.message.length, text).toBeGreaterThan(0);
      expect(error.message, text).toContain(engine!.message);
    } else {
      // An image without a name, and a path that is taken for a module, are what they are taken for and nothing more.
      const isLost = text === "docker://" || (kind === "module" && /\.ya?ml$/.test(text));
      expect(said === undefined, text).toBe(!isLost);
    }
  }
});
