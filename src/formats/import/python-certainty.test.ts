/** A name whose value is not certain where it stands is never taken for what it was: it is noted, or refused. */
import { expect, test } from "vitest";
import { importPython } from "./import-python.ts";

/** Statements before which `n = 2` and `needs = ['a']` stand, and behind which a Flow uses them. */
const program = (before: string, use = "f = Flow().add(name='a').add(name='b', replicas=n)") =>
  `from jina import Flow, Deployment\nn = 2\nneeds = ['a']\nopts = {'x': 1}\n${before}\n${use}\n`;

test.each([
  ["given anew", "n = 4"],
  ["given anew with its type", "n: int = 4"],
  ["added to", "n += 2"],
  ["shifted", "n >>= 1"],
  ["raised", "n **= 2"],
  ["divided", "n //= 2"],
  ["given in a condition", "if gpu:\n    n = 4"],
  ["given in a condition on one line", "if gpu: n = 4"],
  ["given in another branch", "if gpu:\n    pass\nelse:\n    n = 4"],
  ["given in a case", "match gpu:\n    case 1:\n        n = 4"],
  ["a name of a pattern", "match gpu:\n    case {'a': n}:\n        pass"],
  ["given where something fails", "try:\n    go()\nexcept ValueError:\n    n = 4"],
  ["the error", "try:\n    go()\nexcept ValueError as n:\n    pass"],
  ["given in a loop", "while go():\n    n = 4"],
  ["a loop's target", "for n in range(3):\n    pass"],
  ["one of a loop's targets", "for i, (m, n) in pairs:\n    pass"],
  ["a target in a list", "print([n for n in range(3)])"],
  ["one of several targets", "n, m = 7, 8"],
  ["one of several targets in brackets", "[m, *n] = numbers"],
  ["given with another", "m = n = 4"],
  ["given within an expression", "if (n := 4) > 3:\n    pass"],
  ["given within a text", "print(f'{(n := 4)}')"],
  ["taken away", "del n"],
  ["entered", "with open('x') as n:\n    pass"],
  ["one of those entered", "with (open('x') as m, open('y') as n):\n    pass"],
  ["imported", "from settings import n"],
  ["imported by that name", "from settings import replicas as n"],
  ["imported as a module", "import numpy as n"],
  ["perhaps imported", "from settings import *"],
  ["a function", "def n():\n    pass"],
  ["a class", "class n:\n    pass"],
  ["global", "def more():\n    global n\n    n = 4\nmore()"],
  ["given in a nested function", "def a():\n    def b():\n        nonlocal n\n        n = 4"],
  ["a parameter of a lambda", "go(lambda m, n=3: n)"],
  ["changed by text", "exec('n = 4')"],
  ["changed by its dict", "globals()['n'] = 4"],
])("a number that is %s", (_, before) => {
  const result = importPython(program(before));
  expect(result).toMatchObject({ text: "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n" });
  expect("notes" in result && result.notes.map(({ message }) => message).join()).toMatch(
    /^(?:What this changes is not known without running the program\.,)?replicas is not understood: what n is here is not known without running the program, because of line \d+\. It is left out\.$/,
  );
});

test.each([
  ["a parameter", "def build(n):\n    return Flow().add(name='b', replicas=n)"],
  ["a parameter with a default", "def build(a, *, n: int = 3):\n    return Flow().add(name='b', replicas=n)"],
  [
    "a parameter of a function that waits",
    "async def build(n=3):\n    return Flow().add(name='b', replicas=n)",
  ],
  ["a parameter of many", "def build(**n):\n    return Flow().add(name='b', replicas=n)"],
])("a number that is %s", (_, use) => {
  const result = importPython(program("", use));
  expect(result).toMatchObject({
    text: "jtype: Flow\nexecutors:\n  - name: b\n",
    notes: [{ message: expect.stringContaining("what n is here is not known") }],
  });
});

test("a number of another function, or of a class", () => {
  for (const before of ["def a():\n    k = 4", "class A:\n    k = 4"]) {
    expect(importPython(program(before, "f = Flow().add(replicas=k)"))).toMatchObject({
      text: "jtype: Flow\nexecutors:\n  - {}\n",
      notes: [{ line: 7, message: expect.stringContaining("what k is here is not known") }],
    });
  }
});

