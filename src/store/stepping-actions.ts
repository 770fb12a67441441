/** Following one simulated request through the drawn Flow, step by step. */
import { spokenPlace, spokenStep } from "../model/drawing/spoken-step.ts";
import { createStepHistory, type StepHistory } from "../model/drawing/step-marks.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Run } from "../model/run/run.ts";
import { secretsOf } from "./hide-secrets.ts";
import { originOf, type RunOrigin } from "./kept-runs.ts";
import { openTab } from "./panels.ts";
import type { Client } from "./ports.ts";
import { readForm } from "./run-form.ts";
import { addressOf, type DesignerState } from "./state.ts";
import { type Following, runOfTrace, type Stepping, steppingOf } from "./stepping.ts";
import type { Tools } from "./tools.ts";

/** What follows it. */
export interface SteppingActions {
  /** Follows a request of the Send panel's form from its beginning: the first, or the one of this index from 0. */
  stepThrough(index?: number): Promise<void>;
  /** Gives up the request whose steps are being worked out. */
  stopFollowing(): void;
  /** Goes to where so many steps have happened, or as near to it as there are steps; it plays no longer then. */
  stepTo(at: number): void;
  /** Goes on by itself, or stands still; at the end it begins again. */
  playSteps(isPlaying: boolean): void;
  /** Steps a second while it plays. */
  setStepPace(pace: number): void;
  endStepping(): void;
  /** Shows the answer of the request among the responses, as Send would have. */
  showSteppedAnswer(): void;
}

interface Given {
  /** What sends, or why it does not come. */
  askClient(): Promise<Client | ClientError>;
  /** Whether a run is under way, which is told then. */
  isRefused(): boolean;
  /** Why nothing was sent. */
  fail(error: ClientError): void;
  /** The id of a new run. */
  nextRunId(): number;
  /** Shows and keeps a run that has ended. */
  finish(run: Run, origin: RunOrigin, from: null): void;
}

/** Faster than this, steps are not told to screen readers while it plays. */
const MAX_TOLD_PACE = 1;

/** Working steps out is shown after this. */
const SHOWN_AFTER_MS = 200;

/** The actions. */
export function createSteppingActions(tools: Tools, given: Given): SteppingActions {
  const { get, set, say, ports } = tools;
  const player = createPlayer(tools);
  const follower = createFollower(tools);
  return {
    stopFollowing() {
      follower.stop();
      say("The steps are not worked out.");
    },

    async stepThrough(index = 0) {
      player.stop();
      const signal = follower.begin();
      const client = await given.askClient();
      if (signal.aborted) {
        return;
      }
      if (client instanceof ClientError) {
        given.fail(client);
        return;
      }
      const input = readForm(client, get());
      if (input instanceof ClientError) {
        given.fail(input);
        return;
      }
      const { file, stepping, runs } = get();
      const { flow, simulation, headers: _headers, ...sent } = input;
      const origin = originOf(file, addressOf(get()), sent, secretsOf(get()), runs);
      const history = createStepHistory(flow.end);
      const trace = await follower.follow(client, input, index, history, file.id, signal);
      if (trace === null) {
        return;
      }
      if (trace instanceof ClientError) {
        given.fail(trace);
        return;
      }
      set({
        stepping: {
          ...trace,
          steps: history.steps,
          history,
          flow,
          origin,
          seed: simulation.seed,
          startedAtMs: ports.clock.epochMs(),
          at: 1,
          isPlaying: false,
          pace: stepping?.pace ?? 3,
        },
        ...panelOf(get(), file.id),
      });
      player.tell();
    },

    stepTo: player.stepTo,
    playSteps: player.play,
    setStepPace: (pace) => player.change({ pace }),

    endStepping() {
      player.stop();
      follower.stop();
      set({ stepping: null });
      say("Stepping has ended.");
    },

    showSteppedAnswer() {
      const stepping = steppingOf(get());
      if (stepping && !given.isRefused()) {
        set({
          shownRun: null,
          unsent: null,
          origin: stepping.origin,
          tabs: openTab(get().tabs, "responses"),
        });
        given.finish(runOfTrace(stepping, given.nextRunId()), stepping.origin, null);
        set({ narrowPlace: "bottom" });
      }
    },
  };
}

