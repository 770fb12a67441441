/** Programs as people write them become Flow files, and what is exported comes back; nothing in them is run. */
import { describe, expect, test } from "vitest";
import { differencesOf } from "../../../agreement/differences.ts";
import { readFixtures, surroundingsOf } from "../../../agreement/questions.ts";
import { pythonRepr } from "../../model/python.ts";
import { graphOf, printGraph } from "../export/graph.ts";
import { printPython } from "../export/python.ts";
import { readFlow } from "../read/read-flow.ts";
import { formOf } from "./import-flow.ts";
import { importPython } from "./import-python.ts";

/** The text, and the notes as `LINE: SENTENCE`; or the refusal likewise. */
function imported(program: string): { text: string; notes: string[] } | string {
  const result = importPython(program);
  return "refused" in result
    ? `${result.line}: ${result.refused}`
    : { text: result.text, notes: result.notes.map(({ line, message }) => `${line}: ${message}`) };
}

function textOf(program: string): string {
  const result = importPython(program);
  expect(result).toMatchObject({ notes: [] });
  return "text" in result ? result.text : "";
}

const CHAIN = `jtype: Flow
with:
  port: 54321
executors:
  - name: a
    uses: docker://me/a
  - name: b
    needs: gateway
`;

describe("a Flow is the same, however the program", () => {
  test.each([
    [
      "chains in parentheses",
      "f = (\n    Flow(port=54321)\n    .add(name='a', uses='docker://me/a')\n    # b\n    .add(name='b', needs='gateway')\n)\n",
    ],
    [
      "chains with backslashes",
      "f = Flow(port=54321) \\\n  .add(name='a', uses='docker://me/a') \\\n  .add(name='b', needs='gateway')\n",
    ],
    [
      "breaks lines within calls",
      "f = Flow(\n  port=54_321,\n).add(name='a',\n  uses='docker://' 'me/a').add(name='b', needs='gateway')\n",
    ],
    [
      "gives each to the name again",
      "f = Flow(port=54321)\nf = f.add(name='a', uses='docker://me/a')\nf = f.add(name='b', needs='gateway')\n",
    ],
    [
      "changes it in place",
      "f = Flow(port=54321)\nf.add(name='a', uses='docker://me/a', copy_flow=False)\nf.add(name='b', needs='gateway', copy_flow=False)\nf.block()\n",
    ],
    [
      "enters it",
      "with Flow(port=54321).add(name='a', uses='docker://me/a').add(name='b', needs='gateway') as f:\n    f.block()\n",
    ],
    [
      "makes it in a function",
      "def main() -> None:\n    port = 54321\n    image: str = 'docker://me/a'\n    f = Flow(port=port)\n    f = f.add(name='a', uses=image).add(name='b', needs='gateway')\n    with f:\n        f.block()\n\nif __name__ == '__main__':\n    main()\n",
    ],
    [
      "keeps it in an object",
      "class Server:\n    def __init__(self):\n        self.flow = Flow(port=54321).add(name='a', uses='docker://me/a')\n        self.flow = self.flow.add(name='b', needs='gateway')\n",
    ],
    [
      "hands arguments over in dicts",
      "both = {'name': 'a', 'uses': 'docker://me/a'}\nf = jina.Flow(**dict(port=54321)).add(**both).add(**{'name': 'b', 'needs': 'gateway'})\n",
    ],
    [
      "has semicolons",
      "f = Flow(port=54321); f = f.add(name='a', uses='docker://me/a'); f = f.add(name='b', needs='gateway')",
    ],
  ])("%s", (_, program) => {
    expect(textOf(`import jina\nfrom jina import (\n    Flow,\n    Client,\n)\n\n${program}`)).toBe(CHAIN);
  });

  test("has joins, a gateway of its own, inspecting executors and endpoints", () => {
    const program = `f = (Flow().add(name='a').add(name='b', needs=['gateway'])
      .needs(['a', 'b'], name='c').inspect('d').gather_inspect().needs_all('all', uses='X')
      .config_gateway(uses='G', port=1).config_gateway(port=2))
`;
    expect(textOf(program)).toBe(`jtype: Flow
executors:
  - name: a
  - name: b
    needs:
      - gateway
  - method: needs
    needs:
      - a
      - b
    name: c
  - method: inspect
    name: d
  - method: gather_inspect
  - method: needs_all
    name: all
    uses: X
gateway:
  uses: G
  port: 2
`);
  });

  test("has values of every kind", () => {
    const program = `Flow().add(uses_with={'a': 1.0, 'b': -2, 'c': [True, None, 'x'], 1: ('t', 0x10), 'd': float('inf')},
      env={'A': '1'}, name='n', workspace=os.environ['PLACE'], host=os.getenv('HOST'), polling=PollingType.ALL)
`;
    expect(textOf(program)).toBe(`jtype: Flow
executors:
  - uses_with:
      a: 1.0
      b: -2
      c:
        - true
        - null
        - x
      "1":
        - t
        - 16
      d: .inf
    env:
      A: 1
    name: n
    workspace: "\${{ ENV.PLACE }}"
    host: "\${{ ENV.HOST }}"
    polling: ALL
`);
  });

  test("keeps texts that look like something else", () => {
    const program = `Flow().add(uses_with={'a': '1.0', 'b': ['007'], 'c': 'x'}, env={'A': '007', 'B': '7'}, uses='1e3')\n`;
    expect(textOf(program)).toBe(`jtype: Flow
executors:
  - uses_with:
      a: "''''1.0''''"
      b:
        - "''''007''''"
      c: x
    env:
      A: "''''007''''"
      B: 7
    uses: "'''''1e3'''''"
`);
  });

  test("hands over Deployments", () => {
    const program = `d = Deployment(name='d', shards=2)
f = Flow().add(d).add(Deployment.load_config('other.yml')).add('third.yml')
`;
    expect(textOf(program)).toBe(`jtype: Flow
executors:
  - jtype: Deployment
    with:
      name: d
      shards: 2
  - other.yml
  - deployment: third.yml
`);
  });
});

