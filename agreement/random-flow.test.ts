/** Drawn files are YAML, the same for the same seed, and between them have what they are drawn for. */
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { drawFlow, randomFlow } from "./random-flow.ts";

const SEEDS = Array.from({ length: 900 }, (_, index) => index + 1);
const FLOWS = SEEDS.map(randomFlow);
const SOUND = SEEDS.map(drawFlow).flatMap(({ flow, oddity }) => (oddity === "none" ? flow : []));
const ODD = SEEDS.map(drawFlow).flatMap(({ flow, oddity }) => (oddity === "none" ? [] : flow));

test("a seed gives the same file for ever", () => {
  expect(SEEDS.map(randomFlow)).toEqual(FLOWS);
});

test("every file without an oddity, and every file beside one, is YAML", () => {
  expect(SOUND.length).toBeGreaterThan(400);
  const texts = SOUND.flatMap(({ text, files = {} }) => [text, ...Object.values(files)]);
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
    expect(SOUND.filter(({ text }) => pattern.test(text)).length).toBeGreaterThan(2);
  });

  test.each([
    ["unknown tags", /(?:: |- )!(?:Foo|Flow|Executor|x|ä)/],
    ["standard tags", /!!(?:str|int|set|omap|binary|python)/],
    ["dates", /: 2024-01-31/],
    ["huge numbers", /12345678901234567890/],
    ["numbers that are none", /\.nan|\.inf/],
    ["lists in lists", /\[\[/],
    ["keys that are no texts", /^\s*(?:- )?(?:1|true|null|~|1\.5|2024-01-31|\[a, b\]):/m],
    ["keys behind a question mark", /(?:^\s*(?:- )?|[{,] ?)\? /m],
    ["letters of other scripts", /日本|größe|😀|٣/],
    ["methods that are none for executors", /(?:plot|__\w+__|save_config|_kwargs)/],
    ["references that lead anywhere", /\$\{\{(?:this|root\[|0|ENV)/],
    ["anchors of odd values", /&s /],
    ["several documents and directives", /^(?:---|\.\.\.|%YAML|%TAG)/m],
    ["tabs", /\t/],
    ["needs that are no names", /needs['"]?:\s*(?:\[|- )[^\]:]*?(?:null|true|~|\d+|\.nan)(?=[,\]\s])/],
  ])("odd ones with %s", (_, pattern) => {
    expect(ODD.filter(({ text }) => pattern.test(text)).length).toBeGreaterThan(1);
  });

  test("files with an environment and with files beside them", () => {
    expect(FLOWS.filter(({ env }) => env).length).toBeGreaterThan(50);
    expect(FLOWS.filter(({ files }) => files).length).toBeGreaterThan(20);
  });
});
