/**
 * What old Flow files are converted to is, to the real Jina 3.34.0, the Flow that their own engine built: names, order,
 * needs, end, copies, polling, and how the gateway is reached. And what a Deployment or an Executor is wrapped in is a
 * Flow to it. Asked of the fixtures; where the files from public repositories are beside this checkout, of them too.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test, vi } from "vitest";
import { convert } from "../src/formats/convert/convert.ts";
import { wrapAsFlow } from "../src/formats/convert/wrap.ts";
import { parseEngineYaml } from "../src/formats/read/engine-text.ts";
import { readValues } from "../src/formats/read/read-values.ts";
import { parseYaml } from "../src/formats/yaml/yaml.ts";
import { GATEWAY } from "../src/model/flow.ts";
import { recogniseLegacy } from "../src/model/legacy/legacy.ts";
import { meaningOf } from "../src/model/legacy/meaning.ts";
import type { LegacyVersion } from "../src/model/legacy/words.ts";
import { applyChanges } from "../src/model/text-change.ts";
import type { ValueMap } from "../src/model/value.ts";
import { type Asker, createAsker, type EngineAnswer } from "./engine.ts";
import { type LegacyAnswer, readLegacyFixtures } from "./legacy-fixtures.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

let asker: Asker | undefined;

// Started by the first test, not before all: where the environment is missing, each test fails with the sentence.
const ask = async (yaml: string, env: Record<string, string> = {}): Promise<EngineAnswer> => {
  asker ??= createAsker("v1");
  return await asker.ask(yaml, { env });
};

afterAll(() => asker?.close());

/** What an old engine and 3.34 are compared by. */
interface Facts {
  executors: { name: string; needs: string[]; copies: number; polling: string }[];
  end: string;
  port: unknown;
  protocol: string;
  host: string;
}

function factsOfOld({ deployments, end, gateway }: LegacyAnswer): Facts {
  return {
    executors: deployments.map(({ name, needs, shards, replicas, polling, external }) => ({
      name,
      needs,
      // An external executor is one address, whatever was said of copies.
      copies: external ? 1 : Math.max(1, shards) * replicas,
      polling: shards > 1 && !external && polling !== "ANY" ? "ALL" : "ANY",
    })),
    end,
    ...gateway,
  };
}

/** Executors that stand for what ran before or behind others are taken as parts of those. */
function factsOfNew(answer: EngineAnswer, old: Facts): Facts {
  if (!answer.ok) {
    throw new Error(`${answer.error.type}: ${answer.error.message}`);
  }
  const names = new Set(old.executors.map(({ name }) => name));
  const whole = (name: string) => (names.has(name) ? name : name.replace(/_(?:before|after)\d*$/, ""));
  const needs = new Map<string, Set<string>>();
  for (const one of answer.deployments) {
    const name = whole(one.node);
    const all = needs.get(name) ?? new Set();
    for (const need of one.needs.map(String)) {
      if (whole(need) !== name) {
        all.add(whole(need));
      }
    }
    needs.set(name, all);
  }
  const { gateway, deployments } = answer;
  return {
    executors: deployments
      .filter(({ node }) => names.has(node))
      .map(({ node, shards, replicas, polling, external }) => ({
        name: node,
        needs: [...(needs.get(node) ?? [])].sort(),
        copies: external ? 1 : shards * replicas,
        polling: shards > 1 && polling.toUpperCase() !== "ANY" ? "ALL" : "ANY",
      })),
    end: whole(answer.end),
    port: gateway.ports?.[0] ?? null,
    protocol: gateway.protocols[0] ?? "",
    host: gateway.host,
  };
}

function converted(text: string): string {
  const result = convert(text);
  if ("refused" in result) {
    throw new Error(result.refused);
  }
  return applyChanges(text, result.changes);
}

describe("[C1] Jina 3.34.0 builds what the old engine built of", () => {
  test.each(readLegacyFixtures())("fixture $id", async ({ text, env, answer }) => {
    const old = factsOfOld(answer);
    expect(factsOfNew(await ask(converted(text), env), old)).toEqual(old);
  });
});

describe("Jina 3.34.0 takes as a Flow", () => {
  test.each([
    ["a Deployment", "jtype: Deployment\nversion: '1'\nwith:\n  name: my-own\n  uses: Own\n  replicas: 2\n"],
    ["a Deployment with two ports", "!Deployment\nwith:\n  port: [8001, 8002]\n  protocol: [grpc, http]\n"],
    [
      "a Deployment without a gateway",
      "jtype: Deployment\nneeds: [x]\nwith:\n  include_gateway: false\n  uses: Own\n",
    ],
    ["a Deployment in braces", "jtype: Deployment\nwith: {uses: Own, shards: 2, polling: ALL}\n"],
    ["an Executor in braces", "{jtype: MyExecutor, metas: {name: own}}\n"],
    ["an Executor as it is written", "!MyExecutor\nwith:\n  size: 3  # three\nrequests:\n  /: go\n"],
  ])("%s", async (_, text) => {
    const wrapped = wrapAsFlow(text);
    if ("refused" in wrapped) {
      throw new Error(wrapped.refused);
    }
    const answer = await ask(applyChanges(text, wrapped.changes));
    expect(answer).toMatchObject({ ok: true, deployments: [expect.anything()], warnings: [] });
  });

  test("a Deployment with the ports and protocols that it had", async () => {
    const text = "jtype: Deployment\nwith:\n  port: [8001, 8002]\n  protocol: [grpc, http]\n  name: own\n";
    const wrapped = wrapAsFlow(text);
    const answer = await ask("refused" in wrapped ? "" : applyChanges(text, wrapped.changes));
    expect(answer).toMatchObject({
      gateway: { ports: [8001, 8002], protocols: ["GRPC", "HTTP"] },
      deployments: [{ node: "own" }],
    });
  });
});

