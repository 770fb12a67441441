/** The promises [A1] to [A7] of arguments.ts. agreement/arguments.test.ts asks the live engine; this says what it means. */
import { describe, expect, test } from "vitest";
import { Float, Timestamp, type Value } from "../value.ts";
import {
  argumentOf,
  argumentsOf,
  defaultOf,
  FALLBACKS,
  neededLogConfig,
  nonDefaults,
} from "./argument-table.ts";
import words from "./argument-words.json" with { type: "json" };
import { type ParseOptions, parseArguments } from "./arguments.ts";
import { Drawn } from "./drawn.ts";

type Plain = Readonly<Record<string, Value>>;

const ADDED: ParseOptions = { warns: { unlessKnownTo: FALLBACKS } };

const parse = (kwargs: Plain, options: ParseOptions = ADDED) =>
  parseArguments("deployment", new Map(Object.entries(kwargs)), options);

const valuesOf = (kwargs: Plain) => Object.fromEntries(parse(kwargs).values);

const codesOf = (kwargs: Plain) =>
  parse(kwargs).problems.map(({ severity, code, key }) => `${severity} ${code} ${key}`);

describe("[A1] keys and values", () => {
  test("become flags and texts", () => {
    expect(
      valuesOf({
        "uses-with": new Map([["a", new Float(1)]]),
        uses: new Map([["jtype", "Ü"]]),
        shards: 2,
        gpus: 1,
      }),
    ).toEqual({
      uses_with: new Map([["a", new Float(1)]]),
      uses: '{"jtype": "\\u00dc"}',
      shards: 2,
      gpus: "1",
    });
  });

  test("are nothing where they are false or null", () => {
    expect(parse({ external: false, shards: null, fooo: null })).toEqual({
      values: new Map(),
      keys: new Map(),
      unknown: [],
      problems: [],
      fault: null,
    });
  });

  test("show items of a list as Python does", () => {
    expect(valuesOf({ volumes: [true, null, new Float(2), ["a"], new Timestamp("2001-02-03")] })).toEqual({
      volumes: ["True", "None", "2.0", "['a']", "2001-02-03"],
    });
  });

  test("hold no dates in a map", () => {
    expect(parse({ env: new Map([["d", new Timestamp("2001-02-03")]]), shards: "x" }).fault).toMatchObject({
      type: "TypeError",
      message: "Object of type date is not JSON serializable",
      key: "env",
    });
  });

  test("may be any text, those of every object too", () => {
    const { unknown } = parse({ ["__proto__"]: 1, constructor: 2, "": 3 });
    expect(unknown).toEqual(["--", "----proto--", "--constructor"]);
  });
});

describe("[A2] the beginning of a name", () => {
  test("is the name, with a warning that has it", () => {
    const { values, problems } = parse({ exter: true });
    expect(values.get("external")).toBe(true);
    expect(problems).toMatchObject([
      { severity: "warning", code: "argument-prefix", key: "exter", isKey: true, better: "external" },
    ]);
  });

  test("is not to be written as a whole where the whole name stands too", () => {
    expect(parse({ exter: true, external: true }).problems[0]).not.toHaveProperty("better");
  });

  test("of several names offers the nearest, and no other where that one stands too", () => {
    expect(parse({ replica: 3 }).problems[0]).toMatchObject({ better: "replicas" });
    const [problem] = parse({ replicas: 2, replica: 3 }).problems;
    expect(problem).toMatchObject({ code: "argument-prefix", key: "replica" });
    expect(problem).not.toHaveProperty("better");
    expect(problem).not.toHaveProperty("choices");
  });

  test("of several names refuses the file", () => {
    expect(parse({ timeout: 3 }).problems).toMatchObject([
      {
        severity: "error",
        code: "argument-prefix",
        key: "timeout",
        isKey: true,
        engine: {
          phase: "load",
          type: "SystemExit",
          message: "ambiguous option: --timeout could match --timeout-ctrl, --timeout-ready, --timeout-send",
        },
      },
    ]);
  });
});

describe("[A3] a text that begins with -", () => {
  test("is no value", () => {
    expect(parse({ workspace: "-x" }).fault).toMatchObject({
      type: "SystemExit",
      message: "argument --workspace: expected one argument",
    });
  });

  test("is one if it is a number or has a blank", () => {
    expect(valuesOf({ timeout_ready: "-1", workspace: "-x y" })).toEqual({
      timeout_ready: -1,
      workspace: "-x y",
    });
  });

  test("in a list is a flag of its own, with a warning at its place", () => {
    const { values, problems } = parse({ volumes: ["a", "--shards", "3", "--fooo"] });
    expect(Object.fromEntries(values)).toEqual({ volumes: ["a"], shards: 3 });
    expect(problems.map(({ code, item }) => [code, item])).toEqual([
      ["argument-value", 3],
      ["argument-value", 1],
    ]);
    expect(problems[0]!.engine?.message).toBe("ignored unknown argument: ['--fooo'].");
  });
});

