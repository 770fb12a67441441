import { describe, expect, test } from "vitest";
import type { GraphqlField, GraphqlSchema } from "../model/run/graphql.ts";
import { completeGraphql } from "./complete-graphql.ts";

const field = (type: string, args: Record<string, GraphqlField> = {}): GraphqlField => ({
  type,
  written: `[${type}!]`,
  args: new Map(Object.entries(args)),
});
const SCHEMA: GraphqlSchema = {
  query: "Query",
  mutation: "Mutation",
  types: new Map(
    Object.entries({
      Query: { docs: field("Document", { data: field("Input"), execEndpoint: field("String") }) },
      Mutation: { docs: field("Document", { data: field("Input") }), drop: field("Document") },
      Document: { id: field("ID"), text: field("String"), matches: field("Document") },
      Input: { uri: field("String"), chunks: field("Input") },
    }).map(([name, fields]) => [name, new Map(Object.entries(fields))]),
  ),
};

/** What is offered at the bar of a text. */
function offered(text: string): string {
  const at = text.indexOf("|");
  return completeGraphql(SCHEMA, text.replace("|", ""), at)
    .options.map(({ label }) => label)
    .join(" ");
}

describe("completeGraphql", () => {
  test.each([
    ["|", "query mutation"],
    ["mut|", "query mutation"],
    ["{ |", "docs"],
    ["mutation { d|", "docs drop"],
    ["mutation Named($a: Int) { |", "docs drop"],
    ["{ docs(|", "data execEndpoint"],
    ["{ docs(data: |", ""],
    ["{ docs(data: $|", ""],
    ["{ docs(data: {|", "uri chunks"],
    ['{ docs(data: [{uri: "}{("}, {chunks: [{|', "uri chunks"],
    ['{ docs(data: {uri: "a|', ""],
    ['{ docs(data: {uri: "a"}) { |', "id text matches"],
    ["{ docs { id matches { te|", "id text matches"],
    ["{ docs { id } |", "docs"],
    ["{ other: docs { # { (\n |", "id text matches"],
    ["{ docs { # |", ""],
    ["{ docs { ... on Document { |", "id text matches"],
    ["{ unknown { |", ""],
    ["{ docs { id } } |", ""],
    // A quote behind a backslash, and one or two of three, end no string.
    ['{ docs(data: {uri: "say \\"|', ""],
    ['{ docs(data: {uri: "back \\|', ""],
    ['{ docs(data: {uri: """|', ""],
    ['{ docs(data: {uri: """two "" |', ""],
    ['{ docs(data: {uri: """three \\"""|', ""],
    ['{ docs(data: {uri: """}{(""" |', "uri chunks"],
    ['{ docs(data: {uri: "" |', "uri chunks"],
    // What is declared of a type has its fields; one without a type has those around it.
    ["fragment Some on Document { |", "id text matches"],
    ["{ docs { ...Some } } fragment Some on Document { matches { |", "id text matches"],
    ["{ docs { text ... { |", "id text matches"],
    ["{ docs { text ... @include(if: $yes) { |", "id text matches"],
    ["{ docs { ... on Document @include(if: $yes) { |", "id text matches"],
    ["{ docs { ...Some |", "id text matches"],
    // A directive takes nothing from the field before it.
    ["{ docs @include(if: $yes) { |", "id text matches"],
    ["{ docs @include(|", ""],
    // In a list stand values.
    ["{ docs(data: [|", ""],
    ['{ docs(data: [{uri: "a"}, |', ""],
    ['{ docs(data: [{uri: "a"}] |', "data execEndpoint"],
    ["query ($data: [Input!]) { docs(data: $data, |", "data execEndpoint"],
  ])("%s", (text, options) => {
    expect(offered(text)).toBe(options);
  });

  test("words of any length are gone through in time that grows with them", () => {
    // Work that grows with the square takes more than ten seconds.
    expect(offered(`{ docs(data: {uri: "${"a".repeat(400_000)}"}) { te|`)).toBe("id text matches");
    expect(offered(`{ docs(data: {uri: """${'a "" \\ '.repeat(400_000)}""" |`)).toBe("uri chunks");
  });

  test("the word that is being written is replaced", () => {
    expect(completeGraphql(SCHEMA, "{ docs { te", 11).from).toBe(9);
  });
});
