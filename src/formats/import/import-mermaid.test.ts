import { describe, expect, test } from "vitest";
import { readFixtures } from "../../../agreement/questions.ts";
import { printMermaid, verticalMermaid } from "../export/mermaid.ts";
import { readFlow } from "../read/read-flow.ts";
import { formOf } from "./import-flow.ts";
import { importMermaid } from "./import-mermaid.ts";

/** What is imported of a text, which has to be a Flow. */
function flowOf(text: string): { text: string; notes: string[] } {
  const imported = importMermaid(text);
  if ("refused" in imported) {
    throw new Error(`${imported.line}: ${imported.refused}`);
  }
  return { text: imported.text, notes: imported.notes.map(({ line, message }) => `${line}: ${message}`) };
}

/** The engine's drawing of an imported Flow, which it has to take. */
function drawingOf(text: string): string {
  const document = readFlow(text);
  expect(document.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const printed = printMermaid(document.built);
  return "text" in printed ? printed.text : printed.refused;
}

const PLOTS = readFixtures().flatMap(({ id, engine }) =>
  engine.ok && engine.mermaid ? [{ id, mermaid: engine.mermaid }] : [],
);
/** A Deployment of its own has a name beside the one in the graph, which alone is taken over. */
const WITH_DEPLOYMENTS = [
  "deployment-file",
  "deployment-inline",
  "deployment-texts",
  "inherited",
  "variables-given",
];
const isWhole = ({ id }: { id: string }) => id !== "circle" && !WITH_DEPLOYMENTS.includes(id);

function arrowsOf(drawing: string): string[] {
  return drawing.split("\n").filter((line) => /-->|-\.->/.test(line));
}

function refusalOf(text: string) {
  const imported = importMermaid(text);
  return "refused" in imported ? `${imported.line}: ${imported.refused}` : imported.text;
}

/** The list of executors of what is imported of these lines of a chart. */
function executorsOf(...lines: string[]): string[] {
  return flowOf(`flowchart LR\n${lines.join("\n")}\n`)
    .text.split("\n")
    .slice(3, -1);
}

function notesOf(...lines: string[]): string[] {
  return flowOf(`flowchart LR\n${lines.join("\n")}\n`).notes;
}

describe("a drawing of the engine", () => {
  test.each(PLOTS.filter(isWhole))("$id is that of what is imported from it", ({ mermaid }) => {
    expect(drawingOf(flowOf(mermaid).text)).toBe(mermaid);
  });

  test.each(PLOTS.filter(({ id }) => WITH_DEPLOYMENTS.includes(id)))(
    "$id has the same arrows",
    ({ mermaid }) => {
      const { text, notes } = flowOf(mermaid);
      expect(arrowsOf(drawingOf(text))).toEqual(arrowsOf(mermaid));
      expect(notes.join()).toContain("in a Deployment of its own");
    },
  );

  test("of a circle, which the engine draws, is refused with the executors in it", () => {
    const { mermaid } = PLOTS.find(({ id }) => id === "circle")!;
    expect(refusalOf(mermaid)).toMatch(/: a, c, b and a go round in a circle/);
  });

  test("vertical, with Windows line ends or in Markdown is the same", () => {
    const { mermaid } = PLOTS.find(({ id }) => id === "shards-around")!;
    const flow = flowOf(mermaid).text;
    expect(flowOf(verticalMermaid(mermaid)).text).toBe(flow);
    expect(flowOf(mermaid.replaceAll("\n", "\r\n")).text).toBe(flow);
    expect(flowOf(`# My Flow\n\n\`\`\`mermaid\n${mermaid}\n\`\`\`\n\nEnd.\n`).text).toBe(flow);
  });

  test("says what is not in it", () => {
    const notes = PLOTS.flatMap(({ mermaid, id }) => (id === "circle" ? [] : flowOf(mermaid).notes)).join(
      "\n",
    );
    expect(notes).toContain("The secret of a Hub address is not in the chart");
    expect(notes).toContain("give its host and port");
    expect(notes).toContain("polling");
    expect(flowOf(PLOTS.find(({ id }) => id === "diamond")!.mermaid).notes).toEqual([]);
  });
});

describe("any flowchart", () => {
  test("becomes executors called by what stands on the nodes, with needs of its arrows", () => {
    expect(
      executorsOf("A[Load data] --> B(Encode) & C{{index}}", "B & C --> D[(store)]", "D ==> e -.-> f"),
    ).toEqual([
      "  - name: Load_data",
      "    needs: gateway",
      "  - name: Encode",
      "    needs: Load_data",
      "  - name: index",
      "    needs: Load_data",
      "  - name: store",
      "    needs: [Encode, index]",
      "  - name: e",
      "    needs: store",
      "  - name: f",
      "    needs: e",
    ]);
  });

  test("is read in every shape, with every arrow and text on it", () => {
    const shapes = [
      "A[a]",
      "A(a)",
      "A([a])",
      "A[[a]]",
      "A[(a)]",
      "A((a))",
      "A(((a)))",
      "A>a]",
      "A{a}",
      "A{{a}}",
      "A[/a/]",
      "A[\\a\\]",
      "A[/a\\]",
      "A[\\a/]",
      "A(-a-)",
      'A["a"]',
      'A["`a`"]',
      'A@{ shape: cyl, label: "a" }',
      'A["<b>a</b><br/>"]',
      "A[a]:::big",
    ];
    for (const shape of shapes) {
      expect(executorsOf(`${shape} --> B`), shape).toEqual(executorsOf("a --> B"));
    }
    const arrows = [
      "-->",
      "--->",
      "---",
      "==>",
      "-.->",
      "-..->",
      "--x",
      "--o",
      "<-->",
      "o--o",
      "-- text -->",
      "-->|text|",
      "== text ==>",
      "-. text .->",
      "e1@-->",
    ];
    for (const arrow of arrows) {
      expect(executorsOf(`a ${arrow} B`), arrow).toEqual(executorsOf("a --> B"));
    }
    expect(executorsOf("a-->B;B-->c")).toEqual(executorsOf("a --> B --> c"));
  });

  test("has nodes that are called gateway as the gateway, at either end or both", () => {
    expect(executorsOf("gateway --> a --> b --> gateway", "gateway --> c")).toEqual([
      "  - name: a",
      "    needs: gateway",
      "  - name: b",
      "    needs: a",
      "  - name: c",
      "    needs: gateway",
      "    floating: true",
    ]);
    expect(executorsOf("in([Gateway]) --> a")).toEqual(["  - name: a", "    needs: gateway"]);
  });

  test("with several ends gets an executor that waits for all of them, and says so", () => {
    expect(executorsOf("a --> b", "a --> c", "joiner").slice(-2)).toEqual([
      "  - name: joiner_2",
      "    needs: [b, c, joiner]",
    ]);
    expect(notesOf("a --> b", "a --> c")).toEqual([
      "2: The chart has 2 ends: b and c. An executor joiner waits for all of them, since a Flow has one.",
    ]);
    expect(executorsOf("a --> gateway", "b --> end-gateway").at(-1)).toBe("    needs: [a, b]");
  });

  test("is a Flow to the engine's rules, with the answer from the chart's end", () => {
    const { text } = flowOf("graph TD\nz --> gateway\nx --> z\nz --> late --> later\nother --> x");
    const { built } = readFlow(text);
    expect(readFlow(text).problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(built.end).toBe("z");
    expect(built.nodes.flatMap(({ name, floating }) => (floating ? [name] : []))).toEqual(["late", "later"]);
  });

  test("keeps names that begin with an underscore", () => {
    expect(notesOf("_a --> __b")).toEqual([]);
  });

  test("gets names that Jina takes, each once, and says which are others", () => {
    expect(notesOf('1["CLIP encoder (v2)"] --> b[b] --> c[b]', 'd["-"] --> c', "é --> c")).toEqual([
      '2: "CLIP encoder (v2)" is called CLIP_encoder_v2: names have letters, digits and underscores, and no two are the same.',
      '2: "b" is called b_2: names have letters, digits and underscores, and no two are the same.',
      '3: "-" is called d: names have letters, digits and underscores, and no two are the same.',
    ]);
    expect(executorsOf("1[b];2[b_2];3[b];4[b];5[joiner]").filter((line) => line.includes("name:"))).toEqual(
      ["b", "b_2", "b_3", "b_4", "joiner", "joiner_2"].map((name) => `  - name: ${name}`),
    );
    expect(executorsOf("9 --> yes")).toEqual([
      "  - name: _9",
      "    needs: gateway",
      '  - name: "yes"',
      "    needs: _9",
    ]);
  });

  test("leads to subgraphs where they begin, and on from where they end", () => {
    const drawn = ["subgraph one [The first]", "direction TB", "a --> b", "subgraph two", "c", "end", "end"];
    expect(executorsOf(...drawn, "x --> one", "one --> y")).toEqual(
      executorsOf("x --> a --> b", "x --> c", "b & c --> y"),
    );
    expect(notesOf(...drawn, "b --> c")).toEqual(["2: Subgraphs are left out: a Flow has no groups."]);
    // Named before it stands there.
    expect(executorsOf("x --> one --> y", ...drawn)).toEqual(
      executorsOf("x --> a --> b", "x --> c", "b & c --> y"),
    );
  });

  test("is passed over where it is about looks and clicks, which is noted once", () => {
    expect(
      notesOf(
        "%%{init: {'theme': 'dark'}}%%",
        "%% a comment",
        "a --> b",
        'click a "javascript:alert(1)" "tip; tip"',
        "click b call steal()",
        "style a fill:#f9f,stroke:#333",
        "classDef big fill:red;",
        "linkStyle 0 stroke:#ff3",
        "accDescr {",
        "two lines",
        "}",
      ),
    ).toEqual([
      "2: Directives to mermaid are left out.",
      "5: What a click does is left out: nothing of it is run. (2 times)",
      "7: How it looks is left out. (2 times)",
      "8: How classes look is left out.",
      "10: The description is left out.",
    ]);
  });

  test("keeps what is understood, and names the lines that are not", () => {
    expect(flowOf("---\ntitle: T\n---\ngraph LR\na --> b\n)( what\nb --> c -->\nend\nc --> d").notes).toEqual(
      [
        "1: What stands between --- and --- is left out: it says how the drawing is called and looks.",
        '6: Not understood, and left out: ")( what".',
        '7: Only the beginning of this is understood: "b --> c". Left out: "-->".',
        '8: Not understood, and left out: "end".',
      ],
    );
  });
});

test.each([
  ["a --> b & )( --> c", "a --> b", '"a --> b". Left out: "& )( --> c"'],
  ["a & b -->|x| )", "a & b", '"a & b". Left out: "-->|x| )"'],
  ["a --> b ??; b --> c", "a --> b", '"a --> b". Left out: "??; b --> c"'],
  ["a[x] y z", "a[x]", '"a[x]". Left out: "y z"'],
])("of %j what is understood stays, and the rest is named", (line, understood, said) => {
  expect(executorsOf(line)).toEqual(executorsOf(understood));
  expect(notesOf(line)).toContain(`2: Only the beginning of this is understood: ${said}.`);
});

test("front matter is noted where it stands, in a fence too, and none is needed", () => {
  const note = "What stands between --- and --- is left out: it says how the drawing is called and looks.";
  expect(flowOf("\n---\n---\ngraph LR\na --> b\n").notes).toEqual([`2: ${note}`]);
  const fenced =
    "# T\n```mermaid\n---\ntitle: T\nconfig:\n  theme: dark\n---  \nflowchart LR\na --> ]\n```\n";
  expect(flowOf(fenced.replace("--> ]", "--> b")).notes).toEqual([`3: ${note}`]);
  expect(flowOf(fenced).notes).toEqual([
    `3: ${note}`,
    '9: Only the beginning of this is understood: "a". Left out: "--> ]".',
  ]);
  expect(flowOf("%%{init: {'theme': 'dark'}}%%\ngraph LR\na --> b").notes).toEqual([
    "1: Directives to mermaid are left out.",
  ]);
});

describe("what is no Flow", () => {
  test.each([
    ["", "null: No flowchart begins here"],
    ["sequenceDiagram\nA->>B: hi", "1: This is a sequenceDiagram of mermaid"],
    ["\nA --> B", "2: No flowchart begins here"],
    ["graph LR\n", "null: There is no node"],
    ["graph LR\ngateway --> gateway", "null: There is no node"],
    ["graph LR\na --> b\nb --> c --> a", "2: a, b, c and a go round in a circle"],
    ["graph LR\na --> a", "2: a leads to itself"],
    ["graph LR\na[open --> b\n", "2: The [ that begins here is not closed."],
    ['graph LR\na["open --> b]\n', '2: The [" that begins here is not closed.'],
    ["%%{init: x\ngraph LR\na", "1: The directive %%{ that begins here is not closed."],
  ])("%j is refused in a sentence with its line", (text, refusal) => {
    expect(refusalOf(text)).toContain(refusal);
  });

  test("is told in a sentence that can be read, however long the names are", () => {
    const [a, b] = ["a", "b"].map((letter) => letter.repeat(5000));
    for (const arrows of [`${a} --> ${a}`, `${a} --> ${b}\n${b} --> ${a}`]) {
      const refusal = refusalOf(`graph LR\ngatewaystart:::GATEWAY --> ${a}\n${arrows}`);
      expect(refusal).toMatch(/round in a circle|leads to itself/);
      expect(refusal.length).toBeLessThan(400);
    }
  });

  test.each([
    [
      "a million nodes",
      () => `graph LR\n${Array.from({ length: 1_000_000 }, (_, at) => `n${at}`).join(";")}`,
    ],
    [
      "too many short nodes",
      () => `graph LR\n${Array.from({ length: 300_000 }, (_, at) => at.toString(36)).join(";")}`,
    ],
    [
      "too many executors",
      () => `graph LR\n${Array.from({ length: 13_000 }, (_, at) => `n${at}`).join("-->")}`,
    ],
    ["very many arrows", () => `graph LR\n${"a & b & c & d & e & f --> g & h & i & j & k\n".repeat(5000)}`],
    [
      "very many arrows in a line",
      () => {
        const nodes = Array.from({ length: 2000 }, (_, at) => `n${at}`).join(" & ");
        return `graph LR\n${nodes} --> ${nodes}`;
      },
    ],
    ["deep subgraphs", () => `graph LR\n${"subgraph a\n".repeat(100_000)}`],
    [
      "arrows between subgraphs",
      () => {
        const nodes = (name: string) => Array.from({ length: 1000 }, (_, at) => `${name}${at}`).join("\n");
        return `graph LR\nsubgraph one\n${nodes("a")}\nend\nsubgraph two\n${nodes("b")}\nend\none --> two`;
      },
    ],
  ])("%s is refused by its cap", (_, make) => {
    expect(refusalOf(make())).toMatch(/more than|up to|More than/);
  });

  test.each([
    ["one line of shapes", () => `graph LR\n${Array.from({ length: 100_000 }, () => "a[/x/]").join(";")}`],
    ["one line of texts", () => `graph LR\na${"-- t -->a2[x]".repeat(90_000)}`],
    ["lines that never close", () => `graph LR\n${"a -- text\n".repeat(200_000)}`],
    ["a label that goes on and on", () => `graph LR\na["${'"]}'.repeat(500_000)}"]`],
    ["fences", () => "```mermaid\n".repeat(200_000)],
    ["tags", () => `graph LR\na["${"<".repeat(1_000_000)}"]`],
  ])("%s is read in a moment", (_, make) => {
    expect(refusalOf(make())).toBeTypeOf("string");
  });

  // Each grew with the square of the text: seconds at a tenth of this.
  test.each([
    ["one label on many nodes", () => `graph LR\n${rowOf(12_000, (at) => `n${at}[x]`).join(";")}`],
    ["too many nodes of one label", () => `graph LR\n${rowOf(150_000, (at) => `n${at}[x]`).join(";")}`],
    [
      "very many that one needs",
      () => `graph LR\n${rowOf(11_000, (at) => `n${at}`).join(" & ")} --> last --> gateway`,
    ],
    ["a row without blanks", () => `graph LR\n${rowOf(99_000, (at) => `n${at % 9}`).join("-->")}`],
    ["dots behind a link", () => `graph LR\na -. ${".".repeat(2_000_000)}`],
    ["blanks behind statements", () => `graph LR\n${"a;".repeat(800_000)}${" ".repeat(2_000_000)}`],
    ["front matter", () => "---\n".repeat(500_000)],
    ["front matter that does not end", () => `---\n${"--- \n".repeat(300_000)}- `],
    ["separators of lines", () => "\u2028".repeat(2_000_000)],
    ["separators behind a fence", () => `\`\`\`mermaid\n${"\u2028".repeat(2_000_000)}`],
  ])("%s is read in time that grows with the text", { timeout: 20_000 }, (_, make) => {
    const text = make();
    expect(refusalOf(text)).toBeTypeOf("string");
    formOf("", text);
  });
});

function rowOf(length: number, itemOf: (at: number) => string): string[] {
  return Array.from({ length }, (_, at) => itemOf(at));
}

/** As mermaid's own parser reads them. */
describe("as in mermaid", () => {
  test.each([
    ["an id with & in it is one node", ["a&b --> c"], ["a_b <- gateway", "c <- a_b"]],
    ["ids may have commas and colons", ["a,b --> c:d"], ["a_b <- gateway", "c_d <- a_b"]],
    ["blanks stand behind a quote", ['a["x" ] --> b("y" ) --> c'], ["x <- gateway", "y <- x", "c <- y"]],
    ["what closes a label stands further on", ['a["x" ] --> b', 'c["y"]'], ["x <- gateway", "b <- x", "y"]],
    ["an arrow's id stands right behind a label", ['a["x"]e1@--> b["y"]'], ["x <- gateway", "y <- x"]],
    ["a bar in quotes is written on an arrow", ['a -->|"x | y"| b'], ["a <- gateway", "b <- a"]],
    ["an arrow in quotes is written on one", ['a -- "x --> y" --> b'], ["a <- gateway", "b <- a"]],
    ["a style ends before an arrow", ["a:::one-->b:::two-half --> c"], ["a <- gateway", "b <- a", "c <- b"]],
    ["a brace stands in quotes", ['a@{ label: "x } y" } --> b'], ["x_y <- gateway", "b <- x_y"]],
    ["an arrow leads to the next line", ["a -->", "b"], ["a <- gateway", "b <- a"]],
    ["an arrow comes from the line before", ["a", "  --> b"], ["a <- gateway", "b <- a"]],
    ["a class ends at a semicolon", ["class a k;a --> b"], ["a <- gateway", "b <- a"]],
    ["a style of links does", ["a --> b", "linkStyle 0 stroke:red;b --> c"], ["a", "b <- a", "c <- b"]],
    ["a click does, outside of quotes", ['click a "x;y" "z";a --> b'], ["a <- gateway", "b <- a"]],
  ])("%s", (_, lines, wanted) => {
    const { entries } = readFlow(flowOf(`flowchart LR\n${lines.join("\n")}\n`).text).flow;
    const found = entries.map(({ args }) => `${args.get("name")} <- ${args.get("needs")}`);
    for (const [at, one] of wanted.entries()) {
      expect(found[at]).toMatch(new RegExp(`^${one}`));
    }
  });

  test("a statement that goes on behind a line is noted with all of its lines", () => {
    expect(notesOf("a --> b", "b -->", "???]")).toContainEqual(
      expect.stringMatching(
        /^3: Only the beginning of this is understood: "b --> \?\?\?"\. Left out: "\]"\.$/,
      ),
    );
  });

  test("a long click, and very many quotes, are passed over in time", () => {
    const before = process.cpuUsage();
    for (const text of [
      '"'.repeat(400_000),
      '"x;'.repeat(400_000),
      ";".repeat(400_000),
      "x".repeat(400_000),
    ]) {
      expect(flowOf(`flowchart LR\na --> b\nclick a ${text}\n`).text).toContain("name: b");
    }
    expect(flowOf(`flowchart LR\n${"a & ".repeat(400)}a -->\n${"\n".repeat(400_000)}b\n`).text).toContain(
      "name: b",
    );
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});
