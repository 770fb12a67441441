/**
 * What is said of values that the engine takes: where, of whom, in which words, and what mends it. That the engine does
 * what is said of it is asked of it in agreement/start.test.ts and agreement/uses-source.test.ts.
 */
import { describe, expect, test } from "vitest";
import { readFixtures, surroundingsOf } from "../../../agreement/questions.ts";
import { fullMessage, MAX_MESSAGE, type Problem } from "../../model/problem.ts";
import { editDocument } from "../edit/edit-document.ts";
import { type FlowDocument, readFlow } from "./read-flow.ts";

const QUIET = new Set(["default-written", "hanging", "tag-form"]);

const problemsOf = (text: string) => readFlow(text).problems.filter(({ code }) => !QUIET.has(code));
const inFlow = (items: string, rest = "") =>
  `jtype: Flow\n${rest}executors:\n${items.replaceAll(/^(?=.)/gm, "  - ")}\n`;

/** The text after the fix of a problem; null where there is none. */
function mended(document: FlowDocument, { fix }: Problem): string | null {
  if (!fix || !("edit" in fix)) {
    return null;
  }
  const edited = editDocument(document, fix.edit);
  if ("refused" in edited) {
    throw new Error(edited.refused);
  }
  return edited.text;
}

interface Case {
  readonly text: string;
  /** Characters that are pointed at. */
  readonly at: string;
  readonly said: RegExp;
  readonly executor?: string;
  readonly mended?: string;
}

