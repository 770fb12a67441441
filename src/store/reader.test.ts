/**
 * Long texts, which are read away from the page.
 *
 * [R1] The text is the newest at once, whatever is being read: it is what is downloaded, kept, and undone.
 * [R2] What is drawn follows when it is read; of several texts the newest is read, and results of older ones are dropped.
 * [R3] A file that is being opened leaves the open one as it is and usable; another one that is opened ends that.
 * [R4] Edits of the graph wait for nothing and are refused, with a sentence, while it is older than the text.
 * [R5] Where nothing can be read away from the page, the page reads.
 * [R6] A long text is laid out there too, in the form in which it is drawn; until that is there, what is drawn stays.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandById, runCommand } from "./commands.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { isAhead, isStale, isUnsaved } from "./open-file.ts";
import { READ_AT_ONCE } from "./reader.ts";
import { type RestoredWork, restoreWork } from "./restore.ts";
import { createFakePorts, type FakePorts } from "./test-ports.ts";

const SHORT = "jtype: Flow\nexecutors:\n  - name: short\n";
const FILLER = `# ${"-".repeat(98)}\n`.repeat(READ_AT_ONCE / 100);
const LONG = `${FILLER}jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n`;

function start(text: string, ports = createFakePorts(), work?: RestoredWork) {
  const designer = createDesigner(ports, { fileName: "flow.yml", text }, work);
  return {
    designer,
    ports,
    text: () => designer.get().file.text,
    names: () => designer.get().file.shown.picture.nodes.map(({ name }) => name),
    toast: () => designer.get().toast?.text,
  };
}

/** A designer with the long text, read. */
async function startLong(ports?: FakePorts) {
  const started = start(LONG, ports);
  await started.ports.readings[0]!.finish();
  expect(started.names()).toEqual(["a", "b"]);
  return started;
}

const typeAtEnd = (designer: Designer, insert: string) => {
  const at = designer.get().file.text.length;
  designer.do.type([{ from: at, to: at, insert }]);
};

test("short texts are read on the page, and a limit divides them from long ones", () => {
  const fill = (length: number) => SHORT + "#".repeat(length - SHORT.length);
  expect(start(fill(READ_AT_ONCE)).ports.readings).toEqual([]);
  expect(start(fill(READ_AT_ONCE + 1)).ports.readings).toHaveLength(1);
});

describe("[R1] [R2] at start", () => {
  test("the text is there, the graph comes, and is brought into view", async () => {
    const { designer, ports, text, names, toast } = start(LONG);
    expect([text(), names(), toast()]).toEqual([LONG, [], "Reading flow.yml …"]);
    expect([isStale(designer.get().file), isUnsaved(designer.get().file)]).toEqual([false, false]);
    await ports.readings[0]!.finish();
    expect([text(), names()]).toEqual([LONG, ["a", "b"]]);
    expect(designer.get().centre).toEqual({ name: "", isFirst: true });
    expect(designer.get().file.undo).toEqual([]);
  });

  test("a kept text that was changed is still unsaved", async () => {
    const { designer, ports } = await startLong();
    typeAtEnd(designer, "  - name: c\n");
    await designer.do.keep();
    const reloaded = Object.assign(createFakePorts(), { database: ports.database });
    const again = start(SHORT, reloaded, await restoreWork(reloaded));
    expect([again.text(), isUnsaved(again.designer.get().file)]).toEqual([`${LONG}  - name: c\n`, true]);
    await again.ports.readings[0]!.finish();
    expect(again.names()).toEqual(["a", "b", "c"]);
  });
});

