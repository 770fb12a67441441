/** Files and templates as documents, read piece by piece. */
import { describe, expect, test } from "vitest";
import { createHandClock } from "../../base/test-clock.ts";
import { ClientError } from "../../model/run/client-error.ts";
import { type Doc, Tensor } from "../../model/run/document.ts";
import type { InputFile, InputForm, RequestInput } from "../../model/run/request-input.ts";
import { createInput } from "./create-input.ts";

const FORM: InputForm = {
  input: "files",
  fileForm: "",
  fieldResolver: "",
  tensorField: "",
  fileField: "",
  nameField: "",
  template: "",
  count: "",
  intervalMs: "",
};
const random = (count: number) => new Uint8Array(count);
const PORTS = { clock: createHandClock(), random };
const ID = "0".repeat(32);

/** A file that comes in pieces of so many bytes. */
function fileOf(name: string, content: string | Uint8Array, pieceBytes = 3): InputFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    name,
    size: bytes.length,
    type: name.endsWith(".png") ? "image/png" : "",
    stream() {
      let at = 0;
      return new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) {
            controller.close();
          } else {
            controller.enqueue(bytes.slice(at, at + pieceBytes));
            at += pieceBytes;
          }
        },
      });
    },
  };
}

async function all(input: RequestInput | ClientError): Promise<Doc[]> {
  if (input instanceof ClientError) {
    throw input;
  }
  const documents: Doc[] = [];
  for await (const { id, ...document } of input.read(new AbortController().signal)) {
    documents.push(id === ID ? document : { id: id ?? null, ...document });
  }
  return documents;
}

const read = (file: InputFile, form: Partial<InputForm> = {}) =>
  all(createInput({ ...FORM, ...form }, [file], PORTS));

describe("a file of JSON", () => {
  const documents = [
    { id: "a", text: 'é𝄞 ]},[{"\\', n: 12345678901234567890n },
    { text: "plain" },
    { tags: { x: [{}] } },
  ];
  const texts = [
    '{"id": "a", "text": "é𝄞 ]},[{\\"\\\\", "n": 12345678901234567890}',
    '"plain"',
    '{\n"tags":\r\n{"x": [{}]}}',
  ];

  test.each([
    ["a list", `\uFEFF [${texts.join(" ,\n")}\t]\n`, documents],
    ["one after another", texts.join("\n"), documents],
    ["side by side", texts.join(""), documents],
    ["one", texts[2]!, documents.slice(2)],
    ["an empty list", " [ ] ", []],
    ["nothing", "", []],
  ])("%s is its documents, in pieces that cut anywhere", async (_, text, expected) => {
    for (const piece of [1, 2, 3, 7, 1000]) {
      expect(await read(fileOf("a.json", text, piece))).toEqual(expected);
    }
  });

  test.each([
    ['[{"a": 1}\n {"b": 2}]', "a.json, line 2, column 2: expected “,” or “]”, found “{”."],
    ['[{"a": 1},\r\n]', "a.json, line 2, column 1: expected an object or a text, found “]”."],
    ["[1, 2]", "a.json, line 1, column 2: expected an object or a text or “]”, found “1”."],
    ["[[{}]]", "a.json, line 1, column 2: expected an object or a text or “]”, found “[”."],
    ["[{}] {}", "a.json, line 1, column 6: expected the end, found “{”."],
    ['[{"a": 1},', "a.json, line 1, column 11: expected an object or a text, found the end."],
    ["[", "a.json, line 1, column 2: expected an object or a text or “]”, found the end."],
    ["{},{}", "a.json, line 1, column 3: expected an object or a text or the end, found “,”."],
    ["null", "a.json, line 1, column 1: expected “[”, an object or a text or the end, found “n”."],
    ['[{}, {"a":\n  "b" 5}]', "a.json, line 2, column 7: not JSON: expected a comma or }, found “5”."],
    ['[{}, {"a":\n  "b', "a.json, line 2, column 3: not JSON: this string does not end."],
    ['{"a": ]}', "a.json, line 1, column 7: not JSON: expected a value, found “]”."],
  ])("%j is a fault at its place", async (text, message) => {
    for (const piece of [1, 1000]) {
      await expect(read(fileOf("a.json", text, piece))).rejects.toThrow(message);
    }
  });

  test("is one document where it is to be a blob", async () => {
    const [blob] = await read(fileOf("a.json", "[1]"), { fileForm: "blob" });
    expect(blob!.blob).toEqual(new TextEncoder().encode("[1]"));
  });
});

