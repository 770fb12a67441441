/**
 * Old files are read as the engines that they were written for read them, and converted as the fixtures say. That the
 * real 3.34.0 builds the same of the converted ones is asked by agreement/legacy.test.ts.
 */
import { describe, expect, test } from "vitest";
import {
  FOLDERS,
  type LegacyPodAnswer,
  readLegacyFixtures,
  readLegacyWords,
} from "../../../agreement/legacy-fixtures.ts";
import type { BuiltNode } from "../../model/engine/built-flow.ts";
import { GATEWAY } from "../../model/flow.ts";
import { recogniseLegacy } from "../../model/legacy/legacy.ts";
import { meaningOf } from "../../model/legacy/meaning.ts";
import { LEGACY_VERSIONS, wordsOf } from "../../model/legacy/words.ts";
import { applyChanges } from "../../model/text-change.ts";
import type { ValueMap } from "../../model/value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readValues } from "../read/read-values.ts";
import { substitute } from "../read/substitute.ts";
import { convert } from "./convert.ts";

const fixtures = readLegacyFixtures();

/** With variables and references put in, as the engine had them. */
function legacyOf(text: string, env: Readonly<Record<string, string>>) {
  const raw = readValues(parseEngineYaml(text), "yaml").value;
  const legacy = recogniseLegacy(
    substitute(raw, { environment: new Map(Object.entries(env)) }).value as ValueMap,
  );
  if (!legacy) {
    throw new Error("no old file");
  }
  return legacy;
}

/** What passes on, or merges, by default. */
function writtenBeside(uses: string | null): string | null {
  return uses === "_forward" || uses === "_pass" || uses === "_merge" ? null : uses;
}

function asOldEngine({ name, role, needs, shards, replicas, polling, external, ...rest }: BuiltNode) {
  return {
    name,
    role: role === "DEPLOYMENT" ? "POD" : role,
    needs: [...needs].sort(),
    shards,
    replicas,
    polling,
    external,
    usesBefore: writtenBeside(rest.usesBefore),
    usesAfter: writtenBeside(rest.usesAfter),
  };
}

function asOurs({ uses: _, image: __, ...pod }: LegacyPodAnswer) {
  return {
    ...pod,
    role: pod.role ?? "POD",
    usesBefore: writtenBeside(pod.usesBefore),
    usesAfter: writtenBeside(pod.usesAfter),
  };
}

describe.each(fixtures)("$id", ({ id, text, env, answer, converted }) => {
  const legacy = legacyOf(text, env);
  const meaning = meaningOf(legacy);

  test("is believed to be of the engine that it was written for", () => {
    expect(FOLDERS[legacy.version]).toBe(id.split("/")[0]);
  });

  test("[O3-O6] means what that engine built: names, roles, needs, copies, polling", () => {
    expect(meaning.built.nodes.map(asOldEngine)).toEqual(answer.deployments.map(asOurs));
  });

  test("runs what that engine would run", () => {
    const ours = meaning.built.nodes.filter(({ entry, role }) => entry >= 0 && role !== "INSPECT_AUX_PASS");
    const theirs = new Map(answer.deployments.map((pod) => [pod.name, pod]));
    expect(ours.map(({ name, uses }) => [name, uses])).toEqual(
      ours.map(({ name }) => {
        const { image, uses } = theirs.get(name)!;
        return [name, image ? `docker://${image}` : uses];
      }),
    );
  });

  test("ends and hangs as that engine said", () => {
    expect(meaning.built.end).toBe(answer.end);
    expect([...meaning.hanging].sort()).toEqual(answer.hanging);
  });

  test("[O7] has the gateway that that engine had", () => {
    expect({ ...meaning.gateway, host: meaning.gateway.host ?? "0.0.0.0" }).toEqual(answer.gateway);
  });

  test("is converted to the text of the fixture", () => {
    const result = convert(text);
    expect("refused" in result ? result.refused : applyChanges(text, result.changes)).toBe(converted);
  });

  test("[C7] is converted once", () => {
    expect(convert(converted)).toEqual({ refused: expect.stringContaining("nothing to convert") });
  });
});

test("the fixtures are at least six for each version, save the two oldest", () => {
  const counts = Object.values(FOLDERS).map(
    (folder) => fixtures.filter(({ id }) => id.startsWith(`${folder}/`)).length,
  );
  expect(fixtures.length).toBeGreaterThanOrEqual(25);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(4);
});

describe.each(LEGACY_VERSIONS)("the words of %s", (version) => {
  const words = readLegacyWords(FOLDERS[version]);

  test.each(["pod", "flow"] as const)("for the %s are those of the engine", (reader) => {
    expect([...wordsOf(version, reader)].sort()).toEqual([...words[reader]].sort());
  });

  test("for the whole file are those of all its readers", () => {
    const all = new Set([...words.pod, ...words[GATEWAY], ...words.flow]);
    expect([...wordsOf(version, "file")].sort()).toEqual([...all].sort());
  });
});