describe("[R1] [R2] typing", () => {
  test("changes the text at once, and the graph when it is read", async () => {
    const { designer, ports, text, names } = await startLong();
    const { shown } = designer.get().file;
    typeAtEnd(designer, "  - name: c\n");
    expect([text(), names()]).toEqual([`${LONG}  - name: c\n`, ["a", "b"]]);
    // The canvas has nothing new to draw, and is not read-only.
    expect(designer.get().file.shown).toBe(shown);
    expect(isStale(designer.get().file)).toBe(false);
    await ports.readings[0]!.finish();
    expect(names()).toEqual(["a", "b", "c"]);
    expect(designer.get().file.reading.document.text).toBe(text());
  });

  test("reads one text at a time, the newest next, and shows nothing in between", async () => {
    const { designer, ports, names, text } = await startLong();
    for (const line of ["  - name: c\n", "  - name: d\n", "  - name: e\n"]) {
      typeAtEnd(designer, line);
    }
    expect(ports.readings.map((reading) => reading.text)).toEqual([`${LONG}  - name: c\n`]);
    await ports.readings[0]!.finish();
    expect(names()).toEqual(["a", "b"]);
    expect(ports.readings.map((reading) => reading.text)).toEqual([text()]);
    await ports.readings[0]!.finish();
    expect(names()).toEqual(["a", "b", "c", "d", "e"]);
    expect(ports.readings).toEqual([]);
  });

  test("into a text of more than 500,000 characters is read when it pauses", async () => {
    const { designer, ports, names } = start(`${FILLER.repeat(20)}${LONG}`);
    await ports.readings[0]!.finish();
    for (const char of "  - name: c\n") {
      typeAtEnd(designer, char);
      await ports.clock.pass(199);
    }
    expect(ports.readings).toEqual([]);
    await ports.clock.pass(200);
    await ports.clock.pass(200);
    await ports.readings[0]!.finish();
    expect([names(), ports.readings]).toEqual([["a", "b", "c"], []]);
    // What is not typed waits for nothing.
    designer.do.edit({ kind: "rename", name: "c", to: "d" });
    expect(ports.readings).toHaveLength(1);
    await ports.readings[0]!.finish();
    // Given up while it waits.
    typeAtEnd(designer, "#");
    await designer.do.openText("short.yml", SHORT);
    await ports.clock.pass(1000);
    expect([names(), ports.readings]).toEqual([["short"], []]);
  });

  test("back to the text that was read needs no reading", async () => {
    const { designer, ports, text } = await startLong();
    const before = designer.get().file;
    typeAtEnd(designer, "x");
    const [reading] = ports.readings;
    designer.do.type([{ from: LONG.length, to: LONG.length + 1, insert: "" }]);
    expect(isAhead(designer.get().file)).toBe(false);
    expect(designer.get().file.reading).toBe(before.reading);
    expect(designer.get().file.problems).toBe(before.problems);
    expect(reading!.signal.aborted).toBe(true);
    expect(text()).toBe(LONG);
  });

  test("is downloaded, copied and kept as it is now", async () => {
    const { designer, ports, text } = await startLong();
    typeAtEnd(designer, "# typed");
    expect(isUnsaved(designer.get().file)).toBe(true);
    runCommand(designer, commandById("download"));
    runCommand(designer, commandById("copy-yaml"));
    expect(ports.done).toEqual([`download flow.yml: ${text()}`, `copy ${text()}`]);
    expect(isUnsaved(designer.get().file)).toBe(false);
    await designer.do.keep();
    expect(start(SHORT, ports, await restoreWork(ports)).text()).toBe(`${LONG}# typed`);
    await ports.readings[0]!.finish();
    expect(text()).toBe(`${LONG}# typed`);
  });

  test("a text that holds no Flow makes the canvas read-only once that is known", async () => {
    const { designer, ports, names } = await startLong();
    typeAtEnd(designer, "x: [");
    expect(isStale(designer.get().file)).toBe(false);
    await ports.readings[0]!.finish();
    expect([isStale(designer.get().file), names()]).toEqual([true, ["a", "b"]]);
    designer.do.undo();
    expect([isStale(designer.get().file), names()]).toEqual([true, ["a", "b"]]);
    await ports.readings[0]!.finish();
    expect(isStale(designer.get().file)).toBe(false);
  });

  test("down to a short text is read at once", async () => {
    const { designer, ports, names } = await startLong();
    typeAtEnd(designer, "  - name: c\n");
    const [reading] = ports.readings;
    designer.do.type([{ from: 0, to: FILLER.length, insert: "" }]);
    expect(names()).toEqual(["a", "b", "c"]);
    expect(reading!.signal.aborted).toBe(true);
    await reading!.finish();
    expect(names()).toEqual(["a", "b", "c"]);
  });

  test("moves the places of problems along", async () => {
    const { designer, ports } = start(LONG.replace("name: b", "needs: nobody"));
    await ports.readings[0]!.finish();
    const places = () => designer.get().file.problems.map(({ range }) => range && [range.from, range.to]);
    const shown = () =>
      designer.get().file.problems.map(({ range }) => designer.get().file.text.slice(range!.from, range!.to));
    const [before, texts] = [places(), shown()];
    expect(texts).toContain("nobody");
    designer.do.type([{ from: 2, to: 4, insert: "typed" }]);
    expect(places()).toEqual(before.map((place) => place!.map((offset) => offset + 3)));
    typeAtEnd(designer, "#");
    expect(shown()).toEqual(texts);
    await ports.readings[0]!.finish();
    await ports.readings[0]!.finish();
    expect(shown()).toEqual(texts);
  });

  test("a rename takes selection and position with it, through undo and redo", async () => {
    const { designer, ports } = await startLong();
    const point = { x: 1, y: 2 };
    designer.do.movePlaced(new Map([["b", point]]));
    designer.do.select(["b"]);
    const finish = () => ports.readings[0]!.finish();
    const expectAs = (name: string) =>
      expect([[...designer.get().file.selection], designer.get().file.places.placed]).toEqual([
        [name],
        [[name, 1, 2]],
      ]);
    typeAtEnd(designer, "");
    designer.do.type([{ from: LONG.length - 1, to: LONG.length - 1, insert: "c" }]);
    expectAs("b");
    await finish();
    expectAs("bc");
    designer.do.undo();
    await finish();
    expectAs("b");
    designer.do.redo();
    await finish();
    expectAs("bc");
  });
});

