/** Which Flow a program means, where its names stand for several things, and where something is added out of sight. */
import { expect, test } from "vitest";
import { readFlow } from "../read/read-flow.ts";
import { importPython } from "./import-python.ts";

/** The names of the executors in order; or the refusal with its line. */
function madeOf(program: string): string {
  const result = importPython(`from jina import Flow, Deployment\n${program}\n`);
  return "refused" in result
    ? `${result.line}: ${result.refused}`
    : readFlow(result.text)
        .flow.entries.map(({ args }) => args.get("name"))
        .join(" ");
}

function notesOf(program: string): string[] {
  const result = importPython(`from jina import Flow, Deployment\n${program}\n`);
  return "notes" in result ? result.notes.map(({ line, message }) => `${line}: ${message}`) : [];
}

const A = "f = Flow().add(name='a')\n";
const B = "g = Flow().add(name='b')\n";

/** The executors that the program's Flow has when Python runs it. */
test.each([
  ["behind a statement on the same line", `${A}pass; f = f.add(name='b')\nf.block()`, "a b"],
  ["behind an assertion on the same line", `${A}assert f; f = f.add(name='b')\nf.block()`, "a b"],
  ["in a function of its own", `${A}def other():\n    f = Flow().add(name='b')\nf.block()`, "a"],
  ["in a class of its own", `${A}class A:\n    f = Flow().add(name='b')\nf.block()`, "a"],
  ["seen from a function", `${A}def serve():\n    with f:\n        f.block()\nserve()`, "a"],
  [
    "of two classes",
    "class A:\n    def __init__(self):\n        self.f = Flow().add(name='a')\n    def run(self):\n        self.f.block()\nclass B:\n    def __init__(self):\n        self.f = Flow().add(name='b')",
    "a",
  ],
  ["given back with more", "def make():\n    f = Flow().add(name='a')\n    return f.add(name='b')", "a b"],
  [
    "given back before the end",
    "def make():\n    f = Flow().add(name='a')\n    return f\n    f = f.add(name='b')\nmake().block()",
    "a",
  ],
  ["added to itself", `${A}f.add(name='b', copy_flow=0)\nf.block()`, "a b"],
  ["added to itself by a dict", `${A}f.add(name='b', **{'copy_flow': False})\nf.block()`, "a b"],
  ["added to a copy by a number", `${A}f.add(name='b', copy_flow=1)\nf.block()`, "a"],
  ["behind a form feed", `def g():\n    pass\n\fpass\n${A}\ff = f.add(name='b')\nf.block()`, "a b"],
  ["by a letter that is compatible", "f = Flow().add(ｎame='a')\n𝐟 = f.add(name='b')\nf.block()", "a b"],
  ["given by name", `d = Deployment(name='d')\n${A}f = f.add(deployment=d)\nf.block()`, "a d"],
  ["of a class by another name", "from jina import Flow as F\nf = F(port=1).add(name='a')\nf.block()", "a"],
  [
    "of classes by other names in brackets",
    "from jina import (\n    Deployment as D,\n    Flow as F,\n)\nwith F().add(D(name='d')) as f:\n    f.block()",
    "d",
  ],
  [
    "of a class by all of its module",
    "import jina\nf = jina.orchestrate.flow.base.Flow().add(name='a')",
    "a",
  ],
  ["of a class that is given another name", "F = Flow\nf = F().add(name='a')", "a"],
  [
    "of a class that comes from one of two modules",
    "try:\n    from jina import Flow as F\nexcept ImportError:\n    from jina.flow import Flow as F\nf = F().add(name='a')",
    "a",
  ],
  [
    "of a class that a class of the program is made of",
    "from jina import Flow as _Flow\nclass Flow(_Flow): pass\nf = Flow().add(name='a')",
    "a",
  ],
  [
    "seen beside code that may change any name",
    "from jina import Flow as F\nx = vars(y)\nf = F().add(name='a')",
    "a",
  ],
])("a Flow that is %s", (_, program, wanted) => {
  expect(madeOf(program)).toBe(wanted);
});

