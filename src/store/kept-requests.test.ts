import { describe, expect, test } from "vitest";
import type { Designer } from "./designer.ts";
import { headersOf, readKeptRequests, withoutSecrets } from "./kept-requests.ts";
import { MAX_LENGTH, MAX_REQUESTS, printRequests, readRequestFile, refuseAmount } from "./request-file.ts";
import { DEFAULT_FORM } from "./state.ts";
import { createFakePorts, type FakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n" };
const CANARY = "canary-7391";

const request = (name: string) => ({
  name,
  address: "grpc://a:1",
  headers: ["authorization"],
  form: DEFAULT_FORM,
});

const namesOf = (designer: Designer) => designer.get().file.requests.map(({ name }) => name);

async function withRequests(ports: FakePorts, ...names: readonly string[]): Promise<Designer> {
  const designer = await openPage(ports, EXAMPLE);
  designer.do.setAddress(`grpc://me:${CANARY}@a:1`);
  designer.do.setHeaders(`Authorization: Bearer ${CANARY}\n${CANARY}`);
  designer.do.setForm({ endpoint: "/search" });
  for (const name of names) {
    expect(designer.do.keepRequest(name)).toBeNull();
  }
  return designer;
}

const fileOf = (text: string, name = "r.json") => new File([text], name);

describe("requests under a name", () => {
  test("are kept with the file over a reload and its closing, in no step of undo, without values of headers", async () => {
    const ports = createFakePorts();
    const designer = await withRequests(ports, "one", "two");
    expect(designer.get().file).toMatchObject({ undo: [], text: EXAMPLE.text });
    await designer.do.keep();
    expect(JSON.stringify([...ports.database.kept])).not.toContain(CANARY);

    const again = await openPage(ports, EXAMPLE);
    expect(again.get().file.requests).toMatchObject([
      { name: "one", address: "grpc://a:1", headers: ["authorization"], form: { endpoint: "/search" } },
      { name: "two" },
    ]);
    const { id } = again.get().file;
    await again.do.newFlow();
    expect(namesOf(again)).toEqual([]);
    await again.do.closeFile(id);
    await again.do.keep();
    await ports.clock.passUntil(Promise.resolve(again.do.openKept(id)));
    expect(namesOf(again)).toEqual(["one", "two"]);
  });

  test("are replaced, renamed and removed, and the one that was removed comes back", async () => {
    const designer = await withRequests(createFakePorts(), "one", "two");
    const { do: act, get } = designer;
    act.setForm({ endpoint: "/other" });
    expect(act.keepRequest(" one ")).toBeNull();
    expect(get().file.requests.map(({ form }) => form.endpoint)).toEqual(["/other", "/search"]);
    expect(act.keepRequest(" ")).toBe("Give the request a name.");
    expect(act.keepRequest("n".repeat(101))).toBe("A name has at most 100 characters.");
    expect(act.renameRequest("one", "two")).toBe("There is a request two already.");
    expect(act.renameRequest("one", "first")).toBeNull();
    expect(namesOf(designer)).toEqual(["first", "two"]);
    act.removeRequest("first");
    expect(namesOf(designer)).toEqual(["two"]);
    expect(get().toast).toMatchObject({ text: "Removed request first.", offer: "restore-request" });
    act.restoreRequest();
    act.restoreRequest();
    expect(namesOf(designer)).toEqual(["two", "first"]);
  });

  test("are read from a file that was exported, beside those that are there", async () => {
    const designer = await withRequests(createFakePorts(), "one", "two");
    const { requests } = designer.get().file;
    const text = printRequests(requests);
    expect(text).not.toContain(CANARY);
    expect(readRequestFile(text)).toEqual(requests);
    expect(await designer.do.importRequests(fileOf(text))).toBeNull();
    expect(namesOf(designer)).toEqual(["one", "two"]);
    designer.do.setForm({ endpoint: "/mine" });
    designer.do.keepRequest("one");
    expect(await designer.do.importRequests(fileOf(text))).toBeNull();
    expect(namesOf(designer)).toEqual(["one", "two", "one1"]);
    expect(await designer.do.importRequests(fileOf("[", "bad.json"))).toMatch(
      /^bad\.json: The file is no JSON: /,
    );
    expect(namesOf(designer)).toEqual(["one", "two", "one1"]);
  });

  test("come from no file that cannot be read, or is not in UTF-8, and letters are not lost for it", async () => {
    const designer = await withRequests(createFakePorts(), "one");
    const latin = Uint8Array.from(
      printRequests(designer.get().file.requests).replace("one", "für"),
      (letter) => letter.charCodeAt(0),
    );
    expect(await designer.do.importRequests(new File([latin], "latin.json"))).toMatch(
      /^latin\.json: The file is not UTF-8: byte 0xfc /,
    );
    const gone = { name: "gone.json", size: 1, arrayBuffer: () => Promise.reject(new Error("It is gone.")) };
    expect(await designer.do.importRequests(gone)).toBe(
      "gone.json: It could not be read. The browser says: It is gone.",
    );
    expect(namesOf(designer)).toEqual(["one"]);
  });

  test("have names after an import that an import takes: not longer, and others only where they are taken", async () => {
    const long = "n".repeat(100);
    const designer = await withRequests(createFakePorts(), long);
    const [request] = designer.get().file.requests;
    const other = { ...request!, address: "grpc://other:1" };
    const given = [other, { ...other, name: "gateway" }];
    expect(await designer.do.importRequests(fileOf(printRequests(given)))).toBeNull();
    expect(namesOf(designer)).toEqual([long, "n".repeat(96), "gateway"]);
    designer.do.removeRequest("gateway");
    designer.do.restoreRequest();
    expect(namesOf(designer)).toEqual([long, "n".repeat(96), "gateway"]);
    expect(readRequestFile(printRequests(designer.get().file.requests))).toHaveLength(3);
  });
});

test("what the browser keeps may be anything: what is a request of it is used", () => {
  expect(readKeptRequests({ length: 3 })).toEqual([]);
  const hostile: unknown = JSON.parse(
    `[null, 5, {"name": "x"}, {"name": "a", "address": "grpc://u:p@h:1?k=v", "headers": ["ok", "no good", 7],
      "form": {"endpoint": 5, "documents": "d", "__proto__": {"endpoint": "/evil"}, "constructor": "c"}}]`,
  );
  expect(readKeptRequests(hostile)).toEqual([
    { name: "a", address: "grpc://h:1", headers: ["ok"], form: { ...DEFAULT_FORM, documents: "d" } },
  ]);
});

test("what may be secret is taken out of an address", () => {
  for (const [address, kept] of [
    ["grpc://localhost:54321", "grpc://localhost:54321"],
    ["simulator:", "simulator:"],
    ["wss://u:p@h:1/x?token=1#t", "wss://h:1/x"],
    ["u:p@h:1", "h:1"],
    ["grpc://u:p@q@h", "grpc://h"],
    ["h:1?a=b", "h:1"],
    // Nor where the address is wrong otherwise.
    ["http:/u:p@h", "http:/h"],
    ["http:///u:p@h", "http:///h"],
    ["http://http://u:p@h", "http://h"],
    ["http:\\\\u:p@h", "http:\\\\h"],
    ["http:u:p@h", "h"],
    ["http://u:p/q@h", "http://h"],
    ["/".repeat(200_000), "/".repeat(200_000)],
  ]) {
    expect(withoutSecrets(address ?? "")).toBe(kept);
  }
});

test("values of headers stay where the address does, and go nowhere else", () => {
  const headers = "Authorization: Bearer x\nother: 1";
  const now = { address: "grpc://a:1", form: DEFAULT_FORM, headers };
  expect(headersOf(request("r"), now)).toBe("Authorization: Bearer x");
  expect(headersOf(request("r"), { ...now, address: "grpc://b:1" })).toBe("authorization: ");
  // The same text, and a host beside it.
  expect(headersOf(request("r"), { ...now, form: { ...DEFAULT_FORM, host: "b" } })).toBe("authorization: ");
});

describe("a file of requests", () => {
  const file = (requests: unknown, more = {}) =>
    JSON.stringify({ format: "jina-flow-designer.requests", version: 1, requests, ...more });

  test("may leave out fields of the form, and headers", () => {
    const text = file([{ name: "a", address: "", form: { endpoint: "/x" } }]);
    expect(readRequestFile(`\uFEFF${text}`)).toEqual([
      { name: "a", address: "", headers: [], form: { ...DEFAULT_FORM, endpoint: "/x" } },
    ]);
  });

  test.each([
    ["", "The file is no JSON: "],
    ["null", "The file holds no requests of the Designer"],
    ["[]", "The file holds no requests of the Designer"],
    [file([], { version: 2 }), "version is not 1"],
    [file({}), "requests is no list."],
    [file(Array(MAX_REQUESTS + 1).fill(request("a"))), "requests has 201 requests, and may have 200."],
    [file([request("a"), null]), "requests[1] is no object."],
    [file([request("a"), request("a")]), "requests[1].name stands there twice."],
    [file([{ ...request("a"), name: 5 }]), "requests[0].name is no text."],
    [file([request(" a")]), "requests[0].name is no name: it begins or ends with space."],
    [file([{ ...request("a"), address: null }]), "requests[0].address is no text."],
    [file([{ ...request("a"), address: "grpc://u:p@h" }]), "requests[0].address may hold a secret"],
    [file([{ ...request("a"), headers: "x" }]), "requests[0].headers is no list."],
    [file([{ ...request("a"), headers: ["x", "a: b"] }]), "requests[0].headers[1] is no name of a header"],
    [file([{ ...request("a"), form: [] }]), "requests[0].form is no object."],
    [file([{ ...request("a"), form: { endpoint: 5 } }]), "requests[0].form.endpoint is no text."],
    [file([{ ...request("a"), form: { nothing: "" } }]), 'requests[0].form has the key "nothing"'],
    [file([{ ...request("a"), secret: "" }]), 'requests[0] has the key "secret"'],
    [file([], { other: 1 }), 'The file has the key "other"'],
    [
      file([request("a")]).replace('"form":{', '"form":{"__proto__":{"endpoint":"/evil"},'),
      'requests[0].form has the key "__proto__"',
    ],
    [`${"[".repeat(100_000)}`, "The file is no JSON: "],
    [" ".repeat(10_000_000), "The file is too long"],
  ])("is refused with the place of what is wrong (%#)", (text, refused) => {
    expect(readRequestFile(text)).toEqual({ refused: expect.stringContaining(refused) });
  });

  test("holds no more than it may", () => {
    expect(refuseAmount(Array.from({ length: MAX_REQUESTS + 1 }, (_, at) => request(`${at}`)))).toContain(
      "200",
    );
    const long = { ...request("a"), form: { ...DEFAULT_FORM, documents: "x".repeat(MAX_LENGTH) } };
    expect(refuseAmount([long])).toContain("5,000,000 characters");
  });
});