describe("[R1] undo", () => {
  const key = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(3),
    insert: fc.string({ maxLength: 3 }),
    /** As a key that follows the last one, or as what an input method puts in the place of its last form. */
    follows: fc.constantFrom("anywhere", "on", "back", "composed"),
  });

  test("of typing gives the exact texts, whatever was typed and wherever", async () => {
    const { designer, text } = await startLong();
    const joined: number[] = [];
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 8 }), (typed) => {
        const steps = () => designer.get().file.undo.length;
        // The text before each step.
        const texts: string[] = [];
        let last = { from: FILLER.length, to: FILLER.length };
        for (const { at, cut, insert, follows } of typed) {
          const anywhere = Math.round(FILLER.length + at * (text().length - FILLER.length));
          const [from, to, written] = {
            anywhere: [anywhere, Math.min(anywhere + cut, text().length), insert] as const,
            on: [last.to, last.to, insert] as const,
            back: [Math.max(FILLER.length, last.to - cut), last.to, ""] as const,
            composed: [last.from, last.to, insert] as const,
          }[follows];
          const [before, count] = [text(), steps()];
          designer.do.type([{ from, to, insert: written }], follows === "composed" ? "composition" : "keys");
          if (steps() > count) {
            texts.push(before);
          } else {
            joined.push(1);
          }
          last = { from, to: from + written.length };
        }
        const after = text();
        for (const before of texts.toReversed()) {
          designer.do.undo();
          expect(text()).toBe(before);
        }
        expect([text(), steps()]).toEqual([LONG, 0]);
        for (const _ of texts) {
          designer.do.redo();
        }
        expect(text()).toBe(after);
        for (const _ of texts) {
          designer.do.undo();
        }
      }),
      { numRuns: 200 },
    );
    expect(joined.length).toBeGreaterThan(50);
  });

  test("at two places at once", async () => {
    const { designer, text } = await startLong();
    designer.do.type([
      { from: 0, to: 1, insert: "##" },
      { from: LONG.length, to: LONG.length, insert: "# end" },
    ]);
    designer.do.type([{ from: 1, to: 2, insert: "" }]);
    expect(text()).toBe(`${LONG}# end`);
    designer.do.undo();
    expect(text()).toBe(`##${LONG.slice(1)}# end`);
    designer.do.undo();
    expect(text()).toBe(LONG);
  });
});

