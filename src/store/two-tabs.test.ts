/**
 * Two tabs of the browser with one document.
 *
 * [D1] What is done in one stands in the other within a second, and both can undo it.
 * [D2] What both did before hearing of each other stands in two documents, and both tabs say so.
 * [D3] No edit is lost, whatever the order in which the tabs edit, write and hear, and both end with the same text.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Channel } from "../base/channel.ts";
import { createHandClock } from "../base/test-clock.ts";
import { createMemoryDatabase } from "../base/test-database.ts";
import type { Designer } from "./designer.ts";
import { allFiles } from "./file-row.ts";
import { readHead } from "./kept-document.ts";
import { readDocument } from "./restore.ts";
import { createFakePorts, type FakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n" };

/** Tabs of one browser. `delayMs`: how long each reading, writing and message takes. */
async function openTabs(count: number, delayMs: () => number = () => 0) {
  const clock = createHandClock();
  const pause = () => clock.sleep(delayMs());
  const database = createMemoryDatabase(pause);
  const listeners: ((message: unknown) => void)[] = [];
  const channelOf = (tab: number): Channel => ({
    listen(hear) {
      listeners[tab] = hear;
    },
    post(message) {
      for (const [other, hear] of listeners.entries()) {
        if (other !== tab) {
          clock.after(delayMs(), () => hear(structuredClone(message)));
        }
      }
    },
  });
  const tabs: Designer[] = [];
  for (let tab = 0; tab < count; tab++) {
    const ports: FakePorts = { ...createFakePorts(), clock, database, channel: channelOf(tab) };
    tabs.push(await clock.passUntil(openPage(ports, EXAMPLE)));
  }
  const documents = async () => {
    const heads = await clock.passUntil(database.read(["head"]));
    return Promise.all(
      heads.map(async ({ key, value }) => {
        expect(readHead(value)).not.toBeNull();
        const id = String(key[1]);
        const read = await clock.passUntil(readDocument(database, id));
        expect(read).toMatchObject({ isWhole: true });
        return read && read !== "damaged" ? read.file : null;
      }),
    );
  };
  return { clock, tabs: tabs as [Designer, Designer], documents };
}

const typeAt = (designer: Designer, line: number, insert: string) => {
  const { text } = designer.get().file;
  const lines = text.split("\n");
  const at = lines.slice(0, line % lines.length).join("\n").length;
  designer.do.type([{ from: at, to: at, insert: `${at === 0 ? "" : "\n"}${insert}${at === 0 ? "\n" : ""}` }]);
};

