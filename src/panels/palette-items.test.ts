import { expect, test } from "vitest";
import { createDesigner } from "../store/designer.ts";
import { loadActions } from "../store/late-actions.ts";
import { createFakePorts } from "../store/test-ports.ts";
import { madeBehind, paletteGroups, typedItem } from "./palette-items.ts";

async function start(list: string, ...selected: string[]) {
  await loadActions();
  const designer = createDesigner(createFakePorts(), {
    fileName: "flow.yml",
    text: `jtype: Flow\nexecutors: ${list}\n`,
  });
  const items = () => {
    const { flow, built } = designer.get().file.shown;
    return paletteGroups({ flow, built, selected, presets: [] }).flatMap((group) => group.items);
  };
  return { designer, items };
}

test("each thing there is to add is one that the engine builds, at the end and behind an executor", async () => {
  const list = "[{name: a}, {name: b, needs: gateway}, {name: c, needs: a}]";
  const { items } = await start(list);
  for (const { title } of items()) {
    for (const from of [null, "c"]) {
      const { designer, items: all } = await start(list);
      const item = all().find((one) => one.title === title);
      const { built } = designer.get().file.shown;
      const made = item && (from === null ? item.made : madeBehind(item, from, built));
      if (!made || !("args" in made)) {
        throw new Error(`${title} cannot be added: ${JSON.stringify(made)}`);
      }
      const name = designer.do.addExecutor(made.args);
      expect(name, title).not.toBeNull();
      const { document } = designer.get().file.reading;
      // Jina warns of the key `method`, without which there is no inspecting one; b hangs unless it is joined.
      const codes = title === "Inspect" ? ["argument-unknown", "hanging"] : ["hanging"];
      const isJoin = title === "Joiner" || title === "Needs all";
      expect(
        document.problems.map(({ code }) => code),
        title,
      ).toEqual(isJoin ? [] : codes);
      const needs = document.built.byName.get(name ?? "")?.needs;
      expect(needs, title).toEqual(isJoin ? ["b", "c"] : expect.arrayContaining(["c"]));
    }
  }
});

test.each([
  ["docker://clip:1.2", "runs this Docker image"],
  ["jinaai+docker://jina-ai/CLIP", "runs this Executor of Jina's Hub"],
  ["config/index.yml", "runs what this YAML file says"],
  ["Encoder", "runs this Python class"],
  ["my.package.Encoder", "runs this class of a Python module"],
])("%s typed to be added: %s", (text, detail) => {
  expect(typedItem(text)).toMatchObject({ title: text, detail, made: { args: new Map([["uses", text]]) } });
});

test.each(["", "two words", "docker://", "{a: 1}", "-"])("%j typed is nothing to add", (text) => {
  expect(typedItem(text)).toBeNull();
});

test("a joiner waits for what is selected, and for two at least", async () => {
  const joiner = (all: Awaited<ReturnType<typeof start>>) =>
    all.items().find(({ title }) => title === "Joiner");
  const list = "[{name: a}, {name: b, needs: a}, {name: c, needs: a}]";
  expect(joiner(await start(list, "c", "a"))?.made).toEqual({
    args: new Map<string, unknown>([
      ["name", "joiner"],
      ["needs", ["a", "c"]],
    ]),
  });
  expect(joiner(await start("[{name: a}]", "a"))?.made).toHaveProperty("refused");
  expect(joiner(await start("[]"))?.made).toHaveProperty("refused");
});