describe("[A4] a flag", () => {
  test.each<[Value, string[]]>([
    [true, []],
    [1, []],
    ["on", []],
    ["no", ["warning argument-flag external"]],
    [0, ["warning argument-flag external"]],
    ["perhaps", ["warning argument-flag external"]],
  ])("is set by %j", (value, codes) => {
    expect(valuesOf({ external: value })).toEqual({ external: true });
    expect(codesOf({ external: value })).toEqual(codes);
  });

  test("and what takes one value drops all others", () => {
    expect(valuesOf({ title: ["x", "y"], shards: [2, 3] })).toEqual({ title: "x", shards: 2 });
    expect(codesOf({ title: ["x", "y"] })).toEqual(["warning argument-value title"]);
  });
});

describe("[A5] values", () => {
  test.each<[Plain, string, string]>([
    [{ shards: new Float(2) }, "SystemExit", "argument --shards: invalid int value: '2.0'"],
    [{ shards: true }, "SystemExit", "argument --shards: expected one argument"],
    [{ host: [] }, "SystemExit", "argument --host/--host-in: expected at least one argument"],
    [{ protocol: "ftp" }, "SystemExit", "argument --protocol/--protocols: invalid from_string value: 'ftp'"],
    [
      { compression: "gzip" },
      "SystemExit",
      "argument --compression: invalid choice: 'gzip' (choose from 'NoCompression', 'Deflate', 'Gzip')",
    ],
    [{ "quiet=1": true }, "SystemExit", "argument --quiet: ignored explicit argument '1'"],
    [{ env: "nokv" }, "ArgumentTypeError", 'could not parse argument "nokv" as k=v format'],
    [{ env: "5" }, "TypeError", "'int' object is not iterable"],
    [{ env: '"a"' }, "ValueError", "dictionary update sequence element #0 has length 1; 2 is required"],
    [{ peer_ports: "x" }, "JSONDecodeError", "Expecting value: line 1 column 1 (char 0)"],
    [
      { peer_ports: "[[1]]" },
      "TypeError",
      "int() argument must be a string, a bytes-like object or a real number, not 'list'",
    ],
    [{ help: true }, "SystemExit", "0"],
    [{ volumes: "-vx" }, "SystemExit", "argument -v/--version: ignored explicit argument 'x'"],
  ])("refused: %j", (kwargs, type, message) => {
    expect(parse(kwargs).fault).toMatchObject({ type, message });
  });

  test.each<[Plain, Plain]>([
    [{ shards: " ٣ " }, { shards: 3 }],
    [{ timeout_ready: 99999999999999999999n }, { timeout_ready: 99999999999999999999n }],
    [{ protocol: ["grpc", "Http"] }, { protocol: ["GRPC", "HTTP"] }],
    [
      { env: ["a=1", "b: '007'"] },
      {
        env: new Map<string, Value>([
          ["a", 1],
          ["b", "007"],
        ]),
      },
    ],
    [{ env: '{"a": {"b": 1e3}}' }, { env: new Map([["a", new Map([["b", new Float(1000)]])]]) }],
    [
      { env: "a=1", "env=b:2": true },
      {
        env: new Map([
          ["a", 1],
          ["b", 2],
        ]),
      },
    ],
    [{ port: ["1,2", 3] }, { port: [1, 2, 3] }],
    [{ host: ["a,b", "c:1"] }, { host: ["a", "b", "c:1"] }],
    [{ peer_ports: [1, 2] }, { peer_ports: new Map([["0", [1, 2]]]) }],
    [
      {
        peer_ports: new Map([
          ["0", ["1"]],
          ["1", [new Float(2.5)]],
        ]),
      },
      {
        peer_ports: new Map([
          ["0", [1]],
          ["1", [2]],
        ]),
      },
    ],
  ])("taken: %o", (kwargs, values) => {
    expect(valuesOf(kwargs)).toStrictEqual(values);
  });

  test("a port that is no number stays a text, and the log says so", () => {
    const { values, problems } = parse({ port: "1,x" });
    expect(values.get("port")).toEqual([1, "x"]);
    expect(problems).toMatchObject([
      {
        severity: "warning",
        engine: { type: "log", message: "port x is not an integer and cannot be cast to one" },
      },
    ]);
  });
});

