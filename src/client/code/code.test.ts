import { describe, expect, test } from "vitest";
import { type Doc, Tensor } from "../../model/run/document.ts";
import { documentTypeOf } from "../../model/run/document-type.ts";
import type { CodeRequest, Language } from "./code-request.ts";
import { documentsText } from "./form-texts.ts";
import { printCode } from "./print-code.ts";
import { printGraphql } from "./print-graphql.ts";
import { printJson } from "./print-literal.ts";
import { readCode } from "./read-code.ts";

const REQUEST: CodeRequest = {
  address: { kind: "gateway", protocol: "http", host: "127.0.0.1", port: 8080, tls: false },
  endpoint: "/foo",
  documents: [
    { text: 'it\'s "quoted"\n\\ and é 𝄞' },
    { text: "b", tags: { __proto__x: [1, 2.5, null, true] } },
  ],
  parameters: { top_k: 5, one: { deep: [true, null, "x"] } },
  targetExecutor: "a|b$",
  requestSize: 1,
};
const PROTOCOLS = {
  python: "grpc",
  "async-python": "grpc",
  javascript: "http",
  curl: "http",
  grpcurl: "grpc",
} as const;
const LANGUAGES = Object.keys(PROTOCOLS) as Language[];

function printed(request: CodeRequest, language: Language, generation: "v1" | "v2"): string {
  const code = printCode(request, language, generation);
  if ("refused" in code) {
    throw new Error(code.refused);
  }
  return code.text;
}

describe.each(["v1", "v2"] as const)("%s", (generation) => {
  test.each(LANGUAGES)("what is printed as %s is read as the same request", (language) => {
    const request = { ...REQUEST, address: { ...REQUEST.address, protocol: PROTOCOLS[language] } };
    const read = readCode(printed(request, language, generation));
    const { documents = "", parameters = "", ...rest } = read;
    expect(rest).toEqual({
      address: `${PROTOCOLS[language]}://127.0.0.1:8080`,
      endpoint: "/foo",
      targetExecutor: "a|b$",
      requestSize: "1",
      notes: [],
    });
    expect(documents.split("\n").map((line) => JSON.parse(line))).toEqual(request.documents);
    expect(JSON.parse(parameters)).toEqual(request.parameters);
  });

  test.each(LANGUAGES)("plain lines, the defaults and nothing else, as %s", (language) => {
    const request: CodeRequest = {
      address: { ...REQUEST.address, protocol: PROTOCOLS[language] },
      endpoint: "/",
      documents: [{ text: "a red bicycle" }, { text: "two dogs" }],
      parameters: {},
      targetExecutor: "",
      requestSize: 100,
    };
    const read = readCode(printed(request, language, generation));
    expect(read).toMatchObject({ endpoint: "/", documents: "a red bicycle\ntwo dogs", notes: [] });
    expect([read.parameters ?? "", read.targetExecutor ?? "", read.requestSize ?? "100"]).toEqual([
      "",
      "",
      "100",
    ]);
  });
});

test.each(["javascript", "curl"] as const)(
  "in %s the path is that of the endpoint which takes it, as far as that is told",
  (language) => {
    const of = (toldName?: string) => {
      const request = { ...REQUEST, ...(toldName !== undefined && { toldName }) };
      const code = printCode(request, language, "v2");
      return "text" in code ? `${/:8080[^"'\s]*/.exec(code.text)?.[0]} ${code.notes.join(" ")}` : "";
    };
    expect(of()).toBe(":8080/foo An endpoint that no executor names itself has the path /default.");
    expect(of("/foo")).toBe(":8080/foo ");
    expect(of("/default")).toBe(
      ":8080/default The gateway tells of no endpoint /foo: what no executor names itself has the path /default.",
    );
  },
);

describe.each(["v1", "v2"] as const)("a stream, %s", (generation) => {
  test.each(LANGUAGES)("what is printed as %s is read as the same", (language) => {
    const protocol = PROTOCOLS[language];
    const request: CodeRequest = {
      address: { ...REQUEST.address, protocol },
      endpoint: "/stream",
      documents: [{ text: 'it\'s "quoted"\n\\ and é 𝄞' }, { text: "b" }],
      parameters: {},
      targetExecutor: "",
      requestSize: 100,
      stream: true,
      timeoutS: 5,
    };
    if (protocol === "http" && generation === "v1") {
      expect(printCode(request, language, generation)).toHaveProperty("refused");
      return;
    }
    const { documents = "", parameters = "", ...rest } = readCode(printed(request, language, generation));
    expect(rest).toEqual({
      address: `${protocol}://127.0.0.1:8080`,
      endpoint: "/stream",
      stream: "on",
      timeout: "5",
      notes: [],
      ...(language === "grpcurl" && { targetExecutor: "" }),
    });
    expect(documents.split("\n").map((line) => JSON.parse(line))).toEqual(request.documents);
    expect(parameters).toBe("");
  });
});

describe("messages for grpcurl with what JSON has no values for", () => {
  const read = (documents: readonly Doc[], generation: "v1" | "v2") => {
    const request = { ...REQUEST, address: { ...REQUEST.address, protocol: "grpc" as const }, documents };
    const { documents: text = "", notes } = readCode(
      printed({ ...request, requestSize: 100 }, "grpcurl", generation),
    );
    return { documents: text.split("\n").map((line) => JSON.parse(line)), notes };
  };

  test("arrays and bytes are read as they were typed", () => {
    const documents: readonly Doc[] = [
      {
        id: "a",
        embedding: [1, 2.5, 0.1],
        tensor: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        tags: { k: 1 },
      },
      { blob: btoa("\xff\x00"), matches: [{ text: "m", scores: { c: { value: 0.5 } }, embedding: [1] }] },
    ];
    expect(read(documents, "v1")).toEqual({ documents, notes: [] });
  });

  test("what typing loses is told, and what cannot be typed is named", () => {
    const f8 = new Tensor([2], "<f8", new Uint8Array(new Float64Array([1, 0.1]).buffer));
    expect(read([{ embedding: f8 }, { tensor: f8 }], "v1")).toEqual({
      documents: [{ embedding: [1, 0.1] }, { tensor: [1, 0.1] }],
      notes: ["Line 2: an array of the type <f8 becomes a list of numbers, which says no type."],
    });
    expect(read([{ vector: f8, raw: Uint8Array.of(104, 105) }], "v2").documents).toEqual([
      { vector: [1, 0.1], raw: "hi" },
    ]);
    const said = (document: Doc, generation: "v1" | "v2") =>
      readCode(
        printed(
          { ...REQUEST, address: { ...REQUEST.address, protocol: "grpc" }, documents: [document] },
          "grpcurl",
          generation,
        ),
      );
    const nan = new Tensor([1], "<f4", new Uint8Array(new Float32Array([Number.NaN]).buffer));
    const long = new Tensor([1_000_000_000, 0], "<f4", new Uint8Array(0));
    expect(said({ embedding: nan }, "v1")).toMatchObject({
      unread: ["documents"],
      notes: [expect.stringContaining("an array of the type <f4 holds what is no number of JSON")],
    });
    expect(said({ raw: Uint8Array.of(255) }, "v2")).toMatchObject({
      documents: '{"raw": {"base64": "/w=="}}',
      notes: [],
    });
    expect(said({ text: "a", embedding: long }, "v1").documents).toBe('{"text": "a", "embedding": []}');
  });
});