// ---------------------------------------------------------------------------------------------------------------
// Files from public repositories

const SHARED = resolve(import.meta.dirname, "..", "..", "shared", "corpus");

interface PublicFile {
  id: string;
  text: string;
  /** The engine that takes it and leaves the fewest words unread. */
  engine: string;
  answer: OracleAnswer;
}

/** As the old engines' oracle puts it. */
interface OracleAnswer {
  ok: boolean;
  deployments: (LegacyAnswer["deployments"][number] & { replicas: number | null; uses_after?: string })[];
  last: string[];
  hanging: string[];
  gateway: { port_expose: number | null; protocol: string; host?: string };
  /** What stood in for variables that nobody had set. */
  stubbed?: { placeholders?: Record<string, number | string> };
}

const ENGINES: Record<LegacyVersion, string> = {
  "0.1-0.3": "0.3.8",
  "0.4": "0.4.17",
  "1.x": "1.3.1",
  "2.x": "2.6.4",
};

function readPublicFiles(): PublicFile[] {
  const manifest: { id: string; file: string }[] = JSON.parse(
    readFileSync(join(SHARED, "manifest.json"), "utf8"),
  );
  const files = new Map(manifest.map(({ id, file }) => [id, file]));
  const lines = gunzipSync(readFileSync(join(SHARED, "legacy.jsonl.gz")))
    .toString("utf8")
    .trim()
    .split("\n");
  return lines.flatMap((line) => {
    const { id, engine, answers } = JSON.parse(line);
    const text = readFileSync(join(SHARED, files.get(id)!), "utf8");
    return engine && answers[engine].deployments.length > 0
      ? [{ id, text, engine, answer: answers[engine] }]
      : [];
  });
}

/** Placeholders as the old engine had them filled in: in braces in the text, others in the environment. */
function filledIn(text: string, { stubbed }: OracleAnswer): { text: string; env: Record<string, string> } {
  let filled = text;
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(stubbed?.placeholders ?? {})) {
    if (name.includes("{{")) {
      filled = filled.replaceAll(name, String(value));
    } else {
      env[name.replace(/[${}]/g, "")] = String(value);
    }
  }
  return { text: filled, env };
}

function factsOfPublic({ deployments, last, gateway }: OracleAnswer): Facts {
  return factsOfOld({
    engine: "",
    deployments: deployments.map((pod) => ({ ...pod, replicas: pod.replicas ?? 1 })),
    end: last[0] ?? GATEWAY,
    hanging: [],
    gateway: {
      port: gateway.port_expose,
      protocol: gateway.protocol.toUpperCase(),
      host: gateway.host ?? "0.0.0.0",
    },
  });
}

function rootOf(text: string): ValueMap {
  const asEngine = parseEngineYaml(text);
  const yaml = asEngine.fault ? parseYaml(text) : asEngine;
  const root = readValues(yaml).value as ValueMap;
  const tag = yaml.root?.tag;
  return tag && !root.has("jtype") ? new Map([["jtype", tag.slice(1)], ...root]) : root;
}

if (existsSync(join(SHARED, "legacy.jsonl.gz"))) {
  const files = readPublicFiles();
  const old = files.filter(({ text }) => recogniseLegacy(rootOf(text)));

  describe("files from public repositories", () => {
    test("are old ones, save two that 3.34 reads", () => {
      expect([files.length, old.length]).toEqual([193, 191]);
    });

    test.each(old)("$id is believed to be of $engine, and means what that engine built", (file) => {
      const { text, engine, answer } = file;
      const legacy = recogniseLegacy(rootOf(text))!;
      expect(ENGINES[legacy.version]).toBe(engine);
      const { built, gateway, hanging } = meaningOf(legacy);
      expect(
        built.nodes.map(({ name, needs, shards, replicas, polling }) => ({
          name,
          needs: [...needs].sort(),
          shards,
          replicas,
          polling,
        })),
      ).toEqual(
        answer.deployments.map(({ name, needs, shards, replicas, polling }) => ({
          name,
          needs,
          shards,
          replicas: replicas ?? 1,
          polling,
        })),
      );
      expect([built.end]).toEqual(answer.last);
      expect([...hanging].sort()).toEqual(answer.hanging.filter((name) => name !== GATEWAY));
      // A port that a variable gives is 1 to the oracle.
      expect(typeof gateway.port === "number" || gateway.port === null ? gateway.port : 1).toBe(
        answer.gateway.port_expose,
      );
      expect(gateway.protocol).toBe(answer.gateway.protocol.toUpperCase());
    });

    test.each(files)("[C1] $id, converted, is to 3.34.0 what it was to $engine", async ({ text, answer }) => {
      const filled = filledIn(converted(text), answer);
      const expected = factsOfPublic(answer);
      expect(factsOfNew(await ask(filled.text, filled.env), expected)).toEqual(expected);
    });
  });
} else {
  test("the public files are not here: checked fixtures only", () => {
    expect(readLegacyFixtures().length).toBeGreaterThan(0);
  });
}
