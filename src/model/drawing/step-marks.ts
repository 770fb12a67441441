/** Where a simulated request is after so many of its steps: what the drawing marks of it. Pure. */
import { counted } from "../../base/words.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import { podName, type SimulationEvent } from "../run/simulation.ts";
import { lineId } from "./layout.ts";

/** What is marked after a step. */
export interface StepMarks {
  /** Of the executors that the request has come to, by name. */
  readonly executors: ReadonlyMap<string, ExecutorMark>;
  /** How many documents have passed over a line, by `lineId`. */
  readonly lines: ReadonlyMap<string, number>;
  /** Messages that were sent to executors, their heads included, without the answers. */
  readonly messages: number;
  /** Where the last step was: an executor, or the gateway. */
  readonly now: string;
}

/** What an executor does with the request. */
export interface ExecutorMark {
  readonly kind: "waits" | "works" | "done" | "passed-by" | "failed";
  /** `1 of 2 parts`, `a/rep-0 works`. */
  readonly text: string;
}

/** One executor as far as the steps have told of it. */
class Visit {
  came = 0;
  of = 0;
  removed = 0;
  result = 0;
  /** Pods by name that are at work, or have the request waiting before them. */
  readonly busy = new Map<string, "works" | "waits">();
  readonly done = new Set<string>();
  /** What stands before its shards has the request. */
  isAtHead = false;
  isPassedBy = false;
  fault: string | null = null;

  mark(): ExecutorMark {
    const own = this.own();
    return this.removed === 0
      ? own
      : { ...own, text: `${own.text}, ${counted(this.removed, "doc")} out by when` };
  }

  private own(): ExecutorMark {
    if (this.fault !== null) {
      return { kind: "failed", text: this.fault };
    }
    if (this.isPassedBy) {
      return { kind: "passed-by", text: "passed by" };
    }
    if (this.busy.size > 0) {
      const working = [...this.busy].filter(([, state]) => state === "works").map(([name]) => name);
      const [first = "", ...others] = working.length > 0 ? working : this.busy.keys();
      const who = others.length > 0 ? `${others.length + 1} at a time` : first;
      return working.length > 0
        ? { kind: "works", text: `${who}: works` }
        : { kind: "waits", text: `${who}: waits in turn` };
    }
    if (this.done.size > 0) {
      const of = this.done.size > 1 ? ` of ${counted(this.done.size, "process", "processes")}` : "";
      return { kind: "done", text: `${counted(this.result, "doc")}${of}` };
    }
    if (this.isAtHead) {
      return { kind: "works", text: "at its head" };
    }
    return { kind: "waits", text: this.of > 1 ? `${this.came} of ${this.of} parts` : "has it" };
  }
}

/** The marks after the first `count` steps. */
export function marksAfter(steps: readonly SimulationEvent[], count: number, flow: BuiltFlow): StepMarks {
  const visits = new Map<string, Visit>();
  const lines = new Map<string, number>();
  let messages = 0;
  let now: string = GATEWAY;
  const visitOf = (name: string): Visit => {
    const visit = visits.get(name) ?? new Visit();
    visits.set(name, visit);
    return visit;
  };
  for (const step of steps.slice(0, count)) {
    now = "executor" in step ? step.executor : GATEWAY;
    switch (step.kind) {
      case "enters":
      case "refused":
        break;
      case "answered":
        if (flow.end !== GATEWAY && step.reply.status.code === "SUCCESS") {
          lines.set(lineId(flow.end, GATEWAY), step.documents.length);
        }
        break;
      case "part": {
        const visit = visitOf(step.executor);
        visit.came = step.came;
        visit.of = step.of;
        lines.set(lineId(step.from, step.executor), step.documents.length);
        break;
      }
      case "filtered":
        visitOf(step.executor).removed += step.documents.length;
        break;
      case "reduced":
        visitOf(step.executor).result = step.documents.length;
        break;
      case "passed-by":
        visitOf(step.executor).isPassedBy = true;
        break;
      case "unreachable":
        visitOf(step.executor).busy.delete(podName(step.to));
        break;
      case "sent":
        messages++;
        if (step.to.part === "head") {
          visitOf(step.executor).isAtHead = true;
        } else {
          visitOf(step.executor).busy.set(podName(step.to), "works");
        }
        break;
      case "waits":
      case "starts":
        visitOf(step.executor).busy.set(podName(step.to), step.kind === "waits" ? "waits" : "works");
        break;
      case "done":
      case "failed": {
        const visit = visitOf(step.executor);
        const pod = podName(step.to);
        visit.busy.delete(pod);
        visit.done.add(pod);
        visit.result = step.documents.length;
        visit.fault = step.kind === "failed" ? `${pod} failed` : visit.fault;
        break;
      }
    }
  }
  const executors = new Map(Array.from(visits, ([name, visit]) => [name, visit.mark()] as const));
  return { executors, lines, messages, now };
}