describe("GraphQL", () => {
  const address = REQUEST.address;
  const query = 'mutation ($docs: [In!]) {\n  docs(data: $docs, execEndpoint: "/it\'s") { id text }\n}';

  test.each(["python", "async-python", "javascript", "curl"] as const)(
    "printed as %s is read as the same",
    (language) => {
      const variables = '{"docs": [{"id": "a", "text": "it\'s é 𝄞"}], "deep": [true, null, 1.5]}';
      const code = printGraphql({ address, query, variables }, language);
      const { graphqlVariables = "", ...rest } = readCode("text" in code ? code.text : "");
      expect(rest).toEqual({ address: "http://127.0.0.1:8080", graphqlQuery: query, notes: [] });
      expect(JSON.parse(graphqlVariables)).toEqual(JSON.parse(variables));
      const plain = printGraphql({ address, query: "{ docs { text } }", variables: " " }, language);
      expect(readCode("text" in plain ? plain.text : "")).toMatchObject({
        graphqlQuery: "{ docs { text } }",
        graphqlVariables: "",
        notes: [],
      });
      const secret = printGraphql({ address, query, variables, headerNames: ["x-a"] }, language);
      expect(readCode("text" in secret ? secret.text : "").headers).toBe("x-a: ");
    },
  );

  test("is refused where it is none, in words", () => {
    expect(printGraphql({ address, query, variables: "[1]" }, "curl")).toEqual({
      refused: expect.stringContaining("Variables are an object in JSON"),
    });
    expect(printGraphql({ address, query, variables: "{" }, "curl")).toHaveProperty("refused");
    expect(printGraphql({ address, query, variables: "" }, "grpcurl")).toHaveProperty("refused");
  });

  test.each([
    [
      'import requests\nrequests.post("http://a:1/graphql", json={"query": "{ docs { id } }", "variables": {"k": 1}})',
      { graphqlQuery: "{ docs { id } }", graphqlVariables: '{"k": 1}', address: "http://a:1", notes: [] },
    ],
    [
      'requests.post("http://a:1/post", json={"data": [{"text": "a"}], "execEndpoint": "/x"})',
      { endpoint: "/x", documents: "a", address: "http://a:1", notes: [] },
    ],
    ['requests.post("http://a:1/graphql", json={"query": 1})', { notes: ["Line 1: a query is a text."] }],
    [
      'requests.post("http://a:1/graphql", data="x")',
      { notes: ["Line 1: not JSON: expected a value, found “x”."] },
    ],
  ])("and JSON in Python that people write: %s", (source, expected) => {
    expect(readCode(source)).toMatchObject(expected);
  });
});

test("what a stream is not told is said", () => {
  const request: CodeRequest = { ...REQUEST, stream: true, headerNames: ["x-a"] };
  const notesOf = (language: Language, protocol: "http" | "grpc") => {
    const code = printCode({ ...request, address: { ...REQUEST.address, protocol } }, language, "v2");
    return "notes" in code ? code.notes.join(" ") : code.refused;
  };
  expect(notesOf("python", "grpc")).toContain(
    "Jina's Client sends no parameters, no target executor and no headers with stream_doc.",
  );
  expect(notesOf("curl", "http")).toContain("neither parameters nor a target executor");
  expect(notesOf("javascript", "http")).toContain("as a query");
  expect(notesOf("grpcurl", "grpc")).not.toContain("parameters");
});

test("a request of documents in code that asks for no stream is none", () => {
  const code = printed({ ...REQUEST, address: { ...REQUEST.address, protocol: "grpc" } }, "python", "v2");
  expect(readCode(code).stream).toBeUndefined();
});

test("Python says window, attempts and whether errors end it", () => {
  const request: CodeRequest = {
    ...REQUEST,
    address: { ...REQUEST.address, protocol: "grpc" },
    window: 2,
    maxAttempts: 3,
    continueOnError: true,
  };
  expect(readCode(printed(request, "python", "v2"))).toMatchObject({
    window: "2",
    maxAttempts: "3",
    continueOnError: "on",
    notes: [],
  });
});

test("Python says timeout, compression, return type and what is returned, and that answers come in no order", () => {
  const request: CodeRequest = {
    ...REQUEST,
    address: { ...REQUEST.address, protocol: "grpc" },
    timeoutS: 2.5,
    compression: "gzip",
    returnType: "Answer",
    returnResponses: true,
  };
  const text = printed(request, "async-python", "v2");
  expect(text).not.toContain("results_in_order");
  expect(printCode(request, "async-python", "v2")).toHaveProperty(
    "notes",
    expect.arrayContaining([expect.stringContaining("results_in_order=True")]),
  );
  expect(text).toContain("return_type=DocList[Answer]");
  expect(text).toContain("for doc in response.docs:");
  expect(readCode(text.replace("timeout=2.5", "timeout=2.5, results_in_order=True"))).toMatchObject({
    timeout: "2.5",
    compression: "gzip",
    returnType: "Answer",
    returnResponses: "on",
    resultsInOrder: "on",
    notes: [],
  });
});

test.each(LANGUAGES)(
  "%s takes the values of headers from the environment; names are read back",
  (language) => {
    const request = {
      ...REQUEST,
      address: { ...REQUEST.address, protocol: PROTOCOLS[language] },
      headerNames: ["x-api.key", "authorization"],
      timeoutS: 3,
    };
    const code = printCode(request, language, "v1");
    const text = "text" in code ? code.text : "";
    expect(text).toContain("X_API_KEY");
    expect(code).toHaveProperty("notes", expect.arrayContaining([expect.stringContaining("AUTHORIZATION")]));
    const { headers, timeout, notes } = readCode(text);
    expect([headers, timeout]).toEqual(["x-api.key: \nauthorization: ", "3"]);
    expect(notes.every((note) => note.includes("type it into Headers"))).toBe(true);
  },
);

test("v1 WebSocket gateways are asked in JavaScript", () => {
  const request = { ...REQUEST, address: { ...REQUEST.address, protocol: "websocket" as const } };
  expect(readCode(printed(request, "javascript", "v1"))).toMatchObject({
    address: "ws://127.0.0.1:8080",
    endpoint: "/foo",
    requestSize: "1",
    notes: [],
  });
});

test("arithmetic on literals is read in Python", () => {
  const code = `from jina import Client, Document
size = 2 * 5
c = Client(port=54000 + 321)
c.post("/se" + "arch", [Document(text="a" "b" + "c")], parameters={"k": size // 3, "x": -0.5 * 3}, request_size=size, timeout=60 * n)
`;
  expect(readCode(code)).toMatchObject({
    endpoint: "/search",
    documents: "abc",
    requestSize: "10",
    notes: ["Line 4: n is not known without running the code."],
  });
  expect(JSON.parse(readCode(code).parameters ?? "")).toEqual({ k: 3, x: -1.5 });
  expect(readCode(code.replace("size // 3", "2 ** 0.5")).notes).toEqual([
    "Line 4: a power of floats is not certain to the last digit.",
    "Line 4: n is not known without running the code.",
  ]);
});

test("a language that does not speak the protocol is refused with the reason", () => {
  const refusal = (
    language: Language,
    protocol: "grpc" | "http" | "websocket",
    generation: "v1" | "v2" = "v2",
  ) => printCode({ ...REQUEST, address: { ...REQUEST.address, protocol } }, language, generation);
  expect(refusal("curl", "grpc")).toEqual({ refused: expect.stringContaining("HTTP") });
  expect(refusal("grpcurl", "http")).toEqual({ refused: expect.stringContaining("gRPC") });
  expect(refusal("javascript", "grpc")).toEqual({ refused: expect.stringContaining("no gRPC") });
  expect(refusal("javascript", "websocket")).toEqual({ refused: expect.stringContaining("no JSON") });
  expect(refusal("curl", "http")).toHaveProperty("text");
});

