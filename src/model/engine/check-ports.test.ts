/**
 * What is said of ports, and what is offered to mend it. That it is so is asked of the engine in agreement/start.test.ts,
 * which starts such Flows.
 */
import { describe, expect, test } from "vitest";
import { readFlow } from "../../formats/read/read-flow.ts";

const problemsOf = (...lines: string[]) => readFlow(`jtype: Flow\n${lines.join("\n")}\n`).problems;
const portsOf = (...lines: string[]) =>
  problemsOf(...lines).filter(({ path }) => path?.some((step) => String(step).startsWith("port")));
const one = (args: string) => ["executors:", `  - {name: a, uses: A, ${args}}`];

const STARTS_NOT = "the Flow does not start";

describe("a port that is no number", () => {
  test.each([
    ["one for two protocols", ["with: {protocol: [grpc, http], port: x}", "executors: []"]],
    [
      "one for two protocols of the section",
      ["with: {port: x}", "gateway: {protocol: [grpc, http]}", "executors: []"],
    ],
    [
      "one in whose place the section has its own",
      ["with: {port: x}", "gateway: {port: 1}", "executors: []"],
    ],
    ["of replicas", one("replicas: 2, port: x")],
    ["several of replicas", one("replicas: 3, port: [1, x, 3]")],
    ["for monitoring, which is off", one("port_monitoring: [1, x]")],
    ["for more to monitor than there is", one("monitoring: true, port_monitoring: [1, x]")],
  ])("%s is ignored, and nothing says that the Flow does not start", (_, lines) => {
    const messages = portsOf(...lines).map(({ message }) => message);
    expect(messages.filter((message) => message.endsWith('not "x": Jina ignores it.'))).toHaveLength(1);
    expect(messages.filter((message) => message.includes(STARTS_NOT))).toEqual([]);
  });

  test.each([
    ["the gateway's", ["with: {port: x}", "executors: []"]],
    ["one of the gateway's", ["gateway: {protocol: [grpc, http], port: [1, x]}", "executors: []"]],
    ["more than the gateway opens", ["gateway: {protocol: [grpc, http], port: [1, 2, x]}", "executors: []"]],
    ["an executor's", one("port: x")],
    ["more than an executor opens", one("port: [1, x]")],
    ["a head's", one("shards: 2, replicas: 2, port: x")],
    ["an external one's", one("external: true, port: x")],
    ["that of a second replica's monitoring", one("replicas: 2, monitoring: true, port_monitoring: [1, x]")],
  ])("%s: the Flow does not start, and nothing says that it is ignored", (_, lines) => {
    const problems = portsOf(...lines);
    expect(problems.filter(({ message }) => message.includes(STARTS_NOT))).toHaveLength(1);
    expect(problems.filter(({ code }) => code === "port-ignored")).toEqual([]);
  });

  test("Jina does not take the first one for monitoring", () => {
    const messages = portsOf(...one("port_monitoring: x")).map(({ message }) => message);
    expect(messages.filter((message) => message.includes(STARTS_NOT))).toEqual([]);
  });
});

describe("nothing is taken away where the sentence says what to write", () => {
  test.each([
    ["port-ignored", ["with: {protocol: [grpc, http], port: 8080}", "executors: []"]],
    ["port-ignored", one("replicas: 2, port: 8080")],
    ["port-ignored", one("port_monitoring: 9090")],
    ["uses-ignored", one("uses_before: B")],
    ["uses-ignored", one("uses_after: B")],
    ["argument-elsewhere", ["with: {uses: x.yml}", "executors: []"]],
  ])("%s of %j", (code, lines) => {
    const problems = problemsOf(...lines).filter((problem) => problem.code === code);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.fix).toBeUndefined();
  });

  test("nor where the engine compares the ports of a list with the replicas", () => {
    const problems = portsOf(...one("shards: 2, replicas: 3, port: [1, 2, 3]"));
    expect(problems.map(({ fix }) => fix)).toEqual([undefined, undefined]);
  });
});
