/**
 * Flows that drawing has found us wrong about, made small, and every mixture of needs: each is asked of the live engine,
 * and we agree on all that `npm run fidelity` compares, the words of errors and warnings included.
 */
import { afterAll, describe, expect, test, vi } from "vitest";
import { type Asker, createAsker, type EngineAnswer } from "./engine.ts";
import { ourAnswerTo, QUESTIONS } from "./fidelity.ts";
import type { Question } from "./questions.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

let asker: Asker | undefined;
afterAll(() => asker?.close());

async function agree(yaml: string, around: Omit<Question, "id" | "yaml"> = {}): Promise<EngineAnswer> {
  asker ??= createAsker("v1");
  const engine = await asker.ask(yaml, around);
  const ours = ourAnswerTo({ id: "", yaml, ...around });
  for (const { title, differences } of QUESTIONS) {
    expect(differences(ours, engine) ?? [], `${title}\n${yaml}`).toEqual([]);
  }
  return engine;
}

const flow = (...entries: readonly string[]): string =>
  `jtype: Flow\nexecutors:\n${entries.map((entry) => `- ${entry}\n`).join("")}`;

describe("needs stay what they are until the engine sorts them:", () => {
  const REFUSED: readonly (readonly [needs: string, phase: string, message: string])[] = [
    ["[3, a]", "build", "'<' not supported between instances of 'int' and 'str'"],
    ["[a, 3]", "build", "'<' not supported between instances of 'int' and 'str'"],
    ["['1', a]", "build", "'<' not supported between instances of 'int' and 'str'"],
    ["[1.5, a]", "build", "'<' not supported between instances of 'float' and 'str'"],
    ["[true, a]", "build", "'<' not supported between instances of 'bool' and 'str'"],
    ["[null, a]", "build", "'<' not supported between instances of 'NoneType' and 'str'"],
    ["['', a]", "build", "'<' not supported between instances of 'NoneType' and 'str'"],
    ["[null, 1]", "build", "'<' not supported between instances of 'NoneType' and 'int'"],
    ["[null, 'null']", "build", "'<' not supported between instances of 'NoneType' and 'str'"],
    ["[gateway, 1]", "build", "'<' not supported between instances of 'int' and 'str'"],
    ["[2024-01-31, a]", "build", "'<' not supported between instances of 'datetime.date' and 'str'"],
    ["[2024-01-31, 5]", "build", "'<' not supported between instances of 'datetime.date' and 'int'"],
    ["[2024-01-31 10:00:00, 2024-01-31]", "build", "can't compare datetime.datetime to datetime.date"],
    [
      "[2024-01-31 10:00:00, 2024-01-31 10:00:00+02:00]",
      "build",
      "can't compare offset-naive and offset-aware datetimes",
    ],
    ["[2024-01-31]", "build", "keys must be str, int, float, bool or None, not datetime.date"],
    ["[2024-01-31T10:00:00Z]", "build", "keys must be str, int, float, bool or None, not datetime.datetime"],
    ["[[a]]", "load", "unhashable type: 'list'"],
    ["[{a: 1}]", "load", "unhashable type: 'dict'"],
    ["[{a: 1}, me]", "load", "the income/output of a deployment can not be itself"],
    ["3", "load", "endpoint=3 is not parsable"],
    [".nan", "load", "endpoint=nan is not parsable"],
    ["2024-01-31", "load", "endpoint=2024-01-31 is not parsable"],
    ["{a: 1}", "load", "endpoint={'a': 1} is not parsable"],
  ];

  test.each(REFUSED)("%s is refused", async (needs, phase, message) => {
    const answer = await agree(flow("name: a", `{name: me, needs: ${needs}}`));
    expect(answer).toMatchObject({ ok: false, error: { phase, message } });
  });

  const TAKEN: readonly (readonly [needs: string, held: readonly unknown[], keys: readonly string[]])[] = [
    ["[10, 9, 2]", [2, 9, 10], ["10", "9", "2"]],
    ["[1.5, 1]", [1, 1.5], ["1", "1.5"]],
    ["[1, 1.0, true]", [1], ["1"]],
    ["[true, 1]", [true], ["true"]],
    ["[false]", [false], ["false"]],
    ["[null]", [null], ["null"]],
    ["['']", [null], ["null"]],
    ["[.nan, .nan, 1]", [1, "nan"], ["1", "NaN"]],
    ["[.inf, -.inf, 3]", ["-inf", 3, "inf"], ["-Infinity", "3", "Infinity"]],
    ["[-0.0]", [-0.0], ["-0.0"]],
    ["[1.5e-7]", [1.5e-7], ["1.5e-07"]],
    ["['1', 2]", [1, 2], ["1", "2"]],
    ["0", ["a"], []],
    ["0.0", ["a"], []],
    ["-0.0", ["a"], []],
    ["false", ["a"], []],
    ["{}", ["a"], []],
  ];

  test.each(TAKEN)("%s is taken", async (needs, held, keys) => {
    const answer = await agree(flow("name: a", `{name: me, needs: ${needs}}`));
    if (!answer.ok) {
      expect.unreachable();
    }
    expect(answer.deployments[1]!.needs).toEqual(held);
    for (const key of keys) {
      expect(answer.graph[key]).toEqual(["me"]);
    }
  });

  test.each([
    "3",
    "[3, a]",
    "[1, 1.0]",
    "{a: 1, b: 2}",
    "{a: 1}",
    "null",
    "ab",
    "[null, null]",
    "[[a], [b]]",
  ])("a join of %s", async (needs) => {
    await agree(flow("name: a", `{method: needs, needs: ${needs}}`));
  });

  test("nothing and the name null are two nodes that get one name", async () => {
    const names = ["'null'", "c", "d", "e", "None"];
    const needs = ["[null]", "['null']", "[1.0]", "[1]", "[null]"];
    const answer = await agree(flow(...names.map((name, at) => `{name: ${name}, needs: ${needs[at]}}`)));
    expect(answer).toMatchObject({ ok: true, graph: { null: ["null", "None"], "1.0": ["d", "e"] } });
  });

  test("what does not come to the sorting is refused for another reason", async () => {
    await agree(`${flow("{name: a, needs: [2024-01-01]}")}gateway: {port: x}\n`);
    await agree(`${flow("{name: a, needs: [2024-01-01, b]}")}gateway: {port: x}\n`);
  });
});