describe("two tabs on one document", () => {
  test("[D1] what is done in one stands in the other, which can undo it", async () => {
    const { clock, tabs } = await openTabs(2);
    const [one, other] = tabs;
    expect(other.get().file.id).toBe(one.get().file.id);
    one.do.edit({ kind: "rename", name: "a", to: "x" });
    one.do.movePlaced(new Map([["b", { x: 7, y: 8 }]]));
    other.do.select(["a"]);
    await clock.pass(1000);
    expect(other.get().file.text).toBe(one.get().file.text);
    expect(other.get().file.places).toEqual(one.get().file.places);
    expect([...other.get().file.selection]).toEqual(["x"]);
    other.do.undo();
    other.do.undo();
    await clock.pass(1000);
    expect(one.get().file.text).toBe(EXAMPLE.text);
    expect(one.get().file.redo).toHaveLength(2);
    one.do.markSaved();
    await clock.pass(1000);
    expect([one.get().toast, other.get().toast]).toEqual([null, null]);
    expect(tabs.map((tab) => allFiles(tab.get()).length)).toEqual([1, 1]);
  });

  test("[D1] the saved text goes along, and takes nothing with it that is done meanwhile", async () => {
    const { clock, tabs } = await openTabs(2);
    const [one, other] = tabs;
    one.do.edit({ kind: "rename", name: "a", to: "x" });
    await clock.pass(1000);
    one.do.markSaved();
    await clock.pass(199);
    other.do.edit({ kind: "rename", name: "b", to: "y" });
    await clock.pass(1000);
    expect(one.get().file.text).toBe(other.get().file.text);
    expect(other.get().file).toMatchObject({ savedText: expect.stringContaining("name: b"), undo: [{}, {}] });
    expect(tabs.map((tab) => allFiles(tab.get()).length)).toEqual([1, 1]);
  });

  test("[D1] kept requests go along", async () => {
    const { clock, tabs } = await openTabs(2);
    const [one, other] = tabs;
    one.do.keepRequest("search");
    await clock.pass(1000);
    expect(other.get().file.requests).toMatchObject([{ name: "search", address: "simulator:" }]);
  });

  test("[D3] requests that are kept, changed and removed in both at the same time go together, one by one", async () => {
    const names = (tab: Designer) => tab.get().file.requests.map(({ name }) => name);
    for (const apartMs of [0, 100, 199, 201]) {
      const { clock, tabs } = await openTabs(2);
      const [one, other] = tabs;
      one.do.keepRequest("old");
      one.do.keepRequest("gone");
      await clock.pass(1000);
      one.do.keepRequest("mine");
      one.do.removeRequest("gone");
      await clock.pass(apartMs);
      other.do.setForm({ documents: "changed" });
      other.do.keepRequest("old");
      other.do.keepRequest("theirs");
      await clock.pass(2000);
      expect(names(one), `${apartMs} ms`).toEqual(names(other));
      expect(names(one).toSorted(), `${apartMs} ms`).toEqual(["mine", "old", "theirs"]);
      expect(one.get().file.requests.find(({ name }) => name === "old")?.form.documents).toBe("changed");
      expect(tabs.map((tab) => allFiles(tab.get()).length)).toEqual([1, 1]);
      // Texts of both go together with them.
      one.do.renameRequest("mine", "named");
      other.do.edit({ kind: "rename", name: "a", to: "x" });
      await clock.pass(2000);
      expect(names(other).toSorted()).toEqual(["named", "old", "theirs"]);
      expect(names(one)).toEqual(names(other));
      expect(one.get().file.text).toContain("name: x");
      expect(tabs.map((tab) => allFiles(tab.get()).length)).toEqual([1, 1]);
    }
  });

  test("[D3] what stands beside the text and was changed here is not lost to another tab's before it is written", async () => {
    for (const apartMs of [0, 100, 199]) {
      const { clock, tabs } = await openTabs(2);
      const [one, other] = tabs;
      await clock.pass(1000);
      other.do.setExport("namespace", "theirs");
      await clock.pass(apartMs);
      one.do.simulate("a", { latency: { kind: "fixed", ms: 7 } });
      await clock.pass(2000);
      for (const { simulation, exportTexts } of tabs.map((tab) => tab.get().file)) {
        expect(simulation.executors.get("a"), `${apartMs} ms`).toMatchObject({ latency: { ms: 7 } });
        expect(exportTexts.get("namespace"), `${apartMs} ms`).toBe("theirs");
      }
    }
  });

  test("[D2] what both did at the same time stands in two documents, and both say so", async () => {
    const { clock, tabs, documents } = await openTabs(2);
    const [one, other] = tabs;
    one.do.edit({ kind: "rename", name: "a", to: "x" });
    other.do.edit({ kind: "rename", name: "b", to: "y" });
    await clock.pass(1000);
    const [winner, loser] = one.get().filesBefore.length === 0 ? [one, other] : [other, one];
    expect(winner.get()).toMatchObject({
      file: { fileName: "flow.yml" },
      toast: {
        text: "flow.yml was changed in another tab at the same time. What was done there is kept as flow (conflict).yml.",
      },
    });
    expect(loser.get()).toMatchObject({
      filesBefore: [{ fileName: "flow.yml", text: winner.get().file.text }],
      file: { fileName: "flow (conflict).yml", undo: [{}] },
      toast: {
        text: "flow.yml was changed in another tab at the same time. Yours is kept as flow (conflict).yml, and shown here; flow.yml is the one of the other tab.",
        offer: "back",
      },
    });
    expect((await documents()).map((file) => file?.fileName).sort()).toEqual([
      "flow (conflict).yml",
      "flow.yml",
    ]);
    // Both go on, each with its own history.
    loser.do.undo();
    expect(loser.get().file.text).toBe(EXAMPLE.text);
    loser.do.backToFile();
    loser.do.undo();
    await clock.pass(1000);
    expect(winner.get().file.text).toBe(EXAMPLE.text);
  });

  test("what is open in another tab is not removed; what was removed before that answered is kept again, and said", async () => {
    const { clock, tabs, documents } = await openTabs(2);
    const [one, other] = tabs;
    await clock.passUntil(one.do.openText("b.yml", EXAMPLE.text));
    await clock.pass(1000);
    const { id } = one.get().file;
    await clock.passUntil(other.do.openKept(id));
    one.do.closeFile(id);
    await clock.pass(1000);
    // Asked twice, as by a double click, and again before the first question is over.
    const removing = [one.do.removeKept(id), one.do.removeKept(id)];
    await clock.pass(200);
    await clock.passUntil(Promise.all([...removing, one.do.removeKept(id)]));
    expect(one.get().toast?.text).toBe("That file is open in another tab: close it there first.");
    expect((await documents()).map((file) => file?.fileName).sort()).toEqual(["b.yml", "flow.yml"]);
    // As by a tab that was not heard.
    await clock.passUntil(
      other.tools.ports.database.write({
        remove: [
          ["head", id],
          ["part", id],
        ],
      }),
    );
    typeAt(other, 1, "# edited");
    await clock.pass(1000);
    expect(other.get().toast?.text).toBe(
      "b.yml was removed in another tab. It is open here, so it is kept again.",
    );
    expect((await documents()).find((file) => file?.id === id)?.text).toContain("# edited");
    other.do.closeFile(id);
    await clock.pass(1000);
    await clock.passUntil(one.do.removeKept(id));
    expect((await documents()).map((file) => file?.fileName)).toEqual(["flow.yml"]);
  });

  test("[D2] the same done in both is no conflict", async () => {
    const { clock, tabs } = await openTabs(2);
    for (const tab of tabs) {
      tab.do.edit({ kind: "rename", name: "a", to: "x" });
    }
    await clock.pass(1000);
    expect(tabs.map((tab) => allFiles(tab.get()).map(({ fileName }) => fileName))).toEqual([
      ["flow.yml"],
      ["flow.yml"],
    ]);
  });

  test("[D2] a file that was changed and closed while it was changed elsewhere is kept as well", async () => {
    const { clock, tabs, documents } = await openTabs(2);
    const [one, other] = tabs;
    one.do.edit({ kind: "rename", name: "a", to: "x" });
    other.do.edit({ kind: "rename", name: "b", to: "y" });
    other.do.closeFile(other.get().file.id);
    one.do.closeFile(one.get().file.id);
    await clock.pass(1000);
    const texts = (await documents()).map((file) => file?.text);
    expect(texts).toContain(EXAMPLE.text.replace("name: a", "name: x"));
    expect(texts).toContain(EXAMPLE.text.replace("name: b", "name: y"));
  });
});