describe("arithmetic on literals", () => {
  const foldedOf = (expression: string) => {
    const { flow } = readFlow(textOf(`f = Flow().add(uses_with={'x': ${expression}})\n`));
    const value = flow.entries[0]?.args.get("uses_with");
    return value instanceof Map ? pythonRepr(value.get("x") ?? null) : "";
  };

  test.each([
    ["128*2", "256"],
    ["2 + 3 * 4 - 10 // 3 % 2", "13"],
    ["-7 // 2", "-4"],
    ["-7 % 3", "2"],
    ["7 % -3", "-2"],
    ["-2 ** 2", "-4"],
    ["2 ** 3 ** 2", "512"],
    ["2 ** 100", "1267650600228229401496703205376"],
    ["(1 + 2) * (3)", "9"],
    ["7 / 2", "3.5"],
    ["4 / 2", "2.0"],
    ["0.1 + 0.2", "0.30000000000000004"],
    ["-7.5 // 2", "-4.0"],
    ["-7.5 % 2", "0.5"],
    ["1.5 * 2", "3.0"],
    ["+5 - -3", "8"],
    ["-0", "0"],
    ["-(2 * 3)", "-6"],
    ["True + 1", "2"],
    ["60 * 60 * 24", "86400"],
    ["'a' + 'b' \"c\"", "'abc'"],
    ["('docker://'\n + 'me/a')", "'docker://me/a'"],
  ])("%s is %s", (expression, value) => {
    expect(foldedOf(expression)).toBe(value);
  });

  test("is read with names that stand for literals, in any argument", () => {
    const program = `dim = 64
size = dim * 2
name = 'enc' + '1'
f = Flow(port=54000 + 321).add(name=name, replicas=1 + 1, uses_with={'dim': size // 2, 'n': -size})
`;
    expect(textOf(program)).toBe(`jtype: Flow
with:
  port: 54321
executors:
  - name: enc1
    replicas: 2
    uses_with:
      dim: 64
      n: -128
`);
  });

  test.each([
    ["1 / 0", "this divides by zero"],
    ["1.5 % 0", "this divides by zero"],
    ["2 ** 0.5", "a power of floats is not certain to the last digit"],
    ["10 ** -3", "a power below zero is not certain to the last digit"],
    ["9007199254740993 / 3", "a quotient of such large numbers is not certain to the last digit"],
    ["10 ** 1000", "a number has more than 1,024 binary digits"],
    ["2 ** 10 ** 10", "a number has more than 1,024 binary digits"],
    ["'%s' % 5", "a text with % is not read"],
    ["'a' * 3", "a text with * is not read"],
    ["'a' + 1", "a text with + is not read"],
    ["-'a'", "a text with - is not read"],
    ["None + 1", "+ is not for None"],
    ["[1] * 2", "a list with * is not read"],
    ["[1] + (2,)", "a list with + is not read"],
    ["1 + [2]", "a value is not known without running the program"],
    ["os.environ['A'] + '_b'", "os.environ[…] is not known without running the program"],
    ["2 * count", "count is not known without running the program"],
    ["2 if x else 3", '"if" is not understood'],
    ["5 @ 3", '"@" is not understood'],
  ])("%s is not folded", (expression, why) => {
    expect(imported(`f = Flow().add(name='a', uses_with={'x': ${expression}, 'y': 1})\n`)).toEqual({
      text: "jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n      y: 1\n",
      notes: [`1: x of uses_with is not understood: ${why}. It is left out.`],
    });
  });

  test("is not taken for that of a name that may mean something else", () => {
    expect(imported("n = 2\nn = 3\nm = n * 2\nf = Flow().add(replicas=m)\n")).toMatchObject({
      notes: [expect.stringContaining("replicas is not understood: what n is here is not known")],
    });
  });
});

