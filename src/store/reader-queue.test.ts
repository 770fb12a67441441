import { describe, expect, test } from "vitest";
import { packDocument } from "../formats/pack/document.ts";
import type { ReadAnswer, ReadQuestion } from "../formats/pack/read-flow.worker.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import { type Layout, type LayoutForm, layoutFlow } from "../model/drawing/layout.ts";
import { layoutOf } from "./derived.ts";
import { createQueuedReader } from "./reader-queue.ts";

const FORM: LayoutForm = { direction: "right", wraps: false };

/** A thread that answers when it is told to. */
interface FakeThread {
  readonly texts: string[];
  readonly layouts: Layout[];
  isEnded: boolean;
  answer(): Promise<void>;
  fail(): void;
}

function start() {
  const threads: FakeThread[] = [];
  const reader = createQueuedReader((answer: (answered: ReadAnswer) => void, fail) => {
    let asked: ReadQuestion | null = null;
    const thread: FakeThread = {
      texts: [],
      layouts: [],
      isEnded: false,
      async answer() {
        const document = readFlow(thread.texts.at(-1)!);
        const { form, isRead } = asked!;
        const layout = form && layoutFlow(document.picture, form.direction, form.wraps);
        thread.layouts.push(...(layout ? [layout] : []));
        answer({ packed: isRead ? null : packDocument(document), layout });
        await new Promise((done) => setTimeout(done));
      },
      fail: () => fail(new Error("broken")),
    };
    threads.push(thread);
    return {
      postMessage(question) {
        asked = structuredClone(question);
        thread.texts.push(question.text);
      },
      terminate: () => {
        thread.isEnded = true;
      },
    };
  });
  const done: string[] = [];
  const read = (name: string) => {
    const control = new AbortController();
    const text = `jtype: Flow\nexecutors: [{name: ${name}}]\n`;
    reader.read({ text, given: NO_VARIABLES, form: FORM }, control.signal).then(
      ({ built }) => done.push(`read ${built.nodes[0]!.name}`),
      (reason: Error) => done.push(`${name}: ${reason.message}`),
    );
    return { give: () => control.abort(new Error("given up")) };
  };
  const namesOf = ({ texts }: FakeThread) => texts.map((text) => /name: (\w+)/.exec(text)![1]);
  return { threads, reader, read, done, sent: () => threads.map(namesOf) };
}

const NOTHING = { text: "", given: NO_VARIABLES, form: FORM };

const settled = () => new Promise((done) => setTimeout(done));

