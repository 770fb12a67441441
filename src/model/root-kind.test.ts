/** What a file describes, and the sentence that says so. */
import { expect, test } from "vitest";
import type { Value } from "./flow.ts";
import { recogniseRoot } from "./root-kind.ts";

const map = (...entries: [string, Value][]) => new Map(entries);

test.each<[string, Value, string, RegExp]>([
  ["a Flow", map(["jtype", "Flow"]), "Flow", /describes a Flow\.$/],
  ["an AsyncFlow", map(["jtype", "AsyncFlow"]), "AsyncFlow", /write jtype: Flow/],
  ["a Deployment", map(["jtype", "Deployment"], ["with", map()]), "Deployment", /Deployment, not a Flow/],
  ["an Executor", map(["jtype", "MyEncoder"], ["metas", map()]), "Executor", /an Executor, MyEncoder,/],
  ["a gateway", map(["jtype", "MyGateway"]), "Gateway", /a gateway, MyGateway,/],
  ["Kubernetes", map(["apiVersion", "v1"], ["kind", "Service"]), "Kubernetes", /a Service for Kubernetes/],
  ["Docker Compose", map(["services", map(["a", map()])]), "Compose", /for Docker Compose/],
  ["something with services of its own", map(["services", map(["a", 1])]), "unknown", /no Flow/],
  ["a Flow that says so nowhere", map(["executors", []]), "unknown", /write jtype: Flow as its first line/],
  ["anything else", map(["a", 1]), "unknown", /describes no Flow/],
  [
    "a list",
    [],
    "unknown",
    /^This file holds a list, not a Flow: a Flow begins with the line jtype: Flow\.$/,
  ],
  ["a single value", 3, "unknown", /holds a single text or number, not a Flow/],
  ["nothing", null, "unknown", /holds an empty value, not a Flow/],
])("%s", (_, root, kind, sentence) => {
  expect(recogniseRoot(root)).toEqual({ kind, sentence: expect.stringMatching(sentence) });
});

test("the sentence names the file", () => {
  expect(recogniseRoot(map(["jtype", "Deployment"]), "own.yml").sentence).toMatch(/^own\.yml describes a/);
  expect(recogniseRoot(map(["pods", []]), "own.yml").sentence).toContain("that own.yml describes a Flow");
});