describe("lines of JSON", () => {
  test("objects and texts, with any ends of lines, in pieces that cut through letters", async () => {
    const text =
      '\uFEFF{"id": "a", "text": "é𝄞", "n": 12345678901234567890}\r\n\n"plain"\r{"tags": {"x": 1}}';
    const documents = [
      { id: "a", text: "é𝄞", n: 12345678901234567890n },
      { text: "plain" },
      { tags: { x: 1 } },
    ];
    for (const piece of [1, 2, 7, 1000]) {
      const file = fileOf("a.jsonl", text, piece);
      expect(await read(file)).toEqual(documents);
    }
  });

  test.each([
    ['{"a": 1}\n{"a": }', "a.ndjson, line 2, column 7: "],
    ['{"a": 1} x', "a.ndjson, line 1, column 10: "],
    ["{}\n\n 5", "a.ndjson, line 3, column 2: a document is an object or a text."],
    ['{"a": 1,\n"b": 2}', "a.ndjson, line 1, column 9: "],
  ])("%j is a fault at its place", async (text, message) => {
    await expect(read(fileOf("a.ndjson", text))).rejects.toThrow(message);
  });

  test("bytes that are no UTF-8", async () => {
    const bytes = new Uint8Array([0x22, 0x61, 0x22, 0x0a, 0xff, 0xff, 0x0a]);
    await expect(read(fileOf("a.ndjson", bytes, 4))).rejects.toThrow("a.ndjson, after line 1: these bytes");
  });

  test("no more is read than is taken, and what is left is let go of", async () => {
    let pulled = 0;
    let isCanceled = false;
    const endless: InputFile = {
      name: "a.ndjson",
      size: 1e12,
      type: "",
      stream: () =>
        new ReadableStream({
          pull(controller) {
            pulled += 1;
            controller.enqueue(new TextEncoder().encode('{"text": "x"}\n'.repeat(1000)));
          },
          cancel() {
            isCanceled = true;
          },
        }),
    };
    const input = createInput(FORM, [endless], PORTS);
    if (input instanceof ClientError) {
      throw input;
    }
    let taken = 0;
    for await (const _ of input.read(new AbortController().signal)) {
      taken += 1;
      if (taken === 2500) {
        break;
      }
    }
    expect(pulled).toBeLessThan(6);
    expect(isCanceled).toBe(true);
  });
});

