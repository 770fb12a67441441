import { expect, test } from "vitest";
import { inputType, outputType, toldTypes } from "./known-types.ts";

/** A gateway whose endpoints take and give documents of these types. */
function typed(...endpoints: readonly (readonly [name: string, input: string, output: string | null])[]) {
  const schema = (title: string | null) =>
    title === null ? null : { title, type: "object", properties: { [title]: { type: "string" } } };
  return {
    address: "h:1",
    isAsked: false,
    fault: null,
    report: {
      generation: "v2" as const,
      versions: new Map(),
      readiness: { kind: "ready" as const },
      endpointsNote: "",
      endpoints: endpoints.map(([name, input, output]) => ({
        name,
        isGenerator: false,
        input: schema(input),
        output: schema(output),
      })),
    },
  };
}

test("an endpoint's types are its own, else those of the default one", () => {
  const gateway = typed(["/search", "Query", "Answer"], ["/default", "Note", null]);
  const of = (endpoint: string) => [
    inputType(gateway, endpoint)?.title,
    outputType(gateway, endpoint, "")?.title,
  ];
  expect(of("/search")).toEqual(["Query", "Answer"]);
  expect(of("/other")).toEqual(["Note", undefined]);
  expect(inputType(typed(["/search", "Query", "Answer"]), "/other")).toBeNull();
  expect(inputType(null, "/search")).toBeNull();
});

test("a return type is the class of that name that a gateway has told, for any endpoint", () => {
  const gateway = typed(["/search", "Query", "Answer"], ["/index", "Note", "Note"]);
  expect(toldTypes(gateway).map(({ title }) => title)).toEqual(["Answer", "Query", "Note"]);
  expect(outputType(gateway, "/search", " Note ")?.title).toBe("Note");
  expect(outputType(gateway, "/search", "Nobody")).toBeNull();
});