test.each([
  ["appended to", "needs.append('b')"],
  ["extended", "needs += ['b']"],
  ["given an item", "needs[0] = 'b'"],
  ["given a part", "needs[:] = ['b']"],
  ["rid of an item", "del needs[0]"],
  ["handed to a function", "more(needs)"],
  ["handed to a function by name", "more(to=needs)"],
  ["handed to a function within a list", "more([needs])"],
  ["changed by another name", "also = needs\nalso.append('b')"],
  ["changed within another", "also = {'needs': needs}\nalso['needs'].append('b')"],
  ["looped over", "for name in needs:\n    go(name)"],
  ["given back", "def get():\n    return needs"],
  ["changed within a text", "print(f'{needs.append(3)}')"],
  ["kept by an object", "self.needs = needs"],
  ["kept by a method", "change = needs.append\nchange('b')"],
])("a list that is %s", (_, before) => {
  const use = "f = Flow().add(name='a').add(name='b', needs=needs)";
  expect(importPython(program(before, use))).toEqual({
    refused: expect.stringMatching(
      /^needs is not understood: what needs is here is not known .* Without it the graph would be another one\. Run the program with f\.save_config/,
    ),
    line: program(before, use).split("\n").length - 1,
  });
});

test.each([
  ["given an item", "opts['replicas'] = 4"],
  ["given more", "opts.update(replicas=4)"],
  ["joined", "opts |= {'replicas': 4}"],
  ["given an item's item", "opts['x']['y'] = 4"],
  ["handed to what was a class of Jina's", "from jina import Deployment as D\nD = more\nD(uses_with=opts)"],
])("a dict that is %s", (_, before) => {
  expect(importPython(program(before, "f = Flow().add(name='a', **opts)"))).toMatchObject({
    text: "jtype: Flow\nexecutors:\n  - name: a\n",
    notes: [{ message: expect.stringContaining("what opts is here is not known") }],
  });
});

test.each([
  ["is certain", "m = 3"],
  ["is read", "print(n, needs, len(opts))\nif n > 3:\n    pass"],
  ["is a name of an argument, or a member", "go(n=3, needs=4)\nself.n = 4\nself.opts = {}"],
  ["is used by another Flow call", "d = Deployment(replicas=n, uses_with=opts)"],
  [
    "is used by a class under another name",
    "from jina import Deployment as D\nd = D(replicas=n, uses_with=opts)",
  ],
  ["is what something else was called where it is imported from", "from settings import n as m"],
  ["is another's default", "def go(a=n, b: int = n):\n    pass"],
])("what %s stays", (_, before) => {
  const use = "f = Flow().add(name='a', **opts).add(replicas=n, needs=needs)";
  expect(importPython(program(before, use))).toEqual({
    text: "jtype: Flow\nexecutors:\n  - name: a\n    x: 1\n  - replicas: 2\n    needs:\n      - a\n",
    notes: [],
  });
});

test.each([
  ["by a function that may never be called", "def more():\n    global f\n    f = f.add(name='x')"],
  ["to a parameter", "def more(f):\n    f = f.add(name='x')\n    return f"],
  ["to one that a function makes", "f = more(f)"],
  ["to one that is entered", "with more(f) as f:\n    pass"],
  ["in a case", "match gpu:\n    case 1:\n        f = f.add(name='x')"],
  [
    "in a case in brackets",
    "match (gpu):\n    case (1):\n        f = f.add(name='x')\n    case (2):\n        pass",
  ],
  [
    "in a condition that is more than being run",
    "if __name__ == '__main__' and gpu:\n    f = f.add(name='x')",
  ],
  ["among other things", "f, x = f.add(name='x'), 3"],
  ["within an expression", "(f := f.add(name='x'))"],
  ["to what is not known", "f = make()\nf = f.add(name='x')"],
  ["to one of two forms", "g = f.add(name='x')\nif gpu:\n    f = g\nf = f.add(name='y')"],
  ["within a list", "flows = [f.add(name='x')]"],
])("a Flow that is added to %s is refused", (_, more) => {
  expect(importPython(`f = Flow().add(name='a')\n${more}\n`)).toEqual({
    refused: expect.stringMatching(/not known without running the program|not understood/),
    line: expect.any(Number),
  });
});

test("a Flow that is handed to a function is noted", () => {
  expect(importPython("f = Flow().add(name='a')\nprint(f)\nextend(f)\n")).toEqual({
    text: "jtype: Flow\nexecutors:\n  - name: a\n",
    notes: [
      {
        line: 3,
        message: "What extend(…) makes of the Flow is not known without running the program.",
      },
    ],
  });
});

test("what is given to a part of a Flow is noted", () => {
  expect(
    importPython("f = Flow()\nf.args.port = 5\nf.env['A'] = 'b'\nself.g = f\nself.g.port = 6\n"),
  ).toEqual({
    text: "jtype: Flow\nexecutors: []\n",
    notes: [2, 3, 5].map((line) => ({
      line,
      message: "What is given to a part of the Flow here is left out.",
    })),
  });
});