describe("comma-separated values", () => {
  test("quotes, doubled quotes, line breaks within cells, empty cells and a resolver", async () => {
    const text = 'id,question,price,skip\r\n1,"a, ""b""\nc",2.5,x\r\n\r\n2,,"",\r\n3,"é",4,';
    for (const piece of [1, 5, 1000]) {
      const documents = await read(fileOf("a.csv", text, piece), {
        fieldResolver: '{"question": "text", "price": "tags.price", "skip": ""}',
      });
      expect(documents).toEqual([
        { id: "1", text: 'a, "b"\nc', tags: { price: "2.5" } },
        { id: "2" },
        { id: "3", text: "é", tags: { price: "4" } },
      ]);
    }
  });

  test("a star stands for all columns that the resolver does not name", async () => {
    const file = fileOf("x.csv", "question,price,sold.at,$&\na,1,2,3");
    expect(await read(file, { fieldResolver: '{"question": "text", "*": "tags.*"}' })).toEqual([
      { text: "a", tags: { price: "1", "sold.at": "2", "$&": "3" } },
    ]);
    const other = fileOf("x.csv", "question,tags.price\na,1");
    expect(await read(other, { fieldResolver: '{"*": ""}' })).toEqual([{}]);
    expect(await read(fileOf("x.csv", "text,tags.price\na,1"))).toEqual([
      { text: "a", tags: { price: "1" } },
    ]);
  });

  test.each([
    [";", "a;b\n1,5;2"],
    ["\t", "a\tb\n1,5\t2"],
  ])("the separator %j is told by the first line", async (_, text) => {
    expect(await read(fileOf("x.csv", text))).toEqual([{ a: "1,5", b: "2" }]);
  });

  test("one column, with quotes that begin or end a line", async () => {
    expect(await read(fileOf("x.csv", 'a\n"\nx\n"\ny'))).toEqual([{ a: "\nx\n" }, { a: "y" }]);
  });

  test.each([
    ["a,b\n1\n", "", "x.csv, line 2: the row has 1 cells, and the first line names 2 columns."],
    ["a,b\n1,2\n1,2,3", "", "x.csv, line 3: the row has 3 cells"],
    ["a,a\n", "", "x.csv, line 1: the column “a” stands there twice."],
    ['a\n"x\ny', "", "x.csv, line 2: a quotation mark is not closed."],
    ['a,b\n1,x"y"', "", "x.csv, line 2, column 4: a quotation mark may only"],
    ['a,b\n"x"y,1', "", "x.csv, line 2, column 4: a quotation mark may only"],
    [
      "a,b ,B\n1,2,3",
      '{"b": "text"}',
      "x.csv, line 1: there is no column “b”, which the field resolver names, but “a”, “b ” and “B”.",
    ],
    ["a\n1", '{"b": "text"}', "which the field resolver names, but “a”."],
    ["a,a0,a1,a2,a3,a4,a5,a6,a7,a8,a9,b,c\n", '{"d": "text"}', "“a4”, “a5” and 6 more."],
    ["a\n1", '{"a": "tags."}', "x.csv, line 1: the column “a” would go to “tags.”"],
    ["a\n1", '{"a": 5}', "Field resolver: the field of the column “a” is no text."],
    ["a\n1", "{", "Field resolver: Line 1, column 2"],
  ])("%j is a fault at its place", async (text, fieldResolver, message) => {
    const reading = async () => read(fileOf("x.csv", text), { fieldResolver });
    await expect(reading()).rejects.toThrow(message);
  });

  test("a column named __proto__ is a field", async () => {
    const [document] = await read(fileOf("x.csv", "__proto__\n1"));
    expect(Object.entries(document ?? {})).toEqual([["__proto__", "1"]]);
  });
});