/** Where Python may make another Flow of it, nothing is made up. */
test.each([
  ["in a list", `${A}x = [f.add(name=i, copy_flow=False) for i in 'bc']\nf.block()`, /^3: What is added/],
  ["and named in a list", `${A}[f := f.add(name=i) for i in 'bc']\nf.block()`, /^3: What is added/],
  ["in a condition", `${A}if (f := f.add(name='b')):\n    pass\nf.block()`, /^3: What is added/],
  ["in a text", `${A}print(f"{f.add(name='b', copy_flow=False)}")\nf.block()`, /^3: What is added/],
  ["in a type", `${A}x: f.add(name='b', copy_flow=False)\nf.block()`, /^3: What is added/],
  ["in a parameter", `${A}def g(x=f.add(name='b', copy_flow=False)): pass\nf.block()`, /^3: What is added/],
  ["by its method", `${A}add = f.add\nf = add(name='b')\nf.block()`, /^3: What becomes of f\.add here/],
  [
    "by a function",
    `${A}g = getattr(f, 'add')\nf = g(name='b')\nf.block()`,
    /^5: What f is here .* is served/,
  ],
  [
    "to an item",
    "d = {}\nd['x'] = Flow()\nd['x'] = d['x'].add(name='b')",
    /^4: What d\[…\] is here .* adds to it/,
  ],
  ["to a member", "o.p.f = Flow()\no.p.f = o.p.f.add(name='b')", /^3: What o\.p\.f is here .* adds to it/],
  ["to one of two", `${A}${B}f, g = g, f\nf.block()`, /^5: What f is here .* is served/],
  [
    "to the last of a loop",
    `${A}${B}for f in [g]:\n    pass\nf = f.add(name='c')`,
    /^6: What f is here .* adds to it/,
  ],
  [
    "to what a function gets",
    `${A}def more(f):\n    return f.add(name='b')\nmore(f).block()`,
    /^4: What f is here/,
  ],
  [
    "to what a function changes",
    `${A}def other():\n    global f\n    f = Flow()\nother()\nf.block()`,
    /^5: Which Flow f is/,
  ],
  ["to one by a condition", `${A}${B}h = f\nif x:\n    h = g\nh.block()`, /^6: Which Flow h is .* line 5/],
  [
    "while something may fail",
    `${A}try:\n    x()\n    f = f.add(name='b')\nexcept E: pass`,
    /^5: This adds to the Flow in a block that an exception may end, which begins on line 3:/,
  ],
  [
    "while exceptions are suppressed",
    `${A}with contextlib.suppress(ImportError):\n    import x\n    f = f.add(name='b')\nf.block()`,
    /^5: This adds to the Flow in a block that an exception may end, which begins on line 3:/,
  ],
  [
    "while exceptions are suppressed, among other things",
    `${A}with open('x') as file, suppress(E), lock() as l: f = f.add(name='b')`,
    /^3: This adds to the Flow in a block that an exception may end, which begins on line 3:/,
  ],
  [
    "to one while something may fail",
    `${A}${B}h = f\ntry:\n    x()\n    h = g\nexcept E: pass\nh.block()`,
    /^7: Which Flow h is from here on is not known .* line 5\./,
  ],
  ["to itself or not", `${A}f.add(name='b', copy_flow=x())`, /^3: copy_flow is not understood/],
  [
    "to what may be no Flow",
    "try:\n    from jina import Flow as F\nexcept ImportError:\n    F = None\nf = F().add(name='a')",
    /^3: .*what F is here is not known without running the program, because of line 5\. Run the program with f\./,
  ],
  [
    "to one of a class whose name becomes the Flow's",
    "from jina import Flow as f\nf = f().add(name='a')",
    /^2: .*what f is here is not known .* line 3\./,
  ],
  [
    "to one of another module's class by another name",
    "from tools import Flow as F\nf = F().add(name='a')",
    /^2: .*what F is here is not known without running the program\. Run/,
  ],
])("what is added %s is refused", (_, program, wanted) => {
  expect(madeOf(program)).toMatch(wanted);
});

test.each([
  [
    "early, with less",
    "def make(x):\n    f = Flow().add(name='a')\n    if x:\n        return f\n    return f.add(name='b')",
    "5: The Flow may be given back here, as it is by then; what is added later is in the file all the same.",
  ],
  [
    "added to within what may keep exceptions",
    `${A}with quietly() as q:\n    f = f.add(name='b')\nf.block()`,
    "4: Whether this is added is not known where what is entered on line 3 keeps exceptions to itself. It is in the file.",
  ],
  ["by code", `${A}exec('f = g')`, "3: What this changes is not known without running the program."],
  [
    "of a class of the program",
    `class Flow(Flow): pass\n${A}`,
    "2: This Flow is a class of the program, and is read as if it were Jina's.",
  ],
  [
    "of another module",
    `from tools import Flow\n${A}`,
    "2: This Flow is of tools, and is read as if it were Jina's.",
  ],
  ["of one of two", `${A}${B}h = f if x else g`, '4: This is left out: "if" is not understood.'],
  [
    "of another name",
    `${A}h = make()\nh.block()`,
    "4: What h is, which is served here, is not known without running the program.",
  ],
  [
    "to what it is not known to be",
    `${A}f = found['x']\nprint(f)`,
    "3: What f is from here on is not known without running the program.",
  ],
  [
    "to the last of a loop",
    `${A}${B}for f in [g]:\n    pass`,
    "4: What f is from here on is not known without running the program.",
  ],
  ["to one of two at once", `${A}${B}f, g = g, f`, '4: This is left out: "," is not understood.'],
])("a Flow that is given back %s is noted", (_, program, wanted) => {
  expect(notesOf(program)).toContain(wanted);
});

test.each([
  ["of prefect", "from prefect import Flow\nf = Flow('x')", "3: This Flow is one of prefect, "],
  [
    "of prefect as a module",
    "import prefect as p\nwith p.Flow('x') as f:\n    t()",
    "3: This Flow is one of prefect, ",
  ],
  ["of metaflow", "from metaflow import Flow\nf = Flow()", "3: This Flow is one of metaflow, "],
])("a Flow %s is none of Jina's", (_, program, wanted) => {
  expect(madeOf(program)).toContain(`${wanted}and the program makes none of Jina.`);
});

