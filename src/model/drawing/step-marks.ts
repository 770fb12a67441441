/** Where a simulated request is after so many of its steps: what the drawing marks of it. Pure. */
import { counted } from "../../base/words.ts";
import { GATEWAY } from "../flow.ts";
import { podName, type SimulationEvent } from "../run/simulation.ts";
import { lineId } from "./layout.ts";

/** What is marked after a step; each question costs what it is about, however many steps there are. */
export interface StepMarks {
  /** Messages that were sent to executors, their heads included, without the answers. */
  readonly messages: number;
  /** Where the last step was: an executor, or the gateway. */
  readonly now: string;
  /** Of an executor; null if the request has not come to it. */
  executor(name: string): ExecutorMark | null;
  /** Whether documents have passed over a line, by its `lineId`. */
  isPassed(line: string): boolean;
  /** Executors that wait: how many, and those of `most` that began last, in the order in which they began. */
  waiting(most: number): { readonly count: number; readonly names: readonly string[] };
}

/** What an executor does with the request. */
export interface ExecutorMark {
  readonly kind: "waits" | "works" | "done" | "passed-by" | "failed";
  /** `1 of 2 parts`, `a/rep-0 works`. */
  readonly text: string;
}

/** The steps of a request, by where they happen. */
export interface StepHistory {
  /** In the order of time. */
  readonly steps: readonly SimulationEvent[];
  /** Takes in those that come next. */
  add(steps: readonly SimulationEvent[]): void;
  /** The marks after the first `count` steps. */
  after(count: number): StepMarks;
}

/** Of one executor. */
interface Story {
  /** What it does after all of its steps. */
  readonly visit: Visit;
  /** Which steps are its own. */
  readonly steps: number[];
  /** The step with which it began to wait; null while it does not. */
  waitsSince: number | null;
}

/** A history without steps. `end`: the executor that answers to the gateway, or the gateway. */
export function createStepHistory(end: string): StepHistory {
  const steps: SimulationEvent[] = [];
  const stories = new Map<string, Story>();
  /** By line: the step with which it was passed first. */
  const passed = new Map<string, number>();
  const sent: number[] = [];
  /** How many wait after each step. */
  const waiting: number[] = [];
  /** For a step with which an executor begins to wait, the one that ends it. */
  const waitsUntil = new Map<number, number>();

  const pass = (line: string, index: number): void => {
    if (!passed.has(line)) {
      passed.set(line, index);
    }
  };

  const tell = (name: string, step: SimulationEvent, index: number): number => {
    const story = stories.get(name) ?? { visit: new Visit(), steps: [], waitsSince: null };
    stories.set(name, story);
    const { visit, waitsSince } = story;
    visit.take(step);
    story.steps.push(index);
    if ((visit.kind() === "waits") === (waitsSince !== null)) {
      return 0;
    }
    if (waitsSince === null) {
      story.waitsSince = index;
      waitsUntil.set(index, Number.POSITIVE_INFINITY);
      return 1;
    }
    story.waitsSince = null;
    waitsUntil.set(waitsSince, index);
    return -1;
  };

  const add = (step: SimulationEvent): void => {
    const index = steps.length;
    steps.push(step);
    if (step.kind === "part") {
      pass(lineId(step.from, step.executor), index);
    } else if (step.kind === "sent") {
      sent.push(index);
    } else if (step.kind === "answered" && stories.has(end) && step.reply.status.code === "SUCCESS") {
      pass(lineId(end, GATEWAY), index);
    }
    const more = "executor" in step ? tell(step.executor, step, index) : 0;
    waiting.push((waiting.at(-1) ?? 0) + more);
  };

  const waitingAfter = (count: number, most: number): string[] => {
    const names: string[] = [];
    const wanted = Math.min(most, waiting[count - 1] ?? 0);
    for (let index = count - 1; index >= 0 && names.length < wanted; index--) {
      const step = steps[index];
      if ((waitsUntil.get(index) ?? 0) >= count && step && "executor" in step) {
        names.push(step.executor);
      }
    }
    return names.reverse();
  };

  return {
    steps,
    add: (more) => more.forEach(add),
    after(count) {
      const last = steps[count - 1];
      return {
        messages: countBefore(sent, count),
        now: last && "executor" in last ? last.executor : GATEWAY,
        executor(name) {
          const own = stories.get(name)?.steps ?? [];
          const visit = new Visit();
          const happened = countBefore(own, count);
          for (const index of own.slice(0, happened)) {
            visit.take(steps[index]);
          }
          return happened > 0 ? visit.mark() : null;
        },
        isPassed: (line) => (passed.get(line) ?? count) < count,
        waiting: (most) => ({ count: waiting[count - 1] ?? 0, names: waitingAfter(count, most) }),
      };
    },
  };
}

