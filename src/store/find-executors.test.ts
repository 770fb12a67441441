import { expect, test } from "vitest";
import { readFlow } from "../formats/read/read-flow.ts";
import { isFound, parseSearch, unknownFilter } from "./find-executors.ts";

const { built } = readFlow(`jtype: Flow
executors:
  - {name: Encoder, uses: docker://clip, shards: 2}
  - {name: index, uses: Index, replicas: 3}
  - {name: far, external: true, host: a.b:1}
  - {name: log, uses: Index, floating: true}
  - {name: some, uses: jinaai+docker://jina/Clip, when: {tags: {$eq: 1}}}
  - {method: inspect, name: look}
  - {method: needs, name: both, needs: [Encoder, index]}
`);

test.each([
  ["", "Encoder index far log some look _aux_look both gather_inspect"],
  ["EN", "Encoder"],
  ["is:sharded", "Encoder"],
  ["is:repl", "index"],
  ["is:external", "far"],
  ["is:floating is:sharded", ""],
  ["is:conditional", "some"],
  ["is:docker", "Encoder"],
  ["is:hub", "some"],
  ["is:join", "both gather_inspect"],
  ["is:inspect", "look _aux_look"],
  ["uses:index", "index log"],
  ["uses:index is:floating", "log"],
  ["is:invalid", "far"],
  ["is:", "Encoder index far log some look _aux_look both gather_inspect"],
  ["is:nothing", ""],
  ["clip enc", "Encoder"],
])("%s finds %s", (text, names) => {
  const search = parseSearch(text);
  const found = built.nodes.filter((node) => isFound(node, node.name === "far", search));
  expect(found.map(({ name }) => name).join(" ")).toBe(names);
});

test("a filter that is none is told", () => {
  expect(unknownFilter(parseSearch("a is:inv is:odd"))).toBe("odd");
  expect(unknownFilter(parseSearch("is:"))).toBeNull();
});