describe("the gateway's own classes", () => {
  const PART = {
    title: "Part",
    type: "object",
    properties: { name: { type: "string" } },
    required: ["name"],
  };
  const ITEM = {
    title: "Item",
    type: "object",
    $defs: { Part: PART },
    properties: {
      id: { type: "string" },
      title: { type: "string" },
      count: { type: "integer", default: 0 },
      price: { type: "number" },
      colour: { enum: ["red", "green"], default: "red" },
      link: { anyOf: [{ type: "string", format: "uri" }, { type: "null" }], default: null },
      words: { type: "array", items: { type: "string" }, default: [] },
      vector: { type: "array", items: { type: "number" }, "tensor/array shape": "[2]" },
      tags: { type: "object", default: {} },
      either: { anyOf: [{ type: "string" }, { type: "integer" }] },
      part: { $ref: "#/$defs/Part" },
      parts: { type: "array", items: { $ref: "#/$defs/Part" }, default: [] },
    },
    required: ["title", "part", "vector"],
  };
  const request = (schema: object, output: object, documents: readonly Doc[] = []): CodeRequest => ({
    ...REQUEST,
    address: { ...REQUEST.address, protocol: "grpc" },
    documents,
    types: { input: documentTypeOf({ ...schema })!, output: documentTypeOf({ ...output })! },
  });
  const noteOf = (...given: Parameters<typeof request>) => {
    const code = printCode(request(...given), "python", "v2");
    return "notes" in code ? code.notes[0] : code.refused;
  };

  test("are written with all within them, documents made of them are read as they were, and answers are theirs", () => {
    const documents: Doc[] = [
      {
        id: "a",
        title: "one",
        vector: [1, 2],
        part: { name: "p" },
        parts: [{ name: "q" }, { name: "r" }],
        tags: { k: [1, null] },
        link: null,
      },
      { title: "two", vector: [3, 4], part: { name: "s" }, parts: [], words: ["a"] },
    ];
    const text = printed(request(ITEM, { ...PART, title: "Answer" }, documents), "python", "v2");
    expect(text).toContain(
      [
        "from typing import Any, Dict, List, Literal, Optional, Union",
        "",
        "from docarray import BaseDoc, DocList",
        "from docarray.typing import AnyUrl, NdArray",
        "from jina import Client",
        "",
        "",
        "class Part(BaseDoc):",
        "    name: str",
        "",
        "",
        "class Item(BaseDoc):",
        "    part: Part",
        "    title: str",
        "    vector: NdArray[2]",
        "    colour: Literal['red', 'green'] = 'red'",
        "    count: int = 0",
        "    either: Optional[Union[str, int]] = None",
        "    link: Optional[AnyUrl] = None",
        "    parts: DocList[Part] = DocList[Part]()",
        "    price: Optional[float] = None",
        "    tags: Dict[str, Any] = {}",
        "    words: List[str] = []",
        "",
        "",
        "class Answer(BaseDoc):",
        "    name: str",
        "",
        "",
        "docs = DocList[Item]([",
      ].join("\n"),
    );
    expect(text).toContain("parts=DocList[Part]([Part(name='q'), Part(name='r')])");
    const read = readCode(text);
    expect([read.notes, read.returnType]).toEqual([[], "Answer"]);
    expect((read.documents ?? "").split("\n").map((line) => JSON.parse(line))).toEqual(documents);
  });

  test.each([
    [{ ...PART, title: "no name" }, PART, "Python has no class of the name 'no name' here"],
    [{ ...PART, title: "Client" }, PART, "Python has no class of the name 'Client' here"],
    [{ ...PART, title: "class" }, PART, "Python has no class of the name 'class' here"],
    [PART, { ...PART, properties: { other: { type: "string" } } }, "two of its classes are called Part"],
    [
      { ...PART, properties: { "no name": { type: "string" } } },
      PART,
      "Python has no name for its field 'no name'",
    ],
    [
      { ...PART, $defs: { Part: PART }, properties: { part: { $ref: "#/$defs/Self" } }, title: "Outer" },
      PART,
      null,
    ],
    [
      {
        title: "Outer",
        type: "object",
        $defs: { Self: { title: "Self", type: "object", properties: { self: { $ref: "#/$defs/Self" } } } },
        properties: { self: { $ref: "#/$defs/Self" } },
      },
      PART,
      "Self holds documents of its own class",
    ],
  ])("that cannot be written are made of the documents, and why is said: %j %j", (input, output, why) => {
    const note = noteOf(input, output, [{ name: "a" }]);
    expect(note).toBe(
      why === null
        ? "Outer and Part are the gateway's own classes, written from what it tells of its endpoint."
        : `The gateway's own class is not in the code, as ${why}.`,
    );
  });

  test("without end are given up in a moment", () => {
    const wide = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`f${at}`, { $ref: `#/$defs/D${at}` }]),
    );
    const $defs = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `D${at}`,
        {
          title: `D${at}`,
          type: "object",
          properties:
            at === 59 ? { x: {} } : { y: { $ref: `#/$defs/D${at + 1}` }, z: { $ref: `#/$defs/D${at + 1}` } },
        },
      ]),
    );
    expect(noteOf({ title: "Wide", type: "object", $defs, properties: wide }, PART, [])).toContain(
      "there are too many classes or fields in it",
    );
  });
});

test("field names that Python has no name for are refused, and so are very many documents", () => {
  const python = (documents: CodeRequest["documents"]) =>
    printCode({ ...REQUEST, documents }, "python", "v2");
  expect(python([{ "a b": 1 }])).toEqual({
    refused: "Python has no name for the field 'a b' of a document.",
  });
  expect(python([{ class: 1 }])).toHaveProperty("refused");
  expect(python(Array.from({ length: 1001 }, () => ({ text: "" })))).toHaveProperty("refused");
});

test("values print as JSON that reads as the same, whole numbers of any size too", () => {
  const value = { a: [1, -0.5, 1e300, 12345678901234567890n, null, { "é\n": "\u2028" }] };
  expect(printJson(value)).toBe('{"a": [1, -0.5, 1e+300, 12345678901234567890, null, {"é\\n": "\u2028"}]}');
});