test("who hangs is told once, by all names", async () => {
  const yaml = flow("name: a", "{name: b, needs: gateway}", "{name: c, needs: gateway}");
  const { warnings } = await agree(yaml);
  const words = `['a', 'b'] are "floating" in this flow with no deployment receiving from them, you may want to double check if it is intentional or some mistake`;
  expect(warnings).toEqual([{ phase: "build", category: "log.warning", message: words }]);
  const hanging = ourAnswerTo({ id: "", yaml }).problems.filter(({ code }) => code === "hanging");
  expect(hanging.map(({ executor }) => executor)).toEqual(["a", "b"]);
  expect(hanging.flatMap(({ engine }) => engine?.message ?? [])).toEqual([words]);
});

// biome-ignore format: a table reads better in full rows
const METHODS = [
  "plot", "save_config", "__eq__", "__init__", "__class__", "__call__", "__dict__", "__doc__", "__reduce__", "__str__", "__hash__",
  "_add_gateway", "_mermaid_str", "_last_deployment", "_kwargs", "_client", "args", "env", "host", "port", "protocol", "workspace",
  "workspace_id", "num_pods", "block", "start", "close", "post", "load_config", "callback", "push", "to_k8s_yaml", "profiling",
  "_update_network_interface", "frobnicate", "ADD", "",
];

describe("any attribute of the engine's Flow is a method to it:", () => {
  test.each(METHODS)("%s", async (method) => {
    await agree(flow("name: a", `{method: '${method}'}`, "name: b"));
    await agree(flow("name: a", `{name: c, uses: X, method: '${method}'}`));
    const settings = "with: {env: {A: 1}, workspace: w, host: h, port: [1, 2], protocol: [http, grpc]}\n";
    await agree(`${flow(`{method: '${method}', other: 1}`)}${settings}`);
  });
});

const NAMED: Readonly<
  Record<string, string | readonly [yaml: string, around: Omit<Question, "id" | "yaml">]>
