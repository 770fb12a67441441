/** The promises [H1] to [H4] of flow-arguments.ts. */
import { describe, expect, test } from "vitest";
import type { Value } from "../value.ts";
import { createFlowArguments } from "./flow-arguments.ts";

type Plain = Readonly<Record<string, Value>>;

const create = (settings: Plain) => createFlowArguments(new Map(Object.entries(settings)));
const told = (settings: Plain) =>
  create(settings).problems.map(({ severity, code, key, engine }) => [
    severity,
    code,
    key,
    engine?.type ?? null,
  ]);

test("what is not written has the engine's defaults", () => {
  expect(create({})).toMatchObject({
    name: null,
    inspect: "COLLECT",
    env: null,
    workspace: null,
    logConfig: "default",
    args: new Map([["extra_search_paths", []]]),
    needsFile: null,
    problems: [],
  });
});

test("the Flow's own arguments, and all that differ from the defaults in the order of the engine", () => {
  const flow = create({
    port: 5,
    inspect: "hang",
    workspace: "./a/../w",
    env: new Map([["A", 1]]),
    name: "f",
  });
  expect(flow).toMatchObject({ name: "f", inspect: "HANG", workspace: "w", env: new Map([["A", 1]]) });
  expect([...flow.args]).toEqual([
    ["name", "f"],
    ["workspace", "./a/../w"],
    ["env", new Map([["A", 1]])],
    ["inspect", "HANG"],
    ["port", 5],
    ["extra_search_paths", []],
  ]);
});

describe("[H1] what is handed on", () => {
  const flow = create({
    name: "f",
    quiet: true,
    port: 5,
    protocol: "http",
    uses_with: new Map(),
    shards: 2,
    "log-config": "json",
    odd: 1,
  });

  test("to the gateway", () => {
    expect([...flow.forGateway.keys()]).toEqual([
      "port",
      "protocol",
      "shards",
      "log-config",
      "odd",
      "extra_search_paths",
    ]);
  });

  test("to executors", () => {
    expect([...flow.forExecutors.keys()]).toEqual(["shards", "log-config", "odd", "extra_search_paths"]);
  });

  test("what nobody gets is told", () => {
    expect(told({ uses_with: new Map([["a", 1]]), asyncio: true })).toEqual([
      ["warning", "argument-elsewhere", "uses_with", null],
    ]);
  });

  test("is not more than executors can be worked through with", () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, index]));
    const limited = create(many);
    expect(limited.forExecutors.size).toBe(100);
    expect(limited.problems.at(-1)).toMatchObject({ severity: "error", code: "limit", key: "key100" });
  });
});

test("[H2] kwargs are keys of with, which win over them", () => {
  const flow = create({
    kwargs: new Map<string, Value>([
      ["name", "a"],
      ["port", 1],
    ]),
    port: 2,
    args: [],
  });
  expect(flow.name).toBe("a");
  expect(flow.forGateway.get("port")).toBe(2);
  expect(flow.problems).toEqual([]);
});

test.each<[Plain, string, string]>([
  [{ args: ["x"] }, "args", "vars() argument must have __dict__ attribute"],
  [{ args: ["x", "y"] }, "args", "Flow.__init__() takes from 1 to 2 positional arguments but 3 were given"],
  [{ args: null }, "args", "'NoneType' object is not iterable"],
  [{ kwargs: ["a"] }, "kwargs", "'list' object is not a mapping"],
  [{ self: 1 }, "self", "Flow.__init__() got multiple values for argument 'self'"],
  [{ extra_search_paths: "x" }, "extra_search_paths", 'can only concatenate str (not "list") to str'],
  [{ extra_search_paths: 5 }, "extra_search_paths", "unsupported operand type(s) for +: 'int' and 'list'"],
  [{ context: 1 }, "context", "JinaLogger.__init__() got multiple values for argument 'context'"],
])("what the engine cannot be called with: %o", (settings, key, message) => {
  expect(create(settings).problems.filter(({ severity }) => severity === "error")).toMatchObject([
    { key, engine: { phase: "load", type: "TypeError", message } },
  ]);
});

describe("[H3] the gateway's parser", () => {
  test("refuses the Flow", () => {
    expect(create({ protocol: "ftp", shards: "x" }).problems).toMatchObject([
      {
        key: "protocol",
        engine: {
          phase: "load",
          message: "argument --protocol/--protocols: invalid from_string value: 'ftp'",
        },
      },
    ]);
  });

  test("comes after the Flow's own, whose refusal it then does not come to", () => {
    expect(told({ protocol: "ftp", inspect: "FOO" })).toEqual([
      ["error", "argument-value", "inspect", "SystemExit"],
      ["error", "argument-value", "protocol", null],
    ]);
  });

  test("logs ports that are no numbers", () => {
    expect(told({ port: "x" })).toEqual([["warning", "argument-value", "port", "log"]]);
  });
});

describe("[H4] keys of with", () => {
  test("that nobody knows are told once", () => {
    expect(told({ fooo: 1, prtocol: "http" })).toEqual([
      ["warning", "argument-unknown", "fooo", "UserWarning"],
      ["warning", "argument-unknown", "prtocol", null],
    ]);
    expect(create({ prtocol: "http" }).problems[0]).toMatchObject({ better: "protocol" });
  });

  test("are told of as those that get them find", () => {
    expect(told({ external: "no", cors: "off", exter: true })).toEqual([
      ["warning", "argument-flag", "cors", null],
      ["warning", "argument-flag", "external", null],
      ["warning", "argument-prefix", "exter", null],
    ]);
  });

  test("are not to be written as a whole where that would hand them on no further", () => {
    expect(create({ port_m: 9090 }).problems).toMatchObject([{ code: "argument-prefix", key: "port_m" }]);
    expect(create({ port_m: 9090 }).problems[0]).not.toHaveProperty("better");
    expect(create({ runtime: "X" }).problems[0]).toMatchObject({ better: "runtime_cls" });
  });
});

test("a logging set-up of its own needs a file", () => {
  expect(create({ log_config: "my.yml" }).needsFile).toBe("my.yml");
  expect(create({ log_config: "json" }).needsFile).toBeNull();
});