describe("a queued reader", () => {
  test("starts no thread before the first text, and one for all", async () => {
    const { threads, read, done, sent } = start();
    expect(threads).toEqual([]);
    read("a");
    read("b");
    expect(sent()).toEqual([["a"]]);
    await threads[0]!.answer();
    expect([done, sent()]).toEqual([["read a"], [["a", "b"]]]);
    await threads[0]!.answer();
    expect(done).toEqual(["read a", "read b"]);
    read("c");
    expect(sent()).toEqual([["a", "b", "c"]]);
  });

  test("never sends what was given up while it waited", async () => {
    const { threads, read, done, sent } = start();
    read("a");
    const b = read("b");
    read("c");
    b.give();
    await threads[0]!.answer();
    expect([sent(), threads[0]!.isEnded]).toEqual([[["a", "c"]], false]);
    await threads[0]!.answer();
    expect(done).toEqual(["b: given up", "read a", "read c"]);
  });

  test("ends the thread whose text is given up, and goes on with another", async () => {
    const { threads, read, done, sent } = start();
    const a = read("a");
    read("b");
    a.give();
    expect([threads[0]!.isEnded, sent()]).toEqual([true, [["a"], ["b"]]]);
    await threads[1]!.answer();
    expect(done).toEqual(["a: given up", "read b"]);
  });

  test("what an ended thread still says is about no text that is waited for", async () => {
    const { threads, read, done } = start();
    const a = read("a");
    read("b");
    a.give();
    await threads[0]!.answer();
    threads[0]!.fail();
    await settled();
    expect(done).toEqual(["a: given up"]);
    await threads[1]!.answer();
    expect(done).toEqual(["a: given up", "read b"]);
  });

  test("a text that is given up when it is read already changes nothing", async () => {
    const { threads, read, done } = start();
    const a = read("a");
    await threads[0]!.answer();
    a.give();
    await settled();
    expect([done, threads[0]!.isEnded]).toEqual([["read a"], false]);
  });

  test("a thread that fails fails its text alone", async () => {
    const { threads, read, done, sent } = start();
    read("a");
    read("b");
    threads[0]!.fail();
    await settled();
    expect([done, threads[0]!.isEnded, sent()]).toEqual([["a: broken"], true, [["a"], ["b"]]]);
    await threads[1]!.answer();
    expect(done).toEqual(["a: broken", "read b"]);
  });

  test("has a Flow laid out there in the form in which it is drawn, and in another one when that is asked for", async () => {
    const { threads, reader } = start();
    const { signal } = new AbortController();
    const text = `jtype: Flow\nexecutors: [${Array.from({ length: 30 }, (_, at) => `{name: chain${at}}`).join(", ")}]\n`;
    const down: LayoutForm = { direction: "down", wraps: false };
    const reading = reader.read({ text, given: NO_VARIABLES, form: down }, signal);
    await threads[0]!.answer();
    const document = await reading;
    const [first] = threads[0]!.layouts;
    expect(layoutOf(document.picture, "down")).toBe(first);
    const question = { text, given: NO_VARIABLES, document };
    const layingOut = reader.read({ ...question, form: { direction: "right", wraps: true } }, signal);
    await threads[0]!.answer();
    expect(await layingOut).toBe(document);
    const [, second] = threads[0]!.layouts;
    expect(second).toMatchObject({ direction: "right", wraps: true });
    expect(layoutOf(document.picture, "right", true)).toBe(second);
    const given = new AbortController();
    const late = reader.read({ ...question, form: down }, given.signal);
    given.abort(new Error("given up"));
    await expect(late).rejects.toThrow("given up");
    expect(threads[0]!.isEnded).toBe(true);
  });

  test("lays out no Flow whose cards stay, but one in which none of them is left", async () => {
    const { threads, reader } = start();
    const { signal } = new AbortController();
    const staying = readFlow("jtype: Flow\nexecutors: [{name: a}, {name: b}]\n");
    const question = { given: NO_VARIABLES, form: FORM, staying };
    const reading = reader.read({ ...question, text: "jtype: Flow\nexecutors: [{name: b}]\n" }, signal);
    await threads[0]!.answer();
    expect((await reading).picture.nodes.map(({ name }) => name)).toEqual(["b"]);
    expect([threads[0]!.texts.length, threads[0]!.layouts]).toEqual([1, []]);
    const other = reader.read({ ...question, text: "jtype: Flow\nexecutors: [{name: c}]\n" }, signal);
    await threads[0]!.answer();
    await threads[0]!.answer();
    expect(layoutOf((await other).picture, "right")).toBe(threads[0]!.layouts[0]);
  });

  test("so does one that cannot be started", async () => {
    const reader = createQueuedReader(() => {
      throw new Error("no threads here");
    });
    const { signal } = new AbortController();
    await expect(reader.read(NOTHING, signal)).rejects.toThrow("no threads here");
    await expect(reader.read(NOTHING, signal)).rejects.toThrow("no threads here");
  });

  test("what nobody wants from the beginning is not read", async () => {
    const { threads } = start();
    const reader = createQueuedReader(() => {
      throw new Error("started");
    });
    await expect(reader.read(NOTHING, AbortSignal.abort(new Error("given up")))).rejects.toThrow("given up");
    expect(threads).toEqual([]);
  });
});