const CASES: Record<string, Case> = {
  "polling-value: with one shard it is wrong, and not looked at": {
    text: inFlow("{name: a, polling: SOME}"),
    at: "SOME",
    executor: "a",
    said: /^The polling of a must be ANY or ALL, not "SOME": a has one shard, so Jina does not look at it; with several the Flow does not start\.$/,
  },
  "polling-value: a slip": {
    text: inFlow("{name: a, polling: AL, shards: 2}"),
    at: "AL",
    executor: "a",
    said: /not "AL": Jina takes the file, but the Flow does not start/,
    mended: inFlow("{name: a, polling: ALL, shards: 2}"),
  },
  "polling-value: of one endpoint": {
    text: inFlow('{name: a, polling: {"/x": ALL, "*": ANYY}, shards: 2}'),
    at: "ANYY",
    executor: "a",
    said: /^The polling of a for \* must be ANY or ALL, not "ANYY"/,
    mended: inFlow('{name: a, polling: {"/x": ALL, "*": ANY}, shards: 2}'),
  },
  "polling-value: of one endpoint, with what the engine has no way to do": {
    text: inFlow('{name: a, polling: {"/x": ALL_ASYNC}, shards: 2}'),
    at: "ALL_ASYNC",
    executor: "a",
    said: /Jina takes the file, but each request to \/x fails with "Unsupported polling type ALL_ASYNC"/,
    mended: inFlow('{name: a, polling: {"/x": ALL}, shards: 2}'),
  },
  "polling-value: a mapping in a text": {
    text: inFlow(`{name: a, polling: '{"/x": "SOME"}', shards: 2}`),
    at: `'{"/x": "SOME"}'`,
    executor: "a",
    said: /^The polling of a for \/x must be ANY or ALL, not "SOME"/,
  },
  "polling-value: what with hands on is told once, where it stands": {
    text: inFlow("{name: a, shards: 2}\n{name: b, shards: 2}", "with: {polling: SOME}\n"),
    at: "SOME",
    said: /^The polling under with must be ANY or ALL, not "SOME"/,
  },
  "polling-ignored": {
    text: inFlow("{name: a, polling: all}"),
    at: "all",
    executor: "a",
    said: /^The polling of a has no effect while it has one shard/,
    mended: inFlow("{name: a}"),
  },
  "port-ignored: one for several protocols": {
    text: inFlow("{name: a}", "with: {protocol: [grpc, http], port: 5000}\n"),
    at: "5000",
    said: /^The gateway has 2 protocols \(GRPC and HTTP\) and one port, 5000: Jina ignores it, and gives each protocol a random one\./,
  },
  "port-ignored: protocols in with, port in gateway": {
    text: inFlow("{name: a}", "with: {protocol: [grpc, http]}\ngateway: {port: [5000]}\n"),
    at: "[5000]",
    said: /and one port, 5000/,
  },
  "port-ignored: beyond the replica": {
    text: inFlow("{name: a, ports: [1, 2]}"),
    at: "2",
    executor: "a",
    said: /^a has one replica: Jina opens the first port, and not 2\.$/,
    mended: inFlow("{name: a, ports: [1]}"),
  },
  "port-ignored: with a comment of its own, which would be lost": {
    text: "jtype: Flow\nexecutors:\n- name: a\n  port:\n  - 1\n  - 2 # b\n",
    at: "2",
    executor: "a",
    said: /^a has one replica: Jina opens the first port, and not 2\.$/,
  },
  "port-ignored: in a list that is compared with the replicas": {
    text: inFlow("{name: a, shards: 2, replicas: 2, port: [1, 2]}"),
    at: "2",
    executor: "a",
    said: /^a has 2 shards and one head: Jina opens the first port, and not 2\.$/,
  },
  "port-ignored: very many in one text, told once": {
    text: inFlow('{name: a, port: "1, 2, 3, 4"}'),
    at: '"1, 2, 3, 4"',
    executor: "a",
    said: /^a has one replica: Jina opens the first port, and not 2\.$/,
  },
  "port-ignored: by replicas": {
    text: inFlow("{name: a, port: 5, replicas: 3}"),
    at: "5",
    executor: "a",
    said: /^The port of a is ignored: a has 3 replicas,.* peer_ports/,
  },
  "port-ignored: without monitoring": {
    text: inFlow("{name: a}", "gateway: {port_monitoring: 5}\n"),
    at: "5",
    said: /^The port_monitoring of the gateway has no effect: the gateway has no monitoring\. monitoring: true switches it on\.$/,
  },
  "port-value: zero": {
    text: inFlow("{name: a, port: 0}"),
    at: "0",
    executor: "a",
    said: /^At port 0 the system draws one that Jina does not know: a cannot be reached/,
    mended: inFlow("{name: a}"),
  },
  "port-value: too high, and counted from the end": {
    text: inFlow("{name: a}", "with: {port: 70000}\n"),
    at: "70000",
    said: /^There is no port 70000 for the gateway,.* but the Flow does not start/,
  },
  "port-clash: within the gateway": {
    text: inFlow("{name: a}", "with: {protocol: [grpc, http], port: [5, 5]}\n"),
    at: "5",
    said: /^Port 5 is given to the gateway twice: .* does not start/,
  },
  "port-clash: of servers that share it": {
    text: inFlow("{name: a, port: 5}\n{name: b, port: 5}"),
    at: "5",
    executor: "b",
    said: /^Port 5 is given to b and a: .* does not start, or both open it, .*which of them a request reaches is chance/,
  },
  "host-elsewhere: an address": {
    text: inFlow("{name: a, host: far.example:5}"),
    at: "far.example:5",
    executor: "a",
    said: /^The host of a is far\.example:5, but a is not external/,
    mended: inFlow("{name: a, host: far.example:5, external: true}"),
  },
  "host-elsewhere: a host without a port, where nothing says how to reach it": {
    text: inFlow("{name: a, host: far.example}"),
    at: "far.example",
    executor: "a",
    said: /^The host of a is far\.example, .* unless that is an address of it/,
  },
  "host-elsewhere: one address for two replicas, which as external the engine refuses": {
    text: inFlow("{name: a, host: far.example:5, replicas: 2}"),
    at: "far.example:5",
    executor: "a",
    said: /^The host of a is far\.example:5, but a is not external/,
  },
  "external-address": {
    text: inFlow("{name: a, external: true}"),
    at: "true",
    executor: "a",
    said: /^a is external, but no port says where it runs/,
  },
  "uses-ignored: of an external one": {
    text: inFlow("{name: a, external: true, port: 5, uses: Foo}"),
    at: "Foo",
    executor: "a",
    said: /^The uses of a is ignored: it is external, so Jina starts nothing for it\.$/,
    mended: inFlow("{name: a, external: true, port: 5}"),
  },
  "uses-value: an address of the Hub as jtype": {
    text: inFlow('{name: a, uses: {jtype: "jinahub://Foo"}}'),
    at: '"jinahub://Foo"',
    executor: "a",
    said: /^The uses of a has the jtype "jinahub:\/\/Foo", which is not the bare name of a class: Jina takes the file, but the Flow does not start\. Write uses: jinahub:\/\/Foo\. Jina: ConstructorError: could not determine a constructor for the tag '!jinahub:\/\/Foo'$/,
    mended: inFlow("{name: a, uses: jinahub://Foo}"),
  },
  "uses-value: the same with arguments, which have their own place": {
    text: inFlow('{name: a, uses: {jtype: "jinahub://Foo", with: {x: 1}}}'),
    at: '"jinahub://Foo"',
    executor: "a",
    said: /bare name of a class/,
  },
  "uses-value: no user": {
    text: inFlow("{name: a, uses: 'jinaai+docker://Foo'}"),
    at: "'jinaai+docker://Foo'",
    executor: "a",
    said: /An Executor of the Hub is jinaai:\/\/USER\/NAME/,
  },
  "uses-value: a scheme in capitals": {
    text: inFlow("{name: a, uses: 'DOCKER://x'}"),
    at: "'DOCKER://x'",
    executor: "a",
    said: /is none of what it can be.* Jina: BadConfigSource: DOCKER:\/\/x$/,
    mended: inFlow("{name: a, uses: docker://x}"),
  },
  "uses-value: no image": {
    text: inFlow("{name: a, uses: 'docker:// x'}"),
    at: "'docker:// x'",
    executor: "a",
    said: /names no image/,
  },
  "container-ignored": {
    text: inFlow("{name: a, uses: Foo, volumes: [x]}"),
    at: "[x]",
    executor: "a",
    said: /^The volumes of a is ignored, and Jina does not say so: it is for containers, and a runs in none, because its uses, Foo, is no image/,
    mended: inFlow("{name: a, uses: Foo}"),
  },
  "timeout-short": {
    text: inFlow("{name: a}", "with: {timeout_ready: 60}\n"),
    at: "60",
    said: /^The timeout_ready under with counts milliseconds: Jina gives up waiting after 60 of them, before any process is up, and the Flow does not start\. 60 seconds are 60000; -1 waits without end\.$/,
    mended: inFlow("{name: a}", "with: {timeout_ready: 60000}\n"),
  },
  "cors-ignored": {
    text: inFlow("{name: a}", "with: {cors: true}\n"),
    at: "true",
    said: /^The cors under with has no effect: it is for HTTP, and the gateway speaks GRPC alone/,
  },
  "metadata-value: capitals": {
    text: inFlow("{name: a, grpc_metadata: {X-Tries: abc}}"),
    at: "X-Tries",
    executor: "a",
    said: /^The grpc_metadata of a has the key X-Tries, which gRPC does not send/,
    mended: inFlow("{name: a, grpc_metadata: {x-tries: abc}}"),
  },
  "metadata-value: a number, in quotes too": {
    text: inFlow("{name: a, grpc_metadata: {tries: 3}}"),
    at: "3",
    executor: "a",
    said: /^The grpc_metadata of a has 3 under tries, and gRPC sends texts alone.* In quotes Jina reads it so too/,
  },
  "key-unused: JCloud's sections, once": {
    text: inFlow("{name: a, jcloud: {}}\n{name: b, jcloud: {}}", "jcloud: {version: 3}\n"),
    at: "jcloud",
    said: /^The section jcloud at the top of the file is for JCloud, the cloud that Jina once ran: Jina 3\.34 itself does not read it, and nothing is wrong with keeping it\. It stands at a and b too\.$/,
  },
  "key-unused: JCloud's section of one executor": {
    text: inFlow("{name: a}\n{name: b, jcloud: {resources: {memory: 1G}}}"),
    at: "jcloud",
    executor: "b",
    said: /^The section jcloud of b is for JCloud/,
  },
  "argument-unknown: a key of JCloud's beside its section": {
    text: inFlow("{name: a, resources: {memory: 1G}}"),
    at: "resources",
    executor: "a",
    said: /^"resources" of a is no argument that Jina knows, and is ignored\. It is a key of JCloud/,
  },
  "variable-form: of another tool": {
    text: inFlow('{name: a, workspace: "${env:HOME}/x"}'),
    at: '"${env:HOME}/x"',
    executor: "a",
    said: /^The workspace of a has \$\{env:HOME\}, which is no variable to Jina and stays text\./,
    mended: inFlow('{name: a, workspace: "${{ ENV.HOME }}/x"}'),
  },
  "argument-elsewhere: uses in with": {
    text: inFlow("{name: a}", "with: {uses: Foo}\n"),
    at: "Foo",
    said: /^The uses under with has no effect here: .* Each executor, and the gateway, has its own uses/,
  },
};

