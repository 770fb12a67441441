/** Drawn files are YAML, the same for the same seed, and between them have what they are drawn for. */
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { randomFlow } from "./random-flow.ts";

const SEEDS = Array.from({ length: 400 }, (_, index) => index + 1);
const FLOWS = SEEDS.map(randomFlow);

test("a seed gives the same file for ever", () => {
  expect(SEEDS.map(randomFlow)).toEqual(FLOWS);
});

test("every file, and every file beside one, is YAML", () => {
  const texts = FLOWS.flatMap(({ text, files = {} }) => [text, ...Object.values(files)]);
  const faulty = texts.filter((text) => {
    const options = { version: "1.1", schema: "failsafe", uniqueKeys: false, logLevel: "error" } as const;
    return parseDocument(text.replace(/^\ufeff/, ""), options).errors.length > 0;
  });
  expect(faulty).toEqual([]);
});

describe("among them are", () => {
  test.each([
    ["block style", /^executors:\n\s*- /m],
    ["lists at the column of their key", /^executors:\n- /m],
    ["flow style over several lines", /\[\n\s+\{/],
    ["JSON", /^\{\s*"jtype": "Flow"/],
    ["CRLF", /\r\n/],
    ["byte order marks", /^\ufeff/],
    ["comments", / # why/],
    ["anchors and merge keys", /&common[\s\S]*<<: \*common/],
    ["tags", /^!Flow/m],
    ["quoted keys", /^'jtype'/m],
    ["literal texts", /: \|-?\n/],
    ["folded texts", /: >-?\n/],
    ["references", /\$\{\{root\./],
    ["variables of the environment", /\$\{\{ ENV\./],
    ["Deployments of their own", /jtype: Deployment|!Deployment/],
    ["sections of the gateway", /^gateway:/m],
    ["methods", /method: gather_inspect/],
  ])("%s", (_, pattern) => {
    expect(FLOWS.filter(({ text }) => pattern.test(text)).length).toBeGreaterThan(2);
  });

  test("files with an environment and with files beside them", () => {
    expect(FLOWS.filter(({ env }) => env).length).toBeGreaterThan(50);
    expect(FLOWS.filter(({ files }) => files).length).toBeGreaterThan(20);
  });
});
