import { describe, expect, test } from "vitest";
import { type ArgumentField, argumentFields, type FieldOwner, findFields } from "./argument-fields.ts";
import { argumentsOf } from "./argument-table.ts";

const OWNERS: readonly FieldOwner[] = ["deployment", "gateway", "flow"];
const NOTHING: readonly string[] = [];

function all(owner: FieldOwner, given = NOTHING): ArgumentField[] {
  const { first, given: others, groups } = argumentFields(owner, given);
  return [...first, ...others, ...groups.flatMap(({ fields }) => fields)];
}

const names = (fields: readonly ArgumentField[]) => fields.map(({ name }) => name);

describe("fields", () => {
  test.each(OWNERS)("every argument of the engine's that %s takes is one, once", (owner) => {
    const wanted = argumentsOf(owner).filter(({ type, hidden }) => type !== "exit" && !hidden);
    const found = names(all(owner));
    expect(found).toEqual([...new Set(found)]);
    expect(wanted.map(({ name }) => name).filter((name) => !found.includes(name))).toEqual([]);
  });

  test.each(OWNERS)("each of %s says what it does, and a choice has something to choose", (owner) => {
    for (const { name, help, kind, choices } of all(owner)) {
      expect(help, name).not.toBe("");
      expect(kind !== "choice" || choices.length > 0, name).toBe(true);
    }
  });

  test("a mapping, a list, a number, a switch and one of several", () => {
    const byName = new Map(all("deployment").map((field) => [field.name, field]));
    expect(byName.get("uses_with")).toMatchObject({ kind: "map", items: "values", placeholder: "" });
    expect(byName.get("env")).toMatchObject({ kind: "map", items: "texts" });
    expect(byName.get("volumes")).toMatchObject({ kind: "list", items: "texts" });
    expect(byName.get("timeout_ready")).toMatchObject({ kind: "number", placeholder: "600000", unit: "ms" });
    expect(byName.get("quiet")).toMatchObject({
      kind: "choice",
      choices: [{ value: "true" }, { value: "false" }],
      placeholder: "false",
    });
    expect(byName.get("compression")).toMatchObject({ kind: "choice", placeholder: "" });
    expect(byName.get("port")).toMatchObject({ kind: "list", items: "numbers", placeholder: "" });
    expect(byName.get("protocol")).toMatchObject({
      kind: "list",
      choices: [{ value: "GRPC" }, { value: "HTTP" }, { value: "WEBSOCKET" }],
      placeholder: "GRPC",
    });
    expect(["uses", "polling", "when", "title"].map((name) => byName.get(name)?.kind)).toEqual([
      "uses",
      "polling",
      "when",
      "text",
    ]);
  });

  test("an executor that runs elsewhere has its address before the groups", () => {
    const { first, given } = argumentFields("deployment", ["external", "host"], true);
    expect(names(first).slice(-3)).toEqual(["host", "port", "tls"]);
    expect(names(given)).toEqual(["external"]);
  });

  test("what the file gives comes before the groups, hidden and unknown ones too, and not in them again", () => {
    const given = ["name", "typo", "uses-with", "needs", "k8s_namespace"];
    const fields = argumentFields("deployment", given);
    expect(names(fields.given)).toEqual(["k8s_namespace", "uses-with", "typo"]);
    expect(fields.given[1]).toMatchObject({ kind: "map", help: expect.stringContaining("constructor") });
    expect(names(fields.groups.flatMap((group) => group.fields))).not.toContain("uses_with");
    expect(names(fields.groups.flatMap((group) => group.fields))).not.toContain("replicas");
  });

  test("under with stand the Flow's, then the gateway's, and an executor's where the file gives one", () => {
    const found = names(all("flow"));
    expect(found).toContain("prefetch");
    expect(found).not.toContain("volumes");
    expect(argumentFields("flow", ["volumes"]).given[0]).toMatchObject({
      name: "volumes",
      kind: "list",
    });
  });

  test("a search looks in names and in what is said of them", () => {
    const { groups } = argumentFields("deployment", NOTHING);
    const found = (search: string) => names(findFields(groups, search).flatMap(({ fields }) => fields));
    expect(found("Uses With")).toEqual(["uses_with"]);
    expect(found("prometheus")).toContain("port_monitoring");
    expect(found("no such thing")).toEqual([]);
    expect(findFields(groups, " ")).toEqual(groups);
  });
});