test("a Flow of another library beside Jina's is passed over", () => {
  const beside = "from prefect import Flow as P\np = P('x')\nwith P('y') as q:\n    t()\n";
  expect([madeOf(`${beside}${A}f.block()`), notesOf(`${beside}${A}f.block()`)]).toEqual(["a", []]);
  const before = "from prefect import Flow\np = Flow('x')\nfrom jina import Flow\n";
  expect(madeOf(`${before}${A}f.block()`)).toBe("a");
});

test.each([
  [
    "its parts",
    `${A}f._deployment_nodes.pop('a')`,
    "3: What f._deployment_nodes.pop(…) changes of the Flow is left out.",
  ],
  [
    "its parts in a value",
    `${A}x = f._deployment_nodes.pop('a')`,
    "3: What f._deployment_nodes.pop(…) changes of the Flow is left out.",
  ],
  [
    "its parts by del",
    `${A}del f._deployment_nodes['a']`,
    "3: What is taken out of the Flow here is left in.",
  ],
  [
    "its class",
    `setattr(Flow, 'x', y)\n${A}`,
    "2: What this changes of Flow is not known without running the program.",
  ],
  [
    "its class's methods",
    `Flow.block = wait\n${A}`,
    "2: What this changes of Jina's class is not known without running the program.",
  ],
])("a program that changes %s past the Flow's methods is noted", (_, program, wanted) => {
  expect(notesOf(program)).toContain(wanted);
});

test.each([
  ["os.environ['P'] = '8080'"],
  ["os.environ.setdefault('P', '1')"],
  ["os.environ.update({'P': '1'})"],
  ["os.environ.update(P='1')"],
  ["os.putenv('P', '1')"],
])("a variable that the program sets itself is noted where the file has it: %j", (set) => {
  const read = "f = Flow(port=os.environ['P']).add(name='a')";
  expect(notesOf(`import os\nos.environ[name()] = '1'\n${read}`)).toEqual([
    "3: Which variable is set here is not known without running the program.",
  ]);
  expect(notesOf(`import os\n${set}\n${read}`)).toEqual([
    "3: The program gives the variable P a value itself: the file takes it from where Jina is run.",
  ]);
  expect(notesOf(`import os\n${set}\n${A}`)).toEqual([]);
});

test("a program may set any number of variables at once", () => {
  expect(notesOf(`import os\nos.environ.update({${"1: 1,".repeat(150_000)}})\n${A}`)).toEqual([]);
});

test.each([
  ["a return without a value", `def a():\n    if x:\n        return\n${A}f.block()`],
  ["a file by the same name", `${A}f.block()\nwith open('x') as f:\n    f.read()`],
  [
    "a loop in another function",
    `def a():\n    for f in files:\n        print(f)\n${A}with f:\n    f.block()`,
  ],
  ["a list by the same name", `print([f for f in files])\n${A}with f:\n    f.block()`],
  ["a function that is defined before", `def main():\n    with f:\n        f.block()\n${A}main()`],
  ["an import by another name", `${A}from tools import f as helper\nwith f:\n    f.block()`],
  ["an import of a part of that name", `${A}import tools.f\nf.block()`],
  ["another module's Flow by a name of its own", `from tools import Flow as Other\n${A}f.block()`],
  ["what is suppressed around all", `with suppress(E):\n    ${A}    f.block()`],
  [
    "what a chain of calls of a Flow is entered by",
    "with Flow(port=1).config_gateway(port=2) as f:\n    f = f.add(name='a')\nf.block()",
  ],
  ["a file that is open meanwhile", `f = Flow()\nwith open('x'):\n    f = f.add(name='a')\nf.block()`],
  ["a try around all", `try:\n    ${A}    f.block()\nexcept E:\n    pass`],
])("%s changes nothing", (_, program) => {
  expect(madeOf(program)).toBe("a");
  expect(notesOf(program)).toEqual([]);
});

test.each([
  ["a backslash before another sign", String.raw`'a\/\q'`, String.raw`a\/\q`],
  ["a bell and a number", String.raw`'\a\777\08'`, "\x07\u01ff\x008"],
  ["a letter by its number", String.raw`'\xe9\u00e9\U0001F600'`, "éé😀"],
  ["no escape in a raw one", String.raw`r'\N{BULLET}\x41'`, String.raw`\N{BULLET}\x41`],
])("a text with %s is what it is in Python", (_, literal, wanted) => {
  const result = importPython(`f = Flow().add(uses_with={'x': ${literal}})\n`);
  const value = readFlow("text" in result ? result.text : "").flow.entries[0]?.args.get("uses_with");
  expect(value instanceof Map ? value.get("x") : result).toBe(wanted);
});

test("a character by its name is not known", () => {
  expect(notesOf(String.raw`f = Flow().add(uses='\N{BULLET}')`)).toEqual([
    "2: uses is not understood: a character by its name (\\N{…}) is not read. It is left out.",
  ]);
});