> = {
  "an entry named gateway is passed over before anything else is looked at": flow(
    "{name: gateway, copy_flow: 1}",
    "{name: gateway, method: 3}",
    "{name: gateway, [a]: 1}",
    "{name: gateway, method: config_gateway, docker_kwargs: {A: 1}}",
  ),
  "a list for a key of an argument": flow("{name: a, uses_with: {x: {[a, b]: 1}}}"),
  "a list for a key of the gateway's": "jtype: Flow\ngateway: {env: {[a]: 1}}\n",
  "a list for a key in a Deployment": flow("{jtype: Deployment, with: {env: {[a]: 1}}}"),
  "a date for a key": flow("{name: a, uses_with: {2024-01-01: a}}"),
  "a date for a key of an executor": flow("{name: a, 2024-01-01: a}"),
  "a Flow inside an argument": flow("{name: a, uses_with: {x: {jtype: Flow, with: {port: 1}}}}"),
  "a Flow among the executors": flow("{jtype: Flow, uses_before: [{a: 1}]}"),
  "a Flow elsewhere, with an executor that warns": "jtype: Flow\nx: {jtype: Flow, executors: [{foo: 1}]}\n",
  "a Flow elsewhere, with an executor that is refused":
    "jtype: Flow\nx: {jtype: Flow, executors: [{name: a-b}]}\n",
  "a Flow inside what is none": "a: {jtype: Flow, executors: [{method: add}]}\n",
  "jtype that goes on behind Flow": "jtype: Flow~\nexecutors: []\n",
  "jtype that no tag can be": "{jtype: 'Flow}', executors: []}\n",
  "jtype of several lines": "jtype: Flow\n  x\nexecutors: []\n",
  "jtype of several words": "jtype: Flow- x\nexecutors: []\n",
  "a reference that leads nowhere in what is no Flow": "jtype: Foo\nx: ${{root.y}}\n",
  "an empty mapping": "{}\n",
  "the number 0": "0\n",
  "a text of digits of another script": "'５'\n",
  "a Deployment in place of the executor": flow("{name: a, deployment: '${}'}"),
  "a number in place of the executor": flow("{name: a, deployment: 5}"),
  "a name that is none beside a Deployment in place": flow("{name: a-b, deployment: foo}"),
  "a Deployment whose jtype is not first": flow("{with: {name: x}, jtype: Deployment}"),
  "a Deployment with a version": flow("{jtype: Deployment, version: 1, with: {name: x}}"),
  "a Deployment with an old version": flow("{jtype: Deployment, version: 0, with: {name: x}}"),
  "a Deployment in a Deployment": flow(
    "{jtype: Deployment, with: {name: x, uses_with: {a: {jtype: Deployment, with: {name: k}}}}}",
  ),
  "a Deployment beside a Deployment's arguments": flow(
    "{jtype: Deployment, with: {name: x}, y: {jtype: Deployment, with: {foo: 1}}}",
  ),
  "a Deployment's texts are gone through once more": flow(
    `{jtype: Deployment, with: {name: x, title: "'''''5'''''", description: '\${{root.jtype}}'}}`,
  ),
  "a tag in a text of a Deployment": flow("{jtype: Deployment, with: {title: say jtype: Flow now}}"),
  "a quoted tag in a text of a Deployment": flow("{jtype: Deployment, with: {title: 'say jtype: Flow'}}"),
  "line breaks in a text of a Deployment": flow(
    `{jtype: Deployment, with: {when: {a: "one\\ntwo\\n\\nthree"}}}`,
  ),
  "long texts of a Deployment": flow(
    `{jtype: Deployment, with: {title: ${"one two three ".repeat(12)}, description: "${"größe und mehr ".repeat(12)}"}}`,
  ),
  "long texts of an executor": flow(`{title: ${"one two three ".repeat(12)}}`),
  "a Deployment's key that is a number": flow("{jtype: Deployment, with: {1: 2}}"),
  "a Deployment's key that is a number, in a file": [
    flow("dep.yml"),
    { files: { "dep.yml": "jtype: Deployment\nwith: {1: 2}\n" } },
  ],
  "a list in quotes within quotes, in a Deployment's file": [
    flow("dep.yml"),
    { files: { "dep.yml": "jtype: Deployment\nwith: {uses: \"'[A]'\"}\n" } },
  ],
  "an item that names a module": flow("x.py", "name: a"),
  "an item that names a module above": flow("..x"),
  "an item that is a path": flow("../x"),
  "an item that is JSON": flow(`'{"a": 1}'`),
  "an item that is empty JSON": flow("'{}'"),
  "a date for the executors": "jtype: Flow\nexecutors: '2024-01-31'\n",
  "a reference to a place in a list that is none": flow("{title: '${{1}}'}"),
  "a port that is none, of another parser's": flow("{port_expose: x}"),
  "a port that is none, and refused": flow("{port: ']'}"),
  "a port that is none, of the gateway's": "jtype: Flow\ngateway: {port_monitoring: [null]}\n",
  "what with hands on is refused at an executor": `${flow("{method: add, name: a}", "{external: true, needs: [gateway, a]}")}with: {no_reduce: true}\n`,
  "a warning of with, once": "jtype: Flow\nwith: {provider: AZURE}\nexecutors: [{name: a}]\n",
  "a gateway that floats": `${flow("{name: a, needs: nobody}")}gateway: {floating: true}\n`,
  "a version before a refused reference": `${flow("{title: '${{root.nothing}}'}")}version: 0\n`,
  "py_modules that are no texts": flow("{py_modules: [a, [b]]}"),
  "an executor that says it is a gateway": flow(
    "{name: a, deployment_role: GATEWAY, replicas: 0}",
    "name: b",
  ),
  "executors that are no list, after with": "jtype: Flow\nwith: {foo: 1, port: x}\nexecutors: 3\n",
  "the beginning of name beside a method's own": flow("name: a", "{method: inspect, nam: b}", "{nam: c}"),
  "what inspect gives by itself": flow("{method: inspect, deployment_role: 5, needs: gateway}"),
  "what gather_inspect gives by itself": flow(
    "{method: inspect}",
    "{method: gather_inspect, needs: gateway}",
  ),
  "a gateway that needs what is removed": `${flow(
    "{method: inspect, name: a}",
    "{needs: gateway, floating: true}",
    "{method: inspect}",
  )}with: {inspect: REMOVE}\n`,
  "a mapping in a list for log_config": "jtype: Flow\nwith: {log_config: [{host: x}]}\n",
  "a list for a Deployment's log_config": flow("{jtype: Deployment, with: {log_config: [a]}}"),
  "who hangs where an entry builds the Flow": flow(
    "name: a",
    "{name: b, needs: gateway}",
    "{method: build}",
    "name: c",
  ),
  "a port that is a mapping, handed to the gateway": "jtype: Flow\nwith: {ports: [{a: 1}]}\n",
  "a port that is none, handed to the gateway": "jtype: Flow\nwith: {port: x}\nexecutors: [{name: a}]\n",
  "keys of executors that are no texts": "jtype: Flow\nexecutors: {null: a}\n",
  "a list that is a key of executors": "jtype: Flow\nexecutors: {[a, b]: 1}\n",
  "a list for a key, merged": flow("{uses_with: {y: 1, <<: {[a, b]: 1}}}"),
  "a mapping with odd keys as a text": flow("{title: [{1: a, null: b, [c]: d, 1.5: e}]}"),
  "odd keys that another key of the file replaces":
    "jtype: Flow\nexecutors: [{null: y}]\nexecutors: [{name: a}]\n",
  "an inspect by its role, removed": `${flow("{deployment_role: INSPECT}")}with: {inspect: REMOVE}\n`,
  "who hangs where an entry builds a Flow with an inspect": flow(
    "{method: inspect, name: f}",
    "{name: e, needs: [gateway, f]}",
    "{method: __call__}",
    "name: n",
  ),
  "conditions of an inspect that is removed": `${flow("{method: inspect, no_reduce: true, when: {a: 1}}")}with: {inspect: REMOVE}\n`,
  "an unknown key of with beside one of an executor": `${flow("{foo: 1, name: a}")}with: {bar: true}\n`,
  "what a method wants by place": flow("{method: callback, callback: x}"),
  "a logging set-up of an inspect that is removed": `${flow("{method: inspect, log_config: nowhere}")}with: {inspect: REMOVE}\n`,
  "a port that is none before a refused value": "jtype: Flow\nwith: {port: x, compression: y}\n",
  "a Deployment behind an entry that builds": flow("{method: build}", "{jtype: Deployment, with: {name: d}}"),
  "a logging set-up of too long a name": flow(`{log_config: ${"x".repeat(300)}}`),
  "a Flow for an argument": "jtype: Flow\nwith: {tracing: {jtype: Flow, port: 1}}\n",
  "a key that is no text beside a Deployment": flow("{jtype: Deployment, with: {name: d}, true: 1}"),
  "a gateway that warns where an entry builds": `${flow("{method: build}", "name: a")}with: {provider: SAGEMAKER, port: 5}\n`,
  "a gateway that is refused where an entry builds": flow(
    "{method: config_gateway, port: x}",
    "{method: build}",
    "name: a",
  ),
  "needs that cannot be sorted where an entry builds": flow("{name: a, needs: [1, b]}", "{method: build}"),
  "a date among needs where an entry builds": flow("{name: a, needs: [2024-01-01]}", "{method: build}"),
  "a Flow for a name": flow("{name: {jtype: Flow, x: 1}}"),
  "a Flow for a role": flow("{name: a, deployment_role: {jtype: Flow, x: 1}}"),
  "a Flow for a need": flow("{name: a, needs: [{jtype: Flow, x: 1}]}"),
  "an anchor twice": "jtype: Flow\nx: &s 1\ny: &s 2\n",
  "an endpoint that is a list": flow("{method: expose_endpoint, exec_endpoint: [a]}"),
  "an endpoint that is a date": flow("{method: expose_endpoint, exec_endpoint: 2024-01-01}"),
  "an endpoint that is a number": flow("{method: expose_endpoint, exec_endpoint: 5}"),
  "an endpoint with a date": flow("{method: expose_endpoint, exec_endpoint: /a, tags: [2024-01-01]}"),
  "who hangs where an entry builds a Flow without its inspects": `${flow(
    "{method: inspect}",
    "name: b",
    "{method: inspect}",
    "{name: c, needs: gateway}",
    "{method: __call__}",
    "name: d",
  )}with: {inspect: REMOVE}\n`,
  "a workspace above the folder": flow("{name: a, workspace: ../x}"),
  "self among the keys": flow("{name: a, self: 1}"),
};