/** How many of these rising numbers are less than `limit`. */
function countBefore(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? limit) < limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** One executor as far as the steps have told of it. */
class Visit {
  private came = 0;
  private of = 0;
  private removed = 0;
  private result = 0;
  private chunks = 0;
  private yielded = 0;
  /** Pods by name that are at work. */
  private readonly working = new Set<string>();
  /** Pods by name before which the request waits. */
  private readonly waiting = new Set<string>();
  private readonly done = new Set<string>();
  /** What stands before its shards has the request. */
  private isAtHead = false;
  private isPassedBy = false;
  private fault: string | null = null;

  /** Goes on by a step of its own. */
  take(step: SimulationEvent | undefined): void {
    switch (step?.kind) {
      case "part":
        this.came = step.came;
        this.of = step.of;
        break;
      case "filtered":
        this.removed += step.documents.length;
        break;
      case "reduced":
        this.result = step.documents.length;
        break;
      case "passed-by":
        this.isPassedBy = true;
        break;
      case "yielded":
        this.yielded += step.documents.length;
        break;
      case "unreachable":
      case "broken-off":
        this.leave(podName(step.to));
        break;
      case "timed-out":
        if (step.to.part === "head") {
          // What is behind it is given up with it.
          this.isAtHead = false;
          this.working.clear();
          this.waiting.clear();
        } else {
          this.leave(podName(step.to));
        }
        break;
      case "sent":
        if (step.to.part === "head") {
          this.isAtHead = true;
        } else {
          this.working.add(podName(step.to));
        }
        break;
      case "waits":
      case "starts": {
        const pod = podName(step.to);
        this.leave(pod);
        (step.kind === "waits" ? this.waiting : this.working).add(pod);
        break;
      }
      case "done":
      case "failed": {
        const pod = podName(step.to);
        this.leave(pod);
        this.done.add(pod);
        this.result = step.documents.length + this.yielded;
        this.chunks += step.kind === "done" && step.made?.kind === "chunks" ? step.made.count : 0;
        this.fault = step.kind === "failed" ? `${pod} failed` : this.fault;
        break;
      }
    }
  }

  kind(): ExecutorMark["kind"] {
    if (this.fault !== null) {
      return "failed";
    }
    if (this.isPassedBy) {
      return "passed-by";
    }
    if (this.working.size > 0) {
      return "works";
    }
    if (this.waiting.size > 0) {
      return "waits";
    }
    if (this.done.size > 0) {
      return "done";
    }
    return this.isAtHead ? "works" : "waits";
  }

  mark(): ExecutorMark {
    const out = this.removed === 0 ? "" : `, ${counted(this.removed, "doc")} out by when`;
    const kind = this.kind();
    return { kind, text: `${this.text(kind)}${out}` };
  }

  private text(kind: ExecutorMark["kind"]): string {
    switch (kind) {
      case "failed":
        return this.fault ?? "";
      case "passed-by":
        return "passed by";
      case "works":
        return this.working.size > 0
          ? `${whoOf(this.working)}: works${this.yielded > 0 ? `, ${counted(this.yielded, "doc")} so far` : ""}`
          : "at its head";
      case "waits":
        if (this.waiting.size > 0) {
          return `${whoOf(this.waiting)}: waits in turn`;
        }
        return this.of > 1 ? `${this.came} of ${this.of} parts` : "has it";
      case "done": {
        const of = this.done.size > 1 ? ` of ${counted(this.done.size, "process", "processes")}` : "";
        const chunks = this.chunks > 0 ? `, ${counted(this.chunks, "chunk")}` : "";
        return `${counted(this.result, "doc")}${chunks}${of}`;
      }
    }
  }

  private leave(pod: string): void {
    this.working.delete(pod);
    this.waiting.delete(pod);
  }
}

function whoOf(pods: ReadonlySet<string>): string {
  const [first = ""] = pods;
  return pods.size > 1 ? `${pods.size} at a time` : first;
}
