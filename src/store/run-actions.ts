/** Sending: from the form to a run, and from the run's changes to what is shown. */

import { LoadError } from "../base/load-error.ts";
import { ClientError } from "../model/run/client-error.ts";
import { isActive, RUN_UNDER_WAY, type Run } from "../model/run/run.ts";
import { lightOf } from "./derived.ts";
import { createGatewayActions, type GatewayActions } from "./gateway-actions.ts";
import { createGatewayWatch } from "./gateway-watch.ts";
import { hideSecrets, secretsOf, secretsSince } from "./hide-secrets.ts";
import { keepRun, originOf, type RunOrigin } from "./kept-runs.ts";
import { knownGateway } from "./known-gateway.ts";
import { openTab } from "./panels.ts";
import type { Client, RunHandle, RunInput } from "./ports.ts";
import { type Again, readAgain, readForm, readProfiling, waitsForTypes } from "./run-form.ts";
import { runEvents } from "./run-log.ts";
import { summaryOf } from "./run-summary.ts";
import { addressOf, type DesignerState } from "./state.ts";
import { createSteppingActions, type SteppingActions } from "./stepping-actions.ts";
import type { Tools } from "./tools.ts";

/** What sends requests. */
export interface RunActions extends GatewayActions, SteppingActions {
  /** Loads what sends; later calls give the same. Rejects with a ClientError, or with a fault of ours. */
  loadClient(): Promise<Client>;
  /** Sends what the form holds; resolves when the run has ended, or when nothing could be sent. */
  send(): Promise<void>;
  /** Asks the gateway ten times what Jina's `client.profiling()` asks it once, and shows where the time went. */
  profileGateway(): Promise<void>;
  /** First call lets what is in flight be answered, the second ends it. */
  stop(): void;
  /** Finds out what the target executor that is typed hits of the drawn Flow. */
  previewTarget(): Promise<void>;
  chooseRequest(requestId: string): void;
  /** Shows a kept run. */
  chooseRun(runId: number): void;
  /**
   * Sends again what a kept run has sent, to the same address or, if `isElsewhere`, to that of the form and by its way, in
   * the simulator through the Flow as it is now. `open`: only what failed or was not sent, and what of its input was never
   * read; what may have arrived, although no answer came, is not sent twice. `unread`: only what was never read.
   */
  resend(runId: number, which: Again, isElsewhere?: boolean): Promise<void>;
}

/** Results are painted at most this often. */
const PAINT_MS = 100;