describe("[R3] a long file that is opened", () => {
  test("leaves the open one usable until it is read", async () => {
    const { designer, ports, text, names, toast } = start(SHORT);
    const opened = designer.do.openText("long.yml", LONG);
    expect([text(), names(), toast()]).toEqual([SHORT, ["short"], "Reading long.yml …"]);
    expect(designer.do.edit({ kind: "rename", name: "short", to: "brief" })).toBeNull();
    expect(names()).toEqual(["brief"]);
    await ports.readings[0]!.finish();
    await opened;
    expect([text(), names(), designer.get().file.fileName]).toEqual([LONG, ["a", "b"], "long.yml"]);
    expect(toast()).toBe("Opened long.yml. flow.yml, which is not saved, stays open in its tab.");
    expect(designer.get().centre).toEqual({ name: "", isFirst: true });
    designer.do.backToFile();
    expect([names(), designer.get().file.fileName]).toEqual([["brief"], "flow.yml"]);
    designer.do.forwardToFile();
    // What was read of it is kept.
    expect([text(), names(), designer.get().file.fileName]).toEqual([LONG, ["a", "b"], "long.yml"]);
  });

  test.each([
    [
      "another long one",
      (designer: Designer) => designer.do.openText("b.yml", LONG.replace("name: b", "name: z")),
      "b.yml",
    ],
    ["a short one", (designer: Designer) => designer.do.openText("b.yml", SHORT), "b.yml"],
    ["a new flow", async (designer: Designer) => designer.do.newFlow(), "flow-2.yml"],
    [
      "the one before",
      async (designer: Designer) => {
        await designer.do.openText("b.yml", SHORT);
        designer.do.openText("c.yml", LONG);
        designer.do.forwardToFile();
        designer.do.backToFile();
        designer.do.forwardToFile();
      },
      "b.yml",
    ],
  ])("is given up for %s", async (_, openOther, fileName) => {
    const { designer, ports } = start(SHORT);
    const first = designer.do.openText("a.yml", LONG);
    const [reading] = ports.readings;
    const second = openOther(designer);
    expect(reading!.signal.aborted).toBe(true);
    await reading!.finish();
    await ports.readings[0]?.finish();
    await Promise.all([first, second]);
    expect(designer.get().file.fileName).toBe(fileName);
    expect(designer.get().filesBefore).toHaveLength(1);
  });

  test("is given up for one whose bytes come later", async () => {
    const { designer } = start(SHORT);
    let send: (bytes: Uint8Array) => void = () => {};
    const slow = designer.do.openFiles([
      {
        name: "slow.yml",
        size: 1,
        bytes: () =>
          new Promise((resolve) => {
            send = resolve;
          }),
      },
    ]);
    await designer.do.openText("quick.yml", SHORT);
    send(new TextEncoder().encode(SHORT));
    await slow;
    expect(designer.get().file.fileName).toBe("quick.yml");
  });
});

describe("[R6] the layout of a long text", () => {
  const down = { direction: "down", wraps: false };

  test("is in the form of its file: from top to bottom on a narrow page, and as it was kept", async () => {
    const ports = createFakePorts();
    const narrow: FakePorts = { ...ports, platform: { ...ports.platform, roomyDirection: () => "down" } };
    const { designer } = start(SHORT, narrow);
    const opening = designer.do.openText("long.yml", LONG);
    expect(ports.readings).toMatchObject([{ form: down }]);
    await ports.readings[0]!.finish();
    await opening;
    typeAtEnd(designer, "  - name: c\n");
    expect(ports.readings).toMatchObject([{ form: down }]);
    await ports.readings[0]!.finish();
    await designer.do.keep();
    const reloaded = Object.assign(createFakePorts(), { database: ports.database });
    start(SHORT, reloaded, await restoreWork(reloaded));
    expect(reloaded.readings).toMatchObject([{ form: down }]);
  });

  test("whose cards stayed through an edit is tidied up once it is laid out there, at once where it was laid out", async () => {
    const { designer, ports } = await startLong();
    designer.do.movePlaced(new Map([["a", { x: 700, y: 900 }]]));
    void designer.do.tidyUp();
    expect([designer.get().file.places.placed, ports.layouts]).toEqual([[], []]);
    designer.do.edit({ kind: "disconnect", from: "a", to: "b" });
    await ports.readings[0]?.finish();
    expect(designer.get().file.places.kept).not.toBeNull();
    void designer.do.tidyUp();
    expect([designer.get().file.places.kept === null, ports.layouts.length]).toEqual([false, 1]);
    await ports.layouts[0]!.finish();
    expect(designer.get().file.places.kept).toBeNull();
    expect(designer.get().file.undo.at(-1)?.label).toBe("Tidy up");
  });

  test("is turned once the other thread has laid it out, unless another file is shown; what is asked for next comes then", async () => {
    const { designer, ports, toast } = await startLong();
    const form = () => {
      const { direction, wraps } = designer.get().file.places;
      return { direction, wraps };
    };
    const before = form();
    void designer.do.turn();
    expect([form(), toast(), ports.layouts]).toMatchObject([
      before,
      "Laying out 2 executors …",
      [{ form: down }],
    ]);
    void designer.do.wrap();
    void designer.do.turn();
    expect(ports.layouts).toMatchObject([{ form: down }]);
    await ports.layouts[0]!.finish();
    expect([form(), ports.layouts]).toMatchObject([down, [{ form: { direction: "down", wraps: true } }]]);
    await ports.layouts[0]!.finish();
    await ports.layouts[0]!.finish();
    expect([form(), toast(), ports.layouts]).toEqual([{ direction: "right", wraps: true }, undefined, []]);
    for (let steps = 0; steps < 3; steps++) {
      designer.do.undo();
    }
    expect(form()).toEqual(before);

    // Where nothing can be laid out away from the page, the page does it.
    void designer.do.turn();
    await ports.layouts.at(-1)!.fail();
    expect(form()).toEqual(down);
    void designer.do.turn();
    void designer.do.wrap();
    await designer.do.openText("short.yml", SHORT);
    await ports.layouts.at(-1)!.finish();
    expect([designer.get().file.fileName, form(), ports.layouts]).toEqual(["short.yml", before, []]);
    designer.do.backToFile();
    expect(form()).toEqual(down);
    // Another file does not wait for a layout that nobody sees.
    void designer.do.turn();
    const [left] = ports.layouts;
    designer.do.forwardToFile();
    void designer.do.turn();
    expect([form().direction, left?.signal.aborted]).toEqual(["down", true]);
  });

  test("of a short one is made at once", () => {
    const { designer, ports } = start(SHORT);
    void designer.do.turn();
    expect([designer.get().file.places.direction, ports.layouts]).toEqual(["down", []]);
  });
});