describe("of a mapping", () => {
  test("only the entries that are not understood are left out, each named with its line", () => {
    const program = `f = Flow().add(
    uses_with={
        'dim': dim(),
        'top': 5,
        'deep': {'a': 1, 'b': [x, 2], **more},
        key(): 3,
    },
    uses_metas=dict(name='m', workspace=home),
    env={'ONLY': secret},
)
`;
    expect(imported(program)).toEqual({
      text: `jtype: Flow
executors:
  - uses_with:
      top: 5
      deep: {}
    uses_metas:
      name: m
`,
      notes: [
        "3: dim of uses_with is not understood: dim(…) is not known without running the program. It is left out.",
        "5: b of deep of uses_with is not understood: x is not known without running the program. It is left out.",
        "5: what stands behind ** of deep of uses_with is not understood: more is not known without running the program. It is left out.",
        "5: a of deep of uses_with is not understood: what stands behind ** after it may give it anew. It is left out.",
        "6: an entry of uses_with is not understood: key(…) is not known without running the program. It is left out.",
        "8: workspace of uses_metas is not understood: home is not known without running the program. It is left out.",
        "9: ONLY of env is not understood: secret is not known without running the program. It is left out.",
      ],
    });
  });

  test("behind two stars each entry is an argument", () => {
    expect(imported("more = {'name': 'a', 'replicas': n}\nf = Flow().add(**more)\n")).toEqual({
      text: "jtype: Flow\nexecutors:\n  - name: a\n",
      notes: ["1: replicas is not understood: n is not known without running the program. It is left out."],
    });
    expect(imported("f = Flow().add(**{'name': 'a', 'needs': all_of_them})\n")).toMatch(
      /^1: needs is not understood: all_of_them is not known without running the program\. Without it the graph would be another one\./,
    );
  });

  test("that is a condition, nothing is left out but all of it, wherever it stands", () => {
    const left = {
      text: "jtype: Flow\nexecutors:\n  - name: a\n",
      notes: ["1: when is not understood: x is not known without running the program. It is left out."],
    };
    const condition = "{'tags__a': {'$eq': 1, '$neq': x}}";
    expect(imported(`f = Flow().add(name='a', when=${condition})\n`)).toEqual(left);
    expect(imported(`f = Flow().add(**{'name': 'a', 'when': ${condition}})\n`)).toEqual(left);
  });

  test("keys are no variables, as the operators of a condition", () => {
    const program = "f = Flow().add(when={'$or': [{'tags__a': {'$eq': 1}}]}, uses_with={'$HOME': 1})\n";
    expect(textOf(program)).toContain("$or:");
    expect(imported("f = Flow().add(when={'tags__a': {'$eq': '$HOME'}})\n")).toMatchObject({
      notes: ['1: Jina reads the variable in "$HOME" when it reads a file, and not in a program.'],
    });
  });
});

