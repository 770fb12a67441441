import { describe, expect, test } from "vitest";
import { NO_VARIABLES } from "../read/substitute.ts";
import type { ExportKind } from "./export-flow.ts";
import { createExporter, type ExportQuestion, type MadeExport } from "./exporter.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - {name: a, uses: 'docker://x'}\n  - {name: b}\n";

function start() {
  const answerTo = createExporter();
  const make = async (kind: ExportKind, change: Partial<ExportQuestion> = {}): Promise<MadeExport> => {
    const question = { text: TEXT, given: NO_VARIABLES, kind, options: {}, inputs: {}, ...change };
    const answer = await answerTo({ ask: "make", question });
    if (!("made" in answer)) {
      throw new Error("nothing was made");
    }
    return answer.made;
  };
  return { answerTo, make };
}

describe("an exporter", () => {
  test("lists the files that it holds, and gives lines, a text and an archive of them", async () => {
    const { answerTo, make } = start();
    const made = await make("kubernetes", { inputs: { gatewayImage: "jina" } });
    const files = "files" in made ? made.files : [];
    expect(files.map(({ path }) => path)).toEqual(["a/a.yml", "b/b.yml", "gateway/gateway.yml"]);
    const answer = await answerTo({ ask: "text", file: 1 });
    const text = "text" in answer ? answer.text : "";
    const lines = text.trimEnd().split("\n");
    expect(files[1]?.lines).toBe(lines.length);
    expect(await answerTo({ ask: "lines", file: 1, from: 2, to: 5 })).toEqual({ lines: lines.slice(2, 5) });
    expect(await answerTo({ ask: "lines", file: 1, from: lines.length - 1, to: 999 })).toEqual({
      lines: lines.slice(-1),
    });
    const packed = await answerTo({ ask: "blob" });
    expect("blob" in packed && packed.blob.type).toBe("application/zip");
  });

  test("draws a Flow that the engine refuses, as the page does", async () => {
    const { make } = start();
    const text = "jtype: Flow\nexecutors:\n  - {name: a, needs: nobody}\n";
    expect(await make("mermaid", { text })).toHaveProperty("refused");
    expect(await make("svg", { text })).toHaveProperty("files");
    expect(await make("svg", { text: "a: 1\n" })).toHaveProperty("refused");
  });

  test("hands out one file as it is", async () => {
    const { answerTo, make } = start();
    await make("mermaid");
    const [text, packed] = [await answerTo({ ask: "text", file: 0 }), await answerTo({ ask: "blob" })];
    expect("blob" in packed && (await packed.blob.text())).toBe("text" in text && text.text);
  });

  test("cuts lines that are very long where they are shown, and nowhere else", async () => {
    const { answerTo, make } = start();
    await make("mermaid", { text: `jtype: Flow\nexecutors: [{name: a, uses: ${"x".repeat(5000)}}]\n` });
    const shown = await answerTo({ ask: "lines", file: 0, from: 0, to: 99 });
    const longest = "lines" in shown ? Math.max(...shown.lines.map(({ length }) => length)) : 0;
    expect(longest).toBe(2001);
    const all = await answerTo({ ask: "text", file: 0 });
    expect("text" in all && all.text).toContain("x".repeat(5000));
  });

  test("says what is asked for from outside the file, given or not", async () => {
    const { make } = start();
    const missing = await make("compose");
    expect(missing).toMatchObject({ engine: null, executor: null, place: null });
    expect(missing.asked.map(({ name, isGiven }) => [name, isGiven])).toEqual([
      ["port-seed", false],
      ["home", false],
      ["gateway-image", false],
    ]);
    const given = await make("compose", {
      inputs: { home: "/h", gatewayImage: "jina", portSeed: 5000 },
    });
    expect(given).toHaveProperty("files");
    expect(given.asked.every(({ isGiven }) => isGiven)).toBe(true);
  });

  test("says of which executor the engine refuses an export", async () => {
    const { make } = start();
    const text = "jtype: Flow\nexecutors: [{name: a, uses: Foo}]\n";
    expect(await make("kubernetes", { text })).toMatchObject({
      executor: "a",
      engine: { type: "NoContainerizedError" },
      place: null,
    });
    const gateway = "jtype: Flow\ngateway: {uses: MyGateway}\n";
    expect(await make("compose", { text: gateway, inputs: { portSeed: 1 } })).toMatchObject({
      refused:
        "the gateway uses MyGateway, which is no image. Put it into one, and write uses: docker://IMAGE.",
      executor: "gateway",
    });
  });

  test("says where a file stands that is none, and nothing of what was made before is left", async () => {
    const { answerTo, make } = start();
    await make("mermaid");
    const refused = await make("mermaid", { text: "jtype: Flow\nexecutors:\n  - {name: a, shards: many}\n" });
    expect(refused).toMatchObject({ executor: "a", place: { line: 3 }, asked: [] });
    expect(await answerTo({ ask: "text", file: 0 })).toEqual({ text: "" });
  });

  test("reads with the values that are given for variables", async () => {
    const { answerTo, make } = start();
    const text = "jtype: Flow\nexecutors: [{name: a, uses: 'docker://$IMAGE'}]\n";
    const shown = async (image: string) => {
      await make("mermaid", {
        text,
        given: { environment: new Map([["IMAGE", image]]), callers: new Map() },
      });
      const answer = await answerTo({ ask: "text", file: 0 });
      return "text" in answer ? answer.text : "";
    };
    expect(await shown("one")).toContain("docker://one");
    expect(await shown("two")).toContain("docker://two");
  });

  test("names the secret variables whose values stand in what is made, and no other", async () => {
    const { make } = start();
    const text =
      "jtype: Flow\nexecutors: [{name: a, uses_with: {key: '${{ ENV.API_KEY }}', size: '${{ ENV.SIZE }}'}}]\n";
    const given = {
      environment: new Map([
        ["API_KEY", "tulips-are-red"],
        ["SIZE", "medium"],
        ["OTHER_TOKEN", "roses-are-blue"],
      ]),
      callers: new Map(),
    };
    const inputs = { gatewayImage: "jina" };
    expect(await make("kubernetes", { text, given, inputs })).toMatchObject({ secretVariables: ["API_KEY"] });
    expect(await make("mermaid", { text, given })).toMatchObject({ secretVariables: [] });
  });

  test("groups faults, and names the file's secrets", async () => {
    const { make } = start();
    const text =
      "jtype: Flow\nexecutors:\n  - {name: a, env: {API_KEY: sk-93jf83hf83hf82hf8}}\n  - {name: b}\n";
    const made = await make("kubernetes", { text, inputs: { gatewayImage: "jina" } });
    expect(made).toMatchObject({
      faults: [
        {
          code: "probe-time",
          places: [
            "a/a.yml: Deployment a",
            "b/b.yml: Deployment b",
            "gateway/gateway.yml: Deployment gateway",
          ],
        },
      ],
      secrets: [{ executor: "a" }],
    });
  });
});