describe("arrays of numpy's", () => {
  /** As numpy writes it. */
  function npy(head: string, data: Uint8Array): Uint8Array {
    const text = `${head}\n`;
    const start = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, text.length % 256, text.length >> 8];
    return new Uint8Array([...start, ...new TextEncoder().encode(text), ...data]);
  }
  const HEAD = "{'descr': '<i2', 'fortran_order': False, 'shape': (3, 2), }";

  test("a row is the tensor of a document", async () => {
    const file = fileOf(
      "x.npy",
      npy(
        HEAD,
        new Uint8Array(12).map((_, index) => index),
      ),
    );
    const documents = await read(file, { tensorField: "embedding" });
    expect(documents).toHaveLength(3);
    expect(documents[1]).toEqual({ embedding: new Tensor([2], "<i2", new Uint8Array([4, 5, 6, 7])) });
  });

  test("rows of an array that is stored column by column are gathered", async () => {
    // numpy.asfortranarray(numpy.arange(12).reshape(2, 3, 2)): what is written is 0 6 2 8 4 10 1 7 3 9 5 11.
    const head = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }";
    const file = fileOf("x.npy", npy(head, Uint8Array.of(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11)));
    expect(await read(file)).toEqual(
      [0, 6].map((first) => ({
        tensor: new Tensor(
          [3, 2],
          "|u1",
          Uint8Array.from({ length: 6 }, (_, at) => first + at),
        ),
      })),
    );
  });

  test("a list of numbers has rows of one", async () => {
    const head = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
    const [first] = await read(fileOf("x.npy", npy(head, new Uint8Array(16))));
    expect(first).toEqual({ tensor: new Tensor([1], "<f8", new Uint8Array(8)) });
  });

  test.each([
    [new TextEncoder().encode("hello, world"), "x.npy: it is no array of numpy's."],
    [npy(HEAD, new Uint8Array(9)), "x.npy: it ends in row 3 of 3."],
    [npy(HEAD.replace("False", "True"), new Uint8Array(11)), "x.npy: it ends before its last column."],
    [
      npy(HEAD.replace("False", "True").replace("(3, 2)", "(300000, 1024)"), new Uint8Array(12)),
      "x.npy: it is stored column by column (fortran_order), and has 614,400,000 bytes",
    ],
    [npy(HEAD.replace("<i2", "|O"), new Uint8Array(12)), "x.npy: its elements are no numbers"],
    [npy(HEAD.replace("(3, 2)", "()"), new Uint8Array(12)), "x.npy: it has no rows."],
    [npy(HEAD.replace("(3, 2)", "(3, 0)"), new Uint8Array(0)), "x.npy: its rows have no elements."],
    [npy(HEAD.replace("(3, 2)", "(3, 2, 0)"), new Uint8Array(0)), "x.npy: its rows have no elements."],
    [npy(HEAD.replace("(3, 2)", "(3, 0, 2)"), new Uint8Array(0)), "x.npy: its rows have no elements."],
    [
      npy(HEAD.replace("(3, 2)", "(9007199254740991, 0)"), new Uint8Array(0)),
      "x.npy: its rows have no elements.",
    ],
    [
      npy(HEAD.replace("(3, 2)", "(9007199254740991, 0)").replace("False", "True"), new Uint8Array(0)),
      "x.npy: its rows have no elements.",
    ],
    [npy(HEAD.replace("2)", "99999999999)"), new Uint8Array(12)), "x.npy: a row has 199,999,999,998 bytes"],
    [npy(HEAD, new Uint8Array(0)).slice(0, 9), "x.npy: its head is not whole."],
  ])("fault %#", async (bytes, message) => {
    await expect(read(fileOf("x.npy", bytes))).rejects.toThrow(message);
  });
});