describe("what only running the program would tell", () => {
  test("is left out and noted with its line, where the graph stays the same", () => {
    const program = `from jina import Flow, Executor
class Mine(Executor):
    @requests
    def f(self, docs, **kwargs):
        for doc in docs:
            doc.text += f'{x}'
f = Flow(port=find_port()).add(
    uses=Mine, workspace=f'{home}/w',
    env={'A': name},
    replicas=2 * n)
f.add(name='lost')
f.post('/', inputs=[Document() for _ in range(3)], on_done=print)
`;
    expect(imported(program)).toEqual({
      text: "jtype: Flow\nexecutors:\n  - uses: Mine\n",
      notes: [
        "7: port is not understood: find_port(…) is not known without running the program. It is left out.",
        "8: Mine is a class of the program: for Jina to find it, put it into a file and name that under py_modules.",
        "8: workspace is not understood: home is not known without running the program. It is left out.",
        "9: A of env is not understood: name is not known without running the program. It is left out.",
        "10: replicas is not understood: n is not known without running the program. It is left out.",
        "11: What this adds is left out: the program does not keep the Flow that comes of it.",
      ],
    });
  });

  test.each([
    [
      "for i in range(3):\n    f = f.add(name='a')\n",
      "3: This adds to the Flow in a loop, which begins on line 2: how often is not known without running the program.",
    ],
    [
      "if gpu:\n    f = f.add(uses='A')\nelse:\n    f = f.add(uses='B')\n",
      "3: This adds to the Flow in a condition, which begins on line 2: whether it holds is not known without running the program.",
    ],
    [
      "f = f.add(needs=names)\n",
      "2: needs is not understood: names is not known without running the program. Without it the graph would be another one.",
    ],
    [
      "f = f.add() if x else f\n",
      '2: What is added to the Flow here is not understood: "if" is not understood.',
    ],
    ["f = Flow(args)\n", "2: What this Flow is made of is not known without running the program."],
    [
      "f = f.add(needs=[name for name in names])\n",
      '2: needs is not understood: "for" is not understood. Without it the graph would be another one.',
    ],
    [
      "def more():\n    return f.add(name='a')\n",
      "3: This adds to the Flow in a function, which begins on line 2: whether, and how often, it is called is not known without running the program.",
    ],
  ])("is refused where the Flow would be another one, with a way on: %s", (program, refusal) => {
    expect(imported(`f = Flow()\n${program}`)).toBe(
      `${refusal} Run the program with f.save_config("flow.yml") behind the last line that adds to the Flow, and open the file flow.yml, which that writes.`,
    );
  });

  test.each([
    [
      "class A:\n    def m(self):\n        self.flow = Flow()\n        for n in x:\n            self.flow = self.flow.add()\n",
      "self.flow",
    ],
    ["for x in [Flow().add(name=n) for n in y]:\n    pass\n", "flow"],
    ["f = Flow() if x else Flow()\n", "flow"],
  ])("calls the Flow in that way on by its name in the program: %s", (program, name) => {
    expect(imported(program)).toContain(`Run the program with ${name}.save_config("flow.yml") behind`);
  });

  test.each([
    ["f = Flow.load_config('f.yml')\n", "2: The program takes its Flow from the file f.yml: open that one."],
    ["f = f.add(name='x\n", "2: This is no program that is understood: a text does not end."],
    ["f = f.add(name='gateway')\n", "2: An executor of a file cannot be named gateway: Jina passes over it."],
  ])("is refused without one where running it would be none: %s", (program, refusal) => {
    expect(imported(`f = Flow()\n${program}`)).toBe(refusal);
  });

  test("is no Flow", () => {
    expect(imported("print('hello')\n")).toBe(
      "null: No Flow is made in this program: there is no call of Flow(…).",
    );
  });

  test("is which of several Flows is meant, of which the last that is served or named is taken", () => {
    expect(imported("a = Flow().add(name='a')\nb = Flow().add(name='b')\nwith a:\n    pass\n")).toEqual({
      text: "jtype: Flow\nexecutors:\n  - name: a\n",
      notes: ["2: The program has several Flows: the last one that it serves, or names, is taken. (2 times)"],
    });
  });

  test("is what a variable stands for that Jina reads in a file alone", () => {
    expect(imported("f = Flow().add(uses='docker://$IMAGE')\n")).toMatchObject({
      notes: ['1: Jina reads the variable in "docker://$IMAGE" when it reads a file, and not in a program.'],
    });
  });

  test("is a Deployment without a Flow, which gets one", () => {
    expect(imported("d = Deployment(uses='X')\nwith d:\n    d.block()\n")).toEqual({
      text: "jtype: Flow\nexecutors:\n  - jtype: Deployment\n    with:\n      uses: X\n",
      notes: [
        "1: This Deployment runs by itself in the program; here it stands in a Flow, behind a gateway of its own.",
      ],
    });
  });
});

