import { describe, expect, test } from "vitest";
import { ClientError } from "../model/run/client-error.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { Exchange, Run } from "../model/run/run.ts";
import { createDesigner } from "./designer.ts";
import { LoadError } from "./late.ts";
import type { Client, RunInput } from "./ports.ts";
import { createFakePorts } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n" };

const reply = (requestId: string, status: Reply["status"] = SUCCESS): Reply => ({
  requestId,
  endpoint: "/",
  targetExecutor: "",
  parameters: {},
  status,
  routes: [],
  documents: [{ text: "hi" }],
});

const exchange = (requestId: string, state: Exchange["state"], more: Partial<Exchange> = {}): Exchange => ({
  request: { requestId, endpoint: "/", documents: [], parameters: {}, targetExecutor: "" },
  state,
  roundtripMs: state === "answered" ? 3 : null,
  reply: state === "answered" ? reply(requestId) : null,
  error: null,
  ...more,
});

/** A client whose run goes on as the test says; fields that begin with ! are the faults of its three readers. */
function start() {
  const inputs: RunInput[] = [];
  let stops = 0;
  let run: Run | null = null;
  let onChange = () => {};
  let finish: (ended: Run) => void = () => {};
  const refuse = (text: string) => new ClientError("input", `bad: ${text}`, { advice: "Mend it." });
  const client: Client = {
    understandAddress: (text) =>
      text.startsWith("!")
        ? refuse(text)
        : {
            address: { kind: "simulator" },
            summary: "",
            via: "",
            note: "",
            way: null,
            otherWay: null,
            lacks: {},
          },
    parseDocuments: (text) =>
      text.startsWith("!") ? refuse(text) : { documents: text.split("\n").map((line) => ({ text: line })) },
    previewTarget: () => "",
    check: async () => null,
    parseParameters: (text) => (text.startsWith("!") ? refuse(text) : { parameters: { k: text } }),
    start(input, changed) {
      inputs.push(input);
      onChange = changed;
      run = {
        id: input.runId,
        transport: "simulator:",
        simulated: true,
        startedAtMs: 0,
        state: "running",
        exchanges: [exchange("r1", "sent"), exchange("r2", "waiting")],
        error: null,
        lacks: {},
        notes: [],
      };
      return {
        get run() {
          return run!;
        },
        finished: new Promise((resolve) => {
          finish = resolve;
        }),
        stop: () => void stops++,
      };
    },
  };
  const ports = createFakePorts(client);
  const designer = createDesigner(ports, EXAMPLE);
  return {
    ports,
    designer,
    inputs,
    stops: () => stops,
    /** The run goes on; the store is told, and paints when it likes. */
    go(change: Partial<Run>) {
      run = { ...run!, ...change };
      onChange();
    },
    async end(change: Partial<Run>) {
      run = { ...run!, state: "done", ...change };
      onChange();
      finish(run);
      await ports.clock.pass(0);
    },
  };
}