describe("whole files", () => {
  test("as a blob, or as a data URI", async () => {
    const file = fileOf("x.png", new Uint8Array([1, 2, 255]));
    expect(await read(file)).toEqual([{ blob: new Uint8Array([1, 2, 255]), mime_type: "image/png" }]);
    expect(await read(file, { fileForm: "uri" })).toEqual([
      { uri: "data:image/png;base64,AQL/", mime_type: "image/png" },
    ]);
  });

  test("into fields of the gateway's own type, with their names", async () => {
    const file = fileOf("x.png", new Uint8Array([1, 2, 255]));
    expect(await read(file, { fileField: " picture ", nameField: "title" })).toEqual([
      { picture: new Uint8Array([1, 2, 255]), title: "x.png" },
    ]);
    expect(await read(file, { fileForm: "uri", fileField: "link" })).toEqual([
      { link: "data:image/png;base64,AQL/" },
    ]);
    expect(await read(file, { nameField: "text" })).toEqual([
      { text: "x.png", blob: new Uint8Array([1, 2, 255]), mime_type: "image/png" },
    ]);
  });

  test("into no field with two things", async () => {
    const file = fileOf("x.png", "a");
    await expect(read(file, { fileField: "a", nameField: "a" })).rejects.toThrow(
      "Content and name of a file cannot both go to a.",
    );
    await expect(read(file, { nameField: "blob" })).rejects.toThrow("both go to blob");
    await expect(read(file, { fileForm: "uri", nameField: "uri" })).rejects.toThrow("both go to uri");
    expect(await read(file, { nameField: "mime_type" })).toMatchObject([{ mime_type: "x.png" }]);
    expect(await read(fileOf("a.csv", "text\nb"), { fileField: "a", nameField: "a" })).toEqual([
      { text: "b" },
    ]);
  });

  test("several, of which one is too large", async () => {
    const files = [fileOf("a.bin", "a"), { ...fileOf("b.bin", "b"), size: 61 << 20 }];
    const input = createInput(FORM, files, PORTS);
    expect(input).toMatchObject({ count: 2, label: expect.stringContaining("a.bin and b.bin") });
    await expect(all(input)).rejects.toThrow("b.bin: a message holds files of up to 60 MiB in this form.");
  });

  test("none", () => {
    expect(createInput(FORM, [], PORTS)).toMatchObject({ message: "No file is chosen." });
  });
});

describe("templates", () => {
  const made = (form: Partial<InputForm>, clock = createHandClock()) =>
    createInput({ ...FORM, input: "template", ...form }, [], { clock, random });

  test("a line or an object, with its number in it", async () => {
    expect(await all(made({ template: "number {i} of {i}", count: "2" }))).toEqual([
      { text: "number 0 of 0" },
      { text: "number 1 of 1" },
    ]);
    expect(await all(made({ template: '{"id": "d{i}", "n": {i}}', count: "2" }))).toEqual([
      { id: "d0", n: 0 },
      { id: "d1", n: 1 },
    ]);
  });

  test("one each interval, which can be given up", async () => {
    const clock = createHandClock();
    const input = made({ template: "{i}", count: "3", intervalMs: "250" }, clock);
    if (input instanceof ClientError) {
      throw input;
    }
    const aborter = new AbortController();
    const documents = input.read(aborter.signal)[Symbol.asyncIterator]();
    expect((await documents.next()).value).toMatchObject({ text: "0" });
    const second = documents.next();
    await clock.pass(250);
    expect((await second).value).toMatchObject({ text: "1" });
    const third = documents.next();
    aborter.abort();
    await expect(third).rejects.toBe(aborter.signal.reason);
  });

  test.each([
    [{ template: "" }, "The template makes 0 documents, not one."],
    [{ template: "a\nb" }, "The template makes 2 documents, not one."],
    [{ template: '{"a": {i}' }, "Template: Line 1, column 8"],
    [{ template: "a", count: "0" }, "The count must be a whole number from 1 to 100,000,000"],
    [{ template: "a", count: "x" }, 'not "x"'],
    [
      { template: "a", intervalMs: "-1" },
      "The interval must be a number of milliseconds from 0 to 3,600,000",
    ],
  ])("%j is refused", (form, message) => {
    expect(made(form)).toMatchObject({ code: "input", message: expect.stringContaining(message) });
  });
});

test.each(["a.txt", "a.json", "a.ndjson", "a.csv", "a.npy"])(
  "a file that is gone by now, as %s, is told as such, and is no fault of ours",
  async (name) => {
    const gone: InputFile = {
      ...fileOf(name, "[]"),
      stream: () =>
        new ReadableStream({
          pull(controller) {
            controller.error(new DOMException("It is gone.", "NotReadableError"));
          },
        }),
    };
    const fault: unknown = await read(gone).catch((cause: unknown) => cause);
    expect(fault).toBeInstanceOf(ClientError);
    expect(fault).toMatchObject({
      code: "input",
      message: `${name} could not be read. The browser says: It is gone.`,
    });
  },
);