describe("what is imported under another name", () => {
  test("is what it is where it comes from: a class, and what asks the environment", () => {
    const program = `from os import environ as e, getenv as get
from mine import Encoder as Enc, Ranker
f = Flow(env={'A': e['X'], 'B': get('Y')}).add(uses=Enc).add(uses=Ranker)
`;
    expect(imported(program)).toMatchObject({
      text: `jtype: Flow
with:
  env:
    A: "\${{ ENV.X }}"
    B: "\${{ ENV.Y }}"
executors:
  - uses: Encoder
  - uses: Ranker
`,
    });
  });

  test.each([
    ["what is a value here", "from os import sep as m\nsep = 'x'\n"],
    ["one of two classes of one name", "from mine import Size as m\nfrom yours import Size\n"],
  ])("stands for itself where it is the name of %s", (_, before) => {
    expect(imported(`${before}f = Flow().add(uses=m)\n`)).toMatchObject({
      text: expect.stringContaining("uses: m\n"),
    });
  });

  test("leaves members, arguments and attributes of that name alone", () => {
    const program = "from mine import Encoder as name\nf = Flow().add(name='a', uses=x.name)\n";
    expect(imported(program)).toMatchObject({ text: "jtype: Flow\nexecutors:\n  - name: a\n" });
  });
});

describe("texts that are put together", () => {
  const HELD = "P = 'me'\nN = 2\n";

  test.each([
    ["f'docker://{P}/enc:{N}'", "docker://me/enc:2"],
    ["'docker://' f'{ P }/{{x}}'", "docker://me/{x}"],
    ["(f'{P}'\n    r'\\d')", "me\\d"],
    ["'x:' + str(N) + str(True)", "x:2True"],
    ["f'{P}:{N + 1}{True}'", "me:3True"],
  ])("%s", (text, uses) => {
    const { flow } = readFlow(textOf(`${HELD}f = Flow().add(uses=${text})\n`));
    expect(flow.entries[0]?.args.get("uses")).toBe(uses);
  });

  test.each([
    ["f'{N:02d}'", 'a text that is put together (f"…") is not read'],
    ["f'{N!r}'", 'a text that is put together (f"…") is not read'],
    ["f'{P.x}'", "P.x is not known without running the program"],
    ["f'{P()}'", "P(…), which is put into a text, is not known without running it"],
    ["f'{N if P else 1}'", 'what is put into a text as "N if P else 1" is not read'],
    ["f'\\x7bP\\x7d'", 'a text that is put together (f"…") is not read'],
    ["f'{1.5}'", "a text with a float in it is not read"],
    ["f'{H}'", "a text with a float in it is not read"],
    ["f'{A}'", "what A is here is not known without running the program, because of line 5"],
    ["str()", "str(…) is not known without running the program"],
  ])("%s is not known", (text, why) => {
    const program = `${HELD}H = 1.50\nA = 'a'\nA = 'b'\nf = Flow().add(name='a', uses=${text})\n`;
    expect(imported(program)).toMatchObject({
      notes: [`6: uses is not understood: ${why}. It is left out.`],
    });
  });

  test("names of executors and needs are the same", () => {
    const program = `${HELD}f = Flow().add(name=f'{P}_a').add(name='b', needs=[f'{P}_a', 'gateway'])\n`;
    expect(textOf(program)).toContain(
      "  - name: me_a\n  - name: b\n    needs:\n      - me_a\n      - gateway\n",
    );
  });
});