describe("Python that people write", () => {
  test("names, tuples, comments, joined texts, bytes and numbers", () => {
    const read = readCode(`
from jina import Client, Document  # a comment
import numpy as np
SIZE = 10_000
docs = (
    Document(text='one '
             "two", tags=dict(a=0x10, b=-1.5)),
    Document(blob=b'\\x00\\xff', embedding=np.array([1, 2])),
)
c = Client(host='localhost', port=54321, protocol='HTTP', tls=True)
if __name__ == '__main__':
    r = c.index(docs, request_size=SIZE, show_progress=True, parameters={'k': None})
    print(r[0].text)
`);
    expect(read).toEqual({
      address: "https://localhost:54321",
      endpoint: "/index",
      documents: '{"text": "one two", "tags": {"a": 16, "b": -1.5}}\n{"blob": "AP8=", "embedding": [1, 2]}',
      parameters: '{"k": null}',
      requestSize: "10000",
      notes: [],
    });
  });

  test("what is imported under another name is what it is where it comes from", () => {
    const read = (code: string) => readCode(`from docarray import DocList as L, BaseDoc as D\n${code}`);
    expect(
      read(`from jina import (
    Client as C,
)
from mine import Note as N
C(port=1).post('/x', inputs=L[N]([N(text='a'), D(text='b')]), return_type=L[N])
`),
    ).toEqual({
      address: "grpc://0.0.0.0:1",
      endpoint: "/x",
      documents: "a\nb",
      returnType: "Note",
      notes: [],
    });
    expect(read("import jina as j; j.Client().post('/', inputs=j.Document(text='a'))")).toMatchObject({
      documents: "a",
      notes: [],
    });
    const posted =
      "import requests as r, json as js\nr.post('http://h:1/post', data=js.dumps({'data': ['a'], 'execEndpoint': '/e'}))";
    expect(read(posted)).toMatchObject({ endpoint: "/e", documents: "a", notes: [] });
    // Not the name that the code itself has for something else.
    expect(read("from mine import x as y\nx = ['a']\nClient().post('/', inputs=y)")).toEqual({
      endpoint: "/",
      unread: ["documents"],
      notes: ["Line 2: mine.x is not known without running the code."],
    });
  });

  test("what only running the code would tell is named with its line; the rest is taken", () => {
    const read = readCode(`from jina import Client
path = open('x').read()
Client(port=8, cors=True).post(
    '/x',
    inputs=path,
    on_done=print,
    parameters={'a': f'{1:d}'},
    request_size=2,
)`);
    expect(read).toEqual({
      address: "grpc://0.0.0.0:8",
      endpoint: "/x",
      requestSize: "2",
      unread: ["documents", "parameters"],
      notes: [
        "Line 2: open(…).read(…) is not known without running the code.",
        "Line 3: Client's argument cors has no field here.",
        "Line 6: post's argument on_done has no field here.",
        'Line 7: a text that is put together (f"…") is not read.',
      ],
    });
  });

  test.each([
    ["with Client(port=1) as c:\n    c.post('/e', inputs=[Document(text='a')])", "grpc://0.0.0.0:1"],
    [
      "async with Client(port=1) as c, other as b:\n    await c.post('/e', inputs=Document(text='a'))",
      "grpc://0.0.0.0:1",
    ],
    [
      "f = Flow(port=1, protocol='http').add(uses=X).add(uses=Y)\nwith f:\n    f.post('/e', Document(text='a'))",
      "http://0.0.0.0:1",
    ],
    [
      "with Deployment(uses=X, port=1) as d:\n    d.post('/e', inputs=DocList[N]([N(text='a')]))",
      "grpc://0.0.0.0:1",
    ],
    [
      ">>> c = Client(port=1)\n>>> c.post('/e', Document(text='a'))\n<DocumentArray (length=1)>",
      "grpc://0.0.0.0:1",
    ],
    [">>> c = Client(port=1)\n>>> c.post('/e',\n...     Document(text='a'))", "grpc://0.0.0.0:1"],
    [
      "docs = DocumentArray()\ndocs.append(Document(text='a'))\nClient(port=1).post('/e', docs)",
      "grpc://0.0.0.0:1",
    ],
    ["d = Document()\ndocs = [d]\nd.text = 'a'\nClient(port=1).post('/e', docs)", "grpc://0.0.0.0:1"],
    ["docs = []\ndocs += [Document(text='a')]\nn += 1\nClient(port=1).post('/e', docs)", "grpc://0.0.0.0:1"],
    [
      "with requests.Session() as s:\n    s.post('http://a:1/e', json={'data': [{'text': 'a'}]})",
      "http://a:1",
    ],
    [
      "async with httpx.AsyncClient() as s:\n    await s.post('http://a:1/e', json={'data': [{'text': 'a'}]})",
      "http://a:1",
    ],
    [
      "payload = json.dumps({'data': [{'text': 'a'}]})\nrequests.request('POST', url, data=payload)\nurl = 'http://a:1/e'",
      "http://a:1",
    ],
    ["with httpx.Client(base_url='http://a:1/') as c:\n    c.post('/e', json={'data': ['a']})", "http://a:1"],
    ["from httpx import Client as C\nC(base_url='http://a:1').post('e', json={'data': ['a']})", "http://a:1"],
    ["from httpx import Client\nClient().post('http://a:1/e', json={'data': ['a']})", "http://a:1"],
    [
      "async with aiohttp.ClientSession('http://a:1') as s, s.post('/e', json={'data': ['a']}) as r:\n    await r",
      "http://a:1",
    ],
    [
      "from requests import Session\ns = Session()\nh = 'http://a:1'\ns.post(f'{h}/e', json={'data': ['a']})",
      "http://a:1",
    ],
    ["requests.get('http://a:1/status')\nrequests.post('http://a:1/e', json={'data': ['a']})", "http://a:1"],
    ['requests.put(\'http://a:1/e\', data=\'{"data": [{"text": "a"}]}\')', "http://a:1"],
  ])("a request however it is made: %j", (code, address) => {
    expect(readCode(code)).toMatchObject({ address, endpoint: "/e", documents: "a", notes: [] });
  });

  test("what changes documents and cannot be followed is told", () => {
    const post = "\nClient(port=1).post('/', d)";
    expect(readCode(`d = Document(text='a')\nd.tags['k'] = 1${post}`).notes).toEqual([
      "Line 2: what is set within d is not read.",
    ]);
    expect(readCode(`d = []\nfor t in texts:\n    d.append(Document(text=t))${post}`).notes).toContain(
      "Line 3: what d is given in a loop is not known without running the code.",
    );
    expect(
      readCode(`d = []\nfor t in texts:\n    print(t)\nd.append(Document(text='a'))${post}`).notes,
    ).toEqual([]);
  });

  test.each([
    ["d = [Document(text='a')]\nd.insert(0, b)", "what d.insert(…) changes is not read"],
    ["d = {'text': 'a'}\nd.update(text='b')", "what d.update(…) changes is not read"],
    [
      "d = []\nwhile more():\n    d.append('a')",
      "what d is given in a loop is not known without running the code",
    ],
  ])("what changes a list or an object otherwise is told: %j", (code, said) => {
    expect(readCode(`${code}\nClient(port=1).post('/', d)`).notes.join()).toContain(said);
  });

  test("a list that is filled by another name is that list", () => {
    const code = "docs = ['a']\nothers = docs\nothers.append('b')\nClient(port=1).post('/', docs)";
    expect(readCode(code)).toMatchObject({ documents: "a\nb", notes: [] });
  });

  test("a text to which another one is added is both", () => {
    const post = "\nrequests.post(url, json={'data': ['a']})";
    expect(readCode(`url = 'http://a:1'\nurl += '/e'\nurl += 'f'${post}`)).toMatchObject({
      address: "http://a:1",
      endpoint: "/ef",
      notes: [],
    });
    expect(readCode(`url = 'http://a:1'\nfor x in y:\n    url += x${post}`).notes).toEqual([
      "Line 3: what url is given in a loop is not known without running the code.",
    ]);
  });

  test.each([
    ["H, P = 'a', 1\nurl = f'http://{H}:{P}/{\"e\"}'", []],
    ["base = 'http://a:1'\nurl = base + '/e'\nbase = 'http://b:2'", []],
    ["url = 'http://a:1'\nurl = f'{url}/e'", []],
    ["d = {'u': 'x'}\nurl = f\"http://{d['u']}/e\"", ["Line 2: d[…] is not known without running the code."]],
    [
      "url = f'http://{os.getenv(1)}/e'",
      ["Line 1: os.getenv(…), which is put into a text, is not known without running it."],
    ],
    ["url = f'http://{a if b}/e'", ['Line 1: what is put into a text as "a if b" is not read.']],
    [
      "url = 'http://a:1/e'\nif x:\n    url = 'http://b:2/e'",
      ["Line 2: what url is behind this block is not known without running the code."],
    ],
    [
      "if x: url = 'http://a:1/e'\nelse: url = 'http://b:2/e'",
      ["Line 2: what url is behind this block is not known without running the code."],
    ],
    [
      "url = 'http://a:1/e'\nfor x in y:\n    url = x",
      ["Line 2: what url is behind this block is not known without running the code."],
    ],
    ["if __name__ == '__main__':\n    url = 'http://a:1/e'", []],
    ["try:\n    url = 'http://a:1/e'\nfinally:\n    pass", []],
    ["if x == '(':\n    pass\nurl = 'http://a:1/e'", []],
    [
      "url = 'http://a:1/e'\nasync for x in y:\n    z = x\n    url = x",
      ["Line 2: what url is behind this block is not known without running the code."],
    ],
  ])("an address that is put together is read, or named with its line: %j", (code, notes) => {
    const post = "requests.post(url, json={'data': ['a']})\nurl = 'http://later:9/'";
    const { address, endpoint, notes: said } = readCode(`${code}\n${post}`);
    expect(said).toEqual(notes);
    expect([address, endpoint]).toEqual(notes.length > 0 ? [undefined, undefined] : ["http://a:1", "/e"]);
  });

  test("documents are those at the call, not what is made of them later", () => {
    const made = "d = Document(text='a')\ndocs = [d]\nc = Client(port=1)\nc.post('/', docs)\n";
    const later = "docs.append(d)\nd.text = 'b'\nd.tags['k'] = 1\ndel docs[0]\ndocs = []";
    expect(readCode(`${made}${later}`)).toMatchObject({ documents: "a", notes: [] });
    const late =
      "docs = ['b']\nasync def go():\n    c.post('/', docs)\nc = Client(port=1)\ndocs = ['a']\ngo()";
    expect(readCode(late)).toMatchObject({ address: "grpc://0.0.0.0:1", documents: "a", notes: [] });
    const called = "docs = []\ndef go():\n    c.post('/', docs)\nc = Client(port=1)\ndocs.append('a')\ngo()";
    expect(readCode(called)).toMatchObject({ address: "grpc://0.0.0.0:1", documents: "a", notes: [] });
    expect(readCode("d = ['a']\nd = DocList(d)\nClient(port=1).post('/', d)")).toMatchObject({
      documents: "a",
      notes: [],
    });
  });

  test("names that are given several values at once have each its own", () => {
    const post = "\nc.post('/', d)";
    expect(readCode(`c, d = Client(port=1), Document(text='a')${post}`)).toMatchObject({
      address: "grpc://0.0.0.0:1",
      documents: "a",
      notes: [],
    });
    expect(readCode(`c = Client(port=1)\nd, e = make()${post}`).notes).toEqual([
      "Line 2: what d is here is not known without running the code.",
    ]);
  });

  test.each([
    ["d.load_uri_to_blob()", "what d.load_uri_to_blob(…) changes is not read"],
    ["d.tags.update(a=1)", "what d.tags.update(…) changes is not read"],
    ["d.chunks.append(x)", "what d.chunks.append(…) changes is not read"],
    ["da.embed(model)", "what da.embed(…) changes is not read"],
    ["da.match(others)", "what da.match(…) changes is not read"],
    ["da.insert(0, d)", "what da.insert(…) changes is not read"],
    ["da[0].text = 'b'", "what is set within da is not read"],
    ["for x in da:\n    x.text = 'b'", "what is set within x is not read"],
    ["setattr(d, 'text', 'b')", "what setattr(…) changes is not read"],
    ["del da[0]", "what is taken out of da is not read"],
    ["if x:\n    da.append(d)", "what da is given in a condition is not known without running the code"],
  ])("a change of documents that is not followed is told: %j", (change, said) => {
    const made = "d = Document(text='a')\nda = DocumentArray([d])\n";
    expect(readCode(`${made}da.summary()\n${change}\nClient(port=1).post('/', da)`).notes).toEqual([
      `Line ${change.includes("\n") ? 5 : 4}: ${said}.`,
    ]);
  });

  test("a post of what is not in the code leaves the address", () => {
    expect(readCode("c.post('/e', inputs=Document(text='a'))")).toEqual({
      endpoint: "/e",
      documents: "a",
      notes: ["Line 1: what c is, is not in the code, so the address stays as it is."],
    });
    expect(readCode("f = Flow().add()\nf.post('/e', Document(text='a'))")).toEqual({
      endpoint: "/e",
      documents: "a",
      notes: ["Line 1: the port of the Flow is not in the code, so the address stays as it is."],
    });
  });

  test("a list that is filled many times is read in time that grows with it", () => {
    const before = process.cpuUsage();
    const code = `d = []\n${"d.append('a')\n".repeat(10_000)}Client(port=1).post('/', d)`;
    expect(readCode(code).documents).toHaveLength(2 * 10_000 - 1);
    expect(process.cpuUsage(before).user).toBeLessThan(4_000_000);
  });

  test.each([
    ["", "Line 1: no call of Client(…).post(…) is found."],
    ["x = 'abc", "Line 1: a text does not end."],
    ["a\nClient().post('/x', inputs=[d for d in x])", 'Line 2: "for" is not understood.'],
    [`${"(".repeat(100_000)}`, "Line 1: "],
    [`Client().post('/', inputs=${"[".repeat(100_000)}`, "Line 1: "],
  ])("nothing that can be read: %#", (source, note) => {
    const { notes } = readCode(source);
    expect(notes.some((one) => one.startsWith(note))).toBe(true);
  });

  test("names that stand for each other end", () => {
    expect(readCode("a = b\nb = a\nClient().post('/', inputs=a)").notes).toHaveLength(1);
  });

  test("a key __proto__ is a key", () => {
    const { parameters } = readCode("Client().post('/', parameters={'__proto__': {'a': 1}})");
    expect(parameters).toBe('{"__proto__": {"a": 1}}');
  });
});