describe("[A6] an unknown key", () => {
  test("is told once for all of them, with what was meant", () => {
    const { unknown, problems } = parse({ replcas: 2, fooo: 1, jcloud: new Map() });
    expect(unknown).toEqual(["--fooo", "--replcas"]);
    expect(problems).toMatchObject([
      {
        code: "argument-unknown",
        key: "replcas",
        better: "replicas",
        engine: { type: "UserWarning", message: "ignored unknown argument: ['--fooo', '--replcas']." },
      },
      { code: "argument-unknown", key: "fooo" },
    ]);
    expect(problems[1]).not.toHaveProperty("engine");
  });

  test("of former versions is told by its new name", () => {
    expect(parse({ https: true }).problems).toMatchObject([
      {
        code: "argument-renamed",
        key: "https",
        better: "tls",
        engine: {
          message:
            "ignored unknown argument: ['--https'].Migration tips:\t`--https` has been renamed to `--tls`",
        },
      },
    ]);
  });

  test.each(["port_expose", "inspect", "asyncio", "yaml_path"])(
    "that another part knows is told by us alone: %s",
    (key) => {
      const { unknown, problems } = parse({ [key]: key === "port_expose" ? 5 : "HANG" });
      expect(unknown).toEqual([]);
      expect(problems).toMatchObject([{ severity: "warning", code: "argument-elsewhere", key }]);
      expect(problems[0]).not.toHaveProperty("engine");
    },
  );

  test("is refused where a parser that is asked about it refuses another", () => {
    expect(parse({ port: "1,2" }).fault).toBeNull();
    expect(parse({ port: "1,2", fooo: 1 }).fault).toMatchObject({
      message: "argument --port: invalid int value: '1,2'",
    });
  });

  test("with a blank is a value of what stands before it, if that takes any number", () => {
    expect(valuesOf({ volumes: "a", "my key": 1 })).toEqual({ volumes: ["a", "--my key", "1"] });
    expect(codesOf({ volumes: "a", "my key": 1 })).toEqual(["warning argument-unknown my key"]);
  });

  test("`method` is no mistake", () => {
    expect(codesOf({ method: "add" })).toEqual(["hint argument-unknown method"]);
  });

  test("is told of many items only a few times", () => {
    const items = Array.from({ length: 100_000 }, (_, index) => `--x${index}`);
    expect(parse({ volumes: items }).problems).toHaveLength(20);
  });
});

describe("[A7] the first fault", () => {
  test("has the engine's words, the others have none", () => {
    const { problems } = parse({ replicas: "x", shards: "y", time: 3, fooo: 1 });
    expect(problems.map(({ key, engine }) => [key, engine?.type])).toEqual([
      ["time", "SystemExit"],
      ["replicas", undefined],
      ["shards", undefined],
      ["fooo", undefined],
    ]);
  });

  test("of inherited keys is told, and nothing else of them", () => {
    const isInherited = (key: string) => key !== "own";
    const options = { ...ADDED, isInherited };
    expect(parse({ fooo: 1, own: 1 }, options).problems).toMatchObject([
      { key: "own", engine: { message: "ignored unknown argument: ['--fooo', '--own']." } },
    ]);
    expect(parse({ own: 1, shards: "x", replicas: "y" }, options).problems).toMatchObject([
      { key: "shards", inherited: true },
      { key: "own" },
    ]);
  });
});

describe("the list of arguments", () => {
  test("has defaults, of which drawn ones differ each time", () => {
    expect(defaultOf("deployment", "polling")).toBe("ANY");
    const [one, other] = [defaultOf("deployment", "port"), defaultOf("deployment", "port")] as Drawn[][];
    expect(one![0]).toBeInstanceOf(Drawn);
    expect(one![0]).not.toBe(other![0]);
    expect(defaultOf("flow", "no_such")).toBeUndefined();
  });

  test("puts values in the engine's order, without defaults", () => {
    const values = new Map<string, Value>([
      ["tls", null],
      ["shards", 3],
      ["replicas", 1],
      ["name", "a"],
      ["odd", 1],
    ]);
    expect([...nonDefaults("deployment", values)]).toEqual([
      ["name", "a"],
      ["shards", 3],
      ["tls", null],
    ]);
  });

  test("says what the parsers know, and has words for all that is not hidden", () => {
    expect(argumentOf("gateway", "cors")).toMatchObject({ type: "flag", hidden: false });
    for (const parser of ["deployment", "gateway", "flow"] as const) {
      const told: Record<string, { group: string; summary?: string }> = words[parser];
      for (const { name, hidden } of argumentsOf(parser)) {
        expect(told[name], `${parser} ${name}`).toMatchObject({ group: expect.any(String) });
        expect(told[name]!.summary !== undefined, `${parser} ${name}`).toBe(!hidden);
      }
    }
    expect(argumentsOf("client").length).toBeGreaterThan(10);
  });

  test.each([
    ["json", null],
    ["logging.json.yml", null],
    ["my.yml", "my.yml"],
  ])("knows the logging set-ups: %s", (name, file) => {
    expect(neededLogConfig(new Map([["log_config", name]]))).toBe(file);
    expect(
      neededLogConfig(
        new Map<string, Value>([
          ["log_config", name],
          ["quiet", true],
        ]),
      ),
    ).toBeNull();
  });
});
