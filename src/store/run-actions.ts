/** Sending: from the form to a run, and from the run's changes to what is shown. */
import { counted } from "../base/words.ts";
import { describeLoneSurrogate, findLoneSurrogate } from "../model/lone-surrogate.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Run } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import { LoadError } from "./late.ts";
import { openTab } from "./panels.ts";
import type { Client, RunHandle } from "./ports.ts";
import { type DesignerState, isStale } from "./state.ts";
import type { Tools } from "./tools.ts";

export interface RunActions {
  /** Loads what sends; later calls give the same. Rejects with a ClientError, or with a fault of ours. */
  loadClient(): Promise<Client>;
  send(): Promise<void>;
  /** First call lets what is in flight be answered, the second ends it. */
  stop(): void;
  chooseRequest(requestId: string): void;
}

/** Why nothing else can be sent then. */
export const RUN_UNDER_WAY = "A run is under way: stop it first.";

/** Results are painted at most this often. */
const PAINT_MS = 100;
/** Characters of what a gateway has said that go into a line of ours. */
const MAX_SAID = 500;

export function createRunActions(tools: Tools): RunActions {
  const { get, set, say, toast, logLine, ports } = tools;
  let handle: RunHandle | null = null;
  let lastRun = 0;
  let loading: Promise<Client> | null = null;

  /** What was sent before says nothing about this, so it goes. */
  const fail = (error: ClientError) => {
    set({ run: null, unsent: error, chosenRequest: null });
    toast("warning", [error.message, error.advice].filter(Boolean).join(" "));
    logLine("error", [error.message, error.advice].filter(Boolean).join(" "));
  };

  const loadClient = () => {
    loading ??= ports.loadClient().then(
      (client) => {
        set({ client });
        return client;
      },
      (cause) => {
        loading = null;
        if (!(cause instanceof LoadError)) {
          throw cause;
        }
        throw new ClientError("bridge-missing", "The part of the page that sends could not be loaded.", {
          cause,
          advice: "Is the server that served this page still running? Start it with npm start and reload.",
        });
      },
    );
    return loading;
  };

  return {
    loadClient,

    async send() {
      if (isActive(get().run)) {
        toast("warning", RUN_UNDER_WAY);
        return;
      }
      let client: Client;
      try {
        client = await loadClient();
      } catch (error) {
        if (!(error instanceof ClientError)) {
          throw error;
        }
        fail(error);
        return;
      }
      // What sends came late, and another press was faster.
      if (isActive(get().run)) {
        toast("warning", RUN_UNDER_WAY);
        return;
      }
      const { form, address: typed, shown, delayMs, delays } = get();
      const understood = client.understandAddress(typed);
      const documents = client.parseDocuments(form.documents);
      const parameters = client.parseParameters(form.parameters);
      const requestSize = Number(form.requestSize.trim() || "100");
      const isSimulated = !(understood instanceof ClientError) && understood.address.kind === "simulator";
      const error = [
        understood,
        isSimulated ? nothingToSimulate(get()) : null,
        wholeText("The endpoint", form.endpoint),
        wholeText("The target executor", form.targetExecutor),
        documents,
        parameters,
      ].find((part) => part instanceof ClientError);
      if (error instanceof ClientError) {
        fail(error);
        return;
      }
      if (!Number.isInteger(requestSize)) {
        fail(new ClientError("input", `The request size must be a whole number, not "${form.requestSize}".`));
        return;
      }
      if (
        understood instanceof ClientError ||
        documents instanceof ClientError ||
        parameters instanceof ClientError
      ) {
        return;
      }
      lastRun++;
      const runId = lastRun;
      let paintedMs = Number.NEGATIVE_INFINITY;
      let isScheduled = false;
      const paint = () => {
        isScheduled = false;
        // What belongs to an older run, or to one that has ended, is not painted over the newer.
        if (handle && runId === lastRun) {
          paintedMs = ports.clock.nowMs();
          set({ run: handle.run });
        }
      };
      const onChange = () => {
        if (!isScheduled) {
          isScheduled = true;
          void ports.clock.sleep(Math.max(0, paintedMs + PAINT_MS - ports.clock.nowMs())).then(paint);
        }
      };
      const finish = (run: Run) => {
        handle = null;
        set({ run });
        const answered = run.exchanges.filter(({ state }) => state === "answered").length;
        // One that was given up by Stop is unknown, and no failure.
        const failed = run.exchanges.find(({ error }) => error !== null);
        const raised = run.exchanges.find(({ reply }) => reply?.status.code === "ERROR");
        const { tabs, narrowPlace } = get();
        const chosen = failed ?? raised ?? run.exchanges[0];
        set({
          // A profile that is being looked at stays, unless there is a fault to be read.
          tabs:
            tabs.bottom === "profile" && !run.error && !failed && !raised ? tabs : openTab(tabs, "responses"),
          chosenRequest: chosen?.request.requestId ?? null,
          narrowPlace: narrowPlace === "canvas" ? "canvas" : "bottom",
        });
        const documents = run.exchanges.reduce((sum, { reply }) => sum + (reply?.documents.length ?? 0), 0);
        const stopped = `Stopped: ${answered} of ${counted(run.exchanges.length, "request")} answered.`;
        const fault = failed
          ? `Failed: ${shorten(failed.error!.message, MAX_SAID)}`
          : raised
            ? `Failed: ${shorten(raised.reply?.status.exception?.name ?? "error", MAX_SAID)} in the Flow.`
            : null;
        const text = run.error
          ? `Not sent: ${run.error.message}`
          : run.state === "stopped"
            ? [stopped, fault].filter(Boolean).join(" ")
            : (fault ?? `Done: ${counted(answered, "response")}, ${counted(documents, "document")}.`);
        say(text);
        logLine(
          run.error || failed || raised ? "error" : "info",
          `${run.transport.replace(/:$/, "")}: ${text}`,
        );
      };
      set({ chosenRequest: null, runAddress: typed });
      say("Sending.");
      const started = client.start(
        {
          runId,
          address: understood.address,
          request: {
            endpoint: form.endpoint,
            documents: documents.documents,
            parameters: parameters.parameters,
            targetExecutor: form.targetExecutor,
            requestSize,
          },
          flow: shown.built,
          delayMs: (executor) => delays.get(executor) ?? delayMs,
        },
        onChange,
      );
      handle = started;
      set({ run: started.run, unsent: null });
      const refused = isSimulated && shown.problems.find(({ severity }) => severity === "error");
      if (refused) {
        const told = `The simulator runs what is drawn, but Jina refuses this Flow. ${refused.message}`;
        toast("warning", told);
        logLine("warning", told);
      }
      try {
        finish(await started.finished);
      } catch (cause) {
        // A run never rejects: this is a fault of ours, and must not leave the page sending for ever.
        handle = null;
        set({ run: { ...started.run, state: "failed" } });
        throw cause;
      }
    },

    stop() {
      if (handle) {
        handle.stop();
        say("Stopping.");
      }
    },

    chooseRequest: (chosenRequest) => set({ chosenRequest }),
  };
}

/** The simulator does what Jina would: without a Flow, or with a text that is none any more, nothing. */
function nothingToSimulate(state: DesignerState): ClientError | null {
  if (!isStale(state) && state.document.isFlow) {
    return null;
  }
  const [problem] = state.document.problems;
  return new ClientError("input", "The text holds no Flow that could be run in the simulator.", {
    advice: problem ? problem.message : "",
  });
}

/** What cannot be sent as it is, said before anything is. */
function wholeText(what: string, text: string): ClientError | null {
  const at = findLoneSurrogate(text);
  return at < 0
    ? null
    : new ClientError(
        "input",
        `${what} holds ${describeLoneSurrogate(text, at)} at character ${at + 1}, which cannot be sent.`,
      );
}

export function isActive(run: Run | null): boolean {
  return run !== null && (run.state === "opening" || run.state === "running" || run.state === "draining");
}