describe("names that stand for more and more", () => {
  const chain = (length: number, line: (at: number) => string) =>
    Array.from({ length }, (_, at) => line(at)).join("\n");
  const post = (documents: string) => `\nClient().post("/", ${documents})`;
  const python = (lines: string) => readCode(`${lines}${post("a0")}`);

  test("each doubling the next are counted before anything is made of them", () => {
    const { documents, notes } = python(
      `${chain(40, (at) => `a${at} = [a${at + 1}, a${at + 1}]`)}\na40 = {"text": "x"}`,
    );
    expect([documents, notes]).toEqual([
      undefined,
      ["Line 42: names stand here for more than 1,000,000 values and characters beyond those written."],
    ]);
  });

  test("a long text many times over counts by its characters", () => {
    const text = `text = ${JSON.stringify("x".repeat(2000))}\n`;
    const times = (count: number) => readCode(`${text}Client().post("/", [${"text, ".repeat(count)}])`);
    expect(times(1000).notes).toEqual([expect.stringMatching(/^Line 2: names stand here for more/)]);
    expect(times(400).documents).toHaveLength(400 * 2001 - 1);
  });

  test("what is written out is taken, however much it is", () => {
    const { notes, parameters } = readCode(
      `Client().post("/", parameters={"all": "${"x".repeat(1_100_000)}"})`,
    );
    expect([notes, parameters?.length]).toEqual([[], 1_100_000 + '{"all": ""}'.length]);
  });

  test("a value that is made of itself is refused by name", () => {
    expect(
      readCode("const a = {b: c}\nconst c = [a]\nfetch('http://a:1/', {body: JSON.stringify(a)})").notes,
    ).toEqual(["Line 3: a is made of itself: give what it was before another name."]);
  });

  test("a long way of names is too deep, also where parts of it were counted before", () => {
    const deep = (lines: string, documents: string) => readCode(`${lines}${post(documents)}`).notes;
    const steps = `${chain(1000, (at) => `a${at} = [a${at + 1}]`)}\na1000 = {}`;
    expect(deep(steps, "a0")).toEqual(["Line 1002: this is nested too deeply."]);
    expect(deep(steps, "[a900, a700, a500, a300, a100]")).toEqual(["Line 1002: this is nested too deeply."]);
    expect(deep(steps, "{'id': a900}")).toEqual([]);
  });

  test("a chain of calls of any length is gone through", () => {
    for (const link of [".b", ".b()", "()", "[0]"]) {
      const { notes } = readCode(`from jina import Client\nClient().post('/', a${link.repeat(50_000)})\n`);
      expect(notes.length).toBeGreaterThan(0);
    }
  });

  test.each([
    ["x = x.encode()\nrequests.post('http://a:1/post', data=x)", "x.encode(…) is not known"],
    [`requests.post('http://a:1/post', data=x${".encode()".repeat(30_000)})`, "is not known"],
    ["let r = new Request(r);\nfetch(r)", "r is made of itself"],
  ])("what is made of itself, or of very many, ends: %#", (code, note) => {
    expect(readCode(code).notes).toEqual([expect.stringContaining(note)]);
  });

  test.each([
    ["arguments", `f(${"1,".repeat(150_000)})`],
    ["sums", `f(a${"+1".repeat(150_000)})`],
  ])("a call may have any number of %s", (_, code) => {
    expect(readCode(code).notes).toHaveLength(1);
  });
});

const UNARY = "jina.JinaSingleDataRequestRPC/process_single_data";