/** What shows the steps; nothing while another file is open, which they are not of. */
function panelOf(
  { file, tabs }: DesignerState,
  fileId: Following["fileId"],
): Partial<Pick<DesignerState, "tabs" | "narrowPlace">> {
  return file.id === fileId ? { tabs: openTab(tabs, "steps"), narrowPlace: "canvas" } : {};
}

/** Goes through the steps that are known. */
function createPlayer({ get, set, say, ports }: Tools) {
  /** Counts what was asked for: what plays ends once something else was. */
  let turn = 0;

  const change = (to: Partial<Stepping>): void => {
    const stepping = steppingOf(get());
    if (stepping) {
      set({ stepping: { ...stepping, ...to } });
    }
  };

  const tell = (): void => {
    const stepping = steppingOf(get());
    const step = stepping?.steps[stepping.at - 1];
    if (stepping && step) {
      say(`${spokenPlace(stepping.at, stepping.steps.length)}, simulated. ${spokenStep(step)}`);
    }
  };

  const goOn = async (own: number): Promise<void> => {
    for (;;) {
      await ports.clock.sleep(1000 / (steppingOf(get())?.pace ?? 1));
      if (turn !== own) {
        return;
      }
      const stepping = steppingOf(get());
      if (!stepping) {
        // Another file is open: it stands still until this one is, and is told to play.
        const { stepping: hidden } = get();
        set({ stepping: hidden && { ...hidden, isPlaying: false } });
        return;
      }
      if (!stepping.isPlaying) {
        return;
      }
      const at = stepping.at + 1;
      const isOver = at >= stepping.steps.length;
      change({ at: Math.min(at, stepping.steps.length), isPlaying: !isOver });
      if (isOver || stepping.pace <= MAX_TOLD_PACE) {
        tell();
      }
      if (isOver) {
        return;
      }
    }
  };

  return {
    change,
    tell,

    /** What plays stands still, also that of a file that is not open. */
    stop(): void {
      turn++;
      const { stepping } = get();
      if (stepping?.isPlaying) {
        set({ stepping: { ...stepping, isPlaying: false } });
      }
    },

    stepTo(at: number): void {
      const stepping = steppingOf(get());
      if (stepping) {
        turn++;
        change({ at: Math.max(1, Math.min(stepping.steps.length, at)), isPlaying: false });
        tell();
      }
    },

    play(isPlaying: boolean): void {
      const stepping = steppingOf(get());
      if (stepping) {
        const own = ++turn;
        change({ isPlaying, ...(isPlaying && stepping.at >= stepping.steps.length ? { at: 1 } : {}) });
        if (isPlaying) {
          void goOn(own);
        }
      }
    },
  };
}

/** Has steps worked out, those of one request at a time. */
function createFollower({ get, set, say, ports }: Tools) {
  let followed = new AbortController();

  /** Ends what is being worked out. */
  const stop = (): void => {
    followed.abort();
    if (get().following) {
      set({ following: null });
    }
  };

  return {
    stop,

    /** The signal of another request, in place of the last one. */
    begin(): AbortSignal {
      stop();
      followed = new AbortController();
      return followed.signal;
    },

    /** Works out the steps of a request, and shows that where it takes a moment; null if it was given up. */
    async follow(
      client: Client,
      input: Parameters<Client["trace"]>[0],
      index: number,
      history: StepHistory,
      fileId: Following["fileId"],
      signal: AbortSignal,
    ): Promise<Awaited<ReturnType<Client["trace"]>> | null> {
      const show = (): void => set({ following: { fileId, steps: history.steps.length } });
      const unwait = ports.clock.after(SHOWN_AFTER_MS, () => {
        if (!signal.aborted) {
          show();
          set(panelOf(get(), fileId));
          say("Working out the steps of the request.");
        }
      });
      try {
        return await client.trace(input, index, signal, (steps) => {
          history.add(steps);
          if (get().following && !signal.aborted) {
            show();
          }
        });
      } catch (cause) {
        if (!signal.aborted) {
          throw cause;
        }
        return null;
      } finally {
        unwait();
        if (!signal.aborted) {
          set({ following: null });
        }
      }
    },
  };
}