describe("lists and dicts that are put together", () => {
  const readAs = (expression: string, before = "") => {
    const { flow } = readFlow(textOf(`${before}f = Flow().add(uses_with={'x': ${expression}})\n`));
    const value = flow.entries[0]?.args.get("uses_with");
    return value instanceof Map ? pythonRepr(value.get("x") ?? null) : "";
  };
  const BASE = "base = {'a': 1, 'b': 2}\nnames = ['p', 'q']\n";

  test.each([
    ["{**base}", "{'a': 1, 'b': 2}"],
    ["{**base, 'a': 3}", "{'a': 3, 'b': 2}"],
    ["{'b': 0, 'c': 3, **base}", "{'b': 2, 'c': 3, 'a': 1}"],
    ["{'in': {**base, **{'b': [*names]}}}", "{'in': {'a': 1, 'b': ['p', 'q']}}"],
    ["dict(base, b=5, **{'c': 6})", "{'a': 1, 'b': 5, 'c': 6}"],
    ["[*names, 'r', *[]]", "['p', 'q', 'r']"],
    ["(*names,)", "['p', 'q']"],
    ["names + ['r'] + list(names)", "['p', 'q', 'r', 'p', 'q']"],
    ["['r', *names + ['s']]", "['r', 'p', 'q', 's']"],
    ["('r',) + tuple(names)", "['r', 'p', 'q']"],
  ])("%s", (expression, value) => {
    expect(readAs(expression, BASE)).toBe(value);
  });

  test("say whom an executor needs", () => {
    expect(
      textOf(
        "first = ['a']\nf = Flow().add(name='a').add(name='b').add(needs=first + ['b'], **{**{}, 'name': 'c'})\n",
      ),
    ).toContain("  - needs:\n      - a\n      - b\n    name: c\n");
  });

  test.each([
    ["{'c': 1, 'd': 2, **more}", "", ["what stands behind **", "c", "d"]],
    ["{**more, 'c': 1}", "c: 1", ["what stands behind **"]],
    ["{'c': 1, **{'c': more, 'd': 2}}", "d: 2", ["c"]],
    ["{'c': 1, 'c': more}", "", ["c"]],
    ["{'c': [*more], 'd': 2}", "d: 2", ["c"]],
    ["{'c': ['a'] + more, 'd': 2}", "d: 2", ["c"]],
    ["{'c': ['a'] + ('b',), 'd': 2}", "d: 2", ["c"]],
    ["{'c': ['a'] - ['a'], 'd': 2}", "d: 2", ["c"]],
    ["{'c': [*'ab'], 'd': 2}", "d: 2", ["c"]],
    ["{'c': {**names}, 'd': 2}", "c: {}\n d: 2", ["what stands behind ** of c"]],
  ])("where one is not certain only that is left out: %s", (expression, left, noted) => {
    const result = imported(`${BASE}more = make()\nf = Flow().add(name='x', uses_with=${expression})\n`);
    expect(result).toMatchObject({
      text: `jtype: Flow\nexecutors:\n  - name: x\n${
        left === "" ? "" : `    uses_with:\n${left.replaceAll(/^ ?/gm, "      ")}\n`
      }`,
    });
    const notes = typeof result === "string" ? [] : result.notes;
    expect(
      notes.map((note) => /^[34]: (.*) of uses_with is not understood: .* It is left out\.$/.exec(note)?.[1]),
    ).toEqual(noted);
  });

  test("are refused where the graph hangs on one that is not certain", () => {
    for (const needs of ["['a'] + more", "[*more]", "['a'] + ('b',)"]) {
      expect(imported(`more = make()\nf = Flow().add(name='a').add(needs=${needs})\n`)).toMatch(
        /^[12]: needs is not understood: .* Without it the graph would be another one\. Run the program with f\./,
      );
    }
  });

  test("in very many rounds are refused by the cap", () => {
    const doubled = (of: string) =>
      `a0 = ${of}\n${Array.from({ length: 60 }, (_, at) => `a${at + 1} = [*a${at}, *a${at}]\n`).join("")}f = Flow(x=a60)\n`;
    expect(imported(doubled("[1]"))).toMatch(/stand for more values than are read/);
    expect(imported(doubled("[1]").replaceAll(/\[\*(\w+), \*\w+\]/g, "$1 + $1"))).toMatch(
      /stand for more values than are read/,
    );
    expect(imported(`f = Flow(x=${"{**".repeat(5000)}{}${"}".repeat(5000)})\n`)).toMatchObject({
      notes: [expect.stringContaining("more than 200 levels deep")],
    });
  });
});