/** The actions; one run at a time. */
export function createRunActions(tools: Tools): RunActions {
  const { get, set, say, toast, logLine, ports } = tools;
  let handle: RunHandle | null = null;
  let lastRun = 0;
  let loading: Promise<Client> | null = null;
  const watch = createGatewayWatch(tools);
  /** How far the ends of a run's requests are in the Log. */
  let logged = { runId: 0, ends: 0 };

  const hide = (text: string) => hideSecrets(text, secretsSince(get(), get().origin));

  const logEvents = (run: Run) => {
    const ends = run.exchanges.filter(({ endedAs }) => endedAs !== undefined).length;
    const from = logged.runId === run.id ? logged.ends : 0;
    if (ends > from) {
      logged = { runId: run.id, ends };
      tools.logLines(runEvents(run, from, hide));
    }
  };

  const loadClient = () => {
    loading ??= ports.loadClient().then(
      (client) => {
        set({ client });
        return client;
      },
      (cause) => {
        loading = null;
        throw clientMissing(cause);
      },
    );
    return loading;
  };

  /** What sends, or why it does not come; a fault of ours stays one. */
  const askClient = () =>
    loadClient().catch((cause: unknown) => {
      if (cause instanceof ClientError) {
        return cause;
      }
      throw cause;
    });

  const gateway = createGatewayActions(tools, askClient);

  const isRefused = () => {
    const isBusy = isActive(get().run);
    if (isBusy) {
      toast("warning", RUN_UNDER_WAY);
    }
    return isBusy;
  };

  /** What was sent before says nothing about this, so it goes; a run that is under way goes on. */
  const fail = (error: ClientError) => {
    const message = [error.message, error.advice].filter(Boolean).join(" ");
    if (!isActive(get().run)) {
      set({ run: null, origin: null, shownRun: null, unsent: error, chosenRequest: null });
    }
    toast("warning", message);
    logLine("error", hide(message));
  };

  /** Warns of a run that the simulator does though Jina would not. */
  const warnOfRefusal = () => {
    const refused = get().file.shown.problems.find(({ severity }) => severity === "error");
    if (refused) {
      const message = `The simulator runs what is drawn, but Jina refuses this Flow. ${refused.message}`;
      toast("warning", message);
      logLine("warning", message);
    }
  };

  /** Paints the run as it goes on, at most every PAINT_MS. */
  const createPainter = (runId: number) => {
    let paintedMs = Number.NEGATIVE_INFINITY;
    let isScheduled = false;
    const paint = () => {
      isScheduled = false;
      // What belongs to an older run, or to one that has ended, is not painted over the newer.
      if (handle && runId === lastRun) {
        paintedMs = ports.clock.nowMs();
        set({ run: handle.run });
        logEvents(handle.run);
      }
    };
    return () => {
      if (!isScheduled) {
        isScheduled = true;
        void ports.clock.sleep(Math.max(0, paintedMs + PAINT_MS - ports.clock.nowMs())).then(paint);
      }
    };
  };

  /** `from`: the state when it was asked for; null where its end is what was asked for. */
  const finish = (run: Run, origin: RunOrigin, from: DesignerState | null) => {
    const { text, hasFailed, requestId } = summaryOf(run);
    const { tabs, narrowPlace, runs, shownRun, chosenRequest } = get();
    // Who looks at another run, or at a profile, or works elsewhere by now, goes on with that, unless there is a fault to be
    // read.
    const stays =
      !hasFailed &&
      (tabs.bottom === "profile" ||
        tabs.bottom === "runs" ||
        shownRun !== null ||
        (from !== null && worksInTab(from, get())));
    const keepsPlace = narrowPlace === "canvas" || (!hasFailed && from !== null && worksInPlace(from, get()));
    set({
      run,
      runs: keepRun(runs, { run, origin }),
      tabs: stays ? tabs : openTab(tabs, "responses"),
      // An answer that was chosen while others came stays, too.
      ...(shownRun === null || !stays
        ? { shownRun: null, chosenRequest: (hasFailed ? null : chosenRequest) ?? requestId }
        : {}),
      narrowPlace: keepsPlace ? narrowPlace : "bottom",
    });
    // What is spoken may be heard by others.
    say(hide(text));
    logEvents(run);
    logLine(hasFailed ? "error" : "info", hide(`${run.transport.replace(/:$/, "")}: ${text}`));
  };

  const follow = async (started: RunHandle, origin: RunOrigin, from: DesignerState) => {
    handle = started;
    set({ run: started.run, origin, unsent: null });
    try {
      const run = await started.finished;
      handle = null;
      finish(run, origin, from);
    } catch (cause) {
      // A run never rejects: this is a fault of ours, and must not leave the page sending for ever.
      handle = null;
      set({ run: { ...started.run, state: "failed" } });
      throw cause;
    }
  };

  /** `read` says what is to be run, once there is a client. */
  const start = async (
    read: (client: Client) => Omit<RunInput, "runId"> | ClientError,
    asTyped: () => string,
    { tab, needsTypes = () => false }: { tab?: "profile"; needsTypes?: () => boolean } = {},
  ) => {
    if (isRefused()) {
      return;
    }
    const client = await askClient();
    if (needsTypes()) {
      await gateway.askGateway();
    }
    // What sends came late, and another press was faster.
    if (isRefused()) {
      return;
    }
    if (client instanceof ClientError) {
      fail(client);
      return;
    }
    const input = read(client);
    if (input instanceof ClientError) {
      fail(input);
      return;
    }
    lastRun++;
    const { file, runs } = get();
    const { flow: _flow, simulation: _simulation, headers, ...sent } = input;
    const origin = originOf(file, asTyped(), sent, secretsOf(get()), runs);
    set({
      chosenRequest: null,
      shownRun: null,
      gatewayFault: null,
      // What was found before says nothing of what comes now.
      connectionTest: null,
    });
    // What comes back is seen as it comes. Its place is drawn in a task of its own: the press is half as long without.
    ports.clock.after(0, () => {
      const { tabs, run } = get();
      // The end of a run shows what there is to be seen.
      if (isActive(run) && (tab || tabs.bottom === null)) {
        set({ tabs: openTab(tabs, tab ?? "responses") });
      }
    });
    say("Sending.");
    watch.stop();
    const ended = follow(client.start({ ...input, runId: lastRun }, createPainter(lastRun)), origin, get());
    if (input.address.kind === "simulator") {
      warnOfRefusal();
    }
    await ended;
    const { run } = get();
    const isTyped = addressOf(get()) === origin.address;
    if (isTyped && input.address.kind === "gateway" && run && lightOf(run) === "ok") {
      watch.start(client, input.address, input.way, headers);
      // What a browser asks by itself it complains of by itself where it may not read the answer.
      if (input.way === "bridge" && !knownGateway(get())?.report) {
        void gateway.askGateway();
      }
    }
  };

  return {
    loadClient,

    ...gateway,

    ...createSteppingActions(tools, { askClient, isRefused, fail, finish, nextRunId: () => ++lastRun }),

    send: () =>
      start(
        (client) => readForm(client, get()),
        () => addressOf(get()),
        { needsTypes: () => waitsForTypes(get()) },
      ),

    profileGateway: () =>
      start(
        (client) => readProfiling(client, get()),
        () => addressOf(get()),
        { tab: "profile" },
      ),

    async resend(runId, which, isElsewhere = false) {
      const kept = get().runs.find(({ run }) => run.id === runId);
      if (kept) {
        await start(
          (client) => readAgain(kept, which, get(), isElsewhere ? client : null),
          () => (isElsewhere ? addressOf(get()) : kept.origin.address),
        );
      }
    },

    stop() {
      if (handle) {
        const isFirst = handle.run.state === "running";
        handle.stop();
        // Whoever presses sees at once that it was taken in.
        set({ run: handle.run });
        say(isFirst ? "Stopping: what is on its way is waited for. Stop again gives it up." : "Stopping.");
      }
    },

    async previewTarget() {
      const { client, form, file } = get();
      const names = file.shown.built.nodes.map(({ name }) => name);
      const { said, hits } = (await client?.previewTarget(form.targetExecutor, names)) ?? {
        said: "",
        hits: [],
      };
      const now = get();
      // What was asked meanwhile is answered by itself.
      const isLate = now.form.targetExecutor !== form.targetExecutor || now.file.shown !== file.shown;
      if (!isLate && (said !== now.target.said || hits.length + now.target.hits.size > 0)) {
        set({ target: { said, hits: new Set(hits) } });
      }
    },

    chooseRequest: (chosenRequest) => set({ chosenRequest }),

    chooseRun: (shownRun) => set({ shownRun, chosenRequest: null, unsent: null }),
  };
}

/** Whether another tab of the results was opened than the one in which Send was pressed, or the form is filled for what comes next. */
function worksInTab(from: DesignerState, now: DesignerState): boolean {
  const { bottom } = now.tabs;
  const isFilled = FORM_PARTS.some((part) => from[part] !== now[part]);
  return bottom !== null && (bottom !== from.tabs.bottom || (bottom === "send" && isFilled));
}

/** What is typed into the form of Send. */
const FORM_PARTS = ["form", "address", "headers", "inputFiles"] as const;

/** Whether, where one place is shown at a time, another one was gone to than the results, or its file is worked on. */
function worksInPlace(from: DesignerState, { narrowPlace, file }: DesignerState): boolean {
  return narrowPlace !== "bottom" && (narrowPlace !== from.narrowPlace || file.text !== from.file.text);
}

/** The error that is shown if the code that sends could not be loaded; any other cause stays what it is. */
function clientMissing(cause: unknown): unknown {
  return cause instanceof LoadError
    ? new ClientError("bridge-missing", "The part of the page that sends could not be loaded.", {
        cause,
        advice: "Is the server that served this page still running? Start it with npm start and reload.",
      })
    : cause;
}
