import { describe, expect, test } from "vitest";
import { documentTypeOf } from "../model/run/document-type.ts";
import { type HttpGateway, readOpenApi, routeOf } from "./openapi.ts";

const methods = (...names: string[]) => Object.fromEntries(names.map((name) => [name, {}]));
const openApi = (paths: Record<string, object>, schemas: readonly string[]) => ({
  openapi: "3.1.0",
  paths,
  components: { schemas: methods(...schemas) },
});
const OWN = { "/": methods("get"), "/dry_run": methods("get"), "/status": methods("get") };

const readingOf = (document: unknown) => readOpenApi(new TextEncoder().encode(JSON.stringify(document)));
const endpointsOf = (document: unknown) => readingOf(document).endpoints ?? [];

function gatewayOf(document: unknown): HttpGateway {
  const { described } = readingOf(document);
  if (described.kind !== "http") {
    throw new Error(`it is ${described.kind}`);
  }
  return described.gateway;
}

const V1 = openApi(
  {
    ...OWN,
    "/post": methods("post"),
    "/index": methods("post"),
    "/update": methods("put"),
    "/read": methods("get"),
    "/my/foo": methods("post"),
    "/my/bar": methods("put", "delete"),
    "/my/{id}": methods("post"),
    "/graphql": methods("get", "post"),
  },
  ["JinaInfoModel", "JinaRequestModel", "JinaResponseModel", "PydanticDocument"],
);
const V2 = openApi(
  { ...OWN, "/index": methods("post"), "/default": methods("post"), "/stream": methods("get") },
  ["JinaInfoModel", "index_input_model", "default_input_model"],
);

describe("what answers", () => {
  test.each([
    ["a gateway with docarray below 0.30", V1, { generation: "v1", hasRoutes: true }],
    ["one with docarray from there on", V2, { generation: "v2", hasRoutes: false }],
    [
      "an Executor that is served without one",
      openApi({ "/": methods("get"), "/foo": methods("post") }, ["PydanticDocument", "foo_input_model"]),
      { generation: "v1", hasRoutes: false },
    ],
    [
      "a gateway all of whose endpoints generate",
      openApi({ ...OWN, "/stream": methods("get") }, ["JinaInfoModel"]),
      { generation: "v2", hasRoutes: false },
    ],
  ])("is %s", (_, document, wanted) => {
    expect(gatewayOf(document)).toMatchObject(wanted);
    expect([...gatewayOf(document).paths.keys()]).not.toContain("/status");
  });

  test.each([
    ["websocket", openApi(OWN, ["StatusProto"])],
    ["other", openApi({ "/pets": methods("get") }, ["Pet"])],
    ["other", {}],
    ["other", null],
    ["other", "<html>"],
    ["other", { paths: [] }],
  ])("is no HTTP gateway, but %s", (kind, document) => {
    expect(readingOf(document).described).toEqual({ kind });
  });
});

describe("an endpoint's way", () => {
  const wayOf = (document: unknown, endpoint: string) => {
    const route = routeOf(gatewayOf(document), endpoint);
    return route && `${route.method} ${route.path}${route.isStream ? " as a stream" : ""}`;
  };

  test.each([
    ["/index", "POST /index"],
    ["index", "POST /index"],
    ["/my/foo", "POST /my/foo"],
    ["/", "POST /post"],
    ["", "POST /post"],
    ["/other", "POST /post"],
    ["/update", "PUT /update"],
    // Such an endpoint does not generate: with this docarray none does in HTTP.
    ["/read", "POST /post"],
  ])("%j with docarray below 0.30: %s", (endpoint, wanted) => {
    expect(wayOf(V1, endpoint)).toBe(wanted);
  });

  test("of its own method, where nothing takes all endpoints", () => {
    const bare = openApi({ "/update": methods("put"), "/delete": methods("delete") }, ["JinaRequestModel"]);
    expect(wayOf(bare, "/update")).toBe("PUT /update");
    expect(wayOf(bare, "/delete")).toBe("DELETE /delete");
    expect(wayOf(bare, "/other")).toBeNull();
  });

  test.each([
    ["/foo", "/my/foo", ["POST"], "POST /my/foo"],
    ["/bar", "/my/bar", ["DELETE", "PUT"], "PUT /my/bar"],
    ["/bar", "/my/bar", ["DELETE"], "DELETE /my/bar"],
    // What the gateway does not tell is not believed of the drawn Flow.
    ["/bar", "/my/bar", ["POST"], "POST /post"],
    ["/bar", "/elsewhere", ["POST"], "POST /post"],
    ["/bar", "/my/{id}", ["POST"], "POST /post"],
    ["/bar", "/read", ["GET"], "POST /post"],
  ])("%j that the drawn Flow exposes at %s with %j: %s", (endpoint, path, asked, wanted) => {
    const exposed = [{ endpoint, path, methods: asked }];
    const route = routeOf(gatewayOf(V1), endpoint, exposed)!;
    expect(`${route.method} ${route.path}`).toBe(wanted);
    expect(routeOf(gatewayOf(V2), endpoint, exposed)).toEqual(routeOf(gatewayOf(V2), endpoint));
  });

  test.each([
    ["/index", "POST /index"],
    ["/stream", "GET /stream as a stream"],
    ["/", "POST /default"],
    ["/other", "POST /default"],
  ])("%j with later docarray: %s", (endpoint, wanted) => {
    expect(wayOf(V2, endpoint)).toBe(wanted);
  });
});