describe("[R4] an edit", () => {
  test("is refused, with a sentence, until the typed text is read", async () => {
    const { designer, ports, text, toast } = await startLong();
    typeAtEnd(designer, "  - name: c\n");
    const rename = () => designer.do.edit({ kind: "rename", name: "c", to: "d" });
    expect(rename()).toBe("The text is still being read: try that again in a moment.");
    expect(toast()).toBe("The text is still being read: try that again in a moment.");
    expect(text()).toBe(`${LONG}  - name: c\n`);
    await ports.readings[0]!.finish();
    expect(rename()).toBeNull();
  });

  test("of a long text changes the text at once, and the graph when it is read", async () => {
    const { designer, ports, text, names } = await startLong();
    expect(designer.do.edit({ kind: "set", name: "a", key: "replicas", value: 3 })).toBeNull();
    expect(text()).toBe(LONG.replace("name: a", "name: a\n    replicas: 3"));
    await ports.readings[0]!.finish();
    expect(designer.get().file.shown.picture.byName.get("a")!.replicas).toBe(3);
    designer.do.undo();
    expect(text()).toBe(LONG);
    await ports.readings[0]!.finish();
    expect(designer.do.addExecutor(new Map([["name", "new"]]), { x: 5, y: 6 })).toBe("new");
    expect(text()).toBe(`${LONG}  - name: new\n`);
    await ports.readings[0]!.finish();
    expect(names()).toEqual(["a", "b", "new"]);
    expect([[...designer.get().file.selection], designer.get().file.places.placed.at(-1)]).toEqual([
      ["new"],
      ["new", 5, 6],
    ]);
  });

  test("cards can be moved meanwhile", async () => {
    const { designer, ports, names } = await startLong();
    typeAtEnd(designer, "  - name: c\n");
    designer.do.movePlaced(new Map([["a", { x: 1, y: 2 }]]));
    await ports.readings[0]!.finish();
    expect([names(), designer.get().file.places.placed]).toEqual([["a", "b", "c"], [["a", 1, 2]]]);
  });
});

test("[R5] where the reader fails, the page reads", async () => {
  const { designer, ports, names } = start(LONG);
  await ports.readings[0]!.fail();
  expect(names()).toEqual(["a", "b"]);
  typeAtEnd(designer, "  - name: c\n");
  await ports.readings[0]!.fail();
  expect(names()).toEqual(["a", "b", "c"]);
  const opened = designer.do.openText("long.yml", LONG);
  await ports.readings[0]!.fail();
  await opened;
  expect([names(), designer.get().file.fileName]).toEqual([["a", "b"], "long.yml"]);
});