describe("what the engine takes, and a person should know", () => {
  test.each(Object.entries(CASES))("%s", (name, { text, at, said, executor, mended: wanted }) => {
    const problems = problemsOf(text);
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      `warning ${name.split(":")[0]}`,
    ]);
    const problem = problems[0]!;
    expect(fullMessage(problem)).toMatch(said);
    expect(fullMessage(problem).length).toBeLessThan(MAX_MESSAGE);
    expect(text.slice(problem.range!.from, problem.range!.to)).toBe(at);
    expect(problem.executor).toBe(executor);
    expect(mended(readFlow(text), problem)).toBe(wanted ?? null);
  });
});

describe("what is as it should be", () => {
  test.each([
    ["a port each", "with: {protocol: [grpc, http], port: [5, 6]}\n", "{name: a, port: 7}"],
    ["a gateway of one's own", "gateway: {uses: Mine, protocol: [grpc, http], port: 5}\n", "{name: a}"],
    ["ports of peers", "", "{name: a, replicas: 2, peer_ports: [5, 6]}"],
    ["polling in small letters", "", "{name: a, shards: 2, polling: all}"],
    ["polling in a mapping", "", '{name: a, shards: 2, polling: {"/x": all, "*": ANY}}'],
    ["polling in a text", "", `{name: a, shards: 2, polling: '{"/x": "ALL"}'}`],
    ["monitoring", "with: {monitoring: true, port_monitoring: 5}\n", "{name: a, port_monitoring: 6}"],
    [
      "here by another name",
      "with: {host: 0.0.0.0}\n",
      "{name: a, host: 127.0.0.1}\n{name: b, host: localhost}",
    ],
    ["elsewhere", "", "{name: a, external: true, host: far.example, port: 5}"],
    ["variables", "", "{name: a, host: $HOST, uses: $USES, volumes: [x]}"],
    ["containers", "", "{name: a, uses: docker://me/x:1, volumes: [x], gpus: all, entrypoint: x}"],
    ["containers of the Hub", "", "{name: a, uses: jinahub+docker://Foo, volumes: [x]}"],
    ["a container before the shards", "", "{name: a, shards: 2, uses_before: docker://x, volumes: [x]}"],
    ["CORS", "with: {cors: true, protocol: [grpc, http]}\n", "{name: a}"],
    ["time enough", "with: {timeout_ready: -1}\n", "{name: a, timeout_ready: 60000}"],
  ])("%s", (_, rest, items) => {
    expect(problemsOf(inFlow(items, rest))).toEqual([]);
  });

  test("a default value saves no number: the engine refuses it, whatever the environment", () => {
    const text = inFlow("{name: a}").replace("{name: a}", "name: a\n    replicas: ${N:-2}");
    const codes = (environment?: ReadonlyMap<string, string>) =>
      readFlow(text, environment ? { environment } : {}).problems.map(
        ({ code, severity }) => `${severity} ${code}`,
      );
    const wanted = ["error argument-value", "warning variable-form"];
    expect(codes().sort()).toEqual(wanted);
    expect(codes(new Map([["N", "2"]])).sort()).toEqual(wanted);
  });

  test("a secret that a variable puts in stands in no file", () => {
    const text = inFlow("{name: a, grpc_metadata: {authorization: $TOKEN}}");
    const environment = new Map([["TOKEN", "abc123def"]]);
    expect(readFlow(text, { environment }).problems).toEqual([]);
    expect(problemsOf(text.replace("$TOKEN", "abc123def")).map(({ code }) => code)).toEqual(["secret"]);
  });
});

describe("fixes", () => {
  const fixtures = readFixtures().map((fixture) => [fixture.id, fixture] as const);

  test.each(fixtures)("of fixture %s mend what they are for", (_, fixture) => {
    const around = surroundingsOf(fixture);
    const document = readFlow(fixture.yaml, around);
    const codes = new Set(Object.keys(CASES).map((name) => name.split(":")[0]!));
    for (const problem of document.problems) {
      if (problem.fix && codes.has(problem.code) && problem.severity === "warning") {
        const text = mended(document, problem)!;
        const left = readFlow(text, around).problems.filter(
          ({ code, message }) => code === problem.code && message === problem.message,
        );
        expect(left).toEqual([]);
      }
    }
  });
});