describe("[D3] any interleaving", () => {
  const action = fc.record({
    tab: fc.constantFrom(0, 1),
    kind: fc.constantFrom("type", "type", "set", "move", "save", "keep", "turn back"),
    line: fc.nat({ max: 20 }),
    waitMs: fc.constantFrom(0, 10, 50, 150, 199, 200, 201, 250, 400, 1500),
  });

  test("of two tabs loses no edit", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 2, maxLength: 12 }),
        fc.infiniteStream(fc.constantFrom(0, 1, 5, 20, 60, 180)),
        async (actions, delays) => {
          const { clock, tabs, documents } = await openTabs(2, () => delays.next().value ?? 0);
          const marks: string[] = [];
          const kept: string[] = [];
          for (const [at, { tab, kind, line, waitMs }] of actions.entries()) {
            const designer = tabs[tab]!;
            const mark = `mark${at}.`;
            switch (kind) {
              case "type":
                typeAt(designer, line, `# ${mark}`);
                marks.push(mark);
                break;
              case "set":
                designer.do.edit({ kind: "set", name: "a", key: `key_${at}`, value: mark });
                marks.push(mark);
                break;
              case "move":
                designer.do.movePlaced(new Map([["a", { x: at, y: line }]]));
                break;
              case "save":
                designer.do.markSaved();
                break;
              case "keep":
                expect(designer.do.keepRequest(mark)).toBeNull();
                kept.push(mark);
                break;
              case "turn back":
                designer.do.endBurst();
                designer.do.select(line % 2 ? ["a"] : []);
                break;
            }
            await clock.pass(waitMs);
          }
          await clock.pass(5000);
          const all = await documents();
          const texts = all.map((file) => file?.text ?? "");
          expect(all.flatMap((file) => file?.requests ?? []).map(({ name }) => name)).toEqual(
            expect.arrayContaining(kept),
          );
          for (const mark of marks) {
            expect(
              texts.some((text) => text.includes(mark)),
              mark,
            ).toBe(true);
          }
          // What is open in both is the same in both, as it is kept.
          const files = new Map(allFiles(tabs[0].get()).map((file) => [file.id, file]));
          for (const file of allFiles(tabs[1].get())) {
            const same = files.get(file.id);
            if (same) {
              expect([same.text, same.fileName, same.places, same.requests]).toEqual([
                file.text,
                file.fileName,
                file.places,
                file.requests,
              ]);
            }
            expect(texts).toContain(file.text);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