describe("the endpoints of a gateway with docarray from 0.30 on", () => {
  const json = (name: string) => ({
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  const either = (name: string) => ({
    properties: {
      data: {
        anyOf: [
          { type: "array", items: { $ref: `#/components/schemas/${name}` } },
          { $ref: `#/components/schemas/${name}` },
        ],
      },
    },
  });
  const document = {
    paths: {
      "/": { get: {} },
      "/status": { get: {} },
      "/index": {
        post: { requestBody: json("index_input_model"), responses: { 200: json("index_output_model") } },
      },
      "/stream": { get: { requestBody: json("Note"), responses: { 200: { content: {} } } } },
      "/odd": { post: {} },
    },
    components: {
      schemas: {
        index_input_model: either("Note"),
        index_output_model: either("Found"),
        Note: { title: "Note", properties: { inner: { $ref: "#/$defs/Inner" } }, $defs: { Inner: {} } },
        Inner: { title: "Inner" },
        Found: { title: "Found", properties: { of: { $ref: "#/components/schemas/Note" } } },
      },
    },
  };

  test("come with the schemas of their documents, whose references lead somewhere", () => {
    const [index, stream, odd] = endpointsOf(document);
    expect([index?.name, index?.isGenerator, index?.input?.title, index?.output?.title]).toEqual([
      "/index",
      false,
      "Note",
      "Found",
    ]);
    expect(index?.input?.$defs).toMatchObject({ Inner: { title: "Inner" } });
    expect(index?.output?.$defs).toMatchObject({ Note: { title: "Note" } });
    expect([stream?.name, stream?.isGenerator, stream?.input?.title, stream?.output]).toEqual([
      "/stream",
      true,
      "Note",
      null,
    ]);
    expect(odd).toEqual({ name: "/odd", isGenerator: false, input: null, output: null });
  });

  test.each([null, 7, {}, { post: 7 }, { post: { requestBody: json("__proto__") } }])(
    "%j as what a path tells harms nothing",
    (odd) => {
      const { components } = document;
      const told = endpointsOf({ paths: { "/x": odd, "/index": { post: {} } }, components });
      expect(told.map(({ name, input }) => [name, input])).toEqual([
        ["/x", null],
        ["/index", null],
      ]);
    },
  );

  test("a class keeps as many fields as are read of one, and one that is too large is left out, which is told", () => {
    const of = (title: string, properties: object) => ({ title, type: "object", properties });
    const wide = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [`f${at}`, { type: "string" }]),
    );
    const schemas = {
      ...document.components.schemas,
      Note: of("Note", wide),
      Found: of("Found", { large: { default: "x".repeat(5 << 20) } }),
    };
    const { endpoints, endpointsNote } = readingOf({ ...document, components: { schemas } });
    const index = endpoints?.find(({ name }) => name === "/index");
    const type = documentTypeOf(index?.input ?? {});
    expect(type?.fields).toHaveLength(1000);
    // What stands behind them is not said to be passed over.
    expect(type?.takesOthers).toBe(true);
    expect(index?.output).toBeNull();
    expect(index?.input?.$defs).toMatchObject({ Inner: { title: "Inner" } });
    expect(endpointsNote).toBe("Types are left out: together they are more than this page takes.");
  });
});