describe("shell and JavaScript that people write", () => {
  test("double quotes, a prompt, options and several lines", () => {
    const read = readCode(
      '$ curl -sS -X POST "http://localhost:8080/search" --max-time 5 \\\n  -H "authorization: Bearer x" \\\n  --data-raw "{\\"data\\": [\\"a\\", \\"b\\"], \\"target_executor\\": \\"e\\"}" | jq .',
    );
    expect(read).toEqual({
      address: "http://localhost:8080",
      endpoint: "/search",
      documents: "a\nb",
      parameters: "",
      targetExecutor: "e",
      timeout: "5",
      headers: "authorization: ",
      notes: [
        "Line 2: the value of the header authorization is not taken over: type it into Headers.",
        "Line 3: the command jq is not read.",
      ],
    });
    expect(JSON.stringify(read)).not.toContain("Bearer");
  });

  test.each([
    ["curl -u me:canary http://a:1/post", "http://a:1", "-u"],
    ["curl -ume:canary http://a:1/post", "http://a:1", "-u"],
    ["curl --user=me:canary http://a:1/post", "http://a:1", "--user"],
    ["curl --oauth2-bearer canary http://a:1/post", "http://a:1", "--oauth2-bearer"],
    ["curl -b session=canary http://a:1/post", "http://a:1", "-b"],
    ["curl -x http://me:canary@proxy:3128 http://a:1/post", "http://a:1", "-x"],
    ["curl -Hauthorization:canary http://a:1/post", "http://a:1", "header authorization"],
    ["curl -H canary http://a:1/post", "http://a:1", "a header is a name"],
    ["curl 'http://a:1/post?token=canary'", "http://a:1", ""],
    ["curl -N 'http://a:1/stream?text=x&token=canary'", "http://a:1", "value of token"],
    ["fetch('http://a:1/stream?api_key=canary&text=x')", "http://a:1", "value of api_key"],
    [`grpcurl -rpc-header 'authorization: canary' -plaintext a:1 ${UNARY}`, "grpc://a:1", "-rpc-header"],
    [`grpcurl -rpc-header='authorization: canary' -plaintext a:1 ${UNARY}`, "grpc://a:1", "-rpc-header"],
    [`grpcurl -key canary.pem -cert canary.crt a:1 ${UNARY}`, "grpcs://a:1", "-key"],
    [`grpcurl -H 'authorization: canary' a:1 ${UNARY}`, "grpcs://a:1", "header authorization"],
    ["requests.post('http://a:1/post', json={}, headers={'x-key': 'canary'})", "http://a:1", "header x-key"],
    ["Client(host='grpc://a:1').post('/', metadata=(('x-key', 'canary'),))", "grpc://a:1", "header x-key"],
    ["fetch('http://a:1/post', {headers: {'x-key': 'canary'}, body: '{}'})", "http://a:1", "header x-key"],
  ])(
    "what %s says beside the request is named, and no value of it taken or repeated",
    (code, address, named) => {
      const read = readCode(code);
      expect(read.address).toBe(address);
      expect(read.notes.join()).toContain(named);
      expect(JSON.stringify(read)).not.toContain("canary");
    },
  );

  const BODY = '{"data": [{"text": "x"}], "execEndpoint": "/e"}';
  const GRPC = '{"header": {"execEndpoint": "/e"}, "data": {"docs": {"docs": [{"text": "x"}]}}}';

  test.each([
    ["letters in one word", `curl -sXPOST a:1/post -d '${BODY}'`],
    ["a letter whose value is the next word", `curl -sX POST a:1/post -d '${BODY}'`],
    ["a value without a space", `curl a:1/post -d'${BODY}' -HContent-Type:application/json`],
    ["a value behind a sign", `curl a:1/post --data='${BODY}'`],
    ["the address as an option", `curl --url http://a:1/post --json '${BODY}'`],
    ["a text that follows", `curl a:1/post -d @- <<'EOF'\n${BODY}\nEOF`],
    ["a text that follows, to cat", `cat <<EOF | curl a:1/post -d @-\n${BODY}\nEOF\n`],
    ["a text that is given", `curl a:1/post -d @- <<< '${BODY}' > answer.json 2>&1`],
    ["what echo writes", `echo '${BODY}' | curl -s a:1/post -d @- | jq .`],
    ["variables", `HOST=a:1\nexport AT="post"\ncurl "http://$HOST/\${AT}" -d '${BODY}'`],
    ["a variable with another value", `curl http://\${HOST:-a:1}/post -d '${BODY}'`],
    ["another program before it", `time curl a:1/post -d '${BODY}'`],
    ["a container", `docker run --rm curlimages/curl:8.1 -s a:1/post -d '${BODY}'`],
    ["Windows", `curl.exe "http://a:1/post" ^\n  -d "${BODY.replaceAll('"', '\\"')}"`],
    [
      "what Chrome copies for Windows",
      `curl ^"http://a:1/post^" ^\n  --data-raw ^"${BODY.replaceAll('"', '^\\^"')}^"`,
    ],
    [
      "what Chrome copies",
      `curl 'http://a:1/post' \\\n  -H 'sec-ch-ua: "x"' \\\n  -H 'User-Agent: y' \\\n  --data-raw $'${BODY.replace("x", "\\u0078")}'`,
    ],
    ["a line that goes on nowhere", `curl a:1/post -d '${BODY}' \\`],
    ["axios", `axios.post("http://a:1/post", ${BODY}, {timeout: 1}).then(console.log)`],
    [
      "a type",
      `const body: Body = ${BODY};\nconst r: R = await fetch("http://a:1/post", {body: JSON.stringify(body)})`,
    ],
    [
      "what Chrome copies as fetch",
      `fetch("http://a:1/post", {"headers": {"sec-ch-ua": "x"}, "body": JSON.stringify(${BODY}), "method": "POST", "mode": "cors", "credentials": "omit"});`,
    ],
    [
      "a list that is filled",
      `const data = [];\ndata.push({text: "x"});\nfetch("http://a:1/post", {body: JSON.stringify({data, execEndpoint: "/e"})})`,
    ],
  ])("%s", (_, code) => {
    const { address, endpoint, documents, notes, headers } = readCode(code);
    expect([address, endpoint, documents, headers]).toEqual(["http://a:1", "/e", "x", undefined]);
    expect(notes.filter((note) => !note.includes("the command jq is not read"))).toEqual([]);
  });

  test.each([
    [
      "grpcurl, of a text that follows",
      `grpcurl -plaintext -d @ a:1 jina.JinaRPC/Call <<EOM\n${GRPC}\nEOM`,
      "grpc",
      "x",
    ],
    ["grpcurl, signs for spaces", `grpcurl --plaintext=true -d='${GRPC}' a:1 jina.JinaRPC/Call`, "grpc", "x"],
    [
      "grpcurl in a container",
      `docker run fullstorydev/grpcurl -d '${GRPC}' a:1 jina.JinaRPC/Call`,
      "grpcs",
      "x",
    ],
    [
      "grpcurl, of several messages",
      `grpcurl -plaintext -d '${GRPC}\n${GRPC}' a:1 jina.JinaRPC.Call`,
      "grpc",
      "x\nx",
    ],
    [
      "a WebSocket, in a listener",
      `const s = new WebSocket("ws://a:1");\ns.addEventListener("open", () => {\n  s.send(JSON.stringify(${BODY}));\n});`,
      "ws",
      "x",
    ],
    [
      "a WebSocket, on one line",
      `const s = new WebSocket("ws://a:1");\ns.onopen = () => s.send('${BODY}');\ns.onmessage = (e) => console.log(e.data);`,
      "ws",
      "x",
    ],
  ])("%s", (_, code, scheme, documents) => {
    expect(readCode(code)).toMatchObject({
      address: `${scheme}://a:1`,
      endpoint: "/e",
      documents,
      notes: [],
    });
  });

  test("bytes of a text are those of UTF-8", () => {
    const body = BODY.replace('"x"', '"\\xc3\\xa9 \\303\\251"');
    expect(readCode(`curl a:1/post -d $'${body}'`)).toMatchObject({ documents: "é é", notes: [] });
  });

  test.each([
    ["const base = 'http://a:1';\nconst url = `${base}/e`;", []],
    ["const port = 1; const url = 'http://a:' + port + `/${`${'e'}`}`;", []],
    ["let url = 'http://a:1'; url += '/e'; const other = url; other + 'x';", []],
    [
      "const url = `http://${process.env.HOST}/e`;",
      ["Line 1: process.env.HOST is not known without running the code."],
    ],
    ["const url = `http://${a ? b : c}/e`;", ['Line 1: what is put into a text as "a ? b : c" is not read.']],
    [
      "let url = 'http://a:1/e';\nif (x) url = 'http://b:2/e';",
      ["Line 2: what url is behind this block is not known without running the code."],
    ],
    ["if (x === ')') {\n}\nlet url = 'http://a:1/e';", []],
    [
      "let url = 'http://a:1/e';\nif (x) {\n  y();\n} else {\n  url = 'http://b:2/e';\n}",
      ["Line 4: what url is behind this block is not known without running the code."],
    ],
  ])("an address that is put together in JavaScript is read, or named with its line: %j", (code, notes) => {
    const body = "{data: [{text: `\\${1}` + ` ${1 + 1}${true}`}]}";
    const post = `fetch(url, {method: "POST", body: JSON.stringify(${body})});\nurl = "http://later:9/";`;
    const { address, endpoint, documents, notes: said } = readCode(`${code}\n${post}`);
    expect(said).toEqual(notes);
    expect([address, endpoint, documents]).toEqual(
      notes.length > 0 ? [undefined, undefined, undefined] : ["http://a:1", "/e", "${1} 2true"],
    );
  });

  test("templates within each other of any depth end, and those without an end", () => {
    for (const one of [
      "`${".repeat(20_000),
      `${"`${".repeat(5000)}1${"}`".repeat(5000)}`,
      "`${'".repeat(9000),
    ]) {
      const before = process.cpuUsage();
      expect(readCode(`fetch(${one})`)).toHaveProperty("notes");
      expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    }
  });

  test("what JavaScript sets within an object is told", () => {
    const code = "const b = {};\nb.data = [];\nfetch('http://a:1/post', {body: JSON.stringify(b)})";
    expect(readCode(code).notes).toEqual(["Line 2: what is set within b is not read."]);
  });

  test("tokens of language and authors are no secrets", () => {
    const code = "curl -N 'http://a:1/s?max_tokens=5&author=me&accessToken=canary&x-auth=canary'";
    expect(readCode(code)).toMatchObject({
      documents: expect.not.stringContaining("canary"),
      notes: ["Line 1: the value of accessToken, x-auth in the address is not taken over."],
    });
    expect(readCode(code).documents).toBe('{"max_tokens": "5", "author": "me"}');
  });

  test("a variable that is given to a command alone is not told", () => {
    const said = JSON.stringify(readCode("TOKEN=canary jq . | curl a:1/post -d @-").notes);
    expect(said).toContain("the command jq is not read");
    expect(said).toContain("what jq writes is not known here");
    expect(said).not.toContain("canary");
  });

  test("what only a shell knows is named, and the rest taken", () => {
    for (const [code, unknown] of [
      ["HOST=a:1\nHOST=$(ask)\ncurl http://$HOST/post", "$HOST"],
      ["HOST=a:1/\ncurl http://${HOST%/}/post", "${…}"],
      ["curl http://${HOST:-$OTHER}/post", "${…}"],
    ]) {
      const { address, notes } = readCode(`${code} -d '${BODY}'`);
      expect([address, notes.join()]).toEqual([
        undefined,
        expect.stringContaining(`: ${unknown} is not known here.`),
      ]);
    }
    expect(readCode(`curl "http://$HOST:8080/search" -d '${BODY}'`)).toMatchObject({
      endpoint: "/e",
      documents: "x",
      notes: ["Line 1: $HOST is not known here."],
    });
    expect(readCode(`curl a:1/post -d "$(cat body.json)"`)).toMatchObject({
      address: "http://a:1",
      notes: ["Line 1: $(…) is not known here."],
    });
    expect(readCode("jq . x | curl a:1/post -d @-").notes).toEqual([
      "Line 1: the command jq is not read.",
      "Line 1: what jq writes is not known here.",
    ]);
    expect(readCode("const s = new WebSocket('ws://a:1');\ns.onopen = go;").notes).toEqual([
      "Line 1: nothing that is sent over the WebSocket is found.",
    ]);
  });

  test.each([
    ["axios", `axios({url: "http://a:1/post", method: "post", data: ${BODY}})`],
    [
      "axios with an address and options",
      `axios("http://a:1/post", {method: "POST", data: JSON.stringify(${BODY})})`,
    ],
    ["axios.request", `axios.request({baseURL: "http://a:1/", url: "/post", method: "post", data: ${BODY}})`],
    [
      "what axios.create makes",
      `const api = axios.create({baseURL: "http://a:1"});\napi.post("/post", ${BODY});`,
    ],
    [
      "what it makes, called",
      `const api = axios.create({baseURL: "http://b:2"});\napi({baseURL: "http://a:1", url: "post", data: ${BODY}});`,
    ],
    ["a Request", `const r = new Request("http://a:1/post", {method: "POST", body: '${BODY}'});\nfetch(r);`],
  ])("%s is read", (_, code) => {
    expect(readCode(code)).toMatchObject({
      address: "http://a:1",
      endpoint: "/e",
      documents: "x",
      notes: [],
    });
  });

  test("what is not known of the options of a Request is told, as of fetch's own", () => {
    const notes = ["Line 1: o is not known without running the code."];
    expect(readCode('fetch("http://a:1/post", o)')).toEqual({ address: "http://a:1", notes });
    expect(readCode('fetch(new Request("http://a:1/post", o))')).toEqual({ address: "http://a:1", notes });
  });

  test("what is not known of the options of axios is told, and the rest is read", () => {
    const read = { address: "http://a:1", endpoint: "/e", documents: "x" };
    const notes = (name: string) => [`Line 1: ${name} is not known without running the code.`];
    expect(readCode(`axios.post("http://a:1/post", ${BODY}, config)`)).toMatchObject({
      ...read,
      notes: notes("config"),
    });
    expect(readCode(`axios.create(own).post("http://a:1/post", ${BODY}, undefined)`)).toMatchObject({
      ...read,
      notes: notes("own"),
    });
  });

  test("what axios and sessions are told beside the request is named", () => {
    const own = 'axios.create({baseURL: "http://a:1", headers: {"x-a": "canary"}, timeout: 1500})';
    const read = readCode(
      `const api = ${own};\napi.post("/post", ${BODY}, {auth: "canary", params: {k: 1}});`,
    );
    expect(read).toMatchObject({ address: "http://a:1", timeout: "1.5", headers: "x-a: ", documents: "x" });
    expect(read.notes).toEqual([
      expect.stringContaining("header x-a"),
      "Line 2: the option auth of axios has no field here.",
      "Line 2: a query beside what is posted has no field here.",
    ]);
    const session = "s = requests.Session()\ns.headers.update({'x-a': 'canary'})\n";
    const posted = readCode(
      `${session}s.post('http://a:1/e', data={'data': ['x']}, timeout=3, auth='canary')`,
    );
    expect(posted).toMatchObject({ address: "http://a:1", timeout: "3", headers: "x-a: ", documents: "x" });
    expect(posted.notes).toEqual([
      expect.stringContaining("header x-a"),
      "Line 3: the argument auth has no field here.",
      "Line 3: a dict under data is sent as a form, which no gateway of Jina takes: json sends it as JSON.",
    ]);
    expect(JSON.stringify([read, posted])).not.toContain("canary");
  });

  const CALL = `curl http://a:1/post -d '${BODY}'`;
  const LOOP = "Line 1: a loop may send this many times, and here it is sent once.";
  test.each([
    ["a function", `ask() {\n  ${CALL}\n}\nask`, []],
    ["a function on one line", `function ask { ${CALL}; }\nask`, []],
    ["a condition", `if ${CALL}; then echo ok; else exit 1; fi`, []],
    ["what is given to a variable", `answer=$(${CALL})`, []],
    ["braces", `{ ${CALL}; }`, []],
    ["a loop without an end", `while true; do ${CALL}; sleep 1; done`, [LOOP]],
    ["a loop until it answers", `until ${CALL}; do sleep 1; done`, [LOOP]],
    ["a loop over some", `for i in 1 2 3; do ${CALL}; done`, [LOOP]],
    ["a loop on several lines", `for i in $(seq 3)\ndo\n  ${CALL}\ndone`, [LOOP]],
    ["what stands behind a loop", `for i in 1; do echo; done\n${CALL}`, []],
    ["xargs", `xargs -n1 -P4 ${CALL}`, ["Line 1: xargs may send this many times, and here it is sent once."]],
    ["JSON in two parts", `curl http://a:1/post --json '${BODY.slice(0, 9)}' --json '${BODY.slice(9)}'`, []],
    [
      "JSON that & stands between",
      `curl http://a:1/post -d '{"execEndpoint": "/e", "data": ["x"], "parameters": {"a": "b' -d 'c"}}'`,
      [],
    ],
    ["JSON that is encoded not at all", `curl http://a:1/post --data-raw '${BODY}'`, []],
  ])("%s is read of a shell", (_, code, notes) => {
    const read = readCode(code);
    expect(read).toMatchObject({ address: "http://a:1", endpoint: "/e", documents: "x", notes });
  });

  test("what a loop, xargs or a function is given, and what a condition gives, is named", () => {
    const call = `curl http://$H/post -d '${BODY}'`;
    for (const code of [
      `H=a:1\nfor H in b:2 c:3; do ${call}; done`,
      `H=a:1\nif true; then H=b:2; fi\n${call}`,
      `H=a:1\nif true\nthen\n  H=b:2\nfi\n${call}`,
      `H=a:1\nwhile read H; do ${call}; done`,
    ]) {
      const { address, notes } = readCode(code);
      expect([address, notes.at(-1)], code).toEqual([undefined, expect.stringContaining("$H is not known")]);
    }
    expect(readCode(`seq 3 | xargs -I{} curl http://a:1/{} -d '${BODY}'`).notes.at(-1)).toBe(
      "Line 1: {} is not known here.",
    );
    expect(readCode(`ask() { curl http://a:1/post -d "$1"; }`)).toMatchObject({
      address: "http://a:1",
      notes: ["Line 1: $1 is not known here."],
    });
  });

  test("a form, a file and what is in one is named, and the address taken", () => {
    const form = "sends is a form or a file, which no gateway of Jina takes.";
    for (const [given, note] of [
      ["-F text=x", `what -F ${form}`],
      ["--form-string text=x", `what --form-string ${form}`],
      ["-T body.json", `what -T ${form}`],
      ["-d @body.json", "what is in the file body.json is not known here."],
      ["--data-urlencode text@body.txt", "what is in the file body.txt is not known here."],
      ["-K own.conf", "what is in the file own.conf is not known here."],
      ["-d a=1 -d b=2", "not JSON: expected a value, found “a”."],
    ]) {
      expect(readCode(`curl http://a:1/post ${given}`)).toMatchObject({
        address: "http://a:1",
        notes: [`Line 1: ${note}`],
      });
    }
  });

  test("what is sent in an address alone is the document of a stream", () => {
    const stream = { address: "http://a:1", endpoint: "/s", documents: "hi", stream: "on", notes: [] };
    for (const code of [
      "fetch('http://a:1/s?text=hi', {method: 'GET'})",
      "fetch('http://a:1/s?text=hi', {})",
      "axios.get('http://a:1/s', {params: {text: 'hi'}})",
      "axios('http://a:1/s?text=hi')",
      "requests.get('http://a:1/s', params={'text': 'hi'})",
      "httpx.get('http://a:1/s?text=hi')",
      "curl 'http://a:1/s?text=hi'",
      "curl -X GET a:1/s?text=hi",
      "curl -G a:1/s -d text=hi",
      "curl --get a:1/s --data-urlencode text=hi",
    ]) {
      expect(readCode(code), code).toEqual(stream);
    }
    expect(readCode("curl -G a:1/s -d k=1 --data-urlencode 'text=a b&c'").documents).toBe(
      '{"k": "1", "text": "a b&c"}',
    );
    expect(readCode("fetch('http://a:1/s?text=hi', {method: 'POST'})").notes).toEqual([
      "Line 1: fetch is given no body.",
    ]);
  });

  test("a stream is asked for by an EventSource, by curl without a buffer, and by what only reads", () => {
    const stream = { address: "http://a:1", endpoint: "/stream", documents: "hi", stream: "on", notes: [] };
    expect(readCode("const s = new EventSource('http://a:1/stream?text=hi');")).toEqual(stream);
    expect(readCode("curl -N 'http://a:1/stream?text=hi'")).toEqual(stream);
    expect(readCode("const r = await fetch('http://a:1/stream?text=hi');")).toEqual(stream);
  });

  test.each([
    "curl a \\",
    "curl $'",
    'curl "',
    "curl `",
    "curl $(",
    "curl <<",
    "curl <<E\n",
    "a | ",
    "$",
    "\\",
  ])("%j ends", (code) => {
    expect(readCode(`x=1 curl a:1\n${code}`)).toHaveProperty("notes");
    expect(readCode(code)).toHaveProperty("notes");
  });

  test.each([
    "timeout 5",
    "nice -n 5",
    "sleep 1 &&",
    "set -e;",
    "cd here &&",
    "export A=1;",
    "if !",
    "while !",
  ])("a call of curl behind %j is one of a shell", (before) => {
    const behind = { "if !": "; then exit; fi", "while !": "; do sleep 1; done" }[before] ?? "";
    const code = `${before} curl -d '{"data": [{"text": "x"}]}' http://a:1/post${behind}`;
    expect(readCode(code)).toMatchObject({ address: "http://a:1", documents: "x" });
  });

  test.each([
    "import pycurl\ncurl = pycurl.Curl()\ncurl.setopt(1, 2)",
    "curl = make()\nif curl is None:\n    pass",
    '"""Don\'t do this:\n\n  curl -d x http://b:2/post\n"""',
  ])("what is called curl in Python, or told of in a text, is no call of a shell: %#", (before) => {
    const read = readCode(`${before}\nfrom jina import Client\nClient(port=1).post("/e", {"text": "x"})\n`);
    expect(read).toMatchObject({ address: "grpc://0.0.0.0:1", documents: "x", notes: [] });
  });

  test("functions within functions of any depth end", () => {
    const code = `fetch("http://a:1/post", {body: "{}"}).then(${"f(() => ".repeat(5000)}1${")".repeat(5001)}`;
    expect(readCode(code)).toHaveProperty("notes");
  });

  test("JSON that is wrong is named with its own line", () => {
    expect(readCode("curl http://a:1/post -d '{\n\"data\": [,]}'").notes).toEqual([
      expect.stringMatching(/^Line 2: not JSON/),
    ]);
  });

  test("functions around fetch, names and short keys", () => {
    const read = readCode(`const body = { data: [{ text: 'a', id: "1" }], parameters: {} };
async function main() {
  const url = \`http://localhost:1/default\`;
  const response = await fetch(url, { method: 'POST', signal: x, body: JSON.stringify(body) });
  console.log(\`got \${response.status}\`);
}
main();`);
    expect(read).toEqual({
      address: "http://localhost:1",
      endpoint: "/",
      documents: '{"text": "a", "id": "1"}',
      parameters: "",
      targetExecutor: "",
      notes: ["Line 4: the option signal of fetch has no field here."],
    });
  });
});