describe("send", () => {
  test("hands the form, the Flow and the delays to the client", async () => {
    const { designer, inputs, ports } = start();
    designer.do.setForm({
      endpoint: "/search",
      documents: "x\ny",
      parameters: "p",
      targetExecutor: "a",
      requestSize: " 5 ",
    });
    designer.do.setDelay(null, 7);
    designer.do.setDelay("a", 9);
    void designer.do.send();
    await ports.clock.pass(0);
    expect(inputs[0]).toMatchObject({
      runId: 1,
      request: {
        endpoint: "/search",
        documents: [{ text: "x" }, { text: "y" }],
        parameters: { k: "p" },
        targetExecutor: "a",
        requestSize: 5,
      },
      flow: designer.get().file.shown.built,
    });
    expect(["a", "b"].map(inputs[0]!.delayMs)).toEqual([9, 7]);
    expect(designer.get().run?.state).toBe("running");
    // Folded results open, so that answers are seen as they come.
    expect(designer.get().tabs.bottom).toBe("responses");
  });

  test.each([
    ["the address", () => ({ address: "!x" }), "bad: !x Mend it."],
    ["the documents", () => ({ form: { documents: "!d" } }), "bad: !d Mend it."],
    ["the parameters", () => ({ form: { parameters: "!p" } }), "bad: !p Mend it."],
    [
      "the request size",
      () => ({ form: { requestSize: "many" } }),
      'The request size must be a whole number, not "many".',
    ],
    [
      "a fraction of a request size",
      () => ({ form: { requestSize: "1.5" } }),
      'The request size must be a whole number, not "1.5".',
    ],
    [
      "a window that is too large",
      () => ({ form: { window: "9" } }),
      'The window must be a whole number from 1 to 8, not "9".',
    ],
    [
      "attempts that are none",
      () => ({ form: { maxAttempts: "0" } }),
      'Max attempts must be a whole number from 1 to 10, not "0".',
    ],
    [
      "half of a character in the endpoint",
      () => ({ form: { endpoint: "/\ud83d" } }),
      "The endpoint holds half of a character (U+D83D without its other half) at character 2, which cannot be sent.",
    ],
    [
      "half of a character in the target executor",
      () => ({ form: { targetExecutor: "\udc00" } }),
      "The target executor holds half of a character (U+DC00 without its other half) at character 1, which cannot be sent.",
    ],
  ] as [string, () => { address?: string; form?: object }, string][])(
    "refuses %s, and sends nothing",
    async (_, wrong, text) => {
      const { designer, inputs } = start();
      const { address, form } = wrong();
      designer.do.setAddress(address ?? "simulator:");
      designer.do.setForm(form ?? {});
      await designer.do.send();
      expect(inputs).toEqual([]);
      expect(designer.get().toast).toMatchObject({ kind: "warning", text });
      expect(designer.get().log.at(-1)).toMatchObject({ kind: "error" });
      expect(designer.get().run).toBeNull();
    },
  );

  test.each(["services:\n  a: {image: x}\n", "jtype: Flow\nexecutors: [\n", "- a\n"])(
    "does not simulate a Flow that the text does not hold: %j",
    async (text) => {
      const { designer, inputs } = start();
      designer.do.type([{ from: 0, to: EXAMPLE.text.length, insert: text }]);
      await designer.do.send();
      expect(inputs).toEqual([]);
      expect(designer.get().toast?.text).toMatch(
        /^The text holds no Flow that could be run in the simulator\. ./,
      );
    },
  );

  test("begins one run where Send is pressed again before what sends has come", async () => {
    const { designer, inputs, ports } = start();
    void designer.do.send();
    void designer.do.send();
    await ports.clock.pass(0);
    expect(inputs).toHaveLength(1);
  });

  test("says of a simulated Flow that Jina refuses it", async () => {
    const { designer, inputs, ports } = start();
    designer.do.type([
      {
        from: 0,
        to: EXAMPLE.text.length,
        insert: "jtype: Flow\nexecutors:\n  - name: a\n    replicas: many\n",
      },
    ]);
    void designer.do.send();
    await ports.clock.pass(0);
    expect(inputs).toHaveLength(1);
    expect(designer.get().toast?.text).toMatch(
      /^The simulator runs what is drawn, but Jina refuses this Flow\. .*many/,
    );
  });

  test("says what a gateway has said by its beginning only", async () => {
    const { designer, end, ports } = start();
    const sent = designer.do.send();
    await ports.clock.pass(0);
    await end({
      exchanges: [
        exchange("r1", "answered", {
          reply: reply("r1", {
            code: "ERROR",
            description: "",
            exception: { name: "E".repeat(1_000_000), args: [], stacks: [], executor: "" },
          }),
        }),
      ],
    });
    await sent;
    expect(designer.get().log.at(-1)!.text.length).toBeLessThan(1000);
    expect(designer.get().log.at(-1)!.text).toContain("EEE… in the Flow.");
  });

  test("says so if what sends cannot be loaded, and tries again the next time", async () => {
    const gone = { loadClient: () => Promise.reject(new LoadError("What sends", null)) };
    const designer = createDesigner({ ...createFakePorts(), ...gone }, EXAMPLE);
    await designer.do.send();
    expect(designer.get().toast?.text).toMatch(/could not be loaded/);
    await expect(designer.do.loadClient()).rejects.toMatchObject({ code: "bridge-missing" });
  });

  test("says so where what sends throws when it comes", async () => {
    // The fake port has none to give.
    const designer = createDesigner(createFakePorts(), EXAMPLE);
    await designer.do.send();
    expect(designer.get().toast).toMatchObject({
      text: expect.stringMatching(/fault of the Designer.* while sending: Error: there is no client/),
    });
  });

  test("paints what happens at most every 100 ms, and the end at once", async () => {
    const { designer, ports, go, end } = start();
    void designer.do.send();
    await ports.clock.pass(0);
    const painted: (Run | null)[] = [];
    designer.store.subscribe(({ run }, before) => run !== before.run && painted.push(run));
    go({ exchanges: [exchange("r1", "answered"), exchange("r2", "sent")] });
    await ports.clock.pass(0);
    expect(painted).toHaveLength(1);
    for (let step = 0; step < 50; step++) {
      go({ exchanges: [exchange("r1", "answered"), exchange(`r${step}`, "sent")] });
    }
    await ports.clock.pass(99);
    expect(painted).toHaveLength(1);
    await ports.clock.pass(1);
    expect(painted).toHaveLength(2);
    await end({ exchanges: [exchange("r1", "answered"), exchange("r2", "answered")] });
    expect(designer.get().run?.state).toBe("done");
    expect(designer.get()).toMatchObject({
      chosenRequest: "r1",
      tabs: { bottom: "responses" },
      announcement: "Done: 2 responses, 2 documents.",
    });
    const last = designer.get().run;
    await ports.clock.pass(1000);
    expect(designer.get().run).toBe(last);
  });

  test.each<[string, Partial<Run>, string, string | null]>([
    [
      "an executor that raised",
      {
        exchanges: [
          exchange("r1", "answered"),
          exchange("r2", "answered", {
            reply: reply("r2", {
              code: "ERROR",
              description: "",
              exception: { name: "ValueError", args: [], stacks: [], executor: "A" },
            }),
          }),
        ],
      },
      "Failed: ValueError in the Flow.",
      "r2",
    ],
    [
      "a request that failed",
      {
        exchanges: [
          exchange("r1", "answered"),
          exchange("r2", "failed", { error: new ClientError("timeout", "too late") }),
        ],
      },
      "Failed: too late",
      "r2",
    ],
    [
      "a run that did not start",
      { exchanges: [], state: "failed", error: new ClientError("unreachable", "nobody there") },
      "Not sent: nobody there",
      null,
    ],
    [
      "a run that was stopped",
      { state: "stopped", exchanges: [exchange("r1", "answered"), exchange("r2", "unsent")] },
      "Stopped: 1 of 2 requests answered.",
      "r1",
    ],
    [
      "a run that was stopped when all was sent",
      { state: "stopped", exchanges: [exchange("r1", "answered"), exchange("r2", "answered")] },
      "Stopped: 2 of 2 requests answered.",
      "r1",
    ],
    [
      "a run that was stopped, and then a request failed",
      {
        state: "stopped",
        exchanges: [
          exchange("r1", "answered"),
          exchange("r2", "failed", { error: new ClientError("timeout", "too late") }),
        ],
      },
      "Stopped: 1 of 2 requests answered. Failed: too late",
      "r2",
    ],
    [
      "a run whose requests were given up by Stop",
      { state: "stopped", exchanges: [exchange("r1", "unknown"), exchange("r2", "unsent")] },
      "Stopped: 0 of 2 requests answered.",
      "r1",
    ],
    [
      "a request of which nobody knows",
      {
        state: "failed",
        exchanges: [exchange("r1", "unknown", { error: new ClientError("interrupted", "it broke off") })],
      },
      "Failed: it broke off",
      "r1",
    ],
  ])("ends with %s", async (_, ended, text, chosen) => {
    const { designer, ports, end } = start();
    void designer.do.send();
    await ports.clock.pass(0);
    await end(ended);
    expect(designer.get()).toMatchObject({
      announcement: text,
      chosenRequest: chosen,
      tabs: { bottom: "responses" },
    });
    expect(designer.get().log.at(-1)?.text).toBe(`simulator: ${text}`);
  });

  test("what is refused takes the place of what was sent before, until something is sent again", async () => {
    const { designer, ports, end } = start();
    void designer.do.send();
    await ports.clock.pass(0);
    await end({ exchanges: [], state: "failed", error: new ClientError("unreachable", "nobody there") });
    expect(designer.get().run?.error?.message).toBe("nobody there");
    designer.do.setAddress("!x");
    await designer.do.send();
    expect(designer.get()).toMatchObject({ run: null, unsent: { message: "bad: !x" }, chosenRequest: null });
    designer.do.setAddress("simulator:");
    void designer.do.send();
    await ports.clock.pass(0);
    expect(designer.get()).toMatchObject({ run: { state: "running" }, unsent: null, toast: null });
  });

  test("a run that begins takes away what was refused, and leaves what can be undone", async () => {
    const { designer, ports, end } = start();
    designer.do.edit({ kind: "add", args: new Map([["name", "b"]]) });
    designer.do.edit({ kind: "rename", name: "a", to: "b" });
    expect(designer.get().toast?.kind).toBe("warning");
    void designer.do.send();
    await ports.clock.pass(0);
    expect(designer.get().toast).toBeNull();
    await end({});
    designer.do.edit({ kind: "remove", names: ["b"], reconnect: false });
    void designer.do.send();
    await ports.clock.pass(0);
    expect(designer.get().toast?.text).toBe("Deleted b.");
  });

  test("waits for a run under way, which can be stopped", async () => {
    const { designer, ports, inputs, stops, end } = start();
    designer.do.stop();
    expect(stops()).toBe(0);
    void designer.do.send();
    await ports.clock.pass(0);
    await designer.do.send();
    expect([inputs.length, designer.get().toast?.text]).toEqual([1, "A run is under way: stop it first."]);
    designer.do.stop();
    designer.do.stop();
    expect([stops(), designer.get().announcement]).toEqual([2, "Stopping."]);
    await end({ state: "stopped" });
    void designer.do.send();
    await ports.clock.pass(0);
    expect(inputs.map(({ runId }) => runId)).toEqual([1, 2]);
  });
});