test("classes that are given by several targets, or by a parameter, are not known", () => {
  for (const program of [
    "A, B = 'x', 'y'\nf = Flow(\n).add(uses=A)\n",
    "def go(A):\n    return Flow(\n    ).add(uses=A)\n",
  ]) {
    expect(importPython(program)).toMatchObject({
      text: "jtype: Flow\nexecutors:\n  - {}\n",
      notes: [{ line: 3, message: expect.stringContaining("what A is here is not known") }],
    });
  }
});

test("a Deployment that a condition chooses is left out", () => {
  const program =
    "if gpu:\n    d = Deployment(uses='A')\nelse:\n    d = Deployment(uses='B')\nf = Flow().add(d)\n";
  expect(importPython(program)).toMatchObject({
    text: "jtype: Flow\nexecutors:\n  - {}\n",
    notes: [{ line: 5, message: expect.stringContaining("what d is here is not known") }],
  });
});

test("of several Deployments without a Flow the first is taken, which is noted", () => {
  const program =
    "a = Deployment(uses='A')\nb = Deployment(uses='B')\nc = Deployment(uses='C')\nwith b:\n    pass\n";
  expect(importPython(program)).toEqual({
    text: "jtype: Flow\nexecutors:\n  - jtype: Deployment\n    with:\n      uses: A\n",
    notes: [
      { line: 1, message: expect.stringContaining("This Deployment runs by itself") },
      {
        line: 2,
        message: "The program has several Deployments and no Flow: the first one is taken. (2 times)",
      },
    ],
  });
});

test.each([
  ["a function", "def str(x):\n    return 'other'", "str('n')"],
  ["a class", "class date:\n    pass", "date(2020, 1, 2)"],
  ["a function that is given", "str = lambda x: 'other'", "str('n')"],
  ["a name that is given", "list = sorted", "list(('b', 'a'))"],
  ["a parameter", "def make(dict):\n    pass", "dict(a=1)"],
  ["a function for another", "def getenv(name):\n    return 'other'", "getenv('A')"],
  ["a dict for another", "environ = {'A': 'other'}", "environ['A']"],
  ["a member of a class", "class Config:\n    environ = {'A': 'other'}", "Config.environ.get('A')"],
  ["a member of what is imported", "import config", "config.environ['A']"],
  ["a member of a module by another name", "import config as os", "os.getenv('A')"],
  ["a function that is imported", "from helpers import expand_env_var", "expand_env_var('a')"],
  ["a method", "", "helper.str('n')"],
  ["an enum", "class FlowModeType:\n    A = 'b'", "FlowModeType.A"],
])("what Python or Jina has, and the program too, is the program's: %s", (_, before, value) => {
  const imported = importPython(
    `from jina import Flow\n${before}\nf = Flow().add(name='a', uses_with={'x': ${value}})\n`,
  );
  expect(imported).toEqual({
    text: "jtype: Flow\nexecutors:\n  - name: a\n",
    notes: [
      { line: expect.any(Number), message: expect.stringContaining("x of uses_with is not understood") },
    ],
  });
});

test.each([
  ["a name for it", "from os import environ as e", "e['A']", '"${{ ENV.A }}"'],
  ["one that is given", "import os\nenviron = os.environ", "environ.get('A')", '"${{ ENV.A }}"'],
  ["a variable is set", "import os\nos.environ['B'] = 'b'", "os.getenv('A')", '"${{ ENV.A }}"'],
  ["a module by another name", "import datetime as dt", "dt.date(2020, 1, 2)", "2020-01-02"],
  ["what nothing is known of", "", "str('n')", "n"],
])("and is Python's where the program has but %s", (_, before, value, text) => {
  const imported = importPython(
    `from jina import Flow\n${before}\nf = Flow().add(name='a', uses_with={'x': ${value}})\n`,
  );
  expect(imported).toEqual({
    text: `jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n      x: ${text}\n`,
    notes: [],
  });
});

test.each([
  ["twice", "@twice\n"],
  ["helpers.twice", "@helpers.twice(2)\n"],
  ["twice", "@twice\n@staticmethod\n"],
])("what a decorator makes of a function's Flow is not known: %s", (name, decorators) => {
  const imported = importPython(
    `from jina import Flow\n${decorators}def make():\n    return Flow().add(name='a')\nf = make()\n`,
  );
  expect(imported).toMatchObject({
    notes: [
      {
        line: 2,
        message: `What @${name} makes of the Flow of this function is not known without running the program.`,
      },
    ],
  });
});

test.each([
  "@pytest.fixture(scope='module')",
  "@staticmethod",
  "@other\ndef before():\n    pass\n",
  "@other\nclass Data:\n    pass\n",
])("and one that changes nothing of it is nothing to tell: %s", (decorator) => {
  const imported = importPython(
    `from jina import Flow\n${decorator}\ndef make():\n    return Flow().add(name='a')\n`,
  );
  expect(imported).toMatchObject({ notes: [] });
});
