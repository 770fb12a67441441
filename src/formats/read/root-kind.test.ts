/** What a file describes, and the sentence that says so. */
import { expect, test } from "vitest";
import type { Value } from "../../model/value.ts";
import { canBeWrapped, recogniseRoot } from "./root-kind.ts";

const map = (...entries: [string, Value][]) => new Map(entries);

test.each<[string, Value, string, RegExp]>([
  ["a Flow", map(["jtype", "Flow"]), "Flow", /describes a Flow\.$/],
  [
    "a Flow that calls itself a Deployment",
    map(["jtype", "Deployment"], ["executors", []]),
    "mistyped Flow",
    /jtype: Deployment, but executors is a section of a Flow: write jtype: Flow\.$/,
  ],
  [
    "a Flow that calls itself an Executor",
    map(["jtype", "Executor"], ["deployments", []]),
    "mistyped Flow",
    /write jtype: Flow/,
  ],
  [
    "a Flow that calls itself a gateway",
    map(["jtype", "MyGateway"], ["gateway", map()]),
    "mistyped Flow",
    /write jtype: Flow/,
  ],
  [
    "a Flow with a slip",
    map(["jtype", "Flwo"]),
    "mistyped Flow",
    /says jtype: F(?:lwo|LOW), which is not a Flow to Jina: write jtype: Flow\.$/,
  ],
  [
    "a Flow in another case",
    map(["jtype", "FLOW"]),
    "mistyped Flow",
    /says jtype: F(?:lwo|LOW), which is not a Flow to Jina: write jtype: Flow\.$/,
  ],
  [
    "an Executor that is called like one",
    map(["jtype", "Glow"], ["metas", map()]),
    "Executor",
    /an Executor, Glow,/,
  ],
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

test.each<[string, Value, boolean]>([
  ["a Deployment", map(["jtype", "Deployment"], ["with", map()]), true],
  ["a Deployment of nothing", map(["jtype", "Deployment"]), true],
  ["a Deployment without a mapping", map(["jtype", "Deployment"], ["with", [1]]), false],
  ["a Deployment with executors", map(["jtype", "Deployment"], ["executors", []]), false],
  ["an Executor", map(["jtype", "Own"]), true],
  [
    "an Executor with a text of which the engine makes a tag",
    map(["jtype", "Own"], ["a", ["say jtype: Flow"]]),
    false,
  ],
  ["a gateway", map(["jtype", "OwnGateway"]), false],
  ["a list", [], false],
])("%s can be wrapped: %#", (_, root, expected) => {
  expect(canBeWrapped(root)).toBe(expected);
});

test("the sentence names the file", () => {
  expect(recogniseRoot(map(["jtype", "Deployment"]), "own.yml").sentence).toMatch(/^own\.yml describes a/);
  expect(recogniseRoot(map(["pods", []]), "own.yml").sentence).toContain("that own.yml describes a Flow");
});
