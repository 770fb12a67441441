/** A value that must be told nowhere, put in at every argument: no message, word of the engine or fix has a piece of it. */
import { expect, test } from "vitest";
import { TABLE } from "../../model/engine/argument-table.ts";
import { fullMessage } from "../../model/problem.ts";
import { readFlow } from "./read-flow.ts";
import { createVariables } from "./test-variables.ts";

const CANARIES = [
  "canary-7f3a9c",
  "99887766554",
  `[canary, {canary: "7f3a9c"}]`,
  `docker://canary-7f3a9c@${"x7Yq".repeat(60)}`,
  "canary@7f3a9c:65599",
];

/** One file for each argument, in each form in which a variable is written. */
const FILES = [
  ...(["deployment", "gateway", "flow"] as const).flatMap((parser) =>
    TABLE[parser].flatMap(({ name }) =>
      ["$API_KEY", "[a, 'k=$API_KEY']", "{k: '${{ ENV.API_KEY }}'}"].map((value) =>
        parser === "deployment"
          ? `jtype: Flow\nexecutors:\n- {${name}: ${value}, polling: ALL}\n- {name: b, needs: [a, $API_KEY]}\n`
          : parser === "gateway"
            ? `jtype: Flow\ngateway: {${name}: ${value}}\nexecutors: [{name: a}]\n`
            : `jtype: Flow\nwith: {${name}: ${value}}\nexecutors: [{name: a}]\n`,
      ),
    ),
  ),
  "jtype: $API_KEY\nexecutors: []\n",
  "jtype: Flow\nversion: $API_KEY\nexecutors: [{name: a}]\n",
  "jtype: Flow\nexecutors: $API_KEY\n",
  "jtype: Flow\nexecutors:\n- $API_KEY\n- {jtype: Deployment, with: $API_KEY}\n- {jtype: Deployment, with: {replicas: $API_KEY}}\n",
  "jtype: Flow\nexecutors:\n- {method: $API_KEY, name: a}\n",
  "jtype: Flow\nwith: {a: $API_KEY}\nexecutors:\n- {name: a, replicas: '${{root.with.a}}', port: '${{root.with.a.b}}'}\n",
];

test.each(CANARIES)("%s is told nowhere", (canary) => {
  let told = 0;
  for (const text of FILES) {
    const { problems } = readFlow(text, { given: createVariables({ API_KEY: canary }) });
    for (const { code, fix, choices, ...problem } of problems) {
      const words = `${fullMessage(problem)} ${JSON.stringify([fix?.label, choices])}`;
      told += words.includes("••••••") ? 1 : 0;
      expect([text, code, words.match(/canary|7f3a9c|x7Yq|998877|665545|887766/)?.[0]]).toEqual([
        text,
        code,
        undefined,
      ]);
    }
  }
  expect(told).toBeGreaterThan(50);
});

test("what is no secret is told, and so is a short value", () => {
  const messageOf = (name: string, value: string) =>
    readFlow(`jtype: Flow\nexecutors: [{replicas: $${name}}]\n`, {
      given: createVariables({ [name]: value }),
    })
      .problems.map(fullMessage)
      .join();
  expect(messageOf("COUNT", "many")).toContain("many");
  expect(messageOf("API_KEY", "abc")).toContain("abc");
  expect(messageOf("API_KEY", "many-of-them")).not.toContain("many");
});
