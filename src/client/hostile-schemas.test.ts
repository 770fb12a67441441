/** What gateways tell of themselves in JSON that means harm: it is read, or refused in words, and throws nothing else. */
import { create, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { EndpointsProtoSchema, JinaInfoProtoSchema, StatusProtoSchema } from "../gen/v2/jina_pb.js";
import type { GatewayAddress } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { documentTypeOf } from "../model/run/document-type.ts";
import { readGateway } from "./gateway-report.ts";
import { createGraphql } from "./graphql.ts";
import { readOpenApi } from "./openapi.ts";
import { frameOf } from "./wire-message.ts";

const address: GatewayAddress = { kind: "gateway", protocol: "http", host: "127.0.0.1", port: 1, tls: false };
const bridge = { baseUrl: "http://127.0.0.1:1", token: null };
const signal = new AbortController().signal;

/** A gateway that answers so, by path. */
const gatewayOf = (answers: Readonly<Record<string, string>>) => ({
  address,
  way: "direct" as const,
  bridge,
  clock: systemClock,
  fetch: (url: unknown) =>
    Promise.resolve(
      new Response(answers[new URL(String(url)).pathname] ?? "{}", {
        headers: { "content-type": "application/json" },
      }),
    ),
  openSocket: () => {
    throw new Error("none is opened");
  },
});

/** The frame that ends a call without a fault. */
const OK_TRAILERS = (() => {
  const frame = frameOf(new TextEncoder().encode("grpc-status: 0\r\n"));
  frame[0] = 0x80;
  return frame;
})();

const DEPTH = 100_000;
const nested = (key: string, inner = "null") => `{"${key}":`.repeat(DEPTH) + inner + "}".repeat(DEPTH);
/** An object of which Python's and JavaScript's ways make no text. */
const NO_TEXT = '{"toString": 1, "valueOf": 1}';
const openApi = (rest: string) =>
  `{"paths": {"/x": {"post": ${rest}}}, "components": {"schemas": {"JinaInfoModel": {}, "x_input_model": {}}}}`;

test("endpoints that are nested without end are said to be, and the rest is told", async () => {
  const report = await readGateway(
    gatewayOf({ "/openapi.json": openApi(nested("requestBody")), "/status": '{"jina": {"jina": "3.34.0"}}' }),
    signal,
  );
  expect(report.endpoints).toBeNull();
  expect(report.endpointsNote).toBe("What it tells of its endpoints is nested deeper than 500 levels.");
  expect(report.versions.get("jina")).toBe("3.34.0");
});

test("a version that is no text is none", async () => {
  const status = `{"jina": {"jina": ${NO_TEXT}, "docarray": "0.40.0"}}`;
  const report = await readGateway(gatewayOf({ "/openapi.json": openApi("{}"), "/status": status }), signal);
  expect([...report.versions]).toEqual([
    ["jina", ""],
    ["docarray", "0.40.0"],
  ]);
});

test("types of GraphQL in types without end, and names that are no texts", async () => {
  const type = nested("ofType");
  const schema = `{"types": [{"name": ${NO_TEXT}, "fields": [{"name": "f", "type": ${type}}]}], "queryType": {"name": ${NO_TEXT}}}`;
  const graphql = createGraphql(gatewayOf({ "/graphql": `{"data": {"__schema": ${schema}}}` }));
  expect(await graphql.introspect()).toMatchObject({ query: "" });
});

test("names of GraphQL that nobody could write or read are left out", async () => {
  const names = ["good", "f".repeat(5_000_000), "<b>x</b>\\n", "__proto__"];
  const fields = names.map((name) => `{"name": "${name}", "type": {"name": "${"T".repeat(5_000_000)}"}}`);
  const schema = `{"types": [{"name": "Query", "fields": [${fields}]}], "queryType": {"name": "Query"}}`;
  const graphql = createGraphql(gatewayOf({ "/graphql": `{"data": {"__schema": ${schema}}}` }));
  const told = await graphql.introspect();
  const read = told instanceof ClientError ? null : told.types.get("Query");
  expect([...(read?.keys() ?? [])]).toEqual(["good", "__proto__"]);
  expect(read?.get("good")?.written).toHaveLength(201);
});

test.each([
  ["data", `{"data": ${nested("a")}}`, "nested deeper than 500 levels"],
  ["an error", `{"errors": [{"message": ${NO_TEXT}, "locations": [{"line": ${NO_TEXT}}]}]}`, null],
])("%s of GraphQL that cannot be printed", async (_, answer, said) => {
  const graphql = createGraphql(gatewayOf({ "/graphql": answer }));
  const got = await graphql.run("{ x }", "", signal);
  expect(got instanceof ClientError ? got.message : null).toEqual(
    said === null ? null : expect.stringContaining(said),
  );
});

test("data of GraphQL that is deep and then wide is given, not printed", async () => {
  const wide = `{"data": ${"[".repeat(490)}${"1,".repeat(600_000)}1${"]".repeat(490)}}`;
  const graphql = createGraphql(gatewayOf({ "/graphql": wide }));
  expect(await graphql.run("{ x }", "", signal)).toMatchObject({ errors: [] });
});

test("variables of GraphQL are sent as they are typed", async () => {
  let sent = "";
  const graphql = createGraphql({
    ...gatewayOf({}),
    fetch: (_url: unknown, init?: RequestInit) => {
      sent = String(init?.body);
      return Promise.resolve(new Response("{}", { headers: { "content-type": "application/json" } }));
    },
  });
  await graphql.run("{ x }", ' {"n": 12345678901234567890, "x": 1.0}\n', signal);
  expect(sent).toBe('{"query":"{ x }","variables":{"n": 12345678901234567890, "x": 1.0}}');
});

test("what a gateway tells of itself is read as far as it can be shown", async () => {
  const versions = Array.from({ length: 10_000 }, (_, at) => `"v${at}": "1"`).join();
  const paths = Array.from({ length: 100_000 }, (_, at) => `"/x${at}": {"post": {}}`).join();
  const report = await readGateway(
    gatewayOf({
      "/openapi.json": `{"paths": {${paths}}, "components": {"schemas": {"JinaInfoModel": {}, "x_input_model": {}}}}`,
      "/status": `{"jina": {"docarray": "0.40.0", "jina": "${"3".repeat(100_000)}", ${versions}}}`,
      "/dry_run": `{"code": "ERROR", "description": "${"long ".repeat(100_000)}"}`,
    }),
    signal,
  );
  expect(report.versions.size).toBe(1000);
  expect(report.versions.get("jina")?.length).toBeLessThan(1000);
  expect(report.readiness.kind === "not-ready" && report.readiness.why.length).toBe(2001);
  expect(report.endpoints?.length).toBe(1000);
  expect(report.endpointsNote).toBe("It tells 100,000 endpoints: the first 1,000 are shown.");
});

const INFO = toBinary(JinaInfoProtoSchema, create(JinaInfoProtoSchema, { jina: { docarray: "0.40.0" } }));
const READY = toBinary(StatusProtoSchema, create(StatusProtoSchema, {}));

/** A gRPC gateway that answers so: what it is, whether it is ready, which endpoints it has. */
const grpcGatewayOf = (...answers: readonly Uint8Array<ArrayBuffer>[]) => {
  const left = [...answers];
  return {
    ...gatewayOf({}),
    address: { ...address, protocol: "grpc" as const },
    fetch: () =>
      Promise.resolve(
        new Response(new Blob([frameOf(left.shift()!), OK_TRAILERS]), {
          headers: { "content-type": "application/grpc-web+proto" },
        }),
      ),
  };
};

test("an endpoint whose name nobody could read is left out, which is told, and none comes twice", async () => {
  const told = create(EndpointsProtoSchema, { endpoints: ["/a", `/${"b".repeat(2000)}`, "/c", "/a"] });
  const report = await readGateway(grpcGatewayOf(INFO, READY, toBinary(EndpointsProtoSchema, told)), signal);
  expect(report.endpoints?.map(({ name }) => name)).toEqual(["/a", "/c"]);
  expect(report.endpointsNote).toBe("Left out: 1 endpoint with a name of more than 2,000 characters.");
});

test("a class that thousands of endpoints have is read once", () => {
  const body = { content: { "application/json": { schema: { $ref: "#/components/schemas/M" } } } };
  const schemas = {
    D: { title: "D", type: "object", properties: { a: { type: "string" } } },
    M: { properties: { data: { $ref: "#/components/schemas/D" } } },
  };
  const paths = { "/a": { post: { requestBody: body } }, "/b": { post: { requestBody: body } } };
  const told = JSON.stringify({ paths, components: { schemas: { ...schemas, a_input_model: {} } } });
  const { endpoints } = readOpenApi(new TextEncoder().encode(told));
  const [a, b] = endpoints!.map(({ input }) => documentTypeOf(input!));
  expect(a?.title).toBe("D");
  expect(a).toBe(b);
});

const NO_MESSAGE = new Uint8Array([0xff, 0xff, 0xff, 1, 2]);

test("what a gRPC gateway answers that is not the message is told where it counts, and the rest is read", async () => {
  const wrong = /^The answer is not the message it should be \(/;
  const unready = await readGateway(
    grpcGatewayOf(
      INFO,
      NO_MESSAGE,
      toBinary(EndpointsProtoSchema, create(EndpointsProtoSchema, { endpoints: ["/a"] })),
    ),
    signal,
  );
  expect(unready.readiness).toEqual({ kind: "unknown", why: expect.stringMatching(wrong) });
  expect(unready.endpoints?.map(({ name }) => name)).toEqual(["/a"]);

  const untold = await readGateway(grpcGatewayOf(INFO, READY, NO_MESSAGE), signal);
  expect(untold.readiness).toEqual({ kind: "ready" });
  expect([untold.endpoints, untold.endpointsNote]).toEqual([
    null,
    expect.stringMatching(/^It does not tell its endpoints\. The answer is not the message/),
  ]);

  const other = await readGateway(grpcGatewayOf(NO_MESSAGE), signal).catch((cause: unknown) => cause);
  expect(other).toBeInstanceOf(ClientError);
  expect(other).toMatchObject({ message: expect.stringMatching(wrong) });
});

test("large descriptions are read away from the page's thread, others in place", async () => {
  const asked: string[] = [];
  const told = { endpoints: [], endpointsNote: "" };
  const readLarge = {
    openApi: (bytes: Uint8Array) => {
      asked.push(`openApi ${bytes.length >> 10}`);
      return Promise.resolve(readOpenApi(bytes));
    },
    discovery: (bytes: Uint8Array) => {
      asked.push(`discovery ${bytes.length >> 10}`);
      return Promise.resolve(told);
    },
  };
  const large = `{"info": "${"x".repeat(300 << 10)}"}`;
  const small = await readGateway({ ...gatewayOf({ "/openapi.json": openApi("{}") }), readLarge }, signal);
  expect(small.endpoints?.map(({ name }) => name)).toEqual(["/x"]);
  const byHttp = await readGateway({ ...gatewayOf({ "/openapi.json": openApi(large) }), readLarge }, signal);
  expect(byHttp.endpoints?.map(({ name }) => name)).toEqual(["/x"]);
  await readGateway({ ...grpcGatewayOf(INFO, READY, new Uint8Array(300 << 10)), readLarge }, signal);
  expect(asked).toEqual(["openApi 300", "discovery 300"]);
});

test("more than a description may have is refused in words", async () => {
  const told = readGateway(gatewayOf({ "/openapi.json": openApi(`"${"x".repeat(33 << 20)}"`) }), signal);
  await expect(told).rejects.toThrow("What it tells of itself has more than 32 MB.");
  const report = await readGateway(
    gatewayOf({ "/openapi.json": openApi("{}"), "/status": `"${"x".repeat(1 << 20)}"` }),
    signal,
  );
  expect(report.endpoints?.map(({ name }) => name)).toEqual(["/x"]);
  expect(report.versions.size).toBe(0);
});