describe("what was exported comes back", () => {
  test.each(readFixtures().filter(({ engine, id }) => engine.ok && id !== "deployment-texts"))(
    "as the same graph: $id",
    (fixture) => {
      const surroundings = surroundingsOf(fixture);
      const document = readFlow(fixture.yaml, surroundings);
      const result = importPython(printPython(document));
      const graph = (text: string) => {
        const { warnings: _, ...answer } = JSON.parse(printGraph(graphOf(readFlow(text, surroundings))));
        return answer;
      };
      expect("text" in result ? differencesOf(graph(result.text), graph(fixture.yaml)) : result).toEqual([]);
    },
  );

  test("with a note where a file cannot say it", () => {
    const program = "f = Flow().add(Deployment(name='d', title='line one\\nline two'))\n";
    expect(imported(program)).toMatchObject({
      notes: [
        "1: title becomes another text: Jina reads the Deployments in a file twice, which adds line breaks.",
      ],
    });
  });

  test("with the texts that a file reads as something else", () => {
    const texts = ["007", "", "true", "[a, b]", "'quoted'", " 5 ", "1e3", "!Word", "null", "no"];
    for (const text of texts) {
      const args = `{'deep': {'text': ${JSON.stringify(text)}}}`;
      const result = importPython(`f = Flow().add(uses_with=${args})\n`);
      const { flow } = readFlow("text" in result ? result.text : "");
      expect(flow.entries[0]?.args.get("uses_with"), text).toEqual(
        new Map([["deep", new Map([["text", text]])]]),
      );
    }
  });
});

