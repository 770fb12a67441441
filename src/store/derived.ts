/** What is computed from the state and is no part of it. What is costly is cached for as long as the object it comes from. */
import { executorRange } from "../formats/read/executor-range.ts";
import type { FlowDocument } from "../formats/read/read-document.ts";
import { type Arrangement, arrange, type Places } from "../model/drawing/arrange.ts";
import type { Direction } from "../model/drawing/geometry.ts";
import { type Layout, type LayoutForm, layoutFlow } from "../model/drawing/layout.ts";
import { isSameGraph } from "../model/drawing/same-graph.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { Problem, TextRange } from "../model/problem.ts";
import { type ClientError, isLost } from "../model/run/client-error.ts";
import { type ExecutorTime, type Profile, profileOf } from "../model/run/profile.ts";
import type { Exchange, Run } from "../model/run/run.ts";
import type { RunOrigin } from "./kept-runs.ts";
import type { DesignerState } from "./state.ts";
import { steppingOf } from "./stepping.ts";

interface Cache {
  readonly layouts: WeakMap<BuiltFlow, Layout>;
  /** What was laid out last: most edits change nothing that is laid out. */
  last: BuiltFlow | null;
}

const caches = new Map<string, Cache>();

function cacheOf({ direction, wraps }: LayoutForm): Cache {
  const key = `${direction} ${wraps}`;
  const cache = caches.get(key) ?? { layouts: new WeakMap(), last: null };
  caches.set(key, cache);
  return cache;
}

/** The layout of a Flow, cached; that of the Flow before it where both have the same graph. */
export function layoutOf(flow: BuiltFlow, direction: Direction, wraps = false): Layout {
  const cache = cacheOf({ direction, wraps });
  const known = cache.layouts.get(flow);
  if (known) {
    return known;
  }
  const layout = knownOfSame(cache, flow) ?? layoutFlow(flow, direction, wraps);
  cache.layouts.set(flow, layout);
  cache.last = flow;
  return layout;
}

/** Puts a layout that was made elsewhere into the cache; of the same graph as before, the one that is known stays. */
export function cacheLayout(flow: BuiltFlow, made: Layout): void {
  const cache = cacheOf(made);
  cache.layouts.set(flow, knownOfSame(cache, flow) ?? made);
  cache.last = flow;
}

function knownOfSame({ layouts, last }: Cache, flow: BuiltFlow): Layout | undefined {
  return last && isSameGraph(last, flow) ? layouts.get(last) : undefined;
}

const arrangements = new WeakMap<BuiltFlow, { readonly places: Places; readonly arrangement: Arrangement }>();

/** Where the cards of a Flow stand, cached for the last places asked for. */
export function arrangementOf(flow: BuiltFlow, places: Places): Arrangement {
  const cached = arrangements.get(flow);
  if (cached?.places === places) {
    return cached.arrangement;
  }
  const arrangement = arrange(flow, places, () => layoutOf(flow, places.direction, places.wraps));
  cacheArrangement(flow, places, arrangement);
  return arrangement;
}

/** Puts an arrangement that is known already into the cache. */
export function cacheArrangement(flow: BuiltFlow, places: Places, arrangement: Arrangement): void {
  arrangements.set(flow, { places, arrangement });
}

/** What says which run is shown. */
export type Shown = Pick<DesignerState, "run" | "origin" | "runs" | "shownRun">;

/** The run that the panels show: the chosen one of those that are kept, else the last one. */
export function shownRun({ run, runs, shownRun: id }: Shown): Run | null {
  return runs.find((kept) => kept.run.id === id)?.run ?? run;
}

/** Where the shown run came from. */
export function shownOrigin({ origin, runs, shownRun: id }: Shown): RunOrigin | null {
  return runs.find((kept) => kept.run.id === id)?.origin ?? origin;
}

const chosenOnes = new WeakMap<
  Run,
  { readonly request: string | null; readonly exchange: Exchange | null }
>();

/** The exchange whose answer is shown: the chosen one, else the first that was answered. Cached, as it is asked for often. */
export function chosenExchange(state: Shown & Pick<DesignerState, "chosenRequest">): Exchange | null {
  const run = shownRun(state);
  const { chosenRequest: request } = state;
  if (!run) {
    return null;
  }
  let chosen = chosenOnes.get(run);
  if (chosen?.request !== request) {
    const exchange =
      (request === null ? undefined : run.exchanges.find((one) => one.request.requestId === request)) ??
      run.exchanges.find(({ reply }) => reply !== null) ??
      run.exchanges[0] ??
      null;
    chosen = { request, exchange };
    chosenOnes.set(run, chosen);
  }
  return chosen.exchange;
}

const profiles = new WeakMap<Exchange, Profile | null>();

/** Where an answer's time went, cached; null without an answer, or if it has no times. */
export function profileOfExchange(exchange: Exchange | null): Profile | null {
  if (!exchange?.reply || exchange.roundtripMs === null) {
    return null;
  }
  let profile = profiles.get(exchange);
  if (profile === undefined) {
    profile = profileOf(exchange.reply, exchange.roundtripMs);
    profiles.set(exchange, profile);
  }
  return profile;
}

const timesByProfile = new WeakMap<Profile, ReadonlyMap<string, ExecutorTime>>();
const NO_TIMES: ReadonlyMap<string, ExecutorTime> = new Map();

/** What the shown answer says about each executor, by name; nothing if another file was sent, or while a request is stepped through. */
export function timesOf(
  state: Shown & Pick<DesignerState, "chosenRequest" | "file" | "stepping">,
): ReadonlyMap<string, ExecutorTime> {
  const isOfFile = shownOrigin(state)?.fileId === state.file.id;
  const profile = isOfFile && !steppingOf(state) ? profileOfExchange(chosenExchange(state)) : null;
  if (!profile) {
    return NO_TIMES;
  }
  let times = timesByProfile.get(profile);
  if (!times) {
    times = new Map(profile.executors.map((time) => [time.executor, time]));
    timesByProfile.set(profile, times);
  }
  return times;
}

const problemsByExecutor = new WeakMap<readonly Problem[], ReadonlyMap<string, readonly Problem[]>>();

/** The problems of each executor, by its name, cached; those of no executor are left out. */
export function problemsByName(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  let byName = problemsByExecutor.get(problems);
  if (!byName) {
    const map = new Map<string, Problem[]>();
    for (const problem of problems) {
      if (problem.executor !== undefined) {
        const list = map.get(problem.executor);
        if (list) {
          list.push(problem);
        } else {
          map.set(problem.executor, [problem]);
        }
      }
    }
    byName = map;
    problemsByExecutor.set(problems, byName);
  }
  return byName;
}

/** Where an executor stands in the text, if it stands there. */
export function placeOfExecutor(document: FlowDocument, name: string): TextRange | undefined {
  const node = document.picture.byName.get(name);
  return node && executorRange(document, node.entry);
}

/**
 * What a run says of the gateway as it is now: `error` if the connection to it failed, be it after other answers, `ok` if
 * it has answered, also where it only refused.
 */
export function lightOf({ error, exchanges }: Run): "idle" | "ok" | "error" {
  const saysNo = (fault: ClientError | null) => fault?.code === "gateway" || fault?.code === "refused";
  let light: "idle" | "ok" = saysNo(error) ? "ok" : "idle";
  if (error && isLost(error.code)) {
    return "error";
  }
  for (const { state, reply, error: fault } of exchanges) {
    if (fault && isLost(fault.code)) {
      return "error";
    }
    if (state === "answered" || reply !== null || saysNo(fault)) {
      light = "ok";
    }
  }
  return light;
}