describe("found by drawing:", () => {
  test.each(Object.entries(NAMED))("%s", async (_, named) => {
    await (typeof named === "string" ? agree(named) : agree(...named));
  });
});

test("a mapping put into a text shows the keys that are texts, and no empty one", async () => {
  const env = '{a: 1, true: 2, 3: 4, null: 5, "": 6}';
  const answer = await agree(
    `jtype: Flow\nwith: {env: ${env}}\nexecutors:\n- {name: a, uses: "x \${{root.with}}"}\n`,
  );
  expect(answer).toMatchObject({ deployments: [{ uses: "x namespace(env=namespace(a=1))" }] });
});

test.each(["true", "3", "null"])("a reference does not lead through the key %s", async (key) => {
  const answer = await agree(
    `jtype: Flow\nwith: {env: {${key}: 2}}\nexecutors:\n- {name: a, uses: "\${{root.with.env.${key}}}"}\n`,
  );
  expect(answer.ok).toBe(false);
});

test.each([
  ["{xjtype: Flow, a: 1}", "mapping values are not allowed here"],
  ["{a: 1, xjtype: Flow, b: 2}", "could not find expected ':'"],
  ["{a: {b: 1, 'c:jtype': Flow 3}}", "could not find expected ':'"],
  ["[{xjtype: Flow x, b: 1}]", "mapping values are not allowed here"],
  ["{xjtype: Flow}", 'could not parse argument "x!Flow" as k=v format'],
])("a key that ends in jtype, before Flow: %s", async (uses, words) => {
  const answer = await agree(`jtype: Flow\nexecutors:\n- {name: a, uses_with: ${uses}}\n`);
  expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining(words) } });
});