describe("programs that try a reader", () => {
  const HEAD = "f = Flow()\n";
  test.each([
    ["calls in a chain", `f = Flow()${".add()".repeat(12_001)}\n`, /^1: This program adds 12,001 executors/],
    [
      "names that stand for many",
      `a0 = [1, 1]\n${Array.from({ length: 60 }, (_, at) => `a${at + 1} = [a${at}, a${at}]\n`).join("")}f = Flow(x=a60)\n`,
      /^62: The names of this program stand for more values than are read/,
    ],
    [
      "brackets in brackets",
      `${HEAD}f = f.add(x=${"[".repeat(50_000)}\n`,
      /x is not understood|ends too soon/,
    ],
    ["signs before a number", `${HEAD}f = f.add(x=${"-".repeat(50_000)}1)\n`, /more than 200 levels deep/],
    [
      "one name after the other",
      `a0 = 1\n${Array.from({ length: 5000 }, (_, at) => `a${at + 1} = [a${at}]\n`).join("")}f = Flow(x=a5000)\n`,
      /more than 200 levels deep/,
    ],
    [
      "dicts in dicts",
      `a0 = {'k': 1}\n${Array.from({ length: 5000 }, (_, at) => `a${at + 1} = {'k': a${at}}\n`).join("")}f = Flow(x=a5000)\n`,
      /"4802: k of .* of k of x is not understood: more than 200 levels deep/,
    ],
    ["a name that stands for itself", "a = [a]\nf = Flow(x=a)\n", /more than 200 levels deep/],
    ["statements that are not understood", `${HEAD}${"x y z\n".repeat(10_000)}`, /^\{"text":"jtype: Flow/],
    ["sums of very many", `${HEAD}f = f.add(x=${"1+".repeat(200_000)}1)\n`, /"text":".*x: 200001/],
    ["powers of powers", `${HEAD}f = f.add(x=${"9**".repeat(150)}9)\n`, /more than 1,024 binary digits/],
    ["signs behind signs", `${HEAD}f = f.add(x=2**${"-".repeat(50_000)}1)\n`, /more than 200 levels deep/],
    ["a number of very many digits", `${HEAD}f = f.add(x=${"9".repeat(100_000)}*2)\n`, /binary digits/],
    [
      "sums of sums",
      `a0 = 1\n${Array.from({ length: 60 }, (_, at) => `a${at + 1} = a${at} + a${at}\n`).join("")}f = Flow(x=a60)\n`,
      /^62: The names of this program stand for more values than are read/,
    ],
    [
      "texts that double",
      `a0 = '${"x".repeat(1000)}'\n${Array.from({ length: 30 }, (_, at) => `a${at + 1} = a${at} + a${at}\n`).join("")}f = Flow(x=a30)\n`,
      /a text that is put together has more than 100,000 characters/,
    ],
    [
      "one long text by its name",
      `a = '${"x".repeat(900_000)}'\nf = Flow(x=[${"a,".repeat(200_000)}])\n`,
      /^2: The names of this program stand for more values than are read/,
    ],
    ["texts that do not end", `${HEAD}${"'".repeat(9999)}\n`, /a text does not end/],
    [
      "blocks in blocks",
      `${HEAD}${Array.from({ length: 1500 }, (_, at) => `${" ".repeat(at)}if x:\n`).join("")}`,
      /^\{"text":"jtype: Flow/,
    ],
    ["calls of what is no Flow", `${HEAD}x${".add()".repeat(50_000)}\n`, /^\{"text":"jtype: Flow/],
    [
      "names in brackets",
      `${HEAD}x = ${"[".repeat(100_000)}${"a,".repeat(100_000)}\n`,
      /^\{"text":"jtype: Flow/,
    ],
    ["brackets in a text", `${HEAD}x = f'${"{".repeat(500_000)}'\n`, /^\{"text":"jtype: Flow/],
    [
      "modules whose names are all imported",
      `${HEAD}${Array.from({ length: 20_000 }, (_, at) => `a${at} = 1\nfrom x import *\n`).join("")}`,
      /^\{"text":"jtype: Flow/,
    ],
    [
      "as many characters as programs of many executors have",
      `${HEAD}${"#\n".repeat(1_900_000)}`,
      /^\{"text"/,
    ],
    ["too many characters", " ".repeat(4_000_001), /^null: This program has 4,000,001 characters/],
  ])("%s", (_, program, said) => {
    const result = imported(program);
    expect(typeof result === "string" ? result : JSON.stringify(result)).toMatch(said);
  });

  test("nothing of it is run", () => {
    expect(imported("f = Flow(x=__import__('os').system('true'))\n")).toMatchObject({
      text: "jtype: Flow\nexecutors: []\n",
    });
  });
});

test("a program is told by its name, or by what it says", () => {
  expect(formOf("flow.py", "")).toBe("python");
  expect(formOf("-", "from jina import Flow\n")).toBe("python");
});