test("documents that are one line of text each are typed as lines, all others as JSON", () => {
  expect(documentsText(["a", { text: "b" }])).toBe("a\nb");
  expect(documentsText([{ text: "[a]" }])).toBe('{"text": "[a]"}');
  expect(documentsText([{ text: "a\nb" }])).toBe('{"text": "a\\nb"}');
  expect(documentsText([{ text: "a", id: "1" }])).toBe('{"text": "a", "id": "1"}');
  expect(documentsText([1])).toBeNull();
  expect(documentsText([])).toBe("");
});

test("of very many notes some are told, none of them long", () => {
  const { notes } = readCode(`curl a ${"-! ".repeat(300)} --${"x".repeat(10_000)}`);
  expect(notes).toHaveLength(201);
  expect(notes.at(-1)).toBe("Notes that are left out: 101.");
  expect(
    Math.max(...readCode(`curl a --${"x".repeat(10_000)}`).notes.map((note) => note.length)),
  ).toBeLessThan(500);
});

describe("code of any length is read in time that grows with it", () => {
  const many = 20_000;
  test.each([
    ["empty lines", "\n".repeat(many), "no call"],
    ["lines of one command", `curl ${"a \\\n".repeat(many)}'`, "a quote does not end"],
    ["variables without an end", `curl "${"${a-".repeat(2 * many)}"`, "${…} is not known here"],
    ["letters in one word", `curl -${"N".repeat(2 * many)} -d x a`, "not JSON"],
    ["xargs", "|xargs ".repeat(many), "no call"],
    ["loops", "do ".repeat(many), "no call"],
    [
      "variables that double",
      `A=abcdefgh\n${"A=$A$A\n".repeat(25)}curl $A`,
      "more than 1,000,000 characters",
    ],
  ])("%s", (_, source, said) => {
    const before = process.cpuUsage();
    expect(readCode(source).notes.join()).toContain(said);
    // Work that grows with the square takes more than ten seconds.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});