test.each(["{xjtype: Flowing, a: 1}", '{xjtype: "Flow: 3", a: 1}', '{"x: jtype": Flow, a: 1}'])(
  "no tag comes of %s",
  async (uses) => {
    const answer = await agree(`jtype: Flow\nexecutors:\n- {name: a, uses_with: ${uses}}\n`);
    expect(answer.ok).toBe(true);
  },
);

test.each([
  ["{jtype: Flow}", "'Flow' object is not a mapping"],
  ["{jtype: Flow, executors: [{name: a}, {name: a}]}", "'Flow' object is not a mapping"],
  ["{jtype: Flow, version: 3}", "3 is not a valid version number"],
  ["{jtype: Flow, extra_search_paths: x}", 'can only concatenate str (not "list") to str'],
  ["{port: 1, jtype: Flow}", "could not find expected ':'"],
  ["{xjtype: Flow}", "mapping values are not allowed here"],
])("a Flow in the place of its with: %s", async (given, words) => {
  const answer = await agree(`jtype: Flow\nwith: ${given}\nversion: '1'\nexecutors: []\n`);
  expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining(words) } });
});

test.each(["{jtype: Deployment}", "{jtype: Deployment, port: 1}", "{port: 1, jtype: Deployment}"])(
  "a Deployment in the place of its with: %s",
  async (given) => {
    const answer = await agree(flow(`{jtype: Deployment, with: ${given}}`));
    expect(answer.ok).toBe(false);
  },
);
