/**
 * How often the gateway, and a head, try a call, and how long they wait for it: as many times more as `retries` says, or as
 * there are replicas and three times at least; each for as long as `timeout_send` says.
 */
import type { Doc } from "../model/run/document.ts";
import type { Pod, SimulationEvent } from "../model/run/simulation.ts";
import type { CallRules } from "./topology.ts";

/** What lets things happen later, and tells what happens. */
export interface Timeline {
  nowMs(): number;
  /** Runs something after so many milliseconds, behind all that is to happen by then. */
  later(ms: number, run: () => void): void;
  /** The same, but at once for 0. */
  after(ms: number, run: () => void): void;
  emit(event: SimulationEvent): void;
}

/** Why a call has come to nothing. */
export interface Loss {
  readonly why: "unreachable" | "timed-out" | "broken-off";
  /** What the last one who was called has said of it; "" where nobody was there to say anything. */
  readonly said: string;
  /** Who was called. */
  readonly tried: readonly Pod[];
}

/** A call that may be tried several times. */
export interface Tried {
  readonly requestId: string;
  readonly documents: readonly Doc[];
  /** The tries of what this call is a part of: where that is given up, so is this. */
  readonly within?: Try[] | undefined;
  /** Called where no try is left. */
  lost(loss: Loss): void;
}

/** One try of a call: it ends once, by an answer, a fault, or as it is given up. */
export interface Try<Call extends Tried = Tried, Work = unknown> {
  readonly call: Call;
  /** Who was tried before. */
  readonly tried: readonly Pod[];
  /** Who is tried. */
  to: Pod | null;
  isOver: boolean;
  /** What is under way, for whoever has begun it. */
  work: Work | null;
  /** Takes back what is under way. */
  takeBack(own: this): void;
}

/** How tries are begun and given up. */
interface Way<Call extends Tried, Work> {
  /** Begins a try, ends it when an answer is there, and reports a fault by `fail`; gives who is called. */
  send(own: Try<Call, Work>): Pod;
  takeBack(own: Try<Call, Work>): void;
}

/** Calls, and takes the fault of a try, after which there may be another one. */
interface Caller<Call extends Tried, Work> {
  send(call: Call): void;
  fail(own: Try<Call, Work>, why: Loss["why"], said: string): void;
}

/** The engine tries so many more times at least, where nothing else is said. */
const MIN_RETRIES = 3;

const NOBODY: readonly Pod[] = [];

/** Calls one of so many `targets`. */
export function createCaller<Call extends Tried, Work>(
  { retries, timeoutMs }: CallRules,
  targets: number,
  { nowMs, later, emit }: Timeline,
  { send, takeBack }: Way<Call, Work>,
): Caller<Call, Work> {
  const tries = retries < 0 ? Math.max(MIN_RETRIES, targets) + 1 : retries + 1;

  const attempt = (call: Call, tried: readonly Pod[]): void => {
    const own: Try<Call, Work> = { call, tried, to: null, isOver: false, work: null, takeBack };
    call.within?.push(own);
    own.to = send(own);
    if (timeoutMs !== null) {
      later(timeoutMs, () => timeOut(own));
    }
  };

  const fail: Caller<Call, Work>["fail"] = (own, why, said) => {
    if (own.isOver) {
      return;
    }
    own.isOver = true;
    const all = own.to ? [...own.tried, own.to] : own.tried;
    if (all.length < tries) {
      attempt(own.call, all);
    } else {
      own.call.lost({ why, said, tried: all });
    }
  };

  const timeOut = (own: Try<Call, Work>): void => {
    const { to } = own;
    if (!own.isOver && to) {
      const { requestId, documents } = own.call;
      emit({ kind: "timed-out", atMs: nowMs(), requestId, documents, executor: to.executor, to });
      own.takeBack(own);
      fail(own, "timed-out", "Deadline Exceeded");
    }
  };

  return { send: (call) => attempt(call, NOBODY), fail };
}

/** Gives up what is still under way of these tries. */
export function giveUp(tries: readonly Try[]): void {
  for (const one of tries) {
    if (!one.isOver) {
      one.isOver = true;
      one.takeBack(one);
    }
  }
}
