/**
 * Any flowchart → a Flow to begin with: an executor for each node, called by what stands on it, which needs those that
 * lead to it. Nodes called gateway are the gateway. Several ends are joined, so that the answer has all of them.
 */
import { cut, grouped, listed, quoted } from "../../base/words.ts";
import { MAX_NEEDS } from "../../model/engine/limits.ts";
import { GATEWAY } from "../../model/flow.ts";
import { isIdentifier } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { createBoxEnds } from "./box-ends.ts";
import { type Chart, ChartFault, type ChartNode } from "./chart.ts";
import { needsValue, orderByNeeds, printSkeleton, refuseTooMany } from "./skeleton.ts";

const GATEWAYS: ReadonlySet<string> = new Set([
  GATEWAY,
  "gatewaystart",
  "gatewayend",
  "start-gateway",
  "end-gateway",
]);
/** Characters of a name that is made of a label. */
const MAX_NAME = 60;
/** Characters of a label that are looked at. */
const MAX_LABEL = 1000;

/** The text of the Flow. @throws {ChartFault} */
export function flowchartSkeleton(chart: Chart): string {
  const names = nameNodes(chart);
  if (names.size === 0) {
    throw new ChartFault("There is no node in this chart but the gateway, so no executor can be made.", null);
  }
  const { needs, followers } = connect(chart, names);
  const lines = new Map([...names].map(([id, name]) => [name, chart.nodes.get(id)?.line ?? 1]));
  const order = orderByNeeds(
    names.values(),
    (name) => [...(needs.get(name) ?? [])].filter((need) => need !== GATEWAY),
    (name) => lines.get(name) ?? null,
  );
  const answers = [...(needs.get(GATEWAY) ?? [])].filter((name) => name !== GATEWAY);
  const ends = answers.length > 0 ? answers : order.filter((name) => !followers.has(name));
  const floating = floatingNames(order, needs, ends);
  const [firstFloating] = floating;
  if (firstFloating !== undefined) {
    chart.notes.add(
      lines.get(firstFloating) ?? 1,
      `The answer comes from ${listed(ends, "and")}; nothing of it depends on ${listed(
        [...floating].map((name) => cut(name)),
        "and",
      )}, so Jina does not wait there (floating).`,
    );
  }
  const executors = order.map((name): ValueMap => {
    const entry = new Map<string, Value>([
      ["name", name],
      ["needs", needsValue([...(needs.get(name) ?? [GATEWAY])])],
    ]);
    return floating.has(name) ? entry.set("floating", true) : entry;
  });
  if (ends.length > 1) {
    const joiner = createNaming([GATEWAY, ...order])("joiner");
    executors.push(
      new Map<string, Value>([
        ["name", joiner],
        ["needs", ends],
      ]),
    );
    chart.notes.add(
      lines.get(ends[0] ?? "") ?? 1,
      `The chart has ${ends.length} ends: ${listed(
        ends.map((name) => cut(name)),
        "and",
      )}. An executor ${joiner} waits for all of them, since a Flow has one.`,
    );
  }
  return printSkeleton(executors, chart.notes);
}

/** Those that lead to no end, as a set: what the answer does not depend on. */
function floatingNames(
  order: readonly string[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  ends: readonly string[],
): ReadonlySet<string> {
  const awaited = new Set(ends);
  for (const name of order.toReversed()) {
    if (awaited.has(name)) {
      for (const need of needs.get(name) ?? []) {
        awaited.add(need);
      }
    }
  }
  return new Set(order.filter((name) => !awaited.has(name)));
}

/** Who needs whom, by name, the gateway among them at both ends; and who is needed by an executor. */
function connect(chart: Chart, names: ReadonlyMap<string, string>) {
  const needs = new Map<string, Set<string>>();
  const followers = new Set<string>();
  const endsOf = createBoxEnds(chart);
  let count = 0;
  for (const { from, to, line } of chart.edges) {
    const [sources, targets] = [endsOf(from, "last"), endsOf(to, "first")];
    count += sources.length * targets.length;
    if (count > MAX_NEEDS) {
      throw new ChartFault(
        `With those between subgraphs, the chart has more than ${grouped(MAX_NEEDS)} arrows; so many are not read.`,
        line,
      );
    }
    if (sources.length * targets.length === 0) {
      chart.notes.add(line, "An arrow from or to an empty subgraph is left out.");
    }
    for (const target of targets) {
      const name = names.get(target) ?? GATEWAY;
      const own = needs.get(name) ?? new Set();
      needs.set(name, own);
      for (const source of sources) {
        const need = names.get(source) ?? GATEWAY;
        own.add(need);
        if (name !== GATEWAY) {
          followers.add(need);
        }
      }
    }
  }
  const [box] = chart.boxes.values();
  if (box) {
    chart.notes.add(box.line, "Subgraphs are left out: a Flow has no groups.");
  }
  return { needs, followers };
}

/** The names of executors by the ids of their nodes; the gateway has none. */
function nameNodes(chart: Chart): ReadonlyMap<string, string> {
  const { nodes, notes } = chart;
  const names = new Map<string, string>();
  const named = [...nodes.values()].filter((node) => !isGateway(node) && !chart.boxAt(node.id));
  refuseTooMany(named.length);
  const take = createNaming([GATEWAY]);
  for (const node of named) {
    const meant = labelWords(node);
    const name = take(identifierOf(meant) || identifierOf(node.id) || "executor");
    names.set(node.id, name);
    if (name !== meant) {
      notes.add(
        node.line,
        `${quoted(meant)} is called ${cut(name)}: names have letters, digits and underscores, and no two are the same.`,
      );
    }
  }
  return names;
}

function isGateway(node: ChartNode): boolean {
  return (
    node.style === "GATEWAY" ||
    GATEWAYS.has(node.id.toLowerCase()) ||
    GATEWAYS.has(labelWords(node).toLowerCase())
  );
}

/** What is read on a node, without tags, marks and signs that are written as entities. */
function labelWords({ id, label }: ChartNode): string {
  const words = (label ?? id)
    .slice(0, MAX_LABEL)
    .replaceAll(/<[^<>]*>|[#&]\w+;|[`*]/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return words === "" ? id : words;
}

/** As much of a text as a name can have; "" if nothing. */
function identifierOf(words: string): string {
  if (words.length <= MAX_NAME && isIdentifier(words)) {
    return words;
  }
  const name = words
    .slice(0, MAX_NAME)
    .replaceAll(/[^\p{XID_Continue}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "")
    .replace(/^(?=\d)/, "_");
  return isIdentifier(name) ? name : "";
}

/** Gives each name once: one that is taken gets a number behind it. */
function createNaming(names: Iterable<string>): (name: string) => string {
  const taken = new Set(names);
  /** The number that each name was given last, so that none is tried twice. */
  const numbers = new Map<string, number>();
  return (name) => {
    let given = name;
    while (taken.has(given)) {
      const number = (numbers.get(name) ?? 1) + 1;
      numbers.set(name, number);
      given = `${name}_${number}`;
    }
    taken.add(given);
    return given;
  };
}
