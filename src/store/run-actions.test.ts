import { describe, expect, test, vi } from "vitest";
import { LoadError } from "../base/load-error.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { Exchange, Run } from "../model/run/run.ts";
import { chosenExchange } from "./derived.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { elsewhereNote, elsewhereWords } from "./elsewhere.ts";
import { changedVariables, keepRun, listedRuns, MAX_RUN_BYTES, MAX_RUNS, whatChanged } from "./kept-runs.ts";
import type { RunInput } from "./ports.ts";
import type { DesignerState } from "./state.ts";
import { stopOffer } from "./stop-offer.ts";
import { createFakeClient } from "./test-client.ts";
import { createFakePorts } from "./test-ports.ts";
import { unreadWords } from "./unread-words.ts";

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
  const simulated = createFakeClient();
  const client = createFakeClient({
    understandAddress(text, way, parts) {
      const known = simulated.understandAddress(text, way, parts);
      if (text.startsWith("!") || known instanceof ClientError) {
        return refuse(text);
      }
      const address = { kind: "gateway", protocol: "grpc", tls: false, host: "h", port: 2 } as const;
      return text === "grpc://h:2" ? { ...known, address, summary: text, via: `by ${way}`, way } : known;
    },
    parseDocuments: (text) =>
      text.startsWith("!") ? refuse(text) : { documents: text.split("\n").map((line) => ({ text: line })) },
    parseParameters: (text) => (text.startsWith("!") ? refuse(text) : { parameters: { k: text } }),
    check: async () => null,
    readGateway: async () => new ClientError("unreachable", "Nothing listens."),
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
        stop() {
          stops += 1;
          run = { ...run!, state: "draining" };
        },
      };
    },
  });
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
    designer.do.simulate(null, { latency: { kind: "fixed", ms: 7 } });
    designer.do.simulate("a", { latency: { kind: "fixed", ms: 9 } });
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
    expect(inputs[0]!.simulation).toMatchObject({
      common: { behaviour: { kind: "pass" }, latency: { kind: "fixed", ms: 7 } },
      executors: new Map([["a", { latency: { kind: "fixed", ms: 9 } }]]),
    });
    expect(designer.get().run?.state).toBe("running");
    // Folded results open, so that answers are seen as they come.
    expect(designer.get().tabs.bottom).toBe("responses");
  });

  test("Profile gateway asks ten times one after another what client.profiling() asks, and shows Profile", async () => {
    const page = start();
    const { designer, inputs, ports } = page;
    designer.do.setForm({
      ...{ endpoint: "/search", documents: "!d", parameters: "!p", targetExecutor: "a", input: "none" },
      ...{ requestSize: "many", stream: "on", continueOnError: "on", timeout: "5", compression: "gzip" },
    });
    void designer.do.profileGateway();
    await ports.clock.pass(0);
    expect(inputs[0]?.request).toEqual({
      endpoint: "/",
      documents: [{ text: `[${Array(10).fill("{}").join()}]` }],
      parameters: { k: "" },
      targetExecutor: "",
      requestSize: 1,
      window: 1,
      timeoutS: 5,
      compression: "gzip",
      needsRoutes: true,
    });
    expect(designer.get().tabs.bottom).toBe("profile");
    await page.end({ exchanges: [exchange("r1", "answered")] });
    expect(designer.get().tabs.bottom).toBe("profile");
    expect(designer.get().runs).toHaveLength(1);
    expect(designer.get().form.documents).toBe("!d");
    void designer.do.profileGateway();
    await ports.clock.pass(0);
    await page.end({ state: "failed", error: new ClientError("input", "No routes there.") });
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

  test("leaves the answer that was chosen while others came, unless a failed one is to be read", async () => {
    for (const [last, chosen] of [
      [exchange("r3", "answered"), "r2"],
      [exchange("r3", "failed", { error: new ClientError("timeout", "too late") }), "r3"],
    ] as const) {
      const { designer, ports, go, end } = start();
      void designer.do.send();
      await ports.clock.pass(0);
      const came = [exchange("r1", "answered"), exchange("r2", "answered")];
      go({ exchanges: [...came, exchange("r3", "sent")] });
      await ports.clock.pass(100);
      designer.do.chooseRequest("r2");
      await end({ exchanges: [...came, last] });
      expect(designer.get().chosenRequest).toBe(chosen);
    }
  });

  test.each<[string, (of: Designer["do"]) => void, Partial<DesignerState>]>([
    ["another tab of the results", ({ setTab }) => setTab("log"), { narrowPlace: "bottom" }],
    ["the form of Send for the next request", ({ setForm }) => setForm({ endpoint: "/next" }), {}],
    [
      "another place of a narrow page",
      ({ setNarrowPlace }) => setNarrowPlace("left"),
      { narrowPlace: "left" },
    ],
  ])("its good end leaves a person in %s; one that fails is shown", async (_, work, expected) => {
    for (const hasFailed of [false, true]) {
      const { designer, ports, end } = start();
      designer.do.setTab("send");
      void designer.do.send();
      await ports.clock.pass(0);
      work(designer.do);
      const { tabs, narrowPlace } = designer.get();
      expect({ tabs, narrowPlace }).toMatchObject(expected);
      const failed = { error: new ClientError("timeout", "too late") };
      await end({ exchanges: [exchange("r1", hasFailed ? "failed" : "answered", hasFailed ? failed : {})] });
      const shown = designer.get();
      if (hasFailed) {
        expect(shown).toMatchObject({ tabs: { bottom: "responses" }, narrowPlace: "bottom" });
      } else {
        expect(shown.narrowPlace).toBe(narrowPlace);
        expect(shown.tabs.bottom).toBe(narrowPlace === "bottom" ? tabs.bottom : "responses");
      }
    }
  });

  test("its good end leaves whoever sent from the text of a narrow page and types on there", async () => {
    for (const types of [true, false]) {
      const { designer, ports, end } = start();
      designer.do.setTab("yaml");
      void designer.do.send();
      await ports.clock.pass(0);
      if (types) {
        designer.do.edit({ kind: "rename", name: "a", to: "b" });
      }
      await end({ exchanges: [exchange("r1", "answered")] });
      expect(designer.get().narrowPlace).toBe(types ? "right" : "bottom");
    }
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
      "1 of 2 requests answered, 1 failed. Failed: ValueError in the Flow.",
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
      "1 of 2 requests answered, 1 failed. Failed: too late",
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
      "Stopped: 1 of 2 requests answered, 1 not sent.",
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
      "Stopped: 1 of 2 requests answered, 1 failed. Failed: too late",
      "r2",
    ],
    [
      "a run whose requests were given up by Stop",
      { state: "stopped", exchanges: [exchange("r1", "unknown"), exchange("r2", "unsent")] },
      "Stopped: 0 of 2 requests answered, 1 unknown, 1 not sent.",
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

  test("tells the Log what Jina's Client would call, as requests end and each once, without secrets", async () => {
    const { designer, ports, go, end } = start();
    designer.do.setHeaders("authorization: Bearer daffodil-9");
    void designer.do.send();
    await ports.clock.pass(0);
    const first = exchange("r1", "answered", { endedAs: 0 });
    go({ exchanges: [first, exchange("r2", "sent")] });
    await ports.clock.pass(0);
    const events = () => designer.get().log.map(({ event, text }) => `${event}: ${text}`);
    expect(events()).toEqual([
      "on_done: Request 1 of run 1: 1 document in 3 ms",
      "on_always: Request 1 of run 1",
    ]);
    const said = new ClientError("gateway", "No leave for Bearer daffodil-9.");
    await end({ exchanges: [first, exchange("r2", "failed", { endedAs: 1, error: said })] });
    expect(events().slice(2)).toEqual([
      "on_error: Request 2 of run 1: No leave for ••••••.",
      "on_always: Request 2 of run 1",
      "undefined: simulator: 1 of 2 requests answered, 1 failed. Failed: No leave for ••••••.",
    ]);
    expect(designer.get().announcement).toContain("No leave for ••••••.");
  });

  test("keeps the last lines of the Log, however many requests end", async () => {
    const { designer, ports, end } = start();
    void designer.do.send();
    await ports.clock.pass(0);
    await end({
      exchanges: Array.from({ length: 2000 }, (_, endedAs) =>
        exchange(`r${endedAs}`, "answered", { endedAs }),
      ),
    });
    const { log } = designer.get();
    expect(log).toHaveLength(500);
    expect(new Set(log.map(({ number }) => number)).size).toBe(500);
    expect(log.at(-1)!.number).toBeGreaterThan(2000);
    expect(log.at(-2)?.text).toBe("Request 2,000 of run 1");
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
    expect(designer.get().toast?.text).toBe('Deleted "b".');
  });

  test("paints a press of Stop at once, also right after another paint", async () => {
    const { designer, ports, go } = start();
    void designer.do.send();
    await ports.clock.pass(0);
    go({ exchanges: [exchange("r1", "answered"), exchange("r2", "sent")] });
    await ports.clock.pass(0);
    designer.do.stop();
    expect(designer.get().run?.state).toBe("draining");
  });

  test("waits for a run under way, which can be stopped", async () => {
    const { designer, ports, inputs, stops, end, go } = start();
    designer.do.stop();
    expect(stops()).toBe(0);
    void designer.do.send();
    await ports.clock.pass(0);
    await designer.do.send();
    expect([inputs.length, designer.get().toast?.text]).toEqual([1, "A run is under way: stop it first."]);
    designer.do.stop();
    expect(designer.get().announcement).toMatch(/^Stopping: what is on its way is waited for/);
    go({ state: "draining" });
    designer.do.stop();
    expect([stops(), designer.get().announcement]).toEqual([2, "Stopping."]);
    await end({ state: "stopped" });
    void designer.do.send();
    await ports.clock.pass(0);
    expect(inputs.map(({ runId }) => runId)).toEqual([1, 2]);
  });
});

describe("runs are kept", () => {
  const failed = () => ({ error: new ClientError("timeout", "too late") });

  async function sendOnce(page: ReturnType<typeof start>, ended: Partial<Run>) {
    void page.designer.do.send();
    await page.ports.clock.pass(0);
    await page.end(ended);
  }

  test("with where they came from, and an older one is shown again", async () => {
    const page = start();
    const { designer } = page;
    await sendOnce(page, { exchanges: [exchange("r1", "answered")] });
    await sendOnce(page, { exchanges: [exchange("r2", "answered")] });
    const { runs, file } = designer.get();
    expect(runs.map(({ run }) => run.id)).toEqual([1, 2]);
    expect(runs[0]?.origin).toMatchObject({
      address: "simulator:",
      fileId: file.id,
      fileName: "flow.yml",
      text: EXAMPLE.text,
    });
    expect(chosenExchange(designer.get())?.request.requestId).toBe("r2");
    designer.do.chooseRun(1);
    expect(chosenExchange(designer.get())?.request.requestId).toBe("r1");
    // A new run is shown when it begins.
    void designer.do.send();
    await page.ports.clock.pass(0);
    expect(designer.get().shownRun).toBeNull();
  });

  test("with the values of variables, of which two runs differ, but never with secrets", async () => {
    const { designer, ports, end } = start();
    const send = async () => {
      void designer.do.send();
      await ports.clock.pass(0);
      await end({});
    };
    designer.do.setVariable("environment", "REPLICAS", "2");
    designer.do.setVariable("environment", "SAME", "x");
    designer.do.setVariable("environment", "API_TOKEN", "tulips-are-red");
    await send();
    designer.do.setVariable("environment", "REPLICAS", "3");
    designer.do.setVariable("environment", "API_TOKEN", "roses-are-blue");
    designer.do.setVariable("callers", "size", "9");
    await send();
    const [first, second] = designer.get().runs;
    expect(changedVariables(first!.origin, second!.origin)).toEqual([
      { name: "REPLICAS", left: "2", right: "3" },
      { name: "size", left: null, right: "9" },
    ]);
    const kept = designer.get().runs.flatMap(({ origin }) => [...origin.variables].flat());
    expect(kept.join()).not.toMatch(/are-(?:red|blue)/);
  });

  test("what answers repeat of a secret is in neither Log nor file, whatever is typed and open by then", async () => {
    const page = start();
    const { designer, ports } = page;
    const files: Blob[] = [];
    vi.spyOn(ports.platform, "download").mockImplementation((_, content) => {
      files.push(new Blob([content]));
    });
    designer.do.setHeaders("x-api-key: daffodil-9");
    designer.do.setVariable("environment", "API_TOKEN", "tulips-are-red");
    void designer.do.send();
    await ports.clock.pass(0);
    designer.do.setHeaders("");
    designer.do.newFlow();
    const error = new ClientError("gateway", "No such keys: daffodil-9, tulips-are-red.");
    await page.end({ state: "failed", exchanges: [exchange("r1", "failed", { error, endedAs: 0 })] });
    await designer.do.exportAnswers("json", []);
    const said = [await files[0]?.text(), ...designer.get().log.map(({ text }) => text)].join("\n");
    expect(said.match(/No such keys/g)?.length).toBeGreaterThan(1);
    expect(said).not.toMatch(/daffodil|tulips/);
  });

  test("what has changed since is told: the text, or the open file", async () => {
    const page = start();
    const { designer } = page;
    await sendOnce(page, { exchanges: [exchange("r1", "answered")] });
    const changed = () => whatChanged(designer.get().runs[0]!.origin, designer.get().file);
    expect(changed()).toBeNull();
    designer.do.edit({ kind: "add", args: new Map([["name", "b"]]) });
    expect(changed()).toBe("of the file before it was changed");
    designer.do.undo();
    expect(changed()).toBeNull();
    designer.do.newFlow();
    expect(changed()).toBe("of another file");
  });

  test("with the number of the text that was sent, which stays theirs when others go", async () => {
    const page = start();
    const { designer } = page;
    const send = () => sendOnce(page, { exchanges: [exchange("r1", "answered")] });
    await send();
    designer.do.edit({ kind: "add", args: new Map([["name", "b"]]) });
    await send();
    designer.do.undo();
    await send();
    designer.do.edit({ kind: "add", args: new Map([["name", "c"]]) });
    await send();
    designer.do.newFlow();
    await send();
    const numbers = () => designer.get().runs.map(({ origin }) => origin.textNumber);
    expect(numbers()).toEqual([1, 2, 1, 3, 1]);
    const { runs } = designer.get();
    designer.tools.set({ runs: runs.slice(3) });
    expect(numbers()).toEqual([3, 1]);
  });

  test("all is sent again, or only what failed or was not sent, and nothing that may have arrived", async () => {
    const page = start();
    const { designer, inputs, ports } = page;
    const [a, b, c, d] = ["a", "b", "c", "d"].map((text) => ({ text }));
    const of = (requestId: string, document: { text: string }) => ({
      request: { requestId, endpoint: "/", documents: [document], parameters: {}, targetExecutor: "" },
    });
    designer.do.setForm({ documents: "a\nb\nc\nd", requestSize: "1" });
    await sendOnce(page, {
      state: "failed",
      exchanges: [
        exchange("r1", "answered", of("r1", a!)),
        exchange("r2", "failed", { ...of("r2", b!), ...failed() }),
        exchange("r3", "unknown", { ...of("r3", c!), ...failed() }),
        exchange("r4", "unsent", of("r4", d!)),
      ],
    });
    // What the form holds meanwhile is not what was sent.
    designer.do.setForm({ documents: "!later" });
    designer.do.setAddress("!elsewhere");
    void designer.do.resend(1, "open");
    await ports.clock.pass(0);
    expect(inputs[1]).toMatchObject({ runId: 2, request: { documents: [b, d], requestSize: 1 } });
    expect(designer.get().origin?.address).toBe("simulator:");
    await page.end({ exchanges: [] });
    void designer.do.resend(1, "all");
    await ports.clock.pass(0);
    expect(inputs[2]?.request).toEqual(inputs[0]?.request);
    // One run at a time.
    await designer.do.resend(1, "all");
    expect(inputs).toHaveLength(3);
  });

  test("what failed is sent to the address that was mended, by the way that is set, and the run is of that one", async () => {
    const page = start();
    const { designer, inputs, ports } = page;
    designer.do.setForm({ documents: "a\nb", requestSize: "1" });
    await sendOnce(page, {
      state: "failed",
      exchanges: [
        exchange("r1", "answered"),
        exchange("r2", "failed", {
          request: {
            requestId: "r2",
            endpoint: "/",
            documents: [{ text: "b" }],
            parameters: {},
            targetExecutor: "",
          },
          ...failed(),
        }),
      ],
    });
    const elsewhere = () => elsewhereWords(designer.get(), designer.get().runs[0]!.origin);
    expect(elsewhere()).toBeNull();
    designer.do.setAddress("!broken");
    expect(elsewhere()).toBeNull();
    designer.do.setAddress("grpc://h:2");
    designer.do.setForm({ way: "direct", documents: "!later" });
    expect(elsewhere()).toBe("to grpc://h:2");
    expect(elsewhereNote(designer.get(), designer.get().runs[0]!.origin)).toMatch(/^Another Flow may/);
    void designer.do.resend(1, "open", true);
    await ports.clock.pass(0);
    expect(inputs[1]).toMatchObject({
      address: { kind: "gateway", host: "h", port: 2 },
      way: "direct",
      request: { documents: [{ text: "b" }] },
    });
    expect(designer.get().origin?.address).toBe("grpc://h:2");
    await page.end({ exchanges: [] });
    const { origin } = designer.get().runs[1]!;
    expect(elsewhereWords(designer.get(), origin)).toBeNull();
    // The other way to the same Flow.
    designer.do.setForm({ way: "bridge" });
    expect(elsewhereWords(designer.get(), origin)).toBe("by bridge");
    expect(elsewhereNote(designer.get(), origin)).toBeNull();
  });

  test("what was never read of an input is sent, after what failed or alone; and once nothing is left that is said", async () => {
    const page = start();
    const { designer, inputs, ports } = page;
    const documents = ["a", "b", "c", "d", "e"].map((text) => ({ text }));
    const input = {
      label: "rows.csv",
      count: null,
      async *read() {
        yield* documents;
      },
    };
    const of = (requestId: string, from: number) => ({
      request: {
        requestId,
        endpoint: "/",
        documents: documents.slice(from, from + 2),
        parameters: {},
        targetExecutor: "",
      },
    });
    const readAll = async (given: unknown) => {
      const read: unknown[] = [];
      for await (const document of (given as typeof input).read()) {
        read.push(document);
      }
      return read;
    };
    await sendOnce(page, {
      state: "failed",
      unread: null,
      exchanges: [
        exchange("r1", "answered", of("r1", 0)),
        exchange("r2", "failed", { ...of("r2", 2), ...failed() }),
      ],
    });
    const [kept] = designer.get().runs;
    const { sent } = kept!.origin;
    const origin = { ...kept!.origin, sent: { ...sent, request: { ...sent.request, documents: input } } };
    designer.tools.set({ runs: [{ run: kept!.run, origin }] });
    expect(unreadWords(kept!.run, origin)).toEqual({
      says: "Of rows.csv, what stands behind document 4 was not read before the run ended, and not sent.",
      rest: "the rest that was not read",
    });
    expect(unreadWords({ ...kept!.run, unread: 1 }, origin)?.says).toBe(
      "Of rows.csv, 1 document was not read before the run ended, and not sent.",
    );
    expect(unreadWords({ ...kept!.run, unread: undefined! }, origin)).toBeNull();

    void designer.do.resend(1, "open");
    await ports.clock.pass(0);
    expect(await readAll(inputs[1]?.request.documents)).toEqual(documents.slice(2));
    await page.end({ exchanges: [] });
    void designer.do.resend(1, "unread");
    await ports.clock.pass(0);
    const rest = inputs[2]!.request.documents;
    expect(await readAll(rest)).toEqual(documents.slice(4));
    documents.pop();
    await expect(readAll(rest)).rejects.toThrow("No document is left: all of them had been sent.");
  });

  test("the simulator runs the Flow as it is now, and refuses as Send does", async () => {
    const page = start();
    const { designer, inputs, ports } = page;
    await sendOnce(page, { exchanges: [exchange("r1", "answered")] });
    designer.do.edit({ kind: "add", args: new Map([["name", "b"]]) });
    void designer.do.resend(1, "all");
    await ports.clock.pass(0);
    expect(inputs[1]?.flow).toBe(designer.get().file.shown.built);
    await page.end({ exchanges: [] });
    designer.do.type([{ from: 0, to: 5, insert: "[" }]);
    await designer.do.resend(1, "all");
    expect(designer.get().unsent?.message).toMatch(/holds no Flow/);
  });

  test("as many as there is room for, the oldest go first, the last always stays", () => {
    const run = { exchanges: [], error: null } as unknown as Run;
    const kept = (id: number, bytes = 0) => ({
      run: {
        ...run,
        id,
        exchanges: [
          exchange(`r${id}`, "answered", {
            reply: { ...reply(`r${id}`), documents: { length: 1, byteLength: bytes, at: () => ({}) } },
          }),
        ],
      },
      origin: null!,
    });
    let runs: Parameters<typeof keepRun>[0] = [];
    for (let id = 1; id <= MAX_RUNS + 3; id += 1) {
      runs = keepRun(runs, kept(id));
    }
    expect([runs.length, runs[0]?.run.id]).toEqual([MAX_RUNS, 4]);
    runs = keepRun(runs, kept(100, MAX_RUN_BYTES - 1_000_000));
    expect(runs).toHaveLength(MAX_RUNS);
    runs = keepRun(runs, kept(101, 2_000_000));
    expect(runs.map(({ run: { id } }) => id)).toEqual([101]);
    runs = keepRun(runs, kept(102, 2 * MAX_RUN_BYTES));
    expect(runs.map(({ run: { id } }) => id)).toEqual([102]);
    // Documents that nobody has counted are weighed.
    const long = { text: "x".repeat(MAX_RUN_BYTES / 2) };
    const heavy = {
      run: {
        ...run,
        id: 103,
        exchanges: [exchange("r", "answered", { reply: { ...reply("r"), documents: [long, long] } })],
      },
      origin: null!,
    };
    expect(keepRun([heavy], kept(104)).map(({ run: { id } }) => id)).toEqual([104]);
  });

  test("and listed with the one under way, from which their names tell them", async () => {
    const { designer, ports, end } = start();
    void designer.do.send();
    await ports.clock.pass(0);
    await end({});
    void designer.do.send();
    await ports.clock.pass(0);
    const idsOf = ({ runs, run, origin }: DesignerState) =>
      listedRuns(runs, run, origin).map(({ run: { id } }) => id);
    expect(idsOf(designer.get())).toEqual([1, 2]);
    await end({});
    expect(idsOf(designer.get())).toEqual([1, 2]);
  });

  test("what Stop does is said: first it waits, then it gives up", () => {
    const run = {
      state: "running",
      exchanges: [exchange("r1", "sent"), exchange("r2", "waiting")],
    } as unknown as Run;
    expect(stopOffer(run)).toMatchObject({ label: "Stop", title: expect.stringMatching(/wait/) });
    expect(stopOffer({ ...run, state: "draining" })).toMatchObject({
      label: "Stop now, give up 1",
      title: expect.stringMatching(/second press gives up 1 request/),
    });
  });
});
