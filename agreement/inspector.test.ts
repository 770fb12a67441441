/** What the palette and the Inspector's editors write, asked of the real engine: it takes it, and does what they say. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { executorKind } from "../src/model/engine/executor-kind.ts";
import { OPERATORS } from "../src/model/engine/when-operators.ts";
import { paletteGroups } from "../src/panels/palette-items.ts";
import { createDesigner } from "../src/store/designer.ts";
import { loadActions } from "../src/store/late-actions.ts";
import { createFakePorts } from "../src/store/test-ports.ts";
import { createAsker, startFlow } from "./engine.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "inspector-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function designerOf(text: string) {
  await loadActions();
  return createDesigner(createFakePorts(), { fileName: "flow.yml", text });
}

test("each thing that the palette adds is built by the engine as it is drawn", async () => {
  const text =
    "jtype: Flow\nexecutors: [{name: a}, {name: b, needs: gateway}, {name: c, uses: C, needs: a}]\n";
  const asker = createAsker("v2");
  try {
    const { flow, built } = (await designerOf(text)).get().file.shown;
    const items = paletteGroups({ flow, built, selected: [], presets: [] }).flatMap((group) => group.items);
    for (const { title, made } of items) {
      const designer = await designerOf(text);
      if (!("args" in made)) {
        throw new Error(`${title} is refused`);
      }
      const name = designer.do.addExecutor(made.args) ?? "";
      const answer = await asker.ask(designer.get().file.text);
      expect(answer, title).toMatchObject({ ok: true });
      const ours = designer.get().file.reading.document.built;
      const node = ours.byName.get(name)!;
      // What joins is written as plain needs, of which the engine makes no role of their own: it is told by its card.
      expect(node.role, title).toBe(title === "Inspect" ? "INSPECT" : "DEPLOYMENT");
      expect(executorKind(node) === "join", title).toBe(title === "Joiner" || title === "Needs all");
      expect(answer, title).toMatchObject({
        deployments: expect.arrayContaining([
          expect.objectContaining({ name, role: node.role, needs: [...node.needs].sort() }),
        ]),
      });
      expect(answer, title).toMatchObject({ end: ours.end });
    }
  } finally {
    asker.close();
  }
});

test("the gateway offers an endpoint at its path, for its methods, with its words and status code", async () => {
  const designer = await designerOf(
    "jtype: Flow\nwith: {protocol: http}\nexecutors:\n  - {name: a, uses: Append}\n",
  );
  const set = (way: string[], typed: string) =>
    designer.do.setArgument({ owners: ["gateway"], way: ["expose_endpoints", "/abc", ...way] }, typed);
  const parts = [
    set(["http_path"], "/v1/abc"),
    set(["methods"], "[PUT]"),
    set(["summary"], '"What it is: this"'),
    set(["description"], "more"),
    set(["tags"], "[mine]"),
    set(["status_code"], "201"),
  ];
  expect(parts).toEqual(parts.map(() => null));
  const file = join(folder, "endpoints.yml");
  writeFileSync(file, designer.get().file.text);
  const flow = await startFlow({ generation: "v1", file, protocol: "http" });
  try {
    const response = await fetch(`http://127.0.0.1:${flow.port}/v1/abc`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data: [{ text: "x" }] }),
    });
    expect(response.status).toBe(201);
    const api: unknown = await (await fetch(`http://127.0.0.1:${flow.port}/openapi.json`)).json();
    expect(api).toMatchObject({
      paths: {
        "/v1/abc": {
          put: { tags: ["mine"], summary: "What it is: this", description: "more", responses: { 201: {} } },
        },
      },
    });
  } finally {
    await flow.stop();
  }
});

test("each operator of a condition is one that the engine asks documents for", async () => {
  const meeting: Readonly<Record<(typeof OPERATORS)[number]["value"], string>> = {
    $eq: "3",
    $neq: "4",
    $lt: "4",
    $lte: "3",
    $gt: "2",
    $gte: "3",
    $in: "[3, 4]",
    $nin: "[4, 5]",
    $regex: "'^r'",
    $size: "2",
    $exists: "true",
  };
  const tags: Readonly<Record<string, string>> = { $regex: "tags__colour", $size: "tags__list" };
  const text = `jtype: Flow\nexecutors:\n${OPERATORS.map((_, index) => `  - {name: e${index}, uses: Append}\n`).join("")}`;
  const designer = await designerOf(text);
  for (const [index, { value }] of OPERATORS.entries()) {
    const way = ["when", tags[value] ?? "tags__n", value];
    expect(designer.do.setArgument({ owners: [`e${index}`], way }, meeting[value])).toBeNull();
  }
  const file = join(folder, "when.yml");
  writeFileSync(file, designer.get().file.text);
  const flow = await startFlow({ generation: "v1", file, protocol: "http" });
  try {
    const response = await fetch(`http://127.0.0.1:${flow.port}/post`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        exec_endpoint: "/",
        data: [
          { text: "in", tags: { n: 3, colour: "red", list: [1, 2] } },
          { text: "out", tags: { n: 9, colour: "blue", list: [] } },
        ],
      }),
    });
    expect(response.status).toBe(200);
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({ data: [{ tags: { n: 3 } }] });
    expect(answer).toHaveProperty("data.length", 1);
  } finally {
    await flow.stop();
  }
});
